"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const positions = JSON.parse(find("slider-positions").textContent);
  const slider = find("slider"), input = find("slider-position");
  const cursor = slider.querySelector(".cursor_marks line");
  const width = Number(slider.dataset.width);
  const rows = Array.from(find("slider-lines").rows, (row) => Array.from(row.cells).slice(1));

  const show = () => {
    const one = positions[input.valueAsNumber];
    find("slider-budget").textContent = one.budget;
    find("slider-told").textContent = one.said;
    input.setAttribute("aria-valuetext", one.budget);
    cursor.setAttribute("transform", `translate(${one.at * width},0)`);
    rows.forEach((cells, row) => cells.forEach((cell, k) => { cell.textContent = one.rows[row][k]; }));
  };

  input.addEventListener("input", show);
  show();
  slider.hidden = false;
})();
