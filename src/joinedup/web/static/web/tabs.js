// Brings the tab that one is on into view, where tabs stand in one row that is wider than the screen.
export function startTabs() {
  for (const list of document.querySelectorAll(".ju-tabs__list")) {
    const current = list.querySelector("[aria-current]");
    if (current) list.scrollLeft = current.offsetLeft - list.offsetLeft;
  }
}
