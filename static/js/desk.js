/* The desks: a phrase of the phrase book goes into the form it belongs to. Without this the phrases can be copied. */
(function () {
  "use strict";
  for (const button of document.querySelectorAll("[data-phrase]")) {
    const control = document.querySelector(button.dataset.into) || button.closest("form")?.querySelector("textarea");
    if (!control) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const before = control.value.trim();
      control.value = before ? `${before}\n${button.dataset.phrase}` : button.dataset.phrase;
      control.dispatchEvent(new Event("input", { bubbles: true }));
      control.focus();
    });
  }
})();
