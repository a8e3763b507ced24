// The HTML of an article or a page in a frame. A saved style sheet replaces the old one, a changed block
// the old block: the frame is loaded again only for another document.

import { find } from "./dom.js";
import { whenTurned } from "./pages.js";
import { shown, store, whenChanged } from "./store.js";
import { view, whenViewed } from "./views.js";

export const frame = find("#layout");
/** Style sheets that were applied, in ms since the server told of them. */
const restyled = (shown.restyled = []);
const listeners = [];
let name = "";
let text = "";
let build = -1;

/** Call `listener(document)` when the frame has another document, and once it has changed. */
export function whenLaidOut(listener) {
  listeners.push(listener);
}

/** A sheet of ours in the frame, which developer tools do not list among those of the theme. */
export function addRules(page, rules) {
  const sheet = new page.defaultView.CSSStyleSheet();
  sheet.replaceSync(rules);
  page.adoptedStyleSheets = [...page.adoptedStyleSheets, sheet];
  return sheet;
}

let size = null;

/** Paper that is wider than the frame is made smaller. */
function fit() {
  const wanted = (store.state.trim[0] * 96) / 72 + 32;
  size?.replaceSync(`:root{zoom:${Math.min(1, Math.max(0.3, frame.clientWidth / wanted)).toFixed(3)}}`);
}

new ResizeObserver(fit).observe(frame);

const tell = () => listeners.forEach((listener) => listener(frame.contentDocument));

const isShown = () => store.view === "layouts" || store.view === "beside";

/** The layout that is in the frame. */
export const layoutName = () => name;

/** Whether the frame has a document whole: one that is still being loaded is of an older build, and cannot be renewed. */
function isThere(url) {
  const page = frame.contentDocument;
  return page?.readyState === "complete" && new URL(page.URL).pathname === url;
}

/** Show the layout of what is in view, or keep the one that is shown up to date. */
export async function showLayout(wanted = name, renew = false) {
  const names = (store.state.layouts ?? []).map(([known]) => known);
  if (!names.length) return;
  const chosen = names.includes(wanted) ? wanted : names[0];
  if (chosen === name && build === store.state.build && !renew) return;
  const same = chosen === name;
  [name, build] = [chosen, store.state.build];
  const url = `/layouts/${encodeURIComponent(chosen)}`;
  const answer = await fetch(url);
  if (!answer.ok || name !== chosen) return;
  const html = await answer.text();
  if (same && html === text) return;
  text = html;
  find("#layout-name").textContent = store.state.layouts.find(([known]) => known === chosen)[1];
  find("#layout-alone").href = url;
  if (same && isThere(url)) renewLayout(html);
  else frame.src = url;
}

/** A key that scrolls remains with the frame; the others are commands. */
function passOn(event) {
  const { key } = event;
  if ((key.length === 1 && key !== " ") || key === "Escape") document.body.dispatchEvent(new KeyboardEvent("keydown", event));
}

frame.addEventListener("load", () => {
  frame.contentDocument.addEventListener("keydown", passOn);
  size = addRules(frame.contentDocument, "");
  fit();
  tell();
});

/** Make the document in the frame what `html` says; what has not changed remains. */
function renewLayout(html) {
  // read by the frame, whose policy allows the styles that layouts write into attributes
  const newer = new frame.contentWindow.DOMParser().parseFromString(html, "text/html");
  relink(newer);
  blend(frame.contentDocument.body, newer.body);
  tell();
}

// ------------------------------------------------------------ style sheets

const linked = (root) => [...root.querySelectorAll('head > link[rel="stylesheet"]')];
const addressOf = (link) => link.getAttribute("href");

/** Link the sheets that `newer` has, in its order; of those that are linked already, load again what has changed. */
function relink(newer) {
  const before = new Map(linked(frame.contentDocument).map((link) => [addressOf(link), link]));
  let last = null;
  for (const link of linked(newer)) {
    const known = before.get(addressOf(link));
    const placed = known ?? frame.contentDocument.importNode(link);
    before.delete(addressOf(link));
    if (last && last.nextElementSibling !== placed) last.after(placed);
    else if (!last && !known) frame.contentDocument.head.prepend(placed);
    last = placed;
    if (placed.dataset.version === link.dataset.version) continue;
    placed.dataset.version = link.dataset.version;
    last = load(placed);
  }
  for (const link of before.values()) link.remove();
}

/** Load a sheet again: the old one remains until the new one is there, so that nothing is ever without style. */
function load(link, told = performance.now()) {
  const newer = link.cloneNode();
  newer.addEventListener("load", () => {
    link.remove();
    requestAnimationFrame(() => {
      restyled.push({ sheet: addressOf(newer), ms: performance.now() - told });
      if (restyled.length > 100) restyled.shift();
    });
  });
  newer.addEventListener("error", () => newer.remove());
  link.after(newer);
  return newer;
}

/** Style sheets were saved: apply them now. The pages that are set with them come later. */
export function restyle({ sheets }) {
  const told = performance.now();
  if (!frame.contentDocument || !text) return;
  const known = new Map(linked(frame.contentDocument).map((link) => [addressOf(link).replace("/sheets/", ""), link]));
  if (sheets.every((address) => known.has(address))) sheets.forEach((address) => load(known.get(address), told));
  else if (isShown()) showLayout(name, true);
}

// ------------------------------------------------------------ blocks

/** Make an element what another is, with as few changes as it takes. */
function blend(old, newer) {
  if (old.isEqualNode(newer)) return;
  for (const { name: attribute } of [...old.attributes]) if (!newer.hasAttribute(attribute)) old.removeAttribute(attribute);
  for (const { name: attribute, value } of newer.attributes) if (old.getAttribute(attribute) !== value) old.setAttribute(attribute, value);
  const [from, to] = [[...old.childNodes], [...newer.childNodes]];
  let start = 0;
  while (start < from.length && start < to.length && from[start].isEqualNode(to[start])) start += 1;
  let [end, last] = [from.length, to.length];
  while (end > start && last > start && from[end - 1].isEqualNode(to[last - 1])) [end, last] = [end - 1, last - 1];
  if (end - start === last - start && from.slice(start, end).every((node, at) => alike(node, to[start + at]))) {
    for (let at = start; at < end; at += 1) blendNode(from[at], to[at]);
    return;
  }
  const after = from[end] ?? null;
  from.slice(start, end).forEach((node) => node.remove());
  to.slice(start, last).forEach((node) => old.insertBefore(old.ownerDocument.importNode(node, true), after));
}

const alike = (one, other) => one.nodeName === other.nodeName;

function blendNode(old, newer) {
  if (old.nodeType === Node.ELEMENT_NODE) blend(old, newer);
  else if (old.data !== newer.data) old.data = newer.data;
}

// ------------------------------------------------------------ what is in view

/** The layout behind a page. */
export function layoutOf(page) {
  const names = (store.state.layouts ?? []).map(([known]) => known);
  return names.find((known) => known === page?.name || known === `page-${page?.name}`) ?? names[0];
}

view({ id: "layouts", title: "HTML layouts", shows: ["layouts"] });
view({ id: "beside", title: "Side by side", shows: ["pages", "layouts"] });
whenViewed(() => isShown() && showLayout(layoutOf(store.state.pages[store.current])));
whenTurned((index) => store.view === "layouts" && showLayout(layoutOf(store.state.pages[index])));
whenChanged(() => isShown() && showLayout());
