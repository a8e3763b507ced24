// The pages as spreads: pictures are fetched for what is in view, and replaced when they have been decoded.

import { all, draw, find, make, refusalIn, still } from "./dom.js";
import { isPrint, keyOf, margin, nameOf, shown, size, spreads, store } from "./store.js";
import { paintOverlay } from "./overlays.js";

const main = find("#pages");
const board = find("#spreads");
const rail = find("#rail");
let leaves = [];
let shape = "";
let onUse = () => {};

const inView = new Set();
const watcher = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      const leaf = entry.target.leaf;
      if (entry.isIntersecting) inView.add(leaf);
      else inView.delete(leaf);
      if (entry.isIntersecting) refresh(leaf);
    }
  },
  { root: main, rootMargin: "60% 0px" },
);
const railWatcher = new IntersectionObserver(
  (entries) => entries.forEach((entry) => entry.isIntersecting && thumbnail(entry.target.leaf, true)),
  { root: rail, rootMargin: "100% 0px" },
);

/** Call `use(leaf, event)` when a page is clicked, or chosen with the keyboard. */
export function whenUsed(use) {
  onUse = use;
}

export const leafAt = (index) => leaves[index];
export const count = () => leaves.length;

/** Show the newest state; what has not changed remains as it is. */
export function showPages() {
  const { pages } = store.state;
  const wanted = JSON.stringify([pages.map((page) => page.left), store.state.trim, store.edition]);
  anchored(() => {
    if (wanted !== shape) build(pages);
    shape = wanted;
    setSize();
  });
  pages.forEach((page, index) => update(leaves[index], page));
  const visible = leaves.filter((leaf) => inView.has(leaf)).sort((a, b) => offCentre(a) - offCentre(b));
  visible.forEach(refresh);
  leaves.forEach((leaf) => thumbnail(leaf, false));
  find("#empty").hidden = pages.length > 0;
}

function build(pages) {
  watcher.disconnect();
  railWatcher.disconnect();
  inView.clear();
  const before = leaves;
  leaves = pages.map((page, index) => makeLeaf(index, before[index]));
  const pairs = spreads(pages);
  document.body.classList.toggle("turned", store.state.turned);
  board.replaceChildren(
    ...pairs.map((pair) =>
      make("section", { class: isPrint() ? "spread apart" : "spread" }, ...pair.map((index) => leaves[index].figure)),
    ),
  );
  const rows = pairs.map((pair) =>
    make("li", {}, make("span", { class: "pair" }, ...pair.map((index) => leaves[index].link))),
  );
  rail.replaceChildren(make("ol", {}, ...rows));
  leaves.forEach((leaf) => {
    watcher.observe(leaf.figure);
    railWatcher.observe(leaf.link);
  });
}

function makeLeaf(index, before) {
  const leaf = { index, page: null, key: null, url: "", thumbUrl: "", picture: null };
  leaf.overlay = draw("svg", { "aria-hidden": "true" });
  leaf.sheet = make("button", { class: "sheet", onclick: (event) => onUse(leaf, event) }, leaf.overlay);
  leaf.caption = make("figcaption");
  leaf.figure = make("figure", { class: "leaf" }, leaf.sheet, leaf.caption);
  leaf.thumb = make("span", { class: "thumb" });
  leaf.number = make("span");
  leaf.link = make("button", { onclick: () => goTo(index) }, leaf.thumb, leaf.number);
  leaf.figure.leaf = leaf.link.leaf = leaf;
  if (before?.thumbPicture) {
    leaf.thumb.append((leaf.thumbPicture = before.thumbPicture));
    leaf.thumbUrl = before.thumbUrl;
  }
  return leaf;
}

function update(leaf, page) {
  leaf.page = page;
  leaf.figure.classList.toggle("right", !page.left);
  leaf.figure.classList.toggle("left", page.left);
  const number = make("b", {}, page.label);
  leaf.caption.replaceChildren(...(page.left ? [number, page.title] : [page.title, number]));
  leaf.number.textContent = page.label || "–";
  leaf.sheet.setAttribute("aria-label", `${nameOf(page)}, ${page.title}`);
  leaf.link.setAttribute("aria-label", `Go to ${nameOf(page)}, ${page.title}`);
  const errors = store.state.problems.some((problem) => problem.page === leaf.index && problem.severity === "error");
  leaf.number.classList.toggle("dot", errors);
  if (inView.has(leaf)) paintOverlay(leaf);
}

