"""What typesetting gives: measures of a layout, a PDF with what is known of each sheet, and problems of its pages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hemaprint.errors import Location, Problem
from hemaprint.pdf.objects import Rectangle
from hemaprint.project.text import read_text

PX_TO_PT = 0.75
SOURCE = Path("@source")
"""Represents the manuscript of a galley while it is set."""
GRID_TOLERANCE = 0.05
"""Coordinates add up in floating point over a page; a line may be off the grid by this much, in pt."""
UNNUMBERED = frozenset({"plate"})
"""Named pages that carry no folio."""

Block = tuple[int, Rectangle]
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


Extents = Mapping[str, Sequence[Extent]]
"""Fragments of every keyed block, in page order."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What is known of a galley that was laid out but not written."""

    extents: Extents
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A typeset page: its named page, and where ids and blocks stand on it, in pt from the top left of the trim."""

    page_name: str
    anchors: Mapping[str, tuple[float, float]]
    characters: Mapping[str, int]
    blocks: tuple[Block, ...] = ()

    @property
    def numbered(self) -> bool:
        """Whether a folio is stamped on it."""
        return self.page_name not in UNNUMBERED


@dataclass(frozen=True, slots=True)
class Pages:
    """A typeset article or page."""

    name: str
    pdf: bytes
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]

    def sheet_of(self, anchor: str) -> int | None:
        """The index of the sheet that an id stands on."""
        return next((index for index, sheet in enumerate(self.sheets) if anchor in sheet.anchors), None)


def height_of(key: str, extents: Extents) -> float:
    """The height of a block that stands in one piece; 0 where there is none."""
    return max((extent.height for extent in extents.get(key, ())), default=0.0)


@dataclass(frozen=True, slots=True)
class PageProblem(Problem):
    """A problem on ``sheet`` of its article (from 1; 0: on any). ``words`` are the printed ones that it is about.

    Its location is the first line of their block.
    """

    sheet: int = 0
    words: str = ""

    def told(self, page_of: Callable[[int], str]) -> Problem:
        """The problem with its page as ``page_of`` a sheet prints it, and with the line of its words."""
        message = f"page {page_of(self.sheet)}: {self.message}" if self.sheet else self.message
        return Problem(self.code, message, _place(self.location, self.words), self.hint, self.severity)


def _place(start: Location, words: str) -> Location:
    """Where the longest of ``words`` stands in the file, if it can, behind ``start``; ``start`` if it is not found."""
    longest = max(_WORD.findall(words), key=len, default="")
    text = read_text(start.path)[0] if longest and start.path.is_file() else None
    lines = enumerate(text.split("\n") if text else (), start=1)
    found = [Location(start.path, number, line.index(longest) + 1) for number, line in lines if longest in line]
    return next((place for place in found if place.line >= start.line), found[0] if found else start)


_IGNORED = re.compile(
    r"[\s\u2010\u2011\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff-]+"
)
"""White space, hyphens, and what has no glyph of its own: Default_Ignorable_Code_Point of Unicode 16."""

_PICTURES = re.compile(
    "[0-9#*]\ufe0f?\u20e3"
    "|[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u2388\u23cf\u23e9-\u23f3\u23f8-\u23fa"
    "\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d"
    "\u3297\u3299\U0001f000-\U0001faff\U0001fc00-\U0001fffd]"
)
"""Keycaps, flags and Extended_Pictographic (Unicode Technical Standard 51): what fonts may have as pictures."""


_MIRRORED = str.maketrans(")]}»›", "([{«‹")


def normalized(text: str) -> str:
    """Text as proofs compare it: line breaking and text-transform change white space, hyphens and case.

    What only changes its neighbours, such as the selector behind an emoji or a soft hyphen, need not come back from a
    PDF: its glyph is that of the whole sequence, or none.
    """
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).casefold()


def readable(text: str) -> str:
    """The part of a text that must come back from its PDF, as proofs compare it.

    A font of coloured emoji is drawn as pictures over glyphs without an outline, and pdfium reads no such glyph. Where
    text runs from right to left, a bracket is drawn by the glyph of its counterpart, and read as either.
    """
    return normalized(_PICTURES.sub("", text)).translate(_MIRRORED)


def prove_printed(expected: Sequence[Mapping[str, int]], printed: Sequence[str]) -> tuple[int, ...]:
    """Indices of pages whose extracted text lacks characters that were set on them."""
    return tuple(
        index
        for index, (wanted, text) in enumerate(zip(expected, printed, strict=True))
        if Counter(wanted) - Counter(readable(text))
    )
