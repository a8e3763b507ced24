# SPDX-License-Identifier: MIT
"""Compare pictures of two pages: where they differ, and which differences are only of rendering.

A pixel differs where its colour is not between those that the other picture has within a pixel of it, so that softened
edges, hinting and resampling do not count. A file of another maker may also have other colours: one colour for each, as
a conversion gives, not far from the original, or its grey.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from PIL import Image, ImageChops, ImageFilter

from hemaprint.pdf.objects import Rectangle
from hemaprint.review.versions import Leaf

DPI = 96
"""Pixels per inch at which pages are compared."""
_INCH = 72.0
_CELL = 8
"""Pixels: a difference is looked for in squares of this side."""
_COARSE = 2
"""Files of different makers are compared in pixels that are so many times larger."""
_LEAST = 3
"""Pixels of a square that differ where it counts."""
_AGREE = 0.8
"""The part of words that must have moved alike where a page as a whole was shifted or scaled."""
_NEAR = 1.0
"""pt: words that are so near to their place are there."""
_MARKS = 120
"""pt that a sheet with crop marks is larger than its page at most."""
_NOTICED = 0.3
"""pt: a page that is shifted by more has been moved."""
_SHIFT = 56
"""Of 255: a conversion of colours changes no channel by more."""
_GREY = 14
"""Of 255: channels of a grey pixel are nearer than this."""
_NODES = 9
"""Colours of each channel for which a conversion is learned."""


@dataclass(frozen=True, slots=True)
class Placing:
    """How a page is placed on the other: a place there is ``scale`` times this one plus the shift (pt)."""

    scale: float = 1.0
    across: float = 0.0
    down: float = 0.0

    def put(self, box: Rectangle) -> Rectangle:
        """A place of this page on the other one."""
        left, top, right, bottom = box
        scale, across, down = self.scale, self.across, self.down
        return left * scale + across, top * scale + down, right * scale + across, bottom * scale + down


AS_IT_IS = Placing()
"""Corner on corner, in the same size."""


@dataclass(frozen=True, slots=True)
class Look:
    """What pictures of two pages say: where they differ (pt of the new page), and what differs only by rendering."""

    regions: tuple[Rectangle, ...]
    rendering: tuple[str, ...]


def placing(old: Leaf, new: Leaf) -> Placing:
    """How the old page lies on the new one: by the words that both have once, else by the sizes of the pages."""
    mine, yours = _once(old), _once(new)
    common = [(mine[key], yours[key]) for key in mine if key in yours]
    if len(common) >= 8:
        found = _fitted(common)
        held = sum(_is_near(found.put(a), b) for a, b in common)
        if held >= _AGREE * len(common):
            return found
    (width, height), (wide, high) = old.size, new.size
    if (abs(width - wide) < _NEAR and abs(height - high) < _NEAR) or not width or not height:
        return AS_IT_IS
    if wide >= width and high >= height and max(wide - width, high - height) < _MARKS:
        return Placing(1.0, (wide - width) / 2, (high - height) / 2)
    scale = min(wide / width, high / height)
    return Placing(scale, (wide - width * scale) / 2, (high - height * scale) / 2)


def _once(leaf: Leaf) -> dict[str, Rectangle]:
    words: dict[str, list[Rectangle]] = {}
    for word in leaf.copy:
        words.setdefault(word.key, []).append(word.boxes[0])
    return {key: boxes[0] for key, boxes in words.items() if len(boxes) == 1}


def _fitted(common: Sequence[tuple[Rectangle, Rectangle]]) -> Placing:
    heights = [(b[3] - b[1]) / (a[3] - a[1]) for a, b in common if a[3] > a[1]]
    scale = median(heights) if heights else 1.0
    far = [
        (other[1][axis] - one[1][axis]) / (other[0][axis] - one[0][axis])
        for one, other in zip(common, [*common[len(common) // 2 :], *common[: len(common) // 2]], strict=True)
        for axis in (0, 1)
        if abs(other[0][axis] - one[0][axis]) > 40
    ]
    scale = median(far) if far else scale
    scale = 1.0 if abs(scale - 1) < 0.001 else scale
    across, down = median(b[0] - a[0] * scale for a, b in common), median(b[1] - a[1] * scale for a, b in common)
    return Placing(scale, *(0.0 if abs(shift) < _NOTICED and scale == 1.0 else shift for shift in (across, down)))


def _is_near(one: Rectangle, other: Rectangle) -> bool:
    return abs(one[0] - other[0]) < _NEAR and abs(one[1] - other[1]) < _NEAR


def compared(old: Image.Image, new: Image.Image, place: Placing, tolerance: int, *, foreign: bool) -> Look:
    """Compare pages that were drawn in RGB at DPI; ``tolerance`` is a difference of a channel, of 255.

    ``foreign``: the files were written by different programs, so that colours may have been converted.
    """
    said = list(_placed(place, old, new))
    scale = DPI / _INCH
    if place != AS_IT_IS:
        new = _within(new, old, place)
        back = 1 / place.scale
        matrix = (back, 0, -place.across * scale * back, 0, back, -place.down * scale * back)
        old = old.transform(new.size, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC, fillcolor="white")
    elif old.size != new.size:
        wide, high = max(old.width, new.width), max(old.height, new.height)
        old, new = _on(old, wide, high), _on(new, wide, high)
    if old.tobytes() == new.tobytes():
        return Look((), tuple(said))
    if foreign:
        old, new = _coarse(old), _coarse(new)
    cells = _cells(old, new, tolerance)
    if foreign and cells.getbbox():
        grey = _is_grey(new) and not _is_grey(old)
        after = _cells(_converted(old, new), new, tolerance)
        if sum(after.tobytes()) < sum(cells.tobytes()):
            cells = after
            said.append("colours converted to grey" if grey else "colours converted")
    regions = tuple(_regions(cells, _COARSE if foreign else 1))
    if not regions and not said:
        said.append("edges softened otherwise")
    return Look(regions, tuple(said))


def _placed(place: Placing, old: Image.Image, new: Image.Image) -> Iterator[str]:
    if place.scale != 1.0:
        yield f"scaled to {place.scale:.1%}"
    if abs(place.across) >= _NOTICED or abs(place.down) >= _NOTICED:
        yield f"moved by {place.across / _INCH * 25.4:.1f} × {place.down / _INCH * 25.4:.1f} mm"
    elif place.scale == 1.0 and max(abs(old.width - new.width), abs(old.height - new.height)) > 2:
        yield "another size of page"


def _within(new: Image.Image, old: Image.Image, place: Placing) -> Image.Image:
    """The part of a larger sheet that the old page covers; what is around it, such as crop marks, is white."""
    scale = DPI / _INCH
    left, top, right, bottom = place.put((0.0, 0.0, old.width / scale, old.height / scale))
    inside = (round(left * scale), round(top * scale), round(right * scale), round(bottom * scale))
    kept = Image.new("RGB", new.size, "white")
    kept.paste(new.crop(inside), inside[:2])
    return kept


def _on(picture: Image.Image, wide: int, high: int) -> Image.Image:
    sheet = Image.new("RGB", (wide, high), "white")
    sheet.paste(picture)
    return sheet


def _coarse(picture: Image.Image) -> Image.Image:
    """A picture in which the edges of letters, which every renderer softens in its own way, are evened out.

    Its border is white: sizes of pages are rounded to pixels.
    """
    small = picture.filter(ImageFilter.GaussianBlur(_COARSE)).reduce(_COARSE)
    kept = Image.new("RGB", small.size, "white")
    kept.paste(small.crop((2, 2, small.width - 2, small.height - 2)), (2, 2))
    return kept


def _cells(old: Image.Image, new: Image.Image, tolerance: int) -> Image.Image:
    """A picture with a pixel for each square, 1 where it differs."""
    excess = ImageChops.lighter(_beyond(old, new), _beyond(new, old))
    red, green, blue = excess.split()
    mask = ImageChops.lighter(ImageChops.lighter(red, green), blue).point(lambda value: 255 if value > tolerance else 0)
    wide, high = -(-mask.width // _CELL), -(-mask.height // _CELL)
    whole = Image.new("L", (wide * _CELL, high * _CELL))
    whole.paste(mask)
    least = 255 * _LEAST / _CELL**2
    return whole.reduce(_CELL).point(lambda value: 1 if value >= least - 1 else 0)


def _beyond(picture: Image.Image, other: Image.Image) -> Image.Image:
    """How far each pixel is outside the colours that the other picture has within a pixel of it."""
    lowest, highest = other.filter(ImageFilter.MinFilter(3)), other.filter(ImageFilter.MaxFilter(3))
    return ImageChops.lighter(ImageChops.subtract(picture, highest), ImageChops.subtract(lowest, picture))


def _converted(old: Image.Image, new: Image.Image) -> Image.Image:
    """The old picture in the colours that the new one has for its own, as far as a conversion explains them."""
    small = (max(old.width // 2, 1), max(old.height // 2, 1))
    step = 255 / (_NODES - 1)
    sums: dict[tuple[int, int, int], list[int]] = {}
    before, after = old.resize(small, Image.Resampling.BOX), new.resize(small, Image.Resampling.BOX)
    for one, other in zip(_pixels(before), _pixels(after), strict=True):
        key = (round(one[0] / step), round(one[1] / step), round(one[2] / step))
        held = sums.setdefault(key, [0] * 7)
        for at in range(3):
            held[at] += other[at]
            held[at + 3] += one[at]
        held[6] += 1
    grey = _is_grey(new)

    def node(red: float, green: float, blue: float) -> tuple[float, float, float]:
        own = (red * 255, green * 255, blue * 255)
        expected = (0.299 * own[0] + 0.587 * own[1] + 0.114 * own[2],) * 3 if grey else own
        held = sums.get((round(own[0] / step), round(own[1] / step), round(own[2] / step)))
        if held is None:
            return tuple(value / 255 for value in expected)  # type: ignore[return-value]
        mean = [held[at + 3] / held[6] for at in range(3)]
        base = (0.299 * mean[0] + 0.587 * mean[1] + 0.114 * mean[2],) * 3 if grey else mean
        shifts = [held[at] / held[6] - base[at] for at in range(3)]
        if max(map(abs, shifts)) > _SHIFT:
            return tuple(value / 255 for value in expected)  # type: ignore[return-value]
        return tuple(min(max(value + shift, 0.0), 255.0) / 255 for value, shift in zip(expected, shifts, strict=True))  # type: ignore[return-value]

    table = ImageFilter.Color3DLUT.generate(_NODES, node)
    return old.filter(table)


def _pixels(picture: Image.Image) -> Iterator[tuple[int, int, int]]:
    channels = iter(picture.tobytes())
    return zip(channels, channels, channels, strict=True)


def _is_grey(picture: Image.Image) -> bool:
    red, green, blue = picture.split()
    return all(ImageChops.difference(one, green).getextrema()[1] <= _GREY for one in (red, blue))  # type: ignore[operator]


def _regions(cells: Image.Image, coarse: int) -> Iterator[Rectangle]:
    """The boxes of squares that differ and touch, in pt."""
    wide = cells.width
    left = {(at % wide, at // wide) for at, value in enumerate(cells.tobytes()) if value}
    side = _CELL * _INCH / DPI * coarse
    while left:
        group, pending = set[tuple[int, int]](), [min(left, key=lambda cell: (cell[1], cell[0]))]
        left.discard(pending[0])
        while pending:
            x, y = pending.pop()
            group.add((x, y))
            near = {(x + dx, y + dy) for dx in (-2, -1, 0, 1, 2) for dy in (-2, -1, 0, 1, 2)} & left
            left -= near
            pending += near
        xs, ys = [x for x, _ in group], [y for _, y in group]
        yield min(xs) * side, min(ys) * side, (max(xs) + 1) * side, (max(ys) + 1) * side
