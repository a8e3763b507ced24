// Measure: between two places of a page, or between two boxes, in every unit; and the guides, by their numbers.

import { arrange, draw, find, make } from "./dom.js";
import { panel } from "./dock.js";
import { addGuide, changeGuide, guidesThere, isEverywhere, removeGuide, spread, whenGuidesChange } from "./guides.js";
import { command } from "./keys.js";
import { allLeaves, leafAt } from "./leaves.js";
import { recall, remember } from "./memory.js";
import { overlayOf } from "./overlays.js";
import { whenTurned } from "./pages.js";
import { pane, pointAt } from "./sight.js";
import { prepare, snapped, snaps, toggleSnap, whenSnapChanges } from "./snap.js";
import { say } from "./status.js";
import { margin, nameOf, size, store, whenChanged } from "./store.js";
import { UNITS, figure, inPoints, originOf, placeFigure, setUnit, unitNow, unitOf, whenUnitChanges, written } from "./units.js";

/** px that a pointer may move and still click. */
const STILL = 4;
const WAYS = { points: "Points", boxes: "Boxes" };
let way = recall("measuring", "points");
/** What is measured: `leaf`, and of points `from` and `to` (pt), of boxes `boxes`, one or two. */
let held = null;
/** The place, or the box by its number, that the keyboard is at. */
let cursor = null;
const layer = draw("svg", { class: "measured", "aria-hidden": "true" });

const face = panel({ id: "measure", title: "Measure", key: "M", fill });
const isOn = () => face.isOpen();

// ------------------------------------------------------------ what is measured

/** Lengths between two points or boxes, in pt, by their names; null where there is nothing to measure. */
function measured() {
  if (!held) return null;
  if (way === "points") {
    if (!held.to) return null;
    const [across, down] = [0, 1].map((axis) => held.to[axis] - held.from[axis]);
    return { Width: Math.abs(across), Height: Math.abs(down), Diagonal: Math.hypot(across, down) };
  }
  const [one, two] = held.boxes;
  if (!two) return { Width: one[2] - one[0], Height: one[3] - one[1] };
  const gap = (axis) => Math.max(one[axis] - two[axis + 2], two[axis] - one[axis + 2], 0);
  return {
    "Between, across": gap(0),
    "Between, down": gap(1),
    "Left edges": Math.abs(two[0] - one[0]),
    "Right edges": Math.abs(two[2] - one[2]),
    "Upper edges": Math.abs(two[1] - one[1]),
    "Lower edges": Math.abs(two[3] - one[3]),
  };
}

/** The angle of the diagonal above the horizontal, in degrees from −90 to 90; null where there is none. */
function angle() {
  if (way !== "points" || !held?.to) return null;
  const [across, down] = [0, 1].map((axis) => held.to[axis] - held.from[axis]);
  if (!across && !down) return null;
  return (Math.atan2(across < 0 ? down : -down, Math.abs(across)) * 180) / Math.PI;
}

function tell() {
  const found = measured();
  if (!found) return;
  const parts = Object.entries(found).map(([name, pt]) => `${name} ${written(pt)}`);
  say(`${parts.join(", ")}, on ${nameOf(held.leaf.page)}`);
}

function hold(next) {
  held = next;
  paint();
  face.refresh();
}

function clear() {
  cursor = null;
  hold(null);
}

// ------------------------------------------------------------ with a pointer

pane.addEventListener("pointerdown", (event) => {
  const leaf = event.target.closest?.(".leaf")?.leaf;
  if (!isOn() || !leaf || event.button !== 0 || event.target.closest(".guide")) return;
  prepare(leaf);
  if (way === "boxes") return;
  event.preventDefault();
  leaf.sheet.focus({ preventScroll: true });
  const from = place(leaf, event);
  const stop = new AbortController();
  const follow = (move) => {
    if (Math.hypot(move.clientX - event.clientX, move.clientY - event.clientY) < STILL) return;
    hold({ leaf, from, to: place(leaf, move, move.shiftKey ? from : null) });
  };
  const end = () => {
    stop.abort();
    tell();
  };
  addEventListener("pointermove", follow, { signal: stop.signal });
  addEventListener("pointerup", end, { signal: stop.signal });
  addEventListener("pointercancel", end, { signal: stop.signal });
});

