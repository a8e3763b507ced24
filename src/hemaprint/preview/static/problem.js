// One problem, written: its place, what it says, the lines around it, and what to do.

import { make } from "./dom.js";

export const NAMES = { error: "Error", warning: "Warning", note: "Note" };

/** By which problems are the same after they were looked for again. */
export const keyOf = (problem) => JSON.stringify([problem.code, problem.path, problem.line, problem.column, problem.message, problem.id]);

/** The file of a problem with its line and column, where they are known. */
export const whereOf = ({ path, line, column }) => (line ? `${path}:${line}:${column || 1}` : path);

/** What a problem says, after the elements of `place`; `severity` takes the place of its own. */
export function written(problem, place, severity = NAMES[problem.severity]) {
  return [
    make("p", { class: "at" }, ...place),
    make(
      "p",
      { class: "message" },
      make("span", { class: `severity ${problem.severity}` }, `${severity}: `),
      `${problem.message} `,
      make("span", { class: "code" }, problem.code),
    ),
    ...(problem.excerpt.length ? [excerpt(problem)] : []),
    ...(problem.hint ? [make("p", { class: "advice" }, problem.hint)] : []),
  ];
}

function excerpt(problem) {
  const lines = problem.excerpt.map(([number, text]) => {
    const meant = number === problem.line;
    const parts = meant && problem.column > 0 && problem.column <= text.length ? marked(text, problem.column - 1) : [text];
    return make("span", { class: meant && "meant" }, make("i", {}, String(number)), ...parts);
  });
  return make("pre", { tabindex: "0", role: "group", "aria-label": `Lines around ${problem.line}` }, ...lines);
}

function marked(text, at) {
  const word = /^"[^"]*"|^'[^']*'|^[\p{L}\p{N}_-]+|^./u.exec(text.slice(at))?.[0] ?? "";
  return [text.slice(0, at), make("b", {}, word), text.slice(at + word.length)];
}
