"""A formula is MathML in HTML and JATS, an equation in Word, one line in text."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from hemaprint.export.omml import OMML

from .forms import Magazine

BODY = r"""By $\frac{h_1}{h_0}=e^{\beta}$, see [equation #](#eq).

$$f(x)=\begin{cases}\sqrt[3]{x} & x\ge 0\\ \hat{x}\end{cases}$$ {#eq}
"""


def test_every_form_has_it_in_its_own_way(magazine_of: Callable[..., Magazine]) -> None:
    magazine = magazine_of(BODY)
    html = magazine.html(magazine.only).decode()
    assert re.search(r'<math xmlns="[^"]*" display="inline"><mrow><mfrac>', html)
    jats = etree.fromstring(magazine.jats(magazine.only))
    assert [tex.text for tex in jats.iter("tex-math")] == [r"\frac{h_1}{h_0}=e^{\beta}", *_displayed()]
    (formula,) = jats.iter("disp-formula")
    assert (formula.findtext("label"), formula.get("id")) == ("(1)", "p-eq")
    assert "By h₁/h₀ = e^β, see equation 1.\n\nf(x) = {³√(x) x ≥ 0; x̂ (1)\n" in magazine.text(magazine.only)


def test_word_has_fractions_roots_and_fences(magazine_of: Callable[..., Magazine]) -> None:
    magazine = magazine_of(BODY)
    with ZipFile(BytesIO(magazine.docx(magazine.only))) as archive:
        document = etree.fromstring(archive.read("word/document.xml"))
    kinds = {etree.QName(element).localname for element in document.iter(f"{{{OMML}}}*")}
    assert {"oMath", "f", "sSub", "sSup", "rad", "acc", "d", "m", "mr"} <= kinds


def _displayed() -> list[str]:
    return re.findall(r"\$\$(.*)\$\$", BODY)
