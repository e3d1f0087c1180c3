// A form that is on its way is not sent a second time by an impatient finger.
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if ("sent" in form.dataset) event.preventDefault();
  else {
    form.dataset.sent = "";
    setTimeout(() => delete form.dataset.sent, 5000); // sending it may have been stopped
  }
});
// Back from the next page, or when nothing came of it, it can be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
