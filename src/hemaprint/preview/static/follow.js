// Follow the edit: the window goes to the article that was saved, when what changes in it is not in view.

import { find, press } from "./dom.js";
import { command } from "./keys.js";
import { leafAt } from "./leaves.js";
import { recall, remember } from "./memory.js";
import { goTo } from "./pages.js";
import { coverage, pane } from "./sight.js";
import { store, whenChanged } from "./store.js";

/** ms for which a reader who has just moved the window is left alone. */
const REST = 1000;
/** The share of a page below which it is not in view. */
const LEAST = 0.1;
let moved = -Infinity;
for (const kind of ["wheel", "pointerdown", "keydown"]) pane.addEventListener(kind, (event) => (moved = event.timeStamp), { passive: true });

let on;

export const isFollowing = () => on;

function set(follow) {
  on = follow;
  press(find("#follow"), on);
}

function toggle() {
  set(!on);
  remember("follow", on);
}

whenChanged((state, before) => {
  if (!on || !before.pages.length || performance.now() - moved < REST) return;
  const bodies = new Map(before.pages.map((page) => [page.id, page.body]));
  const changed = state.pages.filter((page) => state.saved.includes(page.source) && bodies.get(page.id) !== page.body);
  if (!changed.length) return;
  const inView = pane.clientWidth
    ? (page) => coverage(leafAt(state.pages.indexOf(page))) >= LEAST
    : (page) => page.name === state.pages[store.current].name;
  if (!changed.some(inView)) goTo(state.pages.indexOf(changed[0]));
});

set(recall("follow", true));
find("#follow").addEventListener("click", toggle);
command({ key: "v", title: "follow the edit", group: "Pages", run: toggle });
