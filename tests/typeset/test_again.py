"""What is taken from the last time is what would be made anew."""

from __future__ import annotations

import re
from pathlib import Path

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
    wanted = engine.write(plain.document, plain.source, None)[0]
    lines = Lines()
    for _ in range(2):
        with lines.reused():
            again = engine.lay_out(plain.galley.html, plain.source)[0]
        assert engine.write(again, plain.source, None)[0] == wanted
    edited = plain.galley.html.replace("Sentence 7 says", "Nobody says")
    with lines.reused():
        kept = engine.lay_out(edited, plain.source)[0]
    anew = engine.lay_out(edited, plain.source)[0]
    assert engine.write(kept, plain.source, None)[0] == engine.write(anew, plain.source, None)[0]


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
