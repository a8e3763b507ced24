// The panel of lint: what a copy editor would say of the issue, read again after each save while the panel is open.

import { make, plural, refusalIn } from "./dom.js";
import { FILE, SEVERITY, listing } from "./listing.js";
import { store, whenChanged } from "./store.js";

/** ms of quiet after a build: reading an issue takes the server a second. */
const REST = 500;
const NOTHING = { build: -1, whole: true, silenced: 0, problems: [], rules: {} };
let told = NOTHING;
let refused = "";
/** The build that was asked about last, whatever came of it. */
let tried = -1;
let asking = false;
let timer;

const titleOf = (code) => [code, told.rules[code]?.title].filter(Boolean).join("  ");
const face = listing({
  id: "lint",
  title: "Lint",
  key: "L",
  noun: "finding",
  known: () => told.problems,
  count: () => told.problems.length,
  filters: [["code", "Rule", titleOf], FILE, SEVERITY],
  heading,
  explained,
  beside: reason,
});

function heading(all) {
  if (told === NOTHING) return refused ? "Lint" : "Reading the issue";
  return all.length ? plural(all.length, "finding") : "Nothing to mend";
}

function explained() {
  soon();
  if (refused) return refused;
  if (told === NOTHING) return "";
  const silenced = told.silenced ? `${plural(told.silenced, "finding")} silenced by remarks or house.toml.` : "";
  const partly = told.whole ? "" : "The rules about pages are asked once all pages are set.";
  const stale = isStale() && store.state.busy ? "They are read again when the pages are set." : "";
  return [silenced, partly, stale].filter(Boolean).join(" ");
}

/** Why a rule is one, and who says so. */
function reason({ code }) {
  const rule = told.rules[code];
  if (!rule?.reason) return [];
  return [make("details", {}, make("summary", {}, `Why: ${rule.title}`), make("p", { class: "advice" }, rule.reason), make("p", { class: "advice" }, `Source: ${rule.source}`))];
}

const isStale = () => told.build !== store.state.build;

function soon() {
  clearTimeout(timer);
  timer = setTimeout(read, told === NOTHING ? 0 : REST);
}

async function read() {
  if (asking || !face.isOpen() || document.hidden || store.state.busy || tried === store.state.build) return;
  asking = true;
  tried = store.state.build;
  try {
    const answer = await fetch("/lint");
    if (answer.ok) [told, refused] = [await answer.json(), ""];
    else if (answer.status !== 404) refused = await refusalIn(answer);
  } catch {
    refused = ""; // the server is away: the next state asks again
  } finally {
    asking = false;
  }
  face.refresh();
}

whenChanged((state, before) => {
  if (face.isOpen() && (state.build !== before.build || state.busy !== before.busy)) face.refresh();
});
document.addEventListener("visibilitychange", soon);
