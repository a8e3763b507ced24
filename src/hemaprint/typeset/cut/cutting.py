"""Cut the galley of a laid-out document into sheets: read it, have it made up, build its pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hemaprint.errors import Problem
from hemaprint.theme.geometry import GUTTER, Geometry
from hemaprint.typeset.cut.asking import Asking, sheets_for
from hemaprint.typeset.cut.leaves import Apart, Regions, read_regions
from hemaprint.typeset.cut.sheets import SheetBuilder, pages_of
from hemaprint.typeset.cut.telling import no_such_sheet, told
from hemaprint.typeset.engine import boxes
from hemaprint.typeset.engine.boxes import Document, Page
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.makeup.copy import Sheets, Side
from hemaprint.typeset.makeup.made import MadeUp
from hemaprint.typeset.makeup.make_up import make_up
from hemaprint.typeset.pages import PX_TO_PT


def cut(document: Document, geometry: Geometry, engine: Engine, source: Path) -> tuple[Problem, ...]:
    """Put sheets in the place of the galley and the shells of ``document``; what was not done well is told.

    A document without a galley stays as it is.
    """
    pages = pages_of(document)
    if not pages["galley"]:
        return ()
    galley = pages["galley"][0]._page_box
    section = galley.children[0].children[-1].children[-1]
    area = next((box for box in galley.children[1:] if isinstance(box, boxes.FootnoteAreaBox)), None)
    regions = read_regions(section, area)
    shells = [page._page_box for page in pages["shell"]]
    sheets = sheets_for(regions, geometry.lines, shells[0].page_type.side)
    asking, made = _made(regions, sheets)
    beyond = _beyond(regions, made)
    if beyond:
        regions.zones = [zone for zone in regions.zones if zone not in beyond]
        asking, made = _made(regions, sheets)
    shift = (geometry.type_width - section.width * PX_TO_PT) / PX_TO_PT
    with engine.changes.in_place():
        builder = SheetBuilder(regions, asking, made, side_shift=shift, gutter=GUTTER / PX_TO_PT)
    numbers = range(1, made.sheets + 1)
    built = [builder.sheet(number, _shell(number, sheets.side(number), shells), engine) for number in numbers]
    document.pages = [*pages["plate"], *map(Page, built)]
    return (*told(made, asking, regions, len(pages["plate"]), source), *no_such_sheet(beyond, made, source))


def _made(regions: Regions, sheets: Sheets) -> tuple[Asking, MadeUp]:
    asking = Asking(regions)
    return asking, make_up(asking.copy(), sheets)


def _beyond(regions: Regions, made: MadeUp) -> list[Apart]:
    """Blocks that are pinned to a sheet behind the last that has copy: no sheet is made for them alone."""
    last = max((piece.sheet for piece in made.items), default=1)
    return [zone for zone in regions.zones if zone.sheet is not None and zone.sheet > last]


def _shell(number: int, side: Side, shells: Sequence[Any]) -> Any:
    return shells[0] if number == 1 else next(shell for shell in shells[1:] if shell.page_type.side == side)
