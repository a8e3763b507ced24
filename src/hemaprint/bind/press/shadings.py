# SPDX-License-Identifier: MIT
"""Turn gradients into inks: sampled finely, since inks between two converted ends differ from the colours there.

A stitching function keeps its seams, so that hard stops stay hard; each function in it becomes a table of inks.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Object, Stream

from hemaprint.bind.press.colors import SourceSpace, Target, UnprintableError, space_of
from hemaprint.pdf.objects import numbers

STEPS = 64
"""Inks are interpolated between so many steps of each part of a gradient."""
WHOLE_STEPS = 256
"""For a gradient whose seams are unknown."""

_AXIAL, _RADIAL = 2, 3
_SAMPLED, _EXPONENTIAL, _STITCHING = 0, 2, 3


def converted_shading(shading: Object, pdf: pikepdf.Pdf, target: Target) -> Object:
    """A shading in the target's space. Raises UnprintableError (HP351, HP353)."""
    space = space_of(shading.ColorSpace, target)
    if space is None:
        return shading
    kind = int(shading.ShadingType)
    if kind not in (_AXIAL, _RADIAL):
        raise UnprintableError("HP353", f"a gradient of type {kind} cannot be printed")
    made = Dictionary(dict(shading.items()))
    made.ColorSpace = target.space
    made.Function = _Sampler(pdf, space, target).sampled(shading.Function, _domain_of(shading))
    if "/Background" in made:
        made.Background = Array(space.converted(numbers(shading.Background), target))
    return pdf.make_indirect(made)


class _Sampler:
    """Makes functions that give inks from functions that give colours."""

    def __init__(self, pdf: pikepdf.Pdf, space: SourceSpace, target: Target) -> None:
        self._pdf, self._space, self._target = pdf, space, target

    def sampled(self, function: Object, domain: tuple[float, float]) -> Object:
        """The function, or the array of functions, as one that gives inks."""
        if isinstance(function, Array):
            return self._table(function, domain, WHOLE_STEPS)
        kind = function.get("/FunctionType")
        if kind != _STITCHING:
            return self._table(function, _domain_of(function), STEPS if kind == _EXPONENTIAL else WHOLE_STEPS)
        made = Dictionary(dict(function.items()))
        if "/Range" in made:
            del made["/Range"]
        made.Functions = Array([self.sampled(one, _domain_of(one)) for one in function.Functions])
        return self._pdf.make_indirect(made)

    def _table(self, function: Object, domain: tuple[float, float], steps: int) -> Object:
        start, end = domain
        places = [start + (end - start) * step / steps for step in range(steps + 1)]
        colors = [self._space.read(value_at(function, place)) for place in places]
        if len(set(colors)) == 1:
            ink = Array(self._target.color(colors[0]))
            constant = Dictionary(FunctionType=_EXPONENTIAL, Domain=Array(domain), C0=ink, C1=ink, N=1)
            return self._pdf.make_indirect(constant)
        inks = self._target.ramp(colors)
        return self._pdf.make_stream(
            bytes(round(255 * amount) for ink in inks for amount in ink),
            FunctionType=_SAMPLED,
            BitsPerSample=8,
            Size=Array([len(inks)]),
            Domain=Array([start, end]),
            Range=Array([0, 1] * len(inks[0])),
        )


# ---------------------------------------------------------------- functions along a gradient (ISO 32000-1, 7.10)


def value_at(function: Object, x: float) -> list[float]:
    """The values of a function, or of an array of functions, at ``x``. Raises UnprintableError (HP353)."""
    if isinstance(function, Array):
        return [value for one in function for value in value_at(one, x)]
    start, end = _domain_of(function)
    x = min(end, max(start, x))
    kind = int(function.get("/FunctionType", -1))
    if kind == _EXPONENTIAL:
        return _exponential(function, x)
    if kind == _STITCHING:
        return _stitched(function, x)
    if kind == _SAMPLED and isinstance(function, Stream):
        return _sampled(function, x)
    raise UnprintableError("HP353", f"a gradient with a function of type {kind} cannot be printed")


def _domain_of(holder: Any) -> tuple[float, float]:
    """The domain of a function of one variable, or of a shading."""
    found = numbers(holder.get("/Domain")) or [0.0, 1.0]
    return found[0], found[-1]


def _exponential(function: Object, x: float) -> list[float]:
    start, end = numbers(function.get("/C0")) or [0.0], numbers(function.get("/C1")) or [1.0]
    share = x ** float(function.get("/N", 1))
    return [first + share * (last - first) for first, last in zip(start, end, strict=True)]


def _stitched(function: Object, x: float) -> list[float]:
    start, end = _domain_of(function)
    sections = list(pairwise([start, *numbers(function.Bounds), end]))
    index = next((index for index, (_, end) in enumerate(sections) if x < end), len(sections) - 1)
    encode = numbers(function.Encode)[2 * index : 2 * index + 2]
    return value_at(function.Functions[index], _interpolated(x, sections[index], encode))


def _sampled(function: Stream, x: float) -> list[float]:
    """Linear interpolation between the two samples beside ``x``."""
    size, bits = int(function.Size[0]), int(function.BitsPerSample)
    reach = numbers(function.Range)
    outputs = len(reach) // 2
    encode = numbers(function.get("/Encode")) or [0.0, size - 1.0]
    decode = numbers(function.get("/Decode")) or reach
    place = min(size - 1.0, max(0.0, _interpolated(x, _domain_of(function), encode)))
    lower = min(int(place), max(0, size - 2))
    samples = function.read_bytes()
    data, length, highest = int.from_bytes(samples), 8 * len(samples), (1 << bits) - 1
    first, second = (
        [data >> (length - bits * (step * outputs + output + 1)) & highest for output in range(outputs)]
        for step in (lower, min(lower + 1, size - 1))
    )
    mixed = [a + (place - lower) * (b - a) for a, b in zip(first, second, strict=True)]
    return [
        low + value / highest * (high - low) for value, low, high in zip(mixed, decode[::2], decode[1::2], strict=True)
    ]


def _interpolated(x: float, source: Sequence[float], target: Sequence[float]) -> float:
    if source[1] == source[0]:
        return target[0]
    return target[0] + (x - source[0]) * (target[1] - target[0]) / (source[1] - source[0])
