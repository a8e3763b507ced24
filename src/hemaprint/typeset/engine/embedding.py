# SPDX-License-Identifier: MIT
"""Put faces and plain PNG pictures into PDFs as they are, instead of making them again for every document.

WeasyPrint 70.0 cuts every face down to the glyphs of a document and makes a static face of a variable one, for every
document, and in vain, since binding needs one face for all. Here the PDF gets a marker with the name of the face
(``Face``), and binding does that work once. Faces with pictures for glyphs, and faces that binding could not find, are
embedded as before, but without the time of day, which fontTools would write.

It also decodes every PNG, turns a palette into RGB, and codes it again: three times the samples, twice the bytes and,
for plates of 300 dpi, a third of the time of a build. PDF knows indexed colours (ISO 32000-1, 8.6.6.3) and PNG's own
predictors (7.4.4.4), so the coded samples of a plain PNG are those of an image XObject. Pictures with an alpha channel,
transparent colours, interlacing, 16-bit samples or an orientation are left to WeasyPrint.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pydyf
from fontTools.ttLib import TTFont
from PIL import Image
from weasyprint import DEFAULT_OPTIONS
from weasyprint.images import RasterImage
from weasyprint.text.ffi import ffi, fontconfig

from hemaprint.theme.faces import face_file
from hemaprint.typeset.pages import Face

# ---------------------------------------------------------------- faces

_MOST_FILES = 32
_BEYOND = frozenset({"CFF2", "VARC"})  # tables of outlines that binding does not read

_known: dict[int, tuple[Any, _File]] = {}
"""Files by the address of their face in HarfBuzz, which is kept here so that the address is not reused."""


@dataclass(frozen=True, slots=True)
class _File:
    """A font file by its hash, the axes of one face in it, and where it is, if it can be found again."""

    digest: str
    axes: Mapping[str, tuple[float, float]]
    findable: bool
    path: Path | None


def untimed(original: Callable[..., TTFont]) -> Callable[..., TTFont]:
    """``TTFont``, which keeps the time of a face."""
    return partial(original, recalcTimestamp=False)


def naming(original: Callable[..., None]) -> Callable[..., None]:
    """``Font.clean``, which writes the marker of a face instead of its program, where possible."""

    def clean(font: Any, to_unicode: Mapping[int, str], hinting: bool) -> None:
        face = None if hinting or not to_unicode else _face(font)
        if face is None:
            original(font, to_unicode, hinting)
        else:
            font.file_content = face.marker

    return clean


def _face(font: Any) -> Face | None:
    """The face of a font; None where the document must contain it."""
    tables = frozenset(font.tables)
    drawn = "CFF " in tables or ("glyf" in tables and ("fvar" in tables) <= ("gvar" in tables))
    if not drawn or tables & _BEYOND or font.png or font.svg or font.colr:
        return None
    file = _file(font)
    if not file.findable:
        return None
    location = tuple(sorted(_location(font, file.axes).items()))
    return Face(file.digest, font.index, location, "CFF " in tables, font.glyph_count, file.path)


def _location(font: Any, axes: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """Values of axes within their ranges, as ``Font.clean`` finds them: what the style requires, else what follows."""
    values = {"wght": font.weight, "opsz": font.font_size, "slnt": _slant(font, axes), "ital": int(font.style == 2)}
    values |= font.variations
    return {tag: min(max(float(values[tag]), low), high) for tag, (low, high) in axes.items() if tag in values}


def _slant(font: Any, axes: Mapping[str, tuple[float, float]]) -> float:
    """An oblique face leans as far as its axis goes, usually to the right, which is below 0 (OpenType 1.9, slnt)."""
    low, high = axes.get("slnt", (0.0, 0.0))
    return (high or low) if font.style == 1 else 0.0


def _file(font: Any) -> _File:
    address = int(ffi.cast("uintptr_t", font.hb_face))
    if address not in _known:
        while len(_known) >= _MOST_FILES:
            del _known[next(iter(_known))]
        data = font.file_content
        digest = sha256(data).hexdigest()
        is_themes = face_file(digest) is not None
        path = None if is_themes else _installed(data)
        found = is_themes or path is not None
        _known[address] = font.hb_face, _File(digest, _axes(data, font.index), found, path)
    return _known[address][1]


def _axes(data: bytes, index: int) -> dict[str, tuple[float, float]]:
    """The range of every axis."""
    with TTFont(BytesIO(data), fontNumber=index, lazy=True) as face:
        axes = face["fvar"].axes if "fvar" in face else ()
        return {axis.axisTag: (axis.minValue, axis.maxValue) for axis in axes}


def _installed(data: bytes) -> Path | None:
    """The installed file that has these bytes."""
    for path in _installed_files():
        try:
            if path.stat().st_size == len(data) and path.read_bytes() == data:
                return path
        except OSError:
            continue
    return None


def _installed_files() -> Iterator[Path]:
    """The font files of the machine, as Fontconfig knows them."""
    config = ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    found = fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem)
    name = ffi.new("FcChar8 **")
    paths = set()
    for at in range(found.nfont):
        fontconfig.FcPatternGetString(found.fonts[at], b"file", 0, name)
        paths.add(Path(ffi.string(name[0]).decode("utf-8", "surrogateescape")))
    yield from sorted(paths)


# ---------------------------------------------------------------- pictures

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PIECE = 1 << 20
_HEADER = struct.Struct(">IIBBBBB")
_GRAY, _RGB, _PALETTE = 0, 2, 3
_DEPTHS = {_GRAY: (1, 2, 4, 8), _RGB: (8,), _PALETTE: (1, 2, 4, 8)}
_CHANNELS = {_GRAY: 1, _RGB: 3, _PALETTE: 1}
_CHANGING = frozenset({b"tRNS", b"eXIf"})  # chunks that change the picture beyond its samples


@dataclass(frozen=True, slots=True)
class PlainPng:
    """The coded samples of a PNG; ``palette`` has three bytes for each colour."""

    width: int
    height: int
    depth: int
    kind: int
    palette: bytes
    samples: bytes


def plain_png(data: bytes | None) -> PlainPng | None:
    """The samples of a PNG file; None for a file that is not a PNG, is damaged, or must be decoded to be shown."""
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
    """Whether the samples unpack to at most what the picture needs: a small file can contain gigabytes."""
    unpacking, rest, total = zlib.decompressobj(), samples, 0
    try:
        while total <= most and (unpacked := len(unpacking.decompress(rest, _PIECE))):
            total += unpacked
            rest = unpacking.unconsumed_tail
    except zlib.error:
        return False
    return total <= most


class PassedImage(RasterImage):  # type: ignore[misc]  # weasyprint is untyped
    """WeasyPrint's picture, which keeps a plain PNG as it is."""

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
        changed = options["optimize_images"] or options["dpi"] or orientation not in ("none", "from-image")
        self.png = None if changed else plain_png(image_data)
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
    """``RasterImage``, which keeps a plain PNG as it is."""
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
