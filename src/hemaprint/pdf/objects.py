# SPDX-License-Identifier: MIT
"""Read the objects of a PDF, which may hold anything, and compute with its boxes and matrices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from math import floor, hypot, isfinite
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String

Matrix = tuple[float, float, float, float, float, float]
"""``a b c d e f`` of a transformation (ISO 32000-1, 8.3.3)."""

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top in pt of default user space."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
EVERYWHERE: Rectangle = (-1e9, -1e9, 1e9, 1e9)
"""A clip that clips nothing."""

Point = tuple[float, float]

MM = 72 / 25.4
"""pt."""


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """The transformation that applies ``inner`` first (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def apply(matrix: Matrix, x: float, y: float) -> Point:
    """The place of a point after the transformation."""
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def scale_of(matrix: Matrix) -> float:
    """The factor by which lengths grow: the root of the area's factor, or the longer axis of a flat matrix."""
    a, b, c, d, _, _ = matrix
    area = abs(a * d - b * c)
    return area**0.5 if area else max(hypot(a, b), hypot(c, d))


def box_around(points: Iterable[Point]) -> Rectangle:
    """The smallest box that holds all points; needs at least one point."""
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def transformed(box: Rectangle, matrix: Matrix) -> Rectangle:
    """The box around a transformed box."""
    left, bottom, right, top = box
    a, b, c, d, e, f = matrix
    if not b and not c:
        xs, ys = (a * left + e, a * right + e), (d * bottom + f, d * top + f)
        return (min(xs), min(ys), max(xs), max(ys))
    corners = ((left, bottom), (right, bottom), (left, top), (right, top))
    return box_around(apply(matrix, x, y) for x, y in corners)


def clipped(box: Rectangle, clip: Rectangle) -> Rectangle:
    """The part of a box inside the clip; a point where nothing remains."""
    left, bottom = max(box[0], clip[0]), max(box[1], clip[1])
    right, top = min(box[2], clip[2]), min(box[3], clip[3])
    if left > right or bottom > top:
        return (left, bottom, left, bottom)
    return (left, bottom, right, top)


def grown(box: Rectangle, by: float) -> Rectangle:
    """A box with a margin of ``by`` around it."""
    return (box[0] - by, box[1] - by, box[2] + by, box[3] + by)


def overlap(one: Rectangle, other: Rectangle) -> bool:
    """Whether two boxes share more than an edge; a line without height counts by its length."""
    return (one[0] < other[2] and other[0] < one[2] and one[1] <= other[3] and other[1] <= one[3]) or (
        one[0] <= other[2] and other[0] <= one[2] and one[1] < other[3] and other[1] < one[3]
    )


def covers(outer: Rectangle, inner: Rectangle, slack: float = 0.5) -> bool:
    """Whether ``inner`` lies within ``outer``, give or take ``slack`` pt."""
    left, bottom, right, top = grown(outer, slack)
    return left <= inner[0] and bottom <= inner[1] and right >= inner[2] and top >= inner[3]


def size_of(box: Rectangle) -> tuple[float, float]:
    """Width and height."""
    return (box[2] - box[0], box[3] - box[1])


def repeated(box: Rectangle, steps: Point, area: Rectangle) -> Rectangle:
    """The box around the visible copies of ``box`` in ``area`` when it is repeated every ``steps``."""
    left, right = _repeated(box[0], box[2], steps[0], area[0], area[2])
    bottom, top = _repeated(box[1], box[3], steps[1], area[1], area[3])
    return clipped((left, bottom, right, top), area)


def _repeated(low: float, high: float, step: float, start: float, end: float) -> Point:
    if step <= 0:
        return low, high
    first, last = floor((start - high) / step) + 1, -(floor((low - end) / step) + 1)
    return low + first * step, high + last * step


ObjectId = tuple[int, int]
"""Number and generation of an indirect object; pikepdf calls it ``objgen``."""

Operands = list[Any]
"""The operands of an operator: pikepdf objects and plain numbers, which mypy cannot distinguish."""

MALFORMED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError, pikepdf.PdfError)
"""What parsing or running broken content can raise."""

