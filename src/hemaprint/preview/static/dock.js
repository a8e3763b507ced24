// The dock: panels beside the pages (below them on a narrow screen), one at a time, each behind a tab.

import { find, make } from "./dom.js";
import { command } from "./keys.js";
import { recall, remember } from "./memory.js";

const dock = find("#dock");
const tabs = find("#dock-tabs");
const button = find("#panels");
const panels = [];
let current = null;
let camefrom = null;

/**
 * Add a panel: `fill(body)` writes it when it is shown and at each refresh; `count()` is the number in its tab (0: none).
 * `key` opens and closes it. Returns { open, close, toggle, isOpen, refresh }.
 */
export function panel({ id, title, key, fill, count = () => 0 }) {
  const one = { id, title, fill, count };
  one.number = make("span", { class: "number" });
  one.tab = make("button", { role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}`, "aria-selected": "false", tabindex: "-1", onclick: () => show(one) }, `${title} `, one.number);
  one.body = make("div", { role: "tabpanel", id: `panel-${id}`, class: "panel", "aria-labelledby": `tab-${id}`, tabindex: "0", hidden: true });
  panels.push(one);
  tabs.append(one.tab);
  dock.append(one.body);
  const isOpen = () => !dock.hidden && current === one;
  const face = {
    /** Show it; `over` lays it over the pages instead of beside them, and leaves the focus where it is. */
    open: ({ over = false, focus = !over } = {}) => {
      if (focus) camefrom = document.activeElement;
      if (dock.hidden) lay(over);
      show(one);
      if (focus) one.tab.focus();
    },
    close: () => isOpen() && close(),
    toggle: () => (isOpen() ? close() : face.open()),
    isOpen,
    /** Whether it lies over the pages because nobody has asked for it. */
    isOver: () => isOpen() && dock.classList.contains("over"),
    refresh: () => refresh(one),
  };
  if (key) command({ key, title: title.toLowerCase(), group: "Panels", run: face.toggle });
  if (recall("panel", null) === id) setTimeout(() => face.open({ focus: false }));
  else refresh(one);
  return face;
}

function refresh(one) {
  const number = one.count();
  one.number.textContent = number ? String(number) : "";
  if (!dock.hidden && current === one) one.fill(one.body);
}

function lay(over) {
  dock.classList.toggle("over", over);
  find("#dock-pin").hidden = !over;
}

function show(one) {
  dock.hidden = false;
  button.setAttribute("aria-expanded", "true");
  current = one;
  for (const other of panels) {
    const chosen = other === one;
    other.body.hidden = !chosen;
    other.tab.setAttribute("aria-selected", String(chosen));
    other.tab.tabIndex = chosen ? 0 : -1;
  }
  one.tab.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (!dock.classList.contains("over")) remember("panel", one.id);
  refresh(one);
}

function close() {
  const had = dock.contains(document.activeElement);
  dock.hidden = true;
  button.setAttribute("aria-expanded", "false");
  remember("panel", null);
  if (had) (camefrom?.isConnected && camefrom !== document.body ? camefrom : button).focus();
}

/** Dock what lies over the pages. */
function pin() {
  lay(false);
  remember("panel", current.id);
  current.tab.focus();
}

function toggle() {
  if (!dock.hidden) close();
  else if (panels.length) {
    camefrom = button;
    lay(false);
    show(current ?? panels[0]);
    current.tab.focus();
  }
}

tabs.addEventListener("keydown", (event) => {
  const here = panels.indexOf(current);
  const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: panels.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  show(panels[(to + panels.length) % panels.length]);
  current.tab.focus();
});

button.addEventListener("click", toggle);
find("#dock-close").addEventListener("click", close);
find("#dock-pin").addEventListener("click", pin);
command({ key: "d", title: "the panels", group: "Panels", run: toggle });
command({
  key: "Escape",
  title: "close what is open",
  group: "The window",
  run: (event) => {
    if (event?.target.matches("input, select, textarea")) event.target.blur();
    else if (!dock.hidden) close();
    else return false;
    return true;
  },
});
