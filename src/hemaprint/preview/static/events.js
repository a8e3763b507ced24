// Listens to the server, in every tab, through its restarts.

const tabs = new BroadcastChannel("hemaprint");

/** Call `told[name]` with what each event says, and `silent` with the reason when there is nobody to listen to. */
export function listen(told, silent) {
  let source;
  const open = () => {
    source = new EventSource("/events");
    source.addEventListener("hello", () => tabs.postMessage("let in"));
    for (const [name, tell] of Object.entries(told)) source.addEventListener(name, (event) => tell(JSON.parse(event.data)));
    source.onerror = () => silent(isShut() ? "Open the address that hemaprint has printed" : "Waiting for hemaprint");
  };
  const isShut = () => source.readyState === EventSource.CLOSED;
  // a preview that was started again knows this browser once one tab has opened its new address
  tabs.onmessage = () => isShut() && open();
  open();
}
