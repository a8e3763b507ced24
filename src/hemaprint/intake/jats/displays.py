"""Pictures and tables of a JATS article."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from hemaprint.content.images import resolve_inside
from hemaprint.intake.files.pictures import BYTES_AT_MOST, UNKNOWN, Shelf, TakenPicture
from hemaprint.intake.files.xml import Element
from hemaprint.intake.jats.inline import HREF, Findings, line_of
from hemaprint.intake.passages import Grid, Inline

_ENDINGS = ("", ".jpg", ".png", ".tif", ".gif", ".svg", ".jpeg")
"""Archives name pictures without their endings."""
_SPANNED_AT_MOST = 200


def picture_of(graphic: Element, path: Path, shelf: Shelf) -> tuple[TakenPicture, str]:
    """The picture that an element names, from the folder of the file and nowhere else; and what is doubtful in it."""
    href = graphic.get(HREF, "")
    for ending in _ENDINGS:
        found = resolve_inside(f"{href}{ending}", path.parent, path.parent)
        if found is not None and found.is_file() and found.stat().st_size <= BYTES_AT_MOST:
            taken = shelf.take(found.read_bytes(), found.name)
            usable = TakenPicture(taken.name, None if taken.name.endswith(UNKNOWN) else taken.data)
            return usable, f"the picture {href} is not as it was: {taken.doubt}" if taken.doubt else ""
    name = re.sub(r"[^\w.-]+", "-", href)[-80:].strip("-.") or "picture"
    return TakenPicture(name, None), f"the picture {href} is not beside the file"


def grid_of(table: Element, caption: Inline, read: Callable[[Element], Inline], findings: Findings) -> Grid:
    """A table, merged cells apart; ``read`` reads a cell."""
    heads = [row for head in table.findall("thead") for row in head.iter("tr")]
    rows = [row for row in table.iter("tr") if row not in heads]
    matrix = _matrix([*heads, *rows], read, findings)
    width = max((len(row) for row in matrix), default=0)
    padded = [tuple(row + [()] * (width - len(row))) for row in matrix]
    if len(heads) > 1:
        findings.doubt("HP526", table, "the head of a table has more rows than one; the others are rows now")
    head = padded[0] if heads and padded else ()
    return Grid(line=line_of(table), head=head, rows=tuple(padded[bool(heads) :]), caption=caption)


def _matrix(rows: list[Element], read: Callable[[Element], Inline], findings: Findings) -> list[list[Inline]]:
    matrix: list[list[Inline]] = []
    below: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        made: list[Inline] = []
        for cell in (one for one in row if one.tag in ("td", "th")):
            while (number, len(made)) in below:
                made.append(())
            across, down = _spanned(cell, "colspan"), _spanned(cell, "rowspan")
            if across * down > 1:
                findings.doubt("HP526", cell, "merged cells were taken apart; their text is in the first")
            below |= {(number + y, len(made) + x) for y in range(1, down) for x in range(across)}
            made += [read(cell), *[()] * (across - 1)]
        matrix.append(made)
    return matrix


def _spanned(cell: Element, name: str) -> int:
    text = cell.get(name, "1")
    return min(int(text), _SPANNED_AT_MOST) if text.isascii() and text.isdigit() and int(text) else 1
