# SPDX-License-Identifier: MIT
"""Print a flat plan in a terminal of any width: its spreads as boxes, then a table of what is on the pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table

from hemaprint.copydesk.flatplan.plan import FlatPlan, Page, signatures_of
from hemaprint.copydesk.flatplan.telling import folios, kind_of, length_of, signature_text, summary
from hemaprint.pdf.raster import Spread

_SPREAD = 30
"""Characters that a spread takes at least, if the terminal has them."""
_LEAST, _MOST = 6, 24
"""Characters inside the box of a page."""
_GAP = 2
_LINES = 3


def print_plan(plan: FlatPlan, size: int) -> None:
    """The flat plan in signatures of ``size`` pages, on stdout."""
    console = Console(highlight=False, emoji=False, markup=False)
    console.print(f"{plan.heading}: {summary(plan, size)}", style="bold", soft_wrap=True)
    for signature in signatures_of(plan, size):
        console.print(f"\n{signature_text(plan, signature)}", style="bold")
        for line in _drawn(plan, signature.spreads, console.width):
            console.print(line, no_wrap=True, overflow="crop", soft_wrap=True)
    with console.capture() as drawn:
        console.print(_table(plan))
    console.file.write("\n".join(["", *(line.rstrip() for line in drawn.get().splitlines()), ""]))


def _drawn(plan: FlatPlan, spreads: Sequence[Spread], width: int) -> Iterator[str]:
    """Rows of boxes, as many as fit ``width`` characters."""
    across = max(1, (width + _GAP) // (_SPREAD + _GAP))
    inside = ((width + _GAP) // across - _GAP - 3) // 2
    inside = min(max(inside, _LEAST), _MOST)
    for first in range(0, len(spreads), across):
        row = [_box(plan, spread, inside) for spread in spreads[first : first + across]]
        for lines in zip(*(reversed(row) if plan.turned else row), strict=True):
            yield (" " * _GAP).join(lines).rstrip()


def _box(plan: FlatPlan, spread: Spread, inside: int) -> list[str]:
    """The lines of a spread: two boxes that share the spine, or one beside an empty place."""
    left, right = (None if at is None else _words(plan.pages[at], inside) for at in spread)
    rule, empty = "─" * inside, " " * (inside + 1)
    if left is None or right is None:
        lone = left or right or []
        box = [f"┌{rule}┐", *(f"│{line}│" for line in lone), f"└{rule}┘"]
        return [f"{line}{empty}" if right is None else f"{empty}{line}" for line in box]
    middle = [f"│{one}│{other}│" for one, other in zip(left, right, strict=True)]
    return [f"┌{rule}┬{rule}┐", *middle, f"└{rule}┴{rule}┘"]


def _words(page: Page, inside: int) -> list[str]:
    """Folio and inks; the title; the department, or what else there is to say."""
    folio = page.label or "–"
    inks = page.inks if page.picture is not None or page.plates is not None else "?"
    space = inside - cell_len(folio) - cell_len(inks)
    first = f"{folio}{' ' * space}{inks}" if space > 0 else folio
    title = f"! {page.entry.title}" if page.entry.late else page.entry.title
    last = ", ".join(f"½ {half}" for half in page.halves) or kind_of(page.entry)
    return [_cut(line, inside) for line in (first, title, last)][:_LINES]


def _cut(text: str, width: int) -> str:
    """``text`` in exactly ``width`` cells of a terminal."""
    return set_cell_size(text, width) if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"


def _table(plan: FlatPlan) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("pages", "title", "department", "length", "starts", "late"):
        table.add_column(name, overflow="fold")
    for entry in plan.entries:
        pages = folios(plan.pages_of(entry)) if entry.pages else "not used"
        length = length_of(entry) if entry.pages else ""
        starts = entry.starts if entry.starts != "any" else ""
        late = " ".join(dict.fromkeys(problem.code for problem in entry.late))
        table.add_row(pages, entry.title, kind_of(entry), length, starts, late)
    return table
