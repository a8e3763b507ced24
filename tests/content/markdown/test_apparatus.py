"""Citations, references, footnotes and cross-references."""

import re
from pathlib import Path
from typing import Any

import pytest

from content.markdown.reader import Reader
from hemaprint.content.markdown import format_reference
from hemaprint.content.markdown.inline import check_inline
from hemaprint.content.models import Reference
from hemaprint.content.paper import PaperAddress
from hemaprint.errors import Location
from markup import block_html, html_of

LINK = '<a href="#pan--ref_{0}">{0}</a>'


def link(*numbers: int) -> list[str]:
    return [LINK.format(number) for number in numbers]


def test_references_are_numbered_by_first_citation(reader: Reader) -> None:
    body = reader.read("A[@cedar], b[@ash; @cedar].\n\nC[@birch].\n")
    assert [(reference.number, reference.key) for reference in body.references] == [
        (1, "cedar"),
        (2, "ash"),
        (3, "birch"),
    ]
    assert body.references[0].anchor == "pan--ref_1"
    assert body.used_references == {"ash", "birch", "cedar"}


def test_three_numbers_in_a_row_collapse(reader: Reader) -> None:
    one, two, three, five = link(1, 2, 3, 5)
    body = reader.read("a[@ash]\nb[@birch]\nc[@cedar]\nd[@dogwood]\ne[@elm; @ash; @cedar; @birch] f[@ash; @birch]\n")
    html = block_html(body.blocks[0])
    assert f'<span class="nb">e<sup class="cite" id="pan--cite_5">{one}–{three},{five}</sup></span>' in html
    assert f'<span class="nb">f<sup class="cite">{one},{two}</sup></span>' in html


def test_a_locator_is_printed(reader: Reader) -> None:
    assert reader.html("a [@ash, p. 12]") == (
        f'<span class="nb">a<sup class="cite" id="pan--cite_1">{link(1)[0]}(p.\u00a012)</sup></span>'
    )


def test_the_word_before_is_cut_out_of_an_element(reader: Reader) -> None:
    cite = f'<sup class="cite" id="pan--cite_1">{link(1)[0]}</sup>'
    assert reader.html("*Nature Medicine*.[@ash]") == (
        f'<em>Nature </em><span class="nb"><em>Medicine</em>.{cite}</span>'
    )


def test_vancouver_stands_in_parentheses(reader: Reader) -> None:
    cite = f'a\u00a0<span class="cite" id="pan--cite_1">({link(1)[0]})</span>.'
    assert reader.html("a [@ash].", style="vancouver") == cite
    assert reader.html("a[@ash].", style="vancouver") == cite


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("a[@ahs]", [("HP150", 1, 3)]),
        ("a[@ash; pine]", [("HP151", 1, 9)]),
        ("a[@ash; @ash]", [("HP152", 1, 9)]),
        ("a\n- b *c[@ahs]*", [("HP150", 2, 8)]),
    ],
)
def test_faults_of_citations(reader: Reader, source: str, faults: list[tuple[str, int, int]]) -> None:
    assert reader.faults(source) == faults


PAN = {
    "id": "pan2024",
    "author": [{"family": "Pan", "given": "Jing"}, *({"family": "Tan", "given": "Yue-Hua"} for _ in range(6))],
    "title": "Allogeneic *CD5*-specific CAR-T therapy: does it work?",
    "container_title": "Nat Med",
    "issued": "2025-01",
    "volume": "31",
    "issue": "1",
    "page": "126-136",
    "doi": "10.1038/s41591-024-03282-2",
    "pmid": "39354195",
}


def plain(style: Any, **changes: Any) -> str:
    html = html_of(format_reference(Reference.model_validate({**PAN, **changes}), style, "en-US"))
    return re.sub(r"<(?!i>|/i>)[^>]*>", "", html).replace("\u00a0", " ")


