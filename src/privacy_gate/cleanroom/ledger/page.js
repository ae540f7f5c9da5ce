const rows = [...document.querySelectorAll("#log > tbody > tr[id]")];
const all = count.textContent;
let at = -1;

const shown = () => rows.filter((row) => !row.hidden);

function select(index) {
  const list = shown();
  if (!list.length) return;
  at = Math.max(0, Math.min(index, list.length - 1));
  for (const row of rows) row.setAttribute("aria-selected", String(row === list[at]));
  list[at].scrollIntoView({ block: "nearest" });
}

function narrow() {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    row.setAttribute("aria-selected", "false");
  }
  at = -1;
  count.textContent = words.length ? `${shown().length} of ${rows.length}` : all;
}

function open() {
  const row = shown()[at];
  const link = row && row.querySelector("a.path");
  const card = link && one(link.getAttribute("href"));
  if (!card) return false;
  card.open = true;
  location.hash = card.id;
  card.querySelector("summary").focus();
  return true;
}

const keys = {
  j: () => select(at + 1),
  k: () => select(at - 1),
  g: () => select(0),
  G: () => select(shown().length - 1),
  1: () => { location.hash = "timeline"; },
  2: () => { location.hash = "leaks"; },
  3: () => { location.hash = "prompts"; },
  4: () => { location.hash = "events"; },
};

listen(keys, narrow, open);
addEventListener("hashchange", () => {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && target.tagName === "DETAILS") target.open = true;
});
