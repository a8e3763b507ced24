"""HTML read as passages: what web pages, Word documents and pandoc have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bs4 import Tag

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.intake.markup.soup import BLOCKS, CALL, attribute, tags_in, visible_text
from hemaprint.intake.markup.walk import Face, face_of, together, without
from hemaprint.intake.passages import Grid, Inline, LeftOut, Passage, Picture, Prose, Span
from hemaprint.intake.spans import all_have

if TYPE_CHECKING:
    from hemaprint.intake.markup.walk import Column, Walker


CELLS_AT_MOST = 100_000
SPAN_AT_MOST = 1000
SECTIONS = frozenset({"thead", "tbody", "tfoot"})
CELLS = ("td", "th")
STRUCTURE = SECTIONS | {*CELLS, "tr", "caption", "colgroup", "col"}


@dataclass(slots=True)
class _Row:
    tag: Tag
    head: bool
    cells: list[Tag]


def visit(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    """Place a table, or what stands in it where it only arranges a page."""
    column.flush()
    column.line = walker.line_of(tag)
    _loose(walker, tag, column, face)
    rows = list(_rows(tag))
    if _arranges(tag, rows):
        if len(rows) == 1 and len(rows[0].cells) == 1:
            walker.doubt("HP526", tag, "a table of one cell was taken for a box: its text runs on in the copy")
        for cell in (cell for row in rows for cell in row.cells):
            walker.children(cell, column, face_of(cell, face))
            column.flush()
        return
    caption, pictures = _caption(walker, tag, face)
    matrix, merged = _matrix(walker, tag, rows, face, pictures)
    if matrix:
        if merged:
            walker.doubt("HP526", tag, "merged cells were taken apart; their text stands in the first of them")
        column.add(_grid(walker, tag, rows, matrix, caption))
    column.add(*pictures)


def _grid(walker: Walker, tag: Tag, rows: list[_Row], matrix: list[list[Inline]], caption: Inline) -> Grid:
    heads = next((n for n, row in enumerate(rows) if not row.head), len(rows))
    if not heads and len(matrix) > 1 and _looks_like_head(matrix[0]):
        heads = 1
        walker.doubt("HP526", tag, "the first row of a table is bold, and was taken for its head")
    if heads == len(matrix) and heads > 1:
        heads = 1
    if heads > 1:
        walker.doubt("HP526", tag, f"the {heads} rows of a table's head were made one")
    head = (
        [without("strong", together([row[n] for row in matrix[:heads]], " ")) for n in range(len(matrix[0]))]
        if heads
        else []
    )
    return Grid(
        line=walker.line_of(tag), head=tuple(head), rows=tuple(tuple(row) for row in matrix[heads:]), caption=caption
    )


def _looks_like_head(row: list[Inline]) -> bool:
    return any(row) and all(all_have(cell, "strong") for cell in row if cell)


def _rows(tag: Tag) -> Iterator[_Row]:
    for child in tag.find_all(True, recursive=False):
        if child.name in SECTIONS:
            for row in child.find_all(["tr", *CELLS], recursive=False):
                yield _row(row, child.name == "thead")
        elif child.name == "tr" or child.name in CELLS:
            yield _row(child, False)


def _row(tag: Tag, head: bool) -> _Row:
    cells = [tag] if tag.name in CELLS else tag.find_all(list(CELLS), recursive=False)
    return _Row(tag, head or (bool(cells) and all(cell.name == "th" for cell in cells)), cells)


def _arranges(tag: Tag, rows: list[_Row]) -> bool:
    """Whether a table only arranges a page: it says so, has one cell, or has headings or tables in its cells."""
    if attribute(tag, "role") in ("presentation", "none"):
        return True
    cells = [cell for row in rows for cell in row.cells]
    if len(cells) == 1:
        return True
    return any(cell.find(["table", "h1", "h2", "h3", "h4", "h5", "h6"]) is not None for cell in cells)


def _caption(walker: Walker, tag: Tag, face: Face) -> tuple[Inline, list[Passage]]:
    parts, pictures = [], []
    for child in tag.find_all("caption", recursive=False):
        inline, found = walker.inline_of(child, face_of(child, face))
        parts.append(inline)
        pictures += found
    return together(parts, "\n"), pictures


def _loose(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    """What stands in a table outside its cells; browsers show it before the table."""
    for outer in (tag, *tag.find_all(list(SECTIONS), recursive=False), *_row_tags(tag)):
        for child in list(outer.children):
            if isinstance(child, Tag) and child.name in STRUCTURE:
                column.flush()
            else:
                walker.node(child, column, face)
        column.flush()


def _row_tags(tag: Tag) -> list[Tag]:
    sections = tag.find_all(list(SECTIONS), recursive=False)
    return [row for part in (tag, *sections) for row in part.find_all("tr", recursive=False)]


def _matrix(
    walker: Walker, tag: Tag, rows: list[_Row], face: Face, pictures: list[Passage]
) -> tuple[list[list[Inline]], bool]:
    """Every row as long as the longest; whether there were merged cells."""
    grid: list[dict[int, Inline]] = [{} for _ in rows]
    merged, size = False, 0
    for at, row in enumerate(rows):
        place = 0
        for cell in row.cells:
            while place in grid[at]:
                place += 1
            wide, high = _span(cell, "colspan", SPAN_AT_MOST), _span(cell, "rowspan", len(rows) - at)
            size += wide * high
            if size > CELLS_AT_MOST:
                problem = Problem(
                    "HP517", f"a table has more than {CELLS_AT_MOST} cells", Location(walker.path, walker.line_of(tag))
                )
                raise ContentError([problem])
            inline, found = walker.inline_of(cell, face_of(cell, face))
            pictures += found
            merged = merged or wide * high > 1
            for down in range(high):
                for right in range(wide):
                    grid[at + down].setdefault(place + right, () if down or right else inline)
            grid[at][place] = inline
            place += wide
    width = max((max(row, default=-1) + 1 for row in grid), default=0)
    if width * len(grid) > CELLS_AT_MOST:
        problem = Problem(
            "HP517", f"a table has more than {CELLS_AT_MOST} cells", Location(walker.path, walker.line_of(tag))
        )
        raise ContentError([problem])
    return ([[row.get(n, ()) for n in range(width)] for row in grid] if width else []), merged


def _span(cell: Tag, name: str, most: int) -> int:
    text = attribute(cell, name).strip()
    if not (text.isascii() and text.isdigit()):
        return 1
    count = int(text[:6])
    if count == 0:
        return most if name == "rowspan" else 1
    return max(1, min(count, most))


CREDITS = frozenset({"credit", "credits", "byline", "copyright", "photographer", "photocredit", "imagecredit"})
"""Words in the names of what says who made a picture."""
CREDIT_PROPERTIES = frozenset({"copyrightholder", "credittext", "copyrightnotice", "creator", "author"})
_SAYS_CREDIT = re.compile(
    r"\s*[(\[]?(?:©|\(c\)|(?:photo(?:graph|s)?|image|picture|illustration|credit|courtesy|foto|bild|crédit|source|quelle)"
    r"(?:\s+(?:credit|by|courtesy|von))*\s*[:：/]|(?:photo(?:graph)?s?|illustration)\s+by\s|摄影|图片来源|图/|写真)",
    re.IGNORECASE,
)
_OWN = ("span", "small", "cite", "em", "i", "p", "div")
CREDIT_CHARACTERS = 160
REPEATED = "the credit is named twice under its picture"


def visit_image(walker: Walker, tag: Tag, column: Column, _face: Face) -> None:
    """Place the picture of an ``img``."""
    picture = walker.picture_of(tag)
    if picture is not None:
        column.place(picture)


def visit_figure(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    """Place what is in a figure; its caption goes to the last picture or table in it."""
    column.flush()
    caption, credit = _caption_of(walker, tag, face)
    passages = walker.passages_of(tag, face_of(tag, face))
    last = next((n for n in reversed(range(len(passages))) if isinstance(passages[n], Picture | Grid)), None)
    target = passages[last] if last is not None else None
    if last is None or target is None:
        caption = _with_credit(caption, credit)
        passages += [Prose(line=walker.line_of(tag), inline=caption)] if caption else []
    elif caption or credit:
        passages[last] = _captioned(target, caption, credit)
    column.add(*passages)


def _captioned(passage: Passage, caption: Inline, credit: str) -> Passage:
    """The picture or table with its caption; the credit of one that cannot be set as a picture ends its caption."""
    if isinstance(passage, Picture) and passage.data is not None:
        credits_ = " ".join(part for part in (passage.credit, credit) if part)
        return replace(passage, caption=together([passage.caption, caption], "\n"), credit=credits_)
    assert isinstance(passage, Picture | Grid)
    return replace(passage, caption=_with_credit(together([passage.caption, caption], "\n"), credit))


def _with_credit(caption: Inline, credit: str) -> Inline:
    return together([caption, (Span(credit),)], " ") if credit else caption


def _caption_of(walker: Walker, tag: Tag, face: Face) -> tuple[Inline, str]:
    """The text of the captions, which are taken out of ``tag``, and the credits in them and beside them."""
    captions: list[Inline] = []
    credits_: list[str] = []
    for caption in [child for child in tag.find_all("figcaption") if child.find_parent("figure") is tag]:
        credits_ += _credits_of(caption, walker, credits_)
        inline, _pictures = walker.inline_of(caption, face_of(caption, face))
        captions.append(inline)
        caption.replace_with(Tag(name="p"))  # an empty block: what stood around it is not one word
    if tag.find(["table", "figure", "blockquote"]) is None:
        credits_ += _credits_of(tag, walker, credits_)
    return together(captions, "\n"), " ".join(credits_)


def _credits_of(holder: Tag, walker: Walker, known: list[str]) -> list[str]:
    """The credits below ``holder``, which are taken out of it; a second time the same is left out."""
    found: list[str] = []
    for tag in list(tags_in(holder)):
        if (
            tag.parent is None
            or not _is_credit(tag, holder)
            or any(_is_credit(one, holder) for one in _up_to(tag, holder))
        ):
            continue
        text = " ".join(visible_text(tag).split())
        tag.replace_with(Tag(name="p") if tag.name in BLOCKS else " ")
        if text and text in (*known, *found):
            walker.left_out.append(LeftOut(walker.line_of(tag), text, REPEATED))
        elif text:
            found.append(text)
    return found


def _is_credit(tag: Tag, holder: Tag) -> bool:
    """Whether an element says who made a picture: it is called so, or ends the caption and begins as credits do."""
    if tag.name == "figcaption" or tag.find(["img", "table", CALL]) is not None:
        return False
    names = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", f"{attribute(tag, 'class')} {attribute(tag, 'itemprop')}").lower()
    if CREDITS & set(re.split(r"[\s_-]+", names)) or CREDIT_PROPERTIES & set(names.replace("-", "").split()):
        return True
    text = tag.get_text().strip()
    if tag.name not in _OWN or len(text) > CREDIT_CHARACTERS or not _SAYS_CREDIT.match(text):
        return False
    return holder.get_text().strip().endswith(text) and holder.get_text().strip() != text


def _up_to(tag: Tag, end: Tag) -> list[Tag]:
    parents: list[Tag] = []
    for parent in tag.parents:
        if parent is end:
            break
        parents.append(parent)
    return parents
