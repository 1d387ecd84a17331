/* Files go in requests of their own, one after another, each with its bar. Without this the plain form sends them.
   form[data-uploads=url]: several files, each filed at once; [data-shelf] can be dropped on.
   form[data-take-url=url]: a file field sends its file ahead and keeps the token in the form. */
(function () {
  "use strict";
  const LARGEST = 50 * 1024 * 1024;
  const words = document.getElementById("upload-words")?.dataset;
  if (!words) return;
  const make = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text || "" });

  /* One line of the queue: name, bar, words */
  function line(list, file) {
    const item = make("li", "upload");
    const name = make("span", "upload-name", file.name);
    const bar = make("progress", "");
    const said = make("span", "upload-said", words.waiting);
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    said.setAttribute("role", "status");
    item.append(name, bar, said);
    list.append(item);
    return {
      item,
      show(state, text, percent) {
        item.dataset.state = state;
        said.textContent = text;
        if (percent === undefined) bar.remove(); else bar.value = percent;
      },
      again(act) {
        const button = make("button", "linklike ms-2", words.again);
        button.type = "button";
        button.addEventListener("click", () => { item.remove(); act(); });
        said.append(button);
      },
    };
  }

  function beforehand(file) {
    if (file.size > LARGEST) return words.large.replace("{file}", file.name);
    if (!file.size) return words.empty.replace("{file}", file.name);
    return "";
  }

  /* Send one file; answers {state: taken | refused | broken | left, told} and never throws */
  function send(url, fields, file, shown) {
    return new Promise((done) => {
      const early = beforehand(file);
      if (early) { shown.show("refused", early); done({ state: "refused" }); return; }
      const request = new XMLHttpRequest();
      const body = new FormData();
      for (const [name, value] of Object.entries(fields)) body.append(name, value);
      body.append("document", file);
      request.upload.addEventListener("progress", (sent) => {
        if (!sent.lengthComputable) return;
        const percent = Math.round((100 * sent.loaded) / sent.total);
        shown.show("sending", percent < 100 ? `${words.sending} ${percent}%` : words.checking, percent);
      });
      request.addEventListener("load", () => {
        let told = null;
        try { told = JSON.parse(request.responseText); } catch (page) { /* a page instead of an answer */ }
        if (request.status === 201 && told) { done({ state: "taken", told }); return; }
        if (told?.error) { shown.show("refused", told.error); done({ state: "refused" }); return; }
        const away = request.status === 200 || request.status === 403;
        shown.show("refused", away ? words.left : words.offline);
        done({ state: away ? "left" : "broken" });
      });
      for (const name of ["error", "abort", "timeout"]) request.addEventListener(name, () => {
        shown.show("refused", words.offline);
        done({ state: "broken" });
      });
      shown.show("sending", `${words.sending} 0%`, 0);
      request.open("POST", url);
      request.send(body);
    });
  }

  /* What was dropped, without folders; those are named */
  function dropped(event) {
    const items = [...(event.dataTransfer.items || [])].filter((item) => item.kind === "file");
    const isFolder = (item) => item.webkitGetAsEntry?.()?.isDirectory;
    return { files: items.length ? items.filter((item) => !isFolder(item)).map((item) => item.getAsFile()) : [...event.dataTransfer.files], folders: items.some(isFolder) };
  }

  function fieldsOf(form) {
    return Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  }

  /* Several files at once, each filed when it arrives */
  function queue(form) {
    const input = form.querySelector("input[type=file]");
    const shelf = form.elements.namedItem("shelf");
    let running = Promise.resolve();
    let open = 0;
    let aim = null;

    function listOf(key) {
      const place = [...document.querySelectorAll("[data-shelf]")].find((one) => one.dataset.shelf === key) || form;
      let list = place.querySelector("[data-queue]");
      if (!list) {
        list = make("ol", "uploads");
        list.dataset.queue = key;
        place.append(list);
      }
      return list;
    }
    async function refresh() {
      const here = document.querySelector("[data-shelves]");
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
      if (!here || !answer?.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-shelves]");
      if (!fresh) return;
      const left = [...here.querySelectorAll("[data-queue]")];
      here.replaceChildren(...fresh.childNodes);
      shelves();
      for (const old of left) for (const item of [...old.children]) if (item.dataset.state !== "taken") listOf(old.dataset.queue).append(item);
    }
    function add(files, fields) {
      for (const file of files) {
        const shown = line(listOf(fields.shelf), file);
        open += 1;
        running = running.then(async () => {
          const answer = await send(form.dataset.uploads, fields, file, shown);
          if (answer.state === "taken") shown.show("taken", words.taken);
          if (answer.state === "broken") shown.again(() => add([file], fields));
          open -= 1;
          if (!open) await refresh();
        });
      }
    }
    function forShelf(key) {
      const fields = fieldsOf(form);
      return key === "other" ? { ...fields, shelf: key } : { ...fields, shelf: key, title: "", clause: "" };
    }
    function shelves() {
      for (const button of document.querySelectorAll("[data-add-to]")) button.hidden = button.dataset.addTo === "other";
    }
    shelves();
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-add-to]");
      if (!button) return;
      aim = button.dataset.addTo;
      input.click();
    });
    input.addEventListener("change", () => {
      if (aim === null) return;
      add([...input.files], forShelf(aim));
      aim = null;
      input.value = "";
    });
    input.addEventListener("cancel", () => { aim = null; });
    form.addEventListener("submit", (event) => {
      if (!input.files.length) return;
      if (shelf.value === "other" && !form.elements.namedItem("clause").value) return;
      event.preventDefault();
      add([...input.files], fieldsOf(form));
      input.value = "";
      form.elements.namedItem("title").value = "";
    });
    for (const name of ["dragover", "dragenter", "dragleave", "drop"]) document.addEventListener(name, (event) => {
      const place = event.target.closest?.("[data-shelf]");
      if (!place || place.dataset.shelf === "other") return;
      event.preventDefault();
      place.classList.toggle("is-over", name === "dragover" || name === "dragenter");
      if (name !== "drop") return;
      const { files, folders } = dropped(event);
      if (folders) listOf(place.dataset.shelf).append(make("li", "upload", words.folder));
      add(files, forShelf(place.dataset.shelf));
    });
    window.addEventListener("beforeunload", (event) => { if (open) event.preventDefault(); });
  }

  /* One file field: its file goes ahead, the form keeps the token. A form sent meanwhile goes when the file is there. */
  function ahead(form) {
    let open = 0, pressed = null;
    const goOn = (isTaken) => {
      const send = pressed;
      if (open || !send) return;
      pressed = null;
      delete form.dataset.sending;
      if (isTaken) form.requestSubmit(send.button || undefined);
    };
    for (const input of form.querySelectorAll("[data-drop] input[type=file]")) {
      const zone = input.closest("[data-drop]");
      const keep = (name, value) => {
        const field = form.elements.namedItem(name) || Object.assign(make("input", ""), { type: "hidden", name });
        field.value = value;
        zone.append(field);
      };
      input.addEventListener("change", async () => {
        const file = input.files[0];
        if (!file) return;
        zone.querySelectorAll("[data-kept], .uploads").forEach((old) => old.remove());
        const list = make("ol", "uploads");
        zone.append(list);
        const shown = line(list, file);
        open += 1;
        const csrfmiddlewaretoken = form.elements.namedItem("csrfmiddlewaretoken").value;
        const answer = await send(form.dataset.takeUrl, { csrfmiddlewaretoken }, file, shown);
        open -= 1;
        if (answer.state !== "broken") input.value = "";
        if (answer.state === "taken") {
          keep(`${input.name}-kept`, answer.told.token);
          keep(`${input.name}-kept-name`, answer.told.name);
          shown.show("taken", words.kept);
        }
        goOn(answer.state === "taken");
      });
    }
    form.addEventListener("submit", (event) => {
      if (!open) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      pressed = { button: event.submitter };
      form.dataset.sending = "";
    }, true);
  }

  document.querySelectorAll("form[data-uploads]").forEach(queue);
  document.querySelectorAll("form[data-take-url]").forEach(ahead);
})();
