// The view of the comparison: the pages of the spread in view, each with what it was: one over the other, or side by side.

import { arrange, draw, find, make, press } from "./dom.js";
import { comparison, want, whenCompared } from "./comparison.js";
import { command } from "./keys.js";
import { recall, remember } from "./memory.js";
import { whenTurned } from "./pages.js";
import { loaded, rightWidth } from "./pictures.js";
import { SCREEN, scaledElsewhere, whenSized } from "./sight.js";
import { say } from "./status.js";
import { nameOf, spreads, store, whenChanged } from "./store.js";
import { setView, view, whenViewed } from "./views.js";

const MODES = { onion: "Onion skin", swipe: "Before and after", beside: "Side by side" };
const WORDS = { same: "the same", rendering: "only rendered otherwise", changed: "changed", added: "added", removed: "removed" };
const PADDING = 24;
const CAPTION = 36;
const STEP = 10;
/** px below which pages lie one below the other. */
const NARROW = 480;

const section = find("#compare");
const modes = Object.entries(MODES).map(([id, title]) => make("button", { "data-mode": id, onclick: () => setMode(id) }, title));
const slider = make("input", { type: "range", id: "mix", min: "0", max: "100", value: recall("mix", "50"), "aria-label": "From old to new, in per cent", oninput: () => setMix(slider.value) });
const mixed = make("output", { for: "mix" });
const marks = make("button", { class: "tool", onclick: toggleMarks }, "Marks");
const told = make("p", { class: "hint", id: "compare-told" });
/** Where other modules put their buttons. */
export const tools = make("div", { class: "tools", role: "group", "aria-label": "Changes" });
const rows = make("div", { class: "rows" });
const board = make("div", { id: "compared", tabindex: "0", role: "group", "aria-label": "Compared pages" }, rows);
const strip = make(
  "div",
  { class: "strip" },
  make("div", { class: "choice", role: "group", "aria-label": "Mode" }, ...modes),
  make("label", { class: "mix" }, make("span", { "aria-hidden": "true" }, "Old"), slider, make("span", { "aria-hidden": "true" }, "New"), mixed),
  marks,
  tools,
  told,
);
section.append(strip, board);

const figures = new Map();
let mode = recall("mode", "onion");
let factor = 1;

const isShown = () => store.view === "compare";

// ------------------------------------------------------------ what is in view

/** The row of the comparison for each page of the spread in view, and after it those of pages that are gone. */
function entries() {
  const { pages } = store.state;
  const pair = spreads(pages).find((two) => two.includes(store.current)) ?? [];
  const differing = comparison.data?.pages ?? [];
  const known = new Map(differing.filter((row) => row.id !== null).map((row) => [row.id, row]));
  return pair.flatMap((index) => {
    const row = known.get(pages[index].id);
    const here = { id: pages[index].id, page: pages[index], row };
    const after = goneBeside(differing, row).map((gone) => ({ id: `gone ${gone.old}`, page: null, row: gone }));
    return index === 0 ? [...leading(differing), here, ...after] : [here, ...after];
  });
}

/** Pages that are gone and came before the first one. */
const leading = (all) => all.slice(0, Math.max(0, all.findIndex((row) => row.id !== null))).map((row) => ({ id: `gone ${row.old}`, page: null, row }));

function goneBeside(all, row) {
  const from = all.indexOf(row) + 1;
  const next = all.findIndex((one, index) => index >= from && one.id !== null);
  return row ? all.slice(from, next < 0 ? all.length : next) : [];
}

/** The page at which a row is shown: its own, or of one that is gone the page before it. */
export function pageOf(row) {
  const all = comparison.data.pages;
  const before = all.slice(0, all.indexOf(row) + 1).findLast((one) => one.id !== null);
  const id = before?.id ?? all.find((one) => one.id !== null)?.id;
  return store.state.pages.findIndex((page) => page.id === id);
}

// ------------------------------------------------------------ the figures

function show() {
  if (!isShown()) return;
  const wanted = entries();
  board.dataset.mode = mode;
  const shown = wanted.map((entry) => {
    const figure = figures.get(entry.id) ?? makeFigure(entry.id);
    Object.assign(figure, entry);
    return figure;
  });
  for (const id of figures.keys()) if (!wanted.some((entry) => entry.id === id)) figures.delete(id);
  arrange(rows, shown.map((one) => one.element));
  fit();
  shown.forEach(update);
  tellState();
}

