// What the pages read, over their pictures: for the browser's own search, selection, the clipboard and screen readers.

import { make } from "./dom.js";
import { allLeaves } from "./leaves.js";
import { goTo } from "./pages.js";
import { whenShown } from "./pictures.js";
import { refuse } from "./source.js";
import { store, whenChanged } from "./store.js";

// Words go on from run to run: runs are inline, moved to their places, so that a phrase is found across its lines.
const NAMES = {
  H1: "h2", H2: "h3", H3: "h4", H4: "h5", H5: "h6", H6: "h6", Title: "h2", P: "p", L: "ul", LI: "li", Em: "em", Strong: "strong",
  Code: "code", BlockQuote: "blockquote", Span: "span", Quote: "span", Lbl: "span", LBody: "span", Reference: "span", Sub: "span", Link: "span",
};
const ROLES = {
  L: "list", Table: "table", THead: "rowgroup", TBody: "rowgroup", TFoot: "rowgroup", TR: "row", TD: "cell", TH: "columnheader", Note: "note", FENote: "note",
};
const LABELLED = { Formula: "math" };

/** The newest text of a page as the server gives it, and its element once that has been made. */
const known = new WeakMap();
const heard = [];

/** Call `listener(leaf)` when the text of a page is new. */
export const whenRead = (listener) => heard.push(listener);

export const textOf = (leaf) => leaf.sheet.querySelector(".text");

const versionOf = ({ page }) => page?.text && `${page.id} ${page.text}`;
const isRead = (leaf) => !versionOf(leaf) || known.get(leaf) === versionOf(leaf);

/** Fetch the text of a page, unless it is there; whether it is there afterwards. */
async function read(leaf) {
  const wanted = versionOf(leaf);
  if (isRead(leaf)) return true;
  known.set(leaf, wanted);
  const answer = await fetch(`/texts/${leaf.index}`).catch(() => null);
  const layer = answer?.ok ? await answer.json().catch(() => null) : null;
  if (known.get(leaf) !== wanted) return false;
  if (!layer) {
    known.delete(leaf);
    return false;
  }
  show(leaf, layer);
  heard.forEach((listener) => listener(leaf));
  return true;
}

/** How many pages have words that are not there yet. */
export const unread = () => allLeaves().filter((leaf) => !isRead(leaf)).length;

/** Read every page, in their order; resolves when it has tried them all. */
export async function readAll() {
  for (const leaf of allLeaves()) await read(leaf);
}

function show(leaf, layer) {
  const held = make("div", { class: "text", lang: layer.lang || null }, ...layer.kids.map(element));
  const before = textOf(leaf);
  if (before) before.replaceWith(held);
  else leaf.sheet.append(held);
  place(held);
}

function element(node) {
  if (Array.isArray(node)) return run(node);
  if (node.label != null && node.box) return labelled(node);
  const made = node.link ? link(node) : make(NAMES[node.role] ?? "div", { role: ROLES[node.role], lang: node.lang });
  made.append(...node.kids.map(element));
  return made;
}

function run([text, x, y, width, height]) {
  const made = make("span", { class: "run" }, text);
  made.place = [x, y, width];
  made.style.fontSize = `${height / 1.2}px`;
  return made;
}

function labelled({ role, label, lang, box: [x, y, width, height] }) {
  const made = make("div", { class: "labelled", role: LABELLED[role] ?? "img", "aria-label": label, lang });
  Object.assign(made.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
  return made;
}

function link(node) {
  const { link: target, lang } = node;
  if (!target.startsWith("#")) return make("a", { href: target, target: "_blank", rel: "noopener noreferrer", lang });
  return make("a", { href: target, lang, onclick: (event) => follow(event, target.slice(1)) });
}

/** Go to the page that a link inside the issue leads to. */
async function follow(event, anchor) {
  event.preventDefault();
  const answer = await fetch(`/anchors/${encodeURIComponent(anchor)}`).catch(() => null);
  if (!answer?.ok) return; // the server is away, as the lamp says
  const { page } = await answer.json();
  if (page === null) refuse("This link leads to no page that is shown");
  else goTo(page, true);
}

/** Move each run to its place, as wide as the page shows it. Everything is measured before anything is moved. */
function place(held) {
  const runs = [...held.querySelectorAll(".run")].filter((one) => one.textContent);
  const factor = held.getBoundingClientRect().width / held.offsetWidth || 1;
  const widths = runs.map((one) => one.getBoundingClientRect().width / factor);
  runs.forEach((one, index) => {
    one.style.letterSpacing = `${(one.place[2] - widths[index]) / [...one.textContent].length}px`;
  });
  const { left, top } = held.getBoundingClientRect();
  const corners = runs.map((one) => one.getBoundingClientRect());
  runs.forEach((one, index) => {
    one.style.left = `${one.place[0] - (corners[index].left - left) / factor}px`;
    one.style.top = `${one.place[1] - (corners[index].top - top) / factor}px`;
  });
}

// ------------------------------------------------------------ pages out of view

let resting;

/** Read the pages that nobody looks at while nothing else is to do: the browser's search goes over the whole issue. */
function readOn() {
  clearTimeout(resting);
  resting = setTimeout(async () => {
    if (store.state.busy || document.hidden) return;
    const next = allLeaves().find((leaf) => !isRead(leaf));
    if (next && (await read(next))) readOn();
  }, 150);
}

whenShown(read);
whenChanged(readOn);
