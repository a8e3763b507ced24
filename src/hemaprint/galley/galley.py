# SPDX-License-Identifier: MIT
"""Hold a galley: one HTML document, ready to be laid out, whose regions are measured.

The make-up itself is decided when the galley is laid out; the editor's wishes are in the galley's HTML: ``data-place``
(top, bottom, auto or side), ``data-sheet`` (from 1, the first that carries text, or LAST_SHEET), ``data-after`` (the
key of the item that a block follows), ``data-depth`` (least lines of a head), ``data-sheets`` (how many the budget
gives), ``data-split`` (the last sheet before an article is split), ``data-resume`` (the side on which it goes on).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.project.themes import bundled
from hemaprint.theme.geometry import Frame
from hemaprint.theme.theme import Theme

PROJECT_SCHEME = "hemaprint-project"
"""URLs of this scheme name files of the project."""


@dataclass(frozen=True, slots=True)
class Galley:
    """A document ready to be laid out: its HTML (styles excluded), and the frame of its running text."""

    name: str
    html: str
    frame: Frame


Position = Literal["top", "bottom"]
LAST_SHEET = -1
"""Instead of the number of a sheet: the last sheet with text."""


@dataclass(frozen=True, slots=True)
class MakeUp:
    """A fitted headline: its size and leading in pt, its lines as inline HTML; the size of a nameplate above it."""

    title_size: float = 0.0
    title_leading: float = 0.0
    title_lines: tuple[str, ...] = ()
    nameplate_size: float = 0.0


# ---------------------------------------------------------------- regions

_KEY = re.compile(r"""\bdata-key\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
WORDS, HEAD = 'data-key="word-', 'data-key="head"'
NAMEPLATE = "nameplate"
"""How the bundled layouts write the regions, by which the layout is found that should have one; and the key of the
magazine's name where it is measured."""


def require(html: str, keys: Iterable[str], theme: Theme, layout: str, written: str) -> None:
    """Raise ContentError (HP234) where ``html``, which ``layout`` was filled to, lacks the region of one of ``keys``.

    Its place is the project's layout whose bundled original has what is ``written``. Without such a layout it is a bug.
    """
    found = {double or single or plain for double, single, plain in _KEY.findall(html)}
    missing = [key for key in keys if key not in found]
    if not missing:
        return
    path = _replaced(theme, layout, written)
    if path is None:
        raise KeyError(missing[0])
    hint = f"every measured region needs its key: keep {written}…"
    message = f'this layout has no region with data-key="{missing[0]}"'
    raise ContentError([Problem("HP234", message, Location(path, 1, 1), hint)])


def require_element(html: str, theme: Theme, layout: str) -> None:
    """Raise ContentError (HP234) where a partial does not begin with an element, which needs the block's key."""
    own = () if re.match(r"<\w", html) else theme.own_layouts(layout)
    if own:
        message, hint = "this layout does not begin with an element", "put its contents into one: <div>…</div>"
        raise ContentError([Problem("HP234", message, Location(own[0], 1, 1), hint)])


def _replaced(theme: Theme, layout: str, written: str) -> Path | None:
    """The project's layout that should have what is ``written``: the first whose bundled one has it, or the nearest."""
    own = theme.own_layouts(layout)
    folders = theme.own("layouts")
    names = {path: path.relative_to(next(folder for folder in folders if path.is_relative_to(folder))) for path in own}
    originals = {path: bundled("layouts") / name for path, name in names.items()}
    having = (
        path for path, original in originals.items() if original.is_file() and written in original.read_text("utf-8")
    )
    return next(having, own[0] if own else None)
