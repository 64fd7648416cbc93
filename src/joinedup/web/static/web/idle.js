// Warns two minutes before an unused session ends, saves drafts first, and never throws away what was typed:
// a page with unsaved words is covered until the same person has signed in again in another window.
import { hasUnsaved, keepDrafts } from "./draft.js";
import { putToken, token } from "./session.js";

const TELL_EVERY = 60_000;
const SAY_AT = [120, 60, 30, 10];

export function startIdle() {
  const dialog = document.getElementById("idle-warning");
  if (dialog) new Idle(document.body.dataset, dialog);
}

class Idle {
  constructor(told, dialog) {
    this.told = told;
    this.dialog = dialog;
    this.count = dialog.querySelector("[data-idle-count]");
    this.said = dialog.querySelector("[data-idle-said]");
    this.lastTold = Date.now();
    this.isLocked = false;
    this.endsIn(Number(told.idle));
    for (const kind of ["keydown", "pointerdown", "input"]) {
      document.addEventListener(kind, () => this.used(), { passive: true });
    }
    dialog.querySelector("[data-idle-stay-button]").addEventListener("click", () => this.stay());
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      if (!this.isLocked) this.stay();
    });
    document.addEventListener("joinedup:signed-out", () => this.end());
    document.addEventListener("visibilitychange", () => document.hidden || this.check());
    setInterval(() => this.tick(), 1000);
  }

  endsIn(seconds) {
    this.endsAt = Date.now() + seconds * 1000;
    this.isAsking = false;
  }

  left() {
    return Math.round((this.endsAt - Date.now()) / 1000);
  }

  // Somebody is here: the server is told at most once a minute.
  used() {
    if (this.dialog.open || Date.now() - this.lastTold < TELL_EVERY) return;
    this.tell();
  }

  async tell() {
    this.lastTold = Date.now();
    try {
      const body = new URLSearchParams({ csrfmiddlewaretoken: token() });
      const answer = await fetch(this.told.idleStay, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.ok) this.endsIn((await answer.json()).left);
      else if (answer.status === 401) this.end();
    } catch {
      this.lastTold = 0;
    }
  }

  tick() {
    if (this.isLocked) return;
    const left = this.left();
    if (left > Number(this.told.idleWarn)) {
      if (this.dialog.open) this.dialog.close();
    } else if (left > 0) {
      this.warn(left);
    } else {
      this.check();
    }
  }

  async warn(left) {
    if (!this.dialog.open && !this.isAsking) {
      this.isAsking = true;
      await keepDrafts({ automatic: true });
      // Another window may have kept the session alive.
      await this.check();
      if (this.left() > Number(this.told.idleWarn) || this.isLocked) return;
      this.dialog.showModal();
    }
    const words = left >= 60 ? `${Math.floor(left / 60)} min ${left % 60} s left` : `${left} s left`;
    this.count.textContent = words;
    if (SAY_AT.includes(left)) this.said.textContent = words;
  }

  async stay() {
    this.dialog.close();
    await this.tell();
  }

  async check() {
    try {
      const answer = await fetch(this.told.idleLeft, { headers: { Accept: "application/json" } });
      if (answer.status === 401) return this.end();
      if (!answer.ok) return undefined;
      const { left, account, token: fresh } = await answer.json();
      if (account !== this.told.account) return location.assign("/");
      this.endsAt = Date.now() + left * 1000;
      putToken(fresh);
      if (this.isLocked) this.unlock();
    } catch {
      // No connection: nothing can be shown that is not on the page already.
    }
    return undefined;
  }

  end() {
    if (this.isLocked) return;
    if (!hasUnsaved()) {
      const back = encodeURIComponent(location.pathname + location.search);
      location.assign(`${this.told.idleOut}?because=idle&next=${back}`);
      return;
    }
    this.isLocked = true;
    this.dialog.classList.add("is-locked");
    this.dialog.querySelector("h2").textContent = "You have been signed out";
    this.dialog.querySelector("[id$=words]").textContent =
      "What you typed is still on this page, out of sight. Sign in again in another window, then come back to this one.";
    this.count.textContent = "";
    this.shown(true);
    if (!this.dialog.open) this.dialog.showModal();
    this.waiting = setInterval(() => this.check(), 5000);
  }

  unlock() {
    clearInterval(this.waiting);
    this.isLocked = false;
    this.dialog.classList.remove("is-locked");
    this.dialog.close();
    this.shown(false);
    keepDrafts();
  }

  shown(isLocked) {
    this.dialog.querySelector("[data-idle-stay-button]").hidden = isLocked;
    this.dialog.querySelector("[data-idle-leave]").hidden = isLocked;
    this.dialog.querySelector("[data-idle-again]").hidden = !isLocked;
  }
}
