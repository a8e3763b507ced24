# SPDX-License-Identifier: MIT
"""Find the page of the other version that each page became: by what is on it, not by its number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

from hemaprint.review.sequences import Stretch, differences
from hemaprint.review.versions import Leaf

_ALIKE = 0.3
"""Pages that share less than this part of their words are different pages."""
_MOVED = 0.6
"""A page that is said to have moved shares at least this part of its words with the other one."""
_FEW = 8
"""A page of fewer words is known by its picture as well."""

Likeness = Callable[[int, int], float]
"""How alike the pictures of two pages are, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Match:
    """A page (from 0) in both versions; None where it was added or removed; ``moved``: it changed places."""

    old: int | None
    new: int | None
    moved: bool = False


def matches(old: Sequence[Leaf], new: Sequence[Leaf], likeness: Likeness) -> list[Match]:
    """Every page of both versions once, in the order of the new one; a removed page comes where it was."""
    stretches = differences([_print(leaf) for leaf in old], [_print(leaf) for leaf in new])
    pairs: list[tuple[int, int]] = []
    at = (0, 0)
    for stretch in stretches:
        pairs += zip(range(at[0], stretch[0]), range(at[1], stretch[2]), strict=True)
        pairs += _aligned(old, new, stretch, likeness)
        at = stretch[1], stretch[3]
    pairs += zip(range(at[0], len(old)), range(at[1], len(new)), strict=True)
    kept, given = {a for a, _ in pairs}, {b for _, b in pairs}
    gone, come = [a for a in range(len(old)) if a not in kept], [b for b in range(len(new)) if b not in given]
    moved = _moved(old, new, gone, come)
    return _in_order(len(old), len(new), dict(pairs), moved)


def _print(leaf: Leaf) -> tuple[object, ...]:
    """Pages with the same words are the same page; one without words is like no other until it is looked at."""
    words = leaf.copy
    return tuple(word.key for word in words) if len(words) >= _FEW else (id(leaf),)


def _alike(old: Leaf, new: Leaf) -> float:
    """The part of their words that two pages share."""
    mine, yours = Counter(word.key for word in old.copy), Counter(word.key for word in new.copy)
    return 2 * (mine & yours).total() / ((mine.total() + yours.total()) or 1)


def _aligned(old: Sequence[Leaf], new: Sequence[Leaf], stretch: Stretch, likeness: Likeness) -> list[tuple[int, int]]:
    """The pairs of a stretch, in order, that are most alike as a whole."""
    start, end, first, last = stretch
    rows, columns = end - start, last - first

    def score(a: int, b: int) -> float:
        few = min(len(old[a].words), len(new[b].words)) < _FEW
        found = likeness(a, b) if few else _alike(old[a], new[b])
        return found if found >= _ALIKE else 0.0

    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    scores = {(a, b): score(start + a, first + b) for a, b in product(range(rows), range(columns))}
    for a, b in product(range(rows - 1, -1, -1), range(columns - 1, -1, -1)):
        best[a][b] = max(best[a + 1][b], best[a][b + 1], best[a + 1][b + 1] + scores[a, b])
    pairs, a, b = [], 0, 0
    while a < rows and b < columns:
        if scores[a, b] and best[a][b] == best[a + 1][b + 1] + scores[a, b]:
            pairs.append((start + a, first + b))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            a += 1
        else:
            b += 1
    return pairs


def _moved(old: Sequence[Leaf], new: Sequence[Leaf], gone: list[int], come: list[int]) -> dict[int, int]:
    """Pages that are in both versions, in another order."""
    scored = ((_alike(old[a], new[b]), a, b) for a, b in product(gone, come) if len(old[a].copy) >= _FEW)
    found: dict[int, int] = {}
    for score, a, b in sorted(scored, key=lambda one: (-one[0], one[1:])):
        if score >= _MOVED and a not in found and b not in found.values():
            found[a] = b
    return found


def _in_order(old: int, new: int, pairs: dict[int, int], moved: dict[int, int]) -> list[Match]:
    came = {b: Match(a, b) for a, b in pairs.items()} | {b: Match(a, b, moved=True) for a, b in moved.items()}
    listed: list[Match] = []
    shown = 0
    for b in range(new):
        one = came.get(b, Match(None, b))
        if one.old is not None and not one.moved:
            listed += [Match(a, None) for a in range(shown, one.old) if a not in moved]
            shown = one.old + 1
        listed.append(one)
    return [*listed, *(Match(a, None) for a in range(shown, old) if a not in moved)]
