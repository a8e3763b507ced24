# SPDX-License-Identifier: MIT
"""Compare two sequences: what both have in order, and the stretches where they differ.

Items that occur once in each sequence are matched first, the longest run of them that keeps its order; only the short
stretches between them are searched as a whole. So a long issue takes seconds, where a search of everything in
everything would take minutes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

Stretch = tuple[int, int, int, int]
"""From and to in the first sequence, from and to in the second; one of them may be empty."""

_SEARCHED = 1_000_000
"""Pairs of items that are compared at most; a longer stretch without anything unique counts as different."""


def differences(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Stretch]:
    """Where the sequences differ, in order; what lies between is the same in both."""
    found: list[Stretch] = []
    pending: list[Stretch] = [(0, len(old), 0, len(new))]
    while pending:
        start, end, first, last = pending.pop()
        while start < end and first < last and old[start] == new[first]:
            start, first = start + 1, first + 1
        while start < end and first < last and old[end - 1] == new[last - 1]:
            end, last = end - 1, last - 1
        if start == end and first == last:
            continue
        if start == end or first == last:
            found.append((start, end, first, last))
            continue
        anchors = _anchors(old, new, (start, end, first, last))
        if anchors:
            edges = [(start - 1, first - 1), *anchors, (end, last)]
            pending += [(a + 1, c, b + 1, d) for (a, b), (c, d) in pairwise(edges)][::-1]
        else:
            found += _searched(old, new, (start, end, first, last))
    return _merged(found)


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable], within: Stretch) -> list[tuple[int, int]]:
    """The places of items that each stretch has once, the longest run in the same order."""
    start, end, first, last = within
    once = Counter(old[start:end])
    places = {item: first + at for at, item in enumerate(new[first:last])}
    counted = Counter(new[first:last])
    pairs = [(at, places[old[at]]) for at in range(start, end) if once[old[at]] == 1 == counted[old[at]]]
    return _rising(pairs)


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence whose second numbers rise."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (_, value) in enumerate(pairs):
        pile = bisect_left(tops, value)
        before.append(ends[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [value]
        ends[pile : pile + 1] = [at]
    chosen = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chosen.append(pairs[at])
        at = before[at]
    return chosen[::-1]


def _searched(old: Sequence[Hashable], new: Sequence[Hashable], within: Stretch) -> list[Stretch]:
    start, end, first, last = within
    if (end - start) * (last - first) > _SEARCHED:
        return [within]
    matcher = SequenceMatcher(None, old[start:end], new[first:last], autojunk=False)
    codes = matcher.get_opcodes()
    return [(start + a, start + b, first + c, first + d) for tag, a, b, c, d in codes if tag != "equal"]


def _merged(found: Sequence[Stretch]) -> list[Stretch]:
    """Stretches in order; those that touch are one."""
    merged: list[Stretch] = []
    for one in sorted(found):
        if merged and merged[-1][1] == one[0] and merged[-1][3] == one[2]:
            merged[-1] = (merged[-1][0], one[1], merged[-1][2], one[3])
        else:
            merged.append(one)
    return merged
