# SPDX-License-Identifier: MIT
"""Define what editors tell of a text besides its copy: a book under review, a life, an abstract in sections.

Each is printed by some page templates only; what those templates require is in
:mod:`hemaprint.content.requirements`.
"""

from __future__ import annotations

from pydantic import Field

from hemaprint.content.editor import EditorModel
from hemaprint.content.readings import Composed, Inline, Line, Picture, Plain, Unread
from hemaprint.project.values import Isbn, Issued


class Book(EditorModel):
    """A book under review. What it costs and where it appeared is printed in one line."""

    title: Line = Field(description="The title, with its subtitle.")
    author: Inline = Field(default="", description="As printed: authors, editors, translator.")
    publisher: Composed = Field(default="", description="The publisher.")
    year: int | None = Field(default=None, ge=1450, le=9999, description="The year of publication.")
    pages: int | None = Field(default=None, ge=1, le=100_000, description="The number of pages.")
    isbn: Isbn = Field(default="", description="ISBN of 10 or 13 digits, checked with its check digit.")
    price: Composed = Field(default="", description='The price with its currency, for example "€32".')
    cover: Picture = Field(default="", description="A picture of the cover; path from the issue's folder.")
    alt: Unread = Field(default="", description="What the cover shows, for those who cannot see it.")
    credit: Inline = Field(default="", description="Who made the picture.")


class Life(EditorModel):
    """Dates and places of birth and death. Days are printed as the language of the article writes them."""

    born: Issued = Field(default="", description="Day, month or year of birth: 1931-04-02.")
    born_in: Composed = Field(default="", description="Place of birth.")
    died: Issued = Field(default="", description="Day, month or year of death.")
    died_in: Composed = Field(default="", description="Place of death.")


class AbstractSection(EditorModel):
    """A section of an abstract; an abstract without sections is a single one without a label."""

    label: Plain = Field(default="", description='What it is about, for example "Methods".')
    text: Line = Field(description="Markdown of one paragraph.")
