# SPDX-License-Identifier: MIT
"""Read the lines of a finished issue back from its PDF: what the tags say belongs together, where its glyphs stand."""

from __future__ import annotations

import ctypes
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, NameTree, Object
from pypdfium2 import raw

from hemaprint.copydesk.measures.book import Block, Book, Box, Line, Mention, Shown

BLOCKS = frozenset({"P", "H1", "H2", "H3", "H4", "LBody", "Lbl", "Note", "TD", "TH", "Caption", "BlockQuote", "Code"})
"""Elements that have lines of their own; what is in another element belongs to the nearest of these around it."""
_BACK = 5.0
"""pt by which a run begins left of the end of the one before where a new line begins."""
_RULE = 2.0
"""pt that a drawing is wide at least; what is narrower is a rule between columns."""
_DOWN = 6.0
"""pt by which baselines differ where a new line begins: raised and lowered glyphs keep their baseline."""
_INITIAL, _LETTERS = 2.5, 4
"""Sizes of copy from which on a letter is an initial, and letters that it has fewer than."""
_CLOSE = 1.6
"""Sizes from one baseline to the next within a block that no tag holds together."""

Gap = tuple[float, float]
"""Where a space begins and ends on its line, in pt."""
Key = tuple[int, int]
"""A page and the number of a marked content sequence on it."""


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    baseline: float
    size: float
    box: Box
    gaps: tuple[Gap, ...] = ()


@dataclass
class _Painted:
    """What is drawn: runs of glyphs by their sequence, and boxes of pictures and of drawings."""

    runs: dict[Key, list[_Run]] = field(default_factory=lambda: defaultdict(list))
    unread: list[_Run] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    drawings: list[Box] = field(default_factory=list)
    sizes: list[tuple[float, float]] = field(default_factory=list)


def read(file: Path | bytes) -> Book:
    """The lines of a tagged PDF, which is in a file or in memory."""
    painted = _painted(file)
    titles = []
    with pikepdf.open(BytesIO(file) if isinstance(file, bytes) else file) as pdf:
        tree = _Tree(pdf, painted)
        for root in kids_of(pdf.Root.StructTreeRoot):
            for article, one in enumerate(kids_of(root)):
                titles.append(str(one.get("/T", "")))
                tree.article = article
                tree.visit(one, (), -1)
    leading, copy = _running(tree.blocks)
    return Book(
        tuple(titles),
        tuple(tree.blocks),
        copy,
        leading,
        tuple(painted.pictures),
        tuple(painted.drawings),
        tuple(painted.sizes),
        tuple(_unread(painted.unread)),
        tuple(tree.shown),
        tuple(tree.mentions),
    )


def _running(blocks: list[Block]) -> tuple[float, tuple[Block, ...]]:
    """The commonest leading of paragraphs in pt, and those that have it.

    A paragraph of one line is counted where the page has longer ones of its size. A line of code may be smaller.
    """
    paragraphs = [block for block in blocks if block.role == "P"]
    leading = Counter(step for block in paragraphs for step in _steps(block)).most_common(1)[0][0]
    alike = [block for block in paragraphs if set(_steps(block)) == {leading}]
    size = Counter(line.size for block in alike for line in block.lines).most_common(1)[0][0]
    pages = {line.page for block in alike for line in block.lines if line.size == size}
    return leading, tuple(
        block
        for block in paragraphs
        if set(_steps(block)) <= {leading}
        and sum(line.size == size for line in block.lines) > len(block.lines) / 2
        and all(line.page in pages for line in block.lines)
    )


def _steps(block: Block) -> list[float]:
    """From each baseline to the next in the same column, in pt."""
    return [
        round(one.baseline - two.baseline, 1)
        for one, two in pairwise(block.lines)
        if one.page == two.page and one.baseline > two.baseline and two.box.left < one.box.right
    ]


# ---------------------------------------------------------------- what is drawn


