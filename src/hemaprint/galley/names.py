# SPDX-License-Identifier: MIT
"""Describe the names that layouts receive; docs/reference/layouts.md is made from this.

Each text below a name says what it is, in one sentence, and gives an example after it: a piece of a layout that a
test fills. A test also holds the names to what ``compose.py`` and ``pages.py`` really pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypedDict

from markupsafe import Markup

from hemaprint.content.models import Advertisement, Contributor, FrontMatter, IssueManifest
from hemaprint.galley.addresses import Address, Code
from hemaprint.galley.codes import Codes
from hemaprint.galley.crossword import Board
from hemaprint.galley.entries import ContentsEntry
from hemaprint.galley.flow import Item
from hemaprint.galley.gallery import Fit, Row
from hemaprint.galley.galley import MakeUp
from hemaprint.galley.markup import Shown
from hemaprint.galley.pages import ContentsSheet, Folio
from hemaprint.galley.scrim import OnPicture
from hemaprint.galley.setting import Jump, Setting, Words
from hemaprint.theme.geometry import Frame


class OfEveryPage(TypedDict):
    """Names in every layout."""

    setting: Setting
    """The magazine and its issue:
    {{ setting.date_text }}
    """
    image: Callable[[object], str]
    """The address of a picture, by its path from the issue's folder:
    {{ image("images/low.svg") }}
    """
    theme: dict[str, object]
    """The settings of the theme, as the magazine has chosen them:
    {% if theme.rules is defined %}…{% endif %}
    """


class OfArticle(TypedDict):
    """Names in the pages of an article: `layouts/pages/NAME.html`, `article.html`, and the partials they include."""

    article: Shown
    """The article; its copy is HTML:
    {{ article.title }}
    """
    meta: FrontMatter
    """Its front matter, as it was typed:
    {% if meta.standfirst %}{{ inline(meta.standfirst) }}{% endif %}
    """
    headline: Markup
    """The headline in one line; `title.html` prints it as it was fitted:
    {{ headline }}
    """
    words: Words
    """What pages say of themselves, in the article's language:
    {{ words.references }}
    """
    inline: Callable[[str], Markup]
    """Markdown of one paragraph as HTML:
    {{ inline("a *word* and [a page](https://example.org)") }}
    """
    on_picture: Callable[..., OnPicture]
    """How words are set on a picture that covers the page: light or dark, on it or beside it; an area of words is
    left, top, width, height and size, in pt:
    {{ on_picture("images/low.svg", "auto", (40, 40, 300, 120, 48)).ground }}
    """
    finish: Callable[[str], str]
    """Plain text with its quotation marks, dashes and spaces set right:
    {{ finish('5 mg of "it"') }}
    """
    lightness: Callable[[object], float]
    """The mean lightness of a picture, 0 (black) to 100; 50 of a drawing:
    {% if lightness("images/low.svg") < 40 %}…{% endif %}
    """
    credits: Callable[[Sequence[Contributor]], Shown]
    """The byline and the lines below it, without the people whom the template shows elsewhere:
    {{ credits([]).byline }}
    """
    label: Markup
    """What the front matter calls `label`, unless a box prints it:
    {% if label %}<p>{{ label }}</p>{% endif %}
    """
    life: list[Markup]
    """The lines about birth and death of `life:`:
    {% for line in life %}<p>{{ line }}</p>{% endfor %}
    """
    data_of: Callable[[object], Markup]
    """The line about a book under review:
    {% for book in meta.books %}{{ data_of(book) }}{% endfor %}
    """
    keywords: Markup
    """The keywords in one line:
    {{ keywords }}
    """
    sponsored: Markup
    """The words that name the sponsor of sponsored copy:
    {% if meta.sponsor %}{{ sponsored }}{% endif %}
    """
    declarations: list[tuple[str, Markup]]
    """Funding, correspondence, consent and interests, each with its kind:
    {% for kind, line in declarations %}<p class="{{ kind }}">{{ line }}</p>{% endfor %}
    """
    presented: tuple[Contributor, ...]
    """The contributors of whom something is told:
    {% for person in presented %}{{ finish(person.name) }}{% endfor %}
    """
    cme_valid: str
    """Until when credit is given:
    {{ cme_valid }}
    """
    cme_address: Markup
    """Where to answer for credit, as it is printed:
    {{ cme_address }}
    """
    cme_code: Code | None
    """The QR code of that address:
    {% if cme_code %}<path d="{{ cme_code.path }}"/>{% endif %}
    """
    paper_addresses: tuple[Address, ...]
    """Addresses for readers on paper:
    {% for one in paper_addresses %}{{ one.text }}{% endfor %}
    """
    led_back: Callable[[Shown], Markup]
    """An entry of the references whose first word leads to its citation:
    {% for one in article.references %}{{ led_back(one) }}{% endfor %}
    """
    running: str
    """What a running head says as the title:
    {{ running }}
    """
    author: str
    """What a running head says as the author:
    {{ author }}
    """
    labelling: Markup
    """A declaration by which sponsored pages are labelled:
    :root { {{- frame.css }}{{ labelling -}} }
    """
    frame: Frame
    """The frame of its text: columns and widths, in pt:
    {{ "%.1f" | format(frame.column) }}
    """
    grid: int
    """How many columns a page has room for, 1 on a pocket page:
    {% if grid > 1 %}…{% endif %}
    """
    baseline: float
    """A line of the grid in pt:
    {{ baseline }}
    """
    is_justified: bool
    """Whether its text is justified:
    {{ "is-justified" if is_justified }}
    """
    makeup: MakeUp
    """The fitted headline:
    {% for line in makeup.title_lines %}{{ line }}{% endfor %}
    """
    side: str
    """The side of its first page:
    {{ side }}
    """
    first_sheet: str
    """The side of the first page with text:
    {{ first_sheet }}
    """
    has_plate: bool
    """Whether it opens with a plate: it has an opener, and its template says `spread`:
    {% if has_plate %}…{% endif %}
    """
    picture_head: bool
    """Whether the picture of the plate goes on over the facing page:
    {% if picture_head %}…{% endif %}
    """
    side_head_at: str
    """Where the block `side_head` is printed: `side` (the side column), `beside` the title, or `head`, by the template:
    {% if side_head_at == "head" %}…{% endif %}
    """
    headline_rows: list[list[Markup]]
    """Where a headline is measured only: its words, line by line:
    {% for row in headline_rows %}{{ row | length }}{% endfor %}
    """
    has_tail: bool
    """Whether anything follows the text:
    {% if has_tail %}…{% endif %}
    """
    sheets: int
    """How many pages of text the issue gives it; 0 where that is open:
    {{ sheets }}
    """
    jump: Jump | None
    """Where a split article goes on:
    {% if jump %}{{ jump.to }}{% endif %}
    """
    runs: tuple[object, ...]
    """Its text between blocks that are as wide as the page; `article.html` prints them:
    {% for run in runs %}{{ run.wide }}{% endfor %}
    """
    lead: tuple[Item, ...]
    """What is beside the picture of a news page:
    {% for item in lead %}{{ item.html }}{% endfor %}
    """
    tail: tuple[Item, ...]
    """Boxes that follow the text:
    {% for item in tail %}{{ item.html }}{% endfor %}
    """
    zones: list[object]
    """Blocks at the head or foot of pages:
    {% for zone in zones %}{{ zone.block.html }}{% endfor %}
    """
    sides: list[object]
    """Blocks of the side column:
    {% for side in sides %}{{ side.block.html }}{% endfor %}
    """


class OfBlock(TypedDict):
    """Names in the partial of a block, such as `partials/figure.html`. It begins with an element."""

    block: Shown
    """The block, with the fields of its kind; its copy is HTML:
    {{ block.anchor }}
    """
    where: str
    """Where it stands: `flow`, `wide`, `zone`, `side`, `row` of a gallery, `tail`, or `inner` to another block:
    {{ where }}
    """
    inner: Callable[[Shown], Markup]
    """The HTML of a block inside this one:
    {% for part in block.blocks | default([]) %}{{ inner(part) }}{% endfor %}
    """
    article: Shown
    """The article that it is in:
    {{ article.language }}
    """
    words: Words
    """What pages say of themselves:
    {{ words.figure.format(1) }}
    """
    beside: bool
    """Whether its caption is beside it, in the side column:
    {{ "caption-beside" if beside }}
    """
    label: str
    """The `label` of the front matter, in the block that prints it:
    {{ label }}
    """


class OfSomeBlocks(TypedDict):
    """Names in the partials of some kinds only."""

    drawing: Markup
    """Of a chart: its SVG:
    <figure>{{ drawing }}</figure>
    """
    fit: Fit
    """Of a figure: how it fits the room that it asks for:
    {{ fit.caption }}
    """
    rows: list[Row]
    """Of a gallery: the rows of this page:
    {% for row in rows %}{{ row.figures | length }}{% endfor %}
    """
    board: Board
    """Of a crossword: its grid:
    <path d="{{ board.lines }}"/>
    """
    code: Code | None
    """Of a QR code: its squares:
    {% if code %}<path d="{{ code.path }}"/>{% endif %}
    """


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
