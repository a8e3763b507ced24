// What is known to be wrong: the problems of the newest build, the findings of preflight, pictures that are refused.

import { keyOf } from "./problem.js";
import { frame } from "./overlays.js";
import { whenRefused } from "./pictures.js";
import { store, whenChanged } from "./store.js";

const listeners = [];
const read = new Set();
let findings = [];
let refusal = null;

/** Call `listener()` when there are other problems, or one of them was read or is being checked again. */
export const whenTroubled = (listener) => listeners.push(listener);

export const isError = (problem) => problem.severity === "error";

/** Every problem: errors first, then in the order of the issue and its files. */
export function allProblems() {
  const known = [...store.state.problems, ...findings, ...(refusal ? [refusal] : [])];
  return [...known.filter(isError), ...known.filter((problem) => !isError(problem))];
}

frame(allProblems);
export const errors = () => allProblems().filter(isError);

/** Whether the file of a problem was saved, and what it says now is not known yet. */
export const isChecked = (problem) => store.state.busy && store.state.saved.includes(problem.path);

/** Errors that stand: those that are not being checked again. */
export const standing = () => errors().filter((problem) => !isChecked(problem));

/** Note that these problems were read. */
export function haveRead(problems) {
  const before = read.size;
  problems.forEach((problem) => read.add(keyOf(problem)));
  if (read.size !== before) tell();
}

export const unread = () => errors().filter((problem) => !read.has(keyOf(problem)));

/** The findings of preflight about pages that were in view. */
export function setFindings(found) {
  findings = found;
  tell();
}

function tell() {
  listeners.forEach((listener) => listener());
}

whenRefused((reason) => {
  if (reason === (refusal?.message ?? "")) return;
  const place = { path: "hemaprint.toml", line: 0, column: 0, excerpt: [] };
  refusal = reason ? { code: "", severity: "error", message: reason, hint: "", ...place } : null;
  tell();
});

whenChanged(() => {
  const known = new Set(allProblems().map(keyOf));
  for (const key of read) if (!known.has(key)) read.delete(key);
  tell();
});
