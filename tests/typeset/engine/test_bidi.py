# SPDX-License-Identifier: MIT
"""Lines that mix directions stand as Pango itself, and so UAX 9, would set the whole of them."""

from __future__ import annotations

from typing import Any

import pytest
from weasyprint.formatting_structure import boxes
from weasyprint.text.ffi import ffi
from weasyprint.text.line_break import create_layout

from hemaprint.typeset.engine.bidi import in_order, levels_of
from hemaprint.typeset.engine.boxes import walk
from hemaprint.typeset.engine.engine import Engine
from typeset.engine.test_paragraphs import laid, line_boxes, planned
from typeset.laying import engine

LINES = [
    "نسبة <b>87.5%</b> من (<i>CAR-T</i> cells) في <b>Phase</b> <i>2</i>.",
    "שיעור <b>87.5%</b> של [<i>CAR-T</i> cells] עם CD<b>34</b>: <i>12</i>–15.",
    "<b>abc שלום</b> דוד, <i>(def)</i>",
    "סוף <b>(סוגר</b> פתוח) <i>A, B</i> ו-C",
]


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine(tmp_path_factory.mktemp("bidi"))


def seen(texts: list[Any]) -> str:
    """The characters of text boxes from left to right."""
    ordered = sorted(texts, key=lambda box: float(box.position_x))
    return "".join(box.text[:: -1 if box.style["direction"] == "rtl" else 1] for box in ordered)


def by_pango(text: str, style: Any) -> str:
    """The characters of a whole line from left to right, as Pango orders them."""
    layout = create_layout(text, style, None, None, 0)
    line, _ = layout.get_first_line()
    encoded, found, run = text.encode(), "", line.runs[0]
    while run != ffi.NULL:
        item = run.data.item
        part = encoded[item.offset : item.offset + item.length].decode()
        found += part[:: -1 if item.analysis.level % 2 else 1]
        run = run.next
    return found


@pytest.mark.parametrize("direction", ["rtl", "ltr"])
@pytest.mark.parametrize("markup", LINES)
def test_a_line_of_many_boxes_stands_as_pango_sets_the_whole(markup: str, direction: str, warm: Engine) -> None:
    (line,) = line_boxes(
        laid(f"<section dir={direction}><p>{markup}</p></section>", warm, rules="section{width:400pt}")
    )
    assert planned(line)
    texts = [box for box in walk(line) if isinstance(box, boxes.TextBox)]
    whole = "".join(box.text for box in texts)
    assert seen(texts) == by_pango(whole, line.style)


def test_isolated_text_does_not_move_what_is_beside_it() -> None:
    alone = levels_of("a שלום 12", [], from_the_right=False)
    isolated = levels_of("a שלום 12", [(2, "\u2067"), (6, "\u2069")], from_the_right=False)
    assert alone == bytes([0, 0, 1, 1, 1, 1, 1, 2, 2])
    assert isolated == bytes([0, 0, 1, 1, 1, 1, 0, 0, 0])


def test_text_from_left_to_right_has_no_levels() -> None:
    assert levels_of("“Zellen” 细胞 – 1", [], from_the_right=False) is None


def test_levels_are_put_in_order() -> None:
    assert in_order([1, 1, 2, 2, 1, 0]) == [4, 2, 3, 1, 0, 5]
