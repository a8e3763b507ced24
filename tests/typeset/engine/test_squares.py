"""Lines of Chinese and Japanese: flush on both sides, marks half wide where they meet, Latin apart."""

from __future__ import annotations

from typing import Any

import pytest
from weasyprint.formatting_structure import boxes

from hemaprint.typeset.engine.boxes import walk
from hemaprint.typeset.engine.engine import Engine
from typeset.engine.test_paragraphs import laid, letters, line_boxes, planned, text_of
from typeset.laying import engine

EM = 12.0
WIDTH = 160 / 0.75
TEXT = (
    "说明细胞治疗的结果并不相同，病人需要更多时间。随访五年以后，“长期缓解”的比例为45%，与CAR-T细胞的剂量有关。"
    "她说：“版面。”《清样》（第3版）说“不急”，有sans serif的字——但是……"
)
RULES = "font-family: 'Noto Serif CJK SC'; --lines: squared"


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine(tmp_path_factory.mktemp("squares"))


def squared(text: str, warm: Engine, lang: str = "zh-Hans", width: float = 160) -> list[Any]:
    lines = line_boxes(laid(f"<p lang={lang}>{text}</p>", warm, width=width, rules=RULES))
    assert all(planned(line) for line in lines)
    return lines


def texts(line: Any) -> list[Any]:
    return [box for box in walk(line) if isinstance(box, boxes.TextBox)]


def ems(text: str, warm: Engine, lang: str = "zh-Hans") -> float:
    """How many squares a text takes."""
    (line,) = squared(f"文{text}文", warm, lang, width=400)
    return float(line.width) / EM - 2


@pytest.mark.parametrize(
    ("text", "wide"),
    [("版面", 2), ("，版", 2), ("。”", 1.5), ("》（", 1.5), ("：“《", 2), ("——", 2), ("……", 2)],
)
def test_marks_in_succession_are_squeezed(text: str, wide: float, warm: Engine) -> None:
    assert ems(text, warm) == pytest.approx(wide, abs=0.05)


def test_stops_of_traditional_chinese_are_not(warm: Engine) -> None:
    assert ems("。版", warm, "zh-Hant") == ems("，版", warm) == pytest.approx(2, abs=0.05)
    assert ems("」。", warm, "zh-Hant") == pytest.approx(1.5, abs=0.05)


def test_a_quarter_stands_between_a_character_and_a_letter(warm: Engine) -> None:
    one, two, three = texts(squared("版CAR版", warm)[0])
    assert two.position_x - one.position_x - one.width == pytest.approx(EM / 4)
    assert three.position_x - two.position_x - two.width == pytest.approx(EM / 4)


def test_lines_are_flush_and_nothing_is_lost(warm: Engine) -> None:
    lines = squared(TEXT * 3, warm)
    assert [float(line.width) for line in lines[:-1]] == pytest.approx([WIDTH] * (len(lines) - 1), abs=0.01)
    assert "".join(map(text_of, lines)).replace(" ", "") == (TEXT * 3).replace(" ", "")
    assert letters(laid(f"<p lang=zh>{TEXT}</p>", warm)) == TEXT.replace(" ", "")


def test_no_box_reaches_into_the_next(warm: Engine) -> None:
    for line in squared(TEXT * 3, warm):
        ends = 0.0
        for box in texts(line)[1:]:
            assert box.position_x >= ends - 0.01
            ends = box.position_x + box.width


def test_a_mark_at_the_start_of_a_line_leaves_its_blank_half_outside(warm: Engine) -> None:
    starts = {text_of(line)[0]: float(texts(line)[0].position_x) for line in squared("《清样》" * 40, warm, width=150)}
    assert starts["《"] == pytest.approx(-EM / 2)


def test_a_word_behind_the_mark_of_a_note_may_begin_a_line(warm: Engine) -> None:
    lines = squared("版面整齐。<sup>3</sup>InDesign有H<sub>2</sub>O" * 20, warm)
    assert any(text_of(line).startswith("InDesign") for line in lines)
    assert not any(text_of(line).startswith(("3", "2", "O")) for line in lines)


def test_a_narrow_column_stays_ragged(warm: Engine) -> None:
    lines = squared(TEXT, warm, width=80)
    assert any(line.width < 80 / 0.75 - 1 for line in lines[:-1])


def test_latin_in_a_chinese_magazine_is_set_as_elsewhere(warm: Engine) -> None:
    lines = squared("A paragraph of English, as a reference may be, in an article that is in Chinese.", warm)
    assert any(line.width < WIDTH - 1 for line in lines[:-1])
