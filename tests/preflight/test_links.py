"""Where links are touched: what is a fault, and what only looks like one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from hemaprint.preflight.navigation import check_link_areas
from hemaprint.preflight.report import Purpose, Subject

WIDE, INSIDE, THIN = (100, 100, 300, 130), (150, 105, 200, 125), (100, 100, 300, 100.5)


def faults(*links: tuple[tuple[float, ...], str], **more: Any) -> int:
    """How many of these links, rectangle and address, are at fault."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(400, 400))
        page.obj.Annots = Array(
            Dictionary(Subtype=Name.Link, Rect=Array(edges), A=Dictionary(S=Name.URI, URI=String(to)), **more)
            for edges, to in links
        )
        return len(list(check_link_areas(Subject(Path("some.pdf"), b"", pdf, Purpose.SCREEN))))


@pytest.mark.parametrize("edges", [THIN, (100, 100, 100, 130), (500, 100, 520, 130)])
def test_a_link_without_area_on_the_page_cannot_be_touched(edges: tuple[float, ...]) -> None:
    assert faults((edges, "https://a.org")) == 1


def test_a_link_under_a_later_one_cannot_be_touched_but_a_small_one_on_a_large_one_can() -> None:
    assert faults((INSIDE, "https://a.org"), (WIDE, "https://b.org")) == 1
    assert faults((WIDE, "https://a.org"), (INSIDE, "https://b.org")) == 0
    assert faults((INSIDE, "https://a.org"), (WIDE, "https://a.org")) == 0  # both lead to one place


def test_edges_in_any_order_and_areas_of_several_lines_are_right() -> None:
    assert faults(((300, 130, 100, 100), "https://a.org")) == 0
    quads = Array([100, 130, 180, 130, 100, 118, 180, 118, 200, 112, 300, 112, 200, 100, 300, 100])
    between = ((185, 113, 198, 117), "https://b.org")
    assert faults(between, (WIDE, "https://a.org")) == 1
    assert faults(between, (WIDE, "https://a.org"), QuadPoints=quads) == 0  # it is between the lines of the other
    assert faults((THIN, "https://a.org"), F=2) == 0  # hidden
