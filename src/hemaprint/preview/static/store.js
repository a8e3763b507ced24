// What the page knows, and what follows from it.

import { recall } from "./memory.js";

export const store = {
  hello: { narrowest: 40, widest: 3400, edition: "digital", editor: "", letter: false },
  state: { version: 0, build: 0, busy: true, pages: [], ready: 0, problems: [], saved: [], layouts: [], trim: [595, 842], bleed: 0, marks: 0 },
  edition: recall("edition", "digital"),
  view: "pages",
  zoom: recall("zoom", "fit"),
  single: false,
  current: 0,
  /** px that rulers take of the window. */
  inset: 0,
  overlays: new Set(recall("overlays", ["findings"])),
};

/** For tests and the curious: pictures that arrived after a change, as {page, ms}, and the version that is shown. */
export const shown = (window.hemaprint = { store, arrivals: [], version: 0 });

const listeners = [];
let told = "";

/** Call `listener(state, before)` with every new state, in the order of registration. */
export function whenChanged(listener) {
  listeners.push(listener);
}

/** Take a new state from the server; `pages` remains the same array where no page has changed, or none can be set. */
export function renew(state) {
  const before = store.state;
  const now = JSON.stringify([state.pages, state.trim, state.turned, state.bleed, state.marks, state.grid]);
  const pages = state.pages.length && now !== told ? state.pages : before.pages;
  told = now;
  store.state = { ...before, ...state, pages };
  for (const listener of listeners) listener(store.state, before);
  shown.version = state.version;
}

export const isPrint = () => store.edition === "print";

/** What a picture shows around the trim, in pt. */
export const margin = () => (isPrint() ? store.state.bleed + store.state.marks : 0);

/** A page's size in pt as it is shown. */
export function size() {
  const [width, height] = store.state.trim;
  return [width + 2 * margin(), height + 2 * margin()];
}

export const keyOf = (page) => (isPrint() ? page.print : page.key);

/** Whether a page is the first of two: the left one, or the right one in an issue that is bound on the right. */
export const opens = (page) => page.left !== store.state.turned;

/** Indices of pages that are seen together: two that face each other, or one; with `single`, each alone. */
export function spreads(pages, single = store.single) {
  const found = [];
  pages.forEach((page, index) => {
    const last = found.at(-1);
    const faces = !single && !opens(page) && last?.length === 1 && opens(pages[last[0]]);
    if (faces) last.push(index);
    else found.push([index]);
  });
  return found;
}

export const nameOf = (page) => (page.label ? `page ${page.label}` : page.title);

/** The file and, where known, the line of a place, as people write it. */
export const placeName = ({ path, line }) => (line ? `${path}:${line}` : path);
