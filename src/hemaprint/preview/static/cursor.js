// From the line to its page: where the cursor of an editor is, the window goes.

import { isFollowing } from "./follow.js";
import { leafAt } from "./leaves.js";
import { goToBox } from "./pages.js";
import { mark, showPlace } from "./source.js";
import { store } from "./store.js";

/** Frame and name a place that an editor has told; go there, unless the reader does not follow edits. */
export function look({ id, box, ...place }) {
  const leaf = leafAt(store.state.pages.findIndex((page) => page.id === id));
  if (!leaf) return;
  leaf.block = null;
  mark(leaf, box);
  showPlace(place);
  if (isFollowing()) goToBox(leaf.index, box);
}
