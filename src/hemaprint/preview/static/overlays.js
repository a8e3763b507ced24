// What lies over a page: baseline grid, columns, boxes, findings, and the block that was found.

import { draw } from "./dom.js";
import { isPrint, margin, store } from "./store.js";

const known = new Map();
const NOTHING = { blocks: [], columns: [] };
let problems = () => [];

/** Frame those of the problems that `give()` returns. */
export function frame(give) {
  problems = give;
}

/** Blocks and columns of a page, fetched once for each build. */
export async function overlayOf(index) {
  const { version } = store.state;
  const kept = known.get(index);
  if (kept?.version === version) return kept.data;
  const data = fetch(`/overlays/${index}`)
    .then((answer) => (answer.ok ? answer.json() : NOTHING))
    .catch(() => NOTHING); // the server is away: its next state asks again
  known.set(index, { version, data });
  return data;
}

/** Draw the overlays of a page that are switched on. */
export async function paintOverlay(leaf) {
  const [width, height] = store.state.trim;
  const out = margin();
  leaf.overlay.setAttribute("viewBox", `${-out} ${-out} ${width + 2 * out} ${height + 2 * out}`);
  const token = (leaf.painting = {});
  const marks = [];
  if (isPrint()) marks.push(...edges());
  const wants = store.overlays.has("columns") || store.overlays.has("boxes");
  const data = wants ? await overlayOf(leaf.index) : NOTHING;
  if (leaf.painting !== token) return;
  if (store.overlays.has("columns")) marks.push(...data.columns.map((box) => rectangle(box, "column")));
  if (store.overlays.has("baseline") && leaf.page?.grid) marks.push(...lines());
  if (store.overlays.has("boxes")) marks.push(...data.blocks.map(([, ...box]) => rectangle(box, "box")));
  if (store.overlays.has("findings")) marks.push(...findings(leaf.index));
  if (leaf.found) marks.push(rectangle(leaf.found, "found"));
  leaf.overlay.replaceChildren(...marks);
}

function rectangle([left, top, right, bottom], name) {
  return draw("rect", { class: name, x: left, y: top, width: right - left, height: bottom - top });
}

function* lines() {
  const { top, step, lines: count } = store.state.grid;
  const [width] = store.state.trim;
  for (let line = 1; line <= count; line += 1) {
    const y = top + line * step;
    yield draw("line", { class: "baseline", x1: 0, x2: width, y1: y, y2: y });
  }
}

function* edges() {
  const [width, height] = store.state.trim;
  const { bleed } = store.state;
  yield rectangle([0, 0, width, height], "trim");
  yield rectangle([-bleed, -bleed, width + bleed, height + bleed], "bleed");
}

function* findings(index) {
  for (const problem of problems()) {
    if (problem.page !== index || !problem.box) continue;
    yield rectangle(problem.box, `finding ${problem.severity}`);
  }
}
