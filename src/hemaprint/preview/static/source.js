// From a page to the line behind it: by a click, or block by block with the keyboard.

import { ask, find, make } from "./dom.js";
import { command } from "./keys.js";
import { overlayOf, paintOverlay } from "./overlays.js";
import { whenUsed } from "./pages.js";
import { pointAt } from "./sight.js";
import { alarm, say } from "./status.js";
import { placeName, store } from "./store.js";

/** Show a place in the footer; `told` is said after it. */
export function showPlace(place, told) {
  const where = placeName(place);
  const parts = [make("code", {}, where)];
  parts.push(make("button", { class: "plain", onclick: () => copy(where).then(() => say(`Copied ${where}`)) }, "Copy"));
  if (store.hello.editor) parts.push(make("button", { class: "plain", onclick: () => openPlace(place) }, `Open in ${store.hello.editor}`));
  if (place.text) parts.push(make("span", { class: "quote" }, place.text));
  find("#place").replaceChildren(...parts);
  say([where, place.text, told].filter(Boolean).join(". "));
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return "copied";
  } catch {
    return ""; // without a secure origin there is no clipboard; the place is still shown
  }
}

/** Open a place in the editor, where there is one. */
export async function openPlace(place) {
  if (!store.hello.editor) return;
  try {
    await ask("/open", { path: place.path, line: place.line || 1, column: place.column || 1 });
  } catch (error) {
    refuse(error.message);
  }
}

/** Say in the footer, and at once, why something cannot be done. */
export function refuse(reason) {
  find("#place").replaceChildren(make("span", { class: "refusal" }, reason));
  alarm(reason);
}

let found = null;

/** Frame a block of a page (pt from the corner of the trim; null: none). */
export function mark(leaf, box) {
  if (found && found !== leaf) {
    found.found = null;
    paintOverlay(found);
  }
  found = leaf;
  leaf.found = box;
  paintOverlay(leaf);
}

async function use(leaf, event) {
  leaf.block = null;
  await locate(leaf, ...pointAt(leaf, event.clientX, event.clientY), true);
}

const listeners = [];

/** Call `listener(leaf, x, y)` when a place of a page (pt from the corner of the trim) was chosen. */
export const whenLocated = (listener) => listeners.push(listener);

async function locate(leaf, x, y, act) {
  listeners.forEach((listener) => listener(leaf, x, y));
  try {
    const place = await ask("/locate", { page: leaf.index, x, y });
    mark(leaf, place.box);
    showPlace(place, act ? await copy(placeName(place)) : "");
    if (act) await openPlace(place);
  } catch (error) {
    refuse(error.message);
  }
}

/** With the keyboard: Enter selects the first block of a page, arrows move on from there, Enter again opens it. */
async function step(leaf, by) {
  const { blocks } = await overlayOf(leaf.index);
  const again = by === 0 && leaf.block != null;
  if (!blocks.length) {
    await locate(leaf, 0, 0, by === 0);
    return;
  }
  leaf.block = again ? leaf.block : Math.min(Math.max(0, (leaf.block ?? 0) + by), blocks.length - 1);
  const [, left, top, right] = blocks[leaf.block];
  await locate(leaf, (left + right) / 2, top + 5, again);
}

/** Move from block to block, on a page whose blocks were entered. */
function walk(event, by) {
  const leaf = event?.target.closest?.(".leaf")?.leaf;
  if (!leaf || (by && leaf.block == null) || event.target !== leaf.sheet) return false;
  step(leaf, by);
  return true;
}

whenUsed(use);
const group = "From the page to its file";
command({ key: "Enter", title: "on a page: its blocks; on a block: open its line", group, run: (event) => walk(event, 0) });
command({ key: "ArrowUp", title: "the block before", group, run: (event) => walk(event, -1) });
command({ key: "ArrowDown", title: "the block after", group, run: (event) => walk(event, 1) });
