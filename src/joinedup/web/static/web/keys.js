// Leads to a page of the header by its keys: a named key (F2) from anywhere, even while typing; a
// letter only where nobody types and no row of a queue has the focus, and where letters are used.
const OFF = "joinedup-single-keys-off";

export function startKeys() {
  const links = [...document.querySelectorAll("[data-keys]")];
  if (links.length) document.addEventListener("keydown", (event) => pressed(event, links));
}

function pressed(event, links) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const link = links.find((one) => one.dataset.keys.split(" ").includes(key));
  if (!link || (key.length === 1 && !mayUseLetters(event.target))) return;
  event.preventDefault();
  location.assign(link.href);
}

function mayUseLetters(target) {
  if (localStorage.getItem(OFF)) return false;
  if (target.isContentEditable || target.matches?.("input, textarea, select")) return false;
  return !target.closest?.("[data-queue-row]");
}
