/* The score sheet: quick values fill the number, the total follows, one item is open at a time. */
(function () {
  "use strict";
  const form = document.querySelector("form[data-review]");
  if (!form) return;
  const items = [...form.querySelectorAll("[data-item]")];
  const number = (item) => item.querySelector("input[type=number]");

  function follow(item) {
    const value = number(item).value;
    item.querySelector("[data-shown]").textContent = value || "–";
    for (const button of item.querySelectorAll("[data-points]")) {
      button.setAttribute("aria-pressed", String(button.dataset.points === value));
    }
  }

  function total() {
    const sum = items.reduce((found, item) => found + (Number(number(item).value) || 0), 0);
    form.querySelector("[data-total]").textContent = sum.toFixed(1);
  }

  for (const item of items) {
    const group = item.querySelector("[role=group]");
    group.hidden = false;
    group.addEventListener("click", (event) => {
      const button = event.target.closest("[data-points]");
      if (!button) return;
      number(item).value = button.dataset.points;
      number(item).dispatchEvent(new Event("input", { bubbles: true }));
    });
    group.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const buttons = [...group.querySelectorAll("[data-points]")];
      const next = buttons[buttons.indexOf(document.activeElement) + step];
      if (next) { event.preventDefault(); next.focus(); }
    });
    item.addEventListener("toggle", () => item.closest("li").classList.toggle("is-open", item.open));
  }
  form.addEventListener("input", () => { items.forEach(follow); total(); });
  const first = items.find((item) => !number(item).value || !item.querySelector("textarea").value.trim());
  if (first) first.open = true;
})();
