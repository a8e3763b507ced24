"""Compose an article: sort its blocks, draw each by its partial, and fill its page template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from markupsafe import Markup

from hemaprint.charts import draw, palette_of
from hemaprint.content.blocks import (
    Block,
    Box,
    Chart,
    Crosshead,
    Displayed,
    Figure,
    Listing,
    NewsItem,
    PullQuote,
    Table,
    Turn,
)
from hemaprint.content.markdown import finish_text, read_headline, render_blocks, render_inline, text_of
from hemaprint.content.models import Advertisement, Article, Headline, Side
from hemaprint.galley.flow import Copy, Floating, Item, Sorter
from hemaprint.galley.galley import PROJECT_SCHEME, Galley
from hemaprint.galley.listings import broken
from hemaprint.galley.makeup import LAST_SHEET, MakeUp
from hemaprint.galley.people import credits_of, declarations_of, labelled_note
from hemaprint.galley.regions import HEAD, WORDS, require, require_element
from hemaprint.galley.setting import Setting
from hemaprint.galley.words import words_of
from hemaprint.theme.geometry import BASELINE


@dataclass(frozen=True, slots=True)
class Run:
    """Items between two column breaks; a ``wide`` run holds one block across all columns."""

    wide: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A block that leaves the flow, and the key of the item of the flow that the editor put it behind, or ""."""

    block: Floating
    after_key: str