/** As many px as the screen has for it: a scaled picture is soft. */
const rightWidth = (css) => Math.min(store.hello.widest, Math.max(store.hello.narrowest, Math.round(css * devicePixelRatio)));

/** Fetch the picture that a page in view should have; the old one remains until the new one can be painted. */
async function refresh(leaf) {
  if (!leaf.page) return;
  paintOverlay(leaf);
  const key = keyOf(leaf.page);
  const url = `/pictures/${store.edition}/${key}/${rightWidth(leaf.sheet.clientWidth || 600)}.webp`;
  if (leaf.url === url) return;
  leaf.url = url;
  const changedAt = store.state.changed_at;
  const picture = new Image();
  picture.alt = "";
  picture.src = url;
  try {
    await picture.decode();
  } catch {
    if (leaf.url === url) leaf.url = ""; // gone, because the page has changed again: the next state asks again
    explain(url);
    return;
  }
  if (leaf.url !== url) return;
  const isNew = leaf.key !== null && leaf.key !== key && leaf.edition === store.edition;
  leaf.picture?.remove();
  leaf.sheet.prepend((leaf.picture = picture));
  Object.assign(leaf, { key, edition: store.edition });
  leaf.sheet.dataset.key = key;
  if (isNew) announce(leaf, changedAt);
}

/** Say why a picture is missing: print, for example, needs a colour profile. */
async function explain(url) {
  const answer = await fetch(url).catch(() => null);
  if (answer?.status !== 409) return;
  document.dispatchEvent(new CustomEvent("refused", { detail: await refusalIn(answer) }));
}

function announce(leaf, changedAt) {
  leaf.sheet.classList.remove("flash");
  void leaf.sheet.offsetWidth; // so that the animation starts again
  leaf.sheet.classList.add("flash");
  requestAnimationFrame(() => {
    const ms = Date.now() - changedAt;
    shown.arrivals.push({ page: leaf.index, ms });
    if (shown.arrivals.length > 500) shown.arrivals.shift();
    performance.mark("hemaprint:page-shown", { detail: { page: leaf.index, ms } });
  });
}

function thumbnail(leaf, visible) {
  if (visible) leaf.near = true;
  if (!leaf.near || !leaf.page || rail.hidden) return;
  const width = rightWidth(112); // twice as wide: hairlines of tables would turn black
  const url = `/pictures/digital/${leaf.page.key}/${width}.webp`;
  if (leaf.thumbUrl === url) return;
  leaf.thumbUrl = url;
  const picture = new Image();
  picture.alt = "";
  picture.fetchPriority = "low";
  picture.onload = () => {
    if (leaf.thumbUrl !== url) return;
    leaf.thumbPicture?.remove();
    leaf.thumb.append((leaf.thumbPicture = picture));
  };
  picture.onerror = () => {
    if (leaf.thumbUrl === url) leaf.thumbUrl = "";
  };
  picture.src = url;
}

// ------------------------------------------------------------ size and place

const PADDING = 24;
const CAPTION = 46;
const SCREEN = 96 / 72;

/** px for each pt of the page. */
export function scale() {
  if (store.zoom !== "fit") return store.zoom * SCREEN;
  const [width, height] = size();
  const across = (main.clientWidth - 2 * PADDING - (isPrint() ? 24 : 0)) / (2 * width);
  const down = (main.clientHeight - PADDING - CAPTION) / height;
  return Math.max(0.1, Math.min(across, down));
}

function setSize() {
  if (main.hidden) return;
  const [width, height] = size();
  const factor = scale();
  main.style.setProperty("--page-width", `${Math.round(width * factor)}px`);
  main.style.setProperty("--page-height", `${Math.round(height * factor)}px`);
  main.style.setProperty("--between", isPrint() ? "24px" : "0px");
  find("#percent").textContent = `${Math.round((factor / SCREEN) * 100)}%`;
  find("#fit").setAttribute("aria-pressed", String(store.zoom === "fit"));
  for (const leaf of leaves) leaf.thumb.style.height = `${Math.round((56 * store.state.trim[1]) / store.state.trim[0])}px`;
}