def _painted(file: Path | bytes) -> _Painted:
    painted = _Painted()
    with pypdfium2.PdfDocument(file) as document:
        for index, page in enumerate(document):
            painted.sizes.append(page.get_size())
            text = page.get_textpage()
            gaps = _gaps(text)
            for thing in page.get_objects(max_depth=1):  # what is in a form is placed by it, which is a drawing
                box = Box(index, *thing.get_bounds())
                if thing.type == raw.FPDF_PAGEOBJ_TEXT:
                    mcid = raw.FPDFPageObj_GetMarkedContentID(thing)
                    words = text_of(thing, text)
                    if words.strip():
                        matrix = thing.get_matrix()
                        size = round(_size(thing) * abs(matrix.d), 1)
                        run = _Run(words, matrix.f, size, box, tuple(gaps.get(_address(thing.raw), ())))
                        (painted.runs[index, mcid] if mcid >= 0 else painted.unread).append(run)
                elif thing.type == raw.FPDF_PAGEOBJ_IMAGE:
                    painted.pictures.append(box)
                elif box.right - box.left > _RULE:
                    painted.drawings.append(box)
    return painted


def _size(thing: pypdfium2.PdfObject) -> float:
    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(thing, size)
    return size.value


def _gaps(text: pypdfium2.PdfTextPage) -> dict[int, list[Gap]]:
    """Every space between two glyphs of a line, from where to where in pt, by the text object that has it.

    pdfium puts a space of its own instead of a wide one, and where there is none between two objects.
    """
    found: dict[int, list[Gap]] = defaultdict(list)
    x, y, above, before = ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    for index in range(1, text.count_chars() - 1):
        if raw.FPDFText_GetUnicode(text, index) != ord(" ") or raw.FPDFText_IsGenerated(text, index + 1) == 1:
            continue
        owner, after = (_address(raw.FPDFText_GetTextObject(text, at)) for at in (index - 1, index + 1))
        if raw.FPDFText_IsGenerated(text, index) == 1 and owner != after:
            continue
        raw.FPDFText_GetLooseCharBox(text, index - 1, before)
        raw.FPDFText_GetCharOrigin(text, index - 1, x, above)
        raw.FPDFText_GetCharOrigin(text, index + 1, x, y)
        if abs(y.value - above.value) < _DOWN and x.value > before.right:
            found[owner].append((before.right, x.value))
    return found


def _address(pointer: object) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0  # type: ignore[arg-type]


# ---------------------------------------------------------------- what belongs together


class _Tree:
    """Goes through the tags of an issue and keeps what it meets, in reading order."""

    def __init__(self, pdf: pikepdf.Pdf, painted: _Painted) -> None:
        self.painted = painted
        self.pages = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        names = pdf.Root.get("/Names", Dictionary()).get("/Dests")
        self.places = dict(NameTree(names).items()) if names is not None else {}
        self.article = 0
        self.blocks: list[Block] = []
        self.shown: list[Shown] = []
        self.mentions: list[Mention] = []

    def visit(self, element: Object, around: tuple[str, ...], page: int) -> None:
        """Keep an element's own lines as a block, then what is in it; a note is a block beside its paragraph."""
        role = str(element.S)[1:]
        page = self._page(element, page)
        if self._is_shown(element, role, around) and (box := self._box(element, page)):
            self.shown.append(Shown("Table" if role == "Table" else "Figure", self.article, box, len(self.blocks)))
        own: list[Key] = []
        inner: list[Object] = []
        self._gather(element, (*around, role), page, own, inner)
        if lines := list(_lines([run for key in own for run in self.painted.runs.get(key, ())])):
            self.blocks.append(Block(role, self.article, around, tuple(_with_initial(lines))))
        for kid in inner:
            self.visit(kid, (*around, role), page)

    def _is_shown(self, element: Object, role: str, around: tuple[str, ...]) -> bool:
        """Whether it is a table or a figure; a figure is in a section with its caption."""
        kids = {str(kid.S) for kid in kids_of(element) if isinstance(kid, Dictionary) and "/S" in kid}
        within = around[-1:] == ("Sect",)
        return role == "Table" or (role == "Sect" and "/Figure" in kids) or (role == "Figure" and not within)

    def _gather(self, element: Object, around: tuple[str, ...], page: int, own: list[Key], inner: list[Object]) -> None:
        for kid in kids_of(element):
            if not isinstance(kid, Dictionary) or "/MCID" in kid:
                own.append(self._key(kid, page))
            elif "/S" in kid:
                if str(kid.S) == "/Link" and around[-1] != "Lbl":  # the number of a note leads back to its call
                    self._mention(kid, self._page(kid, page))
                if str(kid.S)[1:] in BLOCKS or around[-1] not in BLOCKS:
                    inner.append(kid)
                else:
                    self._gather(kid, around, self._page(kid, page), own, inner)

    def _mention(self, link: Object, page: int) -> None:
        keys = list(self._keys(link, page))
        annotations = (kid.Obj for kid in kids_of(link) if isinstance(kid, Dictionary) and "/Obj" in kid)
        for annotation in annotations:
            name = annotation.get("/Dest", annotation.get("/A", Dictionary()).get("/D"))
            target = self.places.get(str(name)) if name is not None else None
            if isinstance(target, Array) and keys:
                left, top = (float(target[index] or 0) for index in (2, 3))
                self.mentions.append(Mention(self.article, keys[0][0], self.pages[target[0].objgen], left, top))
                return

    def _box(self, element: Object, page: int) -> Box | None:
        """Where an element begins: what is drawn of it on its first page, and the box that its attributes name."""
        keys = list(self._keys(element, page))
        first = min((key[0] for key in keys), default=page)
        boxes = [run.box for key in keys if key[0] == first for run in self.painted.runs.get(key, ())]
        for one in (element, *kids_of(element)):
            attributes = one.get("/A", Array()) if isinstance(one, Dictionary) and "/S" in one else Array()
            for named in attributes if isinstance(attributes, Array) else [attributes]:
                if isinstance(named, Dictionary) and "/BBox" in named:
                    left, bottom, right, top = map(float, named.BBox)
                    boxes.append(Box(first, left, bottom, right, top))
        return around_all(boxes) if boxes else None

    def _keys(self, element: Object, page: int) -> Iterator[Key]:
        for kid in kids_of(element):
            if not isinstance(kid, Dictionary) or "/MCID" in kid:
                yield self._key(kid, page)
            elif "/S" in kid:
                yield from self._keys(kid, self._page(kid, page))

    def _page(self, element: Object, page: int) -> int:
        return self.pages[element.Pg.objgen] if "/Pg" in element else page

    def _key(self, kid: Object, page: int) -> Key:
        return (self._page(kid, page), int(kid.MCID)) if isinstance(kid, Dictionary) else (page, int(kid))


