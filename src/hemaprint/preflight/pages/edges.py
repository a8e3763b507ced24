"""What happens at the edges of the trim: pictures that stop short of the bleed, and text that would be cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hemaprint.errors import Severity
from hemaprint.pdf.geometry import MM, covers, overlap
from hemaprint.pdf.marks import ImageMark, Mark, PathMark, ShadingMark
from hemaprint.pdf.objects import Rectangle
from hemaprint.pdf.values import entry, name_of
from hemaprint.preflight.models import Finding
from hemaprint.preflight.pages.inks import is_white
from hemaprint.preflight.pages.view import PageView, millimetres, quoted, times

_NEAR = 1 * MM
"""A mark that ends this close to the trim was meant to reach over it: cutters are no more exact."""
_SHORT = 0.5
"""pt by which a mark may miss the edge of the bleed: boxes of curves and strokes are not more exact."""
_USUAL_BLEED = 3 * MM
_SAFE = 3 * MM
"""Text stays this far from the trim, so that no copy of a print run loses some of it."""

_MOST = 100
"""Marks that are looked at for each edge."""
_EDGES = ("left", "bottom", "right", "top")
_LARGE = 36.0
"""pt: letters of this size that are artifacts run over the edge on purpose."""


def check_bleed(view: PageView) -> Iterator[Finding]:
    """Whatever reaches the trim reaches the edge of the bleed (PRINT)."""
    if not view.printed:
        return
    wanted = _wanted(view)
    solid = [(place, mark) for place, mark in enumerate(view.marks) if _could_bleed(view, mark)]
    spine = _spine(view)
    short: dict[int, list[tuple[int, Mark]]] = {}
    for edge, side in enumerate(_EDGES):
        if side == spine:
            continue
        near = [found for found in solid if _stops_short(found[1].box, edge, view.trim, wanted)][:_MOST]
        beyond = [found for found in enumerate(view.marks) if near and _reaches(found[1].box, edge, wanted)]
        if found := [one for one in near if not _hidden(*one, beyond, edge, wanted)]:
            short[edge] = found
    if short:
        yield _short(view, short, wanted)


def _spine(view: PageView) -> str:
    """The edge at which a page meets its neighbour, where the file is laid out in pairs; else ""."""
    layout = name_of(entry(view.subject.pdf.Root, "/PageLayout"))
    if layout not in ("TwoPageRight", "TwoColumnRight", "TwoPageLeft", "TwoColumnLeft"):
        return ""
    first_is_right = layout.endswith("Right")
    return "left" if (view.index % 2 == 0) == first_is_right else "right"


def _short(view: PageView, short: dict[int, list[tuple[int, Mark]]], wanted: Rectangle) -> Finding:
    """One finding for all edges at which something stops short; how far it reaches is told of the worst."""
    reached, edge, mark = min(
        ((_beyond(mark.box, edge, view.trim), edge, mark) for edge, found in short.items() for _, mark in found),
        key=lambda one: one[0],
    )
    count = len({place for found in short.values() for place, _ in found})
    message = (
        f"{times(count, 'picture or area', 'pictures or areas')} at the {_named([_EDGES[edge] for edge in short])} "
        f"{'stops' if count == 1 else 'stop'} {millimetres(abs(reached))} {'beyond' if reached > 0 else 'short of'} "
        f"the trim, where {millimetres(_beyond(wanted, edge, view.trim))} of bleed are needed"
    )
    hint = "let it run to the edge of the bleed, or keep it clear of the trim"
    return view.finding("HP450", Severity.ERROR, message, hint, mark.box)


def _named(sides: Sequence[str]) -> str:
    """``left edge``, ``left, bottom and top edges``."""
    *others, last = sides
    return f"{', '.join(others)} and {last} edges" if others else f"{last} edge"


def _beyond(box: Rectangle, edge: int, trim: Rectangle) -> float:
    """How far an edge of a box lies outside the trim, in pt."""
    return box[edge] - trim[edge] if edge > 1 else trim[edge] - box[edge]


def _wanted(view: PageView) -> Rectangle:
    """Where the bleed ends: at the bleed box, or 3 mm out where that is no larger than the trim."""
    edges = []
    for edge in range(4):
        usual = _USUAL_BLEED if edge > 1 else -_USUAL_BLEED
        given = _beyond(view.bleed, edge, view.trim)
        edges.append(view.bleed[edge] if given > _SHORT else view.trim[edge] + usual)
    return (edges[0], edges[1], edges[2], edges[3])


def _could_bleed(view: PageView, mark: Mark) -> bool:
    """Pictures and filled areas on the sheet that show."""
    if isinstance(mark, PathMark):
        shown = mark.fill is not None and not is_white(mark.fill)
    else:
        shown = isinstance(mark, ImageMark | ShadingMark)
    return shown and mark.alpha > 0 and overlap(mark.box, view.trim)


def _stops_short(box: Rectangle, edge: int, trim: Rectangle, wanted: Rectangle) -> bool:
    if edge > 1:
        return trim[edge] - _NEAR <= box[edge] < wanted[edge] - _SHORT
    return wanted[edge] + _SHORT < box[edge] <= trim[edge] + _NEAR


def _reaches(box: Rectangle, edge: int, wanted: Rectangle) -> bool:
    return box[edge] >= wanted[edge] - _SHORT if edge > 1 else box[edge] <= wanted[edge] + _SHORT


def _hidden(place: int, mark: Mark, beyond: list[tuple[int, Mark]], edge: int, wanted: Rectangle) -> bool:
    """The edge does not show, or may: of what reaches the bleed, something is painted over it or goes on in its colour.

    A drawn shape may also end on a ground that bleeds: its outline is meant.
    """
    drawn = isinstance(mark, PathMark) and not mark.rectangle
    strip = list(mark.box)
    strip[edge] = wanted[edge]
    strip[edge - 2] = mark.box[edge]
    beside: Rectangle = (strip[0], strip[1], strip[2], strip[3])
    for later, other in beyond:
        same = isinstance(mark, PathMark) and isinstance(other, PathMark) and mark.fill == other.fill
        if (same or ((later > place or drawn) and _is_solid(other))) and covers(other.box, beside):
            return True
    return False


def _is_solid(mark: Mark) -> bool:
    """It hides what is below its box."""
    filled = isinstance(mark, ImageMark) or (isinstance(mark, PathMark) and mark.rectangle and mark.fill is not None)
    return filled and mark.alpha >= 1 and not mark.masked and not mark.shaped


def check_margins(view: PageView) -> Iterator[Finding]:
    """Text stays clear of the trim (PRINT)."""
    if not view.printed:
        return
    left, bottom, right, top = view.trim
    safe = (left + _SAFE, bottom + _SAFE, right - _SAFE, top - _SAFE)
    near = [
        mark
        for mark in view.texts()
        if view.on_sheet(mark) and not covers(safe, mark.box) and not (mark.artifact and mark.size >= _LARGE)
    ]
    if near:
        cut = [mark for mark in near if not covers(view.trim, mark.box, 0.0)]
        worst = (cut or near)[0]
        what = "is cut by the trim" if cut else f"stands less than {millimetres(_SAFE)} from the trim"
        more = f" and {len(near) - 1} more" if len(near) > 1 else ""
        message = f"text {quoted(worst.text)}{more} {what}"
        severity = Severity.ERROR if cut else Severity.WARNING
        yield view.finding("HP465", severity, message, "move it into the type area", worst.box)
