/* What the browser adds to pages that already work without it. One small part a function; nothing inline. */
(function () {
  "use strict";
  const AUTOSAVE_MS = 2000;
  const words = document.getElementById("words")?.dataset || {};
  const all = (selector, within = document) => within.querySelectorAll(selector);
  const make = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text || "" });
  const storage = {
    get: (key) => { try { return localStorage.getItem(key); } catch (refused) { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch (refused) { /* full or switched off */ } },
    drop: (key) => { try { localStorage.removeItem(key); } catch (refused) { /* switched off */ } },
  };

  /* The drawer "why this is asked": htmx fills it, this opens it; without either the link is a page */
  function drawer() {
    const panel = document.getElementById("drawer");
    if (!panel || !window.htmx || !window.bootstrap) return;
    document.body.addEventListener("htmx:afterSwap", (event) => {
      if (event.detail.target.id === "drawer-body") bootstrap.Offcanvas.getOrCreateInstance(panel).show();
    });
  }

  /* A menu closes when the reader goes elsewhere */
  function menus() {
    document.addEventListener("click", (event) => {
      for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      for (const menu of all("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
    });
  }

  /* data-copy="text" or data-copy-from="#id" */
  function copying() {
    document.addEventListener("click", async (event) => {
      const button = event.target.closest("[data-copy], [data-copy-from]");
      if (!button || !navigator.clipboard) return;
      event.preventDefault();
      const source = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
      await navigator.clipboard.writeText(source ? source.value || source.textContent.trim() : button.dataset.copy);
      const before = button.textContent;
      button.textContent = words.copied;
      setTimeout(() => { button.textContent = before; }, 2000);
    });
  }

  /* Verbs that cannot be undone ask once: data-confirm on the form or on the button */
  function confirming() {
    const dialog = document.getElementById("ask");
    if (!dialog || !dialog.showModal) return;
    document.addEventListener("submit", (event) => {
      const form = event.target;
      const button = event.submitter;
      const question = button?.dataset.confirm || form.dataset.confirm;
      if (!question || form.dataset.sure) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      document.getElementById("ask-text").textContent = question;
      document.getElementById("ask-yes").textContent = button ? button.textContent.trim() : "";
      dialog.returnValue = "no";
      dialog.showModal();
      dialog.addEventListener("close", () => {
        if (dialog.returnValue !== "yes") return;
        form.dataset.sure = "1";
        form.requestSubmit(button || undefined);
        delete form.dataset.sure;
      }, { once: true });
    }, true);
  }

  /* A disabled verb stays focusable and says its reasons; it never acts */
  function closedSteps() {
    document.addEventListener("click", (event) => {
      if (event.target.closest('[aria-disabled="true"]')) event.preventDefault();
    }, true);
  }

  /* Text not yet saved is kept in this browser and offered back: form[data-journal="key"]. It is let go of when the
     server has it, and not before: a form goes with a mark, and the answer to a POST that was kept sets a cookie in that
     mark's name (accounts.middleware.TextArrived), which the next page reads */
  const ARRIVED = "lianhe_arrived_";
  const OWN = "lianhe-text:";
  const UNKEPT = ["hidden", "file", "submit", "button", "reset", "image", "password", "fieldset"];
  const isTick = (control) => control.type === "checkbox" || control.type === "radio";
  const journalKey = (form) => `${OWN}${document.body.dataset.person || ""}:${form.dataset.journal || form.dataset.autosaveUrl}`;
  const controlsOf = (form) => [...form.elements].filter((one) => one.name && (!UNKEPT.includes(one.type) || "putBack" in one.dataset));
  function typed(form, isShown = () => true) {
    const found = {};
    for (const control of controlsOf(form).filter(isShown)) {
      const values = (found[control.name] ||= []);
      if (control.type === "select-multiple") values.push(...[...control.selectedOptions].map((one) => one.value));
      else if (!isTick(control) || control.checked) values.push(control.value);
    }
    return found;
  }
  function entryOf(key) {
    try { return JSON.parse(storage.get(key)); } catch (broken) { storage.drop(key); return null; }
  }
  /* Whether the form reads as the entry does; what is hidden in it counts for nothing */
  function readsAs(form, fields) {
    const now = typed(form, (control) => control.type !== "hidden");
    return Object.entries(now).every(([name, values]) => !(name in fields) || JSON.stringify(values) === JSON.stringify(fields[name]));
  }
  const fresh = () => [...crypto.getRandomValues(new Uint8Array(8))].map((one) => one.toString(16).padStart(2, "0")).join("");

  /* What the server has taken since the last page */
  function arrivals() {
    const names = document.cookie.split("; ").map((one) => one.split("=")[0]).filter((name) => name.startsWith(ARRIVED));
    if (!names.length) return;
    let keys = [];
    try { keys = Object.keys(localStorage).filter((key) => key.startsWith(OWN)); } catch (off) { /* switched off */ }
    for (const key of keys) if (names.includes(ARRIVED + entryOf(key)?.sent)) storage.drop(key);
    for (const name of names) document.cookie = `${name}=; path=/; max-age=0`;
  }

  /* Who signs out leaves no text behind in a shared browser; a session that merely ran out does, and so does text
     of a dossier that could not be saved: js/typing.js shows it to nobody but its writer */
  function forgetting() {
    document.addEventListener("submit", (event) => {
      if (!event.target.matches("[data-sign-out]")) return;
      const own = /^lianhe-text:[0-9a-f]{16}:/;
      try { Object.keys(localStorage).filter((key) => key.startsWith(OWN) && !own.test(key)).forEach(storage.drop); } catch (refused) { /* off */ }
    });
  }

  function putBack(form, fields) {
    const counts = {};
    for (const control of controlsOf(form)) {
      const values = fields[control.name];
      if (!values) continue;
      const place = (counts[control.name] ??= 0);
      if (isTick(control)) control.checked = values.includes(control.value);
      else if (control.type === "select-multiple") for (const one of control.options) one.selected = values.includes(one.value);
      else { counts[control.name] += 1; if (place in values) control.value = values[place]; }
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function journal(form) {
    const key = journalKey(form);
    const keep = (more) => storage.set(key, JSON.stringify({ fields: typed(form), ...more }));
    const kept = entryOf(key);
    const isAnswer = "sent" in document.body.dataset;  /* the answer to a POST: what was sent stands in the form */
    const isSame = kept && readsAs(form, kept.fields || {});
    if (kept && !isSame && !(isAnswer && kept.sent)) offer();
    if (isSame && !isAnswer) storage.drop(key);
    function offer() {
      const box = make("div", "notice notice-warn journal-offer");
      const use = make("button", "linklike ms-2", words.use);
      const drop = make("button", "linklike ms-3", words.discard);
      use.type = drop.type = "button";
      use.addEventListener("click", () => { putBack(form, kept.fields); box.remove(); });
      drop.addEventListener("click", () => { storage.drop(key); box.remove(); });
      box.setAttribute("role", "status");
      box.append(words.restore, use, drop);
      form.before(box);
      for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    }
    form.addEventListener("input", () => keep());
    form.addEventListener("submit", () => {
      const mark = form.elements.namedItem("journal_mark") || form.appendChild(Object.assign(make("input", ""), { type: "hidden", name: "journal_mark" }));
      mark.value = fresh();
      keep({ sent: mark.value });
    });
  }

  /* form[data-autosave-url]: posts what was typed within two seconds, and says when it was kept */
  function autosave(form) {
    const mark = document.querySelector("[data-saved-mark]");
    let timer = null;
    let running = Promise.resolve();
    function say(state, text) {
      if (!mark) return;
      mark.hidden = false;
      mark.dataset.state = state;
      mark.lastElementChild.textContent = text;
    }
    async function send() {
      say("saving", words.saving);
      const body = new FormData(form);
      for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
      try {
        const answer = await fetch(form.dataset.autosaveUrl, { method: "POST", body, headers: { "X-Autosave": "1" }, redirect: "manual" });
        if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) { say("failed", words.left); return; }
        if (!answer.ok) throw new Error(String(answer.status));
        const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
        const token = form.elements.namedItem("token");
        if (token && told.token) token.value = told.token;
        const now = new Date();
        say("saved", `${told.at || now.toTimeString().slice(0, 5)} ${words.saved}`);
        if (!timer) storage.drop(journalKey(form));
      } catch (failure) { say("failed", words.failed); }
    }
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => { timer = null; running = running.then(send); }, AUTOSAVE_MS);
    });
    form.addEventListener("submit", () => { clearTimeout(timer); timer = null; });
  }

  /* Formsets: [data-formset="prefix"] holds rows, a template and a button [data-add-row] */
  function formsets() {
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-add-row]");
      const set = button?.closest("[data-formset]");
      const total = set?.querySelector(`[name="${set.dataset.formset}-TOTAL_FORMS"]`);
      const pattern = set?.querySelector("template");
      if (!total || !pattern) return;
      event.preventDefault();
      const holder = make("div", "formset-row");
      holder.innerHTML = pattern.innerHTML.replaceAll("__prefix__", total.value);
      total.value = String(Number(total.value) + 1);
      (set.querySelector("[data-rows]") || set).append(holder);
      holder.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    });
  }

  /* Files can be dropped on [data-drop]; a form[data-upload] shows how much has been sent */
  function dropping() {
    for (const zone of all("[data-drop]")) {
      const input = zone.querySelector("input[type=file]");
      if (!input) continue;
      for (const name of ["dragover", "dragenter"]) zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("is-over"); });
      zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
      zone.addEventListener("drop", (event) => {
        event.preventDefault();
        zone.classList.remove("is-over");
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }
  }

  function uploading(form) {
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      const line = make("p", "meta", words.sending);
      const bar = make("progress", "");
      bar.max = 100;
      bar.setAttribute("aria-label", words.sending);
      form.append(line, bar);
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", (sent) => {
        if (!sent.lengthComputable) return;
        bar.value = Math.round((100 * sent.loaded) / sent.total);
        line.textContent = `${words.sending} ${bar.value}%`;
      });
      request.addEventListener("load", () => {
        if (request.responseURL && request.responseURL !== location.href) { location.assign(request.responseURL); return; }
        document.open(); document.write(request.responseText); document.close();
      });
      request.addEventListener("error", () => { line.textContent = words.failed; bar.remove(); });
      const body = new FormData(form, event.submitter || undefined);
      request.open("POST", form.action);
      request.send(body);
    });
  }

  arrivals(); drawer(); menus(); copying(); confirming(); closedSteps(); formsets(); dropping(); forgetting();
  all("form[data-journal]:not([data-typing]), form[data-autosave-url]").forEach(journal);
  all("form[data-autosave-url]").forEach(autosave);
  all("form[data-upload]").forEach(uploading);
  all("[data-print]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => window.print()); });
  document.querySelector("[data-error-summary]")?.focus();
})();
