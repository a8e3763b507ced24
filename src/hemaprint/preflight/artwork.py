"""Check pictures, lines and areas: bleed, safe margin, line width, resolution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

import pikepdf
from PIL import Image

from hemaprint.errors import Severity
from hemaprint.pdf.colors import Paint, is_white, process_inks
from hemaprint.pdf.marks import ImageMark, Mark, PathMark, ShadingMark
from hemaprint.pdf.objects import MM, ObjectId, Rectangle, covers, entry, filters_of, name_of, overlap, size_of
from hemaprint.preflight.page import PageCheck, PageView, millimetres, quoted, times
from hemaprint.preflight.report import Finding

_NEAR = 1 * MM
"""A mark that ends this close to the trim was meant to reach over it: cutters are no more exact."""
_SHORT = 0.5
"""pt by which a mark may miss the edge of the bleed: boxes of curves and strokes are not more exact."""
_USUAL_BLEED = 3 * MM
_SAFE = 3 * MM
"""Text stays this far from the trim, so that no copy of a print run loses some of it."""

_MOST_AT_EDGE = 100
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
        near = [found for found in solid if _stops_short(found[1].box, edge, view.trim, wanted)][:_MOST_AT_EDGE]
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


_THIN = 0.25
"""pt: the thinnest line that offset plates hold (Ghent Workgroup, GWG2015, "Effective Line Width")."""
_ROUNDED = 0.01
_TINTED = 0.5
"""pt: below this a line of screened tints or of several inks frays."""
_SOLID = 0.98
_INK = 0.02


def check_hairlines(view: PageView) -> Iterator[Finding]:
    """No line is thinner than a press holds, none is as thin as the device can (PRINT)."""
    if not view.printed:
        return
    lines = [(width, mark) for mark in view.of(PathMark) for width in _widths(mark) if view.on_sheet(mark)]
    thin = [(width, mark) for width, mark in lines if width < _THIN - _ROUNDED]
    if not thin:
        return
    width, mark = min(thin, key=lambda line: line[0])
    if width <= 0:
        message = f"{times(len(thin), 'line')} too thin, one of them without a width: as thin as the device can"
    else:
        message = f"{times(len(thin), 'line')} thinner than {_THIN} pt, the thinnest {width:.2f} pt"
    severity = Severity.ERROR if width <= 0 else Severity.WARNING
    yield view.finding("HP458", severity, message, f"make lines {_THIN} pt or wider", mark.box)


def check_tinted_lines(view: PageView) -> Iterator[Finding]:
    """Thin lines in tints or several inks are told of (PRINT)."""
    if not view.printed:
        return
    for mark in view.of(PathMark):
        paint = mark.stroke if mark.stroke is not None else mark.fill
        thin = view.on_sheet(mark) and any(0 < width < _TINTED for width in _widths(mark))
        if thin and paint is not None and _screened(paint):
            message = f"lines thinner than {_TINTED} pt are screened or of several inks, and may fray on the press"
            hint = "give thin lines one solid ink"
            yield view.finding("HP468", Severity.NOTE, message, hint, mark.box)
            return


def _widths(mark: PathMark) -> Iterator[float]:
    """The widths that a path shows as lines: of its stroke, or of itself where it is filled and thin."""
    if mark.stroke is not None and not is_white(mark.stroke):
        yield mark.line_width
    elif mark.fill is not None and mark.rectangle and not is_white(mark.fill):
        yield min(size_of(mark.box))


def _screened(paint: Paint) -> bool:
    """It is not one solid ink."""
    inks = process_inks(paint)
    if inks is None:
        return False
    used = [ink for ink in inks if ink > _INK]
    return len(used) > 1 or any(ink < _SOLID for ink in used)


_Limits = tuple[float, float]
"""Pixels per inch below which a picture is refused, and below which it is wanted finer."""

_PRINT: _Limits = (200, 300)
_PRINT_BITONAL: _Limits = (300, 600)
"""Of pictures of one bit, whose steps are not softened by a screen."""
_SCREEN: _Limits = (100, 150)

_ROUNDING = 0.98
"""A picture of 299.5 ppi has 300: boxes are written with few decimals, and pictures are cropped to whole pixels."""
_SMALLEST = 5 * MM
"""Pictures that are smaller on the page than this are ornaments."""
_FEWEST = 8
"""A picture with fewer pixels a side is a stretched colour."""
_MOST = 40_000_000
"""Pixels of a picture that are decoded to see whether they are all alike."""
_JPEG_SHRUNK = (256, 256)


class PictureChecks:
    """The questions about pictures; what is known of a picture is kept for its other placements."""

    def __init__(self) -> None:
        self._flat: dict[ObjectId, bool] = {}

    @property
    def checks(self) -> tuple[PageCheck, ...]:
        """Each question by itself."""
        return (self.check_resolution, self.check_empty)

    def check_resolution(self, view: PageView) -> Iterator[Finding]:
        """Pictures have enough pixels for the size at which they are placed."""
        coarse = [
            (mark.ppi, mark)
            for mark in self._shown(view)
            if mark.ppi < _limits(view, mark)[1] * _ROUNDING and not self._is_flat(mark)
        ]
        if not coarse:
            return
        refused = [found for found in coarse if found[0] < _limits(view, found[1])[0] * _ROUNDING]
        ppi, mark = min(refused or coarse, key=lambda found: found[0])
        least, wanted = _limits(view, mark)
        bound = f"{least:.0f} ppi are the least" if refused else f"{wanted:.0f} ppi are wanted"
        message = (
            f"{times(len(coarse), 'picture')} too coarse: {mark.width} × {mark.height} pixels give {ppi:.0f} ppi at "
            f"this size, {bound}"
        )
        yield view.finding(
            "HP451", _severity(view, bool(refused)), message, "place it smaller or get a finer one", mark.box
        )

    def check_empty(self, view: PageView) -> Iterator[Finding]:
        """No picture is one plain colour."""
        empty = [mark for mark in self._shown(view) if not mark.masked and self._is_flat(mark)]
        if empty:
            message = f"{times(len(empty), 'picture')} of one plain colour, as if something had been lost"
            hint = "look whether the picture is the right one"
            yield view.finding("HP467", Severity.WARNING, message, hint, empty[0].box)

    def _shown(self, view: PageView) -> list[ImageMark]:
        """The pictures on the sheet that are more than an ornament or a stretched colour."""
        return [
            mark
            for mark in view.of(ImageMark)
            if view.on_sheet(mark) and max(size_of(mark.box)) >= _SMALLEST and min(mark.width, mark.height) >= _FEWEST
        ]

    def _is_flat(self, mark: ImageMark) -> bool:
        """All pixels are alike; False where that is not known."""
        image = mark.xobject
        if not isinstance(image, pikepdf.Stream) or mark.width * mark.height > _MOST:
            return False
        if image.objgen not in self._flat:
            try:
                self._flat[image.objgen] = _flat(image, mark)
            except (ValueError, RuntimeError, OSError, pikepdf.PdfError, Image.DecompressionBombError):
                self._flat[image.objgen] = False
        return self._flat[image.objgen]


def _limits(view: PageView, mark: ImageMark) -> _Limits:
    if not view.printed:
        return _SCREEN
    return _PRINT_BITONAL if mark.bits == 1 else _PRINT


def _severity(view: PageView, refused: bool) -> Severity:
    if view.printed:
        return Severity.ERROR if refused else Severity.WARNING
    return Severity.WARNING if refused else Severity.NOTE


def _flat(image: pikepdf.Stream, mark: ImageMark) -> bool:
    """Raises PdfError for codings that qpdf does not undo, such as JPEG 2000."""
    if filters_of(image) == ["DCTDecode"]:
        with Image.open(BytesIO(image.read_raw_bytes())) as picture:
            picture.draft(None, _JPEG_SHRUNK)
            return all(low == high for low, high in (band.getextrema() for band in picture.split()))
    data = image.read_bytes()
    step = _bytes_a_pixel(image, len(data), mark)
    return bool(data) and data == data[:step] * (len(data) // step)


def _bytes_a_pixel(image: pikepdf.Stream, length: int, mark: ImageMark) -> int:
    """Bytes of a pixel of 8 bits or more; of finer ones the bytes are compared as they are."""
    whole = length // (mark.width * mark.height)
    return max(1, whole) if entry(image, "/ImageMask") is not True else 1
