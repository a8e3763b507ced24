"""Read trees, texts and boxes of PDFs that may be broken: nothing here raises or runs for ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Object, Stream, String

from hemaprint.pdf.objects import ObjectId, Rectangle
from hemaprint.pdf.values import box_of, entry, inherited, is_new, items, name_of

_DEEPEST = 64
"""More levels than any real name tree has."""


def text_of(value: Any) -> str:
    """A text string without white space around it; "" for anything else."""
    if not isinstance(value, String):
        return ""
    try:
        return str(value).strip()
    except (ValueError, RuntimeError):
        return ""


def page_box(page: pikepdf.Page, key: str) -> Rectangle | None:
    """A box of a page in pt; None where it has none, or none that is a box."""
    return box_of(inherited(page.obj, key) if key in ("/MediaBox", "/CropBox") else entry(page.obj, key))


def trim_of(page: pikepdf.Page) -> Rectangle:
    """What is seen of a page when it is cut or shown: its trim box, or else its crop or media box."""
    boxes = (page_box(page, key) for key in ("/TrimBox", "/CropBox", "/MediaBox"))
    return next((box for box in boxes if box is not None), (0.0, 0.0, 0.0, 0.0))


def page_places(pdf: pikepdf.Pdf) -> dict[ObjectId, int]:
    """Which page (from 0) an object is."""
    return {page.obj.objgen: index for index, page in enumerate(pdf.pages)}


def annotations_of(page: pikepdf.Page) -> Iterator[Object]:
    """The annotations of a page."""
    return (one for one in items(entry(page.obj, "/Annots")) if isinstance(one, Dictionary))


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


def filters_of(stream: Stream) -> list[str]:
    """The names of a stream's filters, in the order in which they are undone."""
    found = stream.get("/Filter")
    return [name_of(one) for one in (items(found) if isinstance(found, Array) else [found])]
