"""Tell whether a page of a PDF looks as another does, without drawing it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Object, Stream

_NAMES = re.compile(rb"/([^\s/\[\]<>()]+)")
_DEPTH = 12
"""Resources nest; a PDF of ours does not nest deeper than this, and one that refers to itself ends here."""


def fingerprints(pdf: bytes) -> tuple[str, ...]:
    """A digest of what each page paints; raises pikepdf.PdfError for what is no PDF.

    WeasyPrint 70 keeps glyph ids when it subsets fonts, and names fonts by their content: equal text in equal fonts is
    equal in the content stream, whatever else the subset holds. So the programs of fonts do not count.
    """
    with pikepdf.open(BytesIO(pdf)) as document:
        seen: dict[tuple[int, int], bytes] = {}
        return tuple(_page(page, seen) for page in document.pages)


def _page(page: pikepdf.Page, seen: dict[tuple[int, int], bytes]) -> str:
    contents = page.obj.get("/Contents", Array())
    streams = list(contents) if isinstance(contents, Array) else [contents]
    painted = b"\n".join(stream.read_bytes() for stream in streams)
    digest = sha256(painted)
    digest.update(str([float(edge) for edge in page.mediabox]).encode())
    for part in _used(painted, page.obj.get("/Resources", Dictionary()), seen, 0):
        digest.update(part)
    return digest.hexdigest()[:20]


def _used(painted: bytes, resources: Object, seen: dict[tuple[int, int], bytes], depth: int) -> Iterator[bytes]:
    """Digests of the resources that a content stream names."""
    names = {name.decode("latin-1") for name in _NAMES.findall(painted)}
    for kind in ("/XObject", "/Pattern", "/Shading", "/ExtGState", "/ColorSpace"):
        held = resources.get(kind)
        if not isinstance(held, Dictionary):
            continue
        for key in sorted(held.keys()):
            if key.lstrip("/") in names:
                yield key.encode() + _digest(held[key], seen, depth)


def _digest(thing: Object, seen: dict[tuple[int, int], bytes], depth: int) -> bytes:
    place = thing.objgen if isinstance(thing, Object) and thing.is_indirect else None
    if place is not None and place in seen:
        return seen[place]
    made = sha256(_told(thing, seen, depth)).digest() if depth < _DEPTH else b""
    if place is not None:
        seen[place] = made
    return made


def _told(thing: Object, seen: dict[tuple[int, int], bytes], depth: int) -> bytes:
    if isinstance(thing, Stream):
        return _stream(thing, seen, depth)
    if isinstance(thing, Dictionary):
        return b"".join(key.encode() + _digest(thing[key], seen, depth + 1) for key in sorted(thing.keys()))
    if isinstance(thing, Array):
        return b"".join(_digest(item, seen, depth + 1) for item in thing)
    return str(thing).encode()


def _stream(stream: Stream, seen: dict[tuple[int, int], bytes], depth: int) -> bytes:
    resources = stream.get("/Resources")
    plain = {key: stream[key] for key in sorted(stream.keys()) if key not in ("/Resources", "/Length", "/Parent")}
    told = b"".join(key.encode() + _digest(value, seen, depth + 1) for key, value in plain.items())
    if not isinstance(resources, Dictionary):
        return told + stream.read_raw_bytes()
    painted = stream.read_bytes()
    return told + painted + b"".join(_used(painted, resources, seen, depth + 1))
