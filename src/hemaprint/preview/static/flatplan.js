// The flat plan: thumbnails in signatures. Entries are moved by dragging or by keys, and issue.yaml is written by the server.

import { all, ask, find, make, plural } from "./dom.js";
import { command } from "./keys.js";
import { recall, remember } from "./memory.js";
import { goTo } from "./pages.js";
import { rightWidth } from "./pictures.js";
import { openPlace, refuse } from "./source.js";
import { alarm, say } from "./status.js";
import { store, whenChanged } from "./store.js";
import { setView, view, whenViewed } from "./views.js";

const SIZES = [4, 8, 16, 32];
const AT_ONCE = 12;
const SIDES = [["any", "either side"], ["left", "left-hand page"], ["right", "right-hand page"]];

const cells = new Map();
const inks = new Map();
let plan = null;
let chosen = "";
let inksRefused = "";
let changing = false;

const choices = (pairs) => pairs.map(([value, text]) => make("option", { value }, text));
const tool = (text, title, run) => make("button", { class: "plain", title, onclick: run }, text);

const told = make("p", { class: "told", role: "status" });
const size = make("select", { id: "signature", onchange: () => remember("signature", Number(size.value)) || load() }, ...choices(SIZES.map((one) => [one, `${one} pages`])));
size.value = recall("signature", 16);
const undo = tool("Undo", "Undo (u)", takeBack);
const name = make("b");
const facts = make("span", { class: "facts" });
const earlier = tool("Earlier", "Earlier (<)", () => shift(-1));
const later = tool("Later", "Later (>)", () => shift(1));
const starts = make("select", { id: "starts", onchange: () => change("start", { ...ours(entryOf(chosen)), side: starts.value }, `opens on ${SIDES.find(([side]) => side === starts.value)[1]}`) }, ...choices(SIDES));
const slot = make("select", { id: "slot", onchange: () => place(slot.value) });
const startsLabel = make("label", {}, "Starts on ", starts);
const slotLabel = make("label", {}, "Slot ", slot);
const show = tool("Show pages", "Show its pages (Enter)", showPages);
const bar = make("div", { class: "entry", role: "group", "aria-label": "The chosen entry" }, name, facts, earlier, later, startsLabel, slotLabel, show);
const late = make("ul", { class: "overdue", "aria-label": "Late" });
const board = make("div", { class: "signatures" });
const section = find("#flatplan");
section.append(make("div", { class: "strip" }, make("h2", {}, "Flat plan"), told, make("label", {}, "Signatures of ", size), undo), bar, board, late);

view({ id: "flatplan", title: "Flat plan", shows: ["flatplan"] });

// ------------------------------------------------------------ what there is

const idOf = ({ kind, name: called }) => `${kind}/${called}`;
const ours = (entry) => ({ kind: entry.kind, name: entry.name });
const entryOf = (id) => plan?.entries.find((entry) => idOf(entry) === id);
const inOrder = () => plan.entries.filter((entry) => ["page", "article", "continued"].includes(entry.kind));
const slotOf = (entry) => plan.slots.find((one) => one.id === entry.name);

async function load() {
  const answer = await fetch(`/flatplan/${size.value}`).catch(() => null);
  if (!answer) return; // the server has gone, and the lamp says so
  if (!answer.ok) {
    const { message, hint } = await answer.json();
    told.textContent = [message, hint].filter(Boolean).join(". ");
    return;
  }
  plan = await answer.json();
  draw();
  fetchInks();
}

/** Each page with what the preview shows of it: its key and picture belong to the page of that name and number. */
function pages() {
  const counts = new Map();
  const shown = new Map(store.state.pages.map((page) => [page.id, page]));
  return plan.pages.map((page) => {
    const called = page.kind === "blank" ? "blank" : page.name;
    counts.set(called, (counts.get(called) ?? 0) + 1);
    return { ...page, id: `${called}/${counts.get(called)}`, entry: idOf(page), shown: shown.get(`${called}/${counts.get(called)}`) };
  });
}

// ------------------------------------------------------------ drawing

