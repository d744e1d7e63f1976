// Small comforts. Every page works without this file.
(() => {
  "use strict";
  const all = (selector) => document.querySelectorAll(selector);

  // A menu closes with Escape, or when something outside it is touched.
  const closeMenus = (target) => {
    for (const menu of all("details.drop[open]")) {
      if (!target || !menu.contains(target)) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => closeMenus(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.drop[open] > summary");
    closeMenus();
    if (open) open.focus();
  });

  // Without a connection nothing is sent, so that what was typed stays on the page.
  const notice = document.querySelector("[data-offline]");
  const showConnection = () => { if (notice) notice.hidden = navigator.onLine; };
  addEventListener("online", showConnection);
  addEventListener("offline", showConnection);
  showConnection();

  // A form is sent once, however often the button is pressed; after ten seconds one may try again.
  const release = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (!navigator.onLine) {
      event.preventDefault();
      showConnection();
      if (notice) notice.scrollIntoView();
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
    setTimeout(release, 10000, form);
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach(release));

  // What went wrong is where reading begins.
  const first = document.querySelector("[data-focus]");
  if (first) first.focus();

  // Printing shows what was folded away.
  addEventListener("beforeprint", () => {
    for (const details of all("main details:not([open])")) {
      details.open = true;
      details.dataset.folded = "yes";
    }
  });
  addEventListener("afterprint", () => {
    for (const details of all("details[data-folded]")) {
      details.open = false;
      delete details.dataset.folded;
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
  });
})();
