// The pages as spreads: shown again when they change, turned, and gone to; the place is kept by page, not by number.

import { find, press, still } from "./dom.js";
import { command } from "./keys.js";
import { allLeaves, arrangeSpreads, leafAt, renewLeaves, whenLeavesCome } from "./leaves.js";
import { recall, remember } from "./memory.js";
import { forget, refreshPictures, watch } from "./pictures.js";
import { forgetThumb, markCurrent, refreshThumbs, watchThumb } from "./rail.js";
import { anchored, coverage, middle, nearest, noteMiddle, pane, placeAt, putAt, setSize, zoomBy, zoomTo } from "./sight.js";
import { margin, size, spreads, store, whenChanged } from "./store.js";
import { view, whenViewed } from "./views.js";

view({ id: "pages", title: "Pages", shows: ["pages"] });

let onUse = () => {};

const STILL = 4;
let pressed = null;
addEventListener("pointerdown", (event) => (pressed = event), { capture: true });

/** A click that neither drags over words nor follows a link; with Alt, a link also leads to its line. */
function isPlain(event) {
  const moved = pressed ? Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) : 0;
  return moved < STILL && (event.altKey || !event.target.closest("a"));
}

/** Call `use(leaf, event)` when a page is clicked. */
export function whenUsed(use) {
  onUse = use;
}

whenLeavesCome(
  (leaf) => {
    leaf.sheet.addEventListener("click", (event) => isPlain(event) && onUse(leaf, event));
    leaf.link.addEventListener("click", () => goTo(leaf.index));
    watch(leaf);
    watchThumb(leaf);
  },
  (leaf) => {
    forget(leaf);
    forgetThumb(leaf);
  },
);

let currentLeaf = null;

/** Show the newest state; what has not changed remains as it is. */
export function showPages() {
  const { pages } = store.state;
  find("#empty").hidden = pages.length > 0;
  if (!pages.length) return;
  const renewed = () => {
    renewLeaves(pages);
    setSize();
  };
  anchored(renewed, middle(), currentLeaf);
  while (currentLeaf?.heir) currentLeaf = currentLeaf.heir;
  store.current = Math.min(currentLeaf?.index ?? store.current, pages.length - 1);
  refreshPictures();
  refreshThumbs();
}

whenChanged((state, before) => {
  if (state.pages === before.pages) {
    refreshPictures(); // those that could not be had
    refreshThumbs();
    return;
  }
  const first = !before.pages.length;
  showPages();
  if (first) begin();
  else setCurrent(store.current);
});

// ------------------------------------------------------------ turning and going

/** The index of the page with a label, a title or an id; -1 where there is none. */
export function indexOf(words) {
  const wanted = words.trim().toLowerCase();
  const { pages } = store.state;
  for (const name of ["label", "id", "title", "name"]) {
    const index = pages.findIndex((page) => page[name].toLowerCase() === wanted);
    if (wanted && index >= 0) return index;
  }
  return -1;
}

let owed = false;
whenViewed(() => owed && pane.clientWidth && goTo(store.current));

/** Bring a page to the top of the window. */
export function goTo(index, focus = false) {
  const leaf = leafAt(Math.min(Math.max(0, index), allLeaves().length - 1));
  if (!leaf) return;
  owed = !pane.clientWidth;
  leaf.figure.scrollIntoView({ block: "start", inline: "nearest", behavior: still() ? "instant" : "auto" });
  if (focus) leaf.sheet.focus({ preventScroll: true });
  setCurrent(leaf.index);
}

/** Bring a page into the window, and a box on it (pt from the corner of the trim), if there is one, where it can be seen. */
export function goToBox(index, box) {
  const leaf = leafAt(index);
  if (!leaf) return;
  if (coverage(leaf) < 0.5) goTo(index);
  if (!box) return;
  const [width, height] = size();
  const [left, top, right, bottom] = box.map((edge) => edge + margin());
  const sheet = leaf.sheet.getBoundingClientRect();
  const frame = pane.getBoundingClientRect();
  const factor = sheet.width / width;
  const outside = sheet.top + top * factor < frame.top || sheet.top + bottom * factor > frame.bottom || sheet.left + left * factor < frame.left || sheet.left + right * factor > frame.right;
  if (outside) putAt({ leaf, across: Math.min(left + 120, (left + right) / 2) / width, down: Math.min(top + 120, (top + bottom) / 2) / height });
}

