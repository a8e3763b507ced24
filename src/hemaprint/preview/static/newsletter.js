// Load the letters again when the issue has been set again; say what is wrong with it, or with its layout.

import { all, find, make, plural } from "./dom.js";
import { listen } from "./events.js";
import { whereOf, written } from "./problem.js";
import { alarm, mood } from "./status.js";

const panel = find("#problems");
let state = { busy: true, build: -1, saved: [], problems: [] };
let build = -1;
let own = [];

listen({ state: update }, (reason) => mood("busy", reason));

function update(newer) {
  state = newer;
  show();
  if (state.build !== build && !state.busy) load();
}

/** Ask for the letter of the newest build; while it has problems, the last good one stays. */
async function load() {
  const asked = (build = state.build);
  const url = `/letter?build=${asked}`;
  const answer = await fetch(url).catch(() => null);
  if (build !== asked || !answer) return;
  if (answer.ok) for (const frame of all("iframe")) frame.src = url;
  own = answer.status === 409 ? (await answer.json()).problems : [];
  show();
}

function show() {
  const problems = [...state.problems.filter((problem) => problem.severity === "error"), ...own];
  const count = plural(problems.length, "error");
  const stays = find("iframe").src ? " The last good letter stays." : "";
  const checked = state.busy && problems.every((problem) => state.saved.includes(problem.path));
  if (problems.length && !checked) mood("wrong", count);
  else if (state.busy) mood("busy", "Setting");
  else mood("good", "Up to date");
  alarm(problems.length ? `${count}. ${problems[0].message}.${stays}` : "");
  panel.hidden = !problems.length;
  const items = problems.map((problem) => make("li", {}, ...written(problem, [make("code", { class: "file" }, whereOf(problem))])));
  panel.replaceChildren(make("h2", {}, count), make("p", { class: "note" }, stays.trim()), make("ol", {}, ...items));
}
