"""Formulas are drawn at the size of the text, and what we change in ziamath is still needed."""

from __future__ import annotations

from hemaprint.content.formulas.outlines import EM, outlines


def test_letters_have_the_size_of_the_text() -> None:
    drawn = outlines("x", display=False)
    assert (0.45 * EM < drawn.ascent < 0.52 * EM, drawn.descent < 0.02 * EM) == (True, True)
    assert 'fill="currentColor"' in drawn.shapes


def test_a_fraction_in_a_line_is_low_and_a_displayed_one_is_not() -> None:
    low, high = (outlines(r"\frac{h_1}{h_0}", display=display) for display in (False, True))
    assert low.ascent < 1.06 * EM < high.ascent


def test_an_em_is_as_wide_as_the_letters_are_high() -> None:
    """ziamath 0.13 makes it a third wider."""
    assert outlines(r"a\quad b", display=False).width - outlines("ab", display=False).width == EM
