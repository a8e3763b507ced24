// Which view fills the window: pages, HTML layouts, or what else a module registers.

import { all, find, make, press } from "./dom.js";
import { command } from "./keys.js";
import { recall, remember } from "./memory.js";
import { store } from "./store.js";

const views = [];
const listeners = [];
const place = find("#views");

/** Add a view: `shows` are the ids of the parts of the stage that it is made of. */
export function view({ id, title, shows }) {
  views.push({ id, shows });
  place.append(make("button", { "data-view": id, "aria-pressed": "false", onclick: () => setView(id) }, title));
  if (views.length === 1 || recall("view", "pages") === id) apply(id);
}

/** Call `listener(view)` with the id of the view that is shown now, and of every other one. */
export function whenViewed(listener) {
  listeners.push(listener);
  listener(store.view);
}

/** Fill the window with a view. */
export function setView(id) {
  remember("view", id);
  apply(id);
}

function apply(id) {
  store.view = id;
  document.body.dataset.view = id;
  const { shows } = views.find((one) => one.id === id);
  for (const part of find("#stage").children) part.hidden = !shows.includes(part.id);
  for (const button of all("button", place)) press(button, button.dataset.view === id);
  for (const listener of listeners) listener(id);
}

/** The next view. */
function next() {
  const here = views.findIndex((one) => one.id === store.view);
  setView(views[(here + 1) % views.length].id);
}

command({ key: "l", title: "pages, HTML layouts, both, the flat plan, or the comparison", group: "The window", run: next });
