// The draft is saved while one writes, and a last time before its form is posted: a post that nobody answers would
// take the page and the text away. Without this script nothing is saved until the form is posted.
const form = document.querySelector("#draft");
const saver = document.querySelector("#autosave");
const LAST = "save"; // the event of the last autosave, before the post
const NO_ANSWER = "Inte sparat: servern svarar inte. Det du har skrivit står kvar; försök igen med Spara.";
const NOT_TAKEN =
  "Inte sparat: servern tog inte emot utkastet. Det du har skrivit står kvar; försök igen med Spara.";

let waiting = null; // the post that waits for the last autosave: { button }
let edits = 0;
let sent = 0; // how many of the edits the autosave under way holds
let saved = 0;

// Each answer brings a new line; one that is not ours (a proxy's page) must not take it away.
const isOurs = (xhr) => xhr.responseText.includes('id="saved-status"');
const statusLine = () => document.querySelector("#saved-status");

function tell(text, isWrong) {
  const line = statusLine();
  line.textContent = text;
  line.classList.toggle("is-wrong", isWrong);
  line.setAttribute("role", isWrong ? "alert" : "status");
}

for (const kind of ["input", "change"]) form.addEventListener(kind, () => (edits += 1));

form.addEventListener("submit", (event) => {
  if (waiting?.isSaved || "sent" in form.dataset || !window.htmx) return;
  event.preventDefault();
  if (waiting) return;
  waiting = { button: event.submitter, isSaved: false };
  htmx.trigger(saver, LAST);
});

saver.addEventListener("htmx:confirm", (event) => {
  const isLast = event.detail.triggeringEvent.type === LAST;
  // Once a button is pressed no other autosave may begin: it would come after, with a revision that is old.
  if (!isLast && (waiting || "sent" in form.dataset)) event.preventDefault();
});

saver.addEventListener("htmx:configRequest", (event) => {
  freshToken(form);
  event.detail.parameters.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  sent = edits;
});

saver.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!isOurs(detail.xhr)) detail.shouldSwap = false;
});

saver.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { status } = detail.xhr;
  const isAnswer = isOurs(detail.xhr);
  if (status === 200 && isAnswer && !statusLine().classList.contains("is-wrong")) saved = sent;
  if (status === 0 || status >= 500) tell(NO_ANSWER, true);
  else if (!isAnswer) tell(NOT_TAKEN, true);
  if (detail.requestConfig.triggeringEvent.type === LAST) afterLast(isAnswer ? status : 0);
});

// The post also tells what the autosave could not save, and keeps the text; no answer, or no login, stays here.
function afterLast(status) {
  const { button } = waiting;
  waiting = status === 200 ? { button, isSaved: true } : null;
  // The answer may have brought a new panel, with the button anew, or without it when it no longer holds.
  if (waiting) form.requestSubmit(button?.isConnected ? button : document.getElementById(button?.id));
  waiting = null;
}

addEventListener("beforeunload", (event) => {
  if (edits !== saved && !("sent" in form.dataset)) event.preventDefault();
});

tell(statusLine().dataset.withScript ?? statusLine().textContent, false);
