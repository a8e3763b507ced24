"""The outline (bookmarks) of the issue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pikepdf

from hemaprint.bind.destinations import Destinations
from hemaprint.bind.models import OutlineItem, Placed
from hemaprint.errors import Problem

OPEN_LEVELS = 1
"""Items above this level are shown with what is below them; articles hide their crossheads until asked."""


def write_outline(
    issue: pikepdf.Pdf, placed: Sequence[Placed], destinations: Destinations, problems: list[Problem]
) -> None:
    """Write the items of all parts as one nested outline; each leads to a named destination."""
    items = list(_resolved(placed, destinations, problems))
    if not items:
        return
    with issue.open_outline() as outline:
        branches: list[tuple[int, list[pikepdf.OutlineItem]]] = [(-1, outline.root)]
        for item in items:
            while branches[-1][0] >= item.level:
                branches.pop()
            bookmark = pikepdf.OutlineItem(item.title, pikepdf.String(item.anchor))
            bookmark.is_closed = item.level >= OPEN_LEVELS
            branches[-1][1].append(bookmark)
            branches.append((item.level, bookmark.children))


def _resolved(placed: Sequence[Placed], destinations: Destinations, problems: list[Problem]) -> Iterator[OutlineItem]:
    """All items in order; one without an anchor has its first descendant's, one that leads nowhere is left out."""
    items = [(one, item) for one in placed for item in one.part.outline]
    for position, (one, item) in enumerate(items):
        anchor = item.anchor or _first_below(item, [other for _, other in items[position + 1 :]])
        if anchor in destinations:
            yield OutlineItem(item.title, item.level, anchor)
        else:
            problems.append(_nowhere(item, anchor, one))


def _first_below(item: OutlineItem, following: Sequence[OutlineItem]) -> str:
    for other in following:
        if other.level <= item.level:
            break
        if other.anchor:
            return other.anchor
    return ""


def _nowhere(item: OutlineItem, anchor: str, one: Placed) -> Problem:
    return Problem(
        "HP302",
        f'the outline entry "{item.title}" leads to "{anchor}", which is not in the issue',
        one.part.location,
        hint="the heading must carry this id in the layout, and its sheet must be taken",
    )
