# SPDX-License-Identifier: MIT
"""Check pictures, lines and areas on pages: bleed, safe margin, line width, resolution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

import pikepdf
from PIL import Image

from hemaprint.errors import Severity
from hemaprint.pdf.colors import Paint, is_white, process_inks
from hemaprint.pdf.imposed import UNTRIMMED
from hemaprint.pdf.marks import ImageMark, Mark, PathMark, ShadingMark
from hemaprint.pdf.objects import MM, Rectangle, covers, entry, filters_of, is_turned, name_of, overlap, size_of
from hemaprint.preflight.page import PageView, millimetres, page_check, quoted_first, times
from hemaprint.preflight.report import Finding, Purpose

_NEAR = 1 * MM
"""A mark that ends this close to the trim was meant to bleed: cutters are not more exact."""
_SHORT = 0.5
"""The distance in pt by which a mark may miss the edge of the bleed: boxes of curves and strokes are not exact."""
_USUAL_BLEED = 3 * MM
_SAFE = 3 * MM
"""The distance of text from the trim that protects it in every copy of a print run."""
_MOST_AT_EDGE = 100
"""Marks that are examined at each edge."""
_EDGES = ("left", "bottom", "right", "top")
_LARGE = 36.0
"""pt: letters of this size that are artifacts cross the edge on purpose."""

_THIN = 0.25
"""pt: the thinnest line that offset plates hold (Ghent Workgroup, GWG2015, "Effective Line Width")."""
_ROUNDED = 0.01
_TINTED = 0.5
"""pt: a thinner line of screened tints or of several inks frays."""
_SOLID = 0.98
_INK = 0.02

_Limits = tuple[float, float]
"""Pixels per inch below which a picture is refused, and below which a finer one is recommended."""
_PRINT: _Limits = (200, 300)
_PRINT_BITONAL: _Limits = (300, 600)
"""For pictures of one bit, whose steps are not softened by a screen."""
_SCREEN: _Limits = (100, 150)
_ROUNDING = 0.98
"""A picture of 299.5 ppi has 300: boxes are written with few decimals, and pictures are cropped to whole pixels."""
_SMALLEST = 5 * MM
"""Pictures smaller than this on the page are ornaments."""
_FEWEST = 8
"""A picture with fewer pixels a side is a stretched colour."""
_MOST = 40_000_000
"""Pixels of a picture that are decoded to see whether they are all alike."""
_JPEG_SHRUNK = (256, 256)


# edges of the trim


@page_check(Purpose.PRINT)
def check_bleed(view: PageView) -> Iterator[Finding]:
    """Check that every picture or area at the trim reaches the edge of the bleed, on press sheets that of its page."""
    if view.imposed is None:
        yield from _short_of_bleed(view, _spine(view))
    elif view.imposed.scheme not in UNTRIMMED:
        for leaf, spine in view.leaves():
            yield from _short_of_bleed(leaf, spine)


def _short_of_bleed(view: PageView, spine: str) -> Iterator[Finding]:
    end = _end_of_bleed(view)
    solid = [(place, mark) for place, mark in enumerate(view.marks) if _could_bleed(view, mark)]
    short: dict[int, list[tuple[int, Mark]]] = {}
    for edge, side in enumerate(_EDGES):
        if side == spine or (spine == "both" and side in ("left", "right")):
            continue
        near = [found for found in solid if _stops_short(found[1].box, edge, view.trim, end)][:_MOST_AT_EDGE]
        beyond = [found for found in enumerate(view.marks) if near and _reaches(found[1].box, edge, end)]
        if found := [one for one in near if not _hidden(*one, beyond, edge, end)]:
            short[edge] = found
    if short:
        yield _short(view, short, end)


def _spine(view: PageView) -> str:
    """The edge at which a page meets its neighbour, if the file is laid out in pairs; else ""."""
    layout = name_of(entry(view.subject.pdf.Root, "/PageLayout"))
    if layout not in ("TwoPageRight", "TwoColumnRight", "TwoPageLeft", "TwoColumnLeft"):
        return ""
    first_is_right = layout.endswith("Right") != is_turned(view.subject.pdf)
    return "left" if (view.index % 2 == 0) == first_is_right else "right"


def _short(view: PageView, short: dict[int, list[tuple[int, Mark]]], end: Rectangle) -> Finding:
    """One finding for all edges; the distance is that of the worst."""
    reached, edge, mark = min(
        ((_beyond(mark.box, edge, view.trim), edge, mark) for edge, found in short.items() for _, mark in found),
        key=lambda one: one[0],
    )
    count = len({place for found in short.values() for place, _ in found})
    message = (
        f"{times(count, 'picture or area', 'pictures or areas')} at the {_named([_EDGES[edge] for edge in short])} "
        f"{'stops' if count == 1 else 'stop'} {millimetres(abs(reached))} {'beyond' if reached > 0 else 'short of'} "
        f"the trim, where {millimetres(_beyond(end, edge, view.trim))} of bleed are required"
    )
    hint = "extend it to the edge of the bleed, or keep it clear of the trim"
    return view.finding("HP450", Severity.ERROR, message, hint, mark.box)


def _named(sides: Sequence[str]) -> str:
    """``left edge``, ``left, bottom and top edges``."""
    *others, last = sides
    return f"{', '.join(others)} and {last} edges" if others else f"{last} edge"


def _beyond(box: Rectangle, edge: int, trim: Rectangle) -> float:
    """The distance in pt by which an edge of a box lies outside the trim."""
    return box[edge] - trim[edge] if edge > 1 else trim[edge] - box[edge]


def _end_of_bleed(view: PageView) -> Rectangle:
    """The bleed box; 3 mm outside the trim where the bleed box is not larger than the trim."""
    left, bottom, right, top = (
        view.bleed[edge]
        if _beyond(view.bleed, edge, view.trim) > _SHORT
        else view.trim[edge] + (_USUAL_BLEED if edge > 1 else -_USUAL_BLEED)
        for edge in range(4)
    )
    return (left, bottom, right, top)


def _could_bleed(view: PageView, mark: Mark) -> bool:
    """Whether it is a visible picture or filled area on the sheet."""
    if isinstance(mark, PathMark):
        shown = mark.fill is not None and not is_white(mark.fill)
    else:
        shown = isinstance(mark, ImageMark | ShadingMark)
    return shown and mark.alpha > 0 and overlap(mark.box, view.trim)


def _stops_short(box: Rectangle, edge: int, trim: Rectangle, end: Rectangle) -> bool:
    if edge > 1:
        return trim[edge] - _NEAR <= box[edge] < end[edge] - _SHORT
    return end[edge] + _SHORT < box[edge] <= trim[edge] + _NEAR


def _reaches(box: Rectangle, edge: int, end: Rectangle) -> bool:
    return box[edge] >= end[edge] - _SHORT if edge > 1 else box[edge] <= end[edge] + _SHORT


def _hidden(place: int, mark: Mark, beyond: list[tuple[int, Mark]], edge: int, end: Rectangle) -> bool:
    """Whether a mark that reaches the bleed is painted over the edge, or continues in its colour.

    A drawn shape may also end on a ground that bleeds: its outline is intended.
    """
    drawn = isinstance(mark, PathMark) and not mark.rectangle
    strip = list(mark.box)
    strip[edge] = end[edge]
    strip[edge - 2] = mark.box[edge]
    beside: Rectangle = (strip[0], strip[1], strip[2], strip[3])
    for later, other in beyond:
        same = isinstance(mark, PathMark) and isinstance(other, PathMark) and mark.fill == other.fill
        if (same or ((later > place or drawn) and _is_solid(other))) and covers(other.box, beside):
            return True
    return False


def _is_solid(mark: Mark) -> bool:
    """Whether it hides what is below its box."""
    filled = isinstance(mark, ImageMark) or (isinstance(mark, PathMark) and mark.rectangle and mark.fill is not None)
    return filled and mark.alpha >= 1 and not mark.masked and not mark.shaped


@page_check(Purpose.PRINT)
def check_margins(view: PageView) -> Iterator[Finding]:
    """Check that text keeps its distance from the trim, on a press sheet from that of each page."""
    for leaf in [view] if view.imposed is None else [leaf for leaf, spine in view.leaves() if spine != "both"]:
        yield from _near_trim(leaf)


def _near_trim(view: PageView) -> Iterator[Finding]:
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
        fault = "is cut by the trim" if cut else f"is less than {millimetres(_SAFE)} from the trim"
        message = f"text {quoted_first([worst, *near[1:]])} {fault}"
        severity = Severity.ERROR if cut else Severity.WARNING
        yield view.finding("HP465", severity, message, "move it into the type area", worst.box)


# lines


@page_check(Purpose.PRINT)
def check_hairlines(view: PageView) -> Iterator[Finding]:
    """Check that no line is thinner than a press can hold."""
    lines = [(width, mark) for mark in view.of(PathMark) for width in _widths(mark) if view.on_sheet(mark)]
    thin = [(width, mark) for width, mark in lines if width < _THIN - _ROUNDED]
    if not thin:
        return
    width, mark = min(thin, key=lambda line: line[0])
    if width <= 0:
        message = f"{times(len(thin), 'line')} too thin, one of them without a width: as thin as the device allows"
    else:
        message = f"{times(len(thin), 'line')} thinner than {_THIN} pt, the thinnest {width:.2f} pt"
    severity = Severity.ERROR if width <= 0 else Severity.WARNING
    yield view.finding("HP458", severity, message, f"make lines {_THIN} pt or wider", mark.box)


@page_check(Purpose.PRINT)
def check_tinted_lines(view: PageView) -> Iterator[Finding]:
    """Report thin lines in tints or several inks."""
    for mark in view.of(PathMark):
        paint = mark.stroke if mark.stroke is not None else mark.fill
        thin = view.on_sheet(mark) and any(0 < width < _TINTED for width in _widths(mark))
        if thin and paint is not None and _screened(paint):
            message = f"lines thinner than {_TINTED} pt are screened or of several inks, and may fray on the press"
            yield view.finding("HP468", Severity.NOTE, message, "give thin lines one solid ink", mark.box)
            return


def _widths(mark: PathMark) -> Iterator[float]:
    """The width of a path as a line: of its stroke, or of itself if it is filled and thin."""
    if mark.stroke is not None and not is_white(mark.stroke):
        yield mark.line_width
    elif mark.fill is not None and mark.rectangle and not is_white(mark.fill):
        yield min(size_of(mark.box))


def _screened(paint: Paint) -> bool:
    """Whether it is anything but one solid ink."""
    used = [ink for ink in process_inks(paint) or () if ink > _INK]
    return len(used) > 1 or any(ink < _SOLID for ink in used)


# pictures


@page_check()
def check_resolution(view: PageView) -> Iterator[Finding]:
    """Check that pictures have enough pixels for their size on the page."""
    coarse = [
        (mark.ppi, mark)
        for mark in _pictures(view)
        if mark.ppi < _limits(view, mark)[1] * _ROUNDING and not _is_flat(view, mark)
    ]
    if not coarse:
        return
    refused = [found for found in coarse if found[0] < _limits(view, found[1])[0] * _ROUNDING]
    ppi, mark = min(refused or coarse, key=lambda found: found[0])
    least, recommended = _limits(view, mark)
    bound = f"the minimum is {least:.0f} ppi" if refused else f"{recommended:.0f} ppi are recommended"
    message = (
        f"{times(len(coarse), 'picture')} too coarse: {mark.width} × {mark.height} pixels give {ppi:.0f} ppi at "
        f"this size; {bound}"
    )
    severities = (Severity.ERROR, Severity.WARNING) if refused else (Severity.WARNING, Severity.NOTE)
    yield view.finding(
        "HP451", view.subject.severity(*severities), message, "place it smaller, or get a finer one", mark.box
    )


@page_check()
def check_empty(view: PageView) -> Iterator[Finding]:
    """Check that no picture is one plain colour."""
    empty = [mark for mark in _pictures(view) if not mark.masked and _is_flat(view, mark)]
    if empty:
        message = f"{times(len(empty), 'picture')} of one plain colour, as if something had been lost"
        yield view.finding("HP467", Severity.WARNING, message, "check that the picture is the right one", empty[0].box)


def _pictures(view: PageView) -> list[ImageMark]:
    """The pictures on the sheet that are more than an ornament or a stretched colour."""
    return [
        mark
        for mark in view.of(ImageMark)
        if view.on_sheet(mark) and max(size_of(mark.box)) >= _SMALLEST and min(mark.width, mark.height) >= _FEWEST
    ]


def _limits(view: PageView, mark: ImageMark) -> _Limits:
    if not view.printed:
        return _SCREEN
    return _PRINT_BITONAL if mark.bits == 1 else _PRINT


def _is_flat(view: PageView, mark: ImageMark) -> bool:
    """Whether all pixels are alike; False if that is unknown."""
    image = mark.xobject
    if not isinstance(image, pikepdf.Stream) or mark.width * mark.height > _MOST:
        return False
    if image.objgen not in view.flat:
        try:
            view.flat[image.objgen] = _flat(image, mark)
        except (ValueError, RuntimeError, OSError, pikepdf.PdfError, Image.DecompressionBombError):
            view.flat[image.objgen] = False
    return view.flat[image.objgen]


def _flat(image: pikepdf.Stream, mark: ImageMark) -> bool:
    """Raises PdfError for codings that qpdf does not decode, such as JPEG 2000."""
    if filters_of(image) == ["DCTDecode"]:
        with Image.open(BytesIO(image.read_raw_bytes())) as picture:
            picture.draft(None, _JPEG_SHRUNK)
            return all(low == high for low, high in (band.getextrema() for band in picture.split()))
    data = image.read_bytes()
    # bytes of a pixel of 8 bits or more; of smaller pixels the bytes are compared
    step = max(1, len(data) // (mark.width * mark.height)) if entry(image, "/ImageMask") is not True else 1
    return bool(data) and data == data[:step] * (len(data) // step)
