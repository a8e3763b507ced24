"""Guess from its manuscript how many pages an article will take, before any of it is set."""

from __future__ import annotations

from math import ceil

from hemaprint.galley.compose import Composer
from hemaprint.theme.geometry import BASELINE

_LETTER = 4.6
"""Average width of a letter of the text with its share of the spaces and of short last lines, in pt."""
_HEAD = 0.25
"""The share of its first sheet that the head of an article takes."""
_BLOCK = 14
"""Lines of a column that a displayed block takes, more or less."""


def estimate(composer: Composer) -> int:
    """About how many pages an article takes; a wrong guess costs a second setting of what it moves."""
    frame, depth = composer.frame, composer.setting.theme.geometry.lines
    lines = sum(len(item.html.striptags()) * _LETTER / frame.column + 1 for item in composer.copy.flow)
    lines += _BLOCK * (len(composer.copy.zones) * frame.columns + len(composer.copy.tail))
    lines += len(composer.article.references) * 3 * 9 / BASELINE
    return max(1, ceil(lines / (frame.columns * depth) + _HEAD)) + (1 if composer.has_plate else 0)