def kids_of(element: Object) -> list[Object]:
    """The kids of an element, always as a list."""
    kids = element.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def text_of(thing: pypdfium2.PdfObject, page: pypdfium2.PdfTextPage) -> str:
    """The text of a text object of a page."""
    size = raw.FPDFTextObj_GetText(thing, page, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFTextObj_GetText(thing, page, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[:size].decode("utf-16-le").rstrip("\0")


# ---------------------------------------------------------------- lines


def _lines(runs: list[_Run]) -> Iterator[Line]:
    line: list[_Run] = []
    for run in runs:
        if line and _begins(run, line[-1]):
            yield _joined(line)
            line = []
        line.append(run)
    if line:
        yield _joined(line)


def _with_initial(lines: list[Line]) -> list[Line]:
    """The lines of a block; a large initial belongs to the first of the lines beside it."""
    if len(lines) > 1 and lines[0].size > _INITIAL * lines[1].size and len(lines[0].text.strip()) < _LETTERS:
        return [replace(lines[1], text=lines[0].text.strip("\u200b \n") + lines[1].text), *lines[2:]]
    return lines


def _unread(runs: list[_Run]) -> Iterator[Block]:
    """Lines that are not tagged; those of one size that stand close below each other are one block."""
    block: list[Line] = []
    for line in _lines(runs):
        if block and not (line.size == block[-1].size and 0 < block[-1].baseline - line.baseline < _CLOSE * line.size):
            yield Block("Artifact", -1, (), tuple(block))
            block = []
        block.append(line)
    if block:
        yield Block("Artifact", -1, (), tuple(block))


def _begins(run: _Run, last: _Run) -> bool:
    return (
        run.box.page != last.box.page
        or abs(run.baseline - last.baseline) > _DOWN
        or run.box.left < last.box.right - _BACK
    )


def _joined(runs: list[_Run]) -> Line:
    sizes: Counter[tuple[float, float]] = Counter()
    for run in runs:
        sizes[run.size, run.baseline] += len(run.text)
    size, baseline = sizes.most_common(1)[0][0]
    boxes = tuple(run.box for run in runs)
    gaps = tuple(gap for run in runs for gap in run.gaps)
    spaces = tuple(right - left for left, right in gaps)
    return Line("".join(run.text for run in runs), baseline, size, around_all(boxes), boxes, spaces, gaps)


def around_all(boxes: Sequence[Box]) -> Box:
    """The box around boxes of one page."""
    return Box(
        boxes[0].page,
        min(box.left for box in boxes),
        min(box.bottom for box in boxes),
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )
