// The window over the board: how large pages are, and which of them lies where.

import { find, press } from "./dom.js";
import { allLeaves } from "./leaves.js";
import { remember } from "./memory.js";
import { isPrint, margin, size, store } from "./store.js";

export const pane = find("#pages");
const PADDING = 24;
const CAPTION = 46;
export const SCREEN = 96 / 72;
const [LEAST, MOST] = [0.15, 4];
/** The share of a page (or of the window) that must be visible for the page to be seen. */
export const SEEN = 0.2;
const sized = [];

/** Call `listener()` when pages have another size. */
export const whenSized = (listener) => sized.push(listener);

/** px for each pt of the page. */
function scale() {
  if (typeof store.zoom === "number") return store.zoom * SCREEN;
  const [width, height] = size();
  const beside = store.single ? 1 : 2;
  const across = (pane.clientWidth - 2 * padding() - (isPrint() && !store.single ? 24 : 0)) / (beside * width);
  const down = store.zoom === "width" || isNarrow() ? Infinity : (pane.clientHeight - PADDING - CAPTION - store.inset) / height;
  return Math.max(0.1, Math.min(across, down));
}

const isNarrow = () => pane.clientWidth < 600;
/** px around the pages: a ruler lies beside them, and not over them. */
const padding = () => (isNarrow() ? PADDING / 2 : PADDING) + store.inset;

export function setSize() {
  if (!pane.clientWidth) return;
  const [width, height] = size();
  const factor = scale();
  pane.style.setProperty("--page-width", `${Math.round(width * factor)}px`);
  pane.style.setProperty("--page-height", `${Math.round(height * factor)}px`);
  pane.style.setProperty("--pad", `${padding()}px`);
  pane.style.setProperty("--out", `${(store.state.bleed + store.state.marks) * factor}px`);
  const [trim, tall] = store.state.trim;
  for (const [name, value] of Object.entries({ scale: factor, out: margin(), "trim-width": trim, "trim-height": tall })) pane.style.setProperty(`--${name}`, value);
  document.documentElement.style.setProperty("--page-ratio", `${trim} / ${tall}`);
  find("#percent").textContent = `${Math.round((factor / SCREEN) * 100)}%`;
  for (const fit of ["fit", "width"]) press(find(`#${fit}`), store.zoom === fit);
}

// ------------------------------------------------------------ what is where

/** A point of the window on a page, in pt from the corner of its trim. */
export function pointAt(leaf, x, y) {
  const box = leaf.sheet.getBoundingClientRect();
  const [width, height] = size();
  return [((x - box.left) / box.width) * width - margin(), ((y - box.top) / box.height) * height - margin()];
}

const away = (from, to, at) => Math.max(from - at, 0, at - to);

/** The leaf at a place in the window (px), or else the nearest to it. */
export function nearest(x, y) {
  let best = null;
  let least = Infinity;
  for (const leaf of allLeaves()) {
    const box = leaf.figure.getBoundingClientRect();
    const off = away(box.top, box.bottom, y) * 1e4 + away(box.left, box.right, x);
    if (off < least) [best, least] = [leaf, off];
    else if (box.top > y + least / 1e4) break; // leaves lie in order
  }
  return best;
}

export function middle() {
  const frame = pane.getBoundingClientRect();
  return [frame.left + pane.clientWidth / 2, frame.top + pane.clientHeight / 2];
}

/** How much of the page or of the window is covered by the page: 0 to 1, the larger of both. */
export function coverage(leaf) {
  const frame = pane.getBoundingClientRect();
  const box = leaf.sheet.getBoundingClientRect();
  const across = Math.min(box.right, frame.right) - Math.max(box.left, frame.left);
  const down = Math.min(box.bottom, frame.bottom) - Math.max(box.top, frame.top);
  if (across <= 0 || down <= 0 || !box.width) return 0;
  return Math.max((across * down) / (box.width * box.height), (across * down) / (frame.width * frame.height));
}

/**
 * Where in the issue a point of the window is: a leaf, and how far down and across it (0 to 1). `favoured` is preferred
 * to the page that faces it.
 */
export function placeAt([x, y] = middle(), favoured = null) {
  if (!pane.clientWidth) return null;
  const height = favoured?.figure.getBoundingClientRect();
  const leaf = height && height.top <= y && height.bottom >= y ? favoured : nearest(x, y);
  if (!leaf) return null;
  const box = leaf.sheet.getBoundingClientRect();
  return { leaf, across: (x - box.left) / box.width, down: (y - box.top) / box.height };
}

/** Scroll so that a place is at a point of the window. */
export function putAt({ leaf, across, down }, [x, y] = middle()) {
  const box = leaf.sheet.getBoundingClientRect();
  pane.scrollTop += box.top + down * box.height - y;
  pane.scrollLeft += box.left + across * box.width - x;
}

let held = null;

/** Do what changes sizes or pages, and keep what is at a point of the window (its middle) where it is. */
export function anchored(work, point = middle(), favoured = null) {
  const place = held ?? placeAt(point, favoured);
  work();
  if (!place || !pane.clientWidth) return;
  while (place.leaf.heir) Object.assign(place, { leaf: place.leaf.heir, down: Math.min(1, Math.max(0, place.down)) });
  putAt(place, point);
}

/** Size by a factor: 1 is the size on paper, `fit` a spread in the window, `width` as wide as the window. */
export function zoomTo(zoom, point) {
  store.zoom = typeof zoom === "number" ? Math.min(MOST, Math.max(LEAST, zoom)) : zoom;
  remember("zoom", store.zoom);
  anchored(setSize, point);
  sizeAgain();
}

let measured = () => 0;

/** Let `give()` say how many px a pt has where pages are shown elsewhere; 0 where they are not. */
export function scaledElsewhere(give) {
  measured = give;
}

export const zoomBy = (factor, point) => zoomTo(((measured() || scale()) / SCREEN) * factor, point);
/** Tell that pages have another size. */
export const sizeAgain = () => sized.forEach((listener) => listener());

export const zoomBy = (factor, point) => zoomTo((scale() / SCREEN) * factor, point);

pane.addEventListener(
  "wheel",
  (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoomBy(Math.exp(-event.deltaY / 300), [event.clientX, event.clientY]);
  },
  { passive: false },
);

/** While the window is resized, its middle stays. */
let last = null;
new ResizeObserver(() => {
  if (!pane.clientWidth || !allLeaves().length) return;
  held = last;
  anchored(setSize);
  held = null;
  sized.forEach((listener) => listener());
}).observe(pane);

/** Note what is in the middle: a window that becomes narrower has lost it when it tells. */
export function noteMiddle() {
  last = placeAt();
}
