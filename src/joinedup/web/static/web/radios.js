// The kit marks a radio that opens something as expanded, which no radio can be: screen readers differ on it.
const MARKED = "input[type=radio][aria-expanded]";

export function startRadios() {
  if (!document.querySelector("input[type=radio][aria-controls]")) return;
  strip();
  const watched = { attributes: true, attributeFilter: ["aria-expanded"], subtree: true };
  new MutationObserver(strip).observe(document.body, watched);
}

function strip() {
  for (const radio of document.querySelectorAll(MARKED)) radio.removeAttribute("aria-expanded");
}
