// Shows what was understood while somebody types. Without it, the button "Verder" does the same.
"use strict";

const form = document.querySelector("[data-understand]");
const understood = document.getElementById("understood");
const PAUSE = 350;
let waiting;
let latest = 0;

// What the reader chose stays; the rest is guessed anew from the words.
const chosen = new Set();
const typed = () => {
  const all = new FormData(form);
  const sent = new FormData();
  for (const [name, value] of all) {
    const own = !understood.querySelector(`[name="${CSS.escape(name)}"]`) || chosen.has(name);
    if (own && name !== "save") sent.append(name, value);
  }
  return sent;
};

const show = async () => {
  const asked = ++latest;
  const answer = await fetch(location.href, {
    method: "POST",
    body: typed(),
    headers: { "X-Part": "understood" },
  }).catch(() => null);
  if (!answer?.ok || answer.redirected || asked !== latest) return;
  const words = await answer.text();
  if (asked !== latest) return;
  const focused = understood.contains(document.activeElement) ? document.activeElement : null;
  const at = focused?.selectionStart;
  understood.innerHTML = words;
  if (!focused) return;
  const again = document.getElementById(focused.id);
  again?.focus();
  if (typeof at === "number" && again?.type === "text") again.setSelectionRange(at, at);
};

form.addEventListener("input", (event) => {
  const name = event.target.name;
  if (understood.contains(event.target)) chosen.add(name);
  if (!["text", "who", "party"].includes(name)) return;
  if (name === "party") chosen.delete("about");
  if (name === "who") chosen.delete("party");
  clearTimeout(waiting);
  waiting = setTimeout(show, PAUSE);
});

// What a link named is chosen already.
understood.querySelectorAll("input[type=hidden]").forEach((input) => chosen.add(input.name));

// A draft that was kept is understood at once.
if (form.elements.text.value && !understood.querySelector("[name=save]")) show();
