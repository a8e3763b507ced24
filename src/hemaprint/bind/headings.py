"""Keep the levels of headings in step, so that none is skipped in the issue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pikepdf import Name, Object

LEVELS = {f"/H{level}": level for level in range(1, 7)}
"""The structure types of numbered headings, and their levels."""


def level_headings(parts: Iterable[Sequence[Object]]) -> None:
    """Give every heading of ``parts``, in reading order, the level that its place allows (ISO 14289-1, 7.4.2).

    A heading stands one level below the nearest one before it that ranks higher. A part that does not begin with its
    own H1, as the second half of a split article, goes on below the H1 before it.
    """
    begun = False
    for headings in parts:
        ranks: list[int] = []
        for heading in headings:
            rank = LEVELS[str(heading.S)]
            if not ranks and rank > 1 and begun:
                ranks.append(1)
            while ranks and ranks[-1] >= rank:
                ranks.pop()
            ranks.append(rank)
            heading.S = Name(f"/H{len(ranks)}")
            begun = True