_DEEPEST = 64
"""More levels than any real page tree or name tree has."""
_SMALLEST = 64
"""Broken content of this many bytes is given up."""
_MOST = 2000
"""How many pieces of one broken stream are tried."""


# values


def number(value: Any, default: float = 0.0) -> float:
    """The value as a number; ``default`` for anything else."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        found = float(value)
        return found if isfinite(found) else default
    return default


def numbers(values: Any) -> list[float]:
    """The numbers among the items of an array or of operands; none for anything else."""
    if not isinstance(values, list | tuple | Array):
        return []
    return [number(value) for value in list(values) if isinstance(value, int | float | Decimal)]


def matrix_of(value: Any) -> Matrix:
    """A matrix; the identity for anything else."""
    found = numbers(value)
    return (found[0], found[1], found[2], found[3], found[4], found[5]) if len(found) == 6 else IDENTITY


def box_of(value: Any) -> Rectangle | None:
    """A box with its edges in order (ISO 32000-1, 7.9.5), or None."""
    found = numbers(value)
    if len(found) != 4:
        return None
    x0, y0, x1, y1 = found
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def is_turned(pdf: pikepdf.Pdf) -> bool:
    """Whether a file says that it is bound on the right (ISO 32000-1, table 150: Direction)."""
    preferences = entry(pdf.Root, "/ViewerPreferences")
    return isinstance(preferences, pikepdf.Dictionary) and name_of(entry(preferences, "/Direction")) == "R2L"


def name_of(value: Any) -> str:
    """A name without its slash, U+FFFD for bytes that are not UTF-8; "" for anything else."""
    return bytes(value)[1:].decode("utf-8", "replace") if isinstance(value, Name) else ""


def text_of(value: Any) -> str:
    """A text string without surrounding white space; "" for anything else."""
    return written_of(value).strip()


def written_of(value: Any) -> str:
    """A text string as it is; "" for anything else."""
    if not isinstance(value, String):
        return ""
    try:
        return str(value)
    except (ValueError, RuntimeError):
        return ""


# dictionaries, arrays and streams


def entry(holder: Any, *keys: str | Name) -> Any:
    """An entry of a dictionary or a stream, or of the dictionaries in it, key by key; None where it is missing.

    A name from the file must stay a name: its bytes need not be UTF-8.
    """
    for key in keys:
        if not isinstance(holder, Dictionary | Stream):
            return None
        holder = holder.get(key)
    return holder


def resource(resources: Any, category: str, name: Any) -> Any:
    """The resource with that category and name, or None."""
    return entry(resources, category, name) if isinstance(name, Name) else None


def items(value: Any) -> list[Any]:
    """The items of an array; none for anything else."""
    return list(value) if isinstance(value, Array) else []


def entries_of(value: Any) -> list[tuple[str, Any]]:
    """Names and values of a dictionary, sorted; none for anything else."""
    return [(key, value[key]) for key in sorted(value.keys())] if isinstance(value, Dictionary) else []


def entries(resources: Any, category: str) -> list[tuple[str, Any]]:
    """Names and values of one category ("/Font", "/XObject"...) of a resource dictionary."""
    return entries_of(entry(resources, category))


def identity(value: Any) -> ObjectId | None:
    """Number and generation of an indirect object."""
    return value.objgen if isinstance(value, Object) and value.is_indirect else None


def is_new(value: Any, seen: set[ObjectId]) -> bool:
    """Whether a value is not in ``seen``, to which it is added; a direct object is always new."""
    found = identity(value)
    if found is None:
        return True
    if found in seen:
        return False
    seen.add(found)
    return True


def content_of(stream: Any) -> bytes:
    """The data of a stream; b"" where there is none or it cannot be decoded."""
    if not isinstance(stream, Stream):
        return b""
    try:
        return stream.read_bytes()
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return b""


def filters_of(stream: Stream) -> list[str]:
    """The names of a stream's filters, in the order of decoding."""
    found = stream.get("/Filter")
    return [name_of(one) for one in (items(found) if isinstance(found, Array) else [found])]


