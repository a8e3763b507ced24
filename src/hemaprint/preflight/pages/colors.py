"""Colours that do not belong on a page: inks of no press, white that overprints, blacks of several inks."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

from hemaprint.errors import Severity
from hemaprint.pdf.colors import colorants
from hemaprint.pdf.marks import Mark, Paint, PathMark, TextMark
from hemaprint.pdf.objects import Rectangle
from hemaprint.pdf.values import entry, items
from hemaprint.preflight.models import Finding
from hemaprint.preflight.pages.inks import Inks, is_cmyk, is_white, process_inks, spots
from hemaprint.preflight.pages.spaces import used_spaces
from hemaprint.preflight.pages.view import PageView, quoted, times

_SMALL = 12.0
"""pt: text below this shows when the inks of a press do not meet (Ghent Workgroup, GWG2015, "Rich Black Text")."""
_INK = 0.02
_BLACK = 0.85
"""Tint of black from which on a text is called black."""
_GREY = 0.25
"""Cyan, magenta and yellow that all exceed this, and lie no further apart, make a grey."""


def check_screen_colors(view: PageView) -> Iterator[Finding]:
    """Inks on a page for screens say of which press they are."""
    if view.printed or _has_press(view.subject.pdf):
        return
    found = [use for mark in view.marks for use in used_spaces(mark) if is_cmyk(use[1])]
    if found:
        message = "colours are given in inks (DeviceCMYK), but the file does not say of which press"
        hint = "convert them to sRGB, or add an output intent"
        yield view.finding("HP454", Severity.WARNING, message, hint, found[0][2].box)


def _has_press(pdf: pikepdf.Pdf) -> bool:
    """There is an output intent with a profile of four inks."""
    profiles = (entry(intent, "/DestOutputProfile") for intent in items(entry(pdf.Root, "/OutputIntents")))
    return any(entry(profile, "/N") == 4 for profile in profiles)


def check_spots(view: PageView) -> Iterator[Finding]:
    """Inks besides the four are named (PRINT)."""
    if not view.printed:
        return
    places: dict[str, Rectangle] = {}
    for mark in view.marks:
        for _, space, _ in used_spaces(mark):
            for name in spots(space):
                places.setdefault(name, mark.box)
    for name, place in sorted(places.items()):
        message = f"the spot ink {name} prints besides the four process inks"
        yield view.finding("HP453", Severity.NOTE, message, "make sure that the printer expects it", place)


def check_registration(view: PageView) -> Iterator[Finding]:
    """The registration colour, which prints in every ink, stays off the sheet (PRINT)."""
    if not view.printed:
        return
    found = [
        mark
        for mark in view.marks
        for _, space, _ in used_spaces(mark)
        if "All" in colorants(space) and not mark.clipped_away and view.on_sheet(mark)
    ]
    if found:
        message = f"{times(len(found), 'mark')} inside the trim in the registration colour print in every ink"
        yield view.finding(
            "HP461", Severity.ERROR, message, "give it black, and keep registration marks outside", found[0].box
        )


def check_white_overprint(view: PageView) -> Iterator[Finding]:
    """White does not overprint: it would vanish (PRINT)."""
    if not view.printed:
        return
    found = [mark for mark in view.marks if mark.overprint and any(is_white(paint) for paint in _paints(mark))]
    if found:
        what = times(len(found), "white mark overprints and vanishes", "white marks overprint and vanish")
        message = f"{what} on the press"
        yield view.finding("HP459", Severity.ERROR, message, "turn overprint off for white", found[0].box)


def _paints(mark: Mark) -> list[Paint]:
    """The colours that the overprint state of a mark speaks of."""
    if isinstance(mark, TextMark):
        return [mark.paint]
    if isinstance(mark, PathMark):
        return [paint for paint in (mark.fill or mark.stroke,) if paint is not None]
    return []


def check_black_text(view: PageView) -> Iterator[Finding]:
    """Small text is not of inks that have to meet: black is black alone, colours take three inks at most (PRINT)."""
    if not view.printed:
        return
    small = [(mark, inks) for mark in view.texts() if mark.size < _SMALL and (inks := process_inks(mark.paint))]
    rich = [(mark, inks) for mark, inks in small if _is_rich_black(inks)]
    if rich:
        mark, inks = rich[0]
        tints = " / ".join(f"{ink * 100:.0f}" for ink in inks)
        message = f"{len(rich)} × small text in black of several inks ({tints} %), first {quoted(mark.text)}"
        hint = "set small black text in black alone"
        yield view.finding("HP460", Severity.WARNING, message, hint, mark.box)
    full = [mark for mark, inks in small if min(inks) > _INK and not _is_rich_black(inks)]
    if full:
        message = f"coloured text smaller than {_SMALL:.0f} pt is of all four inks, which have to meet exactly"
        yield view.finding("HP460", Severity.NOTE, message, "mix the colour of three inks at most", full[0].box)


def _is_rich_black(inks: Inks) -> bool:
    """Black with other inks, or a grey that is mixed of all four."""
    others, black = inks[:3], inks[3]
    grey = min(others) > _GREY and max(others) - min(others) < _GREY
    return (black >= _BLACK and max(others) > _INK) or (black > _INK and grey)


def check_transparency(view: PageView) -> Iterator[Finding]:
    """Pages with transparency are named: old workflows (PDF/X-1a) must flatten them (PRINT)."""
    if not view.printed:
        return
    for mark in view.marks:
        if mark.alpha < 1 or mark.masked or mark.blend != "Normal":
            message = "the page has live transparency, which printers that ask for PDF/X-1a must flatten"
            yield view.finding("HP466", Severity.NOTE, message, "", mark.box)
            return