class Composer:
    """Composes one article against one setting: the words of its headline first, then all of it."""

    def __init__(self, article: Article, setting: Setting) -> None:
        self.article = article
        self.setting = setting
        self.facts = setting.theme.declared(article.template)
        self.frame = setting.theme.geometry.frame(self.facts.frame, self.facts.columns)
        self.words = words_of(article.language)
        self.environment = setting.theme.environment
        self.has_plate = article.meta.opener is not None and self.facts.spread
        self.copy = self._sort()

    # ------------------------------------------------------------ documents

    def measured(self) -> Galley:
        """The words of the headline at the reference size, to be measured before the title is fitted."""
        layout, rows = "measure-title.html", self.headline_rows()
        galley = self._document(layout, self._context(MakeUp(), "any") | {"headline_rows": rows})
        require(galley.html, word_keys(rows), self.setting.theme, layout, WORDS)
        return galley

    def galley(self, makeup: MakeUp, first_side: Side) -> Galley:
        """The whole article, to be laid out once and cut; ``first_side`` is where its very first page falls."""
        first_sheet = first_side if not self.has_plate else other_side(first_side)
        keys = {index: item.key for index, item in enumerate(self.copy.flow)}
        context = self._context(makeup, first_side) | {
            "runs": self._runs(),
            "lead": self.copy.lead,
            "tail": self.copy.tail,
            "zones": [Placed(zone, keys.get(zone.after, "")) for zone in (*self.copy.zones, *self._jump_lines())],
            "sides": [Placed(side, keys.get(side.after, "")) for side in self.copy.sides],
            "first_sheet": first_sheet,
            "picture_head": self._picture_head(),
            "sheets": self._budget(),
        }
        layout = f"pages/{self.article.template}.html"
        galley = self._document(layout, context, numbered=True)
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
        return marked_rows(self.article.headline)

    def _context(self, makeup: MakeUp, side: Side) -> dict[str, object]:
        return {
            "article": self.article,
            "meta": self.article.meta,
            "words": self.words,
            "headline": Markup(self.article.headline.html),
            "setting": self.setting,
            "frame": self.frame,
            "is_justified": (self.article.meta.text or self.facts.text) == "justified",
            "makeup": makeup,
            "side": side,
            "baseline": BASELINE,
            "image": self._image_url,
            "finish": partial(finish_text, language=self.article.language),
            "inline": self._inline,
            "credits": partial(credits_of, self.article),
            "sponsored": Markup(self.words.sponsored).format(self._inline(self.article.meta.sponsor)),
            "running": self._running(),
            "label": "" if labelled_note(self.article) else self._inline(self.article.meta.label),
            "declarations": declarations_of(self.article),
            "has_plate": self.has_plate,
            "jump": self.setting.jumps.get(self.article.slug),
            "has_tail": bool(self.copy.tail or self.article.references or declarations_of(self.article)),
        }

    def _document(self, template: str, context: Mapping[str, object], *, numbered: bool = False) -> Galley:
        html = self._filled(template, context)
        # what is only measured cites no real numbers: its measures hold wherever the articles stand
        setting = self.setting if numbered else replace(self.setting, pages={})
        return Galley(self.article.slug, setting.to_set(setting.unlink_absent(html)), self.frame)

    def _filled(self, layout: str, context: Mapping[str, object]) -> str:
        with self.setting.theme.blamed(layout):
            return self.environment.get_template(layout).render(context)

    # ------------------------------------------------------------ blocks

    def _sort(self) -> Copy:
        sorter = Sorter(
            self.frame,
            self._render,
            language=self.article.language,
            drop_cap=self.frame.columns > 1 and self.frame.name != "news",
            lead_in_head=self.frame.name == "news" and any(isinstance(block, NewsItem) for block in self.article.body),
        )
        copy = sorter.sort(self.article.body)
        ads = tuple(self._half_page(ad) for ad in self.setting.half_pages(self.article.slug))
        return Copy(copy.lead, copy.flow, copy.zones + ads, copy.sides, copy.tail)

    def _render(self, block: Block, where: str) -> Markup:
        html = block.html if isinstance(block, Listing) else self._drawn(block, where)
        if where == "inner":
            return Markup(html)
        return broken(html, self._measure(block, where), self.setting.theme.code_size)

    def _measure(self, block: Block, where: str) -> float:
        """The width of the text in a block, or what is surely no wider where a style sets it in columns."""
        if not isinstance(block, Box):
            return self._width(where)
        in_columns = block.kind in ("note", "about", "questions") and where != "side"
        return (self.setting.theme.geometry.column(3) if in_columns else self._width(where)) - BOX_PADDING

    def _width(self, where: str) -> float:
        return {"zone": self.frame.width, "wide": self.frame.width, "side": self.frame.side}.get(
            where, self.frame.column
        )

    def _drawn(self, block: Block, where: str) -> Markup:
        context: dict[str, object] = {
            "block": block,
            "where": where,
            "image": self._image_url,
            "inner": self._inner,
            "label": self._inline(self.article.meta.label) if block is labelled_note(self.article) else "",
        }
        if isinstance(block, Chart):
            context["drawing"] = self._chart(block, where)
        context |= {"setting": self.setting, "article": self.article, "words": self.words}
        layout = f"partials/{partial_of(block)}.html"
        html = self._filled(layout, context).strip()
        require_element(html, self.setting.theme, layout)
        return Markup(html)

    def _inner(self, block: Block) -> Markup:
        """A block inside a box, a turn or an item: plain text blocks, or a partial of its own."""
        if isinstance(block, Displayed | Turn | NewsItem):
            return self._render(block, "inner")
        if isinstance(block, Crosshead):
            named = Markup(' id="{}"').format(block.anchor) if block.anchor else ""
            return Markup("<h4{}>{}</h4>").format(named, Markup(block.html))
        if isinstance(block, Listing):
            return self._render(block, "inner")
        return Markup("<p>{}</p>").format(Markup(getattr(block, "html", "")))

    def _chart(self, chart: Chart, where: str) -> Markup:
        palette = palette_of(self.setting.theme)
        title_id = f"{self.article.slug}--chart_{chart.line}"
        return Markup(draw(chart.spec, width=self._width(where), palette=palette, title_id=title_id, alt=chart.alt))

    def _half_page(self, ad: Advertisement) -> Floating:
        context = {
            "ad": ad,
            "copy": paragraphs(ad.text, self.setting),
            "image": self._image_url,
            "setting": self.setting,
            "display": partial(display, self.setting),
        }
        html = self._filled("partials/half-ad.html", context)
        sheet = ad.slot.sheet or LAST_SHEET
        return Floating(f"{AD_KEY}{ad.id}", 0, len(self.article.body), Markup(html.strip()), "bottom", sheet)

    # ------------------------------------------------------------ what the templates ask for

    def _runs(self) -> tuple[Run, ...]:
        runs: list[Run] = []
        for item in self.copy.flow:
            if item.wide or not runs or runs[-1].wide:
                runs.append(Run(item.wide, (item,)))
            else:
                runs[-1] = Run(False, (*runs[-1].items, item))
        return tuple(runs)

    def _jump_lines(self) -> tuple[Floating, ...]:
        jump = self.setting.jumps.get(self.article.slug)
        if jump is None:
            return ()
        to = Markup('<p class="jump to">{}</p>').format(self.words.continued_on.format(jump.to))
        back = Markup('<p class="jump from">{}</p>').format(self.words.continued_from.format(jump.back))
        return (
            Floating(JUMP_TO, 0, -1, to, "bottom", jump.after),
            Floating(JUMP_FROM, 0, -1, back, "top", jump.after + 1),
        )

    def _image_url(self, source: str | object) -> str:
        return image_url(self.setting, source)

    def _running(self) -> str:
        """What the running head says: sponsored copy is labelled on every page."""
        sponsor = text_of(self._inline(self.article.meta.sponsor))
        return self.words.sponsored.format(sponsor) if sponsor else self.article.running_title

    def _inline(self, text: str) -> Markup:
        keep = frozenset(self.setting.config.acronyms.keep)
        return Markup(render_inline(text, language=self.article.language, keep_acronyms=keep))


