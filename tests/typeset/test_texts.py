# SPDX-License-Identifier: MIT
"""What drawn text is read as: hyphens and spaces at the ends of lines, raised figures, small capitals, drop caps."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from hemaprint.bind.fonts import complete
from hemaprint.bind.foundry import Foundry
from hemaprint.pdf.fonts import FontShelf
from hemaprint.pdf.interpreter import marks_of
from hemaprint.pdf.marks import TextMark
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.tags import Tags
from trees import elements

from .laying import NOWHERE, engine, lay_out

NARROW = "p { width: 70pt; hyphens: auto; font: 10pt 'HF Serif' }"


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine(tmp_path_factory.mktemp("project"))


def written(body: str, warm: Engine, tags: Tags = Tags.UA1) -> bytes:
    return complete(warm.write(lay_out(f"<p>{body}</p>", warm, NARROW), NOWHERE, tags)[0], Foundry())


def extracted(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return str(document[0].get_textpage().get_text_range())


def hyphens(pdf: bytes) -> list[str]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [str(one.ActualText) for one in elements(opened) if "/ActualText" in one]


def test_the_hyphen_that_divides_a_word_is_soft(warm: Engine) -> None:
    pdf = written("An immunoglobulin extraordinarily long.", warm)
    assert set(hyphens(pdf)) == {"\u00ad"}
    assert "\ufffe" in extracted(pdf)  # pdfium has joined the word


def test_a_hyphen_of_its_own_stays_at_the_end_of_a_line(warm: Engine) -> None:
    pdf = written("Against all CD19-positively marked", warm)
    assert hyphens(pdf) == []
    assert "CD19\u2010\r\npositively" in extracted(pdf)


def test_a_line_that_goes_on_ends_with_a_space(warm: Engine) -> None:
    pdf = written("The cells of whom we know are given.", warm)
    with pikepdf.open(BytesIO(pdf)) as opened:
        texts = [mark.text for mark in marks_of(opened.pages[0], FontShelf()) if isinstance(mark, TextMark)]
    assert "".join(texts) == "The cells of whom we know are given."


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("10<sup class=figures>6</sup>", "10⁶"),
        ("H<sub class=figures>2</sub>O", "H₂O"),
        ("570<sup class=cite>8</sup>", "570⁸"),
        ("10<sup>−3</sup>", "10⁻³"),
        ("<abbr>FDA</abbr> <span class=sc>fda</span> <abbr>mRNA</abbr>", "FDA fda mRNA"),
    ],
)
def test_text_is_read_as_typed(body: str, text: str, warm: Engine) -> None:
    assert " ".join(extracted(written(body, warm)).split()) == text


def test_pdf_2_says_what_is_raised(warm: Engine) -> None:
    with pikepdf.open(BytesIO(written("10<sup>6</sup> H<sub>2</sub>", warm, Tags.UA2))) as opened:
        assert [str(one.A.TextPosition) for one in elements(opened) if "/A" in one] == ["/Sup", "/Sub"]


def test_a_cap_of_one_letter_is_a_word(warm: Engine) -> None:
    cap = "<span class=dropcap>A</span><span class=lead-in> cell</span> is given to us all, as is known."
    assert "A cell" in " ".join(extracted(written(cap, warm)).split())


def test_glyphs_are_read_alike_in_all_articles(tmp_path: Path) -> None:
    first, second = (written(f"a{space}b", engine(tmp_path)) for space in (" ", "\u00a0"))
    assert extracted(first) == extracted(second) == "a b"
