// A place that was found for an address: taken with a click, and asked about again once the address is another one.
(() => {
  const fieldsOf = (box) => {
    const scope = box.closest("section, form");
    return ["lat", "lon"].map((name) => scope.querySelector(`[name="${name}"]`));
  };

  const say = (box, text) => {
    box.querySelector("[data-taken]").textContent = text;
  };

  function take(box, button) {
    const fields = fieldsOf(box);
    fields[0].value = button.dataset.takeLat;
    fields[1].value = button.dataset.takeLon;
    const clear = fields[0].closest("[data-place]")?.querySelector("[data-clear-point]");
    if (clear) clear.hidden = false;
    say(box, button.dataset.words);
    box.querySelector("[data-places]").replaceChildren();
    fields[0].dispatchEvent(new Event("change", { bubbles: true }));
    box.querySelector("[data-look-up]").focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take-place]");
    if (button) take(button.closest("[data-locate]"), button);
    const other = event.target.closest("[data-clear-point], [data-open-map]")?.closest("section")?.querySelector("[data-locate]");
    if (other) say(other, "");
  });

  // Another district takes its point away, see place.js.
  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-district]")?.closest("section")?.querySelector("[data-locate]");
    if (box) say(box, "");
  });

  document.addEventListener("input", (event) => {
    if (event.target.name !== "address") return;
    const box = event.target.closest("section, form")?.querySelector("[data-locate]");
    if (!box) return;
    box.querySelector("[data-places]").replaceChildren();
    say(box, fieldsOf(box)[0].value ? box.dataset.stale : "");
  });
})();
