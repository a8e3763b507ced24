// A search over the issue: what every page reads, also of pages that are not in view.

import { make, plural } from "./dom.js";
import { panel } from "./dock.js";
import { command } from "./keys.js";
import { allLeaves } from "./leaves.js";
import { goTo } from "./pages.js";
import { nameOf, whenChanged } from "./store.js";
import { readAll, textOf, unread, whenRead } from "./text.js";

const AROUND = 36;
const MOST = 500;
let wanted = "";
let hits = [];
let current = -1;
let reading = false;

const field = make("input", { type: "search", id: "search", "aria-label": "Search the issue", spellcheck: "false", oninput: () => seek(field.value), onkeydown: keyed });
const told = make("p", { class: "note", role: "status" });
const list = make("ol", { class: "hits" });

const face = panel({ id: "search", title: "Search", fill, count: () => hits.length });

function fill(body) {
  if (!body.contains(field)) body.replaceChildren(make("form", { class: "seek", role: "search", onsubmit: (event) => event.preventDefault() }, field), told, list);
}

function keyed(event) {
  if (event.key !== "Enter") return;
  event.preventDefault();
  step(event.shiftKey ? -1 : 1);
}

async function seek(text) {
  wanted = fold(text.trim());
  current = -1;
  search();
  if (!wanted || reading) return;
  reading = true;
  await readAll();
  reading = false;
  search();
}

/** Letters alike for people are alike here: case, accents, soft hyphens, kinds of spaces and of quotation marks. */
function fold(text) {
  return [...text].map(folded).join("").replace(/ +/g, " ");
}

function folded(letter) {
  if (letter === "\u00ad") return "";
  if (/\s/.test(letter)) return " ";
  if (/[‘’]/.test(letter)) return "'";
  if (/[“”]/.test(letter)) return '"';
  return letter.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The folded text of a page, and for each of its letters what it was, its text node and its place there. */
function lettersOf(held) {
  const letters = [];
  const from = [];
  const walker = document.createTreeWalker(held, NodeFilter.SHOW_TEXT);
  let block = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const home = node.parentElement.closest("p, li, h2, h3, h4, h5, h6, div, blockquote");
    if (block && home !== block) push(" ", " ", null, 0);
    block = home;
    let offset = 0;
    for (const letter of node.data) {
      [...folded(letter)].forEach((one, nth) => push(one, nth ? "" : letter, node, offset, offset + letter.length));
      offset += letter.length;
    }
  }
  return { text: letters.join(""), from };

  function push(letter, shown, node, start, end = start) {
    if (letter === " " && (letters.at(-1) ?? " ") === " ") return;
    letters.push(letter);
    from.push({ shown, node, start, end });
  }
}

function search() {
  hits = wanted ? allLeaves().flatMap(hitsOn).slice(0, MOST) : [];
  paint();
  show();
}

function hitsOn(leaf) {
  const held = textOf(leaf);
  if (!held) return [];
  const { text, from } = lettersOf(held);
  const found = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    const places = from.slice(at, at + wanted.length).filter((one) => one.node);
    if (!places.length) continue;
    const range = new Range();
    range.setStart(places[0].node, places[0].start);
    range.setEnd(places.at(-1).node, places.at(-1).end);
    const end = at + wanted.length;
    const shown = (start, stop) => from.slice(Math.max(0, start), stop).map((one) => one.shown).join("");
    found.push({ leaf, range, before: shown(at - AROUND, at), words: shown(at, end), after: shown(end, end + AROUND) });
  }
  return found;
}

/** Mark what was found on the pages. */
function paint() {
  if (!CSS.highlights) return;
  CSS.highlights.set("found", new Highlight(...hits.map((hit) => hit.range)));
  CSS.highlights.set("current", new Highlight(...(hits[current] ? [hits[current].range] : [])));
}

function show() {
  const most = hits.length === MOST ? "the first " : "";
  const missing = unread();
  const rest = reading ? "; still reading" : missing ? `; ${plural(missing, "page")} not read` : "";
  told.textContent = wanted ? `${hits.length ? `${most}${plural(hits.length, "place")}` : reading ? "No place yet" : "No place"}${rest}` : "What all pages read, in reading order.";
  list.replaceChildren(
    ...hits.map((hit, index) =>
      make(
        "li",
        {},
        make(
          "button",
          { class: "hit", "aria-current": index === current ? "true" : null, onclick: () => choose(index) },
          make("b", {}, hit.leaf.page.label || nameOf(hit.leaf.page)),
          make("span", {}, hit.before, make("mark", {}, hit.words), hit.after),
        ),
      ),
    ),
  );
  face.refresh();
}

function choose(index) {
  current = index;
  const hit = hits[index];
  if (!hit) return;
  paint();
  markCurrent(index);
  goTo(hit.leaf.index);
  hit.range.startContainer.parentElement.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function markCurrent(index) {
  [...list.querySelectorAll(".hit")].forEach((button, at) => {
    if (at === index) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  });
  list.children[index]?.scrollIntoView({ block: "nearest" });
}

function step(by) {
  if (hits.length) choose((current + by + hits.length) % hits.length);
}

function begin() {
  face.open({ focus: false });
  field.focus();
  field.select();
}

command({ key: "/", title: "search the issue", group: "Panels", run: begin });
command({ key: ".", title: "the next place that was found", group: "Panels", run: () => step(1) });
command({ key: ",", title: "the place before", group: "Panels", run: () => step(-1) });

let resting;
whenRead(() => {
  if (!wanted) return;
  clearTimeout(resting);
  resting = setTimeout(search, 80);
});
whenChanged((state, before) => wanted && state.build !== before.build && search());
show();
