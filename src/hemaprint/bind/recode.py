# SPDX-License-Identifier: MIT
"""Recode images in fewer bytes: without loss first, then at a lower resolution or quality."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Any, NamedTuple

from PIL import Image, ImageChops

# ---------------------------------------------------------------- images as PDF stores them


class Form(StrEnum):
    """How samples are stored: deflated, deflated after PNG's prediction (ISO 32000-1, 7.4.4.4), or as a JPEG."""

    FLATE = "flate"
    PREDICTED = "predicted"
    JPEG = "jpeg"


@dataclass(frozen=True, slots=True)
class EncodedImage:
    """Samples as an image XObject stores them: ``bits`` each, ``channels`` for a pixel (1 or 3).

    With a ``palette`` (``channels`` bytes for each colour) the samples are indices into it.
    """

    data: bytes
    width: int
    height: int
    channels: int
    form: Form
    bits: int = 8
    palette: bytes = b""

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return len(self.data) + len(self.palette)

    @property
    def method(self) -> str:
        """How it is coded, in words."""
        if self.form is Form.JPEG:
            return "JPEG"
        return f"{len(self.palette) // self.channels} colours" if self.palette else "lossless"


@dataclass(frozen=True, slots=True)
class MaskedImage:
    """An image with its soft mask, if it has one."""

    base: EncodedImage
    mask: EncodedImage | None = None

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return self.base.size + (self.mask.size if self.mask else 0)


class Level(NamedTuple):
    """A resolution that no image exceeds, in pixels per inch, and the quality of JPEGs (libjpeg's scale to 100)."""

    ppi: float
    quality: int


LADDER = (
    Level(300, 85),
    Level(225, 85),
    Level(200, 85),
    Level(150, 85),
    Level(150, 75),
    Level(120, 75),
    Level(100, 75),
    Level(100, 60),
    Level(72, 60),
)
"""From the best look to the fewest bytes. A lower quality comes before a resolution at which pixels are visible."""

# ---------------------------------------------------------------- recoding

_INDEXED = 256
"""The most colours of an indexed image (ISO 32000-1, 8.6.6.3)."""
_DRAWN = 64
"""An image of at most so many colours is a drawing, not a photograph: resampled, its lines keep their colours."""
_BLENDS = 32
"""Colours added for lines whose edges the drawing has no colours for."""
_APART = 8
"""Colours of a palette differ by that much, 0 to 255, in at least one channel."""
_WRONG, _FEW = 32, 0.005
"""A resampled drawing may differ by that much, 0 to 255, in that share of its pixels; else it needs more colours."""
_TOLERANCE = 1.05
"""How far an image may exceed a level: resampling it for less would blur it and save nothing."""
_WHOLE, _HALVED = "4:4:4", "4:2:0"
"""How finely JPEGs keep colour: drawn edges need all of it."""
_UNREADABLE = (OSError, SyntaxError, ValueError, zlib.error, Image.DecompressionBombError)
"""What Pillow and zlib raise for samples that cannot be read."""


def lossless(image: MaskedImage) -> MaskedImage:
    """The same pixels in fewer bytes, if possible."""
    base, mask = image.base, image.mask
    try:
        if base.form is not Form.JPEG and (indexed := _exactly_indexed(_pixels_of(base))):
            base = min(base, _store_indexed(indexed, base.channels), key=_size)
        return MaskedImage(base, mask and min(mask, _store(_pixels_of(mask)), key=_size))
    except _UNREADABLE:
        return image


def at_level(exact: MaskedImage, ppi: float, level: Level) -> MaskedImage:
    """An image of effective resolution ``ppi`` at ``level``; never larger than ``exact``, its lossless form."""
    scale = min(1.0, level.ppi / ppi) if ppi > level.ppi * _TOLERANCE else 1.0
    try:
        return min(_at_scale(exact, scale, level.quality), exact, key=_size)
    except _UNREADABLE:
        return exact


def _size(image: EncodedImage | MaskedImage) -> int:
    return image.size


def _at_scale(image: MaskedImage, scale: float, quality: int) -> MaskedImage:
    base = image.base
    if scale == 1.0 and base.form is Form.JPEG and quality >= LADDER[0].quality:
        return image
    found = _pixels_of(base)
    pixels, drawing = found.convert(_MODES[base.channels]), _drawing(base, found)
    sampling = _HALVED if base.form is Form.JPEG else _WHOLE
    if scale == 1.0:
        return image if drawing else MaskedImage(_jpeg(pixels, quality, sampling), image.mask)
    size = (max(1, round(base.width * scale)), max(1, round(base.height * scale)))
    resized, mask = _resized(pixels, _pixels_of(image.mask) if image.mask else None, size)
    coded = _drawn(drawing, resized, quality) if drawing else _jpeg(resized, quality, sampling)
    return MaskedImage(coded, _store(mask) if mask else None)