function draw() {
  const focused = document.activeElement?.closest?.(".cell")?.dataset.id;
  const all = pages();
  if (!entryOf(chosen)) chosen = idOf(plan.entries[0] ?? { kind: "", name: "" });
  section.classList.toggle("fixed", Boolean(plan.refusal));
  told.textContent = `${plan.summary}.${plan.refusal ? ` ${plan.refusal[0].toUpperCase()}${plan.refusal.slice(1)}.` : ""}${inksRefused}`;
  undo.disabled = !plan.undo || Boolean(plan.refusal);
  const sections = plan.signatures.map(({ number, first, last }) => {
    const those = all.slice(first - 1, last);
    const title = `Signature ${number}, pages ${folio(those[0])}–${folio(those.at(-1))}`;
    const spreads = [];
    for (const page of those) {
      const opens = page.side === (plan.turned ? "right" : "left");
      if (opens || !spreads.length || spreads.at(-1).length === 2) spreads.push([page]);
      else spreads.at(-1).push(page);
    }
    return make("section", {}, make("h3", {}, title), make("ol", { class: "spreads" }, ...spreads.map((pair) => make("li", { class: pair.length > 1 ? "" : `lone ${pair[0].side}` }, ...pair.map(cell)))));
  });
  board.classList.toggle("turned", plan.turned);
  board.replaceChildren(...sections);
  const known = new Set(all.map((page) => page.id));
  for (const id of [...cells.keys()]) if (!known.has(id)) cells.delete(id);
  late.replaceChildren(...plan.entries.flatMap((entry) => entry.late.map((problem) => lateItem(entry, problem))));
  choose(chosen);
  if (focused) (cells.get(focused) ?? first(chosen))?.focus();
}

const folio = (page) => page.label || `[${page.number}]`;

function cell(page) {
  const made = cells.get(page.id) ?? makeCell(page.id);
  cells.set(page.id, made);
  made.page = page;
  made.dataset.entry = page.entry;
  made.draggable = movable(entryOf(page.entry)) && !plan.refusal;
  const entry = entryOf(page.entry);
  const kind = [entry.department, page.kind === "advertisement" ? "advertisement" : page.kind === "continued" ? "continued" : ""].filter(Boolean).join(" · ");
  const url = page.shown?.key ? `/pictures/digital/${page.shown.key}/${rightWidth(124)}.webp` : "";
  if (made.url !== url) {
    made.url = url;
    made.thumb.replaceChildren(url ? make("img", { src: url, alt: "", loading: "lazy" }) : make("span", {}, page.kind === "blank" ? "Blank" : "Not set"));
  }
  made.words.replaceChildren(
    make("span", { class: "line" }, make("b", {}, page.label || "–"), inkMarks(page)),
    make("span", { class: "name" }, page.title),
    make("span", { class: "kind" }, kind),
    ...page.halves.map((half) => make("span", { class: "half" }, `½ ${half}`)),
    ...(entry.late.length ? [make("strong", {}, "late")] : []),
  );
  made.thumb.style.aspectRatio = store.state.trim.join(" / ");
  return made;
}

function makeCell(id) {
  const thumb = make("span", { class: "page" });
  const words = make("span", { class: "words" });
  const made = make("button", { class: "cell", "data-id": id, "aria-pressed": "false", onclick: () => choose(made.dataset.entry), onfocus: () => choose(made.dataset.entry), ondragstart: dragged, ondragover: over, ondragleave: unmark, ondrop: dropped, ondragend: unmark, ondblclick: showPages }, thumb, words);
  return Object.assign(made, { thumb, words, url: null });
}

function inkMarks(page) {
  const known = inks.get(page.shown?.print) ?? (page.kind === "blank" ? [] : null);
  if (!known) return "";
  const marks = known.map((ink) => make("i", { class: `ink ${ink.length === 1 ? ink.toLowerCase() : ""}` }, ink));
  return make("span", { class: "inks" }, ...(marks.length ? marks : [make("i", { class: "ink" }, "no ink")]));
}

function lateItem(entry, problem) {
  const where = problem.line ? `${problem.path}:${problem.line}` : problem.path;
  const open = store.hello.editor ? [tool(`Open in ${store.hello.editor}`, where, () => openPlace(problem))] : [];
  return make("li", {}, make("b", {}, entry.title), ` ${problem.message}. `, make("span", { class: "hint" }, `${problem.hint}. `), make("code", {}, where), " ", ...open);
}

/** The inks of pages that are set, by their keys, a few at a time. */
async function fetchInks() {
  const wanted = store.state.pages.map((page) => page.print).filter((key) => key && !inks.has(key));
  if (!wanted.length || inksRefused || store.view !== "flatplan") return;
  try {
    const found = await ask("/flatplan/inks", { keys: wanted.slice(0, AT_ONCE) });
    for (const key of wanted.slice(0, AT_ONCE)) inks.set(key, found[key] ?? null);
  } catch (error) {
    inksRefused = ` Inks are not known: ${error.message}`;
    draw();
    return;
  }
  for (const one of cells.values()) cell(one.page);
  fetchInks();
}

