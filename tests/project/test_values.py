from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemaprint.errors import MalformedError
from hemaprint.project.identifiers import normal_doi, normal_issn, normal_nct, normal_orcid, normal_pmid
from hemaprint.project.values import LARGEST, SMALLEST, parse_length, parse_page_size

RIGHT = [
    (normal_doi, "10.1056/NEJMoa1502924", "10.1056/NEJMoa1502924"),
    (normal_doi, "https://doi.org/10.1182/blood.2024024841", "10.1182/blood.2024024841"),
    (
        normal_doi,
        "doi: 10.1002/(SICI)1097-0142(19960101)77:1<1::AID>3.0",
        "10.1002/(SICI)1097-0142(19960101)77:1<1::AID>3.0",
    ),
    (normal_pmid, "PMID: 39123456", "39123456"),
    (normal_pmid, "https://pubmed.ncbi.nlm.nih.gov/1/", "1"),
    (normal_nct, "nct05123456", "NCT05123456"),
    (normal_nct, "https://clinicaltrials.gov/study/NCT05123456", "NCT05123456"),
    (normal_orcid, "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
    (normal_orcid, "000000021694233x", "0000-0002-1694-233X"),
    (normal_issn, "ISSN 0378-5955", "0378-5955"),
    (normal_issn, "2434561x", "2434-561X"),
]

WRONG = [
    (normal_doi, "11.1056/x", "HP050"),
    (normal_doi, "10.1056/x.", "HP050"),
    (normal_doi, "10.1056/a b", "HP050"),
    (normal_doi, "10.10٥6/x", "HP050"),
    (normal_pmid, "0123", "HP051"),
    (normal_pmid, "123456789", "HP051"),
    (normal_nct, "NCT0512345", "HP052"),
    (normal_orcid, "0000-0002-1825", "HP053"),
    (normal_orcid, "0000-0002-1825-0098", "HP053"),
    (normal_issn, "0378-595", "HP054"),
    (normal_issn, "0378-5956", "HP054"),
]


@pytest.mark.parametrize(("check", "typed", "printed"), RIGHT)
def test_an_identifier_is_brought_to_its_printed_form(check: Callable[[str], str], typed: str, printed: str) -> None:
    assert check(typed) == printed


@pytest.mark.parametrize(("check", "typed", "code"), WRONG)
def test_a_malformed_identifier_is_refused(check: Callable[[str], str], typed: str, code: str) -> None:
    with pytest.raises(MalformedError) as caught:
        check(typed)
    assert caught.value.code == code
    assert caught.value.hint


def test_a_wrong_check_digit_says_which_digit_it_would_be() -> None:
    with pytest.raises(MalformedError) as caught:
        normal_orcid("0000-0002-1694-2331")
    assert "not X" in caught.value.message


@pytest.mark.parametrize(
    ("text", "width", "height"),
    [
        ("A4", 595.28, 841.89),
        ("a4 landscape", 841.89, 595.28),
        ("letter", 612, 792),
        ("Legal", 612, 1008),
        ("B5", 498.90, 708.66),
        ("200mm 280mm", 566.93, 793.70),
        ("8.5in 11in", 612, 792),
        ("600px 800px", 450, 600),
        ("20cm", 566.93, 566.93),
        ("280mm 200mm portrait", 566.93, 793.70),
    ],
)
def test_css_page_sizes(text: str, width: float, height: float) -> None:
    assert parse_page_size(text) == pytest.approx((width, height), abs=0.01)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A44",
        "letter legal",
        "landscape",
        "A4 landscape portrait",
        "200 280",
        "-20mm 30mm",
        "0mm 0mm",
        "9m",
        "1mm 1mm",
    ],
)
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(MalformedError) as caught:
        parse_page_size(text)
    assert caught.value.code == "HP056"


@given(st.text(max_size=30))
def test_any_text_is_a_size_that_can_be_printed_or_is_refused(text: str) -> None:
    try:
        size = parse_page_size(text)
    except MalformedError:
        return
    assert SMALLEST <= min(size) <= max(size) <= LARGEST


def test_a_length_needs_a_unit() -> None:
    assert parse_length("12pt") == 12
    assert parse_length("12") is None
