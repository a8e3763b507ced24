"""Parse content streams, and what can be parsed of those that are broken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Stream

from hemaprint.pdf.values import content_of, entry

MALFORMED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError, pikepdf.PdfError)
"""What parsing or running broken content can raise."""

_SMALLEST = 64
"""Bytes of broken content that are given up."""
_MOST = 2000
"""Pieces that are tried of one broken stream."""
_SPACES = b" \t\r\n"


def instructions_of(owner: Any) -> list[Any]:
    """The instructions of a page or a stream; of broken ones, those of the pieces between the breaks."""
    try:
        return list(pikepdf.parse_content_stream(owner))
    except MALFORMED:
        return list(_salvaged(_data(owner)))


def _data(owner: Any) -> bytes:
    if isinstance(owner, Stream):
        return content_of(owner)
    contents = entry(getattr(owner, "obj", owner), "/Contents")
    streams = list(contents) if isinstance(contents, Array) else [contents]
    return b"\n".join(content_of(stream) for stream in streams)


def _salvaged(data: bytes) -> Iterator[Any]:
    """Halve what cannot be parsed, until the broken part is small."""
    with pikepdf.new() as scratch:
        waiting = [data]
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
    return next((at + 1 for at in range(half, len(piece)) if piece[at] in _SPACES), half)