def test_ama_lists_three_authors_of_seven() -> None:
    assert plain("ama") == (
        "Pan J, Tan YH, Tan YH, et al. Allogeneic CD5-specific CAR-T therapy: does it work? <i>Nat Med</i>. "
        "2025;31(1):126–136. doi:10.1038/s41591-024-03282-2. PMID 39354195."
    )


def test_vancouver_lists_six() -> None:
    assert plain("vancouver").startswith("Pan J, " + "Tan YH, " * 5 + "et al. ")


def test_a_paper_without_a_volume_has_its_date() -> None:
    assert "<i>Nat Med</i>. Published online October 3, 2024." in plain("ama", volume="", page="", issued="2024-10-03")


def test_a_title_in_another_language_has_its_quotation_marks_and_says_which() -> None:
    reference = Reference(id="a", title='Über "Blut"', language="de", issued="2020")
    assert '<span lang="de">Über „Blut“</span>' in html_of(format_reference(reference, "ama", "en"))


def test_links_of_references() -> None:
    html = html_of(format_reference(Reference.model_validate(PAN), "ama", "en"))
    assert 'href="https://doi.org/10.1038/s41591-024-03282-2"' in html
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/39354195/"' in html
    raw = html_of(format_reference(Reference(id="a", raw="Doe J. A < B. doi:10.1000/xyz-1."), "ama", "en"))
    link = '<a class="ext" href="https://doi.org/10.1000/xyz-1">doi:10.1000/xyz-1</a>'
    assert re.sub(r"</?(?:span|wbr)[^>]*>", "", raw) == f"Doe J. A &lt; B. {link}."
    old = html_of(format_reference(Reference(id="a", raw="Doe J. doi:10.1002/(SICI)1097<1::A-B>3.0;2-2."), "ama", "en"))
    assert 'href="https://doi.org/10.1002/(SICI)1097%3C1::A-B%3E3.0;2-2"' in old


def test_other_kinds_of_references() -> None:
    book = plain("ama", type="book", publisher="Wiley", page="", doi="", pmid="")
    assert book.endswith("et al. <i>Allogeneic CD5-specific CAR-T therapy: does it work?</i> Wiley; 2025.")
    page = Reference(
        id="a", type="webpage", title="Approvals", publisher="FDA", url="https://a.gov", accessed="2025-01-02"
    )
    assert html_of(format_reference(page, "ama", "en")).startswith("Approvals. FDA. Accessed January\u00a02, 2025. <a ")


def test_a_footnote_stands_in_place(reader: Reader) -> None:
    assert reader.html('Word.[^1] "More"\n\n[^1]: A *note* with\n    two lines.\n') == (
        'Word.<span class="footnote" role="doc-footnote" id="pan--fn_1">A <em>note</em> with two lines.</span> “More”'
    )


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("a[^1]", [("HP140", 1, 2)]),
        ("a\n\n[^1]: b", [("HP141", 3, 1)]),
        ("a[^1]\n\n[^1]: b\n[^1]: c", [("HP142", 4, 1)]),
        ("a[^1] b[^1]\n\n[^1]: c", [("HP143", 1, 8)]),
        ("a[^1]\n\n[^1]: c[^1]", [("HP144", 3, 8)]),
        ("a[^1]\n\n[^1]: c[^2]\n\n[^2]: d[^1]", [("HP144", 3, 8)]),
        ("## a[^1]\n\n[^1]: b", [("HP145", 1, 5)]),
        ("a[^1]\n\n[^1]:", [("HP146", 3, 1)]),
        ("a[^1]\n\n[^1]: b\n\n    c", [("HP146", 5, 5)]),
    ],
)
def test_faults_of_footnotes(reader: Reader, source: str, faults: list[tuple[str, int, int]]) -> None:
    assert reader.faults(source) == faults


def test_a_footnote_in_a_box_is_refused(reader: Reader) -> None:
    assert reader.faults(":::{note}\na[^1]\n:::\n\n[^1]: b\n") == [("HP145", 2, 2)]


FIGURE = "\n\n:::{figure} images/loop.svg\n:label: fig-loop\n:alt: A loop\n:::\n"


