// Every form that is posted: with the token of whoever is logged in now, and only once.
const PATIENCE = 10_000; // ms until a post that led nowhere may be tried again

function freshToken(form) {
  const field = form.querySelector("[name=csrfmiddlewaretoken]");
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  // Logging in changes the token, and that may have been done in another tab since this page was opened.
  if (field && cookie) field.value = cookie[1];
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if ("sent" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  setTimeout(() => delete form.dataset.sent, PATIENCE);
  freshToken(form);
});
