"""How long articles are before they are set: as the last build remembers, or as their manuscripts let us guess."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from hemaprint.galley.compose import Composer
from hemaprint.theme.geometry import BASELINE

MOST_PAGES = 1000
"""No article has as many; a larger count comes from a file that is not ours."""


@dataclass(frozen=True, slots=True)
class LastSet:
    """An article in the last build: its pages, the seconds that it took when it was last set, and its budget then."""

    pages: int
    seconds: float = 0.0
    budget: int | None = None


def read_last(path: Path) -> dict[str, LastSet]:
    """What the last build knows; anything unreadable counts as nothing."""
    try:
        data = json.loads(path.read_text("utf-8"))
        return {
            str(slug): LastSet(pages, float(seconds), budget)
            for slug, (pages, seconds, budget) in data.items()
            if isinstance(pages, int) and 0 < pages < MOST_PAGES and seconds >= 0
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_last(last: Mapping[str, LastSet]) -> bytes:
    """What ``read_last`` reads."""
    data = {slug: [one.pages, round(one.seconds, 3), one.budget] for slug, one in last.items()}
    return json.dumps(data, indent=1).encode()


_LETTER = 4.6
"""Average width of a letter of the text with its share of the spaces and of short last lines, in pt."""
_HEAD = 0.25
"""The share of its first sheet that the head of an article takes."""
_BLOCK = 14
"""Lines of a column that a displayed block takes, more or less."""


def estimate(composer: Composer) -> int:
    """About how many pages an article takes; a wrong guess costs a second setting of what it moves."""
    frame, depth = composer.frame, composer.setting.theme.geometry.lines
    lines = sum(len(item.html.striptags()) * _LETTER / frame.column + 1 for item in composer.body.flow)
    lines += _BLOCK * (len(composer.body.zones) * frame.columns + len(composer.body.tail))
    lines += len(composer.article.references) * 3 * 9 / BASELINE
    return max(1, ceil(lines / (frame.columns * depth) + _HEAD)) + (1 if composer.has_plate else 0)
