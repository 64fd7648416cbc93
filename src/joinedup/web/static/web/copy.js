// A button that copies a text of the page. Without JavaScript the text is selected by hand.
export function startCopy() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy);
      const said = document.querySelector("[data-copy-said]");
      await navigator.clipboard.writeText(text.textContent);
      said.textContent = button.dataset.copied;
      button.firstChild.textContent = button.dataset.copied;
    });
  }
}
