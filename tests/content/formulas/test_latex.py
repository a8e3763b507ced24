"""What cannot be set is told at its sign; nothing that latex2mathml passes on unread comes through."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from hemaprint.content.formulas.latex import ELEMENTS, LONGEST, FormulaError, mathml, mathml_text
from hemaprint.content.formulas.outlines import outlines


@pytest.mark.parametrize(
    ("tex", "at"),
    [
        (r"x + \foo", 4),
        (r"\ce{CO2}", 0),
        (r"5\,\SI{3}{mm}", 3),
        (r"x \color{red} y", 2),
        (r"\def\a{b}", 0),
        (r"\input{/etc/passwd}", 0),
        (r"\href{javascript:x}{y}", 0),
        (r"\frac{a}{b", 8),
        ("a}", 1),
        (r"\left( a", 0),
        (r"a \right)", 2),
        (r"\begin{cases}a", 0),
        (r"\begin{tikz}\end{tikz}", 0),
        (r"\begin{cases}a\end{matrix}", 14),
        ("a & b", 2),
        (r"\begin{cases}{a & b}\end{cases}", 0),
        (r"a \\ b", 2),
        ("a % b", 2),
        ("a $ b", 2),
        ("a\n\nb", 1),
        (r"a \' b", 2),
        (r"\frac{a}", 0),
        ("x^", 0),
        ("x^2^3", 0),
        ("", 0),
        ("{" * 13 + "}" * 13, 12),
        ("x" * (LONGEST + 1), 0),
        (r"\sqrt" * 300 + " x", 0),
        ("中", 0),
    ],
)
def test_what_cannot_be_set_is_told_at_its_sign(tex: str, at: int) -> None:
    with pytest.raises(FormulaError) as told:
        outlines(tex, display=True)
    assert (told.value.at, bool(told.value.hint)) == (at, True)


SET = (
    r"\frac{h_1}{h_0}=e^{\beta}", r"S(t)=\prod_{i: t_i\le t}\left(1-\frac{d_i}{n_i}\right)", r"\text{if } a<b, x'\ge 0",
    r"\begin{cases}a & b\\ c & d\end{cases}", r"\begin{pmatrix}a & b\\ c & d\end{pmatrix}", r"\sqrt[3]{x}+\sqrt{\pi}",
    r"\begin{aligned}a&=b\\ c&=d\end{aligned}", r"\hat{x}\bar{y}\vec{v}\overline{ab}\widehat{ab}", r"\binom{n}{k}",
    r"\int_0^\infty e^{-x^2}\,\mathrm{d}x", r"\lim_{n\to\infty}a_n", r"\mathbb{R}\mathcal{L}\mathbf{x}\mathsf{T}",
    r"95\%\ \{a\}\quad p<0{,}05", r"\operatorname{logit}(p)\approx\ln p", r"\underbrace{a+b}_{2}", r"\substack{a\\b}",
    r"a\&b\_c",
)  # fmt: skip


@pytest.mark.parametrize("tex", SET)
def test_what_can_be_set_is_whole(tex: str) -> None:
    tree = mathml(tex, display=True)
    assert {element.tag for element in tree.iter()} <= ELEMENTS
    assert "\\" not in "".join(tree.itertext())
    assert outlines(tex, display=True).width > 0


def test_signs_in_words_lose_their_backslash() -> None:
    assert "<mtext>R&amp;D_1$</mtext>" in mathml_text(r"\text{R\&D\_1\$}", display=False)


def test_a_name_is_one_word() -> None:
    (name,) = mathml(r"\mathrm{HR}", display=False).iter("mi")
    assert (name.text, name.get("mathvariant")) == ("HR", "normal")
    (letter, _) = mathml(r"\mathrm{d}x", display=False).iter("mi")
    assert letter.get("mathvariant") == "normal"


def test_the_longest_formulas_take_little_time() -> None:
    started = time.process_time()
    for tex in ("x^{y}" * 400, r"\frac{a}{b}" * 180, r"\begin{matrix}" + r"a&" * 900 + r"\end{matrix}", "_{" * 1000):
        with suppress(FormulaError):
            outlines(tex[:LONGEST], display=True)
    assert time.process_time() - started < 20
