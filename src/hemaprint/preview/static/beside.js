// A layout and the typeset pages side by side: the side that is used leads, the other follows it, block by block. The
// lines of the manuscript, which the blocks of both know, lead from one to the other.

import { frame, layoutName, layoutOf, showLayout, whenLaidOut } from "./layouts.js";
import { allLeaves, leafAt } from "./leaves.js";
import { overlayOf } from "./overlays.js";
import { middle, pane, placeAt, putAt } from "./sight.js";
import { margin, size, store } from "./store.js";
import { whenViewed } from "./views.js";

/** How far down each side the place is that both show. */
const LEVEL = 0.3;
/** pt between a place and a block that is still meant: a column and its gutter count a quarter. */
const NEAR = 60;
let leader = "pages";
let waiting = false;
/** Whether a side has moved while the other was still following. */
let missed = false;

const isBeside = () => store.view === "beside";
const lead = (side) => () => {
  leader = side;
};

for (const event of ["pointerenter", "pointerdown", "wheel", "focusin"]) pane.addEventListener(event, lead("pages"), { passive: true });
document.addEventListener("keydown", lead("pages"), { capture: true });
frame.addEventListener("pointerenter", lead("layout"));
pane.addEventListener("scroll", () => moved("pages"));
whenViewed(() => isBeside() && moved("pages"));

let watched = null;
whenLaidOut((page) => {
  if (watched !== page) {
    watched = page;
    for (const event of ["pointerdown", "wheel", "keydown", "focusin"]) page.addEventListener(event, lead("layout"), { passive: true, capture: true });
    page.addEventListener("scroll", () => moved("layout"));
  }
  moved("pages");
});

function moved(side) {
  if (!isBeside() || side !== leader) return;
  missed = waiting;
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(async () => {
    try {
      await (side === "pages" ? followPages() : followLayout());
    } finally {
      waiting = false;
    }
    if (missed) moved(leader);
  });
}

// ------------------------------------------------------------ the layout follows the pages

/** The block at a place of a page, or else the nearest, and how far off it is. */
function blockAt(blocks, x, y) {
  let best = null;
  let least = Infinity;
  for (const [line, ...box] of blocks) {
    const [left, top, right, bottom] = box;
    const off = Math.max(top - y, 0, y - bottom) + Math.max(left - x, 0, x - right) / 4;
    if (off < least) [best, least] = [[line, box], off];
  }
  return best && { line: best[0], box: best[1], off: least };
}

/** The block at a place, on its page or on the one that faces it, which may be all text beside a page that is all picture. */
async function blockBeside(place) {
  const [, y] = level();
  const facing = allLeaves().filter((leaf) => {
    const box = leaf.sheet.getBoundingClientRect();
    return leaf !== place.leaf && layoutOf(leaf.page) === layoutName() && box.top <= y && box.bottom >= y;
  });
  const [width, height] = size();
  let nearest = null;
  for (const leaf of [place.leaf, ...facing]) {
    const { blocks } = await overlayOf(leaf.index);
    const across = leaf === place.leaf ? place.across : 0.5;
    const found = blockAt(blocks, across * width - margin(), place.down * height - margin());
    if (found && found.off < NEAR) return found;
    if (leaf === place.leaf) nearest = found;
  }
  return nearest;
}

function level() {
  const [x] = middle();
  return [x, pane.getBoundingClientRect().top + pane.clientHeight * LEVEL];
}

async function followPages() {
  const place = placeAt(level(), leafAt(store.current));
  const wanted = place && layoutOf(place.leaf.page);
  if (!wanted) return;
  if (wanted !== layoutName()) {
    await showLayout(wanted);
    return; // the frame tells when it has it
  }
  const page = frame.contentDocument;
  const [, height] = size();
  const found = await blockBeside(place);
  if (frame.contentDocument !== page || !page.documentElement) return; // loaded again meanwhile: the frame tells when it has it
  const element = found && elementOf(page, found.line);
  const window = frame.contentWindow;
  if (element) {
    const [, top, , bottom] = found.box;
    const down = Math.min(1, Math.max(0, (place.down * height - margin() - top) / (bottom - top || 1)));
    const box = element.getBoundingClientRect();
    window.scrollTo({ top: window.scrollY + box.top + down * box.height - window.innerHeight * LEVEL, behavior: "instant" });
  } else {
    window.scrollTo({ top: share(place) * (page.documentElement.scrollHeight - window.innerHeight), behavior: "instant" });
  }
}

/** Where a place is in the article, from 0 to 1, by its page. */
function share({ leaf, down }) {
  const those = pagesOf(layoutName());
  return Math.max(0, (those.indexOf(leaf) + Math.min(1, Math.max(0, down))) / those.length || 0);
}

const pagesOf = (name) => allLeaves().filter((leaf) => layoutOf(leaf.page) === name);

const linesOf = (page) => [...page.querySelectorAll("[data-line]")].filter((one) => Number(one.dataset.line));

/** The element of a line, or else that of the last line before it. */
function elementOf(page, line) {
  const before = linesOf(page).filter((one) => Number(one.dataset.line) <= line);
  return before.reduce((best, one) => (Number(one.dataset.line) > Number(best?.dataset.line ?? 0) ? one : best), null);
}

// ------------------------------------------------------------ the pages follow the layout

async function followLayout() {
  const page = frame.contentDocument;
  const at = frame.contentWindow.innerHeight * LEVEL;
  const boxes = linesOf(page).map((one) => [one, one.getBoundingClientRect()]);
  const found = boxes.filter(([, box]) => box.top <= at).at(-1);
  const those = pagesOf(layoutName());
  if (!those.length) return;
  if (!found) {
    putAt({ leaf: those[0], across: 0.5, down: LEVEL / 2 }, level());
    return;
  }
  const [element, box] = found;
  const line = Number(element.dataset.line);
  for (const leaf of those) {
    const { blocks } = await overlayOf(leaf.index);
    const block = blocks.find(([known]) => known === line);
    if (!block) continue;
    const [, , top, , bottom] = block;
    const down = Math.min(1, Math.max(0, (at - box.top) / (box.height || 1)));
    const { across } = placeAt(level()) ?? { across: 0.5 };
    const [, height] = size();
    putAt({ leaf, across: Math.min(1, Math.max(0, across)), down: (margin() + top + down * (bottom - top)) / height }, level());
    return;
  }
}
