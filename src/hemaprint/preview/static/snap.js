// What a place on a page snaps to: the trim and its middle, the edges of columns, the lines of the grid.

import { recall, remember } from "./memory.js";
import { overlayOf } from "./overlays.js";
import { store } from "./store.js";

/** px within which a place snaps. */
const REACH = 6;
const stops = new WeakMap();
let on = recall("snap", true);
const listeners = [];

export const snaps = () => on;

/** Call `listener()` when snapping is switched on or off. */
export const whenSnapChanges = (listener) => listeners.push(listener);

export function toggleSnap() {
  on = !on;
  remember("snap", on);
  listeners.forEach((listener) => listener());
}

/** Learn what there is to snap to on a page: its columns come from the server. */
export async function prepare(leaf) {
  const { version } = store.state;
  if (stops.get(leaf)?.version === version) return;
  const [width, height] = store.state.trim;
  const { top, step, lines } = store.state.grid ?? { top: 0, step: 12, lines: 0 };
  const grid = leaf.page.grid ? Array.from({ length: lines + 1 }, (_, line) => top + line * step) : [];
  const edges = { x: [0, width / 2, width], y: [0, height / 2, height] };
  stops.set(leaf, { version, x: edges.x, y: [...edges.y, ...grid] });
  const { columns } = await overlayOf(leaf.index);
  stops.set(leaf, {
    version,
    x: [...edges.x, ...columns.flatMap(([left, , right]) => [left, right])],
    y: [...edges.y, ...columns.flatMap(([, above, , below]) => [above, below]), ...grid],
  });
}

/** The place (pt) on an axis of a page that is meant: what it snaps to, unless `free`. */
export function snapped(leaf, axis, place, free) {
  prepare(leaf);
  if (!on || free) return place;
  const reach = (REACH * store.state.trim[0]) / leaf.sheet.clientWidth;
  let best = place;
  let least = reach;
  for (const stop of stops.get(leaf)?.[axis] ?? []) {
    if (Math.abs(stop - place) < least) [best, least] = [stop, Math.abs(stop - place)];
  }
  return best;
}
