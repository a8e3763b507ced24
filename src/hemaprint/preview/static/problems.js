// The problems of the newest build, in a panel; what the lamp says of them.

import { find, make, plural } from "./dom.js";
import { panel } from "./dock.js";
import { allLeaves, note } from "./leaves.js";
import { goTo, repaint } from "./pages.js";
import { whenRefused } from "./pictures.js";
import { copy, openPlace, showPlace } from "./source.js";
import { alarm, mood, say } from "./status.js";
import { placeName, store, whenChanged } from "./store.js";

const button = find("#status");
let closedFor = "";

const isError = (problem) => problem.severity === "error";
const errors = () => store.state.problems.filter(isError);
const signature = () => JSON.stringify(errors().map((problem) => [problem.code, problem.path, problem.line, problem.message]));

const face = panel({
  id: "problems",
  title: "Problems",
  key: "e",
  count: () => store.state.problems.length,
  fill,
});

addEventListener("dockclosed", ({ detail }) => {
  if (detail === "problems") closedFor = signature();
});
button.addEventListener("click", face.toggle);

let refusal = "";
whenRefused((reason) => {
  if (reason === refusal) return;
  refusal = reason;
  if (reason) say(reason);
  showMood();
});

whenChanged((state, before) => {
  const wrong = errors().length > 0;
  if (wrong && !face.isOpen() && closedFor !== signature()) face.open({ over: true });
  else if (!wrong && face.isOver()) face.close();
  face.refresh();
  for (const leaf of allLeaves()) {
    leaf.wrong = state.problems.some((problem) => problem.page === leaf.index && isError(problem));
    note(leaf);
  }
  if (state.problems !== before.problems) repaint();
  showMood();
  tell(state, before);
});

function showMood() {
  const { problems, busy, arrived, build } = store.state;
  const wrong = errors().length;
  if (wrong) mood("wrong", heading());
  else if (busy) mood("busy", build || !arrived ? "Setting" : `Setting: ${plural(arrived, "article")} done`);
  else if (refusal) mood("warn", refusal);
  else mood(problems.length ? "warn" : "good", problems.length ? heading() : "Up to date");
}

/** Say what happened, to screen readers as well. */
function tell(state, before) {
  const { failed, arrived, busy, build, problems } = state;
  find("#empty").textContent = failed
    ? "There are no pages yet. They appear when the error is fixed."
    : `The issue is being set for the first time. ${arrived ? `${plural(arrived, "article")} done.` : ""}`;
  if (busy || build === before.build) return;
  if (errors().length) alarm(`${heading()}. ${problems.find(isError).message}. ${failed ? "The last good pages stay." : ""}`);
  else alarm("");
}

function heading() {
  const wrong = errors().length;
  const rest = store.state.problems.length - wrong;
  return [wrong && plural(wrong, "error"), rest && plural(rest, "warning")].filter(Boolean).join(", ");
}

let filled = "";

function fill(body) {
  const now = JSON.stringify([store.state.problems, store.state.failed]);
  if (now === filled) return;
  filled = now;
  const { problems, failed, pages } = store.state;
  const ordered = [...errors(), ...problems.filter((problem) => !isError(problem))];
  body.classList.toggle("wrong", errors().length > 0);
  body.replaceChildren(
    make("h2", {}, heading() || "No problems"),
    make("p", { class: "note" }, explained(failed, pages.length)),
    make("ol", {}, ...ordered.slice(0, 60).map(item)),
  );
}

function explained(failed, pages) {
  if (failed) return pages ? "The pages are the last good ones. This closes when the file is correct again." : "There are no pages yet.";
  return errors().length ? "The pages are shown as they were set; a build would refuse them." : "";
}

function visit(problem) {
  if (problem.page != null && store.view === "pages") goTo(problem.page);
  showPlace(problem, "");
  copy(placeName(problem));
  openPlace(problem);
}

const NAMES = { error: "Error", warning: "Warning" };

function item(problem) {
  const where = problem.line ? `${problem.path}:${problem.line}:${problem.column || 1}` : problem.path;
  return make(
    "li",
    {},
    make("button", { class: "where", onclick: () => visit(problem) }, where),
    make(
      "p",
      { class: "message" },
      make("span", { class: `severity ${problem.severity}` }, `${NAMES[problem.severity] ?? "Note"}: `),
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
