"""Let PNG pictures through to the PDF as they are: a PDF can hold what a PNG holds, palette and all.

WeasyPrint 70.0 decodes every PNG, turns a palette into RGB, and codes it again: three times the samples, twice the
bytes and, for plates of 300 dpi, a third of the time of a build. PDF knows indexed colours (ISO 32000-1, 8.6.6.3) and
PNG's own predictors (7.4.4.4), so the coded samples of a plain PNG are those of an image XObject. Pictures with an
alpha channel, transparent colours, interlacing, 16-bit samples or an orientation are left to WeasyPrint.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pydyf
from PIL import Image
from weasyprint import DEFAULT_OPTIONS
from weasyprint.images import RasterImage

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PIECE = 1 << 20
_HEADER = struct.Struct(">IIBBBBB")
_GRAY, _RGB, _PALETTE = 0, 2, 3
_DEPTHS = {_GRAY: (1, 2, 4, 8), _RGB: (8,), _PALETTE: (1, 2, 4, 8)}
_CHANNELS = {_GRAY: 1, _RGB: 3, _PALETTE: 1}
_CHANGING = frozenset({b"tRNS", b"eXIf"})
"""Chunks by which the samples alone are not the picture."""


@dataclass(frozen=True, slots=True)
class PlainPng:
    """The samples of a PNG as they are coded in it; ``palette`` holds three bytes for each colour."""

    width: int
    height: int
    depth: int
    kind: int
    palette: bytes
    samples: bytes


def plain_png(data: bytes | None) -> PlainPng | None:
    """The samples of a PNG file; None for what is no PNG, is damaged, or must be decoded to be shown."""
    chunks = list(_chunks(data or b""))
    if not chunks or chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND" or len(chunks[0][1]) != _HEADER.size:
        return None
    width, height, depth, kind, _, _, interlaced = _HEADER.unpack(chunks[0][1])
    names = {name for name, _ in chunks}
    if depth not in _DEPTHS.get(kind, ()) or interlaced or names & _CHANGING:
        return None
    palette = next((content for name, content in chunks if name == b"PLTE"), b"")
    if kind == _PALETTE and (not palette or len(palette) % 3):
        return None
    samples = b"".join(content for name, content in chunks if name == b"IDAT")
    if not samples or not _is_all(samples, height * (1 + (width * depth * _CHANNELS[kind] + 7) // 8)):
        return None
    return PlainPng(width, height, depth, kind, palette if kind == _PALETTE else b"", samples)


def _is_all(samples: bytes, most: int) -> bool:
    """Whether the samples unpack to what the picture needs and no more: a small picture can hold gigabytes of them."""
    unpacking, rest, total = zlib.decompressobj(), samples, 0
    try:
        while total <= most and (unpacked := len(unpacking.decompress(rest, _PIECE))):
            total += unpacked
            rest = unpacking.unconsumed_tail
    except zlib.error:
        return False
    return total <= most


class PassedImage(RasterImage):  # type: ignore[misc]  # weasyprint is untyped
    """WeasyPrint's picture, which keeps a plain PNG as it came."""

    def __init__(
        self,
        pillow_image: Image.Image,
        image_id: str,
        image_data: bytes | None,
        filename: str | None = None,
        cache: dict[str, Any] | None = None,
        orientation: Any = "none",
        options: Any = DEFAULT_OPTIONS,
    ) -> None:
        wanted = options["optimize_images"] or options["dpi"] or orientation not in ("none", "from-image")
        self.png = None if wanted else plain_png(image_data)
        if self.png is None:
            super().__init__(pillow_image, image_id, image_data, filename, cache, orientation, options)
            return
        self.id = image_id
        self.width, self.height = self.png.width, self.png.height
        self.ratio = self.width / self.height
        self._dpi = None

    def get_x_object(self, interpolate: bool, dpi_ratio: float) -> pydyf.Stream:
        """The image XObject."""
        if self.png is None:
            return super().get_x_object(interpolate, dpi_ratio)
        png, channels = self.png, _CHANNELS[self.png.kind]
        parameters = {"Predictor": 15, "Columns": png.width, "Colors": channels, "BitsPerComponent": png.depth}
        extra = {
            "Type": "/XObject",
            "Subtype": "/Image",
            "Width": png.width,
            "Height": png.height,
            "ColorSpace": _color_space(png),
            "BitsPerComponent": png.depth,
            "Interpolate": "true" if interpolate else "false",
            "Filter": "/FlateDecode",
            "DecodeParms": pydyf.Dictionary(parameters),
        }
        return pydyf.Stream([png.samples], pydyf.Dictionary(extra))


def passing(_: type[RasterImage]) -> type[PassedImage]:
    """``RasterImage``, but it keeps a plain PNG as it came."""
    return PassedImage


def _color_space(png: PlainPng) -> Any:
    if png.kind == _PALETTE:
        last = len(png.palette) // 3 - 1
        return pydyf.Array(["/Indexed", "/DeviceRGB", last, f"<{png.palette.hex()}>"])
    return "/DeviceGray" if png.kind == _GRAY else "/DeviceRGB"


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of every chunk up to IEND (PNG, third edition, 5.3); ends early where the file is damaged."""
    at = len(_SIGNATURE) if data.startswith(_SIGNATURE) else len(data)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        name, content = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if len(content) < length:
            return
        yield name, content
        if name == b"IEND":
            return
        at += 12 + length
