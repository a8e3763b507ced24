// On a narrow screen the controls marked `data-fold` go into a menu, and back into the bars where there is room.

import { all, find } from "./dom.js";

const narrow = matchMedia("(max-width: 1000px)");
const menu = find("#menu");
const homes = all("[data-fold]").map((control) => [control, document.createComment("")]);

function fold() {
  for (const [control, mark] of homes) {
    if (narrow.matches && !mark.parentNode) {
      control.replaceWith(mark);
      menu.append(control);
    } else if (!narrow.matches && mark.parentNode) mark.replaceWith(control);
  }
  if (!narrow.matches) menu.hidePopover();
}

menu.addEventListener("click", (event) => event.target.closest("#views button, #help, a") && menu.hidePopover());
menu.addEventListener("change", () => menu.hidePopover());
narrow.addEventListener("change", fold);
fold();