/** The spread before or after the one in view. */
function turn(step) {
  const pairs = spreads(store.state.pages);
  const here = pairs.findIndex((pair) => pair.includes(store.current));
  const next = pairs[Math.min(Math.max(0, here + step), pairs.length - 1)];
  if (next) goTo(next[0]);
}

/** A window further down or up: the next spread where one fits the window. */
function page(step) {
  const whole = leafAt(store.current)?.figure.offsetHeight <= pane.clientHeight + 24;
  if (whole) turn(step);
  else pane.scrollBy({ top: step * (pane.clientHeight - 48), behavior: "instant" });
}

const listeners = [];

/** Call `listener(index)` when another page is in the middle of the window. */
export const whenTurned = (listener) => listeners.push(listener);

function setCurrent(index) {
  if (!leafAt(index)) return;
  store.current = index;
  currentLeaf = leafAt(index);
  markCurrent(index);
  listeners.forEach((listener) => listener(index));
}

let waiting = false;
pane.addEventListener("scroll", () => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    if (!allLeaves().length || !pane.clientWidth) return;
    noteMiddle();
    keepPlace();
    const { index } = nearest(...middle());
    const pair = spreads(store.state.pages).find((two) => two.includes(store.current)) ?? [];
    if (!pair.includes(index)) setCurrent(index);
  });
});

// ------------------------------------------------------------ the place, through a reload

function keepPlace() {
  const place = placeAt();
  if (place) remember("place", { id: place.leaf.id, across: place.across, down: place.down });
}

/** What the address says after its #; "" where that cannot be read. */
function addressed() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}

/** Begin where the address says, or where this tab was before it was loaded again. */
function begin() {
  const said = addressed();
  const place = recall("place", null);
  const again = place && (!said || said === recall("hash", null));
  const kept = again ? store.state.pages.findIndex((one) => one.id === place.id) : -1;
  if (kept >= 0) {
    putAt({ ...place, leaf: leafAt(kept) });
    setCurrent(kept);
  } else {
    const index = indexOf(said);
    if (index > 0) goTo(index);
    else setCurrent(0);
  }
  noteMiddle();
}

whenTurned((index) => {
  const { id } = store.state.pages[index];
  remember("hash", id);
  history.replaceState(null, "", `#${encodeURI(id)}`);
});

addEventListener("hashchange", () => {
  const index = indexOf(addressed());
  if (index >= 0) goTo(index);
});

// ------------------------------------------------------------ one page or two

const phone = matchMedia("(max-width: 760px)");

function setSingle() {
  store.single = recall("single", phone.matches);
  press(find("#single"), store.single);
  if (!allLeaves().length) return;
  anchored(() => {
    arrangeSpreads();
    setSize();
  });
  markCurrent(store.current);
  refreshPictures();
}

function toggleSingle() {
  remember("single", !store.single);
  setSingle();
}

phone.addEventListener("change", setSingle);
setSingle();

const group = "Pages";
const before = () => turn(store.state.turned ? 1 : -1);
const after = () => turn(store.state.turned ? -1 : 1);
find("#single").addEventListener("click", toggleSingle);
find("#smaller").addEventListener("click", () => zoomBy(1 / 1.25));
find("#larger").addEventListener("click", () => zoomBy(1.25));
find("#fit").addEventListener("click", () => zoomTo("fit"));
find("#width").addEventListener("click", () => zoomTo("width"));
command({ key: "ArrowLeft", title: "the spread on the left", group, run: before });
command({ key: "ArrowRight", title: "the spread on the right", group, run: after });
command({ key: ["PageDown", " "], title: "further", group, run: () => page(1) });
command({ key: ["PageUp", "Shift+Space"], title: "back", group, run: () => page(-1) });
command({ key: "Home", title: "the first page", group, run: () => goTo(0) });
command({ key: "End", title: "the last page", group, run: () => goTo(allLeaves().length - 1) });
command({ key: "+", also: ["="], title: "larger", group, run: () => zoomBy(1.25) });
command({ key: "-", title: "smaller", group, run: () => zoomBy(1 / 1.25) });
command({ key: "0", title: "fit a spread", group, run: () => zoomTo("fit") });
command({ key: "w", title: "fit the width", group, run: () => zoomTo("width") });
command({ key: "s", title: "single pages, or spreads", group, run: toggleSingle });
