"""Losses and doublings seeded into a layout: the proof names each at its source line (law 7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from weasyprint.formatting_structure import boxes

from hemaprint.errors import Problem
from hemaprint.typeset.crew.compositor import LaidOut, prove_complete, sheets_of
from hemaprint.typeset.engine.boxes import walk
from hemaprint.typeset.pages import normalized, prove_printed, readable
from samples import Sample, paragraphs, sentence

from .laying import remove

BODY = f"""\
{paragraphs(4, start=100)}
Short words stand here. {sentence(1, 6)} Called here.[^n] {sentence(2, 6)}

:::{{figure}} images/low.svg
:width: page
:alt: A plain colour

A caption across the page.
:::

{paragraphs(16, start=200)}
| Head one | Head two |
|---|---|
| Cell one | Cell two |

:::{{figure}} images/low.svg
:alt: A plain colour

A caption in a column.
:::

{paragraphs(2, start=300)}
[^n]: The body of the note is here.
"""


@pytest.fixture
def laid(sample: Sample) -> LaidOut:
    body = BODY.replace("| Head one", ":::{table} Numbers\n| Head one").replace(
        "| Cell one | Cell two |\n", "| Cell one | Cell two |\n:::\n"
    )
    sample.article("report", "Report", body)
    return sample.lay_out("report")


def problems(laid: LaidOut) -> list[tuple[str, int]]:
    return [(problem.code, problem.location.line) for problem in prove_complete(laid.document, laid.source)]


def line_of(laid: LaidOut, text: str) -> int:
    """The line of the manuscript that holds ``text``."""
    lines = laid.source.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def lose(laid: LaidOut, unwanted: Callable[[Any], bool]) -> list[Problem]:
    remove(laid.document, unwanted)
    return list(prove_complete(laid.document, laid.source))


def has_text(box: Any, text: str) -> bool:
    return text in "".join(run.text for run in walk(box) if isinstance(run, boxes.TextBox))


def test_nothing_is_missing_from_a_sound_layout(laid: LaidOut) -> None:
    assert prove_complete(laid.document, laid.source) == ()


def test_a_lost_paragraph(laid: LaidOut) -> None:
    (problem,) = lose(laid, lambda box: isinstance(box, boxes.BlockBox) and box.element_tag == "p" and _is(box, "t4"))
    assert (problem.code, problem.location.line) == ("HP250", line_of(laid, "Short words stand"))
    assert "Short words stand here." in problem.message


def test_half_a_lost_line_names_its_sentence(laid: LaidOut) -> None:
    run = next(
        box
        for page in laid.document.pages
        for box in walk(page._page_box)
        if isinstance(box, boxes.TextBox) and _is(box, "t4") and "stand here." in box.text
    )
    run.text = run.text[: run.text.index("stand here.")]
    (problem,) = prove_complete(laid.document, laid.source)
    assert (problem.code, problem.location.line) == ("HP250", line_of(laid, "Short words stand"))
    assert "Short words stand here." in problem.message


def test_a_lost_footnote(laid: LaidOut) -> None:
    (problem,) = lose(laid, lambda box: isinstance(box, boxes.TextBox) and "The body of" in box.text)
    assert problem.code == "HP250"
    assert problem.location.line == line_of(laid, "Called here")
    assert "The body of the note is here." in problem.message


def test_a_lost_picture(laid: LaidOut) -> None:
    found = lose(laid, lambda box: isinstance(box, boxes.ReplacedBox))
    lines = laid.source.read_text("utf-8").splitlines()
    figures = [number for number, line in enumerate(lines, start=1) if "{figure}" in line]
    assert sorted((problem.code, problem.location.line) for problem in found) == [("HP250", at) for at in figures]


def test_a_lost_row_and_a_lost_head_of_a_table(laid: LaidOut) -> None:
    found = lose(laid, lambda box: isinstance(box, boxes.TableRowBox))
    assert {(problem.code, problem.location.line) for problem in found} == {("HP250", line_of(laid, "{table}"))}
    assert len(found) == 2


def test_a_block_that_repeats(laid: LaidOut) -> None:
    """A block across the page that is shown on two sheets."""
    sections = [page._page_box.children[0].children[-1].children[-1] for page in laid.document.pages]
    holder = next(section for section in sections if has_text(section, "across the page"))
    zone = next(child for child in holder.children if has_text(child, "across the page"))
    other = next(section for section in sections if section is not holder)
    other.children = [*other.children, zone]
    assert problems(laid) == [("HP251", line_of(laid, "{figure}"))]


def test_words_in_another_order_are_noticed(laid: LaidOut) -> None:
    line = next(
        box
        for page in laid.document.pages
        for box in walk(page._page_box)
        if isinstance(box, boxes.BlockBox) and _is(box, "t1") and isinstance(box.children[0], boxes.LineBox)
    )
    line.children = line.children[::-1]
    assert [code for code, _ in problems(laid)] == ["HP250"]


def _is(box: Any, key: str) -> bool:
    return box.element is not None and box.element.get("data-key") == key


# ---------------------------------------------------------------- the printed page


def test_characters_that_the_pdf_lacks() -> None:
    wanted = [{"a": 2, "b": 1}, {"c": 1}, {}]
    assert prove_printed(wanted, ["a b a", "c and more", ""]) == ()
    assert prove_printed(wanted, ["a b", "", "x"]) == (0, 1)


def test_a_bracket_is_read_as_either_of_its_pair() -> None:
    """From right to left the one is drawn by the glyph of the other; a missing one is missed."""
    wanted = [Counter(readable("(a) «b»"))]
    assert prove_printed(wanted, ["(a( »b«"]) == ()
    assert prove_printed(wanted, ["(a «b»"]) == (0,)


EMOJI = [
    "\u2764\ufe0f",  # with a selector
    "\U0001f44d\U0001f3fd",  # with a skin tone
    "\U0001f469\u200d\U0001f4bb",  # joined
    "1\ufe0f\u20e3",  # a keycap
    "\U0001f1e9\U0001f1ea",  # a flag
    "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # a flag of tags
]


@pytest.mark.parametrize("emoji", EMOJI)
def test_an_emoji_may_be_a_picture_in_the_pdf(emoji: str) -> None:
    expected = [Counter(readable(f"to 1 {emoji} end"))]
    assert prove_printed(expected, [f"to 1 {emoji} end"]) == prove_printed(expected, ["to 1 end"]) == ()
    assert prove_printed(expected, [f"to {emoji} end"]) == (0,)
    assert normalized(emoji) != normalized("")


@pytest.mark.parametrize("ignorable", ["\xad", "\u200b", "\u200d", "\u2060", "︎", "\ufeff", "\U000e0020", "\u061c"])
def test_what_has_no_glyph_need_not_be_in_the_pdf(ignorable: str) -> None:
    assert normalized(f"a{ignorable}b") == "ab"


def test_an_empty_page_of_a_pdf_is_noticed(laid: LaidOut) -> None:
    sheets = sheets_of(laid.document)
    printed = ["".join(letter * count for letter, count in sheet.characters.items()) for sheet in sheets]
    sets = [sheet.characters for sheet in sheets]
    assert prove_printed(sets, printed) == ()
    assert prove_printed(sets, ["", *printed[1:]]) == (0,)
    assert prove_printed(sets, [printed[0][:-1], *printed[1:]]) == (0,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("meta\u00adbolism", "meta\u2010 bolism"),
        ("CAR-T", "CAR\u2011T"),
        ("the ﬁgure", "The figure"),
        ("a\u00a0\u2009b", "AB"),
    ],
)
def test_what_line_breaking_changes_does_not_count(one: str, other: str) -> None:
    assert normalized(one) == normalized(other)


def test_letters_and_numbers_count() -> None:
    assert len({normalized(text) for text in ("16 of 19", "16 of 18", "16 or 19", "16 of 19.")}) == 4
