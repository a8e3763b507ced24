// The pictures of pages: fetched for what is in view, and shown when they have been decoded. Until then the old one stays.

import { refusalIn } from "./dom.js";
import { allLeaves } from "./leaves.js";
import { paintOverlay } from "./overlays.js";
import { middle, pane, whenSized } from "./sight.js";
import { keyOf, shown, store } from "./store.js";

const inView = new Set();
const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) inView.add(target.leaf);
      else inView.delete(target.leaf);
      if (isIntersecting) come(target.leaf);
    }
  },
  { root: pane, rootMargin: "60% 0px" },
);
const listeners = [];
const refusals = [];

/** Call `listener(leaf)` when a leaf has come near the window, or has a new picture. */
export const whenShown = (listener) => listeners.push(listener);

/** Call `listener(reason)` when a picture cannot be had, and with "" when one could be again. */
export const whenRefused = (listener) => refusals.push(listener);

const tell = (leaf) => listeners.forEach((listener) => listener(leaf));

export const watch = (leaf) => watcher.observe(leaf.figure);

export function forget(leaf) {
  watcher.unobserve(leaf.figure);
  inView.delete(leaf);
}

function come(leaf) {
  refresh(leaf);
  tell(leaf);
}

/** Fetch what is missing in view: from the middle of the window outwards. */
export function refreshPictures() {
  const [x, y] = middle();
  const off = (leaf) => {
    const box = leaf.sheet.getBoundingClientRect();
    return Math.hypot((box.top + box.bottom) / 2 - y, ((box.left + box.right) / 2 - x) / 100);
  };
  const order = [...inView].map((leaf) => [off(leaf), leaf]).sort((a, b) => a[0] - b[0]);
  order.forEach(([, leaf]) => refresh(leaf));
}

export const repaint = () => inView.forEach(paintOverlay);

/** As many px as the screen has for it: a scaled picture is soft. */
export const rightWidth = (css) => Math.min(store.hello.widest, Math.max(store.hello.narrowest, Math.round(css * devicePixelRatio)));

async function refresh(leaf) {
  const key = keyOf(leaf.page);
  const { body } = leaf.page;
  if (!key) return;
  paintOverlay(leaf);
  const url = `/pictures/${store.edition}/${key}/${rightWidth(leaf.sheet.clientWidth || 600)}.webp`;
  if (leaf.url === url) return;
  leaf.url = url;
  const changedAt = store.state.changed_at;
  const coming = (leaf.awaited = loaded(url));
  const picture = await coming;
  if (leaf.awaited !== coming) return;
  if (!picture) {
    leaf.url = ""; // the next state asks again
    return;
  }
  const isNew = leaf.key !== null && leaf.key !== key && leaf.edition === store.edition;
  const looksNew = (isNew && leaf.body !== body) || leaf.isNew;
  const old = leaf.picture;
  picture.className = store.edition;
  leaf.sheet.prepend((leaf.picture = picture));
  old?.remove();
  Object.assign(leaf, { key, body, edition: store.edition, isNew: false });
  leaf.sheet.dataset.key = key;
  refusals.forEach((listener) => listener(""));
  if (isNew) arrived(leaf, changedAt);
  if (looksNew) flash(leaf);
  tell(leaf);
}

/** A picture, decoded; asked for once more where its page became another and then what it was. Null where it cannot be had. */
export async function loaded(url, priority = "auto") {
  for (const isLast of [false, true]) {
    const picture = new Image();
    picture.alt = "";
    picture.fetchPriority = priority;
    picture.src = url;
    try {
      await picture.decode();
      return picture;
    } catch {
      if (isLast || !(await isThere(url))) return null;
    }
  }
}

/** Whether a picture that was refused can be had after all; else say why not. One that is not found has changed again. */
async function isThere(url) {
  const answer = await fetch(url).catch(() => null);
  if (!answer || answer.ok || answer.status === 404) return Boolean(answer?.ok);
  const reason = await refusalIn(answer);
  refusals.forEach((listener) => listener(reason));
  return false;
}

function flash(leaf) {
  leaf.sheet.classList.remove("flash");
  void leaf.sheet.offsetWidth; // so that the animation starts again
  leaf.sheet.classList.add("flash");
}

function arrived(leaf, changedAt) {
  requestAnimationFrame(() => {
    const ms = Date.now() - changedAt;
    shown.arrivals.push({ page: leaf.index, ms, at: Date.now() });
    if (shown.arrivals.length > 500) {
      shown.arrivals.shift();
      performance.clearMarks("hemaprint:page-shown");
    }
    performance.mark("hemaprint:page-shown", { detail: { page: leaf.index, ms } });
  });
}

let resting;

// once a size has been kept for a moment, not at every step of a wheel
whenSized(() => {
  clearTimeout(resting);
  resting = setTimeout(refreshPictures, allLeaves().length ? 120 : 0);
});
