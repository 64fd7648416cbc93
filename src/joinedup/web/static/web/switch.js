// Leaves the keyboard to a colleague at once, and what was typed to whoever typed it.
import { keepDrafts } from "./draft.js";

const AT_MOST = 1500;

export function startSwitch() {
  for (const form of document.querySelectorAll("form[data-switch-user]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await Promise.race([keepDrafts(), new Promise((resolve) => setTimeout(resolve, AT_MOST))]);
      form.submit();
    });
  }
}
