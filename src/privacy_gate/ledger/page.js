"use strict";
const one = (query) => document.querySelector(query);
const filter = one("#filter"), count = one("#count"), help = one("#help"), root = document.documentElement;
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
  if (!card) return;
  card.open = true;
  location.hash = card.id;
  card.querySelector("summary").focus();
}

function turn() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
}

const keys = {
  j: () => select(at + 1),
  k: () => select(at - 1),
  g: () => select(0),
  G: () => select(shown().length - 1),
  t: turn,
  "/": () => filter.focus(),
  "?": () => help.showModal(),
  1: () => { location.hash = "timeline"; },
  2: () => { location.hash = "leaks"; },
  3: () => { location.hash = "prompts"; },
  4: () => { location.hash = "events"; },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  if (event.target === filter) {
    if (event.key === "Escape") { filter.value = ""; narrow(); }
    if (event.key === "Escape" || event.key === "Enter") { event.preventDefault(); filter.blur(); }
    return;
  }
  if (event.key === "Enter" && at >= 0 && event.target === document.body) { event.preventDefault(); open(); return; }
  if (Object.hasOwn(keys, event.key)) { event.preventDefault(); keys[event.key](); }
});
filter.addEventListener("input", narrow);
one("#theme").addEventListener("click", turn);
one("#keys").addEventListener("click", () => help.showModal());
addEventListener("hashchange", () => {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && target.tagName === "DETAILS") target.open = true;
});
