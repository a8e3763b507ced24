"""Text from right to left: what comes first stands on the right, and Latin words keep their order."""

from __future__ import annotations

from typing import Any

import pytest
from weasyprint.formatting_structure import boxes

from hemaprint.typeset.engine.boxes import walk
from hemaprint.typeset.engine.engine import Engine
from typeset.engine.test_paragraphs import KERN, laid, line_boxes, planned
from typeset.laying import engine

WORDS = "تم تعديل خلايا المتبرع حتى لا تهاجم بعضها بعضا. "
WIDTH = 160 / 0.75


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine(tmp_path_factory.mktemp("turned"))


def turned(body: str, warm: Engine, rules: str = "") -> list[Any]:
    lines = line_boxes(laid(f"<section dir=rtl>{body}</section>", warm, rules=rules))
    assert all(planned(line) for line in lines)
    return lines


def texts(line: Any) -> list[str]:
    """Its boxes from left to right."""
    found = [box for box in walk(line) if isinstance(box, boxes.TextBox)]
    return [box.text.strip() for box in sorted(found, key=lambda box: float(box.position_x))]


def right(line: Any) -> float:
    return max(float(box.position_x + box.width) for box in walk(line) if isinstance(box, boxes.TextBox))


def test_a_first_line_is_indented_on_the_right(warm: Engine) -> None:
    first, second, *_ = turned(f"<p style='text-indent: 12pt'>{WORDS * 4}</p>", warm)
    assert (right(first), right(second)) == pytest.approx((WIDTH - 16, WIDTH))


def test_a_label_hangs_on_the_right(warm: Engine) -> None:
    first, second, *_ = turned(f"<ol><li data-number='1.'>{WORDS * 4}</li></ol>", warm)
    assert right(first) > right(second) + 10


def test_the_first_box_is_the_rightmost(warm: Engine) -> None:
    (line,) = turned("<p>تم <b>تعديل</b> خلايا</p>", warm)
    assert texts(line) == ["خلايا", "تعديل", "تم"]


def test_boxes_of_latin_keep_their_order(warm: Engine) -> None:
    (line,) = turned("<p>تم <b>CAR</b> and <i>T</i> خلايا</p>", warm)
    assert texts(line) == ["خلايا", "CAR", "and", "T", "تم"]


def test_justified_lines_are_flush_and_their_marks_hang_on_the_left(warm: Engine) -> None:
    lines = turned(f"<p>{WORDS * 6}</p>", warm, "text-align: justify")
    assert [right(line) for line in lines[:-1]] == pytest.approx([WIDTH] * (len(lines) - 1), abs=0.01)
    assert all(-6 < line.position_x < 1 for line in lines[:-1])


def test_lines_are_as_wide_as_they_were_planned(warm: Engine) -> None:
    """The spaces of a face that stands in for ours are as wide as those of that face."""
    for line in turned(f"<p>{WORDS * 6}</p>", warm):
        one = planned(line)
        assert line.width == pytest.approx(one.paragraph.setting.lines[one.index].width, abs=KERN)


def test_another_setting_is_flush_on_the_right_as_well(warm: Engine) -> None:
    lines = turned(f"<p>{WORDS * 6}</p>", warm)
    paragraph = planned(lines[0]).paragraph
    reset = paragraph.reset(paragraph.settings.more or paragraph.settings.best)
    assert [right(line) for line in reset] == pytest.approx([WIDTH] * len(reset))


def test_a_cap_stands_on_the_right(warm: Engine) -> None:
    lines = line_boxes(laid(f"<section dir=rtl><p><span class=dropcap>ت</span>{WORDS * 6}</p></section>", warm))
    beside = [right(line) < WIDTH - 5 for line in lines if texts(line) != ["ت"]]
    assert beside[1]
    assert not beside[-1]
