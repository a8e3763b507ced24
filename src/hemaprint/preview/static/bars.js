// The bars: title, article, page, edition, overlays.

import { all, ask, find, make, press } from "./dom.js";
import { command } from "./keys.js";
import { remember } from "./memory.js";
import { goTo, indexOf, showPages, whenTurned } from "./pages.js";
import { repaint } from "./pictures.js";
import { refuse } from "./source.js";
import { say } from "./status.js";
import { nameOf, store, whenChanged } from "./store.js";

const select = find("#article");
const field = find("#page");

whenChanged((state) => {
  if (!state.title) return;
  find("#magazine").textContent = state.title;
  find("#issue").textContent = state.issue;
  find("#of").textContent = `of ${state.pages.length}`;
  listArticles();
});

/** The articles, each with its first page; a list that is open now waits until it is left. */
function listArticles() {
  if (document.activeElement === select) return;
  const { pages } = store.state;
  const firsts = pages.filter((page, index) => page.name !== pages[index - 1]?.name);
  const now = JSON.stringify(firsts.map(({ id, label, title }) => [id, label, title]));
  if (select.dataset.list !== now) {
    select.dataset.list = now;
    select.replaceChildren(...firsts.map(({ id, label, title }) => make("option", { value: id }, `${label || "–"}  ${title}`)));
  }
  chooseArticle(store.current);
}

function chooseArticle(index) {
  if (document.activeElement === select) return;
  const { pages } = store.state;
  let first = index;
  while (first > 0 && pages[first - 1].name === pages[index]?.name) first -= 1;
  if (pages[first]) select.value = pages[first].id;
}

select.addEventListener("blur", listArticles);
select.addEventListener("change", () => goTo(store.state.pages.findIndex((page) => page.id === select.value)));

let article;
whenTurned((index) => {
  const page = store.state.pages[index];
  if (document.activeElement !== field) field.value = page.label || index + 1;
  chooseArticle(index);
  if (page.name === article) return;
  article = page.name;
  const set = page.kind === "article" || page.kind === "continued";
  ask("/view", { article: set ? article : null }).catch(() => {});
});

find("#goto").addEventListener("submit", (event) => {
  event.preventDefault();
  const index = indexOf(field.value);
  if (index < 0) {
    refuse(`This issue has no page ${field.value}`.trim());
    return;
  }
  goTo(index, true);
  const page = store.state.pages[index];
  say(`${nameOf(page)}, ${page.title}`);
});
field.addEventListener("focus", () => field.select());
field.addEventListener("blur", () => {
  const page = store.state.pages[store.current];
  if (page) field.value = page.label || store.current + 1;
});

// ------------------------------------------------------------ edition and overlays

export function setEdition(edition) {
  store.edition = edition;
  all("[data-edition]").forEach((button) => press(button, button.dataset.edition === edition));
  showPages();
}

function chooseEdition(edition) {
  remember("edition", edition);
  setEdition(edition);
}

function toggleOverlay(name) {
  if (!store.overlays.delete(name)) store.overlays.add(name);
  remember("overlays", [...store.overlays]);
  press(find(`[data-overlay=${name}]`), store.overlays.has(name));
  repaint();
}

setEdition(store.edition);
for (const button of all("[data-edition]")) button.addEventListener("click", () => chooseEdition(button.dataset.edition));
for (const button of all("[data-overlay]")) {
  const name = button.dataset.overlay;
  press(button, store.overlays.has(name));
  button.addEventListener("click", () => toggleOverlay(name));
  command({ key: name === "boxes" ? "x" : name[0], title: button.textContent.toLowerCase(), group: "Over the page", run: () => toggleOverlay(name) });
}
command({ key: "g", title: "to a page by its number", group: "Pages", run: () => field.focus() });
command({ key: "a", title: "to an article", group: "Pages", run: () => select.focus() });
command({
  key: "p",
  title: "digital or print",
  group: "The window",
  run: () => chooseEdition(store.edition === "print" ? "digital" : "print"),
});
