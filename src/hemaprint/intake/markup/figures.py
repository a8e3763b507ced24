"""Figures of a page: a picture or a table with what stands under it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bs4 import Tag

from hemaprint.intake.markup.faces import Face, face_of, together
from hemaprint.intake.markup.soup import attribute, tags_in
from hemaprint.intake.passages import Grid, Inline, Passage, Picture, Prose, Span

if TYPE_CHECKING:
    from hemaprint.intake.markup.walk import Column, Walker

CREDIT = re.compile(
    r"(?<![a-z])(?:credits?|byline|copyright|photographer|photo-credit|image-source)(?![a-z])", re.IGNORECASE
)


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
        caption = together([caption, (Span(credit),)], "\n") if credit else caption
        passages += [Prose(line=walker.line_of(tag), inline=caption)] if caption else []
    elif caption or credit:
        if isinstance(target, Grid) and credit:
            caption, credit = together([caption, (Span(credit),)], "\n"), ""
        passages[last] = _captioned(target, caption, credit)
    column.add(*passages)


def _captioned(passage: Passage, caption: Inline, credit: str) -> Passage:
    if isinstance(passage, Picture):
        credits_ = " ".join(part for part in (passage.credit, credit) if part)
        return replace(passage, caption=together([passage.caption, caption], "\n"), credit=credits_)
    assert isinstance(passage, Grid)
    return replace(passage, caption=together([passage.caption, caption], "\n"))


def _caption_of(walker: Walker, tag: Tag, face: Face) -> tuple[Inline, str]:
    """The text of the captions, which are taken out of ``tag``, and the credit in them where a table has none."""
    captions: list[Inline] = []
    credits_: list[str] = []
    for caption in [child for child in tag.find_all("figcaption") if child.find_parent("figure") is tag]:
        if tag.find("table") is None:
            credits_ += _credits_of(caption)
        inline, _pictures = walker.inline_of(caption, face_of(caption, face))
        captions.append(inline)
        caption.replace_with(Tag(name="p"))  # an empty block: what stood around it is not one word
    return together(captions, "\n"), " ".join(credits_)


def _credits_of(caption: Tag) -> list[str]:
    found = []
    for tag in list(tags_in(caption)):
        if CREDIT.search(attribute(tag, "class")) and not any(
            CREDIT.search(attribute(p, "class")) for p in _up_to(tag, caption)
        ):
            text = " ".join(tag.get_text(" ").split())
            tag.extract()
            found += [text] if text else []
    return found


def _up_to(tag: Tag, end: Tag) -> list[Tag]:
    parents: list[Tag] = []
    for parent in tag.parents:
        if parent is end:
            break
        parents.append(parent)
    return parents