// ------------------------------------------------------------ the chosen entry

const first = (id) => [...cells.values()].filter((one) => one.dataset.entry === id).sort((a, b) => a.page.number - b.page.number)[0];

function choose(id) {
  const entry = entryOf(id);
  if (!entry) return;
  chosen = id;
  const focusable = document.activeElement?.closest?.(".cell")?.dataset.entry === id ? document.activeElement : first(id);
  for (const one of cells.values()) {
    one.setAttribute("aria-pressed", String(one.dataset.entry === id));
    one.tabIndex = one === focusable ? 0 : -1;
  }
  name.textContent = entry.title;
  const budget = entry.budget && entry.budget !== entry.pages ? ` of ${entry.budget}` : "";
  facts.textContent = [entry.folios && `page${entry.pages > 1 ? "s" : ""} ${entry.folios}`, entry.pages ? `${entry.pages}${budget} ${plural(entry.budget ?? entry.pages, "page").replace(/^\d+ /, "")}` : "not used", entry.department, entry.late.length && plural(entry.late.length, "thing") + " late"].filter(Boolean).join(" · ");
  const isAd = entry.kind === "advertisement";
  const fixed = Boolean(plan.refusal) || changing;
  earlier.disabled = fixed || !target(entry, -1);
  later.disabled = fixed || !target(entry, 1);
  startsLabel.hidden = isAd || entry.kind === "blank";
  starts.value = entry.starts;
  starts.disabled = fixed;
  slotLabel.hidden = !isAd;
  slot.disabled = fixed;
  show.disabled = !first(id)?.page.shown?.key;
  if (isAd) fillSlots(entry);
}

function fillSlots(entry) {
  const { size: extent, slot: kind, target: now } = slotOf(entry);
  const full = extent === "full";
  const places = inOrder().filter((one) => (full ? one.name !== "back" && one.kind !== "continued" : one.kind === "article"));
  const options = places.map((one) => [`${full ? "after" : "article"}/${one.name}`, `${full ? "after" : "in"} ${one.title}`]);
  if (full) options.push(["filler/", "filler, where a page would be blank"]);
  slot.replaceChildren(...choices(options));
  slot.value = `${kind}/${now}`;
}

const movable = (entry) => entry.kind !== "blank" && (entry.kind === "advertisement" || inOrder().length > 1);

/** The entry of the order that an advertisement follows. */
function anchor(entry) {
  const { slot: kind, target: now } = slotOf(entry);
  if (kind === "after") return inOrder().find((one) => one.name === now && one.kind !== "continued");
  const before = inOrder().filter((one) => one.first !== null && one.first < (entry.first ?? Infinity));
  return before.at(-1);
}

/** Where an entry would go: the entry before which it goes (null: the end), or the one that an advertisement follows. */
function target(entry, by) {
  const order = inOrder();
  if (entry.kind === "blank") return null;
  if (entry.kind === "advertisement") {
    const places = order.filter((one) => one.name !== "back" && one.kind !== "continued");
    const next = places[places.indexOf(anchor(entry)) + by];
    return next ? { after: next } : null;
  }
  const here = order.findIndex((one) => idOf(one) === idOf(entry));
  if (here + by < 0 || here + by >= order.length) return null;
  return { before: by < 0 ? order[here - 1] : (order[here + 2] ?? null), beside: order[here + by] };
}

function shift(by) {
  const entry = entryOf(chosen);
  const to = entry && !plan.refusal && target(entry, by);
  if (!to) return;
  if (entry.kind === "advertisement") place(`after/${to.after.name}`);
  else move(entry, to.before, `${by < 0 ? "before" : "after"} ${to.beside.title}`);
}

const move = (entry, before, where) => change("move", { ...ours(entry), before: before ? [before.kind, before.name] : null }, `is now ${where}`);

function place(value) {
  const cut = value.indexOf("/");
  const kind = value.slice(0, cut);
  const goal = value.slice(cut + 1);
  change("slot", { advertisement: entryOf(chosen).name, slot: kind, target: goal }, kind === "filler" ? "waits as a filler" : `is now ${kind === "after" ? "after" : "in"} ${goal}`);
}

