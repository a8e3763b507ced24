# SPDX-License-Identifier: MIT
"""Compose an article: sort its blocks, draw each by its partial, and fill its page template."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal, assert_never

from markupsafe import Markup

from hemaprint.charts import csv_of, draw, lettering_of, palette_of, summary
from hemaprint.charts import words_of as chart_words
from hemaprint.content import blocks
from hemaprint.content.markdown import finish_text, read_inline, render_blocks
from hemaprint.content.models import Advertisement, Article, Contributor, Headline
from hemaprint.content.paper import addresses_of
from hemaprint.content.spans import Link, parted, text_of
from hemaprint.galley.addresses import code_of, laid_out
from hemaprint.galley.credit import credit_context
from hemaprint.galley.crossword import board_of
from hemaprint.galley.entries import front_entries
from hemaprint.galley.facts import data_of, keywords_of, life_of
from hemaprint.galley.flow import Floating, Item, SortedBody, Sorter
from hemaprint.galley.gallery import Room, fit, rows_of
from hemaprint.galley.galley import (
    HEAD,
    LAST_SHEET,
    NAMEPLATE,
    PROJECT_SCHEME,
    WORDS,
    Galley,
    MakeUp,
    require,
    require_element,
)
from hemaprint.galley.markup import Shown, TextWriter, file_attributes
from hemaprint.galley.people import credits_of, declarations_of, labelled_note, presented_in
from hemaprint.galley.setting import Setting, words_of
from hemaprint.galley.sidecolumn import fills_side
from hemaprint.project.config import Side
from hemaprint.theme.geometry import Frame

BOX_PADDING = 1.5
"""The padding of a box on both sides, in lines of the grid (box.css, about.css)."""


class BlockWriter:
    """Writes the blocks of one article, on sheets of ``frame``."""

    def __init__(self, article: Article, setting: Setting, frame: Frame) -> None:
        self.article = article
        self.setting = setting
        self.frame = frame

    def html(self, block: blocks.Block, where: str) -> Markup:
        """The HTML of a block; ``where`` is one of :data:`hemaprint.galley.flow.Where`."""
        return self._writer(self._measure(block, where), where).html(block)

    def inline(self, text: str) -> Markup:
        """A paragraph of Markdown of front matter as HTML."""
        return self.setting.html(read_inline(text, language=self.article.language, listed=self.article.acronyms))

    def filled(self, layout: str, context: Mapping[str, object]) -> str:
        """A layout, filled."""
        with self.setting.theme.blamed(layout):
            return self.setting.theme.environment.get_template(layout).render(context)

    def _writer(self, measure: float, where: str = "inner") -> TextWriter:
        drawn = partial(self._drawn, where=where, measure=measure)
        theme = self.setting.theme
        return TextWriter(
            self.setting.html, drawn, measure, theme.code_size, theme.geometry.text, theme.geometry.baseline
        )

    def _measure(self, block: blocks.Block, where: str) -> float:
        """The width of the text in a block, or what is surely no wider where a style sets it in columns."""
        if not isinstance(block, blocks.Box):
            return self._width(where)
        geometry = self.setting.theme.geometry
        in_columns = block.kind in ("note", "about", "questions") and where != "side"
        return (geometry.column(3) if in_columns else self._width(where)) - BOX_PADDING * geometry.baseline

    def _width(self, where: str) -> float:
        return {"zone": self.frame.width, "wide": self.frame.width, "side": self.frame.side}.get(
            where, self.frame.column
        )

    def _drawn(self, block: blocks.Block, where: str, measure: float) -> Markup:
        labelled = block is labelled_note(self.article)
        context: dict[str, object] = {
            "block": Shown(block, self.setting.html),
            "where": where,
            "image": partial(image_url, self.setting),
            "inner": lambda shown: self._writer(measure).html(shown.value),
            "label": self.inline(self.article.meta.label) if labelled else "",
            "setting": self.setting,
            "article": Shown(self.article, self.setting.html),
            "words": words_of(self.article.language),
        }
        if isinstance(block, blocks.Chart):
            context["drawing"] = self._chart(block, where)
        elif isinstance(block, blocks.Crossword):
            context["board"] = board_of(block.grid, self._width(where), self.setting)
        elif isinstance(block, blocks.QrCode):
            context["code"] = code_of(block.href, self.article.language, self.setting)
        elif isinstance(block, blocks.Gallery):
            context |= {
                "rows": self._rows(block),
                "inner": lambda shown: self._writer(measure, "row").html(shown.value),
            }
        elif isinstance(block, blocks.Figure):
            context["fit"] = fit(block, Room.of(self._width(where), self.setting.theme.geometry))
        layout = f"partials/{partial_of(block)}.html"
        html = self.filled(layout, context).strip()
        require_element(html, self.setting.theme, layout)
        return Markup(html)

    def _rows(self, gallery: blocks.Gallery) -> list[Shown]:
        """The rows of a page of a gallery."""
        room = Room.of(self.frame.width, self.setting.theme.geometry)
        return [Shown(row, self.setting.html) for row in rows_of(gallery.figures, room, gallery.height)]

    def _chart(self, chart: blocks.Chart, where: str) -> Markup:
        """The drawing of a chart, which carries its data."""
        language, title_id = self.article.language, f"{self.article.slug}--chart_{chart.line}"
        alt = chart.alt or summary(chart.spec, language)
        carried = file_attributes(
            f"{(chart.anchor or title_id).replace('--', '-')}.csv",
            "text/csv",
            csv_of(chart.spec),
            relation="Data",
            description=chart_words(language)["data"].format(summary=alt),
        )
        palette, letters = palette_of(self.setting.theme), lettering_of(self.setting.theme)
        looks, pt = (self._width(where), palette, letters), self.setting.theme.geometry.pt
        return Markup(draw(chart.spec, *looks, title_id=title_id, alt=alt, pt=pt, further=carried))


def partial_of(block: blocks.Block | blocks.Entry) -> str:  # noqa: C901 (a case for each kind)
    """The name of the partial that draws a block; "" for running text, which needs none."""
    if isinstance(block, blocks.TextBlock | blocks.Entry):
        return ""
    match block:
        case blocks.Box():
            return block.kind if block.kind in ("about", "questions", "calendar") else "box"
        case blocks.Figure():
            return "figure"
        case blocks.Gallery():
            return "gallery"
        case blocks.Chart():
            return "chart"
        case blocks.Table():
            return "table"
        case blocks.PullQuote():
            return "pullquote"
        case blocks.Timeline():
            return "timeline"
        case blocks.Crossword():
            return "crossword"
        case blocks.Notice():
            return "notice"
        case blocks.QrCode():
            return "qr"
        case blocks.Turn():
            return "qa"
        case blocks.NewsItem():
            return "item"
        case _:
            assert_never(block)


def image_url(setting: Setting, source: object) -> str:
    """The URL of a picture: a path of the issue's folder, or an absolute path inside the project."""
    path = source if isinstance(source, Path) else setting.issue.path / str(source)
    root = setting.issue.path.parents[1]
    return f"{PROJECT_SCHEME}:///{path.resolve().relative_to(root.resolve()).as_posix()}"


