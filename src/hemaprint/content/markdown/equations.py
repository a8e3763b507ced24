# SPDX-License-Identifier: MIT
"""Read formulas, in a line and displayed."""

from __future__ import annotations

from hemaprint.content.formulas.latex import FormulaError
from hemaprint.content.formulas.outlines import outlines
from hemaprint.content.markdown.source import Fragment, Problems
from hemaprint.content.spans import Formula

_SHOWN = 40


def read_formula(fragment: Fragment, problems: Problems, *, display: bool = False) -> Formula | None:
    """The formula that a fragment is; None with a problem at its place where it cannot be set."""
    try:
        drawn = outlines(fragment.text, display=display)
    except FormulaError as error:
        problems.error("HP176", str(error), fragment.locate(error.at), error.hint)
        return None
    if not display and not drawn.fits_line:
        shown = fragment.text if len(fragment.text) <= _SHOWN else f"{fragment.text[:_SHOWN]}…"
        hint = "display it: $$...$$ on lines of its own; or write a/b for a fraction"
        problems.error("HP179", f"a formula is too high for its line: {shown}", fragment.locate(0), hint)
        return None
    return Formula(fragment.text, display)
