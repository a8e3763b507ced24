"""Refuse measures that a style or a layout of the project's has taken away."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.source.text import place_of, read_text
from hemaprint.theme.theme import Theme
from hemaprint.typeset.pages import Extents

_HIDING = re.compile(r"\b(?:display\s*:\s*(?:none|contents)|font(?:-size)?\s*:\s*0)")


def require_measured(keys: Iterable[str], extents: Extents, theme: Theme, layout: str) -> None:
    """Raise ContentError (HP235) where one of ``keys`` was laid out without any width, or not at all.

    Without styles and layouts of the project's own, what is missing is a bug: KeyError.
    """
    for key in keys:
        if not any(extent.width > 0 for extent in extents.get(key, ())):
            place = _hiding(theme, layout)
            if place is None:
                raise KeyError(key)
            message = f'what has data-key="{key}" in {layout} takes no room on any page: the styles hide it'
            hint = "what the make-up measures must be laid out: no display: none, no width and no size of 0"
            raise ContentError([Problem("HP235", message, place, hint)])


def _hiding(theme: Theme, layout: str) -> Location | None:
    """The last declaration of the project's own that hides something; else the first file that could."""
    sheets = tuple(sheet for sheet in theme.sheets.paths if theme.is_own_style(sheet))
    layouts = theme.own_layouts(layout)
    for path in (*reversed(sheets), *layouts):
        text = read_text(path)[0] or ""
        for match in reversed(list(_HIDING.finditer(text))):
            return place_of(text, match.start(), path)
    return next((Location(path, 1, 1) for path in (*sheets, *layouts)), None)
