"""Whether the compressed data of a PDF can be unpacked to its end."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from pikepdf import Stream

from hemaprint.errors import Severity
from hemaprint.pdf.objects import filters_of
from hemaprint.preflight.report import Finding, Purpose, Subject

_PIECE = 1 << 16
_MOST = 512 * 1024**2
"""Bytes that a picture or an attachment may unpack to: a picture of 150 million pixels has fewer."""
_MOST_OF_OTHERS = 64 * 1024**2
"""Bytes that a page, a font or a profile may unpack to; what gets larger is an attack."""
_BOMB = "unpack to more than anything that can be printed"


def check_streams(subject: Subject) -> Iterator[Finding]:
    """Every Flate stream is whole (RFC 1950: its checksum is right) and of a bearable size."""
    if subject.pdf.is_encrypted:
        return
    severity = Severity.ERROR if subject.purpose is Purpose.PRINT else Severity.WARNING
    faults: dict[str, list[int]] = {}
    for thing in subject.pdf.objects:
        if isinstance(thing, Stream) and (fault := _fault(thing)):
            faults.setdefault(fault, []).append(thing.objgen[0])
    for fault, numbers in faults.items():
        message = f"the file is damaged: the data of {_some(numbers)} {fault}"
        hint = "make it again: pages or pictures may be incomplete"
        yield Finding("HP401", Severity.ERROR if fault == _BOMB else severity, message, hint)


def _fault(stream: Stream) -> str:
    """Unpacks piece by piece, so that no memory is filled, what is packed several times as often."""
    filters = filters_of(stream)
    times = next((at for at, name in enumerate(filters) if name != "FlateDecode"), len(filters))
    packed = stream.read_raw_bytes() if times else b""
    if not packed:
        return ""
    steps = [_Unpacking() for _ in range(1 if "/DecodeParms" in stream else times)]
    pieces: Iterator[bytes] = (packed[start : start + _PIECE] for start in range(0, len(packed), _PIECE))
    for step in steps:
        pieces = step.of(pieces)
    most = _MOST if {"/Image", "/EmbeddedFile"} & {stream.get("/Subtype"), stream.get("/Type")} else _MOST_OF_OTHERS
    total = 0
    try:
        for piece in pieces:
            total += len(piece)
            if total > most:
                return _BOMB
    except zlib.error:
        return "cannot be unpacked"
    return "" if all(step.ended for step in steps) else "end too early"


class _Unpacking:
    """One Flate filter at work."""

    def __init__(self) -> None:
        self._filter = zlib.decompressobj()

    @property
    def ended(self) -> bool:
        return self._filter.eof

    def of(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            rest = piece
            while unpacked := self._filter.decompress(rest, _PIECE):
                yield unpacked
                rest = self._filter.unconsumed_tail


def _some(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"object {numbers[0]}"
    return f"object {numbers[0]} and of {len(numbers) - 1} more"
