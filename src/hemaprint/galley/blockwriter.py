# SPDX-License-Identifier: MIT
"""Draw the blocks of an article: each by its partial, with what that can name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import assert_never

from markupsafe import Markup

from hemaprint.charts import csv_of, draw, lettering_of, palette_of, summary
from hemaprint.charts import words_of as chart_words
from hemaprint.content import blocks
from hemaprint.content.markdown import read_inline
from hemaprint.content.models import Article
from hemaprint.galley.addresses import code_of
from hemaprint.galley.crossword import board_of
from hemaprint.galley.gallery import Room, fit, rows_of
from hemaprint.galley.galley import PROJECT_SCHEME, require_element
from hemaprint.galley.markup import Shown, TextWriter, file_attributes
from hemaprint.galley.people import labelled_note
from hemaprint.galley.setting import Setting, words_of
from hemaprint.theme.geometry import Frame

BOX_PADDING = 1.5
"""The padding of a box on both sides, in lines of the grid (box.css, about.css)."""


class BlockWriter:
    """Writes the blocks of one article, on sheets of ``frame``."""

    def __init__(self, article: Article, setting: Setting, frame: Frame, *, captions_beside: bool = False) -> None:
        self.article = article
        self.setting = setting
        self.frame = frame
        self.captions_beside = captions_beside and frame.side > 0 and frame.columns > 1

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
            "beside": self.captions_beside and where in ("zone", "wide", "row"),
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
            context["fit"] = fit(block, self._room(self._width(where)))
        layout = f"partials/{partial_of(block)}.html"
        html = self.filled(layout, context).strip()
        require_element(html, self.setting.theme, layout)
        return Markup(html)

    def _rows(self, gallery: blocks.Gallery) -> list[Shown]:
        """The rows of a page of a gallery."""
        return [Shown(row, self.setting.html) for row in rows_of(gallery.figures, self.room, gallery.height)]

    @property
    def room(self) -> Room:
        """The room of pictures across the text."""
        return self._room(self.frame.width)

    def _room(self, width: float) -> Room:
        return Room.of(width, self.setting.theme.geometry, captioned=not self.captions_beside)

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
