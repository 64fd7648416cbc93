// Keeps what is typed: a second after typing stops, on leaving a field, and before a session ends.
import { AUTOMATIC, signedOut } from "./session.js";

const AFTER_TYPING = 1000;
const AFTER_FAILURE = 5000;
const WAIT_AT_MOST = 4000;
const drafts = new Set();

export function startDrafts() {
  for (const form of document.querySelectorAll("form[data-draft]")) drafts.add(new Draft(form));
}

// Saves every draft on the page that has something unsaved; resolves when all are done.
export function keepDrafts({ automatic = false } = {}) {
  return Promise.all([...drafts].map((draft) => draft.save({ automatic })));
}

// Whether somebody has typed something that neither a draft nor the server has.
export function hasUnsaved() {
  return [...drafts].some((draft) => draft.isChanged) || typedForms.size > 0;
}

const typedForms = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.method === "post" && !form.dataset.draft) typedForms.add(form);
});
document.addEventListener("submit", (event) => typedForms.delete(event.target));

class Draft {
  constructor(form) {
    this.form = form;
    this.said = form.querySelector("[data-draft-said]");
    this.isChanged = false;
    this.saving = null;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("focusout", () => this.save());
    form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("pagehide", () => this.leave());
  }

  changed() {
    this.isChanged = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), AFTER_TYPING);
  }

  // A save still on its way would make the version that this form is about to send an old one.
  async submitted(event) {
    clearTimeout(this.timer);
    this.isChanged = false;
    if (!this.saving) return;
    event.preventDefault();
    if (this.isSubmitting) return;
    this.isSubmitting = true;
    await Promise.race([this.saving, new Promise((done) => setTimeout(done, WAIT_AT_MOST))]);
    this.isSubmitting = false;
    this.saving = null;
    this.form.requestSubmit(event.submitter);
  }

  leave() {
    if (this.isChanged && navigator.sendBeacon) navigator.sendBeacon(this.form.dataset.draft, this.body());
  }

  body() {
    return new URLSearchParams(new FormData(this.form));
  }

  async save({ automatic = false } = {}) {
    // One at a time: the answer to the first names the draft that the second goes on with.
    if (this.saving) await this.saving;
    if (!this.isChanged) return;
    clearTimeout(this.timer);
    this.isChanged = false;
    this.saving = this.send(automatic);
    await this.saving;
    this.saving = null;
  }

  async send(automatic) {
    const headers = { Accept: "application/json", ...(automatic ? { [AUTOMATIC]: "yes" } : {}) };
    try {
      const answer = await fetch(this.form.dataset.draft, { method: "POST", body: this.body(), headers });
      await this.answered(answer);
    } catch {
      this.failed("Not saved: no connection. It is still on this page, and saving is tried again.");
    }
  }

  async answered(answer) {
    if (answer.ok) {
      const { saved, fields = {} } = await answer.json();
      for (const [name, value] of Object.entries(fields)) this.put(name, value);
      this.say(`Saved ${saved}`);
    } else if (answer.status === 401) {
      this.isChanged = true;
      this.say("Not saved: you are signed out. It is still on this page.");
      signedOut();
    } else if (answer.status === 409) {
      this.say("Not saved: this draft was changed in another window. Go on there.");
    } else {
      this.failed("Not saved yet. It is still on this page, and saving is tried again.");
    }
  }

  put(name, value) {
    let field = this.form.elements.namedItem(name);
    if (!field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name });
      this.form.append(field);
    }
    field.value = value;
  }

  failed(words) {
    this.isChanged = true;
    this.say(words);
    this.timer = setTimeout(() => this.save(), AFTER_FAILURE);
  }

  say(words) {
    if (this.said) this.said.textContent = words;
  }
}
