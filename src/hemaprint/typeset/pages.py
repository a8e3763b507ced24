# SPDX-License-Identifier: MIT
"""Hold what typesetting reads and gives: the files that galleys show, measures, pages, their characters and faces."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeAlias
from urllib.parse import unquote, urlsplit

from hemaprint.errors import Location, Problem, Spot
from hemaprint.galley.galley import PROJECT_SCHEME
from hemaprint.project.text import read_text
from hemaprint.theme.faces import FONT_SCHEME, face_named

if TYPE_CHECKING:
    from hemaprint.pdf.objects import Rectangle  # brings pikepdf, which loads slowly

PX_TO_PT = 0.75
SOURCE = Path("@source")  # represents the manuscript of a galley while it is set
UNNUMBERED = frozenset({"plate"})  # named pages that carry no folio

Block: TypeAlias = "tuple[int, Rectangle]"
"""The line of a block in its manuscript, and its border box: left, top, right, bottom in pt from the trim's corner."""

_WORD = re.compile(r"[^\s“”‘’\"'–—…]+")


@dataclass(frozen=True, slots=True)
class Extent:
    """A fragment of a block on one page: its margin box, in pt from the top left of the page."""

    page: int
    x: float
    y: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height


Extents = Mapping[str, Sequence[Extent]]  # fragments of every keyed block, in page order


@dataclass(frozen=True, slots=True)
class Layout:
    """The measures of a galley that was laid out but not written."""

    extents: Extents
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class SetLines:
    """Lines of a paragraph in one column: how many, their words and letters, and the words of the last of them.

    It is the paragraph ``number`` (from 0) of the block at ``line`` of the manuscript.
    """

    line: int
    number: int
    lines: int
    words: int
    letters: int
    last: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A typeset page: its named page, and the places of ids and blocks on it, in pt from the top left of the trim.

    ``paragraphs`` are the lines of its running text, ``white`` the lines of the grid that each of its columns has left.
    """

    page_name: str
    anchors: Mapping[str, tuple[float, float]]
    characters: Mapping[str, int]
    blocks: tuple[Block, ...] = ()
    paragraphs: tuple[SetLines, ...] = ()
    white: tuple[int, ...] = ()

    @property
    def numbered(self) -> bool:
        """Whether a folio is stamped on it."""
        return self.page_name not in UNNUMBERED

    @property
    def folio_page(self) -> str:
        """The named page that its folio is printed on; "" where none is."""
        return self.page_name if self.numbered else ""


@dataclass(frozen=True, slots=True)
class Pages:
    """A typeset article or page."""

    name: str
    pdf: bytes
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]


def height_of(key: str, extents: Extents) -> float:
    """The height of a block that is not broken; 0 where there is none."""
    return max((extent.height for extent in extents.get(key, ())), default=0.0)


@dataclass(frozen=True, slots=True)
class PageProblem(Problem):
    """A problem on ``sheet`` of its article (from 1; 0: on any) with the printed ``words``, in the ``box`` there.

    Its location is the first line of their block.
    """

    sheet: int = 0
    words: str = ""
    box: Rectangle | None = None

    def on_page(self, name: str, page_of: Callable[[int], str]) -> Problem:
        """The problem with the page number that ``page_of`` gives its sheet, at the line of its words.

        ``name`` is that of the article or page.
        """
        message = f"page {page_of(self.sheet)}: {self.message}" if self.sheet else self.message
        spot = Spot(name, self.sheet, self.box) if self.sheet else None
        return Problem(self.code, message, _place(self.location, self.words), self.hint, self.severity, spot=spot)


def _place(start: Location, words: str) -> Location:
    """The place of the longest of ``words`` in the file, after ``start`` if possible; ``start`` if it is not found."""
    longest = max(_WORD.findall(words), key=len, default="")
    text = read_text(start.path)[0] if longest and start.path.is_file() else None
    lines = enumerate(text.split("\n") if text else (), start=1)
    found = [Location(start.path, number, line.index(longest) + 1) for number, line in lines if longest in line]
    return next((place for place in found if place.line >= start.line), found[0] if found else start)


# ---------------------------------------------------------------- characters

_IGNORED = re.compile(
    r"[\s\u2010\u2011\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff-]+"
)
"""White space, hyphens, and characters without a glyph: Default_Ignorable_Code_Point of Unicode 16."""

_PICTURES = re.compile(
    "[0-9#*]\ufe0f?\u20e3"
    "|[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u2388\u23cf\u23e9-\u23f3\u23f8-\u23fa"
    "\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d"
    "\u3297\u3299\U0001f000-\U0001faff\U0001fc00-\U0001fffd]"
)
"""Keycaps, flags and Extended_Pictographic (Unicode Technical Standard 51), which fonts may have as pictures."""
_MIRRORED = str.maketrans(")]}»›”’", "([{«‹“‘")
_IN_CAPITALS = {ord(one): "i" for one in "İı"} | {
    code: unicodedata.normalize("NFD", chr(code))[0] for code in (*range(0x386, 0x3D0), *range(0x1F00, 0x1FFD))
}
"""Greek capitals have no accents and may gain a diaeresis; the capital of the Turkish dotless i is that of ours."""
_IN_PARTS = str.maketrans({"ई": "इर्", "ो": "ाे", "ौ": "ाै", "ॉ": "ाॅ", "ओ": "आे", "औ": "आै", "ऑ": "आॅ"})
"""Vowels of Devanagari that faces draw from the glyphs of others, and that may be read as these."""
_SAME = _IN_CAPITALS | _IN_PARTS


def normalized(text: str) -> str:
    """Text as proofs compare it: line breaking and text-transform change white space, hyphens and case.

    A character that only changes its neighbours, such as the selector after an emoji or a soft hyphen, need not come
    back from a PDF: its glyph belongs to the whole sequence, or it has none.
    """
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).translate(_SAME).casefold()


def readable(text: str) -> str:
    """The part of a text that must come back from its PDF, as proofs compare it.

    A font of coloured emoji is drawn as pictures over glyphs without an outline, which pdfium does not read. Where text
    runs from right to left, a bracket is drawn by the glyph of its counterpart, and read as either; pdfium also
    reads quotation marks so.
    """
    return normalized(_PICTURES.sub("", text)).translate(_MIRRORED)


def prove_printed(expected: Sequence[Mapping[str, int]], printed: Sequence[str]) -> tuple[int, ...]:
    """Indices of pages whose extracted text lacks characters that were set on them."""
    return tuple(
        index
        for index, (characters, text) in enumerate(zip(expected, printed, strict=True))
        if Counter(characters) - Counter(readable(text))
    )


# ---------------------------------------------------------------- files

MISSING = "missing"


class ForbiddenResourceError(ValueError):
    """A document refers to something outside the project and the theme."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A file as it was read; ``stamp`` shows whether it was saved since."""

    data: bytes
    digest: str
    stamp: tuple[int, int]


