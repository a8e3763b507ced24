// Which pages the last builds have changed: listed, said, and dotted among the thumbnails until they were seen.

import { make, plural } from "./dom.js";
import { panel } from "./dock.js";
import { allLeaves, note } from "./leaves.js";
import { goTo } from "./pages.js";
import { whenShown } from "./pictures.js";
import { SEEN, coverage, pane } from "./sight.js";
import { say } from "./status.js";
import { shown, store, whenChanged } from "./store.js";

const KEPT = 30;
/** Pages that are named when a change is said. */
const NAMED = 8;
const log = [];
let settled = null;

const face = panel({ id: "changes", title: "Changes", key: "h", fill, count: () => allLeaves().filter((leaf) => leaf.unseen).length });

whenChanged((state, before) => {
  mark(state);
  if (state.busy || state.build === before.build) return;
  const old = settled;
  settled = new Map(state.pages.map((page) => [page.id, page]));
  if (!old || !before.build) return;
  const changed = state.pages.filter((page) => old.get(page.id)?.body !== page.body);
  const moved = state.pages.filter((page) => old.get(page.id) && old.get(page.id).number !== page.number);
  const gone = [...old.keys()].filter((id) => !settled.has(id));
  if (!changed.length && !gone.length) {
    if (!state.failed) say("No page changed");
    return;
  }
  log.unshift({ at: new Date(state.changed_at), saved: state.saved, ids: changed.map((page) => page.id), moved: moved.length, gone });
  log.length = Math.min(log.length, KEPT);
  if (!state.problems.some((problem) => problem.severity === "error")) say(told(changed, gone));
  face.refresh();
});

function told(changed, gone) {
  const names = changed.slice(0, NAMED).map((page) => page.label || page.title);
  if (changed.length > NAMED) names.push("…");
  return [
    changed.length ? `${plural(changed.length, "page")} changed: ${names.join(", ")}` : "",
    gone.length ? `${plural(gone.length, "page")} gone` : "",
  ].filter(Boolean).join("; ");
}

/** What the pages looked like when they were seen. */
function mark(state) {
  if (!state.pages.length) return;
  for (const leaf of allLeaves()) {
    if (!leaf.page.key) continue;
    // what comes with the first build is not a change
    leaf.seen = settled ? (leaf.seen ?? "") : leaf.page.body;
    leaf.unseen = leaf.seen !== leaf.page.body;
    note(leaf);
  }
  see();
}

/** A reader who looks at a page with its newest picture has seen its change. */
function see() {
  if (document.hidden || !pane.clientWidth) return;
  let some = false;
  for (const leaf of allLeaves()) {
    if (!leaf.unseen || leaf.body !== leaf.page.body || coverage(leaf) < SEEN) continue;
    Object.assign(leaf, { seen: leaf.page.body, unseen: false });
    note(leaf);
    some = true;
  }
  if (some) face.refresh();
}

whenShown(see);
pane.addEventListener("scroll", () => requestAnimationFrame(see));
document.addEventListener("visibilitychange", see);

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

function fill(body) {
  const made = log.map(entry);
  body.replaceChildren(make("h2", {}, "Changes"), ...(made.length ? [make("ol", {}, ...made)] : [make("p", { class: "note" }, "No page has changed since this window was opened.")]));
}

function entry({ at, saved, ids, moved, gone }) {
  const links = ids.map((id) => {
    const leaf = allLeaves().find((one) => one.id === id);
    if (!leaf) return make("span", {}, id);
    const name = leaf.page.label || leaf.page.title;
    return make("button", { class: `plain${leaf.unseen ? " changed" : ""}`, "aria-label": `Page ${name}, ${leaf.page.title}${leaf.unseen ? ", not seen" : ""}`, onclick: () => goTo(leaf.index) }, name);
  });
  const more = [moved && `${plural(moved, "page")} moved`, gone.length && `${plural(gone.length, "page")} gone`].filter(Boolean);
  return make(
    "li",
    {},
    make("p", { class: "message" }, make("time", { datetime: at.toISOString() }, clock.format(at)), " ", saved.join(", ")),
    make("p", { class: "pages" }, ...links),
    ...(more.length ? [make("p", { class: "advice" }, more.join(", "))] : []),
  );
}

shown.changes = log;
