// Says on the page, and not in the console, that the browser made or found no passkey.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const notice of document.querySelectorAll("[data-passkey-failed]")) {
    notice.hidden = false;
  }
});
