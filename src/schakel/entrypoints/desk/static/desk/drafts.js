// What is typed is kept on the server every few seconds; without JavaScript by the button.
"use strict";

const SECONDS = 3;
const form = document.querySelector("form[data-keep-url]");
if (form) {
  const text = form.elements.namedItem("text");
  const revision = form.elements.namedItem("revision").value;
  const kept = document.querySelector("[data-kept]");
  // In this tab: what was typed and did not reach the server, on top of which revision.
  const pending = `pending:${location.pathname}`;
  const typed = sessionStorage.getItem(`draft:${location.pathname}:text`);
  let timer;

  const keep = async () => {
    clearTimeout(timer);
    timer = undefined;
    const sent = text.value;
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "text", "revision", "minutes"]) {
      body.append(name, form.elements.namedItem(name)?.value ?? "");
    }
    body.append("purpose", form.dataset.purpose);
    try {
      const answer = await fetch(form.dataset.keepUrl, { method: "POST", body, keepalive: true });
      if (answer.headers.get("content-type") !== "application/json") return;
      kept.textContent = (await answer.json()).said;
      if (answer.ok && sent === text.value) sessionStorage.removeItem(pending);
    } catch {
      // No connection now: it stays in this tab, and the next letter tries again.
    }
  };
  const soon = () => {
    sessionStorage.setItem(pending, revision);
    timer ??= setTimeout(keep, SECONDS * 1000);
  };

  if (typed && typed !== text.value && sessionStorage.getItem(pending) === revision) {
    text.value = typed;
    soon();
  }
  form.addEventListener("input", soon);
  form.addEventListener("submit", () => clearTimeout(timer));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && timer && !form.dataset.sent) keep();
  });
}
