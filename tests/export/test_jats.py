"""JATS as the official DTD and other programs read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from hemaprint.export.jatsfront import HREF

from .forms import Magazine

DTD = Path(__file__).resolve().parents[2] / ".venv/share/jats-1.3/JATS-journalpublishing1-3.dtd"
"""Where tools/jats.py puts it."""


@pytest.fixture(scope="module")
def dtd() -> etree.DTD:
    if not DTD.exists():
        pytest.skip("the DTD of JATS 1.3 is not here: python tools/jats.py fetches it")
    return etree.DTD(str(DTD))


def root_of(magazine: Magazine, slug: str = "it") -> etree._Element:
    return etree.fromstring(magazine.jats(magazine.issue.articles[slug]))


def faults(magazine: Magazine, dtd: etree.DTD) -> dict[str, list[str]]:
    found = {}
    for slug in magazine.issue.articles:
        if not dtd.validate(root_of(magazine, slug)):
            found[slug] = [entry.message for entry in dtd.error_log]
    return found


def test_one_of_everything_is_valid(everything: Magazine, dtd: etree.DTD) -> None:
    assert faults(everything, dtd) == {}


def test_the_sample_issue_is_valid(sample_magazine: Magazine, dtd: etree.DTD) -> None:
    assert len(sample_magazine.issue.articles) == 8
    assert faults(sample_magazine, dtd) == {}


def test_the_dtd_finds_faults(everything: Magazine, dtd: etree.DTD) -> None:
    root = root_of(everything, "report")
    root.find("body").append(etree.Element("title"))
    assert not dtd.validate(root)


FRONT = {
    "contributors": [
        {
            "name": "Jing Pan",
            "given": "Jing",
            "family": "Pan",
            "native": "潘静",
            "credentials": "MD",
            "affiliation": "A hospital",
            "orcid": "0000-0002-1825-0097",
            "disclosure": "None.",
        },
        {"name": "The Editors"},
    ],
    "doi": "10.1000/182",
    "pmid": "34324392",
    "nct": ["NCT05032599"],
    "keywords": ["CAR-T", "CD5"],
    "received": "2025-01-02",
    "published": "2025-02-03",
    "standfirst": "What *it* says.",
    "sponsor": "A foundation",
    "headline": "On *E. coli*",
    "funding": "A *grant*.",
    "correspondence": "jo@example.org",
}


def test_the_front_says_what_is_known(magazine_of: Callable[..., Magazine], dtd: etree.DTD) -> None:
    magazine = magazine_of("One.\n", **FRONT)
    assert faults(magazine, dtd) == {}
    meta = root_of(magazine).find("front/article-meta")
    assert {one.get("pub-id-type"): one.text for one in meta.iter("article-id")} == {
        "publisher-id": "it",
        "doi": "10.1000/182",
        "pmid": "34324392",
    }
    assert meta.find("title-group/article-title/italic").text == "E. coli"
    assert ["".join(one.itertext()) for one in meta.iter("corresp", "funding-statement")] == [
        "jo@example.org",
        "A grant.",
    ]
    person, editors = meta.iter("contrib")
    assert person.findtext("contrib-id") == "https://orcid.org/0000-0002-1825-0097"
    assert (person.findtext(".//surname"), person.findtext(".//institution")) == ("Pan", "A hospital")
    assert editors.findtext("string-name") == "The Editors"
    assert meta.find("pub-date").get("iso-8601-date") == "2025-02-03"
    assert meta.find("related-object").get("document-id") == "NCT05032599"
    assert [one.text for one in meta.iter("kwd")] == ["CAR-T", "CD5"]
    assert meta.findtext("abstract/p/italic") == "it"


def test_a_conversation_is_speech(everything: Magazine) -> None:
    speeches = list(root_of(everything, "talk").iter("speech"))
    assert [one.findtext("speaker") for one in speeches][:2] == ["Hematology Frontier", "Dr.\u00a0Jing Pan"]
    assert speeches[0].findtext("p") == "What does the award mean to your team?"


def test_crossheads_are_sections_in_sections(everything: Magazine) -> None:
    root = root_of(everything, "report")
    assert root.findtext("body/sec/title") == "Why the target is hard"
    assert root.findtext("body/sec/sec/title") == "A shared antigen"


def test_figures_tables_and_notes(everything: Magazine) -> None:
    root = root_of(everything, "report")
    figure = root.find(".//fig[@id='p-fig-zone']")
    assert figure.findtext("alt-text") == "A drawing across the columns"
    assert figure.find("graphic").get(HREF) == "images/low.svg"
    table = root.find(".//table-wrap[@id='p-tab-long']")
    assert [one.get("scope") for one in table.iter("th")][:4] == ["col", "col", "col", "colgroup"]
    assert root.find("back/fn-group/fn").get("id") == root.find(".//xref[@ref-type='fn']").get("rid")
    assert {one.get("rid") for one in root.iter("xref")} <= {one.get("id") for one in root.iter() if one.get("id")}


def test_lists_and_code_are_as_typed(magazine_of: Callable[..., Magazine], dtd: etree.DTD) -> None:
    magazine = magazine_of("3) A\n\n   More.\n4) B\n\n   ```py\n   a  <\n     b\n   ```\n")
    root = etree.fromstring(magazine.jats(magazine.only))
    assert dtd.validate(root)
    assert root.xpath("//list-item/label/text()") == ["3)", "4)"]
    assert root.xpath("//list-item[1]/p/text()") == ["A", "More."]
    (code,) = root.iter("code")
    assert (code.text, code.get("language")) == ("a  <\n  b", "py")


def test_hostile_copy_is_text(magazine_of: Callable[..., Magazine], dtd: etree.DTD) -> None:
    magazine = magazine_of("Ends&#12;]]\\> with &amp; \\<sec\\>.\n\n## 7 heads\n\nSee [it](#7-heads).\n")
    assert faults(magazine, dtd) == {}
    assert "]]> with & <sec>." in root_of(magazine).findtext("body/p")
