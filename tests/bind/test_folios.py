from __future__ import annotations

import pikepdf

from hemaprint.bind import bind

from .press import BORROWED, IMPRINT, folios, part, three_parts
from .reading import opened, pixels, text
from .tagging import check_tags


def operators(page: pikepdf.Page) -> list[str]:
    return [str(one.operator) for one in pikepdf.parse_content_stream(page)]


def test_each_page_gets_its_own_folio_and_an_empty_one_none() -> None:
    bound = bind(three_parts(), folios=folios("f-one", "", "f-three", "", "", "f-six"), imprint=IMPRINT)
    assert bound.problems == ()
    assert ["f-" in text(bound.pdf, page) for page in range(6)] == [True, False, True, False, False, True]
    assert "f-three" in text(bound.pdf, 2)


def test_a_folio_is_an_artifact_outside_the_graphics_state_of_the_page() -> None:
    page = opened(bind(three_parts(), folios=folios(*"123456"), imprint=IMPRINT).pdf).pages[0]
    instructions = list(pikepdf.parse_content_stream(page))
    assert operators(page)[0] == "q"
    assert operators(page)[-6:] == ["Q", "BDC", "q", "Do", "Q", "EMC"]
    assert [str(operand) for operand in instructions[-5].operands[:1]] == ["/Artifact"]
    assert instructions[-5].operands[1].Type == "/Pagination"


def test_tags_hold_under_folios() -> None:
    check_tags(opened(bind(three_parts(tags=True), folios=folios(*"123456"), imprint=IMPRINT).pdf))


def test_a_page_without_a_folio_is_not_touched() -> None:
    plain = bind([part("borrowed", BORROWED, 0)], imprint=IMPRINT)
    stamped = bind([part("borrowed", BORROWED, 0)], folios=folios("1", ""), imprint=IMPRINT)
    assert pixels(plain.pdf, 1) == pixels(stamped.pdf, 1)
    assert pixels(plain.pdf, 0) != pixels(stamped.pdf, 0)


def test_too_few_folios_are_a_problem() -> None:
    bound = bind(three_parts(), folios=folios("1", "2"), imprint=IMPRINT)
    assert [problem.code for problem in bound.problems] == ["HP303"]


def test_folios_of_another_trim_size_are_a_problem() -> None:
    odd = folios(*"123456", style="@page { size: 100mm 148mm }")
    assert {problem.code for problem in bind(three_parts(), folios=odd, imprint=IMPRINT).problems} == {"HP303"}
