// The problems of the newest build: an overlay for errors, a list on demand for the rest.

import { find, make, plural } from "./dom.js";
import { store } from "./store.js";

const panel = find("#trouble");
const button = find("#status");
let closedFor = "";
let onPlace = () => {};

const signature = () => JSON.stringify(store.state.problems.map((problem) => [problem.code, problem.path, problem.line, problem.message]));
const errors = () => store.state.problems.filter((problem) => problem.severity === "error");

export function whenPlaceIsChosen(use) {
  onPlace = use;
}

export const isOpen = () => !panel.hidden;

/** Show the errors of a new state; a closed one remains closed until it changes. */
export function showTrouble() {
  const wrong = errors().length > 0;
  if (store.state.problems.length === 0) return close(false);
  const open = isOpen() || (wrong && closedFor !== signature());
  fill();
  setOpen(open && (wrong || isOpen()));
}

export function toggle() {
  if (isOpen()) close(true);
  else if (store.state.problems.length) {
    fill();
    setOpen(true);
    find("button", panel)?.focus();
  }
}

export function close(back) {
  closedFor = signature();
  const had = panel.contains(document.activeElement);
  setOpen(false);
  if (back && had) button.focus();
}

function setOpen(open) {
  panel.hidden = !open;
  button.setAttribute("aria-expanded", String(open));
}

let filled = "";

function fill() {
  const now = JSON.stringify([store.state.problems, store.state.failed]);
  if (now === filled) return;
  filled = now;
  const { problems, failed, pages } = store.state;
  const ordered = [...errors(), ...problems.filter((problem) => problem.severity !== "error")];
  panel.classList.toggle("wrong", errors().length > 0);
  panel.replaceChildren(
    make("header", {}, make("h2", {}, heading()), make("button", { class: "plain", onclick: () => close(true) }, "Close")),
    make("p", { class: "note" }, note(failed, pages.length)),
    make("ol", {}, ...ordered.slice(0, 60).map(item)),
  );
}

export function heading() {
  const wrong = errors().length;
  const rest = store.state.problems.length - wrong;
  return [wrong && plural(wrong, "error"), rest && plural(rest, "warning")].filter(Boolean).join(", ");
}

function note(failed, pages) {
  if (failed) return pages ? "The pages are the last good ones. This closes when the file is correct again." : "There are no pages yet.";
  return errors().length ? "The pages are shown as they were set; a build would refuse them." : "";
}

function item(problem) {
  const where = problem.line ? `${problem.path}:${problem.line}:${problem.column || 1}` : problem.path;
  return make(
    "li",
    {},
    make("button", { class: "where", onclick: () => onPlace(problem) }, where),
    make(
      "p",
      { class: "message" },
      make("span", { class: `severity ${problem.severity}` }, `${problem.severity === "error" ? "Error" : problem.severity === "warning" ? "Warning" : "Note"}: `),
      problem.message,
      make("span", { class: "code" }, problem.code),
    ),
    ...(problem.excerpt.length ? [excerpt(problem)] : []),
    ...(problem.hint ? [make("p", { class: "advice" }, problem.hint)] : []),
  );
}

function excerpt(problem) {
  const lines = problem.excerpt.map(([number, text]) => {
    const meant = number === problem.line;
    const parts = meant && problem.column > 0 && problem.column <= text.length ? marked(text, problem.column - 1) : [text];
    return make("span", { class: meant && "meant" }, make("i", {}, String(number)), ...parts);
  });
  return make("pre", { tabindex: "0", "aria-label": "Excerpt of the source" }, ...lines);
}

function marked(text, at) {
  const word = /^"[^"]*"|^'[^']*'|^[\p{L}\p{N}_-]+|^./u.exec(text.slice(at))?.[0] ?? "";
  return [text.slice(0, at), make("b", {}, word), text.slice(at + word.length)];
}
