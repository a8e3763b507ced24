// Rulers along the window: they begin at the corner of the trim, of each page in view. A guide is pulled out of one.

import { find, make, press } from "./dom.js";
import { startGuide } from "./guides.js";
import { command } from "./keys.js";
import { allLeaves } from "./leaves.js";
import { recall, remember } from "./memory.js";
import { whenTurned } from "./pages.js";
import { anchored, coverage, pane, setSize, sizeAgain, whenSized } from "./sight.js";
import { margin, store, whenChanged } from "./store.js";
import { UNITS, inPoints, originOf, unitOf, whenUnitChanges } from "./units.js";

/** px: how thick a ruler is, how far apart its marks are at least, and its numbers. */
const THICK = 20;
const [NEAR, APART] = [5, 44];
const button = find("#rulers-on");
const across = make("canvas", { class: "ruler across" });
const down = make("canvas", { class: "ruler down" });
const corner = make("span", { class: "ruler corner" });
const frame = make("div", { id: "rulers", "aria-hidden": "true", hidden: true }, across, down, corner);
pane.prepend(frame);
/** Where the pointer is in the window, marked on both rulers. */
let pointer = null;
let waiting = false;

const areOn = () => !frame.hidden;

function set(on) {
  frame.hidden = !on;
  store.inset = on ? THICK : 0;
  pane.classList.toggle("ruled", on);
  press(button, on);
}

function toggle() {
  anchored(() => {
    set(!areOn());
    setSize();
  });
  remember("rulers", areOn());
  sizeAgain();
  soon();
}

function soon() {
  if (waiting || !areOn()) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    drawRulers();
  });
}

// ------------------------------------------------------------ drawing

/** The marks of a ruler from `edge` on (pt from its origin), as far as `length`. */
function* marks(edge, length, scale, unit) {
  const { size, steps } = UNITS[unit];
  const one = size() * scale;
  const fine = steps.find((step) => step * one >= NEAR) ?? steps.at(-1);
  const coarse = steps.find((step) => step * one >= APART && step % fine === 0) ?? steps.at(-1);
  const first = Math.ceil(edge / size() / fine);
  const last = Math.floor((edge + length) / size() / fine);
  for (let mark = first; mark <= last; mark += 1) {
    const value = mark * fine;
    yield { at: inPoints(value, unit), value, isLong: value % coarse === 0 };
  }
}

function drawRulers() {
  const leaves = allLeaves().filter((leaf) => coverage(leaf) > 0);
  if (!leaves.length || !pane.clientWidth) return;
  const current = leaves.find((leaf) => leaf.index === store.current) ?? leaves[0];
  const top = (leaf) => Math.round(leaf.sheet.getBoundingClientRect().top);
  const beside = leaves.filter((leaf) => top(leaf) === top(current));
  const first = new Map(leaves.map((leaf) => [top(leaf), leaf]).reverse());
  drawOne(across, beside, "x");
  drawOne(down, [...first.values()], "y");
}

function drawOne(canvas, leaves, axis) {
  const along = axis === "x" ? pane.clientWidth : pane.clientHeight;
  const [width, height] = axis === "x" ? [along, THICK] : [THICK, along];
  const density = devicePixelRatio;
  Object.assign(canvas, { width: Math.round(width * density), height: Math.round(height * density) });
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const style = getComputedStyle(canvas);
  const brush = canvas.getContext("2d");
  brush.scale(density, density);
  brush.font = `10px ${style.fontFamily}`;
  brush.fillStyle = style.color;
  const outer = pane.getBoundingClientRect();
  for (const leaf of leaves) {
    const box = leaf.sheet.getBoundingClientRect();
    const [start, size] = axis === "x" ? [box.left - outer.left, box.width] : [box.top - outer.top, box.height];
    const length = store.state.trim[axis === "x" ? 0 : 1] + 2 * margin();
    const scale = size / length;
    const zero = originOf(axis);
    for (const { at, value, isLong } of marks(-margin() - zero, length, scale, unitOf(axis))) {
      const place = start + (at + zero + margin()) * scale;
      if (place < THICK || place > along) continue;
      mark(brush, axis, place, isLong ? 9 : 4);
      if (isLong) number(brush, axis, place, String(value).replace("-", "−"));
    }
  }
  if (!pointer) return;
  brush.fillStyle = style.getPropertyValue("--accent");
  mark(brush, axis, axis === "x" ? pointer.x - outer.left : pointer.y - outer.top, THICK);
}

function mark(brush, axis, place, length) {
  const at = Math.round(place);
  if (axis === "x") brush.fillRect(at, THICK - length, 1, length);
  else brush.fillRect(THICK - length, at, length, 1);
}

function number(brush, axis, place, text) {
  if (axis === "x") {
    brush.fillText(text, place + 3, 10);
    return;
  }
  brush.save();
  brush.translate(10, place + 3);
  brush.rotate(Math.PI / 2);
  brush.fillText(text, 0, 0);
  brush.restore();
}

// ------------------------------------------------------------ what they follow

pane.addEventListener("pointermove", ({ clientX, clientY }) => {
  pointer = { x: clientX, y: clientY };
  soon();
}, { passive: true });
pane.addEventListener("pointerleave", () => {
  pointer = null;
  soon();
});
pane.addEventListener("scroll", soon, { passive: true });
new ResizeObserver(soon).observe(pane);
for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) matchMedia(query).addEventListener("change", soon);
[whenSized, whenTurned, whenChanged, whenUnitChanges].forEach((when) => when(soon));

across.addEventListener("pointerdown", (event) => startGuide("y", event));
down.addEventListener("pointerdown", (event) => startGuide("x", event));
button.addEventListener("click", toggle);
command({ key: "R", title: "rulers", group: "Over the page", run: toggle });
set(recall("rulers", false));
setSize();
soon();
