// The panel of downloads: the page in view, or its spread, as a PNG or a PDF.

import { panel } from "./dock.js";
import { make, refusalIn } from "./dom.js";
import { whenTurned } from "./pages.js";
import { nameOf, spreads, store, whenChanged } from "./store.js";

const FORMS = [
  ["png?dpi=72", "PNG, mail, 72 ppi"],
  ["png?dpi=150", "PNG, screen, 150 ppi"],
  ["png?dpi=300", "PNG, print, 300 ppi"],
  ["png?dpi=600", "PNG, poster, 600 ppi"],
  ["pdf", "PDF with fonts"],
];
const PARTS = [["page", "The page in view"], ["spread", "Both pages of the spread"]];

const choice = (name, pairs) => make("select", { "aria-label": name, onchange: () => face.refresh() }, ...pairs.map(([value, text]) => make("option", { value }, text)));
const part = choice("Pages", PARTS);
const form = choice("Format", FORMS);
form.value = "png?dpi=150";
const told = make("p", { class: "note", role: "status" });
const button = make("button", { class: "plain", onclick: download }, "Download");
const filters = make("div", { class: "filters", role: "group", "aria-label": "Download" }, part, form);

const face = panel({ id: "export", title: "Export", key: "i", fill });

/** The indices of the pages that are wanted. */
function wanted() {
  const { pages } = store.state;
  if (part.value === "page") return pages[store.current] ? [store.current] : [];
  return spreads(pages, false).find((pair) => pair.includes(store.current)) ?? [];
}

function fill(body) {
  const pages = wanted().map((index) => store.state.pages[index]);
  told.textContent = pages.length ? `The digital edition of ${pages.map(nameOf).join(" and ")}.` : "There are no pages yet.";
  button.disabled = !pages.length || pages.some((page) => !page.key);
  if (!body.contains(filters)) body.replaceChildren(make("h2", {}, "Export"), filters, told, button);
}

async function download() {
  const pages = wanted();
  button.disabled = true;
  try {
    const answer = await fetch(`/prints/${pages[0]}/${pages.length}/${form.value}`);
    if (!answer.ok) throw new Error(await refusalIn(answer));
    save(await answer.blob(), answer.headers.get("content-disposition").match(/filename="([^"]+)"/)[1]);
  } catch (error) {
    told.textContent = error.message;
  }
  button.disabled = false;
}

function save(blob, name) {
  const href = URL.createObjectURL(blob);
  make("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
  told.textContent = `Saved as ${name}.`;
}

whenTurned(() => face.isOpen() && face.refresh());
whenChanged(() => face.isOpen() && face.refresh());