def _resized(
    pixels: Image.Image, mask: Image.Image | None, size: tuple[int, int]
) -> tuple[Image.Image, Image.Image | None]:
    """Image and mask resampled; together if they fit, so that hidden colours do not bleed into visible ones."""
    if mask is None:
        return pixels.resize(size, Image.Resampling.LANCZOS), None
    if mask.size != pixels.size:
        share = size[0] / pixels.width
        smaller = (max(1, round(mask.width * share)), max(1, round(mask.height * share)))
        return pixels.resize(size, Image.Resampling.LANCZOS), mask.resize(smaller, Image.Resampling.LANCZOS)
    layered = pixels.copy()
    layered.putalpha(mask)
    layered = layered.resize(size, Image.Resampling.LANCZOS)
    return layered.convert(pixels.mode), layered.getchannel("A")


def _jpeg(pixels: Image.Image, quality: int, sampling: str) -> EncodedImage:
    target = BytesIO()
    options = {"subsampling": sampling} if pixels.mode == "RGB" else {}
    pixels.save(target, "JPEG", quality=quality, optimize=True, progressive=True, **options)
    return EncodedImage(target.getvalue(), pixels.width, pixels.height, len(pixels.getbands()), Form.JPEG)


# ---------------------------------------------------------------- drawings


def _drawing(base: EncodedImage, pixels: Image.Image) -> Image.Image | None:
    """The pixels as indices; None for a photograph, including a grey image of many greys."""
    if base.form is Form.JPEG:
        return None
    indexed = pixels if base.palette else _exactly_indexed(pixels)
    if indexed is None or (base.channels == 1 and len(_by_frequency(indexed)) > _DRAWN):
        return None
    return indexed


def _drawn(drawing: Image.Image, resized: Image.Image, quality: int) -> EncodedImage:
    """A resampled image of few colours: in its own colours if they suffice, else in more of them or as a JPEG."""
    pixels, channels = resized.convert("RGB"), len(resized.getbands())
    own = _by_frequency(drawing)
    for more in (0, _BLENDS) if len(own) <= _DRAWN else ():
        blends = _by_frequency(_quantized(pixels, more)) if more else []
        indexed = pixels.quantize(palette=_palette(_apart([*own, *blends])), dither=Image.Dither.NONE)
        if _alike(indexed, pixels):
            return _store_indexed(indexed, channels)
    return min(_store_indexed(_quantized(pixels, _INDEXED), channels), _jpeg(resized, quality, _WHOLE), key=_size)


