// Cells copied in a spreadsheet fill the table of training needs from the cell one is in. Without this file
// the box under the table does the same on the server.
(() => {
  "use strict";
  const body = document.querySelector("[data-sheet] > tbody");
  if (!body) return;

  // Rows of cells as spreadsheets copy them: tabs, line ends, and quotes around cells that hold either.
  const read = (text) => {
    const rows = [[""]];
    let quoted = false;
    const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let at = 0; at < source.length; at += 1) {
      const char = source[at];
      const row = rows[rows.length - 1];
      if (quoted && char === '"' && source[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; }
      else if (quoted && char === '"') quoted = false;
      else if (!quoted && char === '"' && row[row.length - 1] === "") quoted = true;
      else if (!quoted && char === "\t") row.push("");
      else if (!quoted && char === "\n") rows.push([""]);
      else row[row.length - 1] += char === "\n" ? " " : char;
    }
    return rows;
  };

  const lines = () => [...body.rows].filter((row) => row.querySelector("input[name]:not([type=checkbox]):not([type=hidden])"));
  const boxAt = (row, column) => row.cells[column] && row.cells[column].querySelector("input:not([type=hidden]):not([type=checkbox])");

  // One more empty row like the last one.
  const addRow = () => {
    const all = lines();
    const last = all[all.length - 1];
    const old = boxAt(last, 0).name.split("-")[0];
    const key = `n${Number(old.slice(1)) + 1}`;
    const row = last.cloneNode(true);
    for (const node of row.querySelectorAll("input, [id]")) {
      if (node.name) { node.name = node.name.replace(old, key); node.value = ""; }
      if (node.id) node.id = `r-${key}`;
      const labels = node.getAttribute("aria-labelledby");
      if (labels) node.setAttribute("aria-labelledby", labels.replace(`r-${old}`, `r-${key}`));
    }
    row.classList.remove("row-wrong");
    last.after(row);
    return row;
  };

  body.addEventListener("paste", (event) => {
    const box = event.target.closest("input");
    const text = (event.clipboardData || window.clipboardData).getData("text");
    if (!box || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const all = lines();
    let at = all.indexOf(box.closest("tr"));
    const column = box.closest("td").cellIndex;
    for (const cells of read(text)) {
      const row = all[at] || addRow();
      if (!all[at]) all.push(row);
      cells.forEach((cell, offset) => {
        const target = boxAt(row, column + offset);
        if (target) target.value = cell.trim();
      });
      at += 1;
    }
    box.focus();
  });
})();
