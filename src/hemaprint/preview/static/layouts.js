// The HTML of an article or a page in a frame, loaded again when it has changed.

import { find } from "./dom.js";
import { whenTurned } from "./pages.js";
import { store, whenChanged } from "./store.js";
import { view, whenViewed } from "./views.js";

const frame = find("#layout");
let name = "";
let text = "";
let build = -1;

/** Show the layout of what is in view, or keep the one that is shown up to date. */
async function showLayout(wanted = name) {
  const names = (store.state.layouts ?? []).map(([known]) => known);
  if (!names.length) return;
  const chosen = names.includes(wanted) ? wanted : names[0];
  if (chosen === name && build === store.state.build) return;
  const same = chosen === name;
  [name, build] = [chosen, store.state.build];
  const url = `/layouts/${encodeURIComponent(chosen)}`;
  const answer = await fetch(url);
  if (!answer.ok) return;
  const html = await answer.text();
  if (same && html === text) return;
  text = html;
  find("#layout-name").textContent = store.state.layouts.find(([known]) => known === chosen)[1];
  find("#layout-alone").href = url;
  const [x, y] = same ? [frame.contentWindow.scrollX, frame.contentWindow.scrollY] : [0, 0];
  frame.onload = () => frame.contentWindow.scrollTo(x, y);
  frame.src = url;
}

/** The layout behind a page. */
function layoutOf(page) {
  const names = (store.state.layouts ?? []).map(([known]) => known);
  return names.find((known) => known === page?.name || known === `page-${page?.name}`) ?? names[0];
}

const isShown = () => store.view === "layouts";

view({ id: "layouts", title: "HTML layouts", shows: ["layouts"] });
whenViewed(() => isShown() && showLayout(layoutOf(store.state.pages[store.current])));
whenTurned((index) => isShown() && showLayout(layoutOf(store.state.pages[index])));
whenChanged(() => isShown() && showLayout());