/** Have the server write a change, and show it; the pages follow when they are set. */
async function change(what, data, words) {
  const { title } = entryOf(chosen);
  if (changing) return;
  changing = true;
  try {
    await ask(`/flatplan/${what}`, { ...data, seen: plan.seen });
    say(`${title} ${words}`);
    alarm("");
  } catch (error) {
    refuse(error.message);
  }
  changing = false;
  await load();
}

async function takeBack() {
  if (store.view !== "flatplan" || !plan?.undo) return false;
  try {
    await ask("/flatplan/undo", {});
    say("The last change is taken back");
  } catch (error) {
    refuse(error.message);
  }
  await load();
  return true;
}

function showPages() {
  const shown = first(chosen)?.page.shown;
  if (!shown?.key) return;
  setView("pages");
  goTo(store.state.pages.findIndex((page) => page.id === shown.id), true);
}

// ------------------------------------------------------------ dragging

let carried = null;

function dragged(event) {
  carried = event.currentTarget.dataset.entry;
  choose(carried);
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", entryOf(carried).title);
}

/** What happens where an entry is let go: it takes the place of the entry there. */
function landing(onto) {
  const entry = carried && entryOf(carried);
  if (!entry || onto.dataset.entry === carried || plan.refusal) return null;
  let other = entryOf(onto.dataset.entry);
  if (other.kind === "advertisement" && slotOf(other).size === "full") other = anchor(other);
  if (!other || other.kind === "blank") return null;
  if (entry.kind === "advertisement") return { after: other };
  const order = inOrder().map(idOf);
  const back = order.indexOf(idOf(other)) < order.indexOf(carried);
  return { back, other, before: back ? other : (inOrder()[order.indexOf(idOf(other)) + 1] ?? null) };
}

function over(event) {
  const to = landing(event.currentTarget);
  if (!to) return;
  event.preventDefault();
  unmark();
  for (const one of cells.values()) if (one.dataset.entry === event.currentTarget.dataset.entry) one.classList.add("target");
}

function unmark() {
  all(".target", board).forEach((one) => one.classList.remove("target"));
}

function dropped(event) {
  event.preventDefault();
  unmark();
  const to = landing(event.currentTarget);
  const entry = carried && entryOf(carried);
  carried = null;
  if (!to || !entry) return;
  chosen = idOf(entry);
  if (to.after) place(`after/${to.after.name}`);
  else move(entry, to.before, `${to.back ? "before" : "after"} ${to.other.title}`);
}

// ------------------------------------------------------------ keys

board.addEventListener("keydown", (event) => {
  const here = event.target.closest?.(".cell");
  if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
  const ahead = plan.turned ? -1 : 1;
  const step = { ArrowRight: ahead, ArrowLeft: -ahead }[event.key];
  const row = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && event.shiftKey) shift(step);
  else if (step) go(here.page.number + step);
  else if (row) go(below(here, row));
  else if (event.key === "Home") go(1);
  else if (event.key === "End") go(plan.pages.length);
  else if (event.key === "Enter") showPages();
  else return;
  event.preventDefault();
});

function go(number) {
  [...cells.values()].find((one) => one.page.number === number)?.focus();
}

/** The number of the page in the next row that is nearest across. */
function below(here, by) {
  const box = here.getBoundingClientRect();
  const others = [...cells.values()].map((one) => [one, one.getBoundingClientRect()]).filter(([, other]) => (other.top - box.top) * by > 1);
  const tops = others.map(([, other]) => Math.abs(other.top - box.top));
  const row = others.filter(([, other]) => Math.abs(other.top - box.top) < Math.min(...tops) + 40);
  row.sort((a, b) => Math.abs(a[1].left - box.left) - Math.abs(b[1].left - box.left));
  return row[0]?.[0].page.number ?? here.page.number;
}

const isShown = () => store.view === "flatplan" && plan;
const group = "The flat plan";
command({ key: "o", title: "show it", group, run: () => setView("flatplan") });
command({ key: "<", title: "the chosen entry earlier", group, run: () => (isShown() ? shift(-1) : false) });
command({ key: ">", title: "the chosen entry later", group, run: () => (isShown() ? shift(1) : false) });
command({ key: "u", title: "undo the last change", group, run: () => (isShown() ? takeBack() : false) });

whenViewed((id) => id === "flatplan" && load());
whenChanged((state, before) => {
  if (store.view === "flatplan" && (state.pages !== before.pages || state.build !== before.build)) load();
});
