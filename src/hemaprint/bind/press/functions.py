"""Evaluate the functions of a PDF that run along a gradient (ISO 32000-1, 7.10)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from pikepdf import Array, Object, Stream

from hemaprint.bind.press.faults import UnprintableError
from hemaprint.pdf.objects import numbers

SAMPLED, EXPONENTIAL, STITCHING = 0, 2, 3


def value_at(function: Object, x: float) -> list[float]:
    """The values of a function, or of an array of functions, at ``x``. Raises UnprintableError (HP353)."""
    if isinstance(function, Array):
        return [value for one in function for value in value_at(one, x)]
    start, end = domain_of(function)
    x = min(end, max(start, x))
    kind = int(function.get("/FunctionType", -1))
    if kind == EXPONENTIAL:
        return _exponential(function, x)
    if kind == STITCHING:
        return _stitched(function, x)
    if kind == SAMPLED and isinstance(function, Stream):
        return _sampled(function, x)
    raise UnprintableError("HP353", f"a gradient with a function of type {kind} cannot be printed")


def domain_of(holder: Any) -> tuple[float, float]:
    """The domain of a function of one variable, or of a shading."""
    found = numbers(holder.get("/Domain")) or [0.0, 1.0]
    return found[0], found[-1]


def sections_of(function: Object) -> list[tuple[float, float]]:
    """The parts of the domain of a stitching function, one for each function in it."""
    start, end = domain_of(function)
    edges = [start, *numbers(function.Bounds), end]
    return list(pairwise(edges))


def _exponential(function: Object, x: float) -> list[float]:
    from_, to = numbers(function.get("/C0")) or [0.0], numbers(function.get("/C1")) or [1.0]
    share = x ** float(function.get("/N", 1))
    return [first + share * (last - first) for first, last in zip(from_, to, strict=True)]


def _stitched(function: Object, x: float) -> list[float]:
    sections = sections_of(function)
    index = next((index for index, (_, end) in enumerate(sections) if x < end), len(sections) - 1)
    encode = numbers(function.Encode)[2 * index : 2 * index + 2]
    return value_at(function.Functions[index], _interpolated(x, sections[index], (encode[0], encode[1])))


def _sampled(function: Stream, x: float) -> list[float]:
    """Linear interpolation between the two samples beside ``x``."""
    size, bits = int(function.Size[0]), int(function.BitsPerSample)
    reach = numbers(function.Range)
    outputs = len(reach) // 2
    encode = numbers(function.get("/Encode")) or [0.0, size - 1.0]
    decode = numbers(function.get("/Decode")) or reach
    place = min(size - 1.0, max(0.0, _interpolated(x, domain_of(function), (encode[0], encode[1]))))
    lower = min(int(place), max(0, size - 2))
    data = int.from_bytes(function.read_bytes())
    length = 8 * len(function.read_bytes())
    first, second = (
        [_bits(data, length, bits, (step * outputs + output)) for output in range(outputs)]
        for step in (lower, min(lower + 1, size - 1))
    )
    mixed = [a + (place - lower) * (b - a) for a, b in zip(first, second, strict=True)]
    highest = (1 << bits) - 1
    return [
        low + value / highest * (high - low) for value, low, high in zip(mixed, decode[::2], decode[1::2], strict=True)
    ]


def _bits(data: int, length: int, bits: int, index: int) -> int:
    """Sample number ``index`` of a big-endian run of ``length`` bits."""
    return (data >> (length - bits * (index + 1))) & ((1 << bits) - 1)


def _interpolated(x: float, source: Sequence[float], target: Sequence[float]) -> float:
    if source[1] == source[0]:
        return target[0]
    return target[0] + (x - source[0]) * (target[1] - target[0]) / (source[1] - source[0])
