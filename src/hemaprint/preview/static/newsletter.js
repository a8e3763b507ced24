// Load the letters again when the issue has been set again.

import { listen } from "./events.js";

const frames = [...document.querySelectorAll("iframe")];
const status = document.querySelector("#status");
let build = -1;

listen({ state: update }, (reason) => { status.textContent = reason; });

function update(state) {
  status.textContent = state.busy ? "Setting" : state.failed ? "The issue cannot be set; this is the last good version" : "";
  if (state.build === build) return;
  build = state.build;
  for (const frame of frames) frame.src = `/letter?build=${build}`;
}
