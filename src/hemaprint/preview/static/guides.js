// Guides: lines across a page or down it, kept by this tab, on their page or on every one.

import { make } from "./dom.js";
import { allLeaves, leafAt } from "./leaves.js";
import { recall, remember } from "./memory.js";
import { whenShown } from "./pictures.js";
import { nearest, pane, pointAt } from "./sight.js";
import { prepare, snapped } from "./snap.js";
import { say } from "./status.js";
import { margin, nameOf, size, store, whenChanged } from "./store.js";
import { placeFigure, unitOf, whenUnitChanges } from "./units.js";

const EVERY = "";
/** Each has an `id`, the `page` that it is on (its id, or EVERY), its `axis` ("x": down the page) and `at` (pt). */
let guides = recall("guides", []);
let last = guides.reduce((most, { id }) => Math.max(most, id), 0);
let dragged = null;
const layers = new WeakMap();
const listeners = [];

/** Call `listener()` when there are other guides, or one has moved. */
export const whenGuidesChange = (listener) => listeners.push(listener);

const isOn = (guide, leaf) => guide.page === EVERY || guide.page === leaf.id;

/** The guides that a page has. */
export const guidesOf = (leaf) => guides.filter((guide) => isOn(guide, leaf));

export const guidesThere = () => guides;

/** Add a guide to a page, by default in its middle; returns it. */
export function addGuide(leaf, axis, at = store.state.trim[axis === "x" ? 0 : 1] / 2) {
  const guide = { id: (last += 1), page: leaf.id, axis, at };
  guides = [...guides, guide];
  changed();
  return guide;
}

/** Change a guide: where it is, or which page it is on. */
export function changeGuide(guide, changes) {
  Object.assign(guide, changes);
  changed();
}

export function removeGuide(guide) {
  guides = guides.filter((one) => one !== guide);
  changed();
}

export const isEverywhere = (guide) => guide.page === EVERY;

/** Put a guide on every page, or on the page in view alone. */
export function spread(guide, everywhere) {
  changeGuide(guide, { page: everywhere ? EVERY : leafAt(store.current).id });
}

function changed() {
  remember("guides", guides);
  allLeaves().forEach(paint);
  listeners.forEach((listener) => listener());
}

// ------------------------------------------------------------ drawing

function paint(leaf) {
  const own = guidesOf(leaf);
  let layer = layers.get(leaf);
  if (!layer) {
    if (!own.length) return;
    layer = make("div", { class: "guides", "aria-hidden": "true" });
    layers.set(leaf, layer);
    leaf.sheet.append(layer);
  }
  layer.replaceChildren(...own.map((guide) => drawn(guide)));
}

function drawn(guide) {
  const line = make("div", { class: `guide ${guide.axis}`, onpointerdown: (event) => drag(guide, event) });
  line.style.setProperty("--at", guide.at);
  if (guide === dragged) line.append(make("span", {}, `${placeFigure(guide.at, guide.axis)} ${unitOf(guide.axis)}`));
  return line;
}

whenShown(paint);
whenUnitChanges(changed);
whenChanged((state, before) => {
  if (state.pages !== before.pages) allLeaves().forEach(paint);
});

// ------------------------------------------------------------ dragging

/** Pull a new guide out of a ruler. */
export function startGuide(axis, event) {
  const leaf = nearest(event.clientX, event.clientY);
  if (!leaf || event.button !== 0) return;
  const guide = { id: (last += 1), page: leaf.id, axis, at: -Infinity };
  guides = [...guides, guide];
  drag(guide, event);
}

function drag(guide, event) {
  if (event.button !== 0) return;
  event.preventDefault();
  event.stopPropagation();
  const before = { ...guide };
  const stop = new AbortController();
  dragged = guide;
  prepare(nearest(event.clientX, event.clientY));
  const follow = ({ clientX, clientY, altKey }) => {
    const leaf = nearest(clientX, clientY);
    const [x, y] = pointAt(leaf, clientX, clientY);
    const at = snapped(leaf, guide.axis, guide.axis === "x" ? x : y, altKey);
    changeGuide(guide, { at, page: isEverywhere(guide) ? EVERY : leaf.id });
  };
  const end = ({ clientX, clientY }) => {
    stop.abort();
    dragged = null;
    const leaf = nearest(clientX, clientY);
    if (isOutside(guide, clientX, clientY)) {
      removeGuide(guide);
      say("The guide is removed");
    } else {
      changed();
      say(`A guide at ${placeFigure(guide.at, guide.axis)} ${unitOf(guide.axis)} of ${nameOf(leaf.page)}`);
    }
  };
  const giveUp = (key) => {
    if (key.key !== "Escape") return;
    key.preventDefault();
    key.stopPropagation();
    stop.abort();
    dragged = null;
    if (before.at === -Infinity) removeGuide(guide);
    else changeGuide(guide, before);
  };
  addEventListener("pointermove", follow, { signal: stop.signal });
  addEventListener("pointerup", end, { signal: stop.signal });
  addEventListener("pointercancel", end, { signal: stop.signal });
  addEventListener("keydown", giveUp, { signal: stop.signal, capture: true });
}

/** Whether a guide was dropped on a ruler, or off its page. */
function isOutside(guide, x, y) {
  const frame = pane.getBoundingClientRect();
  const [place, edge] = guide.axis === "x" ? [x, frame.left] : [y, frame.top];
  if (place < edge + store.inset) return true;
  const length = size()[guide.axis === "x" ? 0 : 1];
  return guide.at < -margin() || guide.at > length - margin();
}
