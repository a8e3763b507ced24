"""Read the marks of each page once, and ask every question about them."""

from __future__ import annotations

from collections.abc import Iterator

from hemaprint.pdf.fonts import FontShelf
from hemaprint.preflight.models import Finding, Subject
from hemaprint.preflight.pages.colors import (
    check_black_text,
    check_registration,
    check_screen_colors,
    check_spots,
    check_transparency,
    check_white_overprint,
)
from hemaprint.preflight.pages.contrast import check_contrast
from hemaprint.preflight.pages.edges import check_bleed, check_margins
from hemaprint.preflight.pages.lettering import check_glyphs, check_readings, check_sizes, check_visible
from hemaprint.preflight.pages.lines import check_hairlines, check_tinted_lines
from hemaprint.preflight.pages.pictures import PictureChecks
from hemaprint.preflight.pages.spaces import check_press_spaces
from hemaprint.preflight.pages.view import PageCheck, PageView, view_of

_CHECKS: tuple[PageCheck, ...] = (
    check_bleed,
    check_margins,
    check_press_spaces,
    check_screen_colors,
    check_spots,
    check_registration,
    check_white_overprint,
    check_black_text,
    check_transparency,
    check_glyphs,
    check_readings,
    check_sizes,
    check_visible,
    check_contrast,
    check_hairlines,
    check_tinted_lines,
)


def check_marks(subject: Subject) -> Iterator[Finding]:
    """Everything that the marks of the pages tell; only one page's are held at a time."""
    shelf = FontShelf()
    checks = (*_CHECKS, *PictureChecks().checks)
    for index, page in enumerate(subject.pdf.pages):
        view: PageView = view_of(subject, index, page, shelf)
        for check in checks:
            yield from check(view)
