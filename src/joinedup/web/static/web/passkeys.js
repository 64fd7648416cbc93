// Asks the browser for a passkey and sends its answer with the form. Without JavaScript the page
// says that a passkey needs it, and what to use instead.
function bytes(text) {
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function named(held) {
  return held.map((one) => ({ ...one, id: bytes(one.id) }));
}

function made(options) {
  const user = { ...options.user, id: bytes(options.user.id) };
  const publicKey = { ...options, user, challenge: bytes(options.challenge) };
  publicKey.excludeCredentials = named(options.excludeCredentials ?? []);
  return navigator.credentials.create({ publicKey });
}

function shown(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge) };
  publicKey.allowCredentials = named(options.allowCredentials ?? []);
  return navigator.credentials.get({ publicKey });
}

function answer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  const { id, type } = credential;
  const clientExtensionResults = {};
  return JSON.stringify({ id, rawId: text(credential.rawId), type, response, clientExtensionResults });
}

function say(said, words) {
  said.textContent = words;
  said.hidden = !words;
}

async function ask(form, said) {
  const options = JSON.parse(form.dataset.options);
  try {
    const credential = await (form.dataset.passkey === "make" ? made(options) : shown(options));
    form.elements.answer.value = answer(credential);
    form.submit();
  } catch {
    say(said, form.dataset.failed);
  }
}

export function startPasskeys() {
  for (const form of document.querySelectorAll("[data-passkey]")) {
    const said = form.querySelector("[data-passkey-said]");
    say(said, window.PublicKeyCredential ? "" : form.dataset.none);
    if (!window.PublicKeyCredential) continue;
    form.querySelector("[data-passkey-button]").hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      say(said, "");
      ask(form, said);
    });
  }
}
