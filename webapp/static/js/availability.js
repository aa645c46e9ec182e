// The week as half hours to paint, saved as one goes. Without it the sentence below does the same.
(() => {
  const week = document.getElementById("week");
  const form = document.getElementById("times");
  if (!week || !form) return;
  const CODES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  const PER_DAY = 48;
  const names = JSON.parse(week.dataset.days);
  const short = JSON.parse(week.dataset.short);
  const sentence = document.getElementById("sentence");
  const version = document.getElementById("version");
  const problem = document.getElementById("sentence-error");
  const saved = form.querySelector("[data-saved]");
  const undoButton = form.querySelector("[data-undo]");
  const hoursButton = form.querySelector("[data-hours]");

  const clock = (cell) => `${String(Math.floor(cell / 2)).padStart(2, "0")}:${cell % 2 ? "30" : "00"}`;
  const cellOf = (text) => { const [hour, minute] = text.split(":"); return hour * 2 + (minute === "30" ? 1 : 0); };
  let chosen = new Set(cellsOf(JSON.parse(week.dataset.windows)));
  let fullDay = [...chosen].some((key) => key % PER_DAY < 16 || key % PER_DAY >= 44);
  let day = 0;
  let active = null;
  const history = [];

  function cellsOf(windows) {
    const cells = [];
    for (const window of windows) {
      const [code, hours] = window.split(" ");
      const [begin, end] = hours.split("-").map(cellOf);
      for (let cell = begin; cell < end; cell += 1) cells.push(CODES.indexOf(code) * PER_DAY + cell);
    }
    return cells;
  }

  function asSentence() {
    const parts = [];
    for (let number = 0; number < 7; number += 1) {
      for (let cell = 0; cell < PER_DAY; cell += 1) {
        if (!chosen.has(number * PER_DAY + cell)) continue;
        let end = cell;
        while (end < PER_DAY && chosen.has(number * PER_DAY + end)) end += 1;
        parts.push(`${CODES[number]} ${clock(cell)}-${clock(end)}`);
        cell = end;
      }
    }
    return parts.join(", ");
  }

  // The grid.
  const cells = new Map();
  const tabs = document.createElement("div");
  tabs.className = "day-tabs";
  tabs.setAttribute("role", "group");
  tabs.setAttribute("aria-label", week.dataset.chooseDay);
  names.forEach((name, number) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.className = "btn btn-sm btn-outline-primary";
    const seen = document.createElement("span");
    seen.setAttribute("aria-hidden", "true");
    seen.textContent = short[number];
    const told = document.createElement("span");
    told.className = "visually-hidden";
    told.textContent = name;
    tab.append(seen, told);
    tab.addEventListener("click", () => showDay(number));
    tabs.append(tab);
  });
  const holder = document.createElement("div");
  week.append(tabs, holder);

  function build() {
    cells.clear();
    const table = document.createElement("table");
    table.setAttribute("role", "grid");
    table.setAttribute("aria-label", week.dataset.label);
    table.setAttribute("aria-multiselectable", "true");
    const head = table.createTHead().insertRow();
    const corner = document.createElement("th");
    corner.scope = "col";
    corner.innerHTML = "<span class=\"visually-hidden\"></span>";
    corner.firstChild.textContent = week.dataset.time;
    head.append(corner);
    names.forEach((name, number) => {
      const th = document.createElement("th");
      th.scope = "col";
      th.dataset.day = number;
      const abbr = document.createElement("abbr");
      abbr.title = name;
      abbr.className = "text-decoration-none";
      abbr.textContent = short[number];
      th.append(abbr);
      head.append(th);
    });
    const body = table.createTBody();
    const [first, end] = fullDay ? [0, PER_DAY] : [16, 44];
    for (let cell = first; cell < end; cell += 1) {
      const row = body.insertRow();
      row.className = cell % 2 ? "half" : "full";
      const label = document.createElement("th");
      label.scope = "row";
      label.innerHTML = cell % 2 ? "<span class=\"visually-hidden\"></span>" : "<span></span>";
      label.firstChild.textContent = clock(cell);
      row.append(label);
      names.forEach((name, number) => {
        const key = number * PER_DAY + cell;
        const td = row.insertCell();
        td.setAttribute("role", "gridcell");
        td.setAttribute("aria-label", `${name} ${clock(cell)}`);
        td.tabIndex = -1;
        td.dataset.key = key;
        td.dataset.day = number;
        cells.set(key, td);
      });
    }
    holder.replaceChildren(table);
    if (active === null || !cells.has(active)) active = first + day * PER_DAY;
    cells.get(active).tabIndex = 0;
    draw();
    showDay(day);
  }

  function draw() {
    for (const [key, td] of cells) td.setAttribute("aria-selected", chosen.has(key) ? "true" : "false");
    [...tabs.children].forEach((tab, number) => {
      let has = false;
      for (let cell = 0; cell < PER_DAY && !has; cell += 1) has = chosen.has(number * PER_DAY + cell);
      tab.classList.toggle("has-times", has);
    });
    undoButton.disabled = history.length === 0;
  }

  function showDay(number) {
    day = number;
    [...tabs.children].forEach((tab, index) => {
      tab.setAttribute("aria-pressed", index === number ? "true" : "false");
      tab.classList.toggle("active", index === number);
    });
    holder.querySelectorAll("[data-day]").forEach((cell) => {
      cell.classList.toggle("other-day", Number(cell.dataset.day) !== number);
    });
    if (Math.floor(active / PER_DAY) !== number && tabs.offsetParent) focusCell(number * PER_DAY + (active % PER_DAY), false);
  }

  function focusCell(key, really = true) {
    if (!cells.has(key)) return false;
    if (cells.has(active)) cells.get(active).tabIndex = -1;
    active = key;
    if (Math.floor(key / PER_DAY) !== day) showDay(Math.floor(key / PER_DAY));
    cells.get(key).tabIndex = 0;
    if (really) cells.get(key).focus();
    return true;
  }

  function keep(next) {
    if (next.size === chosen.size && [...next].every((key) => chosen.has(key))) return;
    history.push(chosen);
    if (history.length > 50) history.shift();
    chosen = next;
    draw();
    save(asSentence());
  }

  // Painting with mouse, pen or finger: a rectangle from where it began.
  let painting = null;

  function paintTo(key) {
    const [dayA, cellA] = [Math.floor(painting.from / PER_DAY), painting.from % PER_DAY];
    const [dayB, cellB] = [Math.floor(key / PER_DAY), key % PER_DAY];
    chosen = new Set(painting.before);
    for (let d = Math.min(dayA, dayB); d <= Math.max(dayA, dayB); d += 1) {
      for (let c = Math.min(cellA, cellB); c <= Math.max(cellA, cellB); c += 1) {
        if (painting.add) chosen.add(d * PER_DAY + c);
        else chosen.delete(d * PER_DAY + c);
      }
    }
    draw();
  }

  holder.addEventListener("pointerdown", (event) => {
    const td = event.target.closest("td[data-key]");
    if (!td || event.button > 0) return;
    event.preventDefault();
    if (td.hasPointerCapture && td.hasPointerCapture(event.pointerId)) td.releasePointerCapture(event.pointerId);
    const key = Number(td.dataset.key);
    painting = { from: key, add: !chosen.has(key), before: new Set(chosen), pointer: event.pointerId };
    focusCell(key);
    paintTo(key);
  });
  document.addEventListener("pointermove", (event) => {
    if (!painting || event.pointerId !== painting.pointer) return;
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const td = under && under.closest("td[data-key]");
    if (td && holder.contains(td)) paintTo(Number(td.dataset.key));
  });
  document.addEventListener("pointerup", (event) => {
    if (!painting || event.pointerId !== painting.pointer) return;
    const [next, before] = [chosen, painting.before];
    painting = null;
    chosen = before;
    keep(next);
  });
  document.addEventListener("pointercancel", () => {
    if (!painting) return;
    chosen = painting.before;
    painting = null;
    draw();
  });

  holder.addEventListener("keydown", (event) => {
    const td = event.target.closest("td[data-key]");
    if (!td) return;
    const key = Number(td.dataset.key);
    const steps = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -PER_DAY, ArrowRight: PER_DAY };
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      const next = new Set(chosen);
      if (!next.delete(key)) next.add(key);
      keep(next);
    } else if (event.key in steps) {
      event.preventDefault();
      const there = key + steps[event.key];
      const sameDay = Math.floor(there / PER_DAY) === Math.floor(key / PER_DAY);
      if (Math.abs(steps[event.key]) === 1 && !sameDay) return;
      if (focusCell(there) && event.shiftKey && chosen.has(there) !== chosen.has(key)) {
        const next = new Set(chosen);
        if (chosen.has(key)) next.add(there);
        else next.delete(there);
        keep(next);
      }
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      const ofDay = [...cells.keys()].filter((k) => Math.floor(k / PER_DAY) === Math.floor(key / PER_DAY));
      focusCell(event.key === "Home" ? Math.min(...ofDay) : Math.max(...ofDay));
    } else if ((event.ctrlKey || event.metaKey) && event.key === "z") {
      event.preventDefault();
      undo();
    }
  });

  function undo() {
    if (!history.length) return;
    chosen = history.pop();
    draw();
    save(asSentence());
  }

  // Saving: one request at a time, the newest text wins; without a connection it is tried again.
  let busy = false;
  let waiting = null;
  let again = null;

  function say(text, bad) {
    saved.textContent = text;
    saved.classList.toggle("bad", Boolean(bad));
  }

  async function save(text) {
    waiting = text;
    if (busy) return;
    busy = true;
    clearTimeout(again);
    while (waiting !== null) {
      const sent = waiting;
      waiting = null;
      say(saved.dataset.saving);
      let answer;
      let told = {};
      try {
        answer = await fetch(form.action || location.href, {
          method: "POST",
          headers: { Accept: "application/json" },
          body: new URLSearchParams({ csrf_token: form.elements.csrf_token.value, version: version.value, sentence: sent }),
        });
        told = await answer.json().catch(() => ({}));
      } catch {
        say(saved.dataset.offline, true);
        if (waiting === null) waiting = sent;
        const kept = waiting;
        waiting = null;
        again = setTimeout(() => save(kept), 5000);
        break;
      }
      if (answer.ok && told.version !== undefined) {
        version.value = told.version;
        problem.textContent = "";
        sentence.classList.remove("is-invalid");
        say(`✓ ${told.saved}`);
        if (waiting === null) {
          if (document.activeElement !== sentence || typed) sentence.value = told.sentence;
          typed = false;
          chosen = new Set(cellsOf(told.windows));
          if (!fullDay && [...chosen].some((key) => !cells.has(key))) moreHours(true);
          else draw();
        }
      } else if (answer.status === 422 && told.error) {
        problem.textContent = told.error;
        sentence.classList.add("is-invalid");
        say("");
      } else {
        say(told.error || saved.dataset.failed, true);
        break;
      }
    }
    busy = false;
  }
  window.addEventListener("beforeunload", (event) => { if (busy || waiting !== null) event.preventDefault(); });

  // The sentence, presets and tools.
  let typed = false;
  sentence.addEventListener("change", () => {
    typed = true;
    history.push(chosen);
    save(sentence.value);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button && button.dataset.preset) keep(new Set([...chosen, ...cellsOf(JSON.parse(button.dataset.preset))]));
    else { typed = true; save(sentence.value); }
  });
  undoButton.addEventListener("click", undo);
  form.querySelector("[data-clear]").addEventListener("click", () => keep(new Set()));
  function moreHours(on) {
    fullDay = on;
    hoursButton.setAttribute("aria-pressed", on ? "true" : "false");
    hoursButton.classList.toggle("active", on);
    build();
  }
  hoursButton.addEventListener("click", () => moreHours(!fullDay));

  week.hidden = false;
  form.querySelector(".week-tools").hidden = false;
  form.querySelector("[data-plain]").hidden = true;
  moreHours(fullDay);
})();
