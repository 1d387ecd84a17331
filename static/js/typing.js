/* Typing that is never lost: form[data-typing]. Every keystroke goes into this browser's journal; changed fields go to
   the server one by one, each with the value it began from; the journal lets go of a value only when the server has it.
   No clock of the browser is asked: the server orders sends by their numbers and says what time it is. */
(function () {
  "use strict";
  const form = document.querySelector("form[data-typing]");
  if (!form) return;
  const words = document.getElementById("words")?.dataset || {};
  const url = form.dataset.typingUrl;
  const person = form.dataset.personMark;
  const QUIET_MS = 1000, LONGEST_MS = 4000, PATIENCE_MS = 15000, LOOK_MS = 10000;
  const hidden = form.elements.namedItem("typing");
  const told = (() => { try { return JSON.parse(hidden.value); } catch (broken) { return {}; } })();
  const mark = document.querySelector("[data-saved-mark]");
  const prefix = `lianhe-text:${person}:${form.dataset.journal}:`;
  const fresh = () => [...crypto.getRandomValues(new Uint8Array(8))].map((one) => one.toString(16).padStart(2, "0")).join("");
  const ownTab = fresh();
  const began = performance.now();
  const serverNow = () => Math.round(Number(form.dataset.now) + performance.now() - began);
  const make = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text || "" });

  /* Controls by name */
  const names = [...new Set([...form.elements].filter((one) => one.name && !one.disabled
    && !["hidden", "file", "submit", "button", "fieldset"].includes(one.type)).map((one) => one.name))];
  const controls = (name) => [...form.elements].filter((one) => one.name === name && one.type !== "hidden");
  function read(name) {
    const [first, ...more] = controls(name);
    if (first.type === "radio") return [first, ...more].find((one) => one.checked)?.value || "";
    if (first.type === "checkbox") return first.checked ? first.value : "";
    return first.value;
  }
  function readBegin(name) {
    const [first, ...more] = controls(name);
    if (first.type === "radio") return [first, ...more].find((one) => one.defaultChecked)?.value || "";
    if (first.type === "checkbox") return first.defaultChecked ? first.value : "";
    if (first.tagName === "SELECT") return ([...first.options].find((one) => one.defaultSelected) || first.options[0])?.value || "";
    return first.defaultValue;
  }
  function write(name, value) {
    for (const one of controls(name)) {
      if (one.type === "radio" || one.type === "checkbox") one.checked = one.value === value;
      else if (one.tagName === "SELECT") one.value = value;
      else {
        const old = one.value, at = one.selectionStart, end = one.selectionEnd;
        one.value = value;
        if (document.activeElement === one && at !== null) one.setSelectionRange(moved(old, value, at), moved(old, value, end));
      }
    }
  }
  /* Where the caret goes when somebody else's paragraphs come in before or after it: it stays in its own paragraph */
  function moved(old, value, at) {
    const before = old.slice(0, at).split("\n"), column = before.pop().length;
    const line = old.split("\n")[before.length], alike = before.filter((one) => one === line).length;
    const lines = value.split("\n"), places = lines.flatMap((one, place) => (one === line ? [place] : []));
    if (!places.length) return Math.max(0, value.length - (old.length - at));
    const place = places[Math.min(alike, places.length - 1)];
    return lines.slice(0, place).reduce((sum, one) => sum + one.length + 1, column);
  }

  /* What is known of each field: the value its next change is measured from, what the server has, counts of sends */
  const state = {};
  for (const name of names) {
    const kept = told.fields?.[name] || {};
    const base = typeof kept.base === "string" ? kept.base : readBegin(name);
    state[name] = { tab: kept.tab || ownTab, base, has: base, number: kept.number || 0, known: kept.known || 0, refused: null };
  }
  const isDirty = (name) => read(name) !== state[name].has && read(name) !== state[name].refused;
  let composing = null;

  /* The journal */
  const key = (name) => `${prefix}${state[name].tab}:${name}`;
  function note(name) {
    const { base, number, known } = state[name];
    if (read(name) === state[name].has) { forget(key(name)); return; }
    try { localStorage.setItem(key(name), JSON.stringify({ value: read(name), base, number, known, at: serverNow() })); }
    catch (full) { say("failed", words.nojournal); }
  }
  function forget(one) { try { localStorage.removeItem(one); } catch (off) { /* switched off */ } }
  function kept() {
    const found = [];
    try {
      for (const one of Object.keys(localStorage)) {
        if (!one.startsWith(prefix)) continue;
        const [tab, ...rest] = one.slice(prefix.length).split(":");
        try { found.push({ key: one, tab, name: rest.join(":"), ...JSON.parse(localStorage.getItem(one)) }); } catch (broken) { forget(one); }
      }
    } catch (off) { /* switched off */ }
    return found;
  }

  /* An open page holds a lock in its name; the browser lets go of it when the page dies */
  const hold = (tab) => { navigator.locks?.request(`lianhe-tab-${tab}`, () => new Promise(() => {})).catch(() => {}); };
  async function living() {
    try { return (await navigator.locks.query()).held.map((one) => one.name); } catch (absent) { return []; }
  }
  hold(ownTab);
  new Set(names.map((name) => state[name].tab)).forEach((tab) => { if (tab !== ownTab) hold(tab); });

  async function offer() {
    const alive = await living();
    for (const one of kept()) {
      if (alive.includes(`lianhe-tab-${one.tab}`)) continue;
      if (!state[one.name]) continue;
      if (one.value === state[one.name].has) { forget(one.key); continue; }
      show(one);
    }
  }
  function show(one) {
    const box = make("div", "notice notice-warn kept-offer");
    const when = new Date(one.at).toLocaleString(document.documentElement.lang, { timeZone: "Asia/Shanghai", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });
    const label = form.querySelector(`label[for="${controls(one.name)[0].id}"]`)?.textContent.trim() || "";
    const use = make("button", "btn btn-outline-primary", words.use);
    const drop = make("button", "linklike ms-3", words.discard);
    use.type = drop.type = "button";
    use.addEventListener("click", async () => { box.remove(); await putBack(one); });
    drop.addEventListener("click", () => { forget(one.key); box.remove(); });
    box.setAttribute("role", "status");
    box.append(make("strong", "", label), make("p", "mb-0", words.typedOn.replace("{when}", when)), make("div", "kept-text", one.value), use, drop);
    form.before(box);
  }
  /* The page that died goes on here, in its own name: the server knows what it had of it */
  async function putBack(one) {
    if (isDirty(one.name)) await flush();
    hold(one.tab);
    forget(key(one.name));
    Object.assign(state[one.name], { tab: one.tab, base: one.base, has: null, number: one.number, known: one.known, refused: null });
    write(one.name, one.value);
    controls(one.name)[0].dispatchEvent(new Event("input", { bubbles: true }));
    await flush();
  }

  /* Telling */
  function say(kind, text) {
    if (!mark) return;
    mark.hidden = false;
    mark.dataset.state = kind;
    mark.lastElementChild.textContent = text;
  }
  function beside(name, text) {
    const last = controls(name).at(-1);
    const holder = last.closest(".mb-3") || last.parentElement;
    let line = holder.querySelector(".typing-why");
    if (!text) { line?.remove(); return; }
    if (!line) { line = make("p", "typing-why field-error"); line.setAttribute("role", "status"); holder.append(line); }
    line.textContent = text;
  }

  /* Sending: one request at a time */
  let running = null, quiet = null, longest = null, wait = 1000, looking = null, stopped = "";
  function schedule() {
    if (!url) return;
    clearTimeout(quiet);
    quiet = setTimeout(flush, QUIET_MS);
    longest ||= setTimeout(flush, LONGEST_MS);
  }
  function later() {
    clearTimeout(quiet);
    quiet = setTimeout(flush, wait);
    wait = Math.min(wait * 2, 30000);
  }
  async function flush() {
    clearTimeout(quiet); clearTimeout(longest); quiet = longest = null;
    while (running) await running;
    if (!url || stopped) return !names.some(isDirty);
    const dirty = names.filter((name) => isDirty(name) && name !== composing);
    if (!dirty.length) return true;
    running = send(dirty).finally(() => { running = null; });
    const good = await running;
    if (good && names.some((name) => isDirty(name) && name !== composing)) schedule();
    return good;
  }
  async function send(dirty) {
    say("saving", words.saving);
    const fields = {}, values = {};
    for (const name of dirty) {
      const one = state[name];
      one.number += 1;
      values[name] = read(name);
      fields[name] = { tab: one.tab, value: values[name], base: one.base, number: one.number, known: one.known };
      note(name);
    }
    const giveUp = new AbortController();
    const patience = setTimeout(() => giveUp.abort(), PATIENCE_MS);
    try {
      const answer = await fetch(url, {
        method: "POST", redirect: "manual", signal: giveUp.signal, body: JSON.stringify({ person, fields }),
        headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.namedItem("csrfmiddlewaretoken").value },
      });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) { away(); return false; }
      if (answer.status === 409 || answer.status === 404) {
        const said = answer.status === 409 ? await answer.json() : {};
        if (said.state === "other_person") { stopped = "other"; say("failed", words.other); look(); return false; }
        say("failed", said.error || words.failed);
        return false;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const said = await answer.json();
      for (const name of dirty) arrived(name, values[name], said.fields[name] || {});
      wait = 1000;
      say("saved", `${said.at} ${words.saved}`);
      versions(said.versions);
      return true;
    } catch (failure) { say("failed", words.failed); later(); return false; }
    finally { clearTimeout(patience); }
  }
  function arrived(name, value, answer) {
    const one = state[name];
    one.known = one.number;
    one.refused = answer.verdict === "refused" ? value : null;
    beside(name, answer.verdict === "refused" ? answer.why : "");
    if (answer.verdict !== "refused") {
      one.has = value;
      if (answer.verdict !== "conflict") one.base = value;
      if (typeof answer.value === "string" && read(name) === value && composing !== name) {
        write(name, answer.value);
        one.has = one.base = answer.value;
      }
    }
    note(name);
  }

  /* Two versions of one field: fetched when the server has others than the page shows */
  async function versions(now) {
    const holder = document.getElementById("versions");
    if (!holder || now === undefined || holder.dataset.versions === now) return;
    try {
      const answer = await fetch(form.dataset.versionsUrl, { redirect: "manual" });
      if (answer.ok) holder.outerHTML = await answer.text();
    } catch (failure) { /* with the next save */ }
  }

  /* Signed out while typing: the page says so, goes on keeping, and saves again after signing in elsewhere */
  function away() {
    stopped = "away";
    say("failed", words.left);
    if (!document.getElementById("typing-away")) {
      const box = make("div", "notice notice-warn");
      const link = make("a", "ms-2", words.signIn);
      link.href = `${form.dataset.login}?next=${encodeURIComponent(location.pathname)}`;
      link.target = "_blank";
      link.rel = "noopener";
      box.id = "typing-away";
      box.setAttribute("role", "status");
      box.append(words.left, link);
      form.before(box);
    }
    look();
  }
  function look() {
    clearTimeout(looking);
    looking = setTimeout(lookNow, LOOK_MS);
  }
  async function lookNow() {
    if (!stopped) return;
    clearTimeout(looking);
    try {
      const answer = await fetch(form.dataset.stillHere, { redirect: "manual" });
      const said = answer.ok ? await answer.json() : {};
      if (said.person === person) {
        for (const one of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) one.value = said.token;
        document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": said.token }));
        stopped = "";
        document.getElementById("typing-away")?.remove();
        await flush();
        return;
      }
      if (said.person) { stopped = "other"; say("failed", words.other); }
    } catch (failure) { /* the network is away as well */ }
    look();
  }

  /* Listening */
  form.addEventListener("input", (event) => {
    const name = event.target.name;
    if (!state[name]) return;
    note(name);
    if (isDirty(name) && !event.isComposing) schedule();
  });
  form.addEventListener("compositionstart", (event) => { composing = event.target.name; });
  form.addEventListener("compositionend", (event) => { composing = null; if (state[event.target.name]) { note(event.target.name); schedule(); } });
  addEventListener("online", () => { wait = 1000; flush(); });
  addEventListener("focus", () => { if (stopped) lookNow(); });
  addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") flush(); else if (stopped) lookNow(); });

  /* The button: what is typed goes first, then the page; a dead network keeps the page, not only its text */
  let isThrough = false;
  function tell() {
    const fields = {};
    for (const name of names) {
      const { tab, base, number, known } = state[name];
      fields[name] = { tab, base, number: number + 1, known };
    }
    hidden.value = JSON.stringify({ ...told, fields });
  }
  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented) return;
    if (isThrough || !url || !names.some(isDirty)) { tell(); return; }
    event.preventDefault();
    form.dataset.sending = "";
    composing = null;
    const good = await flush();
    delete form.dataset.sending;
    if (!good) return;
    isThrough = true;
    form.requestSubmit(event.submitter || undefined);
    isThrough = false;
  });

  /* Signing out on a shared computer: first everything is saved, then nothing is left behind; unsaved text stays with its writer */
  let isOut = false;
  document.addEventListener("submit", async (event) => {
    if (!event.target.matches("[data-sign-out]") || isOut || !names.some(isDirty) || !url) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await flush();
    isOut = true;
    event.target.requestSubmit();
  }, true);

  offer().finally(() => { form.dataset.ready = ""; });
})();
