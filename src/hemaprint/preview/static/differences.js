// The panel of the comparison: with what to compare, which pages and words differ, and the way from one to the next.

import { pageOf, revealStop, tools } from "./compare.js";
import { chooseBase, compare, comparison, isChanged, keyOfStop, stops, want, whenCompared } from "./comparison.js";
import { panel } from "./dock.js";
import { all, find, make, plural, refusalIn } from "./dom.js";
import { command } from "./keys.js";
import { goTo } from "./pages.js";
import { openPlace, showPlace } from "./source.js";
import { say } from "./status.js";
import { placeName, store, whenChanged } from "./store.js";
import { setView, whenViewed } from "./views.js";

const TYPED = "typed";
const SENT = "sent";

const select = make("select", { "aria-label": "Compare with", onchange: choose });
const field = make("input", { "aria-label": "A revision of git, or the path of a PDF in the project", spellcheck: "false" });
const typed = make("form", { class: "typed", onsubmit: take, hidden: true }, field, make("button", { class: "plain" }, "Compare"));
const chooser = make("input", { type: "file", accept: "application/pdf,.pdf", hidden: true, "aria-label": "A PDF of this computer", onchange: send });
const title = make("h2");
const told = make("p", { class: "note", role: "status" });
const again = make("button", { class: "plain", onclick: compare }, "Compare again");
const place = make("p", { class: "shown" });
const steps = make(
  "div",
  { class: "steps" },
  place,
  make("button", { class: "plain", "aria-label": "Previous change", onclick: () => step(-1) }, "Previous"),
  make("button", { class: "plain", "aria-label": "Next change", onclick: () => step(1) }, "Next"),
);
const refusals = make("ol", { class: "refusals" });
const list = make("ol", { class: "differences" });
const rendered = make("div");
let written = null;
let offered = "";

const face = panel({ id: "compare", title: "Compare", key: "K", fill, count: () => stops().length });

tools.append(
  make("button", { class: "tool", title: "Previous change (J)", "aria-label": "Previous change", onclick: () => step(-1) }, "‹ Change"),
  make("button", { class: "tool", title: "Next change (j)", "aria-label": "Next change", onclick: () => step(1) }, "Change ›"),
  make("button", { class: "tool", title: "What differs (K)", onclick: () => face.toggle() }, "List"),
);

// ------------------------------------------------------------ with what

async function offer() {
  const answer = await fetch("/compared").catch(() => null);
  if (!answer?.ok) return;
  const choices = await answer.json();
  const now = JSON.stringify(choices);
  if (now !== offered && document.activeElement !== select) listChoices(choices);
  offered = now;
  if (!comparison.base && choices.build) chooseBase({ kind: "build", name: "" }, "the last build");
}

function listChoices({ build, proof, files, revisions }) {
  const option = (kind, name, text, title = text) => make("option", { value: JSON.stringify({ kind, name }), "data-title": title }, text);
  const group = (label, options) => (options.length ? [make("optgroup", { label }, ...options)] : []);
  select.replaceChildren(
    make("option", { value: "" }, "Choose a version"),
    ...(build ? [option("build", "", "The last build", "the last build")] : []),
    ...(proof ? [option("proof", "", "The last proof", "the last proof")] : []),
    ...group("Revisions", revisions.map(([commit, text]) => option("revision", commit, text, text.split(",")[0]))),
    ...group("PDFs in dist", files.map((path) => option("file", path, path))),
    make("option", { value: TYPED }, "Another revision or PDF of the project …"),
    make("option", { value: SENT }, "A PDF of this computer …"),
  );
  mirror();
}

/** Let the list say what is compared with. */
function mirror() {
  const value = comparison.base ? JSON.stringify(comparison.base) : "";
  if (document.activeElement === select) return;
  find("[data-other]", select)?.remove();
  if (value && !all("option", select).some((one) => one.value === value)) select.append(make("option", { value, "data-other": true }, comparison.title));
  select.value = value;
}

function choose() {
  typed.hidden = select.value !== TYPED;
  if (select.value === TYPED) field.focus();
  else if (select.value === SENT) chooser.click();
  else if (select.value) chooseBase(JSON.parse(select.value), select.selectedOptions[0].dataset.title ?? comparison.title);
}

function take(event) {
  event.preventDefault();
  const name = field.value.trim();
  if (name) chooseBase({ kind: name.toLowerCase().endsWith(".pdf") ? "file" : "revision", name }, name);
}

async function send() {
  const [file] = chooser.files;
  if (!file) return;
  told.textContent = `Sending ${file.name}`;
  const answer = await fetch(`/compared/sent?name=${encodeURIComponent(file.name)}`, { method: "POST", headers: { "content-type": "application/pdf" }, body: file }).catch(() => null);
  if (answer?.ok) chooseBase(await answer.json(), file.name);
  else told.textContent = answer ? await refusalIn(answer) : "hemaprint does not answer";
  chooser.value = "";
}

// ------------------------------------------------------------ what differs

function fill(body) {
  if (!body.contains(select)) {
    body.replaceChildren(title, make("div", { class: "bases", role: "group", "aria-label": "Compare with" }, select, typed, chooser), told, again, steps, refusals, list, rendered);
    offer();
  }
  want("panel", true);
  write();
}

