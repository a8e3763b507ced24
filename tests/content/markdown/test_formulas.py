"""Formulas between dollars: what is one, where what is wrong with it stands, and how it is numbered."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.markdown.reader import Reader, faults
from hemaprint.content.blocks import Equation, List, Paragraph
from hemaprint.content.markdown import check_inline, read_inline
from hemaprint.content.spans import CrossReference, Formula, text_of
from hemaprint.errors import Location

PRICES = (
    "It is $5 and $10.",
    "US$5 or HK$6.",
    "$5-$10 a day",
    "from $5/day to 6$ a day",
    "($US) and ($CA)",
    r"\$x\$",
    "`$x$`",
    "costs $ 5 $ more",
    "a $",
)


@pytest.mark.parametrize("source", PRICES)
def test_money_is_no_formula(reader: Reader, source: str) -> None:
    body = reader.read(source)
    assert faults(body) == []
    (paragraph,) = body.blocks
    assert isinstance(paragraph, Paragraph)
    assert not any(isinstance(span, Formula) for span in paragraph.copy)


@pytest.mark.parametrize("tex", ["x", "10^6", "0.5", r"5\,\mathrm{mg}", "a_1 * b_1", r"\$5", "a\nb", "n + 1"])
def test_formulas_are_read_as_typed(reader: Reader, tex: str) -> None:
    body = reader.read(f"A ${tex}$, *so*.")
    (paragraph,) = body.blocks
    assert isinstance(paragraph, Paragraph)
    assert [span.tex for span in paragraph.copy if isinstance(span, Formula)] == [tex]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (r"A $x + \foo$ b", ("HP176", 1, 8)),
        ("One line,\nand $a + }$.", ("HP176", 2, 10)),
        (r"A $\sum_{i=1}^n \frac{\frac{a}{b}}{c}$ b", ("HP179", 1, 4)),
        ("A $$x$$ b", ("HP178", 1, 3)),
        ("$$\nx + y", ("HP178", 1, 1)),
        ("$$\nx + \\foo\n$$", ("HP176", 2, 5)),
        ("$$x$$ {#Eq}", ("HP130", 1, 9)),
        ("$$x$$ {#eq}\n\n$$y$$ {#eq}", ("HP131", 3, 9)),
        ("[equation #](#fig)\n\n:::{figure} images/loop.svg\n:label: fig\n:alt: A\n:::", ("HP133", 1, 1)),
        ("- $$\n  \\foo\n  $$", ("HP176", 2, 3)),
    ],
)
def test_what_is_wrong_is_told_at_its_place(reader: Reader, source: str, found: tuple[str, int, int]) -> None:
    assert reader.faults(source) == [found]


def test_equations_with_a_label_are_numbered_and_referred_to(reader: Reader) -> None:
    body = reader.read("$$a$$\n\n$$\nb\n$$ {#eq-b}\n\nSee [equation #](#eq-c).\n$$c$$ {#eq-c}\n")
    assert faults(body) == []
    first, second, text, third = body.blocks
    assert isinstance(text, Paragraph)
    numbered = [(one.number, one.anchor) for one in (first, second, third) if isinstance(one, Equation)]
    assert numbered == [(None, ""), (1, "pan--eq-b"), (2, "pan--eq-c")]
    (link,) = (span for span in text.copy if isinstance(span, CrossReference))
    assert text_of(link.copy) == "equation 2"


def test_a_list_may_display_one(reader: Reader) -> None:
    (listed,) = reader.read("- One\n\n  $$a=b$$\n").blocks
    assert isinstance(listed, List)
    assert [type(block) for block in listed.items[0]] == [Paragraph, Equation]


def test_front_matter_may_have_them_but_a_headline_may_not(tmp_path: Path) -> None:
    place = Location(tmp_path, 3, 5)
    assert check_inline("A $x^2$", location=place) == ()
    (problem,) = check_inline("A $x^2$", location=place, links=False)
    assert (problem.code, problem.location.column) == ("HP177", 7)
    assert text_of(read_inline("A $x^2$", language="en")) == "A x²"
