// What this tab knows: the last state of the server, and what is in view.

export const store = {
  hello: { narrowest: 40, widest: 3400, edition: "digital", editor: "", letter: false },
  state: { pages: [], problems: [], trim: [595, 842], bleed: 0, marks: 0 },
  edition: "digital",
  view: "pages",
  zoom: "fit",
  current: 0,
  overlays: new Set(["findings"]),
};

/** Pictures that arrived after a change, for tests and the curious: {page, ms}. */
export const shown = (window.hemaprint = { store, arrivals: [] });

export const isPrint = () => store.edition === "print";

/** What a picture shows around the trim, in pt. */
export const margin = () => (isPrint() ? store.state.bleed + store.state.marks : 0);

/** A page's size in pt as it is shown. */
export function size() {
  const [width, height] = store.state.trim;
  return [width + 2 * margin(), height + 2 * margin()];
}

export const keyOf = (page) => (isPrint() ? page.print : page.key);

/** Whether a page is the first of two: the left one, or the right one in an issue that is bound on the right. */
const opens = (page) => page.left !== store.state.turned;

/** Indices of pages that lie side by side: the cover alone, then two each. */
export function spreads(pages) {
  const found = [];
  pages.forEach((page, index) => {
    const last = found.at(-1);
    if (!opens(page) && last?.length === 1 && opens(pages[last[0]])) last.push(index);
    else found.push([index]);
  });
  return found;
}

export const nameOf = (page) => (page.label ? `page ${page.label}` : page.title);
