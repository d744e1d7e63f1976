// The lesson editor saves by itself and marks up chosen words. The button saves without this file.
(() => {
  "use strict";
  const form = document.getElementById("lesson");
  if (!form) return;
  const REST = 3000; // after the last key
  const RETRY = 15000;
  const PATIENCE = 10000; // until a button that led nowhere is forgotten
  const box = form.elements.markdown;
  const frame = document.querySelector(".phone iframe");
  const place = form.querySelector("[data-saved]");
  let timer = null;
  let running = null;
  let forgetting = null;
  let unsaved = false;
  let leaving = false; // the button was pressed: what is typed now would be lost, so nothing can be
  let stopped = ""; // "conflict" until it is compared, "typing" until something else was typed

  const line = () => place.querySelector(".saved");

  const save = async () => {
    if (leaving || stopped || !unsaved) return;
    unsaved = false;
    line().textContent = form.dataset.saving;
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (answer.status === 401) {
        unsaved = true;
        stopped = "typing";
        line().textContent = form.dataset.signedOut;
        return;
      }
      if (answer.redirected || ![200, 409, 422].includes(answer.status)) throw new Error(answer.status);
      const seen = form.elements.seen.value;
      place.innerHTML = await answer.text();
      if (answer.ok) {
        if (frame && form.elements.seen.value !== seen) frame.contentWindow.location.reload();
      } else {
        unsaved = true;
        stopped = answer.status === 409 ? "conflict" : "typing";
      }
    } catch {
      unsaved = true;
      line().textContent = form.dataset.failed;
      timer = setTimeout(start, RETRY);
    }
  };
  const start = () => {
    clearTimeout(timer);
    timer = null;
    if (running) return running;
    const work = save().finally(() => {
      running = null;
      if (unsaved && !stopped && !timer) timer = setTimeout(start, REST);
    });
    running = work;
    return work;
  };

  const leave = (is) => {
    leaving = is;
    for (const one of form.querySelectorAll("input:not([type=hidden]), textarea")) one.readOnly = is;
  };

  form.addEventListener("input", () => {
    unsaved = true;
    if (stopped === "typing") stopped = "";
    clearTimeout(timer);
    timer = setTimeout(start, REST);
  });

  // The button must send the revision that is current once saving by itself is over.
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) return; // app.js keeps it on the page
    clearTimeout(timer);
    if (!running) {
      const was = unsaved;
      unsaved = false;
      leave(true);
      forgetting = setTimeout(() => { // the answer never came: go on writing, as app.js lets the button go
        leave(false);
        unsaved = unsaved || was;
        if (unsaved) start();
      }, PATIENCE);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    running.then(() => form.requestSubmit(event.submitter));
  }, true);
  addEventListener("pageshow", () => {
    clearTimeout(forgetting);
    leave(false);
  });
  addEventListener("beforeunload", (event) => { if (unsaved || running) event.preventDefault(); });

  const bar = form.querySelector(".toolbar");
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-before]");
    if (!button || leaving) return;
    let before = button.dataset.before;
    const from = box.selectionStart;
    const until = box.selectionEnd;
    if (before.startsWith("\n") && (from === 0 || box.value[from - 1] === "\n")) before = before.slice(1);
    const words = box.value.slice(from, until);
    box.setRangeText(before + words + button.dataset.after, from, until, "end");
    box.setSelectionRange(from + before.length, from + before.length + words.length);
    box.focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