/** A place in pt, within what is shown of the page, and with `from` straight across or down from there. */
function place(leaf, event, from = null) {
  const [x, y] = pointAt(leaf, event.clientX, event.clientY);
  const point = [snapped(leaf, "x", x, event.altKey), snapped(leaf, "y", y, event.altKey)];
  if (from) {
    const straight = Math.abs(point[0] - from[0]) > Math.abs(point[1] - from[1]) ? 1 : 0;
    point[straight] = from[straight];
  }
  return within(point);
}

const within = (point) => point.map((one, axis) => Math.min(Math.max(one, -margin()), size()[axis] - margin()));

/** A click chooses a box; nothing else comes of it while the panel is open. */
pane.addEventListener(
  "click",
  async (event) => {
    const leaf = event.target.closest?.(".leaf")?.leaf;
    if (!isOn() || !leaf) return;
    event.preventDefault();
    event.stopPropagation();
    if (way !== "boxes") return;
    const { blocks } = await overlayOf(leaf.index);
    const box = smallest(blocks, pointAt(leaf, event.clientX, event.clientY));
    if (box) choose(leaf, box);
    else say("There is no box here");
  },
  { capture: true },
);

function smallest(blocks, [x, y]) {
  const around = blocks.map(([, ...box]) => box).filter(([left, top, right, bottom]) => left <= x && x <= right && top <= y && y <= bottom);
  const area = ([left, top, right, bottom]) => (right - left) * (bottom - top);
  return around.sort((one, two) => area(one) - area(two))[0];
}

/** The first box, or the second of the same page; a third begins again. */
function choose(leaf, box) {
  const boxes = held?.leaf === leaf && held.boxes.length === 1 ? [...held.boxes, box] : [box];
  hold({ leaf, boxes });
  tell();
}

// ------------------------------------------------------------ with the keyboard

/** Keys are answered one after the other: boxes come from the server. */
let done = Promise.resolve();
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** On a page, arrows move a cross (Shift: ten times as far), or go from box to box; Enter takes the place. */
pane.addEventListener(
  "keydown",
  (event) => {
    const leaf = event.target.closest?.(".leaf")?.leaf;
    const by = ARROWS[event.key];
    if (!isOn() || !leaf || event.target !== leaf.sheet || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && (held || cursor)) clear();
    else if (!by && event.key !== "Enter") return;
    else {
      const far = event.shiftKey;
      done = done.then(() => (by ? move(leaf, by, far) : take(leaf)));
    }
    event.preventDefault();
    event.stopPropagation();
  },
  { capture: true },
);

async function move(leaf, [across, down], far) {
  if (cursor?.leaf !== leaf) cursor = { leaf, point: store.state.trim.map((one) => one / 2), box: -1 };
  if (way === "boxes") {
    const { blocks } = await overlayOf(leaf.index);
    if (!blocks.length) return;
    cursor.box = Math.min(Math.max(0, cursor.box + across + down), blocks.length - 1);
    cursor.frame = blocks[cursor.box].slice(1);
    paint();
    say(`Box ${cursor.box + 1} of ${blocks.length}`);
    return;
  }
  const step = inPoints(far ? 10 : 1, unitNow());
  cursor.point = within([cursor.point[0] + across * step, cursor.point[1] + down * step]);
  if (held?.live) held = { ...held, to: cursor.point };
  hold(held);
  say(["x", "y"].map((axis, nth) => `${axis} ${placeFigure(cursor.point[nth], axis)} ${unitOf(axis)}`).join(", "));
}

