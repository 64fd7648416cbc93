// Leaves at once: the page is emptied before the answer is there, and is not gone back to.

for (const link of document.querySelectorAll("[data-exit]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.title = " ";
    document.body.replaceChildren();
    location.replace(link.href);
  });
}