# ---------------------------------------------------------------- the article


@dataclass(frozen=True, slots=True)
class Stretch:
    """Items between two column breaks; a ``wide`` run holds one block across all columns."""

    wide: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Anchored:
    """A block that leaves the flow, and the key of the item of the flow that it follows, or ""."""

    block: Floating
    after_key: str


class Composer:
    """Composes one article against one setting: the words of its headline first, then all of it."""

    def __init__(self, article: Article, setting: Setting) -> None:
        self.article = article
        self.setting = setting
        self.facts = setting.theme.declared(article.template)
        self.addresses = addresses_of(article, own=self.facts.addresses != "links")
        self.frame = self._frame()
        self.words = words_of(article.language)
        self.writer = BlockWriter(article, setting, self.frame)
        self.has_plate = article.meta.opener is not None and self.facts.spread
        self.body = self._sort()

    def _frame(self) -> Frame:
        """The frame of the template; without its side column where too little would fill it."""
        geometry, has_head = self.setting.theme.geometry, self.facts.side_head
        frame = geometry.frame(self.facts.frame, self.facts.columns)
        if frame.side and not fills_side(self.article, frame, geometry, head=has_head):
            return geometry.without_side(frame)
        return frame

    @property
    def side_head_at(self) -> Literal["side", "beside", "head"]:
        """Where the head of the side column is: in it, beside the title of a text set wide, or in the head itself."""
        if self.frame.side:
            return "side"
        whole = self.setting.theme.geometry.frame(self.facts.frame, self.facts.columns)
        return "beside" if self.facts.side_head and whole.side else "head"

    @property
    def head_width(self) -> float:
        """The width of the title and the standfirst, in pt."""
        beside = self.side_head_at == "beside"
        return self.frame.width - (self.setting.theme.geometry.column(4) + self.frame.gutter if beside else 0.0)

    # ------------------------------------------------------------ documents

    def measured(self) -> Galley:
        """The words of the headline at the reference size, to be measured before the title is fitted."""
        layout, rows = "measure-title.html", self.headline_rows()
        galley = self._document(layout, self._context(MakeUp(), "any") | {"headline_rows": rows})
        keys = [*word_keys(rows), *([NAMEPLATE] if self.facts.front else [])]
        require(galley.html, keys, self.setting.theme, layout, WORDS)
        return galley

    def galley(self, makeup: MakeUp, first_side: Side) -> Galley:
        """The whole article, to be laid out once and cut; ``first_side`` is where its very first page falls."""
        first_sheet = first_side if not self.has_plate else other_side(first_side)
        keys = {index: item.key for index, item in enumerate(self.body.flow)}
        context = self._context(makeup, first_side) | {
            "runs": self._runs(),
            "lead": self.body.lead,
            "tail": self.body.tail,
            "zones": [Anchored(zone, keys.get(zone.after, "")) for zone in (*self.body.zones, *self._jump_lines())],
            "sides": [Anchored(side, keys.get(side.after, "")) for side in self.body.sides],
            "first_sheet": first_sheet,
            "picture_head": self._picture_head(),
            "side_head_at": self.side_head_at,
            "sheets": self._budget(),
        }
        layout = f"pages/{self.article.template}.html"
        galley = self._document(layout, context)
        require(galley.html, ("head", "tail", "shell", "galley"), self.setting.theme, layout, HEAD)
        return galley

    def _budget(self) -> int:
        """The sheets that the issue gives the article, its plate left out; 0 where it leaves their number open."""
        slug, order = self.article.slug, self.setting.issue.manifest.order
        budgets = [entry.pages for entry in order if slug in (entry.article, entry.continued)]
        return max(0, sum(pages or 0 for pages in budgets) - self.has_plate) if budgets and all(budgets) else 0

    def _picture_head(self) -> bool:
        opener = self.article.meta.opener
        return self.has_plate and opener is not None and bool(opener.second)

    def headline_rows(self) -> list[list[Markup]]:
        """The words of the headline, line by line as the editor broke it."""
        return marked_rows(self.article.headline, self.setting)

    def _context(self, makeup: MakeUp, side: Side) -> dict[str, object]:
        declarations = [(kind, self.setting.html(line)) for kind, line in declarations_of(self.article)]
        presented = presented_in(self.article)
        coded = self.facts.addresses != "text"
        addresses = laid_out(self.addresses, self.article.language, self.setting, coded=coded)
        return {
            "article": Shown(self.article, self.setting.html),
            "meta": self.article.meta,
            "words": self.words,
            "headline": self.setting.html(self.article.headline.copy),
            "setting": self.setting,
            "frame": self.frame,
            "grid": self.setting.theme.geometry.grid,
            "is_justified": (self.article.meta.text or self.facts.text) == "justified",
            "makeup": makeup,
            "side": side,
            "baseline": self.setting.theme.geometry.baseline,
            "image": partial(image_url, self.setting),
            "finish": partial(finish_text, language=self.article.language),
            "inline": self.writer.inline,
            "credits": self._credits,
            "life": [self.setting.html(line) for line in life_of(self.article)],
            "data_of": lambda book: self.setting.html(data_of(book, self.article)),
            "keywords": self.setting.html(keywords_of(self.article)),
            "sponsored": Markup(self.words.sponsored).format(self.writer.inline(self.article.meta.sponsor)),
            "running": self._running(),
            "author": self._author(),
            "labelling": self._labelling(),
            "label": "" if labelled_note(self.article) else self.writer.inline(self.article.meta.label),
            "declarations": declarations,
            "presented": presented,
            **credit_context(self.article, self.setting),
            "paper_addresses": addresses,
            "led_back": self._led_back,
            "has_plate": self.has_plate,
            "is_front": self.facts.front,
            "entries": front_entries(self.article, self.setting) if self.facts.front else (),
            "display": self.setting.display,
            "jump": self.setting.jumps.get(self.article.slug),
            "has_tail": bool(
                self.body.tail
                or self.article.references
                or declarations
                or addresses
                or presented
                or self.article.meta.cme
            ),
        }

    def _document(self, layout: str, context: Mapping[str, object]) -> Galley:
        return Galley(self.article.slug, self.setting.to_set(self.writer.filled(layout, context)), self.frame)

    def _led_back(self, shown: Shown) -> Markup:
        """An entry of the list of references whose first word leads to its first citation."""
        word, rest = parted(shown.value.copy)
        linked = any(isinstance(span, Link) for span in word)
        head = Markup('<a href="#{}">{}</a>').format(shown.value.cited, self.setting.html(word, linked=True))
        return (self.setting.html(word) if linked else head) + self.setting.html(rest)

    def _credits(self, elsewhere: Collection[Contributor] = ()) -> Shown:
        return Shown(credits_of(self.article, elsewhere), self.setting.html)

    # ------------------------------------------------------------ blocks

    def _sort(self) -> SortedBody:
        geometry = self.setting.theme.geometry
        sorter = Sorter(
            self.frame,
            self.writer.html,
            self.setting.html,
            language=self.article.language,
            room=Room.of(self.frame.width, geometry),
            drop_cap=self._has_drop_cap,
            lead_in_head=self.frame.name == "news" and geometry.grid > 1 and _has_items(self.article),
        )
        body = sorter.sort(self.article.body)
        ads = tuple(self._half_page(ad) for ad in self.setting.half_pages(self.article.slug))
        return replace(body, zones=body.zones + ads)

    @property
    def _has_drop_cap(self) -> bool:
        """Whether its text opens with a drop cap: in columns, but not as news, and not where it is sober."""
        in_columns = self.frame.columns > 1 and self.frame.name != "news"
        return self.facts.drop_cap and in_columns and not _is_sober(self.article)

    def _half_page(self, ad: Advertisement) -> Floating:
        context = {
            "ad": ad,
            "copy": paragraphs(ad.text, self.setting),
            "image": partial(image_url, self.setting),
            "setting": self.setting,
            "display": self.setting.display,
        }
        html = self.writer.filled("partials/half-ad.html", context)
        sheet = ad.slot.sheet or LAST_SHEET
        return Floating(f"{AD_KEY}{ad.id}", 0, len(self.article.body), Markup(html.strip()), "bottom", sheet)

    # ------------------------------------------------------------ for the templates

    def _runs(self) -> tuple[Stretch, ...]:
        runs: list[Stretch] = []
        for item in self.body.flow:
            if item.wide or not runs or runs[-1].wide:
                runs.append(Stretch(item.wide, (item,)))
            else:
                runs[-1] = Stretch(False, (*runs[-1].items, item))
        return tuple(runs)

    def _jump_lines(self) -> tuple[Floating, ...]:
        jump = self.setting.jumps.get(self.article.slug)
        if jump is None:
            return ()
        line = Markup('<p class="jump {0}" id="{1}--jump_{0}"><a href="#{1}--jump_{2}">{3}</a></p>')
        to = line.format("to", self.article.slug, "from", self.words.continued_on.format(jump.to))
        back = line.format("from", self.article.slug, "to", self.words.continued_from.format(jump.back))
        return (
            Floating(JUMP_TO, 0, -1, to, "bottom", jump.after),
            Floating(JUMP_FROM, 0, -1, back, "top", jump.after + 1),
        )

    def _running(self) -> str:
        """What the running head says: sponsored copy is labelled on every page."""
        sponsor = text_of(read_inline(self.article.meta.sponsor, language=self.article.language))
        return self.words.sponsored.format(sponsor) if sponsor else self.article.running_title

    def _author(self) -> str:
        """Who wrote it, or is talked to, for a running head: two names at most."""
        names = [person.name for person in self.article.meta.contributors if person.role != "interviewer"]
        said = ", ".join(names[:2]) if len(names) < 3 else f"{names[0]} et al."
        return self.article.meta.byline if not names else finish_text(said, self.article.language)

    def _labelling(self) -> Markup:
        """A custom property by which a page of sponsored copy is labelled although no running head says its title."""
        furniture = self.setting.theme.geometry.furniture
        if not self.article.meta.sponsor or furniture.says("title"):
            return Markup()
        place = "outside" if (furniture.folio, furniture.folio_edge) == ("inside", "head") else "inside"
        return Markup(";--head-{}:string(title)").format(place)


