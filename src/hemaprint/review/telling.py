# SPDX-License-Identifier: MIT
"""Tell what a comparison found: as lines for people, as data for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hemaprint.errors import Location
from hemaprint.pdf.objects import Rectangle
from hemaprint.review.comparison import Change, Comparison, Kind, PageChange, Passage
from hemaprint.review.versions import Version

Shown = Callable[[Location], str]
"""Writes a place as people see it."""
_LONGEST = 160
"""Characters of a passage that are told as text; the data have all."""


def lines(found: Comparison, shown: Shown) -> Iterator[str]:
    """A line for each page that is not the same, and one below it for each change of words that begins there."""
    told = set[int]()
    for page in found.pages:
        changes = changes_of(found, page)
        told.update(id(one) for one in changes)
        if page.kind is Kind.SAME and not page.match.moved and not changes:
            continue
        yield page_line(found, page)
        yield from (f"  {change_line(one, shown)}" for one in changes)
    yield summary(found)


def changes_of(found: Comparison, page: PageChange) -> list[Change]:
    """The changes of words that begin on a page of the new version, or that were cut from one of the old version."""
    new, old = page.match.new, page.match.old
    return [
        one
        for one in found.changes
        if (one.new.page == new if one.new is not None else one.old is not None and one.old.page == old)
    ]


def page_line(found: Comparison, page: PageChange) -> str:
    """Its number, and what became of it."""
    old, new = _label(found.old, page.match.old), _label(found.new, page.match.new)
    number = f"page {new or old}" + (f" (was {old})" if old and new and old != new else "")
    said = [page.kind.value] if page.kind is not Kind.RENDERING else []
    said += ["moved"] if page.match.moved else []
    said += [f"only rendering: {', '.join(page.rendering)}"] if page.kind is Kind.RENDERING else []
    if page.kind is Kind.CHANGED and not changes_of(found, page):
        said.append("the words that begin on it are the same")
    return f"{number}: {', '.join(said)}"


def change_line(one: Change, shown: Shown) -> str:
    """The place in the manuscript, where it is known, and the words."""
    place = place_of(one, shown)
    said = " -> ".join(f"“{_short(part.text)}”" for part in (one.old, one.new) if part)
    verb = "" if one.old and one.new else "added " if one.new else "removed "
    return f"{place}: {verb}{said}" if place else f"{verb}{said}"


def place_of(one: Change, shown: Shown) -> str:
    """The line of the manuscript where the words are, or were; "" where it is not known."""
    return next((shown(part.location) for part in (one.new, one.old) if part and part.location), "")


def summary(found: Comparison) -> str:
    """How many pages there are, and how many of each kind."""
    counts = {kind: sum(page.kind is kind for page in found.pages) for kind in Kind if kind is not Kind.SAME}
    names = {Kind.RENDERING: "only rendered otherwise"}
    said = [f"{number} {names.get(kind, kind.value)}" for kind, number in counts.items() if number]
    moved = sum(page.match.moved for page in found.pages)
    said += [f"{moved} moved"] if moved else []
    words = len(found.changes)
    said += [f"{words} change{'s' * (words != 1)} of words"] if words else []
    pages = f"{len(found.old.leaves)} and {len(found.new.leaves)} pages"
    return f"{found.old.name} and {found.new.name}: {pages}: {', '.join(said) or 'the same'}"


def data(found: Comparison, shown: Shown) -> dict[str, Any]:
    """Everything as JSON; boxes are left, top, right, bottom in pt from the top left corner of the trim."""
    return {
        "same": found.is_same,
        "old": {"name": found.old.name, "pages": len(found.old.leaves)},
        "new": {"name": found.new.name, "pages": len(found.new.leaves)},
        "pages": [
            {
                "kind": page.kind.value,
                "moved": page.match.moved,
                "old": _label(found.old, page.match.old),
                "new": _label(found.new, page.match.new),
                "regions": [rounded(box) for box in page.regions],
                "rendering": list(page.rendering),
            }
            for page in found.pages
        ],
        "changes": [
            {"old": _passage(found.old, one.old, shown), "new": _passage(found.new, one.new, shown)}
            for one in found.changes
        ],
    }


def _passage(version: Version, part: Passage | None, shown: Shown) -> dict[str, Any] | None:
    if part is None:
        return None
    boxes = [{"page": _label(version, at), "box": rounded(box)} for at, box in part.boxes]
    place = shown(part.location) if part.location else None
    return {"page": _label(version, part.page), "text": part.text, "boxes": boxes, "place": place}


def _label(version: Version, index: int | None) -> str | None:
    return None if index is None else version.leaves[index].label


def rounded(box: Rectangle) -> list[float]:
    """A box as it is told, to a tenth of a pt."""
    return [round(edge, 1) for edge in box]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} … {text[-_LONGEST // 3 :]}"
