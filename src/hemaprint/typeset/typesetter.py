"""Typeset articles step by step: measure the headline, compose the galley, have it laid out, cut and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from unicodedata import east_asian_width

from markupsafe import Markup

from hemaprint.errors import Location, Problem
from hemaprint.galley.completeness import prove_article
from hemaprint.galley.compose import Composer, word_keys
from hemaprint.galley.galley import Galley, MakeUp
from hemaprint.project.config import Side
from hemaprint.theme.geometry import MARGIN_OUTSIDE
from hemaprint.typeset.pages import Extents, Pages
from hemaprint.typeset.titles import FittedTitle, Word, fit_title, require_measured
from hemaprint.typeset.wanted import Steps, measured, written

FULL_LEADING = 1.15
"""Chinese and Japanese characters fill their em: tighter lines of a title would touch."""
SMALLEST_TITLE = 12.0
"""A headline that fits its measure only below this size, in pt, is overset."""


@dataclass(frozen=True, slots=True)
class SetArticle:
    """An article as it was set: the galley that it came from in the end, and its pages."""

    galley: Galley
    pages: Pages


def set_article(composer: Composer, side: Side) -> Steps[SetArticle]:
    """Set an article whose first page falls on ``side``."""
    source = composer.article.path
    words = yield from measured(composer.measured(), source)
    require_measured(word_keys(composer.headline_rows()), words.extents, composer.setting.theme, "measure-title.html")
    title = fit_headline(composer, words.extents)
    galley = composer.galley(MakeUp(title.size, title.leading, title.lines), side)
    left_out = prove_article(composer, galley)
    pages = yield from written(galley, source)
    problems = (*words.problems, *_title_problems(composer, title), *left_out, *pages.problems)
    return SetArticle(galley, replace(pages, problems=problems))


def fit_headline(composer: Composer, extents: Extents) -> FittedTitle:
    """Size and break the headline from its measured words."""
    facts, geometry = composer.facts, composer.setting.theme.geometry
    measures: Mapping[str, float] = {
        "plate": geometry.width - 2 * MARGIN_OUTSIDE if composer.has_plate else geometry.type_width,
        # without a plate before it, the sheet may be a left one, whose side column the title cannot run over
        "type": geometry.type_width if composer.has_plate else composer.frame.width,
        "text": composer.frame.width,
        "column": geometry.column(3),
    }
    rows = title_rows(composer.headline_rows(), extents)
    full = any(east_asian_width(letter) == "W" for letter in composer.article.title)
    leading = max(facts.title_leading, FULL_LEADING) if full else facts.title_leading
    return fit_title(rows, title_space(extents), measures[facts.title_measure], facts.title_max, leading)


def title_rows(rows: list[list[Markup]], extents: Extents) -> list[list[Word]]:
    """The words of a headline with their measured widths."""
    return [
        [Word(text, extents[f"word-{row}-{column}"][0].width) for column, text in enumerate(words)]
        for row, words in enumerate(rows)
    ]


def title_space(extents: Extents) -> float:
    """The width of a word space at the reference size."""
    return extents["word-space-a"][0].width - extents["word-space-b"][0].width


def _title_problems(composer: Composer, title: FittedTitle) -> tuple[Problem, ...]:
    if title.size >= SMALLEST_TITLE:
        return ()
    message = f"the headline would fit its measure only at {title.size:g} pt"
    hint = "break it into lines, or shorten its longest word"
    return (Problem("HP206", message, Location(composer.article.path, 1, 1), hint),)
