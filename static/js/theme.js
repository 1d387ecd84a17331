/* Sets light or dark before the page is drawn: the reader's choice, else what the machine prefers. */
(function () {
  "use strict";
  let chosen = null;
  try { chosen = localStorage.getItem("lianhe-theme"); } catch (refused) { /* storage is switched off */ }
  const wished = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.bsTheme = chosen || wished;
})();
