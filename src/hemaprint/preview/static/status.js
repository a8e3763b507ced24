// What the preview says of itself: the lamp in the footer, and words for screen readers.

import { find } from "./dom.js";

/** Show a state by its lamp (`good`, `busy`, `warn`, `wrong`) and in words. */
export function mood(name, text) {
  find("#status").dataset.mood = name;
  if (find("#status-text").textContent !== text) find("#status-text").textContent = text;
}

/** Say what happened, when the screen reader has time. */
export function say(text) {
  find("#said").textContent = text;
}

/** Say what went wrong, at once; an empty text ends that. */
export function alarm(text) {
  if (find("#warned").textContent !== text) find("#warned").textContent = text;
}
