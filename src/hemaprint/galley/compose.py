"""Compose an article: sort its blocks, draw each by its partial, and fill its page template."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from jinja2 import Template as JinjaTemplate
from jinja2.runtime import Context
from markupsafe import Markup

from hemaprint.charts import Palette, draw
from hemaprint.content.blocks import Block, Box, Chart, Crosshead, Displayed, Figure, NewsItem, PullQuote, Table, Turn
from hemaprint.content.markdown import finish_text, render_inline
from hemaprint.content.models import Advertisement, Article, Side
from hemaprint.galley.flow import Copy, Floating, Item, Sorter
from hemaprint.galley.galley import PROJECT_SCHEME, Galley
from hemaprint.galley.makeup import LAST_SHEET, MakeUp
from hemaprint.galley.setting import Setting
from hemaprint.galley.sheets import page_rules, zone_name
from hemaprint.galley.words import words_of
from hemaprint.theme.geometry import BASELINE


@dataclass(frozen=True, slots=True)
class Run:
    """Items between two column breaks; a ``wide`` run holds one block across all columns."""

    wide: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class PlacedZone:
    """A zone with its blocks, as the template draws it."""

    name: str
    position: str
    lines: int
    slots: tuple[Floating, ...]


BlockFunction = Callable[[Context], Iterator[str]]


class Composer:
    """Composes one article against one setting, measured first, then made up."""

    def __init__(self, article: Article, setting: Setting) -> None:
        self.article = article
        self.setting = setting
        self.facts = setting.theme.declared(article.template)
        self.frame = setting.theme.geometry.frame(self.facts.frame)
        self.words = words_of(article.language)
        self.environment = setting.theme.environment
        self.has_plate = article.meta.opener is not None and self.facts.spread
        self.copy = self._sort()

    # ------------------------------------------------------------ documents

    def measured(self) -> Galley:
        """The galley proof: text in one long column, every other block at its own width, nothing placed."""
        return self._document(
            "measure.html",
            self._context(MakeUp(), "any")
            | {"copy": self.copy, "headline_rows": self.headline_rows(), "pull_widths": PULL_WIDTHS},
        )

    def ends(self, makeup: MakeUp) -> Galley:
        """The head and the tail by themselves, at the title size of ``makeup``, to be measured."""
        template = self.environment.get_template(f"pages/{self.article.template}.html")
        context = self._context(makeup, "any") | {"lead": self.copy.lead, "tail": self.copy.tail}
        parts = {
            name: Markup("".join(block(template.new_context(context))))
            for name in ("head", "tail", "side_head")
            if (block := self._block(template, name))
        }
        return self._document("measure-ends.html", context | {"head": "", "tail": "", "side_head": ""} | parts)

    def made_up(self, makeup: MakeUp, first_side: Side) -> Galley:
        """The final galley; ``first_side`` is where its very first page falls."""
        first_sheet = first_side if not self.has_plate else other_side(first_side)
        context = self._context(makeup, first_side) | {
            "runs": self._runs(),
            "lead": self.copy.lead,
            "tail": self._tail(makeup),
            "zones": self._zones(makeup),
            "sides": self._sides(makeup),
            "first_sheet": first_sheet,
            "page_rules": Markup(page_rules(makeup, self.frame, first_sheet, picture_head=self._picture_head())),
        }
        return self._document(f"pages/{self.article.template}.html", context, numbered=True)

    def _discloses(self) -> bool:
        return any(person.disclosure for person in self.article.meta.contributors)

    def _picture_head(self) -> bool:
        opener = self.article.meta.opener
        return self.has_plate and opener is not None and bool(opener.second)

    def headline_rows(self) -> list[list[str]]:
        """The words of the headline, line by line as the editor broke it."""
        finished = [
            finish_text(line, self.article.language) for line in self.article.meta.headline.strip().splitlines()
        ]
        return [line.replace("\u00a0", " ").split() for line in finished if line.strip()]

    def _context(self, makeup: MakeUp, side: Side) -> dict[str, object]:
        return {
            "article": self.article,
            "meta": self.article.meta,
            "words": self.words,
            "headline": self.article.title,
            "setting": self.setting,
            "frame": self.frame,
            "makeup": makeup,
            "side": side,
            "baseline": BASELINE,
            "image": self._image_url,
            "finish": partial(finish_text, language=self.article.language),
            "inline": self._inline,
            "byline": self._byline(),
            "has_plate": self.has_plate,
            "has_tail": bool(self.copy.tail or makeup.tail or self.article.references or self._discloses()),
        }

    def _document(self, template: str, context: Mapping[str, object], *, numbered: bool = False) -> Galley:
        html = self.environment.get_template(template).render(context)
        # what is only measured cites no real numbers: its measures hold wherever the articles stand
        setting = self.setting if numbered else replace(self.setting, pages={})
        return Galley(self.article.slug, setting.fill_pages(setting.unlink_absent(html)), self.frame)

    def _block(self, template: JinjaTemplate, name: str) -> BlockFunction | None:
        """A block of a page template, looked up where the template or what it extends defines it."""
        if name in template.blocks:
            return template.blocks[name]
        return self.environment.get_template("article.html").blocks.get(name)

    # ------------------------------------------------------------ blocks

    def _sort(self) -> Copy:
        sorter = Sorter(
            self.frame,
            self._render,
            drop_cap=self.frame.columns > 1 and self.frame.name != "news",
            lead_in_head=self.frame.name == "news" and any(isinstance(block, NewsItem) for block in self.article.body),
        )
        copy = sorter.sort(self.article.body)
        ads = tuple(self._half_page(ad) for ad in self.setting.half_pages(self.article.slug))
        return Copy(copy.lead, copy.flow, copy.zones + ads, copy.sides, copy.tail)

    def _render(self, block: Block, where: str) -> Markup:
        context: dict[str, object] = {"block": block, "where": where, "image": self._image_url, "inner": self._inner}
        if isinstance(block, Chart):
            context["drawing"] = self._chart(block, where)
        html = self._partial(block).render(setting=self.setting, article=self.article, words=self.words, **context)
        return Markup(html.strip())

    def _partial(self, block: Block) -> JinjaTemplate:
        return self.environment.get_template(f"partials/{_partial_name(block)}.html")

    def _inner(self, block: Block) -> Markup:
        """A block inside a box, a turn or an item: plain text blocks, or a partial of its own."""
        if isinstance(block, Displayed | Turn | NewsItem):
            return self._render(block, "inner")
        if isinstance(block, Crosshead):
            named = Markup(' id="{}"').format(block.anchor) if block.anchor else ""
            return Markup("<h4{}>{}</h4>").format(named, Markup(block.html))
        html = Markup(getattr(block, "html", ""))
        return html if html.startswith(("<ul", "<ol", "<dl", "<blockquote")) else Markup("<p>{}</p>").format(html)

    def _chart(self, chart: Chart, where: str) -> Markup:
        width = {"zone": self.frame.width, "wide": self.frame.width, "side": self.frame.side}.get(
            where, self.frame.column
        )
        palette = Palette(self.setting.theme.colors)
        title_id = f"{self.article.slug}--chart_{chart.line}"
        return Markup(draw(chart.spec, width=width, palette=palette, title_id=title_id, alt=chart.alt))

    def _half_page(self, ad: Advertisement) -> Floating:
        html = self.environment.get_template("partials/half-ad.html").render(
            ad=ad, image=self._image_url, setting=self.setting, inline=self._inline
        )
        sheet = ad.slot.sheet or LAST_SHEET
        return Floating(f"ad-{ad.id}", 0, len(self.article.body), Markup(html.strip()), "bottom", sheet)

    # ------------------------------------------------------------ what the templates ask for

    def _runs(self) -> tuple[Run, ...]:
        runs: list[Run] = []
        for item in self.copy.flow:
            if item.wide or not runs or runs[-1].wide:
                runs.append(Run(item.wide, (item,)))
            else:
                runs[-1] = Run(False, (*runs[-1].items, item))
        return tuple(runs)

    def _zones(self, makeup: MakeUp) -> tuple[PlacedZone, ...]:
        slots = {floating.key: floating for floating in (*self.copy.zones, *self._jump_lines())}
        return tuple(
            PlacedZone(zone_name(zone), zone.position, zone.lines, tuple(slots[key] for key in zone.keys))
            for zone in makeup.zones
        )

    def _tail(self, makeup: MakeUp) -> tuple[Item, ...]:
        """The tail, led by blocks that found no sheet."""
        slots = {floating.key: floating for floating in self.copy.zones}
        late = tuple(Item(key, slots[key].line, slots[key].html) for key in makeup.tail)
        return late + self.copy.tail

    def _sides(self, makeup: MakeUp) -> dict[int, tuple[Floating, ...]]:
        slots = {floating.key: floating for floating in self.copy.sides}
        return {sheet: tuple(slots[key] for key in keys) for sheet, keys in sorted(makeup.sides.items())}

    def _jump_lines(self) -> tuple[Floating, ...]:
        jump = self.setting.jumps.get(self.article.slug)
        if jump is None:
            return ()
        to = Markup('<p class="jump to">{}</p>').format(self.words.continued_on.format(jump.to))
        back = Markup('<p class="jump from">{}</p>').format(self.words.continued_from.format(jump.back))
        return (Floating(JUMP_TO, 0, 0, to, "bottom"), Floating(JUMP_FROM, 0, 0, back, "top"))

    def _image_url(self, source: str | object) -> str:
        return image_url(self.setting, source)

    def _inline(self, text: str) -> Markup:
        keep = frozenset(self.setting.config.acronyms.keep)
        return Markup(render_inline(text, language=self.article.language, keep_acronyms=keep))

    def _byline(self) -> Markup:
        meta = self.article.meta
        if meta.byline:
            return self._inline(meta.byline)
        authors = [person.name for person in meta.contributors if person.role == "author"]
        return Markup(self.words.byline).format(self.setting.join_names(authors)) if authors else Markup()


PULL_WIDTHS = tuple(range(145, 75, -5))
"""Widths in mm at which pull quotes are measured; the first is that of ``--measure`` in tokens.css."""
JUMP_TO, JUMP_FROM = "jump-to", "jump-from"
_PARTIALS: dict[type[Block], str] = {
    Figure: "figure",
    Chart: "chart",
    Table: "table",
    PullQuote: "pullquote",
    Turn: "qa",
    NewsItem: "item",
}


def _partial_name(block: Block) -> str:
    if isinstance(block, Box):
        return "about" if block.kind == "about" else "questions" if block.kind == "questions" else "box"
    return _PARTIALS[type(block)]


def image_url(setting: Setting, source: object) -> str:
    """The URL of a picture: a path of the issue's folder, or an absolute path inside the project."""
    path = source if isinstance(source, Path) else setting.issue.path / str(source)
    root = setting.issue.path.parents[1]
    return f"{PROJECT_SCHEME}:///{path.resolve().relative_to(root.resolve()).as_posix()}"


def other_side(side: Side) -> Side:
    """The facing side."""
    return "left" if side == "right" else "right"