/** Change sizes, and keep the middle of the window where it is. */
export function anchored(work) {
  if (main.hidden) return work();
  const middle = main.getBoundingClientRect().top + main.clientHeight / 2;
  const centre = main.getBoundingClientRect().left + main.clientWidth / 2;
  const index = middleLeaf();
  const before = leaves[index]?.sheet.getBoundingClientRect();
  const down = before ? (middle - before.top) / before.height : 0;
  const across = before ? (centre - before.left) / before.width : 0;
  work();
  const after = before && leaves[Math.min(index, leaves.length - 1)]?.sheet.getBoundingClientRect();
  if (!after) return undefined;
  main.scrollTop += after.top + down * after.height - middle;
  main.scrollLeft += after.left + across * after.width - centre;
  return undefined;
}

export function zoomTo(zoom) {
  store.zoom = zoom === "fit" ? zoom : Math.min(6, Math.max(0.15, zoom));
  anchored(setSize);
  refreshSoon();
}

let resting;

/** Fetch pictures once a size has been kept for a moment, not at every step of a wheel. */
function refreshSoon() {
  clearTimeout(resting);
  resting = setTimeout(() => inView.forEach(refresh), 120);
}

export const zoomBy = (factor) => zoomTo((scale() / SCREEN) * factor);

function offCentre(leaf) {
  const box = leaf.sheet.getBoundingClientRect();
  const frame = main.getBoundingClientRect();
  return Math.hypot((box.top + box.bottom) / 2 - (frame.top + frame.bottom) / 2, ((box.left + box.right) / 2 - (frame.left + frame.right) / 2) / 100);
}

/** The page nearest to the middle of the window; the left one of a spread. */
export function middleLeaf() {
  let best = 0;
  let least = Infinity;
  const frame = main.getBoundingClientRect();
  const middle = (frame.top + frame.bottom) / 2;
  for (const leaf of leaves) {
    const box = leaf.figure.getBoundingClientRect();
    const off = box.top > middle ? box.top - middle : box.bottom < middle ? middle - box.bottom : 0;
    if (off < least) [best, least] = [leaf.index, off];
  }
  return best;
}

export function goTo(index, focus = false) {
  const leaf = leaves[Math.min(Math.max(0, index), leaves.length - 1)];
  if (!leaf) return;
  leaf.figure.parentElement.scrollIntoView({ block: "start", behavior: still() ? "instant" : "auto" });
  if (store.zoom !== "fit") leaf.sheet.scrollIntoView({ block: "nearest", inline: "center" });
  if (focus) leaf.sheet.focus({ preventScroll: true });
  setCurrent(leaf.index);
}

/** The spread before or after the one in view. */
export function turn(step) {
  const pairs = spreads(store.state.pages);
  const here = pairs.findIndex((pair) => pair.includes(store.current));
  const next = pairs[Math.min(Math.max(0, here + step), pairs.length - 1)];
  if (next) goTo(next[0]);
}

const listeners = [];
export const whenTurned = (listener) => listeners.push(listener);

function setCurrent(index) {
  if (!leaves[index]) return;
  store.current = index;
  all("#rail [aria-current]").forEach((link) => link.removeAttribute("aria-current"));
  const pair = spreads(store.state.pages).find((two) => two.includes(index)) ?? [index];
  pair.forEach((at) => leaves[at].link.setAttribute("aria-current", "true"));
  const link = leaves[pair[0]].link;
  const box = link.getBoundingClientRect();
  const frame = rail.getBoundingClientRect();
  if (box.top < frame.top || box.bottom > frame.bottom) rail.scrollTop += box.top - frame.top - frame.height / 2;
  listeners.forEach((listener) => listener(index));
}

let waiting = false;
main.addEventListener("scroll", () => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    if (leaves.length && !main.hidden) {
      const index = middleLeaf();
      const pair = spreads(store.state.pages).find((two) => two.includes(store.current)) ?? [];
      if (!pair.includes(index)) setCurrent(index);
    }
  });
});
new ResizeObserver(() => {
  if (main.hidden || !leaves.length) return;
  anchored(setSize);
  refreshSoon();
}).observe(main);

export const repaint = () => inView.forEach(paintOverlay);
export const start = () => setCurrent(Math.min(store.current, leaves.length - 1));
export { margin };