def first_html(reader: Reader, source: str) -> str:
    body = reader.read(source)
    assert body.problems == ()
    return block_html(body.blocks[0])


def test_page_references(reader: Reader) -> None:
    body = reader.read("[Cells, page #](article:cells#fig-1) [#](article:cells) [x](article:news)\n")
    html = block_html(body.blocks[0])
    page = "{cells#fig-1}"
    assert f'<a class="xref" href="x-issue:#cells--fig-1">Cells, page\u00a0{page}</a>' in html
    assert [reference.target for reference in body.page_references] == ["cells#fig-1", "cells"]
    assert [reference.target for reference in body.links] == ["cells#fig-1", "cells", "news"]
    assert body.page_references[1].location.column == 38


def test_number_references(reader: Reader) -> None:
    html = first_html(reader, f"[Fig. #](#fig-loop) and [page #](#fig-loop){FIGURE}")
    assert '<a class="xref" href="#pan--fig-loop">Fig.\u00a01</a>' in html
    assert "page\u00a0{pan#fig-loop}</a>" in html


def test_crossheads_are_targets(reader: Reader) -> None:
    body = reader.read("[x](#why-cd5-2)\n\n## Why *CD5*?\n\n## Why CD5?\n")
    assert body.problems == ()
    assert body.anchors == {"why-cd5", "why-cd5-2"}


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        (f"[x](#fig-lop){FIGURE}", [("HP132", 1, 1)]),
        (f"[Table #](#fig-loop){FIGURE}", [("HP133", 1, 1)]),
        ("[Fig. #](article:cells#fig-1)", [("HP133", 1, 1)]),
        ("a [x](htp://a.org)", [("HP134", 1, 3)]),
        ("[x](https://nowhere)", [("HP134", 1, 1)]),
        ("[x](javascript:alert)", [("HP134", 1, 1)]),
        ("[x](article:No_Slug)", [("HP135", 1, 1)]),
        ("[](https://a.org)", [("HP136", 1, 1)]),
        ('[x](https://a.org "y")', [("HP138", 1, 1)]),
        ("a [x][y]", [("HP139", 1, 3)]),
        ("[x][y]\n\n[y]: https://a.org\n[y]: https://b.org", [("HP147", 4, 1)]),
        ("x\n\n[y]: https://a.org", [("HP148", 3, 1)]),
    ],
)
def test_faults_of_links(reader: Reader, source: str, faults: list[tuple[str, int, int]]) -> None:
    assert reader.faults(source) == faults


# ---------------------------------------------------------------- links for paper


LONG = "https://a.org/" + "a" * 150


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("[a](https://a.org){.papr}", [("HP153", 1, 20)]),
        ("[a](https://a.org){.paper .sc}", [("HP153", 1, 27)]),
        ("## A {#a}\n\n[a](#a){.paper}", [("HP153", 3, 9)]),
        (f"[a]({LONG}){{.paper}}", [("HP357", 1, 1)]),
        ("[a](https://a.org){.paper} and <https://b.org>{.paper}", []),
    ],
)
def test_faults_of_links_for_paper(reader: Reader, source: str, faults: list[tuple[str, int, int]]) -> None:
    assert reader.faults(source) == faults


def test_links_of_front_matter_and_of_the_manifest_are_not_printed_for_paper() -> None:
    place = Location(Path("issue.yaml"), 3, 9)
    assert [problem.code for problem in check_inline("[a](https://a.org){.paper}", location=place)] == ["HP153"]


@pytest.mark.parametrize(
    ("href", "printed"),
    [
        ("https://www.a.org/", "a.org"),
        ("https://doi.org/10.1000/182", "doi.org/10.1000/182"),
        ("mailto:a@b.org", "a@b.org"),
        ("mailto:a@b.org?subject=A%20b", "a@b.org"),
    ],
)
def test_the_printed_address_has_what_must_be_typed(href: str, printed: str) -> None:
    assert PaperAddress(href, (), Location(Path())).printed == printed