def word_keys(rows: Sequence[Sequence[str]]) -> list[str]:
    """The keys of the words of a headline where they are measured, and of what tells the width of a word space."""
    words = [f"word-{row}-{column}" for row, texts in enumerate(rows) for column in range(len(texts))]
    return [*words, *SPACE_KEYS]


SPACE_KEYS = ("word-space-a", "word-space-b")
JUMP_TO, JUMP_FROM = "jump-to", "jump-from"
AD_KEY = "ad-"


def marked_rows(headline: Headline, setting: Setting) -> list[list[Markup]]:
    """The words of a headline, line by line, for a template."""
    return [[setting.html(word) for word in row] for row in headline.rows]


def other_side(side: Side) -> Side:
    """The facing side."""
    return "left" if side == "right" else "right"


def paragraphs(text: str, setting: Setting) -> list[Markup]:
    """Markdown of several paragraphs, block by block."""
    geometry = setting.theme.geometry
    writer = TextWriter(setting.html, _undrawn, 0, 1, geometry.text, geometry.baseline)
    several = render_blocks(
        text,
        language=setting.language,
        listed=setting.config.acronyms,
        path=setting.issue.path / "issue.yaml",
        first_line=1,
    )
    return [writer.html(block) for block in several]


def _undrawn(block: blocks.Block) -> Markup:
    raise TypeError(f"such copy cannot hold a {type(block).__name__}")


def _is_sober(article: Article) -> bool:
    """Whether an article has no drop cap: a life begins quietly, and a report under a heading."""
    return article.meta.life is not None or bool(article.meta.abstract)


def _has_items(article: Article) -> bool:
    return any(isinstance(block, blocks.NewsItem) for block in article.body)
