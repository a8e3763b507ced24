"""Code a picture anew: without loss first, then at a lower resolution or quality."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from PIL import Image as Pixels
from PIL import ImageChops

from hemaprint.bind.lighten.models import LADDER, Coded, Form, Image, Level, Picture
from hemaprint.bind.lighten.samples import MODES, UNREADABLE, pixels_of, store, store_indexed

_INDEXED = 256
"""The most colours of an indexed picture (ISO 32000-1, 8.6.6.3)."""
_DRAWN = 64
"""A picture of no more colours is drawn, not photographed: its lines keep their own colours when it is resampled."""
_BLENDS = 32
"""Colours that are added for lines whose edges the picture has no colours for."""
_APART = 8
"""Colours of a palette differ by that much, 0 to 255, in at least one channel."""
_WRONG, _FEW = 32, 0.005
"""A resampled drawing may differ by that much, 0 to 255, in that share of its pixels; else it needs more colours."""
_TOLERANCE = 1.05
"""How far a picture may exceed a level: to resample it for less would blur it and save nothing."""
_WHOLE, _HALVED = "4:4:4", "4:2:0"
"""How finely JPEGs keep colour: drawn edges need all of it."""


def lossless(image: Image) -> Image:
    """The same pixels in fewer bytes, if that can be."""
    try:
        return Image(_lossless(image.base), _smaller_mask(image.mask))
    except UNREADABLE:
        return image


def at_level(picture: Picture, exact: Image, level: Level) -> Image:
    """The picture as it is at ``level``; ``exact`` is what :func:`lossless` made of it, and the largest it can be."""
    scale = min(1.0, level.ppi / picture.ppi) if picture.ppi > level.ppi * _TOLERANCE else 1.0
    try:
        lighter = _at_scale(exact, scale, level.quality)
    except UNREADABLE:
        return exact
    return min(lighter, exact, key=lambda image: image.size)


def _lossless(coded: Coded) -> Coded:
    if coded.form is Form.JPEG:
        return coded
    indexed = _exactly_indexed(pixels_of(coded))
    return min(coded, store_indexed(indexed, coded.channels), key=_size) if indexed else coded


def _smaller_mask(mask: Coded | None) -> Coded | None:
    return mask and min(mask, store(pixels_of(mask)), key=_size)


def _size(coded: Coded) -> int:
    return coded.size


def _exactly_indexed(pixels: Pixels.Image) -> Pixels.Image | None:
    """The same pixels as indices; None for more colours than a palette holds."""
    pixels = pixels.convert("RGB")
    colors = pixels.getcolors(_INDEXED)
    if colors is None:
        return None
    quick = pixels.quantize(palette=_palette(sorted(color for _, color in colors)), dither=Pixels.Dither.NONE)
    if _same(quick, pixels):
        return quick
    indexed = pixels.quantize(len(colors), method=Pixels.Quantize.MAXCOVERAGE, dither=Pixels.Dither.NONE)
    return indexed if _same(indexed, pixels) else None


def _same(indexed: Pixels.Image, pixels: Pixels.Image) -> bool:
    return indexed.convert("RGB").tobytes() == pixels.tobytes()


def _palette(colors: Iterable[Any]) -> Pixels.Image:
    """An image that holds the palette, as Pillow wants it."""
    palette = Pixels.new("P", (1, 1))
    palette.putpalette([value for color in colors for value in color])
    return palette


def _at_scale(image: Image, scale: float, quality: int) -> Image:
    base = image.base
    if scale == 1.0 and base.form is Form.JPEG and quality >= LADDER[0].quality:
        return image
    found = pixels_of(base)
    pixels, drawing = found.convert(MODES[base.channels]), _drawing(base, found)
    if scale == 1.0:
        return image if drawing else Image(_jpeg(pixels, quality, _sampling(base)), image.mask)
    size = (max(1, round(base.width * scale)), max(1, round(base.height * scale)))
    resized, mask = _resized(pixels, pixels_of(image.mask) if image.mask else None, size)
    coded = _drawn(drawing, resized, quality) if drawing else _jpeg(resized, quality, _sampling(base))
    return Image(coded, store(mask) if mask else None)


def _drawing(base: Coded, pixels: Pixels.Image) -> Pixels.Image | None:
    """The pixels as indices; None for a photograph, which greys are if they are many."""
    if base.form is Form.JPEG:
        return None
    indexed = pixels if base.palette else _exactly_indexed(pixels)
    if indexed is None or (base.channels == 1 and len(_by_frequency(indexed)) > _DRAWN):
        return None
    return indexed


def _sampling(base: Coded) -> str:
    return _HALVED if base.form is Form.JPEG else _WHOLE


def _resized(
    pixels: Pixels.Image, mask: Pixels.Image | None, size: tuple[int, int]
) -> tuple[Pixels.Image, Pixels.Image | None]:
    """Both resampled; together when they fit, so that what the mask hides does not bleed into what it shows."""
    if mask is None:
        return pixels.resize(size, Pixels.Resampling.LANCZOS), None
    if mask.size != pixels.size:
        share = size[0] / pixels.width
        smaller = (max(1, round(mask.width * share)), max(1, round(mask.height * share)))
        return pixels.resize(size, Pixels.Resampling.LANCZOS), mask.resize(smaller, Pixels.Resampling.LANCZOS)
    layered = pixels.copy()
    layered.putalpha(mask)
    layered = layered.resize(size, Pixels.Resampling.LANCZOS)
    return layered.convert(pixels.mode), layered.getchannel("A")


def _drawn(drawing: Pixels.Image, resized: Pixels.Image, quality: int) -> Coded:
    """A resampled picture of few colours: in its own colours where they do, else in more of them or as a JPEG."""
    pixels, channels = resized.convert("RGB"), len(resized.getbands())
    own = _by_frequency(drawing)
    for more in (0, _BLENDS) if len(own) <= _DRAWN else ():
        blends = _by_frequency(_quantized(pixels, more)) if more else []
        indexed = pixels.quantize(palette=_palette(_apart([*own, *blends])), dither=Pixels.Dither.NONE)
        if _alike(indexed, pixels):
            return store_indexed(indexed, channels)
    return min(store_indexed(_quantized(pixels, _INDEXED), channels), _jpeg(resized, quality, _WHOLE), key=_size)


def _quantized(pixels: Pixels.Image, colors: int) -> Pixels.Image:
    return pixels.quantize(colors, method=Pixels.Quantize.MEDIANCUT, dither=Pixels.Dither.NONE)


def _by_frequency(indexed: Pixels.Image) -> list[Any]:
    """The colours that a picture of mode P has, the most frequent first."""
    palette = indexed.getpalette() or []
    counts: list[Any] = indexed.getcolors(_INDEXED) or []
    used = sorted((-count, tuple(palette[3 * index : 3 * index + 3])) for count, index in counts)
    return [color for _, color in used]


def _apart(colors: Iterable[Any]) -> list[Any]:
    """The colours without those that are near one before them.

    Pillow 12 looks colours up by the upper six bits of each channel: it would confuse such neighbours, and a flat tint
    would no longer match the same tint beside the picture.
    """
    kept: list[Any] = []
    for color in colors:
        if all(max(abs(a - b) for a, b in zip(color, other, strict=True)) >= _APART for other in kept):
            kept.append(color)
    return kept


def _alike(indexed: Pixels.Image, pixels: Pixels.Image) -> bool:
    bands = ImageChops.difference(indexed.convert("RGB"), pixels).split()
    greatest = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return sum(greatest.histogram()[_WRONG:]) <= _FEW * pixels.width * pixels.height


def _jpeg(pixels: Pixels.Image, quality: int, sampling: str) -> Coded:
    target = BytesIO()
    options = {"subsampling": sampling} if pixels.mode == "RGB" else {}
    pixels.save(target, "JPEG", quality=quality, optimize=True, progressive=True, **options)
    return Coded(target.getvalue(), pixels.width, pixels.height, len(pixels.getbands()), Form.JPEG)
