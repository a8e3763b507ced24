"""Read numbers, boxes and entries out of objects that may hold anything: nothing here raises or runs for ever."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from math import isfinite
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Object, Stream

from hemaprint.pdf.geometry import IDENTITY
from hemaprint.pdf.objects import Matrix, ObjectId, Rectangle

Operands = list[Any]
"""What an operator is given: pikepdf objects and plain numbers, which mypy cannot tell apart."""

_DEEPEST = 64
"""More levels than any real page tree has."""


def number(value: Any, default: float = 0.0) -> float:
    """The value as a number, or ``default`` for anything that is none."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        found = float(value)
        return found if isfinite(found) else default
    return default


def numbers(values: Any) -> list[float]:
    """The numbers among the items of an array or of operands; nothing for anything else."""
    if not isinstance(values, list | tuple | Array):
        return []
    items: Iterable[Any] = values
    return [number(value) for value in items if isinstance(value, int | float | Decimal)]


def matrix_of(value: Any) -> Matrix:
    """A matrix; the identity where there is none."""
    found = numbers(value)
    return (found[0], found[1], found[2], found[3], found[4], found[5]) if len(found) == 6 else IDENTITY


def box_of(value: Any) -> Rectangle | None:
    """A box with its edges in order (ISO 32000-1, 7.9.5), or None."""
    found = numbers(value)
    if len(found) != 4:
        return None
    x0, y0, x1, y1 = found
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def entry(holder: Any, key: str | pikepdf.Name) -> Any:
    """The entry of a dictionary or a stream; None where it lacks or where there is no dictionary.

    A name that comes from the file must stay a name: its bytes need not be UTF-8.
    """
    if not isinstance(holder, Dictionary | Stream):
        return None
    return holder.get(key)


def name_of(value: Any) -> str:
    """A name without its slash, U+FFFD for bytes that are no UTF-8; "" for anything else."""
    return bytes(value)[1:].decode("utf-8", "replace") if isinstance(value, pikepdf.Name) else ""


def resource(resources: Any, category: str, name: Any) -> Any:
    """The resource of that category and name, or None."""
    if not isinstance(name, pikepdf.Name):
        return None
    return entry(entry(resources, category), name)


def items(value: Any) -> list[Any]:
    """The items of an array; nothing for anything else."""
    return list(value) if isinstance(value, Array) else []


def entries_of(value: Any) -> list[tuple[str, Any]]:
    """Names and values of a dictionary, sorted; nothing for anything else."""
    if not isinstance(value, Dictionary):
        return []
    return [(key, value[key]) for key in sorted(value.keys())]


def inherited(page: Any, key: str) -> Any:
    """An entry of a page, or of the nearest node of the page tree above it (ISO 32000-1, 7.7.3.4)."""
    node = page
    for _ in range(_DEEPEST):
        found = entry(node, key)
        if found is not None:
            return found
        node = entry(node, "/Parent")
    return None


def identity(value: Any) -> ObjectId | None:
    """Number and generation of an indirect object."""
    return value.objgen if isinstance(value, Object) and value.is_indirect else None


def is_new(value: Any, seen: set[ObjectId]) -> bool:
    """False for an indirect object that was met before; remembers it. Anything else is always new."""
    found = identity(value)
    if found is None:
        return True
    if found in seen:
        return False
    seen.add(found)
    return True


def content_of(stream: Any) -> bytes:
    """The data of a stream, b"" where there is none or it cannot be decoded."""
    if not isinstance(stream, Stream):
        return b""
    try:
        return stream.read_bytes()
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return b""