def word_keys(rows: Sequence[Sequence[str]]) -> list[str]:
    """The keys of the words of a headline where they are measured, and of what tells the width of a word space."""
    words = [f"word-{row}-{column}" for row, texts in enumerate(rows) for column in range(len(texts))]
    return [*words, *SPACE_KEYS]


SPACE_KEYS = ("word-space-a", "word-space-b")
BOX_PADDING = 18.0
"""The padding of a box on both sides, in pt (box.css, about.css)."""
JUMP_TO, JUMP_FROM = "jump-to", "jump-from"
AD_KEY = "ad-"
_PARTIALS: dict[type[Block], str] = {
    Figure: "figure",
    Chart: "chart",
    Table: "table",
    PullQuote: "pullquote",
    Turn: "qa",
    NewsItem: "item",
}


def partial_of(block: Block) -> str:
    """The name of the partial that draws a block; "" for plain text."""
    if isinstance(block, Box):
        return "about" if block.kind == "about" else "questions" if block.kind == "questions" else "box"
    return _PARTIALS.get(type(block), "")


def marked_rows(headline: Headline) -> list[list[Markup]]:
    """The words of a headline, line by line, for a template."""
    return [[Markup(word) for word in row] for row in headline.rows]


def image_url(setting: Setting, source: object) -> str:
    """The URL of a picture: a path of the issue's folder, or an absolute path inside the project."""
    path = source if isinstance(source, Path) else setting.issue.path / str(source)
    root = setting.issue.path.parents[1]
    return f"{PROJECT_SCHEME}:///{path.resolve().relative_to(root.resolve()).as_posix()}"


def other_side(side: Side) -> Side:
    """The facing side."""
    return "left" if side == "right" else "right"


def display(setting: Setting, text: str) -> Markup:
    """A headline of ``issue.yaml``: inline Markdown without small capitals; its line breaks stay newlines."""
    return Markup(read_headline(text, setting.language).html)


def paragraphs(text: str, setting: Setting) -> list[Markup]:
    """Markdown of several paragraphs, block by block."""
    blocks = render_blocks(
        text,
        language=setting.language,
        keep_acronyms=frozenset(setting.config.acronyms.keep),
        path=setting.issue.path / "issue.yaml",
        first_line=1,
    )
    return [
        Markup(block.html)
        if isinstance(block, Listing)
        else Markup("<p>{}</p>").format(Markup(getattr(block, "html", "")))
        for block in blocks
    ]
