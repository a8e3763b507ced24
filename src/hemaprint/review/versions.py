# SPDX-License-Identifier: MIT
"""Open a version of an issue, and read the words of its pages with their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import TypeAlias
from unicodedata import normalize

import pikepdf
import pypdfium2

from hemaprint.bind.sourcemap import SourceMap
from hemaprint.errors import ContentError, Location, Problem
from hemaprint.pdf.fonts import FontShelf
from hemaprint.pdf.interpreter import marks_of
from hemaprint.pdf.marks import Mark
from hemaprint.pdf.objects import MALFORMED, ObjectId, Rectangle, entry, is_new, items, name_of, text_of, trim_of
from hemaprint.pdf.raster import page_labels
from hemaprint.pdf.structure import SOFT_HYPHEN, Structure, Words, joined, words_of

LARGEST = 512 * 1024**2
"""Bytes of the largest file that is compared."""
MOST_PAGES = 2000
_HYPHENS = "-\u2010" + SOFT_HYPHEN
_Key: TypeAlias = "tuple[int | None, ObjectId | None, int | None]"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page; ``boxes`` are in pt from the top left corner of the trim, two where a line divides it.

    ``furniture`` means that it is decoration, such as a running head or a folio; ``rank`` is its place in the order of
    reading of the whole file, by the tags.
    """

    text: str
    boxes: tuple[Rectangle, ...]
    furniture: bool
    rank: int

    @property
    def key(self) -> str:
        """By what it is compared: ligatures and soft hyphens count as the letters that are read."""
        return normalize("NFKC", self.text).replace(SOFT_HYPHEN, "")

    @property
    def bare(self) -> str:
        """It without hyphens: those at the end of a line may be the word's own, or the line's."""
        return self.key.translate({ord(one): None for one in _HYPHENS})


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page: the number printed on it, its trim in pt of default user space, and its words in reading order."""

    label: str
    trim: Rectangle
    words: tuple[Word, ...]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the trim in pt."""
        left, bottom, right, top = self.trim
        return right - left, top - bottom

    @property
    def copy(self) -> list[Word]:
        """What is read: all words but the furniture."""
        return [word for word in self.words if not word.furniture]


@dataclass(frozen=True)
class Version:
    """One of two versions; ``maker`` tells programs apart that write files, ``origin`` knows the manuscripts."""

    name: str
    data: bytes
    leaves: tuple[Leaf, ...]
    maker: tuple[str, ...]
    tagged: bool
    origin: SourceMap | None = None

    def locate(self, page: int, box: Rectangle) -> Location | None:
        """The line of the manuscript from which a place (pt from the top left corner of the trim) was set."""
        if self.origin is None:
            return None
        left, _, _, top = self.leaves[page].trim
        return self.origin.locate(page, (box[0] + left, top - box[3], box[2] + left, top - box[1]))

    @contextmanager
    def drawn(self) -> Iterator[pypdfium2.PdfDocument]:
        """The file, opened to draw its pages."""
        with pypdfium2.PdfDocument(self.data) as document:
            yield document


def open_version(name: str, path: Path, data: bytes, origin: SourceMap | None = None) -> Version:
    """Read a file; raises ContentError where nobody can: damaged (HP790), locked (HP791), too large (HP792)."""
    if len(data) > LARGEST:
        raise _refused("HP792", path, f"the file has {len(data) / 1e6:.0f} MB; {LARGEST / 1e6:.0f} MB are compared")
    try:
        with pikepdf.open(BytesIO(data)) as pdf, pypdfium2.PdfDocument(data) as document:
            if len(pdf.pages) > MOST_PAGES:
                raise _refused("HP792", path, f"the file has {len(pdf.pages)} pages; {MOST_PAGES} are compared")
            if len(document) != len(pdf.pages):
                raise _refused("HP790", path, "the file is damaged: readers do not agree on the number of its pages")
            return _read(name, pdf, page_labels(document), data, origin)
    except pikepdf.PasswordError as error:
        raise _refused("HP791", path, "the file is locked by a password") from error
    except (*MALFORMED, pypdfium2.PdfiumError) as error:
        raise _refused("HP790", path, f"this is not a PDF that can be read: {str(error).splitlines()[0]}") from error


def newest_proof(dist: Path, issue: str) -> Path | None:
    """The PDF of the proof with the highest number, below the folder ``dist``; None where there is none."""
    named = re.compile(rf"{re.escape(issue)}-proof-([0-9]{{1,6}})(?:-.*+)?")
    try:
        files = sorted((dist / issue / "proofs").iterdir())
    except OSError:
        return None
    ours = (path for path in files if path.suffix == ".pdf" and path.is_file())
    numbered = [(int(match[1]), path) for path in ours if (match := named.fullmatch(path.stem))]
    return max(numbered)[1] if numbered else None


