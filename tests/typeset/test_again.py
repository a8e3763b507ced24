"""What is taken from the last time is what would be made anew."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
from weasyprint.text import fonts, line_break

from hemaprint.typeset.again import _LINE_STYLE, Lines, Subsets
from samples import Sample, paragraphs

_STYLE = re.compile(r"style\['(\w+)'\]")


def test_every_property_that_a_line_depends_on_is_in_its_key() -> None:
    used = {
        name for module in (line_break, fonts) for name in _STYLE.findall(Path(str(module.__file__)).read_text("utf-8"))
    }
    assert used == set(_LINE_STYLE)


def test_lines_that_are_used_again_make_the_same_pages(sample: Sample) -> None:
    sample.article("report", "Report", paragraphs(12) + "\n## A crosshead\n\n" + paragraphs(6, start=90))
    setter = sample.setter()
    engine = setter.typesetter.engine
    plain = setter.typesetter.article(setter.issue.articles["report"], setter.setting, "left")

    def painted(html: str) -> list[bytes]:
        """The content streams alone: fontTools writes the time into the fonts."""
        pdf = engine.write(engine.lay_out(html, plain.source)[0], plain.source, None)[0]
        with pikepdf.open(BytesIO(pdf)) as document:
            return [page.Contents.read_bytes() for page in document.pages]

    edited = plain.galley.html.replace("Sentence 7 says", "Nobody says")
    wanted = {html: painted(html) for html in (plain.galley.html, edited)}
    lines = Lines()
    for html in (plain.galley.html, plain.galley.html, edited, plain.galley.html):
        with lines.reused():
            assert painted(html) == wanted[html]


def test_subsets_that_are_used_again_make_the_same_pictures(sample: Sample) -> None:
    sample.article("first", "Letter", paragraphs(3))
    sample.article("second", "Letter", "Quite *other* words: jackdaws love my big sphinx of quartz.\n")
    setter = sample.setter()
    engine, subsets = setter.typesetter.engine, Subsets()
    for slug in ("first", "second", "first"):
        laid = setter.typesetter.article(setter.issue.articles[slug], setter.setting, "left")
        plain = engine.write(laid.document, laid.source, None)[0]
        with subsets.reused():
            shared = engine.write(laid.document, laid.source, None)[0]
        assert picture(plain) == picture(shared)


def picture(pdf: bytes) -> bytes:
    with pypdfium2.PdfDocument(pdf) as document:
        return bytes(document[0].render(scale=2).to_numpy().tobytes())
