"""Lines that are too thin to print."""

from __future__ import annotations

from collections.abc import Iterator

from hemaprint.errors import Severity
from hemaprint.pdf.geometry import size_of
from hemaprint.pdf.marks import Paint, PathMark
from hemaprint.preflight.models import Finding
from hemaprint.preflight.pages.inks import is_white, process_inks
from hemaprint.preflight.pages.view import PageView, times

_THIN = 0.25
"""pt: the thinnest line that offset plates hold (Ghent Workgroup, GWG2015, "Effective Line Width")."""
_ROUNDED = 0.01
_TINTED = 0.5
"""pt: below this a line of screened tints or of several inks frays."""
_SOLID = 0.98
_INK = 0.02


def check_hairlines(view: PageView) -> Iterator[Finding]:
    """No line is thinner than a press holds, none is as thin as the device can (PRINT)."""
    if not view.printed:
        return
    lines = [(width, mark) for mark in view.of(PathMark) for width in _widths(mark) if view.on_sheet(mark)]
    thin = [(width, mark) for width, mark in lines if width < _THIN - _ROUNDED]
    if not thin:
        return
    width, mark = min(thin, key=lambda line: line[0])
    if width <= 0:
        message = f"{times(len(thin), 'line')} too thin, one of them without a width: as thin as the device can"
    else:
        message = f"{times(len(thin), 'line')} thinner than {_THIN} pt, the thinnest {width:.2f} pt"
    severity = Severity.ERROR if width <= 0 else Severity.WARNING
    yield view.finding("HP458", severity, message, f"make lines {_THIN} pt or wider", mark.box)


def check_tinted_lines(view: PageView) -> Iterator[Finding]:
    """Thin lines in tints or several inks are told of (PRINT)."""
    if not view.printed:
        return
    for mark in view.of(PathMark):
        paint = mark.stroke if mark.stroke is not None else mark.fill
        thin = view.on_sheet(mark) and any(0 < width < _TINTED for width in _widths(mark))
        if thin and paint is not None and _screened(paint):
            message = f"lines thinner than {_TINTED} pt are screened or of several inks, and may fray on the press"
            hint = "give thin lines one solid ink"
            yield view.finding("HP468", Severity.NOTE, message, hint, mark.box)
            return


def _widths(mark: PathMark) -> Iterator[float]:
    """The widths that a path shows as lines: of its stroke, or of itself where it is filled and thin."""
    if mark.stroke is not None and not is_white(mark.stroke):
        yield mark.line_width
    elif mark.fill is not None and mark.rectangle and not is_white(mark.fill):
        yield min(size_of(mark.box))


def _screened(paint: Paint) -> bool:
    """It is not one solid ink."""
    inks = process_inks(paint)
    if inks is None:
        return False
    used = [ink for ink in inks if ink > _INK]
    return len(used) > 1 or any(ink < _SOLID for ink in used)
