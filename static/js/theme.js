/* Before the page is drawn: where the reader left it to the machine, take what the machine prefers, now and later. */
(function () {
  "use strict";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  function follow() {
    if (root.dataset.theme !== "auto") return;
    root.dataset.bsTheme = dark.matches ? "dark" : "light";
    document.dispatchEvent(new CustomEvent("lianhe:theme"));
  }
  follow();
  dark.addEventListener("change", follow);

  /* Paper is light, pictures too */
  let before = "";
  const wear = (theme) => { root.dataset.bsTheme = theme; document.dispatchEvent(new CustomEvent("lianhe:theme")); };
  addEventListener("beforeprint", () => { before = root.dataset.bsTheme; wear("light"); });
  addEventListener("afterprint", () => wear(before));
})();
