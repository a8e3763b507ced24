"""Walk the resource dictionaries of a PDF."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf
from pikepdf import Dictionary, Object, Stream

from hemaprint.pdf.objects import ObjectId
from hemaprint.pdf.values import entries_of, entry, is_new


def walk_resources(pdf: pikepdf.Pdf) -> Iterator[Object]:
    """Every resource dictionary that pages, form XObjects, patterns and soft masks use, each once, in page order."""
    seen: set[ObjectId] = set()
    for page in pdf.pages:
        yield from _walk(page.resources, seen)


def entries(resources: Object, category: str) -> list[tuple[str, Object]]:
    """Names and values of one category ("/Font", "/XObject"...) of a resource dictionary."""
    return entries_of(entry(resources, category))


def _walk(resources: Object, seen: set[ObjectId]) -> Iterator[Object]:
    if not is_new(resources, seen):
        return
    yield resources
    for inner in _users(resources):
        if isinstance(inner, Stream) and is_new(inner, seen) and "/Resources" in inner:
            yield from _walk(inner.Resources, seen)


def _users(resources: Object) -> Iterator[Object]:
    """Streams that may have resources of their own."""
    for category in ("/XObject", "/Pattern"):
        for _, value in entries(resources, category):
            yield value
    for _, state in entries(resources, "/ExtGState"):
        mask = state.get("/SMask")
        if isinstance(mask, Dictionary) and "/G" in mask:
            yield mask.G
