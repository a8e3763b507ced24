// The panel of problems: filtered, counted, and visited one after the other; what the lamp says of them.

import { arrange, find, make, plural } from "./dom.js";
import { panel } from "./dock.js";
import { command } from "./keys.js";
import { allLeaves, leafAt, note } from "./leaves.js";
import { goToBox } from "./pages.js";
import { repaint } from "./pictures.js";
import { NAMES, whereOf, written } from "./problem.js";
import { copy, mark, openPlace, showPlace } from "./source.js";
import { alarm, mood } from "./status.js";
import { placeName, store, whenChanged } from "./store.js";
import { allProblems, errors, haveRead, isChecked, isError, keyOf, standing, unread, whenTroubled } from "./troubles.js";

const LONGEST = 200;
const button = find("#status");
const items = new Map();
const wanted = { severity: "", code: "", path: "", words: "" };
/** The errors that were laid over the pages last. */
let presented = "";
let at = "";

const face = panel({ id: "problems", title: "Problems", key: "e", count: () => allProblems().length, fill });
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

// ------------------------------------------------------------ filters

const title = make("h2");
const told = make("p", { class: "note" });
const shown = make("p", { class: "shown", role: "status" });
const list = make("ol");
const none = make("p", { class: "note" });
const checked = make("p", { class: "note" }, "Preflight has looked at the pages that were in view. Inks, bleed, fonts, links and metadata are examined in the finished file.");
const search = make("input", { type: "search", placeholder: "Words", "aria-label": "Words in problems", spellcheck: "false" });
const choices = ["severity", "code", "path"].map((name) => {
  const label = { severity: "Severity", code: "Code", path: "Article or file" }[name];
  const select = make("select", { "aria-label": label, onchange: (event) => filter(name, event.target.value) });
  return { name, label, select };
});
const filters = make("div", { class: "filters", role: "group", "aria-label": "Filter" }, search, ...choices.map(({ select }) => select));
const steps = make(
  "div",
  { class: "steps" },
  shown,
  make("button", { class: "plain", title: "Previous problem (N)", onclick: () => go(-1) }, "Previous"),
  make("button", { class: "plain", title: "Next problem (n)", onclick: () => go(1) }, "Next"),
);
search.addEventListener("input", () => filter("words", search.value));

function filter(name, value) {
  wanted[name] = value;
  face.refresh();
}

const fits = (problem, name) => !wanted[name] || problem[name] === wanted[name];

function hasWords(problem) {
  const text = [problem.message, problem.hint, problem.path, problem.code, problem.source].join(" ").toLowerCase();
  return wanted.words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

const matching = () =>
  allProblems().filter((problem) => ["severity", "code", "path"].every((name) => fits(problem, name)) && hasWords(problem));

/** What people call a file: the title of its article, or its path. */
function fileName(path) {
  const page = store.state.pages.find((one) => one.source === path && path.endsWith(".md"));
  return page ? page.title : path;
}

function offer({ name, label, select }) {
  const counts = new Map();
  for (const problem of allProblems()) if (problem[name]) counts.set(problem[name], (counts.get(problem[name]) ?? 0) + 1);
  if (wanted[name] && !counts.has(wanted[name])) counts.set(wanted[name], 0);
  const shownAs = { severity: (value) => NAMES[value], code: (value) => value, path: fileName }[name];
  const options = [["", label], ...[...counts].map(([value, count]) => [value, `${shownAs(value)} (${count})`])];
  const now = JSON.stringify(options);
  if (select.dataset.options === now || document.activeElement === select) return;
  select.dataset.options = now;
  select.replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
  select.value = wanted[name];
}

// ------------------------------------------------------------ the list

function fill(body) {
  if (!body.firstChild) body.append(title, told, filters, steps, list, none, checked);
  const all = allProblems();
  const found = matching();
  title.textContent = heading(all) || "No problems";
  told.textContent = explained();
  filters.hidden = all.length < 3;
  steps.hidden = all.length < 2;
  choices.forEach(offer);
  const place = found.findIndex((problem) => keyOf(problem) === at);
  shown.textContent = place >= 0 ? `${place + 1} of ${found.length}` : found.length < all.length ? `${found.length} of ${all.length}` : "";
  none.textContent = left(all.length, found.length);
  none.hidden = !none.textContent;
  const keys = new Set(all.map(keyOf));
  for (const key of items.keys()) if (!keys.has(key)) items.delete(key);
  arrange(list, found.slice(0, LONGEST).map(item));
  if (!document.hidden) haveRead(all);
}

/** What the list does not show. */
function left(all, found) {
  if (all && !found) return "None of them fits the filter.";
  return found > LONGEST ? `The first ${LONGEST} of ${found} are listed: filter them to see the others.` : "";
}

function explained() {
  const { failed, pages } = store.state;
  if (failed) return pages.length ? "The pages are the last good ones." : "There are no pages yet.";
  return store.state.problems.some(isError) ? "The pages are shown as they were set; a build would refuse them." : "";
}

function item(problem) {
  const key = keyOf(problem);
  const state = JSON.stringify([isChecked(problem), key === at, problem.excerpt, problem.page]);
  const known = items.get(key);
  if (known?.state === state) return known.element;
  const made = written(problem, places(problem), isChecked(problem) ? "Being checked again" : undefined);
  const element = known?.element ?? make("li");
  const focused = element.contains(document.activeElement);
  element.className = isChecked(problem) ? "checked" : problem.severity;
  element.replaceChildren(...made);
  if (key === at) element.setAttribute("aria-current", "true");
  else element.removeAttribute("aria-current");
  if (focused) find("button", element).focus({ preventScroll: true });
  items.set(key, { state, element });
  return element;
}

function places(problem) {
  const page = store.state.pages[problem.page];
  const where = make("button", { class: "where", onclick: () => act(problem) }, whereOf(problem));
  if (!page) return [where];
  const name = page.label ? `p. ${page.label}` : page.title;
  return [where, make("button", { class: "plain", "aria-label": `Show page ${page.label || page.title}`, onclick: () => visit(problem) }, name)];
}

// ------------------------------------------------------------ from a problem to its place

/** Show a problem: its page, its place on it, and its file in the footer. */
function visit(problem) {
  at = keyOf(problem);
  haveRead([problem]);
  if (problem.page != null && leafAt(problem.page)) {
    goToBox(problem.page, problem.box);
    mark(leafAt(problem.page), problem.box ?? null);
  }
  showPlace(problem, problem.message);
  face.refresh();
}

function act(problem) {
  visit(problem);
  copy(placeName(problem));
  openPlace(problem);
}

/** To the next problem that fits the filter, or to the one before. */
function go(by) {
  const found = matching();
  if (!found.length) return;
  const here = found.findIndex((problem) => keyOf(problem) === at);
  const next = here < 0 ? (by > 0 ? 0 : found.length - 1) : (here + by + found.length) % found.length;
  if (!face.isOpen()) face.open({ over: true });
  visit(found[next]);
  items.get(at)?.element.scrollIntoView({ block: "nearest" });
}

const group = "Panels";
command({ key: "n", title: "the next problem", group, run: () => go(1) });
command({ key: "N", title: "the problem before", group, run: () => go(-1) });
