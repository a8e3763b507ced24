// The preview: listens to the server and to the user.

import { all, ask, find, make, plural, press } from "./dom.js";
import { listen } from "./events.js";
import { layoutOf, showLayout } from "./layouts.js";
import { overlayOf, paintOverlay } from "./overlays.js";
import * as pages from "./pages.js";
import { nameOf, shown, store } from "./store.js";
import * as trouble from "./trouble.js";

// ------------------------------------------------------------ the server

let first = true;
listen({ hello: greet, state: update }, (reason) => mood("busy", reason));

function greet(hello) {
  store.hello = hello;
  document.querySelector("#newsletter").hidden = !store.hello.letter;
  if (first && !sessionStorage.edition) setEdition(store.hello.edition, false);
}

function update(state) {
  const before = store.state;
  store.state = { ...before, ...state };
  if (!store.state.pages.length && before.pages.length) store.state.pages = before.pages;
  if (store.state.title) showTitle();
  pages.showPages();
  trouble.showTrouble();
  tell(before);
  if (store.view === "layouts") showLayout();
  if (first && store.state.pages.length) begin();
  shown.version = store.state.version;
}

document.addEventListener("refused", (event) => {
  mood("warn", event.detail);
  say(event.detail);
});

function begin() {
  first = false;
  const label = decodeURIComponent(location.hash.slice(1));
  const index = store.state.pages.findIndex((page) => page.label === label);
  if (index > 0) pages.goTo(index);
  else pages.start();
}

function showTitle() {
  find("#magazine").textContent = store.state.title;
  find("#issue").textContent = store.state.issue;
  document.title = `${store.state.title} ${store.state.issue}`;
  find("#of").textContent = `of ${store.state.pages.length}`;
  const titles = [];
  store.state.pages.forEach((page, index) => {
    if (page.name !== store.state.pages[index - 1]?.name) titles.push([index, page]);
  });
  const options = titles.map(([index, page]) => make("option", { value: index }, `${page.label || "–"}  ${page.title}`));
  const select = find("#article");
  if (select.textContent !== options.map((option) => option.textContent).join("")) select.replaceChildren(...options);
  chooseArticle(store.current);
}

/** Say what happened: in the footer, and to screen readers. */
function tell(before) {
  const { problems, busy, failed, arrived, build } = store.state;
  const errors = problems.filter((problem) => problem.severity === "error").length;
  if (errors) mood("wrong", trouble.heading());
  else if (busy) mood("busy", build ? "Setting" : arrived ? `Setting: ${plural(arrived, "article")} done` : "Setting");
  else mood(problems.length ? "warn" : "good", problems.length ? trouble.heading() : "Up to date");
  find("#empty").textContent = failed
    ? "There are no pages yet. They appear when the error is fixed."
    : `The issue is being set for the first time. ${arrived ? `${plural(arrived, "article")} done.` : ""}`;
  if (busy || build === before.build) return;
  if (errors) {
    find("#warned").textContent = `${trouble.heading()}. ${problems.find((one) => one.severity === "error").message}. ${failed ? "The last good pages stay." : ""}`;
    return;
  }
  find("#warned").textContent = "";
  const keys = new Map((settled ?? []).map((page) => [page.number, page.key]));
  const changed = store.state.pages.filter((page) => keys.get(page.number) !== page.key);
  settled = store.state.pages;
  if (before.build) say(changed.length ? `${plural(changed.length, "page")} changed: ${changed.slice(0, 8).map((page) => page.label || page.title).join(", ")}` : "No page changed");
}

let settled = null;

function mood(name, text) {
  find("#status").dataset.mood = name;
  find("#status-text").textContent = text;
}

function say(text) {
  find("#said").textContent = text;
}

// ------------------------------------------------------------ from a page to its source

const hasEditor = () => Boolean(store.hello.editor);

