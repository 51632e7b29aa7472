// Single keys, for who wants them (WCAG 2.1.4: they can be turned off). Every page does the same
// without it.
"use strict";

{
  const dialog = document.getElementById("shortcuts");
  const opener = document.querySelector("[data-shortcuts]");
  const choice = dialog.querySelector("[type=checkbox]");
  const search = document.getElementById("search");
  const isOn = () => localStorage.getItem("shortcuts") !== "off";
  const PAUSE = 1500;
  let wentAt = 0;

  const show = () => {
    choice.checked = isOn();
    if (isOn()) search?.setAttribute("aria-keyshortcuts", "/");
    else search?.removeAttribute("aria-keyshortcuts");
  };

  // From row to row: the first thing in each that can be opened. Enter opens it.
  const walk = (by) => {
    const rows = [...document.querySelectorAll("main .row")].filter((row) => row.querySelector("a, button"));
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const first = by > 0 ? 0 : rows.length - 1;
    rows[here < 0 ? first : here + by]?.querySelector("a, button").focus();
  };

  const does = {
    "/": () => {
      search?.focus();
      search?.select();
    },
    "?": () => dialog.showModal(),
    g: () => (wentAt = Date.now()),
    j: () => walk(1),
    k: () => walk(-1),
  };

  document.addEventListener("keydown", (event) => {
    if (!isOn() || dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const goes = Date.now() - wentAt < PAUSE;
    wentAt = 0;
    const page = goes && document.querySelectorAll(".menu > ul a")[Number(event.key) - 1];
    const key = page ? () => page.click() : Object.hasOwn(does, event.key) && does[event.key];
    if (!key) return;
    event.preventDefault();
    key();
  });

  choice.addEventListener("change", () => {
    if (choice.checked) localStorage.removeItem("shortcuts");
    else localStorage.setItem("shortcuts", "off");
    show();
  });
  opener.addEventListener("click", () => dialog.showModal());
  opener.hidden = false;
  show();
}
