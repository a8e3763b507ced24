# SPDX-License-Identifier: MIT
"""Say which colours of an issue's charts the theme does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from hemaprint.content.models import Article
from hemaprint.content.units import charts_of
from hemaprint.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from hemaprint.theme.theme import Theme


def unknown_colors(articles: Iterable[Article], theme: Theme) -> Iterator[Problem]:
    """An error (HP118) at every colour of ``:colors:`` that the theme does not name."""
    for article in articles:
        for chart in charts_of(article):
            for series in chart.spec.series:
                if series.color and series.color not in theme.colors and series.place is not None:
                    hint = did_you_mean(series.color, theme.colors) or f"it has {', '.join(sorted(theme.colors))}"
                    yield Problem("HP118", f'the theme has no colour "{series.color}"', series.place, hint)
