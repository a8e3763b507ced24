"""Walk through HTML and write down its passages: the one way from markup to what an author said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from hemaprint.intake.markup import figures, grids
from hemaprint.intake.markup.faces import Face, face_of, is_blank, paragraphs, together, without
from hemaprint.intake.markup.notemarks import CALL, FoundNote
from hemaprint.intake.markup.soup import (
    BLOCKS,
    LABELLED,
    SUBTITLE,
    UNSEEN,
    LineOf,
    attribute,
    is_text,
    source_line,
    visible_text,
)
from hemaprint.intake.passages import (
    PLAIN,
    Doubt,
    Grid,
    Heading,
    Inline,
    LeftOut,
    Listing,
    Note,
    Passage,
    Picture,
    Prose,
    Quotation,
    TextRun,
)

PLAIN_FACE = Face()
CHECKED, UNCHECKED = "☑", "☐"
STRUCK = frozenset({"s", "strike", "del"})
FRAMES = frozenset({"iframe", "object", "embed", "video", "audio", "canvas", "applet"})

PictureOf = Callable[[Tag], "Picture | None"]


@dataclass(frozen=True, slots=True)
class Marked:
    """What markup says: its passages, the notes by their keys, what is doubtful, and what was left out."""

    passages: tuple[Passage, ...]
    notes: dict[str, Note]
    doubts: tuple[Doubt, ...]
    left_out: tuple[LeftOut, ...]


def read_markup(
    roots: Sequence[Tag],
    notes: Iterable[FoundNote],
    *,
    path: Path,
    picture_of: PictureOf,
    line_of: LineOf = source_line,
) -> Marked:
    """The passages of ``roots``, one after the other.

    ``picture_of`` finds the picture of an ``img`` element (None for one that is nothing, such as a pixel that counts
    readers); ``line_of`` says where an element stands.
    """
    walker = Walker(path, picture_of, line_of)
    passages = tuple(passage for root in roots for passage in walker.passages_of(root))
    noted = {}
    for note in notes:
        inside = walker.passages_of(note.body)
        noted[note.key] = Note(note.line, together((part for passage in inside for part in flat(passage)), "\n"))
        passages += tuple(passage for passage in inside if isinstance(passage, Picture))
    return Marked(passages, noted, tuple(walker.doubts), tuple(walker.left_out))


def flat(passage: Passage) -> list[Inline]:
    """The lines of a passage where only text can stand: in a cell, in a note. A picture has none."""
    match passage:
        case Prose(inline=inline) | Heading(inline=inline):
            return [inline]
        case Listing(items=items):
            return [line for item in items for inner in item for line in flat(inner)]
        case Quotation(passages=passages):
            return [line for inner in passages for line in flat(inner)]
        case Grid(head=head, rows=rows, caption=caption):
            return [line for line in (caption, *(together(row, " ") for row in (head, *rows))) if line]
        case _:
            return []


def pictures_in(passages: Iterable[Passage]) -> list[Passage]:
    """The pictures among passages, however deep."""
    found: list[Passage] = []
    for passage in passages:
        match passage:
            case Picture():
                found.append(passage)
            case Listing(items=items):
                found += [inner for item in items for inner in pictures_in(item)]
            case Quotation(passages=inside):
                found += pictures_in(inside)
    return found


@dataclass(slots=True)
class Column:
    """Passages as they come, and the spans of the paragraph that is not finished."""

    passages: list[Passage] = field(default_factory=list)
    spans: list[TextRun] = field(default_factory=list)
    late: list[Passage] = field(default_factory=list)
    line: int = 1
    subtitle: bool = False

    def add(self, *passages: Passage) -> None:
        """Add passages after the paragraph that is not finished."""
        self.flush()
        self.passages += passages

    def place(self, picture: Passage) -> None:
        """Add a picture; one amid a paragraph stands after it."""
        if is_blank(self.spans):
            self.passages.append(picture)
        else:
            self.late.append(picture)

    def flush(self) -> None:
        """Finish the paragraph."""
        self.passages += [
            Prose(line=self.line, inline=inline, subtitle=self.subtitle) for inline in paragraphs(self.spans)
        ]
        self.passages += self.late
        self.spans, self.late = [], []


class Walker:
    """One walk. ``doubts`` and ``left_out`` gather what it finds on its way."""

    def __init__(self, path: Path, picture_of: PictureOf, line_of: LineOf) -> None:
        self.path = path
        self.picture_of = picture_of
        self.line_of = line_of
        self.doubts: list[Doubt] = []
        self.left_out: list[LeftOut] = []

    def doubt(self, code: str, tag: Tag, message: str, otherwise: str = "") -> None:
        """Note something doubtful at ``tag``."""
        self.doubts.append(Doubt(code, self.line_of(tag), message, otherwise))

    def passages_of(self, tag: Tag, face: Face = PLAIN_FACE) -> list[Passage]:
        """The passages inside ``tag``."""
        column = Column(line=self.line_of(tag))
        self.children(tag, column, face)
        column.flush()
        return column.passages

    def inline_of(self, tag: Tag, face: Face = PLAIN_FACE) -> tuple[Inline, list[Passage]]:
        """All text inside ``tag`` as spans, blocks as lines of them; and the pictures that stand in it."""
        inside = self.passages_of(tag, face)
        return together((line for passage in inside for line in flat(passage)), "\n"), pictures_in(inside)

    def children(self, tag: Tag, column: Column, face: Face) -> None:
        """Visit everything directly inside ``tag``."""
        for child in list(tag.children):
            self.node(child, column, face)

    def node(self, node: PageElement, column: Column, face: Face) -> None:
        """Visit an element or a string."""
        if isinstance(node, Tag):
            self.element(node, column, face)
        elif isinstance(node, NavigableString) and is_text(node):
            column.spans.append(face.span(str(node)))

    def element(self, tag: Tag, column: Column, face: Face) -> None:
        """Visit one element: what HTML says about it, or else its text."""
        if tag.name in UNSEEN:
            return
        if tag.name in _VISITS:
            if tag.name in BLOCKS:
                column.flush()  # also where nothing is in it
            _VISITS[tag.name](self, tag, column, face)
        elif tag.name in FRAMES:
            self._frame(tag)
            column.spans.append(face.span(" "))  # what it parts are two words
        elif tag.name in BLOCKS:
            column.flush()
            column.line = self.line_of(tag)
            column.subtitle = attribute(tag, "class") == SUBTITLE
            self.children(tag, column, face_of(tag, face))
            column.flush()
            column.subtitle = False
        else:
            if tag.name in STRUCK and tag.get_text().strip():
                self.doubt("HP528", tag, f'struck text was kept, and stays struck: "{tag.get_text().strip()}"')
            self.children(tag, column, face_of(tag, face))

    def _frame(self, tag: Tag) -> None:
        source = attribute(tag, "src") or attribute(tag, "data")
        self.doubt("HP524", tag, f"a <{tag.name}> was left out" + (f": {source[:200]}" if source else ""))
        if text := visible_text(tag).strip():
            self.left_out.append(LeftOut(self.line_of(tag), text, f"it stands for a <{tag.name}> that cannot be shown"))


def _heading(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    inline, pictures = walker.inline_of(tag, face_of(tag, face))
    column.flush()
    if inline:
        column.add(Heading(line=walker.line_of(tag), inline=without("strong", inline), level=int(tag.name[1:])))
    column.add(*pictures)


def grouped(tag: Tag, apart: frozenset[str]) -> Iterator[list[PageElement]]:
    """The children of ``tag``: each of those named ``apart`` by itself, what stands between them together."""
    group: list[PageElement] = []
    for child in list(tag.children):
        if isinstance(child, Tag) and child.name in apart:
            if group:
                yield group
            yield [child]
            group = []
        else:
            group.append(child)
    if group:
        yield group


def _loose(walker: Walker, group: list[PageElement], tag: Tag, face: Face) -> list[Passage]:
    """The passages of a group of children of ``tag``."""
    column = Column(line=walker.line_of(next((node for node in group if isinstance(node, Tag)), tag)))
    for node in group:
        walker.node(node, column, face)
    column.flush()
    return column.passages


def _listing(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    items: list[list[Passage]] = []
    for group in grouped(tag, frozenset({"li", "ul", "ol"})):
        first = group[0]
        if isinstance(first, Tag) and first.name == "li":
            passages = walker.passages_of(first, face_of(first, face))
        else:
            passages = _loose(walker, group, tag, face)
        if isinstance(first, Tag) and first.name in ("ul", "ol") and items:
            items[-1] += passages  # a nested list that stands beside its item instead of in it
        elif passages:
            items.append(passages)
    start = attribute(tag, "start").strip()
    number = int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1
    if kept := tuple(tuple(item) for item in items):
        labelled = tag.has_attr(LABELLED)
        ordered = tag.name == "ol" and not labelled
        column.add(Listing(line=walker.line_of(tag), items=kept, ordered=ordered, start=number, labelled=labelled))


def _definitions(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    """A list of terms: an item for each term in bold, with what is said about it."""
    items: list[list[Passage]] = []
    for group in grouped(tag, frozenset({"dt", "dd", "div"})):
        first = group[0]
        if isinstance(first, Tag) and first.name == "dt":
            items.append(walker.passages_of(first, replace(face_of(first, face), marks=face.marks | {"strong"})))
        elif isinstance(first, Tag) and first.name == "div" and first.find("dt", recursive=False):
            inner = Column()
            _definitions(walker, first, inner, face)
            items += [list(item) for found in inner.passages if isinstance(found, Listing) for item in found.items]
        elif passages := _loose(walker, group, tag, face):
            items = [*items[:-1], [*items[-1], *passages]] if items else [passages]
    if kept := tuple(tuple(item) for item in items if item):
        column.add(Listing(line=walker.line_of(tag), items=kept))


def _quotation(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    if passages := walker.passages_of(tag, face_of(tag, face)):
        column.add(Quotation(line=walker.line_of(tag), passages=tuple(passages)))


def _preformatted(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    column.flush()
    column.line = walker.line_of(tag)
    walker.children(tag, column, replace(face_of(tag, face), preformatted=True))
    column.flush()


def _break(_walker: Walker, _tag: Tag, column: Column, face: Face) -> None:
    column.spans.append(TextRun("\n", face.marks, face.href))


def _rule(_walker: Walker, _tag: Tag, column: Column, _face: Face) -> None:
    column.flush()


def _quoted(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    column.spans.append(face.span("“"))
    walker.children(tag, column, face_of(tag, face))
    column.spans.append(face.span("”"))


def _call(_walker: Walker, tag: Tag, column: Column, _face: Face) -> None:
    column.spans.append(TextRun("", PLAIN, note=attribute(tag, "key")))


def _input(_walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    if attribute(tag, "type").lower() == "checkbox":
        column.spans.append(face.span(CHECKED if tag.has_attr("checked") else UNCHECKED))


def _formula(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    text = visible_text(tag).removeprefix("\n").replace("\n", " ")
    walker.doubt(
        "HP523", tag, f'a formula was written as text: "{" ".join(text.split())}"', "set it by hand, or as a picture"
    )
    ends = " " if tag.find(sorted(BLOCKS)) is not None else ""
    column.spans.append(face.span(text + ends))


def _drawing(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    column.spans.append(face.span(" "))
    if text := visible_text(tag).strip():
        walker.left_out.append(LeftOut(walker.line_of(tag), text, "it stands in a drawing of the page"))
    if tag.find_parent("figure"):
        walker.doubt(
            "HP525", tag, "a drawing inside the page was left out", "save it as an .svg file and add it as a figure"
        )


_Visit = Callable[[Walker, Tag, Column, Face], None]
_VISITS: dict[str, _Visit] = {
    **{f"h{level}": _heading for level in range(1, 10)},
    "ul": _listing, "ol": _listing, "menu": _listing, "dir": _listing, "dl": _definitions,
    "blockquote": _quotation, "pre": _preformatted, "br": _break, "hr": _rule, "q": _quoted,
    CALL: _call, "input": _input, "math": _formula, "svg": _drawing,
    "table": grids.visit, "figure": figures.visit_figure, "img": figures.visit_image,
}  # fmt: skip
