// The panel of copyfitting: how many lines every article is over its budget or has free, and what would make it fit.

import { ask, make, plural } from "./dom.js";
import { panel } from "./dock.js";
import { leafAt } from "./leaves.js";
import { goTo, goToBox, whenTurned } from "./pages.js";
import { copy, mark, openPlace, showPlace } from "./source.js";
import { say } from "./status.js";
import { placeName, store, whenChanged } from "./store.js";

let articles = [];
let budgets = [];
let asked = 0;
/** What was suggested, by article: { texts, busy, found, refusal }; it belongs to the pages that it was tried on. */
const advice = new Map();

const isOff = (one) => one.over > 0 || one.short;
const textsOf = (slug) => store.state.pages.filter((page) => page.name === slug).map((page) => page.text).join();
const face = panel({ id: "copyfit", title: "Copyfit", key: "y", fill, count: () => articles.filter(isOff).length });

whenChanged((state, before) => {
  if (!state.busy && state.build !== before.build && !state.failed) count();
  if (state.pages !== before.pages || state.build !== before.build) forget();
});

whenTurned(showCurrent);

/** Count again after each build; only the newest answer is shown. */
async function count() {
  const mine = ++asked;
  try {
    const response = await fetch("/copyfit");
    if (!response.ok) return;
    const found = await response.json();
    if (mine !== asked) return;
    ({ articles, budgets } = found);
    face.refresh();
  } catch {
    // the server is away: the next state asks again
  }
}

/** Suggestions were tried on pages: with other pages they are no longer true. */
function forget() {
  for (const [slug, one] of advice) if (!one.busy && one.texts !== textsOf(slug)) advice.delete(slug);
  face.refresh();
}

async function suggest(one) {
  const mine = { texts: textsOf(one.article), busy: true, found: null, refusal: "" };
  advice.set(one.article, mine);
  say(`Trying what would make ${one.title} fit`);
  face.refresh();
  try {
    mine.found = await ask("/copyfit/try", { article: one.article });
    say(told(mine.found));
  } catch (error) {
    mine.refusal = error.message;
    say(error.message);
  }
  mine.busy = false;
  if (mine.found && mine.texts !== textsOf(one.article)) advice.delete(one.article);
  face.refresh();
}

/** What is said of an article as a whole has no line of its own. */
const suggestions = (found) => found.filter((problem) => problem.line > 1);
const told = (found) => (suggestions(found).length ? plural(suggestions(found).length, "suggestion") : "Nothing to suggest");

// ------------------------------------------------------------ the list

function fill(body) {
  const focused = document.activeElement?.closest?.("#panel-copyfit [data-at]")?.dataset.at;
  const off = articles.filter(isOff).length;
  body.replaceChildren(
    make("h2", {}, off ? `${plural(off, "article")} off budget` : articles.length ? "Every article keeps its budget" : "Nothing is set yet"),
    make("p", { class: "note" }, "Lines of all columns together. Every suggestion has been tried before it is shown."),
    make("ol", { class: "copyfit" }, ...articles.map(item)),
    ...budgets.map((one) => make("p", { class: "message together" }, one.message)),
  );
  showCurrent();
  if (focused) body.querySelector(`[data-at="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

/** Mark the article in view. */
function showCurrent() {
  const here = store.state.pages[store.current]?.name;
  for (const one of document.querySelectorAll("#panel-copyfit .copyfit > li")) {
    if (one.dataset.article === here) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
}

function item(one) {
  const known = advice.get(one.article);
  const pages = one.budget ? `${one.pages} of ${plural(one.budget, "page")}` : plural(one.pages, "page");
  const said = one.over ? `${one.amount} over` : `${one.amount} free`;
  const name = one.over ? "Suggest cuts" : "Suggest what to add";
  const button = { class: "plain", "data-at": `try ${one.article}`, "aria-label": `${name}: ${one.title}`, "aria-disabled": known?.busy && "true", onclick: () => known?.busy || suggest(one) };
  return make(
    "li",
    { class: one.over ? "over" : one.short && "short", "data-article": one.article },
    make("p", { class: "at" }, make("button", { class: "name", "data-at": `go ${one.article}`, onclick: () => goTo(one.page) }, one.title), make("span", { class: "pages-of" }, pages)),
    make("p", { class: "amount" }, said),
    make("p", { class: "act" }, make("button", button, known?.busy ? "Trying" : name)),
    ...(known?.refusal ? [make("p", { class: "advice" }, known.refusal)] : []),
    ...(known?.found ? [list(one, known.found)] : []),
  );
}

function list(one, found) {
  if (!found.length) return make("p", { class: "advice" }, "Its last page is full enough: there is nothing to suggest.");
  return make("ul", { "aria-label": `Suggestions for ${one.title}` }, ...found.map((problem, at) => suggestion(one, problem, at)));
}

function suggestion(one, problem, at) {
  const whole = problem.line <= 1;
  const place = make("button", { class: "where", "data-at": `${one.article} ${at}`, onclick: () => visit(problem) }, nameOf(problem));
  return make(
    "li",
    {},
    ...(whole ? [] : [make("p", { class: "at" }, place)]),
    make("p", { class: "message" }, `${problem.message} `, make("span", { class: "code" }, problem.code)),
    ...(problem.hint ? [make("p", { class: "advice" }, problem.hint)] : []),
  );
}

/** The article is named above. */
const nameOf = ({ page, line }) => (store.state.pages[page]?.label ? `Line ${line}, page ${store.state.pages[page].label}` : `Line ${line}`);

/** Show the paragraph on its page, and open its line. */
function visit(problem) {
  if (problem.page != null && leafAt(problem.page)) {
    goToBox(problem.page, problem.box);
    mark(leafAt(problem.page), problem.box ?? null);
  }
  showPlace(problem, problem.message);
  copy(placeName(problem));
  openPlace(problem);
}
