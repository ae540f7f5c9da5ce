"use strict";
const one = (query) => document.querySelector(query);
const filter = one("#filter"), count = one("#count"), help = one("#help"), root = document.documentElement;

function turn() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
}

// What each key does; what a change of the filter does; what Enter does, if anything is chosen.
function listen(keys, narrow, enter) {
  const all = { t: turn, "/": () => filter.focus(), "?": () => help.showModal(), ...keys };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.target === filter) {
      if (event.key === "Escape") { filter.value = ""; narrow(); }
      if (event.key === "Escape" || event.key === "Enter") { event.preventDefault(); filter.blur(); }
      return;
    }
    if (event.key === "Enter" && event.target === document.body && enter()) { event.preventDefault(); return; }
    if (Object.hasOwn(all, event.key)) { event.preventDefault(); all[event.key](); }
  });
  filter.addEventListener("input", narrow);
  one("#theme").addEventListener("click", turn);
  one("#keys").addEventListener("click", () => help.showModal());
}
