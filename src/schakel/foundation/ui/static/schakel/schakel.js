// Makes pages quicker to work with. Every page does the same without it.
"use strict";

// Ctrl+Enter (or Cmd+Enter) in any field sends the form.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea, input, select")) {
    event.preventDefault();
    event.target.form?.requestSubmit();
  }
});

// The arrows walk along what was found.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, select")) return;
  const field = document.getElementById("search");
  const typing = event.target.matches("input");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const links = [...document.querySelectorAll("[data-walk] .row__who a")];
  if (!step || !links.length || (typing && event.target !== field)) return;
  const next = typing ? 0 : links.indexOf(document.activeElement) + step;
  if (links[next] === undefined) return;
  event.preventDefault();
  links[next].focus();
});

// Escape closes what was opened around the reader, and leads back to where it was opened.
document.addEventListener("keydown", (event) => {
  const opened = event.key === "Escape" && !event.defaultPrevented && event.target.closest("details[open]");
  if (!opened) return;
  opened.open = false;
  opened.querySelector("summary").focus();
});

// A second click does not send a form twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "true";
  form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-disabled", "true"));
});
// Back in the browser brings the page as it was left: it may be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button").forEach((button) => button.removeAttribute("aria-disabled"));
  });
});

// What was typed survives a reload or a lost connection, in this browser tab only.
const draftKey = (control) =>
  `draft:${control.form.getAttribute("action") || location.pathname}:${control.name}`;
const sentKey = (key) => key.replace("draft:", "sent:");
const drafted = [...document.querySelectorAll("form[data-keep-draft] textarea")];
drafted.forEach((control) => {
  const key = draftKey(control);
  control.addEventListener("input", () => sessionStorage.setItem(key, control.value));
  control.form.addEventListener("submit", () => sessionStorage.setItem(sentKey(key), "yes"));
});
// A draft that was sent may go once the server says so, or has led to another page.
const saved = document.querySelector("[data-saved]") !== null;
// What went wrong, or first asks for a log-in, saved nothing.
if (document.querySelector("[data-keep-drafts]")) {
  Object.keys(sessionStorage)
    .filter((key) => key.startsWith("sent:"))
    .forEach((key) => sessionStorage.removeItem(key));
}
Object.keys(sessionStorage)
  .filter((key) => key.startsWith("draft:") && sessionStorage.getItem(sentKey(key)))
  .filter((key) => saved || !drafted.some((control) => draftKey(control) === key))
  .forEach((key) => {
    sessionStorage.removeItem(key);
    sessionStorage.removeItem(sentKey(key));
  });
drafted.forEach((control) => {
  if (!control.value) control.value = sessionStorage.getItem(draftKey(control)) ?? "";
});

// The list of faults is where the reader wants to be.
document.querySelector("[data-focus]")?.focus();

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
