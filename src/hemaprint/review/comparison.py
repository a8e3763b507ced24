# SPDX-License-Identifier: MIT
"""Compare two versions: their pages, their words, and their pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial

import pypdfium2
from PIL import Image, ImageChops, ImageStat

from hemaprint.errors import Location
from hemaprint.pdf.objects import Rectangle
from hemaprint.pdf.raster import PDFIUM, render_page
from hemaprint.review.matching import Likeness, Match, matches
from hemaprint.review.pictures import AS_IT_IS, DPI, Look, Placing, compared, placing
from hemaprint.review.sequences import differences
from hemaprint.review.versions import Version, Word

TOLERANCE = 12
"""Per cent by which a colour may differ."""
_LONGEST = 2000
"""Pixels of the longer side of a page at most."""
_THUMB = (24, 32)
Looked = Callable[[int, int, Callable[[], Look]], Look]
"""What pictures of two pages (their indices) say: made now, or known from before. May raise, to give up."""


class Kind(StrEnum):
    """What became of a page."""

    SAME = "same"
    RENDERING = "rendering"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one version: where they begin (the index of the page, the box of each word), and their manuscript."""

    page: int
    text: str
    boxes: tuple[tuple[int, Rectangle], ...]
    location: Location | None


@dataclass(frozen=True, slots=True)
class Change:
    """Words that one version has and the other has not; with both, one passage became the other."""

    old: Passage | None
    new: Passage | None


@dataclass(frozen=True, slots=True)
class PageChange:
    """What became of a page: its index in both versions, where its picture differs (pt), and why it only looks so.

    ``place`` is how the old page lies on the new one.
    """

    kind: Kind
    match: Match
    regions: tuple[Rectangle, ...] = ()
    rendering: tuple[str, ...] = ()
    place: Placing = AS_IT_IS


