"""The kinds of boxes that pages are made of, for those who read pages: they need not know WeasyPrint's modules."""

from weasyprint.document import Document, Page
from weasyprint.formatting_structure.boxes import (
    AtomicInlineLevelBox,
    BlockBox,
    BlockLevelBox,
    FootnoteAreaBox,
    InlineBox,
    LineBox,
    MarginBox,
    ParentBox,
    ReplacedBox,
    TableBox,
    TableCellBox,
    TableRowBox,
    TableRowGroupBox,
    TextBox,
)

__all__ = [
    "AtomicInlineLevelBox",
    "BlockBox",
    "BlockLevelBox",
    "Document",
    "FootnoteAreaBox",
    "InlineBox",
    "LineBox",
    "MarginBox",
    "Page",
    "ParentBox",
    "ReplacedBox",
    "TableBox",
    "TableCellBox",
    "TableRowBox",
    "TableRowGroupBox",
    "TextBox",
]
