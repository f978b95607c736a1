"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const positions = JSON.parse(find("positions").textContent);
  const slider = find("slider"), input = find("position");
  const cursor = slider.querySelector("g.cursor_marks line, .cursor_marks line");
  const width = Number(slider.dataset.width);
  const rows = Array.from(find("lines").rows, (row) => Array.from(row.cells).slice(1));

  const show = () => {
    const one = positions[input.valueAsNumber];
    find("budget").textContent = one.budget;
    find("told").textContent = one.said;
    input.setAttribute("aria-valuetext", one.budget);
    cursor.setAttribute("transform", `translate(${one.at * width},0)`);
    rows.forEach((cells, row) => cells.forEach((cell, k) => { cell.textContent = one.rows[row][k]; }));
  };

  input.addEventListener("input", show);
  show();
  slider.hidden = false;
})();
