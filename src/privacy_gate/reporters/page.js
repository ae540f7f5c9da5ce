const notes = [...document.querySelectorAll("article")];
const toggles = [...document.querySelectorAll(".toggle")];
const words = new Map(notes.map((note) => {
  const line = note.closest(".line"), file = note.closest(".file");
  return [note, [file.firstChild.textContent, line.firstChild.textContent, note.textContent].join(" ").toLowerCase()];
}));
const all = count.textContent;
let chosen = null;

const shown = () => notes.filter((note) => !note.hidden);
const off = (kind) => new Set(toggles.filter((one) => one.ariaPressed === "false").map((one) => one.dataset[kind]));

function choose(note) {
  if (!note) return;
  for (const one of notes) one.setAttribute("aria-current", String(one === note));
  for (const mark of document.querySelectorAll("mark")) {
    mark.classList.toggle("chosen", mark.dataset.of.split(" ").includes(note.id.slice(1)));
  }
  chosen = note;
  note.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const list = shown(), at = list.indexOf(chosen);
  choose(list[at < 0 ? 0 : Math.max(0, Math.min(at + by, list.length - 1))]);
}

function narrow() {
  const wanted = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  const severities = off("severity"), families = off("family");
  for (const note of notes) {
    const { severity, family } = note.dataset;
    note.hidden = severities.has(severity) || families.has(family) || !wanted.every((word) => words.get(note).includes(word));
  }
  for (const line of document.querySelectorAll(".line")) line.hidden = !line.querySelector("article:not([hidden])");
  for (const file of document.querySelectorAll(".file")) file.hidden = !file.querySelector(".line:not([hidden])");
  const left = shown().length;
  count.textContent = left === notes.length ? all : `${left} of ${notes.length}`;
}

function press(toggle, on = toggle.ariaPressed === "false") {
  toggle.ariaPressed = String(on);
}

function flip(severity) {
  const toggle = toggles.find((one) => one.dataset.severity === severity);
  if (toggle) { press(toggle); narrow(); }
}

function onlyFamily() {
  const families = toggles.filter((one) => one.dataset.family), narrowed = families.some((one) => one.ariaPressed === "false");
  if (!chosen && !narrowed) return;
  for (const one of families) press(one, narrowed || one.dataset.family === chosen.dataset.family);
  narrow();
}

for (const toggle of toggles) toggle.addEventListener("click", () => { press(toggle); narrow(); });
for (const note of notes) note.addEventListener("click", () => choose(note));
for (const mark of document.querySelectorAll("mark")) {
  mark.addEventListener("click", () => choose(document.getElementById(`f${mark.dataset.of.split(" ")[0]}`)));
}
listen({
  j: () => step(1),
  k: () => step(-1),
  g: () => choose(shown()[0]),
  G: () => choose(shown().at(-1)),
  1: () => flip("error"),
  2: () => flip("warning"),
  3: () => flip("note"),
  f: onlyFamily,
}, narrow, () => false);