def _exactly_indexed(pixels: Image.Image) -> Image.Image | None:
    """The same pixels as indices; None for more colours than a palette holds."""
    pixels = pixels.convert("RGB")
    colors = pixels.getcolors(_INDEXED)
    if colors is None:
        return None
    quick = pixels.quantize(palette=_palette(sorted(color for _, color in colors)), dither=Image.Dither.NONE)
    if _same(quick, pixels):
        return quick
    indexed = pixels.quantize(len(colors), method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    return indexed if _same(indexed, pixels) else None


def _same(indexed: Image.Image, pixels: Image.Image) -> bool:
    return indexed.convert("RGB").tobytes() == pixels.tobytes()


def _alike(indexed: Image.Image, pixels: Image.Image) -> bool:
    red, green, blue = ImageChops.difference(indexed.convert("RGB"), pixels).split()
    greatest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(greatest.histogram()[_WRONG:]) <= _FEW * pixels.width * pixels.height


def _quantized(pixels: Image.Image, colors: int) -> Image.Image:
    return pixels.quantize(colors, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def _palette(colors: Iterable[Any]) -> Image.Image:
    """An image that holds the palette, as Pillow requires."""
    palette = Image.new("P", (1, 1))
    palette.putpalette([value for color in colors for value in color])
    return palette


def _by_frequency(indexed: Image.Image) -> list[Any]:
    """The colours of an image of mode P, the most frequent first."""
    palette = indexed.getpalette() or []
    counts: list[Any] = indexed.getcolors(_INDEXED) or []
    used = sorted((-count, tuple(palette[3 * index : 3 * index + 3])) for count, index in counts)
    return [color for _, color in used]


def _apart(colors: Iterable[Any]) -> list[Any]:
    """The colours without those near an earlier one.

    Pillow 12 looks colours up by the upper six bits of each channel: it would confuse such neighbours, and a flat tint
    would no longer match the same tint beside the image.
    """
    kept: list[Any] = []
    for color in colors:
        if all(max(abs(a - b) for a, b in zip(color, other, strict=True)) >= _APART for other in kept):
            kept.append(color)
    return kept


# ---------------------------------------------------------------- samples to pixels, and back

_MODES = {1: "L", 3: "RGB"}
"""Pillow's name for pixels of so many channels."""
_COLOR_TYPES = {1: 0, 3: 2}
_INDEXED_COLOR = 3
"""Greyscale, truecolour and indexed-colour (PNG, 11.2.1)."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EFFORT = 8
"""Of zlib: 9 takes three times as long and saves one per cent, as measured on engravings."""


def _pixels_of(coded: EncodedImage) -> Image.Image:
    """The pixels: mode L or RGB, or P with its palette in RGB. Raises one of _UNREADABLE."""
    size, mode = (coded.width, coded.height), _MODES[coded.channels]
    if coded.form is Form.FLATE:
        kind = "P" if coded.palette else mode
        raw = kind if coded.bits == 8 else f"{kind};{coded.bits}"
        image = Image.frombytes(kind, size, zlib.decompress(coded.data), "raw", raw)
        if coded.palette:
            image.putpalette(_rgb(coded))
        return image
    image = Image.open(BytesIO(coded.data if coded.form is Form.JPEG else _as_png(coded)))
    if image.mode not in (("P",) if coded.palette else (mode, "1")) or image.size != size:
        raise ValueError("the samples are not what the image says of them")
    image.load()
    return image.convert(mode) if image.mode == "1" else image


def _rgb(coded: EncodedImage) -> bytes:
    """The palette with three bytes for each colour."""
    return coded.palette if coded.channels == 3 else bytes(value for value in coded.palette for _ in range(3))


def _store(image: Image.Image) -> EncodedImage:
    """Pixels of mode L or RGB, without loss: the smaller with and without prediction."""
    target = BytesIO()
    image.save(target, "PNG", compress_level=_EFFORT)
    # the IDAT chunks of a PNG are what Flate with /Predictor 15 is in a PDF
    predicted = b"".join(data for kind, data in _chunks(target.getvalue()) if kind == b"IDAT")
    forms = (Form.FLATE, _deflated(image.tobytes())), (Form.PREDICTED, predicted)
    form, data = min(forms, key=lambda pair: len(pair[1]))
    return EncodedImage(data, image.width, image.height, len(image.getbands()), form)


def _store_indexed(image: Image.Image, channels: int) -> EncodedImage:
    """Pixels of mode P, with as few bits as the colours need. Prediction does not help indices."""
    palette = bytes(image.getpalette() or ())[: 3 * (int(image.getextrema()[1]) + 1)]  # type: ignore[arg-type]
    bits = next(bits for bits in (1, 2, 4, 8) if len(palette) // 3 <= 2**bits)
    samples = image.tobytes() if bits == 8 else image.tobytes("raw", f"P;{bits}")
    kept = palette if channels == 3 else palette[::3]
    return EncodedImage(_deflated(samples), image.width, image.height, channels, Form.FLATE, bits, kept)


def _deflated(samples: bytes) -> bytes:
    packer = zlib.compressobj(_EFFORT, zlib.DEFLATED, zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL + 1, zlib.Z_FILTERED)
    return packer.compress(samples) + packer.flush()


def _chunks(png: bytes) -> Iterable[tuple[bytes, bytes]]:
    """The kinds and data of the chunks of a PNG."""
    at = len(_SIGNATURE)
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _as_png(coded: EncodedImage) -> bytes:
    kind = _INDEXED_COLOR if coded.palette else _COLOR_TYPES[coded.channels]
    header = coded.width.to_bytes(4, "big") + coded.height.to_bytes(4, "big") + bytes((coded.bits, kind, 0, 0, 0))
    palette = _chunk(b"PLTE", _rgb(coded)) if coded.palette else b""
    return _SIGNATURE + _chunk(b"IHDR", header) + palette + _chunk(b"IDAT", coded.data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
