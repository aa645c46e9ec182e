// Rows for languages, copying the calendar's address, the map of how far one gets.
document.querySelectorAll("[data-rows]").forEach((rows) => {
  const all = [...rows.querySelectorAll("[data-row]")];
  const more = rows.querySelector("[data-more]");
  const isEmpty = (row) => !row.querySelector("select").value;
  const hideEmpty = () => {
    let shown = 0;
    all.forEach((row, number) => {
      row.hidden = isEmpty(row) && number > 0 && !row.dataset.asked;
      if (!row.hidden) shown += 1;
    });
    more.hidden = shown === all.length;
  };
  more.addEventListener("click", () => {
    const next = all.find((row) => row.hidden);
    if (next) {
      next.dataset.asked = "yes";
      hideEmpty();
      next.querySelector("select").focus();
    }
  });
  hideEmpty();
});

document.querySelectorAll("[data-copy]").forEach((button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector("[data-copy-from]").value);
    button.textContent = button.dataset.done;
  });
});

(() => {
  const place = document.getElementById("map");
  if (!place || !window.L) return;
  const facts = JSON.parse(place.dataset.map);
  const text = document.getElementById("reach");
  const form = place.closest("form");
  const map = L.map(place, { zoomControl: false, attributionControl: false, keyboard: false, scrollWheelZoom: false, dragging: false, doubleClickZoom: false, touchZoom: false, boxZoom: false });
  let centre = [facts.lat, facts.lon];
  place.hidden = false;
  map.invalidateSize();
  map.setView(centre, 11);
  const circle = L.circle(centre, { radius: 1000, color: "#0b5778", weight: 2, fillOpacity: 0.12 }).addTo(map);
  const middle = facts.districts.reduce((sum, district) => sum + district.lon, 0) / facts.districts.length;
  facts.districts.forEach((district) => {
    L.circleMarker([district.lat, district.lon], { radius: 4, color: "#495057", weight: 1, fillOpacity: 0.8 })
      .bindTooltip(district.name, { permanent: true, direction: district.lon < middle ? "left" : "right", offset: [district.lon < middle ? -4 : 4, 0] }).addTo(map);
  });
  const home = L.circleMarker(centre, { radius: 7, color: "#083c54", fillColor: "#e0780a", fillOpacity: 1 }).addTo(map);

  function show(event) {
    const mode = form.querySelector("input[name=mode]:checked");
    const minutes = form.elements.max_travel_minutes.value;
    const km = mode && facts.reach[mode.value] ? facts.reach[mode.value][minutes] : 0;
    if (event && event.target && event.target.name === "district_code") {
      const chosen = facts.districts.find((district) => district.code === event.target.value);
      if (chosen) centre = [chosen.lat, chosen.lon];
    }
    circle.setLatLng(centre).setRadius(km * 1000);
    home.setLatLng(centre);
    map.fitBounds(L.latLngBounds(facts.districts.map((d) => [d.lat, d.lon])).extend(circle.getBounds()), { animate: false, padding: [place.clientWidth < 500 ? 60 : 30, 20] });
    const within = facts.districts.filter((d) => map.distance(centre, [d.lat, d.lon]) <= km * 1000).map((d) => d.name);
    text.textContent = text.dataset.text
      .replace("{km}", km.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 }))
      .replace("{districts}", within.join(", ") || text.dataset.none);
  }
  form.addEventListener("change", (event) => {
    if (["mode", "max_travel_minutes", "district_code"].includes(event.target.name)) show(event);
  });
  show();
})();

// The profile is saved as one goes; the button does the same.
(() => {
  const form = document.getElementById("profile");
  if (!form) return;
  const saved = form.querySelector("[data-saved]");
  const warning = document.getElementById("too-little");
  let busy = false;
  let waiting = false;

  async function save() {
    if (busy) { waiting = true; return; }
    busy = true;
    do {
      waiting = false;
      saved.classList.remove("bad");
      saved.textContent = saved.dataset.saving;
      let told = {};
      try {
        const answer = await fetch(location.href, {
          method: "POST",
          headers: { Accept: "application/json" },
          body: new URLSearchParams(new FormData(form)),
        });
        told = await answer.json();
      } catch {
        told = {};
      }
      if (told.version !== undefined) {
        form.elements.version.value = told.version;
        saved.textContent = `✓ ${told.saved}`;
        warning.hidden = !told.warning;
        warning.querySelector("span").textContent = told.warning;
      } else {
        saved.classList.add("bad");
        saved.textContent = told.error || saved.dataset.failed;
      }
    } while (waiting);
    busy = false;
  }
  form.addEventListener("change", (event) => {
    // A row without a language says nothing yet.
    const row = event.target.closest("[data-row]");
    if (row && event.target.name.endsWith("-level") && !row.querySelector("select").value) return;
    save();
  });
})();
