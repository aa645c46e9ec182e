// The review board: keys, the small map, selecting many. Without it every link and button works the same.
"use strict";

const COLOURS = { home: "#b3541e", helper: "#0b5778", mediator: "#6a3d9a", place: "#146c43" };

function drawMaps(within) {
  for (const box of within.querySelectorAll(".lw-map:not([data-drawn])")) {
    if (typeof L === "undefined") return;
    box.dataset.drawn = "yes";
    const map = L.map(box, { attributionControl: false, zoomControl: false, keyboard: false, scrollWheelZoom: false, dragging: false, doubleClickZoom: false, boxZoom: false, tapHold: false, zoomAnimation: false, fadeAnimation: false });
    for (const district of JSON.parse(box.dataset.districts)) {
      L.circleMarker([district.lat, district.lon], { radius: 2, color: "#868e96", interactive: false }).addTo(map)
        .bindTooltip(district.name, { permanent: true, direction: "right", className: "lw-map-district" });
    }
    const bounds = [];
    for (const point of JSON.parse(box.dataset.points)) {
      const colour = COLOURS[point.what];
      const shape = point.what === "place"
        ? L.circleMarker(point.at, { radius: 7, color: colour, fillOpacity: 0.9, interactive: false })
        : L.circle(point.at, { radius: 500, color: colour, weight: 2, dashArray: point.what === "home" ? null : "5 4", interactive: false });
      shape.addTo(map).bindTooltip(box.dataset[point.what], { permanent: true, direction: "top", className: "lw-map-label" });
      bounds.push(L.latLng(point.at).toBounds(1400));
    }
    const whole = bounds.reduce((all, one) => all.extend(one), L.latLngBounds(bounds[0].getSouthWest(), bounds[0].getNorthEast()));
    map.fitBounds(whole, { animate: false });
  }
}

function showPause(within) {
  for (const form of within.querySelectorAll("form[data-decline]")) {
    const update = () => {
      const reason = form.querySelector("[name=reason]:checked");
      for (const part of form.querySelectorAll("[data-only-reason]")) part.hidden = !reason || reason.value !== part.dataset.onlyReason;
    };
    form.addEventListener("change", update);
    update();
  }
}

const rows = () => [...document.querySelectorAll(".lw-row")];
const chosen = () => document.querySelector(".lw-row.lw-chosen");

function choose(row) {
  if (!row) return;
  for (const other of rows()) other.classList.toggle("lw-chosen", other === row);
  const link = row.querySelector(".lw-open");
  link.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  htmx.ajax("GET", link.getAttribute("hx-get"), { target: "#detail", swap: "innerHTML" });
}

function go(step) {
  const all = rows();
  const at = all.indexOf(chosen());
  choose(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step]);
}

function toggleKeys() {
  const help = document.getElementById("keys");
  if (!help) return;
  help.hidden = !help.hidden;
  document.getElementById("keys-button").setAttribute("aria-expanded", String(!help.hidden));
}

function press(key) {
  const row = chosen();
  if (!row) return;
  const panel = document.querySelector(`[data-panel="${row.dataset.match}"]`);
  const button = row.querySelector(`[data-key="${key}"]`) || (panel && panel.querySelector(`[data-key="${key}"]`));
  if (button) button.click();
}

const keysAreOff = () => localStorage.getItem("lw-keys") === "off";

function onKey(event) {
  const typing = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  if (keysAreOff() || typing || event.ctrlKey || event.metaKey || event.altKey || !document.querySelector(".lw-columns")) return;
  const acts = { j: () => go(1), k: () => go(-1), "?": toggleKeys, "/": () => document.getElementById("f-search").focus() };
  const act = acts[event.key] || ("adrpu".includes(event.key) ? () => press(event.key) : null);
  if (!act) return;
  event.preventDefault();
  act();
}

function prepare() {
  drawMaps(document);
  showPause(document);
  const keys = document.getElementById("keys-button");
  if (keys) {
    keys.hidden = false;
    keys.addEventListener("click", toggleKeys);
  }
  const on = document.getElementById("keys-on");
  if (on) {
    on.checked = !keysAreOff();
    on.addEventListener("change", () => localStorage.setItem("lw-keys", on.checked ? "on" : "off"));
  }
  const all = document.getElementById("pick-all");
  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of document.querySelectorAll("[name=pick]")) box.checked = all.querySelector("input").checked;
    });
  }
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    const row = event.target.closest(".lw-row");
    if (row && event.target.closest("a")) for (const other of rows()) other.classList.toggle("lw-chosen", other === row);
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    drawMaps(event.detail.target);
    showPause(event.detail.target);
    const field = event.detail.target.id === "detail" && event.detail.target.querySelector("form[data-decline] input[type=radio]");
    if (field) field.focus();
  });
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", prepare);
else prepare();