function makeFigure(id) {
  const side = (name) => {
    const made = { url: "", picture: null, marks: draw("svg", { "aria-hidden": "true", preserveAspectRatio: "none" }) };
    made.none = make("p", { class: "none", hidden: true });
    made.paper = make("div", { class: "paper" }, made.marks);
    made.which = make("p", { class: "which" });
    made.element = make("div", { class: `side ${name}` }, made.which, made.paper, made.none);
    return made;
  };
  const figure = { old: side("old"), new: side("new") };
  figure.caption = make("figcaption");
  figure.duo = make("div", { class: "duo" }, figure.old.element, figure.new.element);
  figure.element = make("figure", { class: "compared", role: "group", tabindex: "-1" }, figure.caption, figure.duo);
  figure.duo.addEventListener("pointerdown", (event) => swipe(event, figure.duo));
  figure.duo.addEventListener("pointermove", (event) => event.buttons && swipe(event, figure.duo));
  figures.set(id, figure);
  return figure;
}

/** Drag the edge between old and new. */
function swipe(event, duo) {
  if (mode !== "swipe") return;
  const box = duo.getBoundingClientRect();
  setMix(Math.round(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * 100));
}

function update(figure) {
  const { element, page, row } = figure;
  const [width, height] = store.state.trim;
  const isOld = Boolean(row && page && row.key !== page.key);
  element.classList.toggle("stale", isOld);
  element.dataset.kind = row?.kind ?? "";
  element.classList.toggle("moved", Boolean(row?.moved));
  const name = page ? `${nameOf(page)}, ${page.title}` : `page ${row.was} of ${comparison.title}`;
  const state = stateOf(row, isOld);
  element.setAttribute("aria-label", [name, state].filter(Boolean).join(": "));
  figure.caption.replaceChildren(make("b", {}, page ? page.label || page.title : row.was), page ? ` ${page.title} ` : " ", make("span", { class: "state" }, state));
  const [scale, across, down] = row?.place ?? [1, 0, 0];
  const old = row?.size ?? [width, height];
  const over = mode !== "beside";
  place(figure.new, 0, 0, page ? [width, height] : old);
  place(figure.old, over ? across : 0, over ? down : 0, old.map((edge) => edge * (over ? scale : 1)));
  for (const [key, value] of Object.entries({ "sheet-width": (page ? width : old[0]) * factor, "sheet-height": (page ? height : old[1]) * factor })) figure.duo.style.setProperty(`--${key}`, `${value}px`);
  const { data } = comparison;
  figure.old.which.textContent = row?.was ? `Old: page ${row.was}` : "Old";
  figure.new.which.textContent = page ? `New: ${nameOf(page)}` : "New";
  absent(figure.old, row && row.old === null ? `Not in ${comparison.title}` : "");
  absent(figure.new, page ? "" : "Not in the pages shown");
  fetchPicture(figure.old, row && row.old !== null ? `/compared/${data.digest}/${row.old}` : "");
  fetchPicture(figure.new, page?.key ? `/pictures/digital/${page.key}` : "");
  paint(figure.old, old, row, "old");
  paint(figure.new, page ? [width, height] : old, row, "new");
}

function stateOf(row, isOld) {
  if (!row) return "";
  const why = row.rendering.length ? `: ${row.rendering.join(", ")}` : "";
  const changes = comparison.data.changes.filter((one) => comparison.data.pages[one.row] === row).length;
  return [
    isOld ? "being compared" : WORDS[row.kind] + (row.kind === "rendering" ? why : ""),
    row.moved && `moved, was page ${row.was}`,
    changes && `${changes} change${changes === 1 ? "" : "s"} of words`,
  ].filter(Boolean).join(", ");
}

function place(side, left, top, [width, height]) {
  const sizes = { left, top, width, height };
  for (const [name, value] of Object.entries(sizes)) side.paper.style.setProperty(`--${name}`, `${value * factor}px`);
}

function absent(side, words) {
  side.element.classList.toggle("absent", Boolean(words));
  side.none.hidden = !words;
  side.none.textContent = words;
  side.paper.hidden = Boolean(words);
}

/** The picture at `address`, in the right width; the one before stays until it is there. */
async function fetchPicture(side, address) {
  const url = address && `${address}/${rightWidth(side.paper.clientWidth || 600)}.webp`;
  if (side.url === url) return;
  side.url = url;
  const picture = url ? await loaded(url) : null;
  if (side.url !== url) return;
  if (url && !picture) {
    side.url = ""; // the next state asks again
    return;
  }
  side.picture?.remove();
  side.picture = picture;
  if (picture) side.paper.prepend(picture);
}

// ------------------------------------------------------------ marks

function paint(side, [width, height], row, name) {
  side.marks.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const { data, stop } = comparison;
  const drawn = [];
  if (row && name === "new") drawn.push(...row.regions.map((box) => rectangle(box, "region")));
  for (const change of row ? data.changes : []) {
    for (const [at, ...box] of change[name]?.boxes ?? []) {
      if (at !== row[name]) continue;
      const kind = name === "old" ? "gone" : "come";
      drawn.push(rectangle(box, kind), line(box, kind));
      if (stop?.change === change) drawn.push(rectangle(around(box), "chosen"));
    }
  }
  if (stop && stop.row === row && !stop.change) drawn.push(rectangle([2, 2, width - 2, height - 2], "chosen"));
  side.marks.replaceChildren(...drawn);
}

