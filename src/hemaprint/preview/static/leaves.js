// The leaves that pages are shown on. A leaf stays with its page through every change: it is moved, and never built again.

import { arrange, draw, find, make } from "./dom.js";
import { heirOf, pairing } from "./identity.js";
import { isPrint, nameOf, opens, spreads, store } from "./store.js";

const board = find("#spreads");
const rail = make("ol");
find("#rail").append(rail);
let leaves = [];
let made = () => {};
let left = () => {};

export const leafAt = (index) => leaves[index];
export const allLeaves = () => leaves;

/** Call `begin(leaf)` with each new leaf, and `end(leaf)` with each that is gone. */
export function whenLeavesCome(begin, end) {
  made = begin;
  left = end;
}

/** Give every page its leaf, in order. A leaf whose page is gone has an `heir` afterwards. */
export function renewLeaves(pages) {
  const before = leaves;
  const held = pairing(before.map((leaf) => leaf.page), pages);
  leaves = held.map((from) => before[from] ?? makeLeaf());
  const kept = new Set(held);
  const gone = before.filter((_, index) => !kept.has(index));
  for (const leaf of gone) leaf.heir = before[heirOf(leaf.index, before.map((one) => one.page), (index) => kept.has(index))] ?? leaves[0];
  const focused = gone.find((leaf) => leaf.sheet === document.activeElement)?.heir;
  arrange(board, leaves.map((leaf) => leaf.figure));
  arrange(rail, leaves.map((leaf) => leaf.entry));
  leaves.forEach((leaf, index) => update(leaf, pages[index], index));
  arrangeSpreads();
  held.forEach((from, index) => from < 0 && made(leaves[index]));
  gone.forEach(left);
  focused?.sheet.focus({ preventScroll: true });
}

/** Which leaves face each other: the grid that they lie in needs nothing else. */
export function arrangeSpreads() {
  board.classList.toggle("apart", isPrint());
  board.classList.toggle("single", store.single);
  document.body.classList.toggle("turned", Boolean(store.state.turned));
  for (const pair of spreads(store.state.pages)) {
    for (const index of pair) {
      for (const element of [leaves[index].figure, leaves[index].entry]) {
        element.classList.toggle("paired", pair.length > 1);
        element.classList.toggle("second", !store.single && !opens(leaves[index].page));
      }
    }
  }
}

function makeLeaf() {
  const leaf = { id: "", index: -1, page: null, key: null, edition: "", url: "", awaited: null, thumbUrl: "", picture: null, block: null, found: null };
  leaf.isNew = leaves.length > 0;
  leaf.overlay = draw("svg", { "aria-hidden": "true" });
  leaf.sheet = make("div", { class: "sheet", role: "group", tabindex: "0" }, leaf.overlay);
  leaf.caption = make("figcaption");
  leaf.figure = make("figure", { class: "leaf" }, leaf.sheet, leaf.caption);
  leaf.thumb = make("span", { class: "thumb" });
  leaf.number = make("span", { class: "number" });
  leaf.link = make("button", {}, leaf.thumb, leaf.number);
  leaf.entry = make("li", {}, leaf.link);
  leaf.figure.leaf = leaf.link.leaf = leaf;
  return leaf;
}

function update(leaf, page, index) {
  leaf.index = index;
  const before = leaf.page;
  leaf.page = page;
  leaf.id = page.id;
  leaf.figure.classList.toggle("awaited", !page.key);
  if (before && ["label", "title", "left"].every((name) => before[name] === page[name])) return;
  leaf.figure.classList.toggle("right", !page.left);
  leaf.figure.classList.toggle("left", page.left);
  const number = make("b", {}, page.label);
  leaf.caption.replaceChildren(...(page.left ? [number, page.title] : [page.title, number]));
  leaf.number.textContent = page.label || "–";
  leaf.sheet.setAttribute("aria-label", `${nameOf(page)}, ${page.title}`);
  note(leaf);
}

/** Mark a thumbnail: an error on its page, or a change that was not seen. */
export function note(leaf) {
  leaf.number.classList.toggle("wrong", Boolean(leaf.wrong));
  leaf.number.classList.toggle("changed", Boolean(leaf.unseen));
  const marks = [leaf.wrong && "has an error", leaf.unseen && "has changed"].filter(Boolean);
  leaf.link.setAttribute("aria-label", [`Go to ${nameOf(leaf.page)}, ${leaf.page.title}`, ...marks].join("; "));
}
