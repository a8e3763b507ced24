// The panel of rules: every rule that a block has, the strongest first, each with its style sheet and line; of a block of
// a layout, or of a typeset page.

import { ask, find, make } from "./dom.js";
import { panel } from "./dock.js";
import { addRules, frame, layoutName, whenLaidOut } from "./layouts.js";
import { leafAt } from "./leaves.js";
import { overlayOf } from "./overlays.js";
import { copy, openPlace, showPlace, whenLocated } from "./source.js";
import { say } from "./status.js";
import { placeName, store, whenChanged } from "./store.js";

/** Elements inside the one in question that are listed. */
const LISTED = 24;
let answer = null;
let asked = null;
let refusal = "";

const face = panel({ id: "rules", title: "Rules", key: "r", fill });

// ------------------------------------------------------------ asking

/** Ask for the rules of an element of a layout ({layout, path}), or of a place on a page ({page, x, y}). */
async function askFor(wanted, tell = true) {
  asked = wanted;
  try {
    const found = await ask("page" in wanted ? "/rules/page" : "/rules/layout", wanted);
    if (asked !== wanted) return;
    [answer, refusal] = [found, ""];
    // from now on the element is meant, also where pages move
    asked = { layout: found.layout, path: found.trail.at(-1)?.path ?? [] };
  } catch (error) {
    if (asked === wanted) [answer, refusal] = [null, error.message];
  }
  mark();
  face.refresh();
  if (tell && answer) say(`${answer.element}: ${answer.rules.length} rules`);
}

/** What is in view, where nothing has been chosen: the first block of the page, or the body of the layout. */
async function begin() {
  if (store.view === "layouts") return askFor({ layout: layoutName(), path: [] });
  const leaf = leafAt(store.current);
  if (!leaf) return undefined;
  const { blocks } = await overlayOf(leaf.index);
  const [, left, top] = blocks[0] ?? [0, 40, 80];
  return askFor({ page: leaf.index, x: left + 4, y: top + 4 });
}

whenLocated((leaf, x, y) => face.isOpen() && askFor({ page: leaf.index, x, y }));
whenChanged((state, before) => state.build !== before.build && asked && face.isOpen() && askFor(asked, false));

/** Which child of the body an element is, which child of that the next, and so on. */
function pathOf(element) {
  const path = [];
  for (let one = element; one && one.localName !== "body"; one = one.parentElement) path.unshift([...one.parentElement.children].indexOf(one));
  return path;
}

function elementAt(page, path) {
  return path.reduce((element, at) => element?.children[at], page.body) ?? null;
}

// ------------------------------------------------------------ in the layout

let watched = null;

whenLaidOut((page) => {
  if (watched !== page) {
    watched = page;
    addRules(page, "[data-chosen]{outline:2px solid #007ac2;outline-offset:1px}");
    page.addEventListener("click", (event) => {
      event.preventDefault();
      choose({ layout: layoutName(), path: pathOf(event.target) });
    });
  }
  mark();
});

function choose(wanted) {
  if (!face.isOpen()) face.open({ focus: false });
  askFor(wanted);
}

/** Frame the element in the layout that the panel is about. */
function mark() {
  const page = frame.contentDocument;
  page?.querySelectorAll("[data-chosen]").forEach((one) => one.removeAttribute("data-chosen"));
  if (!page?.body || !answer || answer.layout !== layoutName()) return;
  const path = answer.trail.at(-1)?.path;
  if (path?.length) elementAt(page, path)?.setAttribute("data-chosen", "");
}

// ------------------------------------------------------------ the panel

function fill(body) {
  if (!answer && !refusal) {
    body.replaceChildren(make("p", { class: "note" }, "Click a block of a page or of a layout."));
    if (!asked && store.state.pages.length) begin();
    return;
  }
  const focused = body.contains(document.activeElement) ? document.activeElement.dataset.at : undefined;
  if (refusal) body.replaceChildren(make("p", { class: "note" }, refusal));
  else body.replaceChildren(heading(), trail(), inside(), ...groups());
  if (focused !== undefined) (find(`[data-at="${focused}"]`, body) ?? body).focus({ preventScroll: true });
}

const heading = () => make("h2", {}, answer.element);

function step({ name, path }) {
  return make("button", { class: "plain", "data-at": path.join("-"), onclick: () => askFor({ layout: answer.layout, path }) }, name);
}

function trail() {
  const steps = answer.trail.slice(0, -1).map((one) => make("li", {}, step(one)));
  return make("nav", { class: "trail", "aria-label": "Elements around it" }, make("ol", {}, ...steps));
}

function inside() {
  if (!answer.inside.length) return "";
  const steps = answer.inside.slice(0, LISTED).map((one) => make("li", {}, step(one)));
  const more = answer.inside.length - steps.length;
  if (more > 0) steps.push(make("li", { class: "note" }, `and ${more} more`));
  return make("nav", { class: "trail", "aria-label": "Elements inside it" }, make("span", { class: "note" }, "Inside: "), make("ol", {}, ...steps));
}

function groups() {
  const those = Map.groupBy(answer.rules, (rule) => (rule.inherited ? `From ${rule.inherited}` : rule.pseudo ? `::${rule.pseudo}` : ""));
  return [...those].map(([name, rules]) => make("section", { class: "rules" }, ...(name ? [make("h3", {}, name)] : []), make("ol", {}, ...rules.map(written))));
}

function written(rule) {
  return make(
    "li",
    {},
    make("p", { class: "selector" }, make("code", {}, rule.selector), " ", place(rule)),
    make("ul", {}, ...rule.declarations.map((one) => make("li", {}, ...declared(one, rule)))),
  );
}

/** Where a rule is: a button that opens it, or, where it is not a file of the project, a link to its sheet. */
function place(rule) {
  const name = `${rule.sheet.split("/").at(-1)}:${rule.line}`;
  const told = `${rule.sheet}, line ${rule.line}; specificity ${rule.specificity.join(", ")}`;
  if (!rule.sheet) return make("span", { class: "note" }, "in the layout");
  if (rule.path) return make("button", { class: "where", title: told, onclick: () => open(rule) }, name);
  return make("a", { class: "where", title: told, href: rule.address, target: "_blank", rel: "noopener" }, name);
}

function declared(one, rule) {
  const parts = [make("code", {}, make("b", {}, one.name), `: ${one.value}${one.important ? " !important" : ""}`)];
  if (one.resolved && one.resolved !== one.value) parts.push(" ", make("span", { class: "resolved" }, `= ${one.resolved}`));
  if (one.refused) parts.push(" ", make("span", { class: "refusal" }, "not used in print"));
  if (!one.overridden) return parts;
  return [make("s", {}, ...parts), make("span", { class: "unseen" }, ` overridden${rule.inherited ? " further in" : ""}`)];
}

async function open(rule) {
  const told = await copy(placeName(rule));
  showPlace(rule, told);
  openPlace(rule);
}
