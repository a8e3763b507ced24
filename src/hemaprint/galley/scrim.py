# SPDX-License-Identifier: MIT
"""Compute what a picture needs under words: dark ones or light ones, and the least scrim that lets them be read.

A scrim is the picture's own colour, driven dark under light words and light under dark ones, so that it reads as light
and not as a box. It is whole from the edge of the page to the end of the words, and fades from there. Of both inks the
one whose scrim is fainter is taken; where even that would hide the picture, or the ground is too restless, words are
refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cbrt, sqrt
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image, ImageOps

from hemaprint.pdf.colors import contrast, luminance, mixed

Ground = Literal["light", "dark"]
"""What is under words: dark words on a light picture, or light words on a dark one."""
Rgb = tuple[float, float, float]

SMALL, LARGE, LARGE_SIZE = 4.5, 3.0, 18.0
"""The contrast that words need, and from which size in pt on less will do (WCAG 2.2, success criterion 1.4.3)."""
DENSEST = 0.62
"""A scrim of a greater opacity hides its picture."""
RESTLESS, SMALL_RESTLESS = 0.2, 0.1
"""The greatest deviation of the root of the luminance under large and under small words, as a scrim lets it through."""
_SURE = 1.08
"""So much more contrast is asked for than is needed, since dots are counted in steps of their colours."""
_DOT = 2.0
"""Pictures are measured in dots of so many pt: grain finer than a stem does not count."""
_WORST = 0.05
"""The part of the dots that may have less contrast."""
_DRIVEN = 0.16
"""How much of its distance from black, or from white, the colour of a scrim keeps."""
_STEPS = 9
_LEAST_FADE, _FADE = 0.12, 0.45
"""A scrim fades over a part of the page, at least, and over a part of its own length."""
_HALVINGS = 14


class Page(NamedTuple):
    """A page in pt: its trim and its bleed."""

    width: float
    height: float
    bleed: float


class Words(NamedTuple):
    """A rectangle of words, in pt from the upper left corner of the trim, and the size of the smallest of them."""

    left: float
    top: float
    width: float
    height: float
    size: float

    @property
    def needed(self) -> float:
        """The contrast that they need."""
        return LARGE if self.size >= LARGE_SIZE else SMALL

    @property
    def calm(self) -> float:
        """How restless the ground under them may be."""
        return RESTLESS if self.size >= LARGE_SIZE else SMALL_RESTLESS


@dataclass(frozen=True, slots=True)
class Scrim:
    """A colour over a picture, with its opacity: 0 where nothing is needed, above 1 where nothing helps."""

    color: Rgb
    alpha: float

    @property
    def is_good(self) -> bool:
        """Whether the picture can be seen under it."""
        return self.alpha <= DENSEST


@dataclass(frozen=True, slots=True)
class OnPicture:
    """How words are set on a picture: on which ground, with which scrim, and whether they had better be beside it.

    ``css`` is a value of background-image for a box as large as the page with its bleed; "none" without a scrim. Where
    words are ``refused`` it is the best that can be done.
    """

    ground: Ground
    css: str
    refused: bool


def lightness(picture: Path) -> float:
    """The mean lightness of a picture, 0 to 100 (L* of CIE 1976 of its mean luminance)."""
    dots = _dots(picture, picture.stat().st_mtime_ns, None)
    mean = sum(luminance(color) * count for color, count in dots) / sum(count for _, count in dots)
    return 116 * cbrt(mean) - 16 if mean > 216 / 24389 else mean * 24389 / 27


def on_picture(
    picture: Path, page: Page, words: Sequence[Words], inks: Mapping[Ground, float], ground: Ground | None = None
) -> OnPicture:
    """How ``words`` go on a picture that covers a page and its bleed, cropped at its middle.

    ``inks`` are the luminances of the words on either ground. With a ``ground`` an editor has decided: words are not
    refused.
    """
    tried = {one: [_scrim(picture, page, area, one, inks[one]) for area in words] for one in inks}
    better = min(tried, key=lambda one: max((scrim.alpha for scrim in tried[one]), default=0.0))
    chosen = ground or better
    refused = ground is None and not all(scrim.is_good for scrim in tried[chosen])
    over = zip(tried[chosen], words, strict=True)
    return OnPicture(chosen, _layers(over, page), refused)


def on_drawing(page: Page, words: Sequence[Words], ground: Ground | None = None) -> OnPicture:
    """How ``words`` go on a drawing, whose colours are not known before it is drawn.

    Small ones have all that a scrim may do; where no editor has decided for a ``ground``, they had better go beside it.
    """
    color = (0.0, 0.0, 0.0) if ground == "dark" else (1.0, 1.0, 1.0)
    over = ((Scrim(color, DENSEST), area) for area in words if area.size < LARGE_SIZE)
    return OnPicture(ground or "light", _layers(over, page), refused=ground is None)


def _layers(over: Iterable[tuple[Scrim, Words]], page: Page) -> str:
    return ", ".join(_gradient(scrim, area, page) for scrim, area in over if scrim.alpha > 0) or "none"


# ---------------------------------------------------------------- one rectangle

Dots = tuple[tuple[Rgb, int], ...]
"""The colours of a part of a picture, and how many dots have each."""


def _scrim(picture: Path, page: Page, area: Words, ground: Ground, ink: float) -> Scrim:
    dots = _dots(picture, picture.stat().st_mtime_ns, (page, area))
    total = sum(count for _, count in dots)
    mean = [sum(color[channel] * count for color, count in dots) / total for channel in range(3)]
    red, green, blue = (value * _DRIVEN if ground == "dark" else 1 - (1 - value) * _DRIVEN for value in mean)
    color = (red, green, blue)
    roots = [(sqrt(luminance(one)), count) for one, count in dots]
    middle = sum(root * count for root, count in roots) / total
    restless = sqrt(sum((root - middle) ** 2 * count for root, count in roots) / total)
    calmed = 1 - area.calm / restless if restless > area.calm else 0.0
    return Scrim(color, max(calmed, _least(dots, color, ink, area.needed * _SURE)))


def _least(dots: Dots, color: Rgb, ink: float, needed: float) -> float:
    """The least opacity with which nearly all dots have the contrast that is needed; 2 where none has."""
    if _worst(dots, color, ink, 0.0) >= needed:
        return 0.0
    if _worst(dots, color, ink, 1.0) < needed:
        return 2.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if _worst(dots, color, ink, middle) >= needed else (middle, high)
    return high


def _worst(dots: Dots, color: Rgb, ink: float, alpha: float) -> float:
    """The contrast of the ink that all but the worst dots have under a scrim."""
    found = sorted((contrast(luminance(mixed(color, one, alpha)), ink), count) for one, count in dots)
    left = _WORST * sum(count for _, count in found)
    for value, count in found:
        left -= count
        if left < 0:
            return value
    return found[-1][0]


def _gradient(scrim: Scrim, area: Words, page: Page) -> str:
    """A gradient from the nearer edge of the page, upper or lower, beyond the words; at most DENSEST."""
    height = page.height + 2 * page.bleed
    from_top = area.top + area.height / 2 < page.height / 2
    end = area.top + area.height if from_top else page.height - area.top
    whole = min(1.0, (end + page.bleed) / height)
    faded = min(1.0, whole + max(_LEAST_FADE, _FADE * whole))
    red, green, blue = (round(255 * value) for value in scrim.color)
    alpha = min(scrim.alpha, DENSEST)
    stops = [
        f"rgba({red}, {green}, {blue}, {alpha * opacity:.3f}) {100 * at:.1f}%"
        for at, opacity in ((0.0, 1.0), *_fading(whole, faded))
    ]
    return f"linear-gradient(to {'bottom' if from_top else 'top'}, {', '.join(stops)})"


def _fading(whole: float, faded: float) -> Iterator[tuple[float, float]]:
    """Where a scrim has which part of its opacity, smoothly from whole to none."""
    for step in range(_STEPS):
        at = step / (_STEPS - 1)
        yield whole + (faded - whole) * at, 1 - at * at * (3 - 2 * at)


@lru_cache(maxsize=64)
def _dots(picture: Path, stamp: int, part: tuple[Page, Words] | None) -> Dots:  # noqa: ARG001 (a file that changed)
    """The colours of a picture where words are, in dots; of all of it where ``part`` is None."""
    with Image.open(picture) as file:
        image = ImageOps.exif_transpose(file)
        flat = Image.new("RGB", image.size, (255, 255, 255))
        opaque = image.convert("RGBA")
        flat.paste(opaque, mask=opaque.getchannel("A"))
    small = flat.resize((90, 90), Image.Resampling.BOX) if part is None else _cropped(flat, *part)
    counted = ImageOps.posterize(small, 5).getcolors(small.width * small.height) or []
    dots = []
    for count, color in counted:
        assert isinstance(color, tuple)
        red, green, blue = ((value + 3.5) / 255 for value in color[:3])
        dots.append(((red, green, blue), count))
    return tuple(dots)


def _cropped(image: Image.Image, page: Page, area: Words) -> Image.Image:
    """What of a picture is under words, in dots."""
    width, height = page.width + 2 * page.bleed, page.height + 2 * page.bleed
    scale = max(width / image.width, height / image.height)
    left, top = (image.width - width / scale) / 2, (image.height - height / scale) / 2
    x0, y0 = left + (area.left + page.bleed) / scale, top + (area.top + page.bleed) / scale
    x1, y1 = x0 + area.width / scale, y0 + area.height / scale
    x0, y0 = (min(max(x0, 0.0), image.width - 1.0), min(max(y0, 0.0), image.height - 1.0))
    box = (x0, y0, min(max(x1, x0 + 1), float(image.width)), min(max(y1, y0 + 1), float(image.height)))
    size = max(1, round(area.width / _DOT)), max(1, round(area.height / _DOT))
    return image.resize(size, Image.Resampling.BOX, box)
