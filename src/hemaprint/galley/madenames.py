# SPDX-License-Identifier: MIT
"""Describe the names that layouts of made pages receive: cover, contents, colophon; ``names.py`` has the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from markupsafe import Markup

from hemaprint.content.models import Advertisement, Contributor, IssueManifest
from hemaprint.galley.codes import Codes
from hemaprint.galley.entries import ContentsEntry
from hemaprint.galley.galley import MakeUp
from hemaprint.galley.markup import Shown
from hemaprint.galley.pages import ContentsSheet, Folio
from hemaprint.galley.scrim import OnPicture


class OfMadePage(TypedDict):
    """Names in a page that the magazine makes itself: cover, contents, masthead, colophon, back, advertisement."""

    manifest: IssueManifest
    """`issue.yaml`, as it was typed:
    {{ display(manifest.cover.headline) }}
    """
    kind: str
    """The kind of page:
    {{ kind }}
    """
    display: Callable[[str], Markup]
    """A headline of `issue.yaml` as HTML; its line breaks are kept:
    {{ display("Two\\nlines") }}
    """
    inline: Callable[[str], Markup]
    """Markdown of one paragraph as HTML:
    {{ inline("a *word*") }}
    """
    on_picture: Callable[..., OnPicture]
    """How words are set on a picture that covers the page: light or dark, on it or beside it; an area of words is
    left, top, width, height and size, in pt:
    {{ on_picture("images/low.svg", "auto", (40, 40, 300, 120, 48)).ground }}
    """
    finish: Callable[[str], str]
    """Plain text with its quotation marks, dashes and spaces set right:
    {{ finish('it\\'s "so"') }}
    """
    side: str
    """The side of the page:
    {{ side }}
    """
    makeup: MakeUp
    """The fitted headline of a cover:
    {% for line in makeup.title_lines %}{{ line }}{% endfor %}
    """
    department: str
    """What its running head says:
    {{ department }}
    """
    small: bool
    """Whether the page is lower than 720 pt, and its words should be smaller:
    {{ " small" if small }}
    """
    quiet: Markup
    """Declarations that leave the running head of a page out:
    @page contents{ {{- quiet }}}
    """


class OfSomePages(TypedDict):
    """Names in some made pages only."""

    headline: Markup
    """Cover: its headline in one line:
    {{ headline }}
    """
    nameplate_size: float
    """Cover: the size at which the nameplate fills the type area, in pt:
    {{ nameplate_size }}
    """
    ground: str
    """Cover and back: `light` or `dark`, as the picture is behind the words:
    ground-{{ ground }}
    """
    codes: Codes
    """Cover and back: barcode and QR code:
    {% if codes.bars %}<path d="{{ codes.bars.path }}"/>{% endif %}
    """
    copy: list[Markup]
    """Colophon and advertisement: the paragraphs of the text:
    {% for part in copy %}{{ part }}{% endfor %}
    """
    ad: Advertisement
    """Advertisement: the advertisement:
    {{ ad.advertiser }}
    """
    leads: tuple[ContentsEntry, ...]
    """Contents: the large entries:
    {% for entry in leads %}{{ entry.title }}{% endfor %}
    """
    entries: tuple[ContentsEntry, ...]
    """Contents: the short entries:
    {% for entry in entries %}{{ entry.page }}{% endfor %}
    """
    sheets: list[ContentsSheet]
    """Contents: what each page has, entries by their index:
    {% for sheet in sheets %}{{ sheet.leads | length }}{% endfor %}
    """
    width: float
    """Contents: the width of the type area, in pt:
    {{ "%.1f" | format(width) }}
    """
    column: float
    """Contents: the width of a column of short entries, in pt:
    {{ "%.1f" | format(column) }}
    """
    people: list[Contributor]
    """Offprint: who wrote it:
    {% for person in people %}{{ person.name }}{% endfor %}
    """
    citation: str
    """Offprint: how the article is cited:
    {{ citation }}
    """
    article: Shown
    """Offprint: the article:
    {{ article.headline.html }}
    """
    folios: list[Folio]
    """Folios: one for each page:
    {% for folio in folios %}{{ folio.label }}{% endfor %}
    """
    place: str
    """Folios: `outside`, `inside` or `center`:
    {{ place }}
    """
    edge: str
    """Folios: `head` or `foot`:
    {{ edge }}
    """
    worded: bool
    """Spine: whether it is wide enough for words:
    {% if worded %}{{ setting.nameplate[0] }}{% endif %}
    """
    headline_rows: list[list[Markup]]
    """Where a headline is measured: its words, line by line:
    {% for row in headline_rows %}{{ row | length }}{% endfor %}
    """
