"""Lay out a scrap of HTML, and read lines off its boxes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from weasyprint.document import Document
from weasyprint.formatting_structure import boxes

from hemaprint.theme.geometry import MM, Geometry
from hemaprint.theme.theme import Theme
from hemaprint.typeset.crew.jobs import Spec
from hemaprint.typeset.engine.boxes import walk
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.pages import PX_TO_PT, Resources
from warm import SharedEngine

A4 = Geometry(210 * MM, 297 * MM)
NOWHERE = Path("nowhere")


def engine(root: Path, *, without: Sequence[str] = ()) -> Engine:
    """An engine with the bundled theme for the project in ``root``."""
    theme = Theme.of_project(root / "layouts", root / "styles", A4)
    return SharedEngine(Spec.of(theme).css, Resources(root), without=without)


def engine_without(*names: str, root: Path) -> Engine:
    """An engine that makes all our changes to WeasyPrint but these."""
    return engine(root, without=names)


def lay_out(body: str, warm: Engine, rules: str = "") -> Document:
    """A laid-out document with this body; its rules come after the theme's."""
    html = f"<html lang=en><head><title>x</title><style>{rules}</style></head><body>{body}</body></html>"
    return warm.lay_out(html, NOWHERE)[0]


def lines(document: Document) -> list[tuple[str, float]]:
    """The lines of a document: their text, and their baseline in pt from the top of the sheet."""
    found = []
    for page in document.pages:
        for box in walk(page._page_box):
            if isinstance(box, boxes.LineBox) and box.element is not None:
                text = "".join(run.text for run in walk(box) if isinstance(run, boxes.TextBox))
                found.append((text, (box.position_y + box.baseline) * PX_TO_PT))
    return found


def remove(document: Document, unwanted: Any) -> None:
    """Take the boxes for which ``unwanted(box)`` is true out of a layout."""
    for page in document.pages:
        for box in list(walk(page._page_box)):
            if getattr(box, "children", None):
                box.children = [child for child in box.children if not unwanted(getattr(child, "_box", child))]