function showPlace(place, told) {
  const where = place.line ? `${place.path}:${place.line}` : place.path;
  const parts = [make("code", {}, where)];
  parts.push(make("button", { class: "plain", onclick: () => copy(where).then(() => say(`Copied ${where}`)) }, "Copy"));
  if (hasEditor()) parts.push(make("button", { class: "plain", onclick: () => open(place) }, `Open in ${store.hello.editor}`));
  if (place.text) parts.push(make("span", { class: "quote" }, place.text));
  find("#place").replaceChildren(...parts);
  say([where, place.text, told].filter(Boolean).join(". "));
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return "copied";
  } catch {
    return ""; // without a secure origin there is no clipboard; the place is still shown
  }
}

async function open(place) {
  if (!hasEditor()) return;
  try {
    await ask("/open", { path: place.path, line: place.line || 1, column: place.column || 1 });
  } catch (error) {
    mood("warn", error.message);
  }
}

let found = null;

function mark(leaf, box) {
  if (found && found !== leaf) {
    found.found = null;
    paintOverlay(found);
  }
  found = leaf;
  leaf.found = box;
  paintOverlay(leaf);
}

async function use(leaf, event) {
  if (event.detail === 0) return step(leaf, 0);
  const box = leaf.sheet.getBoundingClientRect();
  const [width, height] = store.state.trim;
  const out = pages.margin();
  const x = ((event.clientX - box.left) / box.width) * (width + 2 * out) - out;
  const y = ((event.clientY - box.top) / box.height) * (height + 2 * out) - out;
  leaf.block = null;
  await locate(leaf, x, y, true);
}

async function locate(leaf, x, y, act) {
  try {
    const place = await ask("/locate", { page: leaf.index, x, y });
    const where = place.line ? `${place.path}:${place.line}` : place.path;
    mark(leaf, place.box);
    showPlace(place, act ? await copy(where) : "");
    if (act) await open(place);
  } catch (error) {
    mood("warn", error.message);
  }
}

/** With the keyboard: Enter selects the first block of a page, arrows move on from there, Enter again opens it. */
async function step(leaf, by) {
  const { blocks } = await overlayOf(leaf.index);
  const again = by === 0 && leaf.block != null;
  if (!blocks.length) return locate(leaf, 0, 0, by === 0);
  leaf.block = again ? leaf.block : Math.min(Math.max(0, (leaf.block ?? 0) + by), blocks.length - 1);
  const [, left, top, right] = blocks[leaf.block];
  await locate(leaf, (left + right) / 2, top + 5, again);
}

pages.whenUsed(use);
trouble.whenPlaceIsChosen((problem) => {
  if (problem.page != null && store.view === "pages") pages.goTo(problem.page);
  showPlace(problem, "");
  copy(problem.line ? `${problem.path}:${problem.line}` : problem.path);
  open(problem);
});

// ------------------------------------------------------------ what is in view

let lastArticle;
pages.whenTurned((index) => {
  const page = store.state.pages[index];
  find("#page").value = page.label || index + 1;
  chooseArticle(index);
  history.replaceState(null, "", page.label ? `#${encodeURIComponent(page.label)}` : " ");
  if (page.name !== lastArticle) {
    lastArticle = page.name;
    const article = page.kind === "article" || page.kind === "continued" ? page.name : null;
    ask("/view", { article }).catch(() => {});
  }
  if (store.view === "layouts") showLayout(layoutOf(page));
});

function chooseArticle(index) {
  const select = find("#article");
  const name = store.state.pages[index]?.name;
  const option = [...select.options].findLast((one) => Number(one.value) <= index && store.state.pages[one.value]?.name === name);
  if (option && document.activeElement !== select) select.value = option.value;
}

