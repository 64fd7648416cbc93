// Keeps "1 h 12 left" true while a page stays open. The words are those of the server's own filter.
const EVERY = 15_000;
const SOON = 30;
// The clock of a desk may be minutes out; the one that counts is the server's.
const ahead = new Date(document.body.dataset.now ?? Date.now()) - Date.now();

export function startClocks() {
  if (document.querySelector("[data-clock]")) setInterval(tellAll, EVERY);
}

function tellAll() {
  for (const clock of document.querySelectorAll("[data-clock]")) tell(clock);
}

function tell(clock) {
  const left = (new Date(clock.dateTime) - Date.now() - ahead) / 60_000;
  const words = `${duration(Math.floor(Math.abs(left)))} ${left < 0 ? "over" : "left"}`;
  const said = clock.querySelector("[data-clock-words]");
  if (said.textContent !== words) said.textContent = words;
  const state = left < 0 ? "over" : left <= SOON ? "soon" : "ahead";
  clock.className = `ju-clock ju-clock--${state}`;
}

export function duration(minutes) {
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  const days = Math.floor(hours / 24);
  if (days === 0) return `${hours} h ${String(minutes % 60).padStart(2, "0")}`;
  const said = days === 1 ? "1 day" : `${days} days`;
  return hours % 24 ? `${said} ${hours % 24} h` : said;
}