const around = ([left, top, right, bottom]) => [left - 2.5, top - 2.5, right + 2.5, bottom + 2.5];

const rectangle = ([left, top, right, bottom], name) => draw("rect", { class: name, x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) });

/** What is gone is struck through, what has come has a line below. */
function line([left, top, right, bottom], name) {
  const y = name === "gone" ? (top + bottom) / 2 : bottom;
  return draw("line", { class: name, x1: left, x2: right, y1: y, y2: y });
}

/** Bring the change that is chosen into the window. */
export function revealStop() {
  const chosen = find(".chosen", board);
  (chosen ?? rows.firstElementChild)?.scrollIntoView({ block: chosen ? "center" : "start", inline: "nearest", behavior: "instant" });
}

// ------------------------------------------------------------ sizes and modes

const isNarrow = () => board.clientWidth < NARROW;

/** px for each pt, as the zoom wants it. */
function scale() {
  if (typeof store.zoom === "number") return store.zoom * SCREEN;
  const [width, height] = store.state.trim;
  const pages = mode === "beside" ? (isNarrow() ? 1 : 2) : store.single || isNarrow() ? 1 : 2;
  const across = (board.clientWidth - (pages + 1) * (isNarrow() ? PADDING / 2 : PADDING)) / (pages * width);
  const down = store.zoom === "width" || isNarrow() ? Infinity : (board.clientHeight - 2 * PADDING - CAPTION - (mode === "beside" ? PADDING : 0)) / height;
  return Math.max(0.1, Math.min(across, down));
}

/** Take the size again; the middle of the window stays. */
function fit() {
  if (!board.clientWidth) return;
  board.classList.toggle("narrow", isNarrow());
  factor = scale();
  find("#percent").textContent = `${Math.round((factor / SCREEN) * 100)}%`;
  for (const name of ["fit", "width"]) press(find(`#${name}`), store.zoom === name);
}

function resize() {
  if (!isShown() || !board.clientWidth) return;
  const down = (board.scrollTop + board.clientHeight / 2) / board.scrollHeight;
  const across = (board.scrollLeft + board.clientWidth / 2) / board.scrollWidth;
  show();
  board.scrollTop = down * board.scrollHeight - board.clientHeight / 2;
  board.scrollLeft = across * board.scrollWidth - board.clientWidth / 2;
}

function setMode(id) {
  mode = id;
  remember("mode", id);
  modes.forEach((button) => press(button, button.dataset.mode === id));
  find(".mix", strip).hidden = id === "beside";
  resize();
}

function setMix(value) {
  slider.value = value;
  remember("mix", slider.value);
  mixed.textContent = `${slider.value} %`;
  section.style.setProperty("--mix", slider.value / 100);
}

function toggleMarks() {
  remember("marks", section.classList.contains("bare"));
  setMarks(section.classList.contains("bare"));
}

function setMarks(shown) {
  section.classList.toggle("bare", !shown);
  press(marks, shown);
}

function tellState() {
  const { data, told: doing, refused, base, title } = comparison;
  if (refused) told.textContent = `${refused.message}.`;
  else if (doing) told.textContent = `${title}: ${doing} …`;
  else if (data) told.textContent = data.same ? `The same as ${title}` : `Against ${title}`;
  else told.textContent = base ? title : "Choose what to compare with";
}

/** Only the old page, then only the new one. */
function flip() {
  if (!isShown() || mode === "beside") return false;
  setMix(Number(slider.value) > 50 ? 0 : 100);
  say(Number(slider.value) ? "New" : "Old");
  return true;
}

const mixBy = (step) => () => {
  if (!isShown() || mode === "beside") return false;
  setMix(Math.min(100, Math.max(0, Number(slider.value) + step)));
  return true;
};

function nextMode() {
  if (!isShown()) return false;
  const ids = Object.keys(MODES);
  setMode(ids[(ids.indexOf(mode) + 1) % ids.length]);
  say(MODES[mode]);
  return true;
}

view({ id: "compare", title: "Compare", shows: ["compare"] });
setMode(mode in MODES ? mode : "onion");
setMix(slider.value);
setMarks(recall("marks", true));
scaledElsewhere(() => (isShown() ? factor : 0));
whenViewed((id) => {
  want("view", id === "compare");
  show();
});
whenTurned(() => show());
whenChanged(() => show());
whenCompared(show);
whenSized(() => resize());
new ResizeObserver(resize).observe(board);

const group = "Comparison";
command({ key: "k", title: "the comparison, or the pages", group, run: () => setView(isShown() ? "pages" : "compare") });
command({ key: "q", title: "onion skin, before and after, or side by side", group, run: nextMode });
command({ key: "z", title: "only old, or only new", group, run: flip });
command({ key: "[", title: "more of old", group, run: mixBy(-STEP) });
command({ key: "]", title: "more of new", group, run: mixBy(STEP) });
