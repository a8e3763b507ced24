"""The page rules that a make-up needs: zones in the corners, side columns in the margins, the side of the first sheet.

WeasyPrint 70 has no page floats. A block across all columns is a running element instead, shown in a corner box that
reaches over the sheet, while that one sheet gives up as many lines as the block takes.
"""

from __future__ import annotations

from hemaprint.content.models import Side
from hemaprint.galley.makeup import MakeUp, Zone
from hemaprint.theme.geometry import BASELINE, Frame

QUIET = "@top-left{content:none}@top-right{content:none}"
"""No running head: for sheets whose head is a picture that bleeds."""


def page_rules(makeup: MakeUp, frame: Frame, first_sheet: Side, *, picture_head: bool = False) -> str:
    """CSS for the sheets of one article; ``first_sheet`` is the side of the first sheet that carries text.

    With ``picture_head`` a picture bleeds off the first sheet's head, which then has no running head.
    """
    sheets = {zone.sheet for zone in makeup.zones} | set(makeup.sides)
    quiet = f"@page :nth(1 of {frame.name}){{{QUIET}}}\n" if picture_head else ""
    return quiet + "".join(_sheet_rule(sheet, makeup, frame, _side_of(sheet, first_sheet)) for sheet in sorted(sheets))


def _side_of(sheet: int, first_sheet: Side) -> str:
    return first_sheet if sheet % 2 else ("left" if first_sheet == "right" else "right")


def _sheet_rule(sheet: int, makeup: MakeUp, frame: Frame, side: str) -> str:
    body = ""
    if top := makeup.zone(sheet, "top"):
        body += _top_rule(top, frame)
    if bottom := makeup.zone(sheet, "bottom"):
        body += _bottom_rule(bottom, frame)
    if sheet in makeup.sides:
        body += _side_rule(sheet, makeup, frame, side)
    return f"@page :nth({sheet} of {frame.name}){{{body}}}\n"


def _top_rule(zone: Zone, frame: Frame) -> str:
    depth = zone.lines * BASELINE
    head = f"padding-bottom:calc(var(--furniture) + {depth:g}pt)"
    return (
        f"margin-top:calc(var(--margin-top) + {depth:g}pt);"
        f"@top-left{{{head}}}@top-right{{{head}}}"
        f"@top-left-corner{{content:element({zone_name(zone)});vertical-align:top;margin-top:var(--margin-top);"
        f"width:{frame.width:.4f}pt;margin-right:-{frame.width:.4f}pt}}"
    )


def _bottom_rule(zone: Zone, frame: Frame) -> str:
    depth = zone.lines * BASELINE
    foot = f"padding-top:calc(var(--furniture) + {depth:g}pt)"
    return (
        f"margin-bottom:calc(var(--margin-bottom) + {depth:g}pt);"
        f"@bottom-left{{{foot}}}@bottom-right{{{foot}}}"
        f"@bottom-left-corner{{content:element({zone_name(zone)});vertical-align:bottom;"
        f"margin-bottom:var(--margin-bottom);width:{frame.width:.4f}pt;margin-right:-{frame.width:.4f}pt}}"
    )


def _side_rule(sheet: int, makeup: MakeUp, frame: Frame, side: str) -> str:
    inner = "right" if side == "left" else "left"
    top = makeup.side_top * BASELINE if sheet == 1 else 0
    return (
        f"@{side}-top{{content:element(side-{sheet});vertical-align:top;width:{frame.side:.4f}pt;padding-top:{top:g}pt;"
        f"margin-{side}:var(--margin-outside);margin-{inner}:var(--gutter)}}"
    )


def zone_name(zone: Zone) -> str:
    """The name of a zone's running element."""
    return f"{zone.position}-{zone.sheet}"
