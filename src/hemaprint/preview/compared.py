# SPDX-License-Identifier: MIT
"""Compare the pages shown with a version, and say as JSON what differs. Pictures that were compared are remembered."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

from hemaprint.bind.foundry import Foundry
from hemaprint.bind.issue import bind_issue
from hemaprint.bind.sourcemap import MappedPage, SourceMap
from hemaprint.errors import Location
from hemaprint.pdf.objects import Rectangle
from hemaprint.preview.bases import Side
from hemaprint.preview.showing import Showing
from hemaprint.preview.views import Json, names_of, rounded, shown_path
from hemaprint.review.comparison import Change, Comparison, Kind, PageChange, Passage, compare
from hemaprint.review.pictures import Look
from hemaprint.review.telling import page_line, summary
from hemaprint.review.versions import Version, open_version

_LOOKS = 4000
"""Pairs of pages that are remembered."""
_MOST = 3000
"""Changes of words that are told; beyond them, versions are not of one issue."""
_LONGEST = 600
"""Characters of a passage that are told."""
_NAME = "the pages shown"


class OutdatedError(Exception):
    """Nobody waits for a comparison any more."""


class Comparer:
    """Compares; called by one thread at a time."""

    def __init__(self, foundry: Foundry) -> None:
        self._foundry = foundry
        self._present: tuple[tuple[str, ...], Version] | None = None
        self._looks: OrderedDict[tuple[str, int, str], Look] = OrderedDict()

    def compared(self, side: Side, showing: Showing, given_up: Event) -> Json:
        """What differs; raises OutdatedError once it is ``given_up``."""
        new = self._version(showing)

        def looked(old: int, at: int, make: Callable[[], Look]) -> Look:
            if given_up.is_set():
                raise OutdatedError
            key = (side.digest, old, showing.faces[at].key)
            if key not in self._looks:
                self._looks[key] = make()
                if len(self._looks) > _LOOKS:
                    self._looks.popitem(last=False)
            self._looks.move_to_end(key)
            return self._looks[key]

        return comparison_view(compare(side.version, new, looked=looked), side.digest, showing)

    def _version(self, showing: Showing) -> Version:
        """The pages shown as a file, which is bound and read again only where they have changed."""
        stamp = tuple(f"{face.key} {face.text} {face.label}" for face in showing.faces)
        if self._present is None or self._present[0] != stamp:
            done = showing.done
            bound = bind_issue(done, done.setting.config, foundry=self._foundry)
            self._present = (stamp, open_version(_NAME, Path(_NAME), bound.pdf))
        return replace(self._present[1], origin=_origin(showing, self._present[1]))


def _origin(showing: Showing, version: Version) -> SourceMap:
    """Where the pages come from; lines move also where no page looks different."""
    mapped = (
        MappedPage(str(face.source), leaf.trim, tuple(face.run.sheet(face.offset).blocks))
        for face, leaf in zip(showing.faces, version.leaves, strict=True)
    )
    return SourceMap(Path(), tuple(mapped))


# ---------------------------------------------------------------- as JSON


def comparison_view(found: Comparison, digest: str, showing: Showing) -> Json:
    """A comparison for the browser. Pages are indices; boxes are in pt from the trim's corner of their own page."""
    root = showing.done.setting.issue.path.parents[1]
    ids = list(names_of(showing.faces))
    whole = {(one.match.old, False) for one in found.pages if one.kind is Kind.REMOVED}
    whole |= {(one.match.new, True) for one in found.pages if one.kind is Kind.ADDED}
    told = [
        {
            "old": _passage(one.old, found.old, whole, root, is_new=False),
            "new": _passage(one.new, found.new, whole, root, is_new=True),
        }
        for one in found.changes[:_MOST]
    ]
    return {
        "digest": digest,
        "title": found.old.name,
        "same": found.is_same,
        "summary": summary(found),
        "more": max(0, len(found.changes) - _MOST),
        "pages": [_page(one, found, ids, showing) for one in found.pages],
        "changes": [one | {"row": _row(change, found)} for one, change in zip(told, found.changes, strict=False)],
    }


def _row(change: Change, found: Comparison) -> int:
    """The index, in the list of pages, of the page on which a change begins."""
    new, old = change.new, change.old
    for index, page in enumerate(found.pages):
        if page.match.new == new.page if new is not None else old is not None and page.match.old == old.page:
            return index
    return 0


def _page(page: PageChange, found: Comparison, ids: Sequence[str], showing: Showing) -> Json:
    old, new, place = page.match.old, page.match.new, page.place
    face = showing.faces[new] if new is not None else None
    return {
        "kind": page.kind.value,
        "moved": page.match.moved,
        "told": page_line(found, page),
        "old": old,
        "new": new,
        "was": found.old.leaves[old].label if old is not None else None,
        "size": rounded((0, 0, *found.old.leaves[old].size))[2:] if old is not None else None,
        "id": ids[new] if new is not None else None,
        "key": face.key if face is not None else None,
        "place": [round(place.scale, 5), round(place.across, 2), round(place.down, 2)],
        "regions": [rounded(box) for box in page.regions],
        "rendering": list(page.rendering),
    }


def _passage(
    part: Passage | None, version: Version, whole: set[tuple[int | None, bool]], root: Path, *, is_new: bool
) -> Json | None:
    if part is None:
        return None
    boxes = [(at, box) for at, box in part.boxes if (at, is_new) not in whole]
    text = part.text if len(part.text) <= _LONGEST else f"{part.text[:_LONGEST]} …"
    return {
        "text": text,
        "page": version.leaves[part.page].label,
        "boxes": [[at, *rounded(box)] for at, box in _in_lines(boxes)],
        "place": _place(part.location, root, is_new=is_new),
    }


def _place(location: Location | None, root: Path, *, is_new: bool) -> Json | None:
    """A place that is there now, with its line, and how it is called."""
    if location is None or not location.line:
        return None
    path = shown_path(location.path, root)
    return {"path": path, "line": location.line, "now": is_new}


def _in_lines(boxes: Sequence[tuple[int, Rectangle]]) -> Iterator[tuple[int, Rectangle]]:
    """The boxes of words, those that follow one another in a line as one."""
    last: tuple[int, Rectangle] | None = None
    for page, box in boxes:
        if last is not None and last[0] == page and _follows(last[1], box):
            before = last[1]
            last = (page, (before[0], min(before[1], box[1]), box[2], max(before[3], box[3])))
            continue
        if last is not None:
            yield last
        last = (page, box)
    if last is not None:
        yield last


def _follows(one: Rectangle, other: Rectangle) -> bool:
    height = one[3] - one[1]
    return abs(one[3] - other[3]) < height / 4 and 0 <= other[0] - one[2] + height / 4 < height
