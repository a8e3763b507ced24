# SPDX-License-Identifier: MIT
"""Describe the page: the table [page] of hemaprint.toml and of a theme, and ``page:`` of an issue.

A key that is left out is None here: the layer below decides it (``theme/measures.py``).
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from hemaprint.errors import MalformedError
from hemaprint.project.model import Model
from hemaprint.project.values import POINTS, PageSizeText, parse_length

FrameName = Literal["scholar", "feature", "news", "text"]
SideAt = Literal["outside", "inside"]
Running = Literal["department", "title", "author", "magazine", "number", "imprint", "none"]
"""What a running head can say; ``imprint`` is the magazine and the date."""
FolioPlace = Literal["outside", "inside", "center", "none"]
Edge = Literal["head", "foot"]
Binding = Literal["left", "right"]

HOUSE_SIZE = "A4"
"""The page size where nobody gives one."""
MOST_COLUMNS = 6
"""The most columns of a frame: each holds 30 characters only on a newspaper page."""
FORM_FIELDS = ("page", "pages", "magazine", "number", "date")
"""What the form of a folio can be filled with."""
_FIELD = re.compile(r"\{([^{}]*)\}")


def _length(name: str, least: str, most: str, too_small: str, too_large: str) -> AfterValidator:
    """A length between two others, each bound with its reason; raises MalformedError (HP076)."""

    def check(text: str) -> str:
        length = parse_length(text)
        if length is None:
            hint = f'write a number and a unit, such as "{most}"; the units are {", ".join(POINTS)}'
            raise MalformedError("HP076", f'{name} of "{text}" is not a length', hint)
        if length < (parse_length(least) or 0) - 0.01:
            raise MalformedError("HP076", f"{name} of {text} is too small: {too_small}", f"give it at least {least}")
        if length > (parse_length(most) or 0) + 0.01:
            raise MalformedError("HP076", f"{name} of {text} is too large: {too_large}", f"give it at most {most}")
        return text

    return AfterValidator(check)


def _form(text: str) -> str:
    """The form of a folio, which names the page; raises MalformedError (HP082)."""
    unknown = [name for name in _FIELD.findall(text) if name not in FORM_FIELDS]
    known = ", ".join(f"{{{name}}}" for name in FORM_FIELDS)
    if unknown or set(_FIELD.sub("", text)) & {"{", "}"}:
        wrong = f"{{{unknown[0]}}}" if unknown else "a brace"
        raise MalformedError("HP082", f'{wrong} in the folio "{text}" is not known', f"known here: {known}")
    if "{page}" not in text:
        hint = 'write {page} where the number goes, or leave folios out: place = "none"'
        raise MalformedError("HP082", f'the folio "{text}" has no {{page}}: it would number nothing', hint)
    return text


MarginText = Annotated[
    str,
    _length(
        "a margin",
        "5mm",
        "120mm",
        "the knife may miss by 2 mm, and takes what is nearer",
        "little is left for the text",
    ),
]
BaselineText = Annotated[
    str,
    _length(
        "a baseline", "7pt", "30pt", "the smallest text, 6 pt, has no less", "the largest text, 18 pt, has no more"
    ),
]
TextSize = Annotated[
    str,
    _length(
        "a text size", "6pt", "18pt", "printed text below 6 pt is not legible", "columns would hold too few characters"
    ),
]
GutterText = Annotated[
    str, _length("a gutter", "2mm", "30mm", "readers would read on in the next column", "columns would look unrelated")
]
SideText = Annotated[
    str,
    _length("a side column", "0mm", "150mm", "a width is not negative", "it would be wider than the text beside it"),
]
FolioForm = Annotated[str, AfterValidator(_form)]


class Margins(Model):
    """Table [page.margins]: from the trim to the type area."""

    inside: MarginText | None = Field(default=None, description="At the spine; 18mm on A4.")
    outside: MarginText | None = Field(default=None, description="At the fore edge; 15mm on A4.")
    top: MarginText | None = Field(default=None, description="At the head; 23mm on A4.")
    bottom: MarginText | None = Field(
        default=None, description="At the foot, at least: the type area has whole lines; 20mm on A4."
    )


class FrameColumns(Model):
    """Table [page.frames.NAME]: the columns of a frame."""

    columns: int | None = Field(
        default=None,
        ge=1,
        le=MOST_COLUMNS,
        description="How many; by default as many as hold 40 characters each, and 1 in the frame text.",
    )
    gutter: GutterText | None = Field(default=None, description="Between columns; defaults to `gutter` of the page.")
    side: SideText | None = Field(
        default=None,
        description='The width of a side column; "0mm": none. By default only scholar has one, a quarter of the type '
        "area, where it holds 26 characters.",
    )
    side_at: SideAt | None = Field(default=None, description="On which side of the text; defaults to outside.")


class Frames(Model):
    """Table [page.frames]: the frames that page templates declare."""

    scholar: FrameColumns = Field(default=FrameColumns(), description="Text with a side column.")
    feature: FrameColumns = Field(default=FrameColumns(), description="Text in columns.")
    news: FrameColumns = Field(default=FrameColumns(), description="Short pieces in columns.")
    text: FrameColumns = Field(default=FrameColumns(), description="Text across the type area.")


class FolioStyle(Model):
    """Table [page.folio]: the page number."""

    place: FolioPlace | None = Field(default=None, description="Where it stands; defaults to outside. none: no folios.")
    edge: Edge | None = Field(default=None, description="Above or below the type area; defaults to foot.")
    form: FolioForm | None = Field(
        default=None,
        description="What it says; defaults to `{page}`. {pages}, {magazine}, {number} and {date} are also filled in.",
    )


class HeadLine(Model):
    """Table [page.heads.head] or [page.heads.foot]: what is printed at that edge of a page."""

    outside: Running | None = Field(default=None, description="At the fore edge.")
    inside: Running | None = Field(default=None, description="At the spine.")


class Heads(Model):
    """Table [page.heads]: the running heads, above and below the type area."""

    head: HeadLine = Field(
        default=HeadLine(), description="Above the type area; defaults to the department outside, the title inside."
    )
    foot: HeadLine = Field(default=HeadLine(), description="Below it; defaults to the imprint inside.")


class Page(Model):
    """Table [page] of hemaprint.toml."""

    size: PageSizeText | None = Field(
        default=None,
        description='Trim size: a CSS page size such as "letter", or "200mm 280mm"; defaults to the theme\'s, A4.',
    )
    margins: Margins = Field(
        default=Margins(),
        description="Table [page.margins]. What it leaves out is the theme's, on a smaller trim in proportion to it.",
    )
    baseline: BaselineText | None = Field(
        default=None,
        description="The distance of the lines of the grid, on which all running text sits: its leading. Defaults to "
        "12pt; 1.1 to 1.9 times the text size.",
    )
    text: TextSize | None = Field(default=None, description="The size of running text; defaults to 9pt.")
    gutter: GutterText | None = Field(default=None, description="Between columns; defaults to 5mm.")
    frames: Frames = Field(default=Frames(), description="Tables [page.frames.NAME].")
    folio: FolioStyle = Field(default=FolioStyle(), description="Table [page.folio].")
    heads: Heads = Field(default=Heads(), description="Tables [page.heads.head] and [page.heads.foot].")
    binding: Binding | None = Field(
        default=None, description="The edge that is bound; defaults to right where the language runs from the right."
    )
