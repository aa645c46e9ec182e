// A point on a map without background: the districts' names, a click, or numbers typed.
(() => {
  const dialog = document.getElementById("map-dialog");
  if (!dialog) return;
  const page = document.getElementById("visit-page");
  const points = JSON.parse(dialog.dataset.points);
  const latField = dialog.querySelector("[data-map-lat]");
  const lonField = dialog.querySelector("[data-map-lon]");
  let map = null;
  let mark = null;
  let asking = null;

  function show(lat, lon) {
    latField.value = lat.toFixed(5);
    lonField.value = lon.toFixed(5);
    if (!map) return;
    if (mark) mark.remove();
    mark = L.circleMarker([lat, lon], { radius: 9, color: "#0b5778", weight: 3 }).addTo(map);
  }

  function draw() {
    if (map || typeof L === "undefined") return;
    map = L.map(dialog.querySelector("[data-map]"), { attributionControl: false, zoomSnap: 0.5 });
    for (const point of points) {
      L.circleMarker([point.lat, point.lon], { radius: 4, color: "#495057", interactive: false })
        .bindTooltip(point.name, { permanent: true, direction: "right", className: "lw-map-name" })
        .addTo(map);
    }
    map.fitBounds(points.map((point) => [point.lat, point.lon]), { padding: [40, 40] });
    map.on("click", (event) => show(event.latlng.lat, event.latlng.lng));
  }

  function tell(place, isSet) {
    place.querySelector("[data-point]").textContent = isSet ? page.dataset.pointSet : "";
    place.querySelector("[data-clear-point]").hidden = !isSet;
    place.querySelector("[data-lat]").dispatchEvent(new Event("change", { bubbles: true }));
  }

  function set(place, lat, lon) {
    place.querySelector("[data-lat]").value = lat;
    place.querySelector("[data-lon]").value = lon;
    tell(place, lat !== "");
  }

  page.addEventListener("click", (event) => {
    const open = event.target.closest("[data-open-map]");
    if (open) {
      asking = open.closest("[data-place]");
      dialog.showModal();
      draw();
      map?.invalidateSize();
      const lat = Number.parseFloat(asking.querySelector("[data-lat]").value);
      const lon = Number.parseFloat(asking.querySelector("[data-lon]").value);
      if (Number.isFinite(lat) && Number.isFinite(lon)) show(lat, lon);
    }
    const clear = event.target.closest("[data-clear-point]");
    if (clear) set(clear.closest("[data-place]"), "", "");
    if (event.target.closest("[data-map-close]")) dialog.close();
    if (event.target.closest("[data-map-take]")) {
      const lat = Number.parseFloat(latField.value.replace(",", "."));
      const lon = Number.parseFloat(lonField.value.replace(",", "."));
      if (Number.isFinite(lat) && Number.isFinite(lon)) set(asking, lat, lon);
      dialog.close();
    }
  });

  // Another district: the point belonged to the one before.
  page.querySelector("[data-district]")?.addEventListener("change", (event) => {
    const place = event.target.closest("section")?.querySelector("[data-place]");
    if (place) set(place, "", "");
  });
})();
