// The first visit: what is typed is kept on this device until the server has it, and each need says who could help.
(() => {
  const page = document.getElementById("visit-page");
  const DAYS_KEPT = 2;
  let form = document.getElementById("visit");

  // ---- how many could help today

  let waiting = null;
  function askToday() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const asker = document.getElementById("ask-today");
      if (asker && globalThis.htmx) htmx.trigger(asker, "lw:today");
    }, 350);
  }

  // ---- whom a need is for follows the persons typed above

  function memberChoices() {
    const found = [];
    for (const row of form.querySelectorAll("[data-member]")) {
      const gone = row.querySelector("[name$='-removed']")?.checked;
      const [label, year] = [row.querySelector("[name$='-label']").value.trim(), row.querySelector("[name$='-birth_year']").value];
      const known = row.dataset.member.startsWith("id-");
      if (!gone && (label || year || known)) found.push([row.dataset.member, label || `${found.length + 1}.`]);
    }
    return found;
  }

  function fillAttendees() {
    if (!form.querySelector("[data-member]")) return;
    const members = memberChoices();
    for (const select of form.querySelectorAll("[data-attendee]")) {
      const chosen = select.value;
      while (select.options.length > 1) select.remove(1);
      for (const [key, label] of members) select.add(new Option(label, key));
      select.value = members.some(([key]) => key === chosen) ? chosen : "";
    }
  }

  // ---- kept until saved

  const key = page.dataset.draft;
  function isOld(draft) {
    return Date.now() - draft.at > DAYS_KEPT * 86400000;
  }

  function read(name) {
    try {
      return JSON.parse(localStorage.getItem(name) ?? "null");
    } catch {
      return null;
    }
  }

  function keep() {
    if (!key) return;
    const fields = [...new FormData(form)].filter(([name]) => name !== "csrf_token");
    const kinds = Object.fromEntries(fields.filter(([name]) => /^needs-\d+-kind$/.test(name)));
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields, kinds }));
    } catch {
      // No room or no permission: the page itself still holds everything.
    }
  }

  function drop() {
    if (key) localStorage.removeItem(key);
  }

  function forgetOld() {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith("lw-visit:")) continue;
      const draft = read(name);
      if (!draft || isOld(draft)) localStorage.removeItem(name);
    }
  }

  // Rows that the draft has and the page has not.
  function addMissingRows(draft) {
    const numbers = { members: new Set(), languages: new Set() };
    for (const [name] of draft.fields) {
      const found = /^(members|languages)-(\d+)-/.exec(name);
      if (found) numbers[found[1]].add(found[2]);
    }
    for (const [name, wanted] of Object.entries(numbers)) {
      for (const number of wanted) {
        if (!form.querySelector(`[name^="${name}-${number}-"]`)) Rows.add(name, `blank-${name}`, number);
      }
    }
    for (const [name, kind] of Object.entries(draft.kinds)) {
      if (!form.querySelector(`[name="${name}"]`)) Rows.add("needs", `blank-need-${kind}`, name.split("-")[1]);
    }
  }

  function restore(draft) {
    addMissingRows(draft);
    const values = Map.groupBy ? Map.groupBy(draft.fields, ([name]) => name) : grouped(draft.fields);
    for (const field of form.elements) {
      if (field.type !== "checkbox" && field.type !== "radio") continue;
      if (field.name) field.checked = (values.get(field.name) ?? []).some(([, value]) => value === field.value);
    }
    for (const later of [false, true]) {
      // Whom a need is for can only be chosen once the persons are there.
      for (const field of form.elements) {
        const attendee = field.hasAttribute("data-attendee");
        if (!field.name || field.name === "csrf_token" || attendee !== later) continue;
        if (["checkbox", "radio"].includes(field.type) || !values.has(field.name)) continue;
        field.value = values.get(field.name)[0][1];
      }
      if (!later) fillAttendees();
    }
    keep();
    askToday();
  }

  function grouped(fields) {
    const found = new Map();
    for (const field of fields) found.set(field[0], [...(found.get(field[0]) ?? []), field]);
    return found;
  }

  function offerDraft() {
    const draft = key ? read(key) : null;
    const note = document.getElementById("draft-found");
    if (!draft || !note) return;
    note.hidden = false;
    note.querySelector("[data-draft-when]").textContent = new Date(draft.at).toLocaleString(document.documentElement.lang);
    note.querySelector("[data-draft-restore]").addEventListener("click", () => {
      restore(draft);
      note.hidden = true;
      form.querySelector("input:not([type=hidden])").focus();
    });
    note.querySelector("[data-draft-drop]").addEventListener("click", () => {
      drop();
      note.hidden = true;
    });
  }

  // ---- sending

  function say(text, isProblem) {
    const state = document.getElementById("send-state");
    state.textContent = text;
    state.className = isProblem ? "alert alert-danger" : text ? "form-text" : "";
    document.querySelector("[data-retry]").hidden = !isProblem;
    document.querySelector("[data-send]").disabled = false;
  }

  async function freshToken() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "follow" });
    const text = await answer.text();
    const token = new DOMParser().parseFromString(text, "text/html").querySelector("meta[name=csrf-token]");
    if (token) {
      form.elements.csrf_token.value = token.content;
      document.querySelector("meta[name=csrf-token]").content = token.content;
    }
  }

  function showAnswer(text) {
    const answer = new DOMParser().parseFromString(text, "text/html");
    const theirs = answer.getElementById("visit-page");
    if (!theirs) return false;
    const ours = document.getElementById("visit-page");
    for (const part of ["visit"]) ours.querySelector(`#${part}`).replaceWith(theirs.querySelector(`#${part}`));
    for (const old of ours.querySelectorAll(":scope > .alert:not(#draft-found)")) old.remove();
    form = document.getElementById("visit");
    for (const note of theirs.querySelectorAll(":scope > .alert:not(#draft-found)")) form.before(note);
    listen();
    globalThis.htmx?.process(form);
    askToday();
    const first = form.querySelector(".is-invalid, .invalid-feedback");
    const target = first?.matches(".is-invalid") ? first : first?.closest("fieldset, .mb-3")?.querySelector("input");
    (target ?? document.querySelector("#visit-page > .alert"))?.focus?.();
    document.querySelector("#visit-page > [role=alert]")?.scrollIntoView({ block: "center" });
    return true;
  }

  async function send() {
    keep();
    say(page.dataset.sending, false);
    document.querySelector("[data-send]").disabled = true;
    let answer;
    try {
      answer = await fetch(form.action || location.href, { method: "POST", body: new FormData(form) });
      const text = await answer.text();
      if (answer.redirected && new URL(answer.url).pathname.startsWith("/anmelden")) {
        say(page.dataset.signedOut, true);
      } else if (answer.redirected && answer.ok) {
        drop();
        location.assign(answer.url);
      } else if ((answer.status === 422 || answer.status === 409) && showAnswer(text)) {
        // The draft stays: this is not saved yet.
        keep();
      } else {
        say(page.dataset.refused, true);
      }
    } catch {
      say(page.dataset.lost, true);
    }
  }

  function listen() {
    form.addEventListener("input", () => {
      keep();
      fillAttendees();
      askToday();
    });
    form.addEventListener("change", () => {
      keep();
      fillAttendees();
      askToday();
    });
    if (!form.hasAttribute("data-visit-form")) return;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    form.querySelector("[data-retry]").addEventListener("click", async () => {
      try {
        await freshToken();
      } catch {
        // Still no connection: sending says so.
      }
      send();
    });
  }

  page.addEventListener("lw:rows", () => {
    keep();
    fillAttendees();
    askToday();
  });
  forgetOld();
  listen();
  offerDraft();
  askToday();
})();
