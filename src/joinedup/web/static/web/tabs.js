// Brings the tab that one is on into view, where tabs stand in one row that is wider than the screen:
// on opening, and again whenever the screen is turned or made narrower.
export function startTabs() {
  const resized = new ResizeObserver((rows) => rows.forEach((row) => show(row.target)));
  for (const list of document.querySelectorAll(".ju-tabs__list")) {
    show(list);
    resized.observe(list);
  }
}

function show(list) {
  // What somebody scrolled to by hand stays, as long as the row is no wider and no narrower.
  if (list.dataset.width === String(list.clientWidth)) return;
  list.dataset.width = list.clientWidth;
  const current = list.querySelector("[aria-current]");
  if (current) list.scrollLeft = current.offsetLeft - list.offsetLeft;
}
