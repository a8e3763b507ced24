import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemaprint.errors import MalformedError
from hemaprint.project.values import LARGEST, SMALLEST, parse_length, parse_page_size


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