def is_reached(path: Path, root: Path, lender: Path | None) -> bool:
    """Whether a file (links resolved) is of the project in ``root``, or of the one that lends it files."""
    return path.is_relative_to(root) or (lender is not None and path.is_relative_to(lender))


class Resources:
    """The files of a project below ``root``, those of a ``lender`` that its links lead to, and the faces of themes."""

    def __init__(self, root: Path, lender: Path | None = None) -> None:
        self._root, self._lender = root.resolve(), lender
        self._read: dict[Path, Resource] = {}

    def resolve(self, url: str) -> Path:
        """The file that ``url`` names, links resolved; raises ForbiddenResourceError."""
        parts = urlsplit(url)
        name = unquote(parts.path).lstrip("/")
        if parts.scheme == FONT_SCHEME and (face := face_named(name)) is not None:
            return face.path
        if parts.scheme == PROJECT_SCHEME:
            path = (self._root / name).resolve()
            if is_reached(path, self._root, self._lender):
                return path
        raise ForbiddenResourceError(f"{url[:80]} is outside the project and the theme")

    def read(self, url: str) -> Resource:
        """The file at ``url``; raises ForbiddenResourceError or OSError."""
        path = self.resolve(url)
        known = self._read.get(path)
        if known is None:
            stamp = _stamp(path)
            data = path.read_bytes()
            known = self._read[path] = Resource(data, sha256(data).hexdigest(), stamp)
        return known

    def digest(self, url: str) -> str:
        """The hash of the file at ``url``, or MISSING."""
        try:
            return self.read(url).digest
        except (OSError, ValueError):
            return MISSING

    def refresh(self) -> bool:
        """Forget files that were saved since they were read; whether there were any."""
        stale = [path for path, resource in self._read.items() if _stamp(path) != resource.stamp]
        for path in stale:
            del self._read[path]
        return bool(stale)


def _stamp(path: Path) -> tuple[int, int]:
    """When a file was saved, and its size; (0, 0) where it is gone."""
    try:
        stat = path.stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


# ---------------------------------------------------------------- faces
#
# A file that is set carries no outlines, only the glyph ids that it shows, their widths and readings. Instead of a
# font program it has a marker that names the face by its content. Binding embeds the faces, once for all parts.

_TRUETYPE, _CFF = b"\0\1\0\0", b"OTTO"
"""How a font file begins (OpenType 1.9, "Table directory"), by which WeasyPrint 70 knows its kind."""
_MARK = b" hemaprint-face "


@dataclass(frozen=True, slots=True)
class Face:
    """A face at one place of its design space.

    ``digest`` is the SHA-256 of its file and ``index`` its place in it, since a file may hold several; ``location`` has
    values of axes in the units of the face; ``glyphs`` is the number of its glyphs. ``path`` is where the file was, if
    it is not one of the theme's: equal bytes elsewhere are the same face.
    """

    digest: str
    index: int
    location: tuple[tuple[str, float], ...]
    cff: bool
    glyphs: int
    path: Path | None = field(default=None, compare=False)

    @classmethod
    def read(cls, program: bytes) -> Self | None:
        """The face that the marker ``program`` names; None where it is a font program, or anything else."""
        kind, marker = program[:4], program[4:]
        if kind not in (_TRUETYPE, _CFF) or not marker.startswith(_MARK):
            return None
        try:
            data = json.loads(marker.removeprefix(_MARK))
            path = Path(data["path"]) if data["path"] else None
            location = tuple((str(tag), float(value)) for tag, value in data["location"])
            return cls(str(data["digest"]), int(data["index"]), location, kind == _CFF, int(data["glyphs"]), path)
        except (ValueError, KeyError, TypeError):
            return None

    @property
    def marker(self) -> bytes:
        """The bytes that ``read`` reads."""
        names = ("digest", "index", "location", "glyphs")
        data = {name: getattr(self, name) for name in names} | {"path": str(self.path or "")}
        return (_CFF if self.cff else _TRUETYPE) + _MARK + json.dumps(data).encode()
