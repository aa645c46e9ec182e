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
// A form is sent once: the second of two quick clicks must not record a family or a need again.
const AGAIN_AFTER_MILLISECONDS = 4000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < AGAIN_AFTER_MILLISECONDS) event.preventDefault();
  else form.dataset.sent = String(Date.now());
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
