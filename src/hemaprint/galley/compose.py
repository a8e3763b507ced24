# SPDX-License-Identifier: MIT
"""Compose an article: sort its blocks, and fill its page template."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from markupsafe import Markup

from hemaprint.content import blocks
from hemaprint.content.markdown import finish_text, read_inline, render_blocks
from hemaprint.content.models import Advertisement, Article, Contributor, Headline
from hemaprint.content.paper import addresses_of
from hemaprint.content.spans import Link, parted, text_of
from hemaprint.galley.addresses import laid_out
from hemaprint.galley.blockwriter import BlockWriter, image_url
from hemaprint.galley.credit import credit_context
from hemaprint.galley.entries import front_entries
from hemaprint.galley.facts import data_of, keywords_of, life_of
from hemaprint.galley.flow import Floating, Item, OpeningStyle, SortedBody, Sorter
from hemaprint.galley.galley import HEAD, LAST_SHEET, NAMEPLATE, WORDS, Galley, MakeUp, require
from hemaprint.galley.markup import Shown, TextWriter
from hemaprint.galley.people import credits_of, declarations_of, labelled_note, presented_in
from hemaprint.galley.plates import Plates
from hemaprint.galley.setting import Setting, words_of
from hemaprint.galley.sidecolumn import fills_side
from hemaprint.project.config import Side
from hemaprint.theme.geometry import Frame

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
        captions_beside = self.facts.captions == "beside"
        self.writer = BlockWriter(article, setting, self.frame, captions_beside=captions_beside)
        self.plates = Plates(setting, article.front.key("opener"))
        self.has_plate = article.meta.opener is not None and self.facts.spread
        self.body = self._sort()

    def _frame(self) -> Frame:
        """The frame of the template; without its side column where too little would fill it, and nobody asks for it."""
        geometry, has_head = self.setting.theme.geometry, self.facts.side_head
        frame = geometry.frame(self.facts.frame, self.facts.columns)
        is_asked = geometry.rule(frame.name).side is not None and self.facts.side_column == "asked"
        if frame.side and not is_asked and not fills_side(self.article, frame, geometry, head=has_head):
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
            "on_picture": self.plates.on_picture,
            "lightness": self.plates.lightness,
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
            "entries": front_entries(self.article, self.setting) if self.facts.front else None,
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
        sorter = Sorter(
            self.frame,
            self.writer.html,
            self.setting.html,
            language=self.article.language,
            room=self.writer.room,
            opening=self._opening(),
            lead_in_head=self._leads_in_head(),
        )
        body = sorter.sort(self.article.body)
        ads = tuple(self._half_page(ad) for ad in self.setting.half_pages(self.article.slug))
        return replace(body, zones=body.zones + ads)

    def _leads_in_head(self) -> bool:
        """Whether what comes before the items of news is set in the head."""
        is_wide = self.setting.theme.geometry.grid > 1
        return self.frame.name == "news" and self.facts.lead == "head" and is_wide and _has_items(self.article)

    def _opening(self) -> OpeningStyle:
        """How the text opens: as the template says, but plainly where it is sober, and in one column, or of news."""
        is_plain = self.frame.columns == 1 or self.frame.name == "news" or _is_sober(self.article)
        return "none" if is_plain else self.facts.opening

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
    return [*words, SPACE_KEY]


SPACE_KEY = "word-space"
"""The first word of a headline twice, with a space between: fonts of each script have spaces of their own."""
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
