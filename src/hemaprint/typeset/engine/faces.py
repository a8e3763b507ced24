"""Let WeasyPrint name the faces of a document, in the place of embedding them.

WeasyPrint 70.0 cuts every face down to the glyphs of a document and makes a still face of a variable one, again for
every document, and again in vain: binding wants one face for all. Here its PDF gets the name of the face
(``typeset/face.py``), and binding does that work once. What has pictures for glyphs, and what cannot be found again
when the file is bound, is embedded as before, but without the time of day, which fontTools would put in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from weasyprint.text.ffi import ffi, fontconfig

from hemaprint.theme.geometry import faces
from hemaprint.typeset.face import Face

_MOST_FILES = 32
_BEYOND = frozenset({"CFF2", "VARC"})
"""Tables with outlines that binding does not read."""

_known: dict[int, tuple[Any, _File]] = {}
"""Files by the address of their face in HarfBuzz, which is held here so that no other can take its place."""


@dataclass(frozen=True, slots=True)
class _File:
    """A font file by its hash, the axes of one face in it, and where it is, if it can be found again."""

    digest: str
    axes: Mapping[str, tuple[float, float]]
    findable: bool
    path: Path | None


def untimed(original: Callable[..., TTFont]) -> Callable[..., TTFont]:
    """``TTFont``, but a face keeps the time that it came with."""
    return partial(original, recalcTimestamp=False)


def naming(original: Callable[..., None]) -> Callable[..., None]:
    """``Font.clean``, which puts the name of a face where it would put its program; or that, where it must."""

    def clean(font: Any, to_unicode: Mapping[int, str], hinting: bool) -> None:
        face = None if hinting or not to_unicode else _face(font)
        if face is None:
            original(font, to_unicode, hinting)
        else:
            font.file_content = face.told

    return clean


def _face(font: Any) -> Face | None:
    """The face that a document is set in; None where it must come with the document."""
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
    """A value for axes, as ``Font.clean`` finds them, within the axis's range: what is asked for, else what follows."""
    values = {"wght": font.weight, "opsz": font.font_size, "slnt": _slant(font, axes), "ital": int(font.style == 2)}
    values |= font.variations
    return {tag: min(max(float(values[tag]), low), high) for tag, (low, high) in axes.items() if tag in values}


def _slant(font: Any, axes: Mapping[str, tuple[float, float]]) -> float:
    """An oblique face leans as far as its axis goes, as a rule to the right, which is below 0 (OpenType 1.9, slnt)."""
    low, high = axes.get("slnt", (0.0, 0.0))
    return (high or low) if font.style == 1 else 0.0


def _file(font: Any) -> _File:
    address = int(ffi.cast("uintptr_t", font.hb_face))
    if address not in _known:
        while len(_known) >= _MOST_FILES:
            del _known[next(iter(_known))]
        data = font.file_content
        digest = sha256(data).hexdigest()
        path = None if digest in _of_theme() else _installed(data)
        found = digest in _of_theme() or path is not None
        _known[address] = font.hb_face, _File(digest, _axes(data, font.index), found, path)
    return _known[address][1]


def _axes(data: bytes, index: int) -> dict[str, tuple[float, float]]:
    """The range of every axis."""
    with TTFont(BytesIO(data), fontNumber=index, lazy=True) as face:
        axes = face["fvar"].axes if "fvar" in face else ()
        return {axis.axisTag: (axis.minValue, axis.maxValue) for axis in axes}


@cache
def _of_theme() -> frozenset[str]:
    return frozenset(sha256(face.path.read_bytes()).hexdigest() for face in faces())


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