@dataclass(frozen=True)
class Comparison:
    """Two versions, all their pages, and the words in which they differ."""

    old: Version
    new: Version
    pages: tuple[PageChange, ...]
    changes: tuple[Change, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing but rendering differs."""
        return not self.changes and all(
            page.kind in (Kind.SAME, Kind.RENDERING) and not page.match.moved for page in self.pages
        )


def _made(_old: int, _new: int, make: Callable[[], Look]) -> Look:
    return make()


def compare(
    old: Version, new: Version, *, pictures: bool = True, tolerance: float = TOLERANCE, looked: Looked = _made
) -> Comparison:
    """Compare two versions; ``tolerance`` in per cent of a colour, ``pictures=False`` reads only the words.

    ``looked`` is called for each pair of pages; what it raises ends the comparison.
    """
    with old.drawn() as mine, new.drawn() as yours:
        found = matches(old.leaves, new.leaves, _likeness(mine, yours))
        changes = tuple(_changes(old, new, found))
        look = partial(_look, old, new, (mine, yours), tolerance) if pictures else None
        pages = tuple(_pages(old, new, found, changes, look, looked))
    return Comparison(old, new, pages, changes)


# words


def _changes(old: Version, new: Version, found: Sequence[Match]) -> Iterator[Change]:
    """The words of the copy as one text, so that a line which went over to the next page is none; then the rest.

    Without tags in both versions the furniture is not known, and is read with the copy.
    """
    tagged = old.tagged and new.tagged
    both = [(one.old, one.new, one.moved) for one in found if one.old is not None and one.new is not None]
    silent = [(a, b) for a, b, _ in both if _is_silent(old, a, new, b)]
    apart = [(a, b) for a, b, moved in both if moved and (a, b) not in silent]
    skipped, unread = {a for a, _ in (*apart, *silent)}, {b for _, b in (*apart, *silent)}
    mine = _read(old, [at for at in range(len(old.leaves)) if at not in skipped], tagged=tagged)
    yours = _read(new, [at for at in range(len(new.leaves)) if at not in unread], tagged=tagged)
    yield from _passages(old, new, mine, yours)
    for a, b in apart:
        yield from _passages(old, new, _read(old, [a], tagged=tagged), _read(new, [b], tagged=tagged))
    for a, b, _ in both if tagged else ():
        if (a, b) not in silent:
            heads = [(a, word) for word in old.leaves[a].words if word.furniture]
            yield from _passages(old, new, heads, [(b, word) for word in new.leaves[b].words if word.furniture])


def _is_silent(old: Version, a: int, new: Version, b: int) -> bool:
    """Whether a page has words in one version only, as where the other is a scan."""
    return bool(old.leaves[a].words) != bool(new.leaves[b].words)


def _read(version: Version, pages: Sequence[int], *, tagged: bool) -> list[tuple[int, Word]]:
    """The words of pages with their pages: in the order of the tags, which a paragraph keeps from page to page."""
    words = [(at, word) for at in pages for word in version.leaves[at].words if not (tagged and word.furniture)]
    return sorted(words, key=lambda one: one[1].rank) if tagged else words


def _passages(
    old: Version, new: Version, mine: Sequence[tuple[int, Word]], yours: Sequence[tuple[int, Word]]
) -> Iterator[Change]:
    for start, end, first, last in differences([word.key for _, word in mine], [word.key for _, word in yours]):
        gone, come = mine[start:end], yours[first:last]
        if gone and come and _is_division(gone, come):
            continue
        yield Change(_passage(old, gone), _passage(new, come))


def _is_division(gone: Sequence[tuple[int, Word]], come: Sequence[tuple[int, Word]]) -> bool:
    """Whether the same letters are only divided otherwise at the ends of lines."""
    divided = any(len(word.boxes) > 1 or word.text.endswith(("-", "\u2010")) for _, word in (*gone, *come))
    return divided and "".join(word.bare for _, word in gone) == "".join(word.bare for _, word in come)


def _passage(version: Version, words: Sequence[tuple[int, Word]]) -> Passage | None:
    if not words:
        return None
    page, first = words[0]
    boxes = tuple((at, box) for at, word in words for box in word.boxes)
    text = " ".join(word.text.replace("\u00ad", "") for _, word in words)
    return Passage(page, text, boxes, version.locate(page, first.boxes[0]))


# pictures


def _pages(
    old: Version,
    new: Version,
    found: Sequence[Match],
    changes: Sequence[Change],
    look_at: Callable[[int, int], Look] | None,
    looked: Looked,
) -> Iterator[PageChange]:
    touched = {(at, False) for one in changes if one.old for at, _ in one.old.boxes}
    touched |= {(at, True) for one in changes if one.new for at, _ in one.new.boxes}
    for one in found:
        if one.old is None or one.new is None:
            yield PageChange(Kind.ADDED if one.old is None else Kind.REMOVED, one)
            continue
        look = Look((), ())
        if look_at is not None:
            look = looked(one.old, one.new, partial(look_at, one.old, one.new))
        if _is_silent(old, one.old, new, one.new):
            look = Look(look.regions, (*look.rendering, "words as a picture"))
        changed = look.regions or (one.old, False) in touched or (one.new, True) in touched
        kind = Kind.CHANGED if changed else Kind.RENDERING if look.rendering else Kind.SAME
        place = placing(old.leaves[one.old], new.leaves[one.new])
        yield PageChange(kind, one, look.regions, look.rendering, place)


def _look(
    old: Version,
    new: Version,
    drawn: tuple[pypdfium2.PdfDocument, pypdfium2.PdfDocument],
    tolerance: float,
    a: int,
    b: int,
) -> Look:
    place = placing(old.leaves[a], new.leaves[b])
    pictures = (picture(drawn[0], a), picture(drawn[1], b))
    return compared(*pictures, place, round(tolerance * 2.55), foreign=old.maker != new.maker)


def picture(document: pypdfium2.PdfDocument, index: int) -> Image.Image:
    """A page cut to its trim, at the resolution at which pages are compared."""
    with PDFIUM:
        width, height = document.get_page_size(index)
        dpi = min(DPI, _LONGEST * 72 / max(width, height, 1))
        return render_page(document, index, dpi, trimmed=True)


def _likeness(mine: pypdfium2.PdfDocument, yours: pypdfium2.PdfDocument) -> Likeness:
    @cache
    def thumb(which: bool, index: int) -> Image.Image:
        return picture(yours if which else mine, index).convert("L").resize(_THUMB, Image.Resampling.BOX)

    def likeness(old: int, new: int) -> float:
        apart = ImageStat.Stat(ImageChops.difference(thumb(False, old), thumb(True, new))).mean[0]
        return max(0.0, 1 - apart / 64)

    return likeness
