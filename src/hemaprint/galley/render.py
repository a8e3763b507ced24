"""Write the blocks of an article as HTML: running text here, everything else by the partial of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import assert_never

from markupsafe import Markup

from hemaprint.charts import draw, palette_of
from hemaprint.content.blocks import (
    Block,
    Box,
    Chart,
    CodeBlock,
    Crosshead,
    Definitions,
    Entry,
    Figure,
    List,
    NewsItem,
    Paragraph,
    PullQuote,
    Quotation,
    Table,
    Turn,
)
from hemaprint.content.markdown import read_inline
from hemaprint.content.models import Article
from hemaprint.galley.galley import PROJECT_SCHEME
from hemaprint.galley.inline import Shown
from hemaprint.galley.people import labelled_note
from hemaprint.galley.regions import require_element
from hemaprint.galley.setting import Setting
from hemaprint.galley.text import TextWriter
from hemaprint.galley.words import words_of
from hemaprint.theme.geometry import Frame

BOX_PADDING = 18.0
"""The padding of a box on both sides, in pt (box.css, about.css)."""


class BlockWriter:
    """Writes the blocks of one article, on sheets of ``frame``."""

    def __init__(self, article: Article, setting: Setting, frame: Frame) -> None:
        self.article = article
        self.setting = setting
        self.frame = frame

    def html(self, block: Block, where: str) -> Markup:
        """The HTML of a block; ``where`` is one of :data:`hemaprint.galley.flow.Where`."""
        return self._writer(self._measure(block, where), where).html(block)

    def inline(self, text: str) -> Markup:
        """A paragraph of Markdown of front matter as HTML."""
        keep = frozenset(self.setting.config.acronyms.keep)
        return self.setting.html(read_inline(text, language=self.article.language, keep_acronyms=keep))

    def filled(self, layout: str, context: Mapping[str, object]) -> str:
        """A layout, filled."""
        with self.setting.theme.blamed(layout):
            return self.setting.theme.environment.get_template(layout).render(context)

    def _writer(self, measure: float, where: str = "inner") -> TextWriter:
        drawn = partial(self._drawn, where=where, measure=measure)
        return TextWriter(self.setting.html, drawn, measure, self.setting.theme.code_size)

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

    def _drawn(self, block: Block, where: str, measure: float) -> Markup:
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
        if isinstance(block, Chart):
            context["drawing"] = self._chart(block, where)
        layout = f"partials/{partial_of(block)}.html"
        html = self.filled(layout, context).strip()
        require_element(html, self.setting.theme, layout)
        return Markup(html)

    def _chart(self, chart: Chart, where: str) -> Markup:
        palette = palette_of(self.setting.theme)
        title_id = f"{self.article.slug}--chart_{chart.line}"
        return Markup(draw(chart.spec, width=self._width(where), palette=palette, title_id=title_id, alt=chart.alt))


def partial_of(block: Block | Entry) -> str:
    """The name of the partial that draws a block; "" for running text, which needs none."""
    match block:
        case Box():
            return block.kind if block.kind in ("about", "questions") else "box"
        case Figure():
            return "figure"
        case Chart():
            return "chart"
        case Table():
            return "table"
        case PullQuote():
            return "pullquote"
        case Turn():
            return "qa"
        case NewsItem():
            return "item"
        case Paragraph() | Crosshead() | List() | Definitions() | Quotation() | CodeBlock() | Entry():
            return ""
        case _:
            assert_never(block)


def image_url(setting: Setting, source: object) -> str:
    """The URL of a picture: a path of the issue's folder, or an absolute path inside the project."""
    path = source if isinstance(source, Path) else setting.issue.path / str(source)
    root = setting.issue.path.parents[1]
    return f"{PROJECT_SCHEME}:///{path.resolve().relative_to(root.resolve()).as_posix()}"
