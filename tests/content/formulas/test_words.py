"""A formula is said in words, and written in one line."""

from __future__ import annotations

import pytest

from hemaprint.content.formulas.latex import mathml
from hemaprint.content.formulas.linear import linear
from hemaprint.content.formulas.speech import spoken

from .test_latex import SET

WORDS = (
    (r"\frac{h_1}{h_0}=e^{\beta}", "h sub 1 over h sub 0 equals e to the power beta", "h₁/h₀ = e^β"),
    (r"x^2+y^3", "x squared plus y cubed", "x² + y³"),
    (r"\sum_{i=1}^{n}x_i", "the sum from i equals 1 to n of x sub i", "∑ᵢ₌₁ⁿxᵢ"),
    (r"\frac{a+b}{2}", "the fraction a plus b over 2 end fraction", "(a + b)/2"),
    (r"\sqrt{x+1}", "the square root of x plus 1 end root", "√(x + 1)"),
    (r"\lim_{n\to\infty}a_n", "the limit as n tends to infinity of a sub n", "lim_(n → ∞)aₙ"),
    (r"\hat{\lambda}", "lambda hat", "λ̂"),
    (r"\Delta\mathrm{Hb}", "capital delta Hb", "ΔHb"),
    (r"S(t)=h_0(t)", "S of t equals h sub 0 of t", "S(t) = h₀(t)"),
    (r"p(1-p)", "p open parenthesis 1 minus p close parenthesis", "p(1 − p)"),
    (r"P(A\mid B)=-\exp(x)", "P of A given B equals minus exp of x", "P(A∣B) = −exp(x)"),
    (r"37\,^\circ\mathrm{C}", "37 degrees C", "37 °C"),
    (r"\beta_0+C_{\max}", "beta sub 0 plus C sub max", "β₀ + Cₘₐₓ"),
    (r"\left.x\right|_{t=0}", "x evaluated at t equals 0", "x|ₜ₌₀"),
    (r"p<0{,}05", "p is less than 0 comma 05", "p < 0,05"),
    (
        r"f=\begin{cases}1 & x>0\\ 0\end{cases}",
        "f equals 2 cases: 1, x is greater than 0; 0; end cases",
        "f = {1 x > 0; 0",
    ),
    (
        r"\begin{pmatrix}a & b\\ c & d\end{pmatrix}+1",
        "matrix with 2 rows: row 1: a, b; row 2: c, d; end matrix plus 1",
        "(a b; c d) + 1",
    ),
)


@pytest.mark.parametrize(("tex", "said", "written"), WORDS)
def test_the_words_of_a_formula(tex: str, said: str, written: str) -> None:
    tree = mathml(tex, display=False)
    assert (spoken(tree), linear(tree)) == (said, written)


@pytest.mark.parametrize("tex", SET)
def test_every_formula_has_words_and_no_sign_is_said_in_silence(tex: str) -> None:
    words = spoken(mathml(tex, display=True))
    assert words
    assert all(sign.isalnum() or sign in " ,.;:-" for sign in words), words
