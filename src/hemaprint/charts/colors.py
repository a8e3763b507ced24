# SPDX-License-Identifier: MIT
"""Say which colours of an issue's charts the theme does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hemaprint.content.blocks import Chart
from hemaprint.content.models import Article
from hemaprint.content.units import block_units
from hemaprint.errors import Problem, did_you_mean
from hemaprint.theme.theme import Theme


def unknown_colors(articles: Iterable[Article], theme: Theme) -> Iterator[Problem]:
    """An error (HP118) at every colour of ``:colors:`` that the theme does not name."""
    for article in articles:
        for chart in charts_of(article):
            for series in chart.spec.series:
                if series.color and series.color not in theme.colors and series.place is not None:
                    hint = did_you_mean(series.color, theme.colors) or f"it has {', '.join(sorted(theme.colors))}"
                    yield Problem("HP118", f'the theme has no colour "{series.color}"', series.place, hint)


def charts_of(article: Article) -> Iterator[Chart]:
    """The charts of an article, in turns, items and boxes as well, in order."""
    for block in article.body:
        for unit in block_units(block, article.path):
            holder, _ = unit.path[-1]
            if isinstance(holder, Chart) and unit.is_picture:
                yield holder
