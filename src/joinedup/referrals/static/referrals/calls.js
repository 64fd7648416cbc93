// Improves the call pad: Enter goes on to the next box, and what is to be said follows what is chosen.
const pad = document.querySelector("[data-pad]");

function boxes() {
  const all = pad.querySelectorAll("input:not([type=hidden]), select, textarea, button");
  return [...all].filter((one) => one.offsetParent !== null && !one.disabled);
}

// Enter in a line of text would press the first button of the form: only the one box finds.
function entered(event) {
  const box = event.target;
  if (event.key !== "Enter" || !box.matches("input") || box.name === "who") return;
  if (box.matches("[type=submit], [type=button]")) return;
  event.preventDefault();
  const all = boxes();
  all[all.indexOf(box) + 1]?.focus();
}

function readBack() {
  // Not sure: it counts as the class that the place says.
  const chosen = pad.querySelector("[name=response_class]:checked")?.value;
  const said = [...pad.querySelectorAll("[data-read-back]")];
  const isKnown = said.some((one) => one.dataset.readBack === chosen);
  const counted = isKnown ? chosen : pad.dataset.pad;
  // Before anybody was asked how soon, nothing is promised.
  for (const one of said) one.hidden = !chosen || one.dataset.readBack !== counted;
  for (const one of pad.querySelectorAll("[data-read-back-none]")) one.hidden = Boolean(chosen);
  for (const one of pad.querySelectorAll("[data-echo]")) {
    const typed = pad.querySelector(`[name=${one.dataset.echo}]`)?.value.trim() ?? "";
    one.textContent = typed && one.dataset.echoBefore + typed;
  }
}

if (pad) {
  pad.addEventListener("keydown", entered);
  pad.addEventListener("input", readBack);
  pad.addEventListener("change", readBack);
  readBack();
}
