"""What a build remembers of its articles for the next one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
