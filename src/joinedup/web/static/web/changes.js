// Asks every 15 seconds whether anything is new and says so; the page never changes under the pointer.
import { signedOut } from "./session.js";

const EVERY = 15_000;

export function startChanges() {
  for (const news of document.querySelectorAll("[data-changes]")) {
    const timer = setInterval(() => ask(news, timer), EVERY);
    document.addEventListener("visibilitychange", () => document.hidden || ask(news, timer));
  }
}

async function ask(news, timer) {
  if (document.hidden) return;
  let answer;
  try {
    answer = await fetch(news.dataset.changes, { headers: { Accept: "application/json" } });
  } catch {
    say(news, "No connection: this page may be out of date.", false);
    return;
  }
  if (answer.status === 401) {
    clearInterval(timer);
    signedOut();
  } else if (answer.status === 200) {
    const { words } = await answer.json();
    say(news, words, true);
  } else if (answer.status === 204) {
    say(news, "", false);
  }
}

function say(news, words, isShown) {
  const said = news.querySelector("[data-changes-said]");
  if (said.textContent !== words) said.textContent = words;
  news.querySelector("[data-changes-show]").hidden = !isShown;
}
