"""Formulas leave the lines where they are, and say what they are to those who search, copy and listen."""

from __future__ import annotations

import pikepdf
import pypdfium2
import pytest

from geometries import A4
from hemaprint.errors import ContentError
from hemaprint.typeset.strays import off_grid
from samples import Sample, paragraphs, sentence

BODY = rf"""
At first $\frac{{h_1}}{{h_0}}=e^{{\beta}}$, where $\beta$ is estimated. {sentence(1, 40)}

$$S(t)=\prod_{{i: t_i\le t}}\left(1-\frac{{d_i}}{{n_i}}\right)$$ {{#eq-km}}

{paragraphs(2)}
- In [equation #](#eq-km):

  $$\bar{{x}}=\frac{{1}}{{n}}\sum_{{i=1}}^{{n}}x_i$$

$$E=mc^2$$

{paragraphs(4, start=20)}
"""


@pytest.mark.parametrize("department", ["Report", "Letter", "News"])
def test_lines_around_formulas_are_on_the_grid(sample: Sample, department: str) -> None:
    sample.article("it", department, BODY, standfirst="A standfirst.")
    laid = sample.lay_out("it")
    assert {problem.code[:4] for problem in laid.problems} <= {"HP22"}  # of the make-up
    assert off_grid(laid.document, A4) == ()


@pytest.mark.parametrize(
    ("letters", "label"), [("abcdefghijklmnopqrstuvwxyz", ""), ("abcdefghijklmnopqrst", " {#eq-a}")]
)
def test_one_that_is_too_wide_is_told_with_its_line(letters: str, label: str, sample: Sample) -> None:
    terms = "+".join(letters)
    path = sample.article("it", "Letter", f"{sentence(1)}\n\n$${terms}$${label}\n")
    with pytest.raises(ContentError) as caught:
        sample.build()
    (problem,) = (one for one in caught.value.problems if one.code == "HP206")
    assert problem.location.line == path.read_text("utf-8").splitlines().index(f"$${terms}$${label}") + 1


def test_what_a_formula_says(sample: Sample) -> None:
    sample.article("it", "Letter", BODY)
    pdf = sample.build().pdf
    with pikepdf.open(pdf) as opened:
        formulas = [
            one for one in opened.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Formula"
        ]
        said = {str(one.Alt): one for one in formulas}
        first = said["h sub 1 over h sub 0 equals e to the power beta"]
        assert first.P.S == "/P"
        assert b"<msub><mi>h</mi><mn>1</mn></msub>" in first.AF[0].EF.F.read_bytes()
        assert first.AF[0].AFRelationship == "/Supplement"
    with pypdfium2.PdfDocument(pdf) as document:
        text = " ".join("".join(page.get_textpage().get_text_bounded() for page in document).split())
    assert "first h₁/h₀ = e^β, where β is" in text
