"""Whether the compressed data of a PDF can be unpacked to its end."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from pikepdf import Stream

from hemaprint.errors import Severity
from hemaprint.preflight.models import Finding, Purpose, Subject
from hemaprint.preflight.reading import filters_of

_PIECE = 1 << 16
_MOST = 1 << 30
"""Bytes of one stream that are unpacked; what gets larger is an attack or an accident."""


def check_streams(subject: Subject) -> Iterator[Finding]:
    """Every Flate stream is whole (RFC 1950: its checksum is right) and of a bearable size."""
    if subject.pdf.is_encrypted:
        return
    severity = Severity.ERROR if subject.purpose is Purpose.PRINT else Severity.WARNING
    faults: dict[str, list[int]] = {}
    for thing in subject.pdf.objects:
        if isinstance(thing, Stream) and filters_of(thing)[:1] == ["FlateDecode"] and (fault := _fault(thing)):
            faults.setdefault(fault, []).append(thing.objgen[0])
    for fault, numbers in faults.items():
        message = f"the file is damaged: the data of {_some(numbers)} {fault}"
        yield Finding("HP401", severity, message, "make it again: pages or pictures may be incomplete")


def _fault(stream: Stream) -> str:
    """Unpacks piece by piece, so that no memory is filled."""
    unpacking, packed, total = zlib.decompressobj(), memoryview(stream.read_raw_bytes()), 0
    try:
        for start in range(0, len(packed), _PIECE):
            rest: bytes | memoryview = packed[start : start + _PIECE]
            while unpacked := len(unpacking.decompress(rest, _PIECE)):
                total += unpacked
                rest = unpacking.unconsumed_tail
                if total > _MOST:
                    return "unpack to more than a gigabyte"
    except zlib.error:
        return "cannot be unpacked"
    return "" if unpacking.eof or not packed else "end too early"


def _some(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"object {numbers[0]}"
    return f"object {numbers[0]} and of {len(numbers) - 1} more"
