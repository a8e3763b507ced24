// A panel that lists faults: filtered, counted, and visited one after the other.

import { arrange, find, make } from "./dom.js";
import { panel } from "./dock.js";
import { command } from "./keys.js";
import { leafAt } from "./leaves.js";
import { goToBox } from "./pages.js";
import { NAMES, keyOf, whereOf, written } from "./problem.js";
import { copy, mark, openPlace, showPlace } from "./source.js";
import { placeName, store } from "./store.js";

const LONGEST = 200;
const lists = [];

/** What people call a file: the title of its article, or its path. */
export function fileName(path) {
  const page = store.state.pages.find((one) => one.source === path && path.endsWith(".md"));
  return page ? page.title : path;
}

/** A filter: the field of a fault, what people call it, and what they call each of its values. */
export const SEVERITY = ["severity", "Severity", (value) => NAMES[value]];
export const FILE = ["path", "Article or file", fileName];

/**
 * Add a panel of what `known()` returns. `noun` is what one of them is called; `heading(all)` is above the list,
 * `explained()` below that; `foot` are elements after the list, and `beside(problem)` elements of an entry. `isChecked`
 * says which are being checked again, and `read(problems)` is called with those that were read. Returns the face of the
 * panel, as `panel` does.
 */
export function listing({ id, title, key, noun, known, count, filters, heading, explained, foot = [], beside = () => [], isChecked = () => false, read = () => {} }) {
  const items = new Map();
  const wanted = { words: "", ...Object.fromEntries(filters.map(([name]) => [name, ""])) };
  let at = "";

  const head = make("h2");
  const told = make("p", { class: "note" });
  const shown = make("p", { class: "shown", role: "status" });
  const list = make("ol");
  const none = make("p", { class: "note" });
  const search = make("input", { type: "search", placeholder: "Words", "aria-label": `Words in ${noun}s`, spellcheck: "false" });
  const choices = filters.map(([name, label, shownAs]) => {
    const select = make("select", { "aria-label": label, onchange: (event) => filter(name, event.target.value) });
    return { name, label, shownAs, select };
  });
  const bar = make("div", { class: "filters", role: "group", "aria-label": "Filter" }, search, ...choices.map(({ select }) => select));
  const steps = make(
    "div",
    { class: "steps" },
    shown,
    make("button", { class: "plain", title: `Previous ${noun} (N)`, onclick: () => go(-1) }, "Previous"),
    make("button", { class: "plain", title: `Next ${noun} (n)`, onclick: () => go(1) }, "Next"),
  );
  search.addEventListener("input", () => filter("words", search.value));

  const face = panel({ id, title, key, count, fill });
  lists.push({ face, go });
  return face;

  function filter(name, value) {
    wanted[name] = value;
    face.refresh();
  }

  function hasWords(problem) {
    const text = [problem.message, problem.hint, problem.path, problem.code, problem.source].join(" ").toLowerCase();
    return wanted.words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
  }

  function matching() {
    return known().filter((problem) => choices.every(({ name }) => !wanted[name] || problem[name] === wanted[name]) && hasWords(problem));
  }

  function offer({ name, label, shownAs, select }) {
    const counts = new Map();
    for (const problem of known()) if (problem[name]) counts.set(problem[name], (counts.get(problem[name]) ?? 0) + 1);
    if (wanted[name] && !counts.has(wanted[name])) counts.set(wanted[name], 0);
    const options = [["", label], ...[...counts].map(([value, number]) => [value, `${shownAs(value)} (${number})`])];
    const now = JSON.stringify(options);
    if (select.dataset.options === now || document.activeElement === select) return;
    select.dataset.options = now;
    select.replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
    select.value = wanted[name];
  }

  // ---------------------------------------------------------- the list

  function fill(body) {
    if (!body.firstChild) body.append(head, told, bar, steps, list, none, ...foot);
    const all = known();
    const found = matching();
    head.textContent = heading(all);
    told.textContent = explained();
    bar.hidden = all.length < 3;
    steps.hidden = all.length < 2;
    choices.forEach(offer);
    const place = found.findIndex((problem) => keyOf(problem) === at);
    shown.textContent = place >= 0 ? `${place + 1} of ${found.length}` : found.length < all.length ? `${found.length} of ${all.length}` : "";
    none.textContent = left(all.length, found.length);
    none.hidden = !none.textContent;
    const keys = new Set(all.map(keyOf));
    for (const key of items.keys()) if (!keys.has(key)) items.delete(key);
    arrange(list, found.slice(0, LONGEST).map(item));
    if (!document.hidden) read(all);
  }

  /** What the list does not show. */
  function left(all, found) {
    if (all && !found) return "None of them fits the filter.";
    return found > LONGEST ? `The first ${LONGEST} of ${found} are listed: filter them to see the others.` : "";
  }

  function item(problem) {
    const key = keyOf(problem);
    const state = JSON.stringify([isChecked(problem), key === at, problem.excerpt, problem.page]);
    const before = items.get(key);
    if (before?.state === state) return before.element;
    const made = written(problem, places(problem), isChecked(problem) ? "Being checked again" : undefined);
    const element = before?.element ?? make("li");
    const focused = element.contains(document.activeElement);
    element.className = isChecked(problem) ? "checked" : problem.severity;
    element.replaceChildren(...made, ...beside(problem));
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

  // ---------------------------------------------------------- from a fault to its place

  /** Show a fault: its page, its place on it, and its file in the footer. */
  function visit(problem) {
    at = keyOf(problem);
    read([problem]);
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

  /** To the next fault that fits the filter, or to the one before. */
  function go(by) {
    const found = matching();
    if (!found.length) return;
    const here = found.findIndex((problem) => keyOf(problem) === at);
    const next = here < 0 ? (by > 0 ? 0 : found.length - 1) : (here + by + found.length) % found.length;
    if (!face.isOpen()) face.open({ over: true });
    visit(found[next]);
    items.get(at)?.element.scrollIntoView({ block: "nearest" });
  }
}

/** In the list that is open, or else in the first. */
function go(by) {
  (lists.find(({ face }) => face.isOpen()) ?? lists[0]).go(by);
}

const group = "Panels";
command({ key: "n", title: "the next of the list, or the next problem", group, run: () => go(1) });
command({ key: "N", title: "the one before", group, run: () => go(-1) });
