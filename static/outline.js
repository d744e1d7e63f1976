// Lessons are put in order by dragging. The buttons do the same without this file.
(() => {
  "use strict";
  const list = document.querySelector(".outline");
  const form = document.getElementById("order");
  const status = document.querySelector("[data-order-status]");
  if (!list || !form || !window.Sortable) return;
  for (const grip of list.querySelectorAll(".grip")) grip.hidden = false;

  const order = () => [...list.children].map((item) => item.dataset.slug).join(" ");
  const tell = (words, isWrong) => {
    status.textContent = words;
    status.className = isWrong ? "notice notice-warning" : "visually-hidden";
  };
  const ends = () => {
    const last = list.children.length - 1;
    [...list.children].forEach((item, at) => {
      const [up, down] = item.querySelectorAll("button[name=move]");
      up.disabled = at === 0;
      down.disabled = at === last;
    });
  };

  const send = async () => {
    const wanted = order();
    if (wanted === form.elements.shown.value) return;
    const fields = new FormData(form);
    fields.set("order", wanted);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(fields), headers: { "X-Requested-With": "fetch" } });
      if (answer.status !== 204) throw new Error(answer.status);
      form.elements.shown.value = wanted;
      ends();
      tell(form.dataset.moved, false);
    } catch {
      tell(form.dataset.failed, true);
    }
  };

  // One after the other: each says which order it starts from.
  let last = Promise.resolve();
  window.Sortable.create(list, { handle: ".grip", animation: 0, ghostClass: "is-dragged", onEnd: () => { last = last.then(send); } });
})();
