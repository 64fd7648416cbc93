// The nine cells: choosing one says which team is suggested and why, and fits the safety net to its class
// unless somebody has changed it.

const grid = document.querySelector("[data-cells]");
const why = document.querySelector("[data-cells-why]");
const net = document.querySelector("#triage-safety_net");

function tell(cell) {
  const written = [...grid.querySelectorAll("[data-cell]")].map((one) => one.dataset.cellNet);
  why.textContent = cell.dataset.cellWhy;
  if (net && written.includes(net.value.trim())) net.value = cell.dataset.cellNet;
}

if (grid && why) {
  grid.addEventListener("change", (event) => tell(event.target));
  const chosen = grid.querySelector("[data-cell]:checked");
  if (chosen) tell(chosen);
}
