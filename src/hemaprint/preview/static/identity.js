// Which page is which after a change: by article and page within it, not by its number in the issue.

/** For each page of `after` the index in `before` of the page that it was, or -1. */
export function pairing(before, after) {
  const known = new Map(before.map((page, index) => [page.id, index]));
  const found = after.map((page) => known.get(page.id) ?? -1);
  const free = new Set(before.keys());
  for (const index of found) free.delete(index);
  const pair = (to, from) => {
    found[to] = from;
    free.delete(from);
  };
  const open = () => [...found.keys()].filter((index) => found[index] < 0);
  for (const index of open()) {
    const same = [...free].find((one) => before[one].body && before[one].body === after[index].body);
    if (same !== undefined) pair(index, same);
  }
  const gone = pieces([...free], before);
  const come = pieces(open(), after);
  // one article goes and another comes: it has a new name
  if (gone.size === 1 && come.size === 1) {
    const [from, to] = [...gone.values(), ...come.values()];
    to.forEach((index, nth) => nth < from.length && pair(index, from[nth]));
  }
  return found;
}

function pieces(indices, pages) {
  return Map.groupBy(indices, (index) => pages[index].name);
}

/**
 * The page that takes the place of one that is gone: the nearest of its article that remains, or else the one that
 * followed, or else the one before. `stays(index)` says whether a page of `before` remains; -1 where none does.
 */
export function heirOf(index, before, stays) {
  const near = [...before.keys()].filter(stays).sort((a, b) => Math.abs(a - index) - Math.abs(b - index) || b - a);
  const own = near.find((one) => before[one].name === before[index].name);
  const next = [...before.keys()].find((one) => one > index && stays(one));
  return own ?? next ?? near[0] ?? -1;
}