def tree_pairs(root: Any, key: str) -> Iterator[tuple[Any, Any]]:
    """Keys and values of a name tree (``key`` "/Names") or a number tree ("/Nums"; ISO 32000-1, 7.9.6 and 7.9.7)."""
    seen: set[ObjectId] = set()
    pending = [(root, 0)]
    while pending:
        node, depth = pending.pop()
        if not isinstance(node, Dictionary) or depth > _DEEPEST or not is_new(node, seen):
            continue
        flat = items(node.get(key))
        yield from zip(flat[::2], flat[1::2], strict=False)
        pending += [(kid, depth + 1) for kid in reversed(items(node.get("/Kids")))]


# pages


def inherited(page: Any, key: str) -> Any:
    """An entry of a page, or of the nearest node of the page tree above it (ISO 32000-1, 7.7.3.4)."""
    node = page
    for _ in range(_DEEPEST):
        found = entry(node, key)
        if found is not None:
            return found
        node = entry(node, "/Parent")
    return None


def page_box(page: pikepdf.Page, key: str) -> Rectangle | None:
    """A box of a page in pt; None where it is missing or malformed."""
    return box_of(inherited(page.obj, key) if key in ("/MediaBox", "/CropBox") else entry(page.obj, key))


def trim_of(page: pikepdf.Page) -> Rectangle:
    """The visible part of a page when it is cut or shown: its trim box, or else its crop or media box."""
    boxes = (page_box(page, key) for key in ("/TrimBox", "/CropBox", "/MediaBox"))
    return next((box for box in boxes if box is not None), (0.0, 0.0, 0.0, 0.0))


def page_places(pdf: pikepdf.Pdf) -> dict[ObjectId, int]:
    """The index (from 0) of each page by its object."""
    return {page.obj.objgen: index for index, page in enumerate(pdf.pages)}


def annotations_of(page: pikepdf.Page) -> Iterator[Object]:
    """The annotations of a page."""
    return (one for one in items(entry(page.obj, "/Annots")) if isinstance(one, Dictionary))


def walk_resources(pdf: pikepdf.Pdf) -> Iterator[Object]:
    """Every resource dictionary that pages, form XObjects, patterns and soft masks use, each once, in page order."""
    seen: set[ObjectId] = set()
    for page in pdf.pages:
        yield from _walk(page.resources, seen)


def _walk(resources: Object, seen: set[ObjectId]) -> Iterator[Object]:
    if not is_new(resources, seen):
        return
    yield resources
    users = [thing for category in ("/XObject", "/Pattern") for _, thing in entries(resources, category)]
    users += [entry(state, "/SMask", "/G") for _, state in entries(resources, "/ExtGState")]
    for user in users:
        if isinstance(user, Stream) and is_new(user, seen) and "/Resources" in user:
            yield from _walk(user.Resources, seen)


# content streams


def instructions_of(owner: Any) -> list[Any]:
    """The instructions of a page or a stream; of a broken one, those of the pieces between the breaks."""
    try:
        return list(pikepdf.parse_content_stream(owner))
    except MALFORMED:
        return list(_salvaged(_content(owner)))


def _content(owner: Any) -> bytes:
    if isinstance(owner, Stream):
        return content_of(owner)
    contents = entry(getattr(owner, "obj", owner), "/Contents")
    return b"\n".join(content_of(stream) for stream in (items(contents) or [contents]))


def _salvaged(data: bytes) -> Iterator[Any]:
    """Halve what cannot be parsed until the broken part is small."""
    waiting = [data]
    with pikepdf.new() as scratch:
        for _ in range(_MOST):
            if not waiting:
                return
            piece = waiting.pop()
            try:
                yield from pikepdf.parse_content_stream(scratch.make_stream(piece))
            except MALFORMED:
                middle = _gap(piece)
                if len(piece) > _SMALLEST and 0 < middle < len(piece):
                    waiting += [piece[middle:], piece[:middle]]


def _gap(piece: bytes) -> int:
    """A place near the middle where a line or a word begins."""
    half = len(piece) // 2
    line = piece.find(b"\n", half, half + half // 2)
    if line >= 0:
        return line + 1
    return next((at + 1 for at in range(half, len(piece)) if piece[at] in b" \t\r\n"), half)