function take(leaf) {
  if (cursor?.leaf !== leaf) {
    return move(leaf, [0, 0], false);
  }
  if (way === "boxes") {
    if (cursor.frame) choose(leaf, cursor.frame);
    return;
  }
  if (held?.live && held.leaf === leaf) {
    hold({ leaf, from: held.from, to: cursor.point });
    tell();
  } else hold({ leaf, from: cursor.point, to: cursor.point, live: true });
}

// ------------------------------------------------------------ drawing

function paint() {
  const leaf = held?.leaf ?? cursor?.leaf;
  if (!isOn() || !leaf || !leaf.figure.isConnected) {
    layer.remove();
    return;
  }
  const [width, height] = size();
  layer.setAttribute("viewBox", `${-margin()} ${-margin()} ${width} ${height}`);
  layer.replaceChildren(...marks(leaf));
  if (layer.parentNode !== leaf.sheet) leaf.sheet.append(layer);
}

function* marks(leaf) {
  const rectangle = ([left, top, right, bottom], name) => draw("rect", { class: name, x: left, y: top, width: right - left, height: bottom - top });
  const line = ([x1, y1], [x2, y2], name) => draw("line", { class: name, x1, y1, x2, y2 });
  if (held?.from && held.to) {
    const [[x1, y1], [x2, y2]] = [held.from, held.to];
    yield rectangle([Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)], "reach");
    yield line(held.from, held.to, "tape");
  }
  for (const box of held?.boxes ?? []) yield rectangle(box, "taken");
  if (held?.boxes?.length === 2) yield* between(...held.boxes, line);
  if (cursor?.leaf !== leaf) return;
  if (way === "boxes" && cursor.frame) yield rectangle(cursor.frame, "reach");
  if (way === "points") {
    const [x, y] = cursor.point;
    yield line([x - 12, y], [x + 12, y], "tape");
    yield line([x, y - 12], [x, y + 12], "tape");
  }
}

/** Lines over the gaps between two boxes, across and down, where there are any. */
function* between(one, two, line) {
  for (const axis of [0, 1]) {
    const [first, second] = one[axis] <= two[axis] ? [one, two] : [two, one];
    if (second[axis] <= first[axis + 2]) continue;
    const other = 1 - axis;
    const [low, high] = [Math.max(one[other], two[other]), Math.min(one[other + 2], two[other + 2])];
    const at = low < high ? (low + high) / 2 : (first[other] + first[other + 2]) / 2;
    const ends = [[first[axis + 2], at], [second[axis], at]];
    yield line(...ends.map((end) => (axis ? [end[1], end[0]] : end)), "tape");
  }
}

// ------------------------------------------------------------ the panel

const radios = (legend, name, choices, chosen, set) =>
  make(
    "fieldset",
    { class: "either" },
    make("legend", {}, legend),
    ...Object.entries(choices).map(([value, text]) => make("label", {}, make("input", { type: "radio", name, value, checked: value === chosen, onchange: () => set(value) }), text)),
  );
const ways = radios("Measure between", "way", WAYS, way, (value) => {
  way = value;
  remember("measuring", value);
  clear();
});
const units = radios("Unit", "unit", { mm: "mm", pt: "pt", lines: "lines" }, unitNow(), setUnit);
const hint = make("p", { class: "note" });
const table = make("table", { class: "lengths" });
const emptied = make("button", { class: "plain", onclick: clear }, "Clear");
const snapping = make("input", { type: "checkbox", onchange: toggleSnap });
const list = make("ul", { class: "guide-list" });
const nothing = make("p", { class: "note" }, "There are none. Pull one out of a ruler (R), or add one here.");
const items = new Map();
const add = make(
  "div",
  { class: "steps" },
  make("button", { class: "plain", onclick: () => added("y") }, "Add across"),
  make("button", { class: "plain", onclick: () => added("x") }, "Add down"),
);

function added(axis) {
  const leaf = leafAt(store.current);
  if (!leaf) return;
  const guide = addGuide(leaf, axis);
  find("input", items.get(guide.id)).focus();
}

