"""What is decided of an article before its galley is composed: how its headline is set.

The make-up itself is decided when the galley is laid out; what an editor wants of it stands in the galley's HTML:
``data-place`` (top, bottom, auto or side), ``data-sheet`` (from 1, the first that carries text, or LAST_SHEET),
``data-after`` (the key of the item that a block is behind), ``data-depth`` (least lines of a head), ``data-sheets``
(how many the budget gives), ``data-split`` (the last sheet before an article is split), ``data-resume`` (the side on
which it goes on).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Position = Literal["top", "bottom"]
LAST_SHEET = -1
"""In place of a sheet's number: the one that the text ends on."""


@dataclass(frozen=True, slots=True)
class MakeUp:
    """A fitted headline: its size and leading in pt, its lines as inline HTML."""

    title_size: float = 0.0
    title_leading: float = 0.0
    title_lines: tuple[str, ...] = ()
