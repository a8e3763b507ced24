// The preview: every module registers what it offers; here they are put together, and listen to the server.

import "./bars.js";
import "./source.js";
import "./problems.js";
import "./lint.js";
import "./changes.js";
import "./follow.js";
import "./fold.js";
import "./findings.js";
import "./copyfit.js";
import "./beside.js";
import "./rules.js";
import "./search.js";
import "./export.js";
import "./compare.js";
import "./differences.js";
import "./rulers.js";
import "./measure.js";
import "./flatplan.js";
import "./text.js";
import "./remarks.js";
import { setEdition } from "./bars.js";
import { look } from "./cursor.js";
import { find } from "./dom.js";
import { listen } from "./events.js";
import { restyle } from "./layouts.js";
import { recall } from "./memory.js";
import { mood } from "./status.js";
import { renew, store } from "./store.js";

listen({ hello: greet, state: renew, sheets: restyle, look }, (reason) => mood("busy", reason));

function greet(hello) {
  store.hello = hello;
  find("#newsletter").hidden = !hello.letter;
  if (recall("edition", null) === null) setEdition(hello.edition);
}
