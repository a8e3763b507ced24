"""Read coded samples into pixels, and store pixels losslessly."""

from __future__ import annotations

import zlib
from io import BytesIO

from PIL import Image as Pixels

from hemaprint.bind.lighten.models import Coded, Form

UNREADABLE = (OSError, SyntaxError, ValueError, zlib.error, Pixels.DecompressionBombError)
"""What Pillow and zlib raise for samples that cannot be read."""

MODES = {1: "L", 3: "RGB"}
"""Pillow's name for pixels of so many channels."""
_COLOR_TYPES = {1: 0, 3: 2}
_INDEXED_COLOR = 3
"""Greyscale, truecolour and indexed-colour (PNG, 11.2.1)."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EFFORT = 8
"""Of zlib: 9 takes three times as long and saves one part in a hundred, as measured on engravings."""


def pixels_of(coded: Coded) -> Pixels.Image:
    """The pixels: mode L or RGB, or P with its palette in RGB. Raises one of UNREADABLE."""
    size, mode = (coded.width, coded.height), MODES[coded.channels]
    if coded.form is Form.FLATE:
        kind = "P" if coded.palette else mode
        raw = kind if coded.bits == 8 else f"{kind};{coded.bits}"
        image = Pixels.frombytes(kind, size, zlib.decompress(coded.data), "raw", raw)
        if coded.palette:
            image.putpalette(_rgb(coded))
        return image
    image = Pixels.open(BytesIO(coded.data if coded.form is Form.JPEG else _as_png(coded)))
    if image.mode not in (("P",) if coded.palette else (mode, "1")) or image.size != size:
        raise ValueError("the samples are not what the image says of them")
    image.load()
    return image.convert(mode) if image.mode == "1" else image


def _rgb(coded: Coded) -> bytes:
    """The palette with three bytes for each colour."""
    return coded.palette if coded.channels == 3 else bytes(value for value in coded.palette for _ in range(3))


def store(image: Pixels.Image) -> Coded:
    """Pixels of mode L or RGB, without loss: the smaller one with and without prediction."""
    plain = _deflated(image.tobytes())
    predicted = _predicted(image)
    form, data = min((Form.FLATE, plain), (Form.PREDICTED, predicted), key=lambda pair: len(pair[1]))
    return Coded(data, image.width, image.height, len(image.getbands()), form)


def store_indexed(image: Pixels.Image, channels: int) -> Coded:
    """Pixels of mode P, with no more bits than the colours need. Prediction does not help indices."""
    palette = bytes(image.getpalette() or ())[: 3 * (int(image.getextrema()[1]) + 1)]  # type: ignore[arg-type]
    colors = len(palette) // 3
    bits = next(bits for bits in (1, 2, 4, 8) if colors <= 2**bits)
    samples = image.tobytes() if bits == 8 else image.tobytes("raw", f"P;{bits}")
    kept = palette if channels == 3 else palette[::3]
    return Coded(_deflated(samples), image.width, image.height, channels, Form.FLATE, bits, kept)


def _deflated(samples: bytes) -> bytes:
    packer = zlib.compressobj(_EFFORT, zlib.DEFLATED, zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL + 1, zlib.Z_FILTERED)
    return packer.compress(samples) + packer.flush()


def _predicted(image: Pixels.Image) -> bytes:
    """The IDAT chunks of a PNG: what Flate with /Predictor 15 is in a PDF."""
    target = BytesIO()
    image.save(target, "PNG", compress_level=_EFFORT)
    png, at, found = target.getvalue(), len(_SIGNATURE), b""
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            found += png[at + 8 : at + 8 + length]
        at += length + 12
    return found


def _as_png(coded: Coded) -> bytes:
    kind = _INDEXED_COLOR if coded.palette else _COLOR_TYPES[coded.channels]
    header = coded.width.to_bytes(4, "big") + coded.height.to_bytes(4, "big") + bytes((coded.bits, kind, 0, 0, 0))
    palette = _chunk(b"PLTE", _rgb(coded)) if coded.palette else b""
    return _SIGNATURE + _chunk(b"IHDR", header) + palette + _chunk(b"IDAT", coded.data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
