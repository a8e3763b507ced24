// Lengths as people write them: millimetres, points, and lines of the baseline grid.

import { recall, remember } from "./memory.js";
import { store } from "./store.js";

const MM = 72 / 25.4;

/** The units, each with pt of one, digits that are written, and the steps in which a ruler may be divided. */
export const UNITS = {
  mm: { size: () => MM, digits: 1, steps: [1, 5, 10, 50, 100] },
  pt: { size: () => 1, digits: 1, steps: [1, 6, 12, 36, 72, 144, 288] },
  lines: { size: () => store.state.grid?.step ?? 12, digits: 2, steps: [1, 2, 5, 10, 20] },
};

const listeners = [];
let unit = recall("unit", "mm");

export const unitNow = () => unit;

/** Call `listener()` when people measure in another unit. */
export const whenUnitChanges = (listener) => listeners.push(listener);

export function setUnit(name) {
  unit = name;
  remember("unit", name);
  listeners.forEach((listener) => listener());
}

/** A length in pt as a number of a unit. */
export const inUnit = (pt, name = unit) => pt / UNITS[name].size();

/** A length of a unit in pt. */
export const inPoints = (value, name = unit) => value * UNITS[name].size();

/** A length in pt, written in a unit, without its name. */
export function figure(pt, name = unit) {
  const text = inUnit(pt, name).toFixed(UNITS[name].digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/** A length in pt, written with its unit. */
export const written = (pt, name = unit) => `${figure(pt, name)} ${name}`;

/** The unit of places along an axis: lines are counted down a page; across it, people measure. */
export const unitOf = (axis) => (axis === "x" && unit === "lines" ? "mm" : unit);

/** Where an axis begins, in pt from the trim: with lines, at the first line of the grid. */
export const originOf = (axis) => (unitOf(axis) === "lines" ? (store.state.grid?.top ?? 0) : 0);

/** A place on an axis (pt from the trim) as people write it, without the unit. */
export const placeFigure = (pt, axis) => figure(pt - originOf(axis), unitOf(axis));
