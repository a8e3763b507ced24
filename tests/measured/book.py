"""Read the lines of a finished issue back from its PDF: what the tags say belongs together, where its glyphs stand."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
from pikepdf import Dictionary, Object
from pypdfium2 import raw

from trees import kids_of, text_of

BLOCKS = frozenset({"P", "H1", "H2", "H3", "H4", "LBody", "Lbl", "Note", "TD", "TH", "Caption", "BlockQuote", "Code"})
"""Elements that have lines of their own; what stands in another element belongs to the nearest of these around it."""
_BACK = 5.0
"""pt by which a run begins left of the end of the one before where a new line begins."""
_RULE = 2.0
"""pt that a drawing is wide at least; what is narrower is a rule between columns."""
_DOWN = 6.0
"""pt by which baselines differ where a new line begins: raised and lowered glyphs keep their baseline."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in pt from its lower left corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a block: its text, its baseline in pt from the foot of the page, its size in pt, and where it is.

    ``runs`` are the boxes of the pieces that it is drawn in.
    """

    text: str
    baseline: float
    size: float
    box: Box
    runs: tuple[Box, ...]

    @property
    def page(self) -> int:
        """The index of its page."""
        return self.box.page

    @property
    def width(self) -> float:
        """From its first glyph to its last, in pt."""
        return self.box.right - self.box.left

    @property
    def is_divided(self) -> bool:
        """Whether it ends within a word."""
        return self.text.rstrip().endswith(("\u2010", "\x02", "\ufffe", "\u00ad"))


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, cell or note with its lines in reading order; ``path`` are the roles around it."""

    role: str
    article: int
    path: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A finished issue: the titles of its articles, its blocks, and its running text with its leading in pt.

    ``pictures`` are the boxes of images, ``drawings`` those of paths, but for column rules; ``sizes`` are in pt.
    """

    titles: tuple[str, ...]
    blocks: tuple[Block, ...]
    copy: tuple[Block, ...]
    leading: float
    pictures: tuple[Box, ...]
    drawings: tuple[Box, ...]
    sizes: tuple[tuple[float, float], ...]

    @property
    def lines(self) -> Iterator[Line]:
        """All lines."""
        return (line for block in self.blocks for line in block.lines)

    def pages_of(self, article: int) -> tuple[int, ...]:
        """The indices of the pages that an article has lines on."""
        return tuple(sorted({line.page for block in self.blocks if block.article == article for line in block.lines}))


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    baseline: float
    size: float
    box: Box


def read(path: Path) -> Book:
    """The lines of a tagged PDF."""
    runs, pictures, drawings, sizes = _painted(path)
    titles: list[str] = []
    blocks: list[Block] = []
    with pikepdf.open(path) as pdf:
        pages = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        for root in kids_of(pdf.Root.StructTreeRoot):
            for article, one in enumerate(kids_of(root)):
                titles.append(str(one.get("/T", "")))
                for role, around, ids in _leaves(one, (), -1, pages):
                    found = [run for key in ids for run in runs.get(key, ())]
                    lines = tuple(_lines(found))
                    if lines:
                        blocks.append(Block(role, article, around, lines))
    leading, copy = _running(blocks)
    return Book(tuple(titles), tuple(blocks), copy, leading, pictures, drawings, sizes)


def _running(blocks: list[Block]) -> tuple[float, tuple[Block, ...]]:
    """The commonest leading of paragraphs in pt, and those that have it.

    A paragraph of one line is counted where the page has longer ones of its size.
    """
    paragraphs = [block for block in blocks if block.role == "P"]
    leading = Counter(step for block in paragraphs for step in _steps(block)).most_common(1)[0][0]
    alike = [block for block in paragraphs if set(_steps(block)) == {leading}]
    size = Counter(line.size for block in alike for line in block.lines).most_common(1)[0][0]
    pages = {line.page for block in alike for line in block.lines if line.size == size}
    return leading, tuple(
        block
        for block in paragraphs
        if set(_steps(block)) <= {leading} and all(line.size == size and line.page in pages for line in block.lines)
    )


def _steps(block: Block) -> list[float]:
    """From each baseline to the next in the same column, in pt."""
    return [
        round(one.baseline - two.baseline, 1)
        for one, two in pairwise(block.lines)
        if one.page == two.page and one.baseline > two.baseline
    ]


Key = tuple[int, int]
Boxes = tuple[Box, ...]
Sizes = tuple[tuple[float, float], ...]


def _painted(path: Path) -> tuple[dict[Key, list[_Run]], Boxes, Boxes, Sizes]:
    """Runs of glyphs by page and MCID, the boxes of pictures and of drawings, and the sizes of the pages."""
    runs: dict[Key, list[_Run]] = {}
    pictures, drawings, sizes = [], [], []
    with pypdfium2.PdfDocument(path) as document:
        for index, page in enumerate(document):
            sizes.append(page.get_size())
            text = page.get_textpage()
            for thing in page.get_objects():
                box = Box(index, *thing.get_bounds())
                if thing.type == raw.FPDF_PAGEOBJ_TEXT:
                    mcid = raw.FPDFPageObj_GetMarkedContentID(thing)
                    words = text_of(thing, text)
                    if mcid >= 0 and words.strip():
                        matrix = thing.get_matrix()
                        run = _Run(words, matrix.f, round(_size(thing) * matrix.a, 1), box)
                        runs.setdefault((index, mcid), []).append(run)
                elif thing.type == raw.FPDF_PAGEOBJ_IMAGE:
                    pictures.append(box)
                elif box.right - box.left > _RULE:
                    drawings.append(box)
    return runs, tuple(pictures), tuple(drawings), tuple(sizes)


def _size(thing: pypdfium2.PdfObject) -> float:
    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(thing, size)
    return size.value


Leaf = tuple[str, tuple[str, ...], list[Key]]


def _leaves(element: Object, around: tuple[str, ...], page: int, pages: dict[tuple[int, int], int]) -> Iterator[Leaf]:
    """The blocks below an element, each with the sequences that are its own; a note is a block beside its paragraph."""
    role = str(element.S)[1:]
    page = pages[element.Pg.objgen] if "/Pg" in element else page
    own: list[Key] = []
    inner: list[Leaf] = []
    _gather(element, (*around, role), page, pages, own, inner)
    if own:
        yield role, around, own
    yield from inner


def _gather(
    element: Object,
    around: tuple[str, ...],
    page: int,
    pages: dict[tuple[int, int], int],
    own: list[Key],
    inner: list[Leaf],
) -> None:
    for kid in kids_of(element):
        if not isinstance(kid, Dictionary):
            own.append((page, int(kid)))
        elif "/MCID" in kid:
            own.append((pages[kid.Pg.objgen] if "/Pg" in kid else page, int(kid.MCID)))
        elif "/S" not in kid:
            continue
        elif str(kid.S)[1:] in BLOCKS or around[-1] not in BLOCKS:
            inner.extend(_leaves(kid, around, page, pages))
        else:
            _gather(kid, around, pages[kid.Pg.objgen] if "/Pg" in kid else page, pages, own, inner)


def _lines(runs: list[_Run]) -> Iterator[Line]:
    line: list[_Run] = []
    for run in runs:
        if line and _begins(run, line[-1]):
            yield _joined(line)
            line = []
        line.append(run)
    if line:
        yield _joined(line)


def _begins(run: _Run, last: _Run) -> bool:
    return (
        run.box.page != last.box.page
        or abs(run.baseline - last.baseline) > _DOWN
        or run.box.left < last.box.right - _BACK
    )


def _joined(runs: list[_Run]) -> Line:
    boxes = [run.box for run in runs]
    box = Box(
        boxes[0].page,
        min(box.left for box in boxes),
        min(box.bottom for box in boxes),
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )
    sizes: Counter[tuple[float, float]] = Counter()
    for run in runs:
        sizes[run.size, run.baseline] += len(run.text)
    size, baseline = sizes.most_common(1)[0][0]
    return Line("".join(run.text for run in runs), baseline, size, box, tuple(boxes))
