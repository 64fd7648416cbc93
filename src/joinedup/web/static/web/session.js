// What several scripts know of the session.
export const AUTOMATIC = "X-Joinedup-Automatic";

// The token that every changing form carries.
export function token() {
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

export function putToken(value) {
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = value;
}

// A poll or a draft found that nobody is signed in any more.
export function signedOut() {
  document.dispatchEvent(new CustomEvent("joinedup:signed-out"));
}
