// A field above the tables of rules that hides the rows without the words in it.
(() => {
  const begin = () => {
    const content = document.querySelector("article");
    const rows = content ? [...content.querySelectorAll("table tbody tr")] : [];
    if (!location.pathname.includes("/rules/") || rows.length < 40 || content.querySelector(".filter")) return;
    const names = new Set(rows.map((row) => row.cells[0].textContent.trim()).filter((name) => name.includes("/")));
    const field = document.createElement("input");
    field.type = "search";
    field.className = "filter";
    field.placeholder = `Filter ${names.size} rules`;
    field.setAttribute("aria-label", "Filter the rules");
    const hide = (element, hidden) => { if (element) element.hidden = hidden; };
    field.addEventListener("input", () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      rows.forEach((row) => hide(row, !words.every((word) => row.textContent.toLowerCase().includes(word))));
      content.querySelectorAll("table").forEach((table) => {
        const empty = !table.querySelector("tbody tr:not([hidden])");
        const block = table.closest(".md-typeset__scrollwrap") ?? table;
        hide(block, empty);
        let head = block.previousElementSibling;
        while (head && !/^H[1-6]$/.test(head.tagName)) head = head.previousElementSibling;
        if (head?.tagName === "H2") hide(head, empty);
      });
    });
    content.querySelector("h2")?.before(field);
  };
  if (window.document$) window.document$.subscribe(begin);
  else document.addEventListener("DOMContentLoaded", begin);
})();
