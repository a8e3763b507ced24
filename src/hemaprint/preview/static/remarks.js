// The panel of remarks: what readers wrote on their proofs, conflicts first, each with its page and its line, to be ticked off.

import { arrange, ask, make, plural } from "./dom.js";
import { panel } from "./dock.js";
import { leafAt } from "./leaves.js";
import { goToBox } from "./pages.js";
import { copy, mark, openPlace, refuse, showPlace } from "./source.js";
import { say } from "./status.js";
import { placeName, store, whenChanged } from "./store.js";

const items = new Map();
let told = { heading: "", remarks: [] };
let hidden = false;
let asking = false;

const open = () => told.remarks.filter((remark) => !remark.done);
const face = panel({ id: "remarks", title: "Remarks", key: "m", count: () => open().length, fill });

const title = make("h2");
const note = make("p", { class: "note" });
const only = make("input", { type: "checkbox", id: "remarks-open", onchange: () => hide(only.checked) });
const choice = make("p", { class: "only" }, only, make("label", { for: "remarks-open" }, "Only what is not done"));
const list = make("ol", { class: "remarks" });

async function renew() {
  if (asking || document.hidden || !store.state.pages.length) return;
  asking = true;
  try {
    const response = await fetch("/remarks");
    if (response.ok) take(await response.json());
  } catch {
    // the server is away: the next state asks again
  } finally {
    asking = false;
  }
}

function take(answer) {
  told = answer;
  face.refresh();
}

whenChanged((state, before) => {
  if (!state.busy && (state.build !== before.build || before.busy)) renew();
});
document.addEventListener("visibilitychange", renew); // proofs are collected in another window

function hide(chosen) {
  hidden = chosen;
  face.refresh();
}

// ------------------------------------------------------------ the list

function fill(body) {
  if (!body.firstChild) body.append(title, note, choice, list);
  const { remarks } = told;
  title.textContent = remarks.length ? told.heading : "No remarks";
  note.textContent = remarks.length
    ? `${open().length ? `${plural(open().length, "remark")} not done` : "All are done"}. Their lines are those of today.`
    : "Remarks appear here when proofs that came back were collected: hemaprint proof collect FILE.";
  choice.hidden = !remarks.length;
  const known = new Set(remarks.map((remark) => remark.id));
  for (const id of items.keys()) if (!known.has(id)) items.delete(id);
  arrange(list, remarks.filter((remark) => !(hidden && remark.done)).map(item));
}

function item(remark) {
  const known = items.get(remark.id) ?? make("li");
  items.set(remark.id, known);
  const state = JSON.stringify(remark);
  if (known.dataset.state === state) return known;
  const focused = known.contains(document.activeElement) ? document.activeElement.dataset.part : "";
  known.dataset.state = state;
  known.className = remark.done ? "done" : remark.conflict ? "conflict" : "";
  known.replaceChildren(...written(remark));
  if (focused) known.querySelector(`[data-part=${focused}]`)?.focus({ preventScroll: true });
  return known;
}

function written(remark) {
  const id = `remark-${remark.id}`;
  const tick = make("input", { type: "checkbox", id, "data-part": "tick", checked: remark.done, onchange: (event) => keep(remark, event.target) });
  const where = make("button", { class: "where", "data-part": "where", onclick: () => act(remark) }, placeName(remark));
  const page = store.state.pages[remark.at];
  const name = page?.label ? `p. ${page.label}` : page?.title;
  const places = [where];
  if (page) places.push(make("button", { class: "plain", "data-part": "page", "aria-label": `Show page ${page.label || page.title}`, onclick: () => visit(remark) }, name));
  return [
    make("p", { class: "at" }, ...places),
    make(
      "p",
      { class: "message" },
      tick,
      make("label", { for: id }, remark.conflict ? make("span", { class: "severity" }, `Conflict ${remark.conflict}: `) : "", make("b", {}, `${remark.reader}: `), remark.wish),
    ),
    ...remark.answers.map((answer) => make("p", { class: "advice" }, `${answer.reader || "Answer"}: ${answer.text}`)),
    ...(remark.standing ? [make("p", { class: "advice" }, remark.standing)] : []),
  ];
}

async function keep(remark, tick) {
  try {
    take(await ask("/remarks", { id: remark.id, done: tick.checked }));
    say(tick.checked ? `Done: ${remark.wish}` : `Not done: ${remark.wish}`);
  } catch (error) {
    tick.checked = remark.done;
    refuse(error.message);
  }
}

// ------------------------------------------------------------ from a remark to its place

/** Show a remark: its page, its block on it, and its line in the footer. */
function visit(remark) {
  if (remark.at != null && leafAt(remark.at)) {
    goToBox(remark.at, remark.box);
    mark(leafAt(remark.at), remark.box ?? null);
  }
  showPlace({ ...remark, text: "" }, remark.wish);
}

function act(remark) {
  visit(remark);
  copy(placeName(remark));
  openPlace(remark);
}
