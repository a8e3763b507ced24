// The panel of problems, and what the lamp says of them.

import { find, make, plural } from "./dom.js";
import { allLeaves, note } from "./leaves.js";
import { FILE, SEVERITY, listing } from "./listing.js";
import { repaint } from "./pictures.js";
import { keyOf } from "./problem.js";
import { alarm, mood } from "./status.js";
import { store, whenChanged } from "./store.js";
import { allProblems, errors, haveRead, isChecked, isError, standing, unread, whenTroubled } from "./troubles.js";

const button = find("#status");
/** The errors that were laid over the pages last. */
let presented = "";

const checked = make("p", { class: "note" }, "Preflight has looked at the pages that were in view. Inks, bleed, fonts, links and metadata are examined in the finished file.");
const face = listing({
  id: "problems",
  title: "Problems",
  key: "e",
  noun: "problem",
  known: allProblems,
  count: () => allProblems().length,
  filters: [SEVERITY, ["code", "Code", (value) => value], FILE],
  heading: (all) => heading(all) || "No problems",
  explained,
  foot: [checked],
  isChecked,
  read: haveRead,
});
const signature = () => JSON.stringify(errors().map(keyOf));

button.addEventListener("click", face.toggle);

/** New errors are laid over the pages, once; with the last error they go away again. */
function present() {
  const wrong = errors().length > 0;
  const now = signature();
  if (wrong && !face.isOpen() && presented !== now) face.open({ over: true });
  else if (!wrong && face.isOver()) face.close();
  presented = now;
  face.refresh();
}

whenTroubled(() => {
  present();
  for (const leaf of allLeaves()) {
    leaf.wrong = standing().some((problem) => problem.page === leaf.index);
    note(leaf);
  }
  showMood();
});

whenChanged((state, before) => {
  if (state.problems !== before.problems) repaint();
  tell(state, before);
});

// ------------------------------------------------------------ the lamp

function heading(problems = allProblems()) {
  const count = (severity, word) => {
    const number = problems.filter((problem) => problem.severity === severity).length;
    return number ? plural(number, word) : "";
  };
  return [count("error", "error"), count("warning", "warning"), count("note", "note")].filter(Boolean).join(", ");
}

function showMood() {
  const { busy, ready, build, pages, title, issue } = store.state;
  const wrong = standing().length;
  const name = `${title ?? "Preview"} ${issue ?? ""}`.trim();
  document.title = unread().length ? `${plural(unread().length, "error")} – ${name}` : name;
  if (busy && !wrong) mood("busy", ready < pages.length ? `Setting: ${ready} of ${pages.length} pages set` : "Setting");
  else if (wrong) mood("wrong", heading());
  else if (allProblems().length) mood("warn", `Up to date, ${heading()}`);
  else mood("good", "Up to date");
}

/** Say what happened, to screen readers as well. */
function tell(state, before) {
  const { failed, arrived, busy, build } = state;
  const empty = failed
    ? "There are no pages yet. They appear when the error is fixed."
    : `The issue is being set for the first time. ${arrived ? `${plural(arrived, "article")} done.` : ""}`;
  if (find("#empty").textContent !== empty) find("#empty").textContent = empty;
  if (busy || build === before.build) return;
  const [first] = errors();
  alarm(first ? `${heading()}. ${first.message}. ${failed ? "The last good pages stay." : ""}` : "");
}

function explained() {
  const { failed, pages } = store.state;
  if (failed) return pages.length ? "The pages are the last good ones." : "There are no pages yet.";
  return store.state.problems.some(isError) ? "The pages are shown as they were set; a build would refuse them." : "";
}
