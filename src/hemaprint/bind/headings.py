"""Keep the levels of headings in step, so that none is skipped in the issue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pikepdf import Name, Object

from hemaprint.bind.cut import children, is_element

_LEVELS = {f"/H{level}": level for level in range(1, 7)}


def level_headings(tops: Iterable[Object | int]) -> None:
    """Give every heading below ``tops``, one for each part, the level that its place allows (ISO 14289-1, 7.4.2).

    A heading stands one level below the nearest one before it that ranks higher. A part that does not begin with its
    own H1, as the second half of a split article, goes on below the H1 before it.
    """
    begun = False
    for top in tops:
        ranks: list[int] = []
        for heading in _headings(top):
            rank = _LEVELS[str(heading.S)]
            if not ranks and rank > 1 and begun:
                ranks.append(1)
            while ranks and ranks[-1] >= rank:
                ranks.pop()
            ranks.append(rank)
            heading.S = Name(f"/H{len(ranks)}")
            begun = True


def _headings(element: Object | int) -> Iterator[Object]:
    """In reading order."""
    pending = [element]
    while pending:
        one = pending.pop()
        if not is_element(one):
            continue
        if str(one.S) in _LEVELS:
            yield one
        pending += reversed(children(one))
