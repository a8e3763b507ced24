"""Put the shortcuts where WeasyPrint's modules look for the functions that they stand in for."""

from __future__ import annotations

from importlib import import_module

from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import block, inline, preferred
from weasyprint.text import line_break
from weasyprint.text.fonts import FontConfiguration

from hemaprint.typeset.engine import line_fix, one_column
from hemaprint.typeset.engine.speed import collisions, columns, flow, percent, text

_LAYOUT = ("absolute", "block", "column", "float", "flex", "grid", "inline", "page", "percent", "preferred", "table")


def apply() -> None:
    """Replace every function by the one that takes shortcuts; it calls the one before where it takes none."""
    inline.split_first_line = text.remembering(inline.split_first_line, "mended")
    preferred.split_first_line = text.remembering(preferred.split_first_line, "plain")
    inline.strut = text.remembering_strut(inline.strut)
    vars(line_fix)["strut"] = inline.strut
    inline.can_break_text = preferred.can_break_text = text.remembering_breaks(inline.can_break_text)
    inline.create_layout = text.sparing_layout(inline.create_layout)
    line_break.get_font_description = text.remembering_font(line_break.get_font_description)
    FontConfiguration.add_font_face = text.forgetting(FontConfiguration.add_font_face)
    inline.avoid_collisions = collisions.quick(inline.avoid_collisions)
    Box.is_in_normal_flow = flow.quick(Box.is_in_normal_flow)
    block.columns_layout = one_column.in_one_column(block.columns_layout)
    block.block_box_layout = columns.reusing_trials(block.block_box_layout)
    resolve = percent.remembering(block.resolve_percentages)
    for name in _LAYOUT:
        module = import_module(f"weasyprint.layout.{name}")
        if hasattr(module, "resolve_percentages"):
            vars(module)["resolve_percentages"] = resolve
