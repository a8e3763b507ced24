"""The Word document has real styles, footnotes, tables and links, and the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import mammoth
import pytest
from bs4 import BeautifulSoup
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from samples import Sample

from .forms import DAY, Magazine


def opened(magazine: Magazine, slug: str = "it") -> Any:
    return Document(BytesIO(magazine.docx(magazine.issue.articles[slug])))


def as_html(magazine: Magazine, slug: str = "it") -> BeautifulSoup:
    result = mammoth.convert_to_html(BytesIO(magazine.docx(magazine.issue.articles[slug])))
    return BeautifulSoup(result.value, "html.parser")


def test_styles_are_those_of_word(everything: Magazine) -> None:
    styled = {paragraph.text: paragraph.style.name for paragraph in opened(everything, "report").paragraphs}
    assert styled["Report"] == "Title"
    assert styled["What it says."] == "Subtitle"
    assert styled["Why the target is hard"] == "Heading 1"
    assert styled["A shared antigen"] == "Heading 2"
    assert styled["Donor cells"] == "List Bullet"
    assert styled["Edited twice"] == "List Bullet 2"
    assert styled["Collect"] == "List Number"
    assert styled["A sentence from a letter."] == "Quote"


def test_footnotes_are_footnotes(everything: Magazine) -> None:
    soup = as_html(everything, "report")
    note = soup.find(id="footnote-1")
    assert note is not None
    assert "Ten of the sixteen were treated" in note.get_text()
    assert soup.find("a", href="https://clinicaltrials.gov") is not None
    assert soup.find(id="footnote-ref-1") is not None


def test_every_numbered_list_counts_anew(magazine_of: Callable[..., Magazine]) -> None:
    document = opened(magazine_of("1. A\n2. B\n\nBetween.\n\n5. C\n"))
    numbered = [one for one in document.paragraphs if one.style.name == "List Number"]
    lists = [one._p.pPr.numPr.numId.val for one in numbered]
    assert lists[0] == lists[1] != lists[2]
    starts = {
        num.numId: num.find(qn("w:lvlOverride")).find(qn("w:startOverride")).val
        for num in document.part.numbering_part.element.num_lst
        if num.numId in lists
    }
    assert [starts[lists[0]], starts[lists[2]]] == [1, 5]


def test_items_keep_their_numbers_and_paragraphs(magazine_of: Callable[..., Magazine]) -> None:
    document = opened(magazine_of("7) A\n\n   Still A.\n\n8)     x  = 1\n       y\n"))
    start, *_ = (index for index, one in enumerate(document.paragraphs) if one.text == "A")
    item, more, label, code = document.paragraphs[start : start + 4]
    assert item._p.pPr.numPr.numId.val == label._p.pPr.numPr.numId.val
    assert (more.style.name, more.paragraph_format.left_indent is not None) == ("Normal", True)
    assert (label.text, code.text, code.style.name) == ("", "x  = 1\ny", "Code")
    made = next(num for num in document.part.numbering_part.element.num_lst if num.numId == item._p.pPr.numPr.numId.val)
    (text,) = made.iter(qn("w:lvlText"))
    assert text.get(qn("w:val")) == "%1)"


def test_the_head_of_a_long_table_is_repeated(magazine_of: Callable[..., Magazine]) -> None:
    rows = "\n".join(f"| Row {number} | {number} |" for number in range(400))
    (table,) = opened(magazine_of(f":::{{table}} Many\n| Name | Number |\n|---|--:|\n{rows}\n:::\n")).tables
    assert len(table.rows) == 401
    assert [bool(row._tr.findall(".//" + qn("w:tblHeader"))) for row in table.rows][:3] == [True, False, False]


def test_pictures_have_their_texts(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    Image.new("RGB", (300, 100), "#1b5c7a").save(sample.root / "content/2025-01/images/plain.png")
    body = ":::{figure} images/plain.png\n:alt: A plain colour\n:::\n\n:::{figure} images/low.svg\n:alt: Drawn\n:::\n"
    sample.article("it", "Letter", body)
    document = opened(Magazine(sample.project, sample.issue()))
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "A plain colour"
    assert any("low.svg" in paragraph.text and "Drawn" in paragraph.text for paragraph in document.paragraphs)


def test_links_lead_to_places(everything: Magazine) -> None:
    body = opened(everything, "report").element
    places = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    targets = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))} - {None}
    assert {"place-fig-zone", "place-ref_1"} <= targets <= places


def test_properties(everything: Magazine) -> None:
    properties = opened(everything, "talk").core_properties
    assert (properties.title, properties.author, properties.language) == ("Talk", "Jing Pan", "en-US")
    assert properties.created.replace(tzinfo=None) == properties.modified.replace(tzinfo=None) == DAY


@pytest.mark.parametrize("slug", ["report", "talk"])
def test_the_same_bytes(everything: Magazine, slug: str) -> None:
    data = everything.docx(everything.issue.articles[slug])
    assert data == everything.docx(everything.issue.articles[slug])
    with ZipFile(BytesIO(data)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
