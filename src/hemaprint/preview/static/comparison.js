// The comparison: what the pages are compared with, and what differs. Made again after each save, as long as it is looked at.

import { refusalIn } from "./dom.js";
import { recall, remember } from "./memory.js";
import { store, whenChanged } from "./store.js";

/** `base` is what is compared with, `data` what differs (of the last comparison), `told` what is being done, `stop` the change that is chosen. */
export const comparison = { base: recall("base", null), title: recall("base-title", ""), data: null, told: "", refused: null, stop: null };

const listeners = [];
const lookers = new Set();
let asking = null;
let build = -1;

/** Call `listener()` when there is something new. */
export const whenCompared = (listener) => listeners.push(listener);

const tell = () => listeners.forEach((listener) => listener());

/** A part of the window shows the comparison, or does not any more. */
export function want(name, looks) {
  if (looks) lookers.add(name);
  else lookers.delete(name);
  keepUp();
}

export function chooseBase(base, title) {
  remember("base", base.kind === "sent" ? null : base);
  remember("base-title", title);
  Object.assign(comparison, { base, title, data: null, stop: null });
  compare();
}

/** The changes in order, each `{ row, change }`; a page that differs in no words is one of itself. */
export function stops({ data } = comparison) {
  const found = [];
  data?.pages.forEach((row, index) => {
    const changes = data.changes.filter((one) => one.row === index);
    if (changes.length) found.push(...changes.map((change) => ({ row, change })));
    else if (isChanged(row)) found.push({ row, change: null });
  });
  return found;
}

/** Whether more than rendering differs. */
export const isChanged = (row) => row.moved || !["same", "rendering"].includes(row.kind);

/** By what a change is known again in the next comparison. */
export const keyOfStop = ({ row, change }) => JSON.stringify([row.id ?? `gone ${row.old}`, change?.old?.text, change?.new?.text]);

const isReady = ({ busy, ready, pages }) => !busy && pages.length > 0 && ready === pages.length;

function keepUp() {
  if (lookers.size && comparison.base && isReady(store.state) && build !== store.state.build) compare();
}

whenChanged(keepUp);

/** Compare now; an older comparison is given up. */
export async function compare() {
  asking?.abort();
  const mine = (asking = new AbortController());
  build = store.state.build;
  Object.assign(comparison, { told: "comparing", refused: null });
  tell();
  try {
    const answer = await fetch("/compared", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(comparison.base),
      signal: mine.signal,
    });
    if (!answer.ok) throw new Error(await refusalIn(answer));
    for await (const said of lines(answer.body)) take(said);
  } catch (error) {
    if (mine.signal.aborted) return;
    take({ refused: { message: error.message, hint: "", problems: [] } });
  }
  if (asking === mine && comparison.told) take({ refused: { message: "The comparison has ended early", hint: "compare again", problems: [] } });
}

function take(said) {
  if (said.told) comparison.told = said.told;
  else comparison.told = "";
  if (said.refused) comparison.refused = said.refused;
  if (said.done) comparison.data = said.done;
  keepStop();
  tell();
}

/** In a new comparison, the change that was chosen is chosen again. */
function keepStop() {
  const { stop } = comparison;
  if (stop) comparison.stop = stops().find((one) => keyOfStop(one) === keyOfStop(stop)) ?? null;
}

/** Each line of a stream, read as JSON. */
async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let kept = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const parts = (kept + piece.value).split("\n");
    kept = parts.pop();
    for (const part of parts) yield JSON.parse(part);
  }
}