function write() {
  const { data, refused, base } = comparison;
  title.textContent = base ? `Changes against ${comparison.title}` : "Compare";
  told.textContent = summary();
  again.hidden = !base || Boolean(comparison.told);
  mirror();
  refusals.replaceChildren(...(refused?.problems ?? []).map(([where, code, message, hint]) => make("li", {}, make("p", { class: "at" }, make("code", { class: "file" }, where)), make("p", { class: "message" }, message, " ", make("span", { class: "code" }, code)), ...(hint ? [make("p", { class: "advice" }, hint)] : []))));
  if (written !== data) relist();
  steps.hidden = !data || !stops().length;
  const here = stops().findIndex((one) => comparison.stop && keyOfStop(one) === keyOfStop(comparison.stop));
  place.textContent = here < 0 ? plural(stops().length, "change") : `${here + 1} of ${stops().length}`;
  all("[data-stop]", list).forEach((button) => button.setAttribute("aria-current", String(Number(button.dataset.stop) === here)));
}

function summary() {
  const { data, told: doing, refused, base } = comparison;
  if (refused) return [refused.message, refused.hint].filter(Boolean).join(". ");
  if (doing) return `${doing[0].toUpperCase()}${doing.slice(1)} …`;
  if (!base) return "Choose the version that the pages are compared with.";
  if (!data) return "";
  const more = data.more ? ` ${plural(data.more, "more change")} of words are not listed.` : "";
  return data.same ? `Nothing has changed.${more}` : `${plural(data.pages.filter(isChanged).length, "page")} differ${data.pages.filter(isChanged).length === 1 ? "s" : ""}.${more}`;
}

/** List the changes; what has the focus keeps it. */
function relist() {
  const { data } = comparison;
  written = data;
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const found = stops();
  const rows = (data?.pages ?? []).filter((row) => found.some((one) => one.row === row));
  list.replaceChildren(...rows.map((row) => pageItem(row, found)));
  const others = (data?.pages ?? []).filter((row) => row.kind === "rendering" && !rows.includes(row));
  rendered.replaceChildren(...(others.length ? [make("details", {}, make("summary", {}, `${plural(others.length, "page")} only rendered otherwise`), make("ul", {}, ...others.map((row) => make("li", {}, goButton(row)))))] : []));
  if (focused) (all("[data-key]", list).find((one) => one.dataset.key === focused) ?? find("[data-key]", list))?.focus({ preventScroll: true });
}

const goButton = (row) => make("button", { class: "where", onclick: () => go({ row, change: null }) }, row.told);

function pageItem(row, found) {
  const own = found.map((stop, index) => [stop, index]).filter(([stop]) => stop.row === row);
  const words = own.filter(([stop]) => stop.change);
  const head = words.length ? make("p", { class: "message" }, row.told) : make("p", { class: "message" }, stopButton(own[0], [row.told]));
  return make("li", {}, head, ...(words.length ? [make("ul", {}, ...words.map(wordItem))] : []));
}

const stopButton = ([stop, index], parts) => make("button", { class: "stop", "data-stop": index, "data-key": keyOfStop(stop), onclick: () => go(stop) }, ...parts);

function wordItem([stop, index]) {
  const { old, new: come } = stop.change;
  const parts = [];
  if (old) parts.push(make("del", {}, make("span", { class: "unseen" }, "removed: "), old.text), " ");
  if (come) parts.push(make("ins", {}, make("span", { class: "unseen" }, "added: "), come.text));
  const at = come?.place ?? old?.place;
  const where = at ? [placeButton(at)] : [];
  return make("li", {}, stopButton([stop, index], parts), ...where);
}

function placeButton(at) {
  const name = placeName(at);
  if (!at.now) return make("p", { class: "advice" }, `was ${name}`);
  return make("button", { class: "where", onclick: () => lead(at) }, name);
}

function lead(at) {
  showPlace({ ...at, column: 1, text: "" }, "");
  openPlace(at);
}

// ------------------------------------------------------------ from one to the next

/** Show a change in the view of the comparison. */
function go(stop) {
  comparison.stop = stop;
  const index = pageOf(stop.row);
  setView("compare");
  if (index >= 0) goTo(index);
  write();
  revealStop();
  say(spoken(stop));
}

function spoken({ row, change }) {
  const parts = [change?.old && `removed “${change.old.text}”`, change?.new && `added “${change.new.text}”`].filter(Boolean);
  return [row.told, ...parts].join(", ");
}

/** The change after the one that is chosen, or the first one on the page in view or after it. */
function step(by) {
  const found = stops();
  if (!found.length) {
    say(comparison.data ? "Nothing has changed" : "Nothing is compared yet");
    return;
  }
  const here = found.findIndex((one) => comparison.stop && keyOfStop(one) === keyOfStop(comparison.stop));
  const first = found.findIndex(({ row }) => pageOf(row) >= store.current);
  const next = here < 0 ? Math.max(0, first) : (here + by + found.length) % found.length;
  go(found[next]);
}

whenCompared(face.refresh);
whenChanged(() => {
  want("panel", face.isOpen());
  if (!offered && (face.isOpen() || store.view === "compare")) begin();
});
whenViewed((id) => id === "compare" && begin());

/** Offer what there is; where nothing is chosen by itself, let people choose. */
async function begin() {
  await offer();
  if (store.view === "compare" && offered && !comparison.base) face.open({ focus: false });
}

const group = "Comparison";
command({ key: "j", title: "the next change", group, run: () => step(1) });
command({ key: "J", title: "the change before", group, run: () => step(-1) });
