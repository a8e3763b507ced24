// What preflight finds on the pages in view: asked for when nothing is being set and the window rests.

import { ask } from "./dom.js";
import { allLeaves } from "./leaves.js";
import { whenShown } from "./pictures.js";
import { coverage, pane } from "./sight.js";
import { store, whenChanged } from "./store.js";
import { setFindings } from "./troubles.js";

const REST = 600;
const MOST = 12;
const SOME = 0.05;
const known = new Map();
let timer;
let asking = false;

function soon() {
  clearTimeout(timer);
  timer = setTimeout(look, REST);
}

async function look() {
  if (asking || store.state.busy || document.hidden || !pane.clientWidth) return;
  const { build } = store.state;
  const inView = allLeaves().filter((leaf) => leaf.page.key && known.get(leaf.page.key)?.build !== build && coverage(leaf) > SOME);
  const keys = inView.slice(0, MOST).map((leaf) => leaf.page.key);
  if (!keys.length) return;
  asking = true;
  try {
    const told = Object.entries(await ask("/findings", { keys }));
    for (const [key, found] of told) known.set(key, { build, found });
    show();
    if (told.length) soon(); // what has come into view meanwhile
  } catch {
    // the server is away: the next state asks again
  } finally {
    asking = false;
  }
}

/** Findings belong to pages as they look now; those of an older build are shown until their lines are known again. */
function show() {
  const { pages } = store.state;
  const keys = new Set(pages.map((page) => page.key));
  for (const key of known.keys()) if (!keys.has(key)) known.delete(key);
  setFindings(pages.flatMap((page, index) => (known.get(page.key)?.found ?? []).map((found) => ({ ...found, page: index, id: page.id, source: "preflight" }))));
}

whenChanged(() => {
  show();
  soon();
});
whenShown(soon);
pane.addEventListener("scroll", soon);
document.addEventListener("visibilitychange", soon);
