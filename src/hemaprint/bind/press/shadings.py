"""Turn gradients into inks: sampled finely, since inks between two converted ends are not those of the colours there.

A stitching function keeps its seams, so that hard stops stay hard; each function in it becomes a table of inks.
"""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Object

from hemaprint.bind.press.colors import Target
from hemaprint.bind.press.faults import UnprintableError
from hemaprint.bind.press.functions import EXPONENTIAL, STITCHING, domain_of, value_at
from hemaprint.bind.press.spaces import Space, space_of
from hemaprint.pdf.objects import numbers

STEPS = 64
"""Inks are interpolated between so many steps of each part of a gradient."""
WHOLE_STEPS = 256
"""For a gradient whose seams are not known."""

_AXIAL, _RADIAL = 2, 3


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
    made.Function = _Sampler(pdf, space, target).sampled(shading.Function, domain_of(shading))
    if "/Background" in made:
        made.Background = Array(space.converted(numbers(shading.Background), target))
    return pdf.make_indirect(made)


class _Sampler:
    """Makes functions that give inks out of functions that give colours."""

    def __init__(self, pdf: pikepdf.Pdf, space: Space, target: Target) -> None:
        self._pdf, self._space, self._target = pdf, space, target

    def sampled(self, function: Object, domain: tuple[float, float]) -> Object:
        """The function, or the array of functions, as one that gives inks."""
        if isinstance(function, Array):
            return self._table(function, domain, WHOLE_STEPS)
        if function.get("/FunctionType") != STITCHING:
            own = domain_of(function)
            return self._table(function, own, STEPS if function.get("/FunctionType") == EXPONENTIAL else WHOLE_STEPS)
        made = Dictionary(dict(function.items()))
        if "/Range" in made:
            del made["/Range"]
        made.Functions = Array([self.sampled(one, domain_of(one)) for one in function.Functions])
        return self._pdf.make_indirect(made)

    def _table(self, function: Object, domain: tuple[float, float], steps: int) -> Object:
        start, end = domain
        places = [start + (end - start) * step / steps for step in range(steps + 1)]
        colors = [self._space.read(value_at(function, place)) for place in places]
        if len(set(colors)) == 1:
            return self._constant(self._target.color(colors[0]), domain)
        inks = self._target.ramp(colors)
        table = self._pdf.make_stream(bytes(round(255 * amount) for ink in inks for amount in ink))
        table.FunctionType, table.BitsPerSample, table.Size = 0, 8, Array([len(inks)])
        table.Domain = Array([start, end])
        table.Range = Array([0, 1] * len(inks[0]))
        return table

    def _constant(self, ink: tuple[float, ...], domain: tuple[float, float]) -> Object:
        function = Dictionary(FunctionType=EXPONENTIAL, Domain=Array(domain), C0=Array(ink), C1=Array(ink), N=1)
        return self._pdf.make_indirect(function)
