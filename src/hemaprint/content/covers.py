# SPDX-License-Identifier: MIT
"""Define what ``issue.yaml`` says of the outside of an issue: its cover, its back, and the codes on them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from hemaprint.content.editor import EditorModel
from hemaprint.content.readings import Headline, Inline, Line, Picture, Unread
from hemaprint.errors import MalformedError
from hemaprint.project.values import Slug, WebAddress

Ground = Literal["auto", "light", "dark"]
"""Whether a picture is light or dark where words are printed on it; ``auto``: as the picture is measured."""


ADDONS = (0, 2, 5)
"""The digits that an add-on may have."""


def _digits(number: int) -> int:
    if number not in ADDONS:
        raise MalformedError("HP016", f"an add-on of {number} digits", "write 2 or 5, or 0 for none")
    return number


Digits = Annotated[int, AfterValidator(_digits)]


class Barcode(EditorModel):
    """The barcode of a periodical: an EAN-13 made from its ISSN, and the number of the issue beside it."""

    variant: int = Field(
        default=0, ge=0, le=99, description="Digits 11 and 12: 0, or another number for a special issue or a price."
    )
    addon: Digits = Field(
        default=2, description="Digits of the add-on, which is the number of the issue: 2 or 5; 0 for none."
    )
    size: int = Field(
        default=100, ge=80, le=200, description="Per cent of the nominal size, at which a module is 0.33 mm wide."
    )


def _switched(value: object) -> object:
    """``barcode: yes`` is a barcode with nothing said of it; YAML gives scalars as they are written."""
    written = str(value).lower()
    return {} if written in ("yes", "true", "on") else None if written in ("no", "false", "off") else value


Coded = Annotated[Barcode | None, BeforeValidator(_switched)]


class CoverLine(EditorModel):
    """A line on the cover that names an article."""

    headline: Headline = Field(min_length=1, description="Its large words.")
    text: Inline = Field(default="", description="Its small words.")
    article: Slug = Field(description="The article announced; its page number is printed.")


class Cover(EditorModel):
    """The cover."""

    art: Picture = Field(min_length=1, description="The whole page with bleed; path from the issue's folder.")
    alt: Unread = Field(min_length=1, description="What the picture shows.")
    ground: Ground = Field(default="auto", description="Dark words on a light picture, or light ones on a dark one.")
    headline: Headline = Field(min_length=1, description="The large words; their line breaks are kept on the page.")
    deck: Inline = Field(default="", description="The words under the headline.")
    article: Slug | None = Field(default=None, description="The article announced by the headline.")
    lines: tuple[CoverLine, ...] = Field(default=(), max_length=4, description="Up to four articles announced.")
    barcode: Coded = Field(default=None, description="The barcode made from the ISSN: yes, or {size: 80}.")
    code: WebAddress = Field(default="", description="An address, printed at the foot with its QR code.")


class Policy(EditorModel):
    """A head and a paragraph, such as a rule of the house on the masthead page."""

    head: Line = Field(description="The title.")
    text: Line = Field(description="The paragraph.")


class Back(EditorModel):
    """The back cover."""

    art: Picture = Field(default="", description="A picture of the whole page with its bleed.")
    alt: Unread = Field(default="", description="What the picture shows.")
    ground: Ground = Field(default="auto", description="Dark words on a light picture, or light ones on a dark one.")
    kicker: Inline = Field(default="", description="The label above the title.")
    headline: Headline = Field(default="", description="Its title.")
    text: Inline = Field(default="", description="The text under the title.")
    notes: tuple[Policy, ...] = Field(default=(), description="Short notes beside the text.")
    barcode: Coded = Field(default=None, description="The barcode made from the ISSN: yes, or {size: 80}.")
    code: WebAddress = Field(default="", description="An address, printed at the foot with its QR code.")
