"""What the layout moves is read in the order of the copy."""

from __future__ import annotations

from typing import Any

import pytest

from hemaprint.typeset.engine.boxes import walk
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.tags import Tags
from trees import spelled

from .laying import NOWHERE, engine, lay_out
from .test_tags import LONG, PAGE


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine(tmp_path_factory.mktemp("project"))


def moved(body: str, warm: Engine, *places: str) -> str:
    """What is read of a document whose ``.zone`` blocks are set apart, each at its own of these ``places``."""
    document = lay_out(body, warm, PAGE)
    found = [box for page in document.pages for box in walk(page._page_box) if _is_zone(box)]
    for box, place in zip(found, places, strict=True):
        box.apart = place
    return spelled(warm.write(document, NOWHERE, Tags.UA1)[0])


def _is_zone(box: Any) -> bool:
    return box.element is not None and box.element.get("class") == "zone" and box.element_tag == "div"


def with_zone(line: int) -> str:
    block = f'<div class=zone><div class=slot data-line="{line}"><p>Moved</p></div></div>'
    blocks = "".join(f'<p data-line="{number}">Line {number}</p>' for number in (10, 20, 30))
    return f"{block}<h1>Title</h1>{blocks}<footer><p data-line=15>Tail</p></footer>"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (5, "H1(Title) P(Moved) P(Line 10) P(Line 20) P(Line 30) P(Tail)"),
        (25, "H1(Title) P(Line 10) P(Line 20) P(Moved) P(Line 30) P(Tail)"),
        (99, "H1(Title) P(Line 10) P(Line 20) P(Line 30) P(Moved) P(Tail)"),
    ],
)
def test_a_block_of_a_zone_is_read_where_the_editor_put_it(warm: Engine, line: int, words: str) -> None:
    assert moved(with_zone(line), warm, "foot") == words


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("head", "H1(Title) P(Moved) P(Line 10) P(Line 20) P(Line 30) P(Tail)"),
        ("foot", "H1(Title) P(Line 10) P(Line 20) P(Line 30) P(Moved) P(Tail)"),
    ],
)
def test_a_block_without_line_is_read_where_its_sheet_has_it(warm: Engine, where: str, words: str) -> None:
    assert moved(with_zone(0), warm, where) == words


def test_a_jump_line_is_read_first_on_its_sheet(warm: Engine) -> None:
    figure = '<div class=zone><div class=slot data-line="10"><p>Figure of line 10</p></div></div>'
    jump = '<div class=zone style="break-before:page"><div data-line="0"><p>Continued</p></div></div>'
    blocks = '<p data-line="10">One</p><p data-line="20">Two</p>'
    body = f'{blocks}{jump}{figure}<p data-line="30">Three</p>'
    assert moved(body, warm, "head", "head") == "P(One) P(Two) P(Continued) P(Figure of line 10) P(Three)"


def test_a_sheet_ends_before_the_next_one_begins(warm: Engine) -> None:
    on, back = "<div class=zone><p>On</div>", '<div class=zone style="break-before:page"><p>From</div>'
    assert moved(f"{on}<p data-line=1>{LONG}</p>{back}", warm, "foot", "head") == f"P({LONG}) P(On) P(From)"


def test_what_later_text_has_passed_is_read_in_its_place(warm: Engine) -> None:
    document = lay_out("<div><p>One</p><p>Two</p><p>Three</p></div>", warm, PAGE)
    block = next(box for box in walk(document.pages[0]._page_box) if box.element_tag == "div")
    block.children = [block.children[index] for index in (0, 2, 1)]
    assert "P(One) P(Two) P(Three)" in spelled(warm.write(document, NOWHERE, Tags.UA1)[0])
