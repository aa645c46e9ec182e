// Rows of a form that can be added and taken away: persons, languages, needs.
const Rows = (() => {
  const page = document.getElementById("visit-page");

  function nextNumber(name) {
    const pattern = new RegExp(`^${name}-(\\d+)-`);
    let next = 0;
    for (const field of page.querySelectorAll(`[name^="${name}-"]`)) {
      const found = pattern.exec(field.name);
      if (found) next = Math.max(next, Number(found[1]) + 1);
    }
    return next;
  }

  // A copy of a template with the row's number in place of the mark.
  function add(name, templateId, number) {
    const template = document.getElementById(templateId);
    if (!template) return null;
    const html = template.innerHTML.replaceAll("__n__", String(number ?? nextNumber(name)));
    const list = page.querySelector(`[data-rows="${name}"]`);
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const row = holder.content.firstElementChild;
    list.append(row);
    return row;
  }

  function announce(target) {
    page.dispatchEvent(new CustomEvent("lw:rows", { bubbles: true, detail: { target } }));
  }

  page.addEventListener("click", (event) => {
    const more = event.target.closest("[data-add-row]");
    if (more) {
      const name = more.dataset.addRow;
      const row = add(name, `blank-${name}`);
      row?.querySelector("input:not([type=hidden]), select")?.focus();
      announce(row);
      return;
    }
    const need = event.target.closest("[data-add-need]");
    if (need) {
      const row = add("needs", `blank-need-${need.dataset.addNeed}`);
      row?.querySelector("h3")?.focus();
      announce(row);
      return;
    }
    const less = event.target.closest("[data-remove-row]");
    if (less) {
      const list = less.closest("[data-rows]");
      less.closest("[data-row]").remove();
      const others = list.parentElement.querySelector("[data-add-row], [data-add-need]");
      others?.focus();
      announce(list);
    }
  });

  return { add, nextNumber };
})();
