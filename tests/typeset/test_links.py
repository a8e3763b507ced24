"""The rectangle of a link holds the glyphs of its text, raised ones as well, and moves no line."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from hemaprint.bind.fonts import complete
from hemaprint.bind.foundry import Foundry
from hemaprint.typeset.engine.engine import Engine

from .laying import NOWHERE, engine, lay_out, lines

LINKS = (
    'Word<sup class="cite"><a href="#x">7</a></sup>',
    '10<sup><a href="#x">7</a></sup>',
    'H<sub><a href="#x">7</a></sub>',
    '<a href="#x">7</a>',
)


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine(tmp_path_factory.mktemp("links"))


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("where", ["copy", "caption", "standfirst"])
def test_a_link_is_as_high_as_its_glyphs(link: str, where: str, warm: Engine) -> None:
    body = '<div class="{}"><p id="x">A line.</p><p>{}.</p><p>A line.</p></div>'
    document = lay_out(body.format(where, link), warm)
    pdf = complete(warm.write(document, NOWHERE, tags=None)[0], Foundry())
    with pikepdf.open(BytesIO(pdf)) as opened:
        (annotation,) = opened.pages[0].Annots
        left, one, right, other = (float(number) for number in annotation.Rect)
        low, high = sorted((one, other))
    with pypdfium2.PdfDocument(pdf) as opened:
        text = opened[0].get_textpage()
        glyph = text.get_charbox(text.get_text_range().index("7"))
    assert left <= glyph[0] < glyph[2] <= right
    assert low <= glyph[1] < glyph[3] <= high
    plain = lay_out(body.format(where, "7"), warm)
    assert [at for _, at in lines(document)] == pytest.approx([at for _, at in lines(plain)])
