"""Figures of a page: a picture or a table with what stands under it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bs4 import Tag

from hemaprint.intake.markup.faces import Face, face_of, together
from hemaprint.intake.markup.notemarks import CALL
from hemaprint.intake.markup.soup import BLOCKS, attribute, tags_in, visible_text
from hemaprint.intake.passages import Grid, Inline, LeftOut, Passage, Picture, Prose, TextRun

if TYPE_CHECKING:
    from hemaprint.intake.markup.walk import Column, Walker

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
    return together([caption, (TextRun(credit),)], " ") if credit else caption


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
