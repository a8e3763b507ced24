// Load the letters again when the issue has been set again.

const frames = [...document.querySelectorAll("iframe")];
const status = document.querySelector("#status");
let build = -1;

const source = new EventSource("/events");
source.addEventListener("state", (event) => {
  const state = JSON.parse(event.data);
  status.textContent = state.busy ? "Setting" : state.failed ? "The issue cannot be set; this is how it was" : "";
  if (state.build === build) return;
  build = state.build;
  for (const frame of frames) frame.src = `/letter?build=${build}`;
});
source.addEventListener("error", () => { status.textContent = "The preview has ended"; });
