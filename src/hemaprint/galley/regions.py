"""Make sure that a filled layout has every region that the make-up will measure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.project.project import bundled
from hemaprint.theme.theme import Theme

_KEY = re.compile(r"""\bdata-key\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
WORDS, HEAD = 'data-key="word-', 'data-key="head"'
"""How the bundled layouts write the regions, by which the layout is found that should have one."""


def require(html: str, keys: Iterable[str], theme: Theme, layout: str, written: str) -> None:
    """Raise ContentError (HP234) where ``html``, which ``layout`` was filled to, lacks the region of one of ``keys``.

    The place is the project's layout whose bundled one has what is ``written``. Without such a layout it is a bug.
    """
    found = {double or single or plain for double, single, plain in _KEY.findall(html)}
    missing = [key for key in keys if key not in found]
    if not missing:
        return
    path = _replaced(theme, layout, written)
    if path is None:
        raise KeyError(missing[0])
    hint = f"every region that is measured has its key: keep {written}…"
    message = f'this layout has no region with data-key="{missing[0]}"'
    raise ContentError([Problem("HP234", message, Location(path, 1, 1), hint)])


def require_element(html: str, theme: Theme, layout: str) -> None:
    """Raise ContentError (HP234) where a partial does not begin with an element, which is to bear the block's key."""
    own = () if re.match(r"<\w", html) else theme.own_layouts(layout)
    if own:
        message, hint = "this layout does not begin with an element", "put what it prints into one: <div>…</div>"
        raise ContentError([Problem("HP234", message, Location(own[0], 1, 1), hint)])


def _replaced(theme: Theme, layout: str, written: str) -> Path | None:
    """The project's layout that should have what is ``written``: the first whose bundled one has it, or the nearest."""
    own = theme.own_layouts(layout)
    names = {path: path.relative_to(folder) for path in own for folder in [theme.own[0]] if folder is not None}
    originals = {path: bundled("layouts") / name for path, name in names.items()}
    having = (
        path for path, original in originals.items() if original.is_file() and written in original.read_text("utf-8")
    )
    return next(having, own[0] if own else None)
