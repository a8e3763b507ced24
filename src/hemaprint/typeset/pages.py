"""What typesetting gives: a PDF, and what is known of each of its sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from weasyprint.document import Document

from hemaprint.errors import Problem
from hemaprint.typeset.blocks import Block, blocks_on
from hemaprint.typeset.measure import PX_TO_PT
from hemaprint.typeset.proof import page_characters

UNNUMBERED = frozenset({"plate"})
"""Named pages that carry no folio."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A typeset page: its named page, and where ids and blocks stand on it, in pt from the top left of the trim."""

    page_name: str
    anchors: Mapping[str, tuple[float, float]]
    characters: Mapping[str, int]
    blocks: tuple[Block, ...] = ()

    @property
    def numbered(self) -> bool:
        """Whether a folio is stamped on it."""
        return self.page_name not in UNNUMBERED


@dataclass(frozen=True, slots=True)
class Pages:
    """A typeset article or page."""

    name: str
    pdf: bytes
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]

    def sheet_of(self, anchor: str) -> int | None:
        """The index of the sheet that an id stands on."""
        return next((index for index, sheet in enumerate(self.sheets) if anchor in sheet.anchors), None)


def sheets_of(document: Document) -> tuple[Sheet, ...]:
    """What is known of the pages of a laid-out document."""
    return tuple(
        Sheet(
            page._page_box.page_type.name,
            {name: (rectangle[0] * PX_TO_PT, rectangle[1] * PX_TO_PT) for name, rectangle in page.anchors.items()},
            Counter(page_characters(page)),
            blocks_on(page),
        )
        for page in document.pages
    )
