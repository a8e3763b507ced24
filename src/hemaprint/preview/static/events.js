// Listens to the server in every tab, also through restarts.

const tabs = new BroadcastChannel("hemaprint");

/** Call `told[name]` with the data of each event, and `silent` with the reason when the server does not answer. */
export function listen(told, silent) {
  let source;
  const open = () => {
    source = new EventSource("/events");
    source.addEventListener("hello", () => tabs.postMessage("let in"));
    for (const [name, tell] of Object.entries(told)) source.addEventListener(name, (event) => tell(JSON.parse(event.data)));
    source.onerror = () => silent(isShut() ? "Open the address that hemaprint printed" : "Waiting for hemaprint");
  };
  const isShut = () => source.readyState === EventSource.CLOSED;
  // a restarted preview knows this browser once one tab has opened its new address
  tabs.onmessage = () => isShut() && open();
  open();
}
