// The thumbnails beside the pages.

import { find, press } from "./dom.js";
import { command } from "./keys.js";
import { allLeaves } from "./leaves.js";
import { recall, remember } from "./memory.js";
import { loaded, rightWidth } from "./pictures.js";
import { spreads, store } from "./store.js";

const rail = find("#rail");
const watcher = new IntersectionObserver(
  (entries) => entries.forEach(({ isIntersecting, target }) => isIntersecting && come(target.leaf)),
  { root: rail, rootMargin: "100% 0px" },
);

export const watchThumb = (leaf) => watcher.observe(leaf.link);
export const forgetThumb = (leaf) => watcher.unobserve(leaf.link);

function come(leaf) {
  leaf.near = true;
  refresh(leaf);
}

export const refreshThumbs = () => allLeaves().forEach(refresh);

async function refresh(leaf) {
  if (!leaf.near || !leaf.page.key || rail.hidden) return;
  const width = rightWidth(112); // twice as wide: hairlines of tables would turn black
  const url = `/pictures/digital/${leaf.page.key}/${width}.webp`;
  if (leaf.thumbUrl === url) return;
  leaf.thumbUrl = url;
  const coming = (leaf.thumbAwaited = loaded(url, "low"));
  const picture = await coming;
  if (leaf.thumbAwaited !== coming) return;
  if (!picture) {
    leaf.thumbUrl = "";
    return;
  }
  const old = leaf.thumbPicture;
  leaf.thumb.append((leaf.thumbPicture = picture));
  old?.remove();
}

/** Mark the pages that are in view. */
export function markCurrent(index) {
  const leaves = allLeaves();
  const pair = spreads(store.state.pages).find((two) => two.includes(index)) ?? [index];
  leaves.forEach((leaf, at) => {
    if (pair.includes(at)) leaf.link.setAttribute("aria-current", "true");
    else leaf.link.removeAttribute("aria-current");
  });
  const box = leaves[pair[0]].link.getBoundingClientRect();
  const frame = rail.getBoundingClientRect();
  if (box.top < frame.top || box.bottom > frame.bottom) rail.scrollTop += box.top - frame.top - frame.height / 2;
}

function setRail(on) {
  rail.hidden = !on;
  press(find("#thumbs"), on);
  if (!on) return;
  refreshThumbs();
  if (allLeaves().length) markCurrent(store.current);
}

function toggleRail() {
  setRail(rail.hidden);
  remember("rail", !rail.hidden);
}

find("#thumbs").addEventListener("click", toggleRail);
command({ key: "t", title: "thumbnails", group: "The window", run: toggleRail });
setRail(recall("rail", innerWidth >= 900));