find("#article").addEventListener("change", (event) => pages.goTo(Number(event.target.value)));
find("#goto").addEventListener("submit", (event) => {
  event.preventDefault();
  const wanted = find("#page").value.trim().toLowerCase();
  const index = store.state.pages.findIndex((page) => page.label.toLowerCase() === wanted || page.title.toLowerCase() === wanted);
  if (index < 0) return say(`There is no page ${wanted}`);
  pages.goTo(index, true);
  say(`${nameOf(store.state.pages[index])}, ${store.state.pages[index].title}`);
});
find("#page").addEventListener("focus", (event) => event.target.select());

function setView(view) {
  store.view = view;
  document.body.dataset.view = view;
  find("#pages").hidden = view !== "pages";
  find("#layouts").hidden = view === "pages";
  all("[data-view]").forEach((button) => press(button, button.dataset.view === view));
  if (view === "layouts") showLayout(layoutOf(store.state.pages[store.current]));
  else pages.goTo(store.current);
}

function setEdition(edition, keep = true) {
  store.edition = edition;
  if (keep) sessionStorage.edition = edition;
  all("[data-edition]").forEach((button) => press(button, button.dataset.edition === edition));
  if (store.state.pages.length) pages.showPages();
}

function setOverlay(name, on = !store.overlays.has(name)) {
  if (on) store.overlays.add(name);
  else store.overlays.delete(name);
  press(find(`[data-overlay=${name}]`), on);
  pages.repaint();
}

function setRail(on) {
  find("#rail").hidden = !on;
  press(find("#thumbs"), on);
  if (on) pages.showPages();
}

const toggleRail = () => setRail(find("#rail").hidden);
const toggleEdition = () => setEdition(store.edition === "print" ? "digital" : "print");
const toggleView = () => setView(store.view === "pages" ? "layouts" : "pages");
const help = () => find("#keys").showModal();

all("[data-view]").forEach((button) => button.addEventListener("click", () => setView(button.dataset.view)));
all("[data-edition]").forEach((button) => button.addEventListener("click", () => setEdition(button.dataset.edition)));
all("[data-overlay]").forEach((button) => button.addEventListener("click", () => setOverlay(button.dataset.overlay)));
find("#thumbs").addEventListener("click", toggleRail);
find("#help").addEventListener("click", help);
find("#status").addEventListener("click", trouble.toggle);
find("#smaller").addEventListener("click", () => pages.zoomBy(1 / 1.25));
find("#larger").addEventListener("click", () => pages.zoomBy(1.25));
find("#fit").addEventListener("click", () => pages.zoomTo("fit"));
find("#pages").addEventListener(
  "wheel",
  (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    pages.zoomBy(Math.exp(-event.deltaY / 300));
  },
  { passive: false },
);

// ------------------------------------------------------------ keys

const keys = {
  ArrowLeft: () => pages.turn(store.state.turned ? 1 : -1),
  ArrowRight: () => pages.turn(store.state.turned ? -1 : 1),
  g: () => find("#page").focus(),
  a: () => find("#article").focus(),
  t: toggleRail,
  p: toggleEdition,
  l: toggleView,
  b: () => setOverlay("baseline"),
  c: () => setOverlay("columns"),
  x: () => setOverlay("boxes"),
  f: () => setOverlay("findings"),
  e: trouble.toggle,
  "+": () => pages.zoomBy(1.25),
  "=": () => pages.zoomBy(1.25),
  "-": () => pages.zoomBy(1 / 1.25),
  0: () => pages.zoomTo("fit"),
  "?": help,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || find("#keys").open) return;
  const target = event.target;
  if (event.key === "Escape") {
    if (target.matches("input, select")) target.blur();
    else trouble.close(true);
    return;
  }
  if (target.matches("input, select, textarea")) return;
  const leaf = target.closest?.(".leaf")?.leaf;
  if (leaf && leaf.block != null && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    step(leaf, event.key === "ArrowUp" ? -1 : 1);
    return;
  }
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

if (innerWidth < 900) setRail(false);
if (sessionStorage.edition) setEdition(sessionStorage.edition);
