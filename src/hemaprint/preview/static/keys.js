// Commands and their keys: who has something to offer registers it, and the list of keys is made from that.

import { find, make } from "./dom.js";

const commands = [];
const dialog = find("#keys");
const SHOWN = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", " ": "Space", "-": "−", Escape: "Esc" };
/** What the browser itself does with these keys in fields, and on buttons and links. */
const FIELDS = "input, select, textarea, [contenteditable]";
const ACTING = "button, a[href], summary, [role=tab]";

/**
 * Register a command. `key` is one key or several (as KeyboardEvent.key says them); `also` has further keys that are not
 * listed; `run(event)` may return false, and the browser then does what it would have done.
 */
export function command({ key = [], also = [], title, group, run }) {
  commands.push({ keys: [key].flat(), also, title, group, run });
}

function taken(event) {
  const target = event.target;
  if (target.matches(FIELDS)) return event.key !== "Escape";
  return (event.key === " " || event.key === "Enter") && target.matches(ACTING);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || find("dialog[open]")) return;
  if (taken(event)) return;
  const key = event.shiftKey && event.key === " " ? "Shift+Space" : event.key;
  for (const one of commands) {
    if (!one.keys.includes(key) && !one.also.includes(key)) continue;
    if (one.run(event) === false) continue;
    event.preventDefault();
    return;
  }
});

function caps(keys) {
  return keys.flatMap((key, index) => [...(index ? [" "] : []), make("kbd", {}, SHOWN[key] ?? key.replace("+Space", " Space"))]);
}

function list() {
  const groups = Map.groupBy(commands.filter((one) => one.keys.length && one.title), (one) => one.group);
  const made = [...groups].map(([group, those]) =>
    make(
      "section",
      {},
      make("h3", {}, group),
      make("dl", {}, ...those.map((one) => make("div", {}, make("dt", {}, ...caps(one.keys)), make("dd", {}, one.title)))),
    ),
  );
  find(".lists", dialog).replaceChildren(...made);
}

function help() {
  list();
  dialog.showModal();
}

find("#help").addEventListener("click", help);
command({ key: "?", title: "this list", group: "The window", run: help });
