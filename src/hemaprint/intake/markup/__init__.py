# SPDX-License-Identifier: MIT
"""Read HTML as passages: what web pages, Word documents and pandoc's output have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Literal

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from hemaprint.intake.markup.soup import (
    BLOCKS,
    CALL,
    LABELLED,
    FoundNote,
    LineOf,
    attribute,
    grouped,
    is_credit,
    numbered_line,
    tags_in,
    take_notes,
    visible_text,
)
from hemaprint.intake.markup.tables import visit_table
from hemaprint.intake.markup.walk import (
    CHECKED,
    UNCHECKED,
    Column,
    Face,
    PictureOf,
    Visit,
    Walker,
    face_of,
    flattened,
    together,
    without,
)
from hemaprint.intake.passages import (
    PLAIN,
    Findings,
    Grid,
    Heading,
    Inline,
    Listing,
    Metadata,
    Note,
    Passage,
    Picture,
    Prose,
    Quotation,
    Raw,
    TextRun,
)


def read_markup(
    roots: Sequence[Tag],
    notes: Iterable[FoundNote],
    *,
    path: Path,
    picture_of: PictureOf,
    line_of: LineOf,
    findings: Findings,
) -> tuple[tuple[Passage, ...], dict[str, Note]]:
    """The passages of ``roots``, one after the other, and the notes by their keys.

    ``picture_of`` and ``line_of`` are as in :class:`Walker`; what is doubtful or left out goes to ``findings``.
    """
    walker = Walker(path, picture_of, line_of, findings, _VISITS)
    passages = [passage for root in roots for passage in walker.passages_of(root, Face())]
    noted = {}
    for note in notes:
        inside = walker.passages_of(note.body, Face())
        noted[note.key] = Note(note.line, flattened(inside, "\n"))
        passages += [passage for passage in inside if isinstance(passage, Picture)]
    return tuple(passages), noted


def read_converted(
    soup: BeautifulSoup,
    *,
    path: Path,
    kind: str,
    picture_of: PictureOf,
    findings: Findings,
    words: str,
    metadata: Metadata,
    decoded: str = "",
    unit: Literal["line", "paragraph"] = "paragraph",
) -> Raw:
    """A document that another program has converted to HTML, whose elements have numbers (:func:`numbered_line`)."""
    notes = take_notes(soup, findings, numbered_line, labelled=False)
    passages, noted = read_markup(
        [soup], notes, path=path, picture_of=picture_of, line_of=numbered_line, findings=findings
    )
    return Raw(
        path=path,
        kind=kind,
        passages=passages,
        words_of=words,
        notes=noted,
        metadata=metadata,
        doubts=tuple(sorted(findings.doubts, key=lambda doubt: doubt.line)),
        left_out=tuple(sorted(findings.left_out, key=lambda left: left.line)),
        decoded=decoded,
        unit=unit,
    )


# ---------------------------------------------------------------- text


def _heading(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    inline, pictures = walker.inline_of(tag, face)
    if inline:
        column.add(Heading(line=walker.line_of(tag), inline=without("strong", inline), level=int(tag.name[1:])))
    column.add(*pictures)


def _quotation(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    if passages := walker.passages_of(tag, face_of(tag, face)):
        column.add(Quotation(line=walker.line_of(tag), passages=tuple(passages)))


def _preformatted(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    column.line = walker.line_of(tag)
    walker.children(tag, column, replace(face_of(tag, face), preformatted=True))
    column.flush()


def _break(_walker: Walker, _tag: Tag, column: Column, face: Face) -> None:
    column.spans.append(TextRun("\n", face.marks, face.href))


def _quoted(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    column.spans.append(face.span("“"))
    walker.children(tag, column, face_of(tag, face))
    column.spans.append(face.span("”"))


def _struck(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    if text := tag.get_text().strip():
        walker.doubt("HP528", tag, f'struck text was kept, and is still struck: "{text}"')
    walker.children(tag, column, face_of(tag, face))


def _call(_walker: Walker, tag: Tag, column: Column, _face: Face) -> None:
    column.spans.append(TextRun("", PLAIN, note=attribute(tag, "key")))


def _input(_walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    if attribute(tag, "type").lower() == "checkbox":
        column.spans.append(face.span(CHECKED if tag.has_attr("checked") else UNCHECKED))


def _formula(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    text = visible_text(tag).removeprefix("\n").replace("\n", " ")
    message = f'a formula was written as text: "{" ".join(text.split())}"'
    walker.doubt("HP523", tag, message, "write it in LaTeX between dollars: $...$")
    ends = " " if tag.find(sorted(BLOCKS)) is not None else ""
    column.spans.append(face.span(text + ends))


# ---------------------------------------------------------------- lists


def _loose(walker: Walker, group: list[PageElement], tag: Tag, face: Face) -> list[Passage]:
    """The passages of a group of children of ``tag``."""
    return walker.passages_in(group, next((node for node in group if isinstance(node, Tag)), tag), face)


def _listing(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    items: list[list[Passage]] = []
    for group in grouped(tag, frozenset({"li", "ul", "ol"})):
        first = group[0].name if isinstance(group[0], Tag) else ""
        if isinstance(group[0], Tag) and first == "li":
            passages = walker.passages_of(group[0], face_of(group[0], face))
        else:
            passages = _loose(walker, group, tag, face)
        if first in ("ul", "ol") and items:
            items[-1] += passages  # a nested list beside its item instead of in it
        elif passages:
            items.append(passages)
    if items:
        start = attribute(tag, "start").strip()
        labelled = tag.has_attr(LABELLED)
        listing = Listing(
            line=walker.line_of(tag),
            items=tuple(tuple(item) for item in items),
            ordered=tag.name == "ol" and not labelled,
            start=int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1,
            labelled=labelled,
        )
        column.add(listing)


def _definitions(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    """Add a list of terms: an item for each term in bold, with what is said about it."""
    if items := tuple(tuple(item) for item in _defined(walker, tag, face) if item):
        column.add(Listing(line=walker.line_of(tag), items=items))


def _defined(walker: Walker, tag: Tag, face: Face) -> list[list[Passage]]:
    items: list[list[Passage]] = []
    for group in grouped(tag, frozenset({"dt", "dd", "div"})):
        first = group[0]
        if isinstance(first, Tag) and first.name == "dt":
            items.append(walker.passages_of(first, replace(face_of(first, face), marks=face.marks | {"strong"})))
        elif isinstance(first, Tag) and first.name == "div" and first.find("dt", recursive=False):
            items += [item for item in _defined(walker, first, face) if item]
        elif passages := _loose(walker, group, tag, face):
            items[-1:] = [[*(items[-1] if items else []), *passages]]
    return items


# ---------------------------------------------------------------- figures: pictures and tables with their captions


def _image(walker: Walker, tag: Tag, column: Column, _face: Face) -> None:
    if (picture := walker.picture_of(tag)) is not None:
        column.place(picture)


def _drawing(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    column.spans.append(face.span(" "))
    walker.findings.leave_out(walker.line_of(tag), visible_text(tag), "it belongs to a drawing of the page")
    if tag.find_parent("figure"):
        hint = "save it as an .svg file and add it as a figure"
        walker.doubt("HP525", tag, "a drawing inside the page was left out", hint)


def _figure(walker: Walker, tag: Tag, column: Column, face: Face) -> None:
    """Add the contents of a figure; its caption goes to the last picture or table in it."""
    caption, credit = _caption_of(walker, tag, face)
    passages = walker.passages_of(tag, face_of(tag, face))
    for at in reversed(range(len(passages))):
        if isinstance(target := passages[at], Picture | Grid):
            passages[at] = _captioned(target, caption, credit)
            break
    else:
        caption = _with_credit(caption, credit)
        passages += [Prose(line=walker.line_of(tag), inline=caption)] if caption else []
    column.add(*passages)


def _captioned(passage: Picture | Grid, caption: Inline, credit: str) -> Passage:
    """The picture or table with its caption; the credit of an unusable picture ends its caption."""
    if not caption and not credit:
        return passage
    whole = together([passage.caption, caption], "\n")
    if isinstance(passage, Picture) and passage.data is not None:
        return replace(passage, caption=whole, credit=" ".join(part for part in (passage.credit, credit) if part))
    return replace(passage, caption=_with_credit(whole, credit))


def _with_credit(caption: Inline, credit: str) -> Inline:
    return together([caption, (TextRun(credit),)], " ") if credit else caption


def _caption_of(walker: Walker, tag: Tag, face: Face) -> tuple[Inline, str]:
    """The text of the captions, which are taken out of ``tag``, and the credits in them and beside them."""
    captions: list[Inline] = []
    credits_: list[str] = []
    for caption in [
        child for child in tag.find_all("figcaption") if child.find_parent(["figure", "figcaption"]) is tag
    ]:
        _take_credits(caption, walker, credits_)
        captions.append(walker.inline_of(caption, face)[0])
        caption.replace_with(Tag(name="p"))  # an empty block: the text around it is not one word
    if tag.find(["table", "figure", "blockquote"]) is None:
        _take_credits(tag, walker, credits_)
    return together(captions, "\n"), " ".join(credits_)


def _take_credits(holder: Tag, walker: Walker, known: list[str]) -> None:
    """Take the credits out of ``holder`` and add them to those ``known``; a repeated one is left out."""
    for tag in list(tags_in(holder)):
        if tag.parent is None or not is_credit(tag, holder):
            continue
        if any(is_credit(outer, holder) for outer in takewhile(lambda parent: parent is not holder, tag.parents)):
            continue
        text = " ".join(visible_text(tag).split())
        tag.replace_with(Tag(name="p") if tag.name in BLOCKS else " ")
        if text in known:
            walker.findings.leave_out(walker.line_of(tag), text, "the credit is repeated under its picture")
        elif text:
            known.append(text)


_VISITS: dict[str, Visit] = {
    **{f"h{level}": _heading for level in range(1, 10)},
    **dict.fromkeys(("ul", "ol", "menu", "dir"), _listing), "dl": _definitions,
    **dict.fromkeys(("s", "strike", "del"), _struck),
    "blockquote": _quotation, "pre": _preformatted, "br": _break, "q": _quoted,
    CALL: _call, "input": _input, "math": _formula, "svg": _drawing, "img": _image,
    "table": visit_table, "figure": _figure, "hr": lambda *_: None,
}  # fmt: skip