_REMEDIES = {
    "HP790": "make it again; hemaprint preflight says more",
    "HP791": "remove the password first, for example: qpdf --decrypt --password=... LOCKED.pdf OPEN.pdf",
    "HP792": "compare it part by part",
}


def _refused(code: str, path: Path, message: str) -> ContentError:
    return ContentError([Problem(code, message, Location(path), _REMEDIES[code])])


@dataclass(frozen=True, slots=True)
class _Held:
    """Where content is in the order of the tags of the whole file, and what is read instead of it."""

    rank: int
    said: str | None


def _read(name: str, pdf: pikepdf.Pdf, labels: tuple[str, ...], data: bytes, origin: SourceMap | None) -> Version:
    structure = Structure(pdf)
    held = _held(structure)
    shelf = FontShelf()
    leaves = []
    for index, page in enumerate(pdf.pages):
        trim = trim_of(page)
        marks = marks_of(page, shelf)
        read = [mark for mark in marks if not mark.artifact]
        furniture = words_of(mark for mark in marks if mark.artifact)
        words = (
            *_words(_pieces(read, held, index), trim, furniture=False),
            *_words(((0, piece) for piece in furniture), trim, furniture=True),
        )
        leaves.append(Leaf(labels[index], trim, words))
    intents = [name_of(entry(one, "/S")) for one in items(entry(pdf.Root, "/OutputIntents"))]
    maker = (text_of(pdf.docinfo.get("/Producer")), *intents)
    return Version(name, data, tuple(leaves), maker, structure.root is not None, origin)


def _held(structure: Structure) -> dict[_Key, _Held]:
    """Content by its page, form and identifier; a text of an element is read once, for all of its content."""
    found: dict[_Key, _Held] = {}
    told: set[ObjectId] = set()
    for rank, (content, around) in enumerate(structure.held()):
        said = around.element.said("/ActualText") or None
        if said is not None and not is_new(around.element.element, told):
            said = ""
        found.setdefault((content.page, content.stream, content.mcid), _Held(rank, said))
    return found


def _pieces(marks: list[Mark], held: dict[_Key, _Held], page: int) -> Iterator[tuple[int, Words]]:
    """The texts of a page with their ranks, in the order of the tags; what has none stays at its end, as painted."""
    last = _Held(len(held), None)

    def place(mark: Mark) -> _Held:
        return held.get((page, mark.marked.stream, mark.marked.mcid), last)

    ordered = sorted(marks, key=lambda mark: place(mark).rank)
    for found, group in groupby(ordered, key=place):
        painted = list(group)
        if found.said is None:
            yield from ((found.rank, piece) for piece in words_of(painted))
        else:
            yield found.rank, Words(found.said, painted[0].box, painted[-1].box)


def _words(pieces: Iterable[tuple[int, Words]], trim: Rectangle, *, furniture: bool) -> Iterator[Word]:
    """The words of texts; one that goes on in the next text, or in the next line, is put together."""
    text, boxes = "", list[Rectangle]()
    last: Rectangle | None = None
    begun = 0
    for rank, piece in pieces:
        if not piece.text:
            continue
        said = joined(text, last, piece) if last is not None else piece.text
        before = said[: len(said) - len(piece.text)]
        if before != before.rstrip() or not before or piece.text[0].isspace():
            if text:
                yield Word(text, tuple(boxes), furniture, begun)
            text, boxes = "", []
        else:
            text = before
        for part, box in _parts(piece, trim):
            if part is None:
                if text:
                    yield Word(text, tuple(boxes), furniture, begun)
                text, boxes = "", []
            else:
                begun = begun if text else rank
                text += part
                boxes = [*boxes[:-1], _grown(boxes[-1], box)] if boxes and _on_line(boxes[-1], box) else [*boxes, box]
        last = piece.last
    if text:
        yield Word(text, tuple(boxes), furniture, begun)


def _parts(piece: Words, trim: Rectangle) -> Iterator[tuple[str | None, Rectangle]]:
    """The words of a text with their boxes, and None between them; letters count as equally wide."""
    left, bottom, right, top = piece.first if piece.first[1] == piece.last[1] else _grown(piece.first, piece.last)
    right = max(right, piece.last[2])
    step = (right - left) / len(piece.text)
    start = 0
    for at in range(len(piece.text) + 1):
        if at < len(piece.text) and not piece.text[at].isspace():
            continue
        if at > start:
            box = (left + start * step - trim[0], trim[3] - top, left + at * step - trim[0], trim[3] - bottom)
            yield piece.text[start:at], box
        if at < len(piece.text):
            yield None, piece.first
        start = at + 1


def _on_line(one: Rectangle, other: Rectangle) -> bool:
    return min(one[3], other[3]) - max(one[1], other[1]) > min(one[3] - one[1], other[3] - other[1]) / 2


def _grown(one: Rectangle, other: Rectangle) -> Rectangle:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
