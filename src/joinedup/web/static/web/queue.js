// Drives a work queue by keyboard: arrows move, Enter opens, T and C act on the row, / finds.
const FIND_HERE = ".ju-filter input[type=text], .ju-filter input[type=search]";
const OFF = "joinedup-single-keys-off";

export function startQueues() {
  const table = document.querySelector("[data-queue]");
  if (!table) return;
  const rows = [...table.querySelectorAll("[data-queue-row]")];
  table.addEventListener("focusin", (event) => mark(rows, event.target.closest("[data-queue-row]")));
  document.addEventListener("keydown", (event) => pressed(event, table, rows));
  startSwitchingOff();
}

function pressed(event, table, rows) {
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  const here = document.activeElement;
  if (here !== document.body && !table.parentElement.contains(here)) return;
  const row = here.closest?.("[data-queue-row]") ?? null;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(rows, row, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && row && here === row) {
    location.assign(row.dataset.queueOpen);
  } else {
    act(event, row);
  }
}

function act(event, row) {
  if (localStorage.getItem(OFF)) return;
  if (event.key === "/") {
    const box = document.querySelector(FIND_HERE) ?? document.querySelector("[data-queue-find]");
    if (!box) return;
    event.preventDefault();
    box.matches("a") ? location.assign(box.href) : box.focus();
    return;
  }
  const address = row?.getAttribute(`data-queue-key-${event.key.toLowerCase()}`);
  if (address) location.assign(address);
}

function move(rows, row, step) {
  const next = row ? rows[rows.indexOf(row) + step] : rows[0];
  if (!next) return;
  (next.querySelector("a, button") ?? next).focus();
  next.scrollIntoView({ block: "nearest" });
}

function mark(rows, current) {
  for (const row of rows) row.classList.toggle("is-current", row === current);
}

function isTyping(target) {
  return target.isContentEditable || target.matches?.("input, textarea, select");
}

function startSwitchingOff() {
  const tick = document.querySelector("[data-keys-off]");
  if (!tick) return;
  tick.checked = !localStorage.getItem(OFF);
  tick.addEventListener("change", () => {
    if (tick.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
  });
}
