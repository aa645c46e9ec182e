// Forms sent by htmx carry the token too.
document.body.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
});
// Answers that say what is wrong are shown where the answer belongs.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if ([400, 404, 409, 422, 429].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