function fill(body) {
  if (!body.firstChild) {
    const snap = make("label", { class: "check" }, snapping, "Snap to columns, margins and grid (S); hold Alt to be free");
    body.append(make("h2", {}, "Measure"), ways, units, snap, hint, table, emptied, make("h2", {}, "Guides"), list, nothing, add);
  }
  paint();
  snapping.checked = snaps();
  hint.textContent =
    way === "points"
      ? "Drag over a page; Shift keeps it straight. With the keyboard: Tab to a page, arrows move a cross, Enter begins and ends."
      : "Click a box, then another. With the keyboard: Tab to a page, arrows go from box to box, Enter takes one.";
  const found = measured();
  table.hidden = emptied.hidden = !found;
  table.replaceChildren(...(found ? rows(found) : []));
  listGuides();
}

function* rows(found) {
  const head = [...Object.keys(UNITS)].map((name) => make("th", { scope: "col" }, name));
  yield make("caption", { class: "unseen" }, "What is measured");
  yield make("thead", {}, make("tr", {}, make("td"), ...head));
  const body = make("tbody");
  for (const [name, pt] of Object.entries(found)) {
    body.append(make("tr", {}, make("th", { scope: "row" }, name), ...Object.keys(UNITS).map((unit) => make("td", {}, figure(pt, unit)))));
  }
  const degrees = angle();
  if (degrees !== null) body.append(make("tr", {}, make("th", { scope: "row" }, "Angle"), make("td", { colspan: "3" }, `${degrees.toFixed(1).replace("-", "−")}°`)));
  yield body;
}

function listGuides() {
  const guides = guidesThere();
  for (const id of items.keys()) if (!guides.some((guide) => guide.id === id)) items.delete(id);
  arrange(list, guides.map(item));
  nothing.hidden = guides.length > 0;
}

function item(guide) {
  const { axis } = guide;
  const words = axis === "x" ? "Down, from the left" : "Across, from the top";
  let element = items.get(guide.id);
  if (!element) {
    const field = make("input", { type: "number", step: "any", onchange: () => set(guide, field) });
    const every = make("input", { type: "checkbox", onchange: () => spread(guide, every.checked) });
    element = make("li", {}, make("label", {}, make("span"), field, make("i")), make("label", { class: "check" }, every, make("span")), make("button", { class: "plain", onclick: () => removed(guide) }, "Remove"));
    items.set(guide.id, element);
  }
  const [place, every] = element.querySelectorAll("label");
  find("span", place).textContent = words;
  find("i", place).textContent = unitOf(axis);
  const field = find("input", place);
  const value = placeFigure(guide.at, axis).replace("−", "-");
  if (document.activeElement !== field && field.value !== value) field.value = value;
  find("input", every).checked = isEverywhere(guide);
  const leaf = allLeaves().find((one) => one.id === guide.page);
  find("span", every).textContent = isEverywhere(guide) || !leaf ? "Every page" : `Every page, not only ${nameOf(leaf.page)}`;
  find("button", element).setAttribute("aria-label", `Remove the guide ${axis === "x" ? "down" : "across"} at ${value} ${unitOf(axis)}`);
  return element;
}

function set(guide, field) {
  if (!Number.isFinite(field.valueAsNumber)) return;
  changeGuide(guide, { at: inPoints(field.valueAsNumber, unitOf(guide.axis)) + originOf(guide.axis) });
}

function removed(guide) {
  removeGuide(guide);
  find("button", add).focus();
}

for (const when of [whenGuidesChange, whenUnitChanges, whenSnapChanges, whenTurned]) when(() => isOn() && face.refresh());
whenChanged((state, before) => {
  if (state.pages === before.pages) return;
  if (held && !held.leaf.figure.isConnected) clear();
  else if (isOn()) face.refresh();
});
command({ key: "S", title: "snap to columns, margins and grid", group: "Over the page", run: toggleSnap });
