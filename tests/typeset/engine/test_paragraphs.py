"""WeasyPrint's lines are the planned ones: text whole, notes set once, other settings at the same place."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from hemaprint.typeset.engine.boxes import walk
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.engine.paragraphs import COUNTED, SetLine, set_line
from hemaprint.typeset.pages import Resources
from typeset.engine.scraps import Scraps
from typeset.laying import engine, engine_without, lay_out

PAGE = "@page {{ size: {width}pt 4000pt; margin: 0 }} body {{ font: 9pt/12pt 'HF Serif'; {rules} }} p {{ margin: 0 }}"
KERN = 1.2
"""px by which words that are measured one by one differ from those of a line, in which they kern with spaces."""
HAN = "\u3000"
"""From here on spaces are as wide as the face has them that the letters beside them are taken from."""
LONG = (
    "Patients who had received a transplantation were followed for five years, and those whose disease had come back "
    "were offered a second one, although the immunoglobulin had fallen below half of what is usual in the laboratory. "
)


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine(tmp_path_factory.mktemp("paragraphs"))


def laid(body: str, warm: Engine, width: float = 160, rules: str = "hyphens: auto") -> Document:
    return lay_out(body, warm, PAGE.format(width=width, rules=rules))


def line_boxes(document: Document) -> list[Any]:
    """The lines of a document in their order, without those that stand in a box in a line."""
    return [line for page in document.pages for line in lines_in(page._page_box) if line.element is not None]


def lines_in(box: Any) -> Iterator[Any]:
    box = getattr(box, "_box", box)
    if isinstance(box, boxes.LineBox):
        yield box
    else:
        for child in getattr(box, "children", ()):
            yield from lines_in(child)


def text_of(line: Any) -> str:
    return "".join(box.text for box in walk(line) if isinstance(box, boxes.TextBox))


def planned(line: Any) -> SetLine:
    one = set_line(line)
    assert one is not None
    return one


@pytest.fixture(scope="module")
def greedy(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine that breaks lines by itself."""
    return engine_without("whole-paragraphs", root=tmp_path_factory.mktemp("greedy"))


def letters(document: Document) -> str:
    """All that is set, without spaces, and without the hyphens at line ends."""
    lines = [text_of(line).rstrip(" \xad") for line in line_boxes(document)]
    return "".join(line.removesuffix("\u2010").replace("\xad", "") for line in lines).replace(" ", "")


def scrap(seed: int) -> str:
    scraps = Scraps(random.Random(seed))
    return "".join(f"<p>{scraps.run()}</p>" for _ in range(4))


# ---------------------------------------------------------------- the plan is what is laid


@pytest.mark.parametrize("seed", range(12))
def test_lines_are_as_wide_as_they_were_planned(seed: int, warm: Engine) -> None:
    for line in line_boxes(laid(scrap(seed), warm)):
        one = set_line(line)
        plain = max(text_of(line)) < HAN and not any(child.is_floated() for child in line.children)
        if one is not None and plain:
            wanted = one.paragraph.setting.lines[one.index]
            assert line.width == pytest.approx(wanted.width, abs=KERN)
            assert line.width <= wanted.room + KERN


@pytest.mark.parametrize("seed", range(12))
def test_no_text_is_lost(seed: int, warm: Engine, greedy: Engine) -> None:
    rules = ".note { float: footnote }"
    body = scrap(seed)
    assert letters(laid(body, warm, rules=rules)) == letters(laid(body, greedy, rules=rules))


def test_a_paragraph_is_no_longer_than_before(warm: Engine, greedy: Engine) -> None:
    body = f"<p>{LONG * 3}</p>"
    assert len(line_boxes(laid(body, warm))) <= len(line_boxes(laid(body, greedy))) + 1


@pytest.mark.parametrize(
    "inside",
    [
        "a <em>slanted <strong>and bold</strong></em> word",
        "a <a href='#x'>link of several words</a>, and more",
        "code such as <code>x = 12 + y</code> in it",
        "a raised <sup>12</sup> number",
        "<span style='padding: 0 6pt'>some padding around these words</span>",
        "a box <span style='display: inline-block; width: 30pt'>in</span> it",
        "a line<br>that ends early",
        "soft\xadhyphens inter\xadspersed trans\xadplantation",
        "a very<wbr>long<wbr>word<wbr>of<wbr>many<wbr>parts",
        "<span style='white-space: nowrap'>nothing breaks in here</span>",
    ],
)
def test_what_may_stand_in_a_paragraph(inside: str, warm: Engine, greedy: Engine) -> None:
    body = f"<p>{LONG}{inside} {LONG}</p>"
    document = laid(body, warm)
    assert letters(document) == letters(laid(body, greedy))
    assert all(planned(line).index == number for number, line in enumerate(line_boxes(document)))
    tops = [line.position_y for line in line_boxes(document)]
    assert tops == pytest.approx([tops[0] + 16 * number for number in range(len(tops))])


def test_another_face_does_not_move_a_line(warm: Engine) -> None:
    body = "<p>A letter from {} came, and was answered by others at once.</p>"
    heights = [[line.height for line in line_boxes(laid(body.format(name), warm))] for name in ("潘静", "Pan")]
    assert heights[0] == heights[1]


def test_nothing_breaks_where_nothing_may(warm: Engine) -> None:
    held = "<span style='white-space: nowrap'>these words stay together</span>"
    texts = [text_of(line) for line in line_boxes(laid(f"<p>{LONG}{held} {LONG}</p>" * 3, warm))]
    assert sum("these words stay together" in text for text in texts) == 3


@pytest.mark.parametrize("raised", ["<sup>12</sup>", "<sup class=cite>12</sup>", "<span class=footnote>Told.</span>"])
@pytest.mark.parametrize("width", range(150, 170, 4))
def test_a_raised_number_stays_with_its_word(raised: str, width: float, warm: Engine) -> None:
    texts = [text_of(line) for line in line_boxes(laid(f"<p>{f'It came back.{raised} ' * 30}</p>", warm, width))]
    copy = [text for text in texts if "Told" not in text]
    assert len(copy) > 5
    assert all(text.startswith(("It", "came", "back.")) for text in copy)


def test_a_word_that_fits_a_line_stays_whole_where_it_may_break_anywhere(warm: Engine) -> None:
    body = "<p>International Council for Harmonisation of Technical Requirements for Pharmaceuticals, and more.</p>"
    rules = "hyphens: none; overflow-wrap: anywhere"
    for width in range(80, 160, 10):
        found = " ".join(text_of(line).strip() for line in line_boxes(laid(body, warm, width, rules)))
        assert "Harmonisation of Technical Requirements for Pharmaceuticals," in found, width
    assert "Pharmaceuticals" not in {text_of(line).strip(" ,") for line in line_boxes(laid(body, warm, 40, rules))}


def test_an_address_breaks_without_a_hyphen(warm: Engine) -> None:
    body = "<p>See <span class=address>https://doi.org/10.1056/NEJMoa20312345678/supplementary_appendix</span></p>"
    texts = [text_of(line) for line in line_boxes(laid(body, warm, width=110))]
    assert len(texts) > 2
    assert not any("\u2010" in text for text in texts)


def test_words_are_divided_as_the_house_has_them(tmp_path: Path) -> None:
    house = Engine("", Resources(tmp_path), (("de", "Ery-thropoiese"),))
    body = "<p lang=de>und und Erythropoiese und</p>"
    for rules in ("hyphens: auto", "hyphens: auto; white-space: pre-wrap"):  # the second is broken by the engine itself
        lines = line_boxes(laid(body, house, width=85, rules=f"{rules}; hyphenate-limit-zone: 0"))
        assert text_of(lines[0]).rstrip("-\u2010") == "und und Ery"


def test_a_word_with_a_hyphen_of_its_own_has_no_other(warm: Engine) -> None:
    body = f"<p>{'It was a transplantation-associated erythropoiesis-stimulating one. ' * 9}</p>"
    for width in range(80, 120, 4):
        texts = [text_of(line) for line in line_boxes(laid(body, warm, width))]
        assert not any("\u2010" in text for text in texts)


def test_a_hanging_label_keeps_its_first_word(warm: Engine) -> None:
    body = f"<ol><li data-number='1.'>{LONG}</li></ol>"
    first, second, *_ = line_boxes(laid(body, warm))
    assert second.position_x + 0.01 >= first.position_x
    assert planned(second).paragraph.setting.lines[0].room > planned(second).paragraph.setting.lines[1].room


def test_lines_beside_a_cap_are_shorter_and_those_below_are_not(warm: Engine) -> None:
    body = f"<p><span class=dropcap>P</span>{LONG * 2}</p><p>{LONG}</p>"
    lines = line_boxes(laid(body, warm))
    lines = [line for line in lines if set_line(line) and text_of(line) != "P"]
    left = min(line.position_x for line in lines)
    beside = [line.position_x > left + 5 for line in lines]
    assert beside[:3] == [True, True, True]
    assert not any(beside[3:])


def test_a_cap_is_set_once_where_a_word_is_too_wide(warm: Engine, greedy: Engine) -> None:
    body = f"<p><span class=dropcap>P</span>{LONG}{'x' * 60} {LONG}</p>"
    places = [
        [(text_of(line), line.position_x) for line in line_boxes(one)] for one in (laid(body, warm), laid(body, greedy))
    ]
    assert places[0] == places[1]


def test_no_line_asks_for_its_least_width(warm: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """As every line does after a float, in WeasyPrint 70."""

    def asked(*_: Any, **__: Any) -> float:
        raise AssertionError

    monkeypatch.setattr(inline, "inline_min_content_width", asked)
    laid(f"<p><span class=dropcap>P</span>{LONG * 2}</p><p>{LONG}</p>", warm)


# ---------------------------------------------------------------- columns, notes, and what is left to the engine


def test_a_paragraph_that_goes_on_in_the_next_column_keeps_its_plan(warm: Engine) -> None:
    rules = "columns: 2; column-gap: 10pt; column-fill: auto; height: 60pt; hyphens: auto"
    lines = line_boxes(laid(f"<p>{LONG}</p>", warm, width=330, rules=rules))
    alone = line_boxes(laid(f"<p>{LONG}</p>", warm, width=160))
    assert len({line.position_x for line in lines}) > 1
    assert [text_of(line) for line in lines] == [text_of(line) for line in alone]


def test_a_note_is_set_once(warm: Engine) -> None:
    body = f"<p>{LONG}<span class=footnote>Told in a note.</span> {LONG}</p>"
    texts = [text_of(line) for line in line_boxes(laid(body, warm))]
    assert sum("Told in a note." in text for text in texts) == 1


@pytest.mark.parametrize(
    "body",
    [
        f"<p style='white-space: pre-line'>{LONG}</p>",
        f"<p>{LONG}<span style='float: right'>aside</span>{LONG}</p>",
    ],
)
def test_what_cannot_be_planned_is_counted(body: str, warm: Engine) -> None:
    before = COUNTED.total() - COUNTED["planned"]
    lines = line_boxes(laid(body, warm))
    assert COUNTED.total() - COUNTED["planned"] > before
    assert len(lines) > 2


# ---------------------------------------------------------------- other settings


@pytest.fixture
def document(warm: Engine) -> Document:
    body = f"<p style='text-indent: 12pt'>{LONG * 4}<span class=footnote>Told in a note.</span> {LONG}</p>"
    return laid(body, warm)


def test_another_setting_stands_at_the_same_place(document: Document) -> None:
    lines = [line for line in line_boxes(document) if set_line(line)]
    paragraph = planned(lines[0]).paragraph
    assert paragraph.settings.more is not None
    words = "".join(
        text_of(line).removesuffix("\u2010") + " " * (not text_of(line).endswith("\u2010")) for line in paragraph.lines
    )
    for line in paragraph.lines:
        line.translate(30, 200)
    where = paragraph.lines[0].position_x, paragraph.lines[0].position_y
    reset = paragraph.reset(paragraph.settings.more)
    assert len(reset) == len(paragraph.settings.best.lines) + 1
    assert (reset[0].position_x, reset[0].position_y) == pytest.approx(where)
    assert [planned(line).index for line in reset] == list(range(len(reset)))
    again = "".join(
        text_of(line).removesuffix("\u2010") + " " * (not text_of(line).endswith("\u2010")) for line in reset
    )
    assert again == words


def test_a_call_still_leads_to_its_note(document: Document) -> None:
    paragraph = next(planned(line).paragraph for line in line_boxes(document) if set_line(line))
    notes = [box.footnote for line in paragraph.lines for box in walk(line) if box.footnote is not None]
    assert paragraph.settings.more is not None
    reset = paragraph.reset(paragraph.settings.more)
    assert [box.footnote for line in reset for box in walk(line) if box.footnote is not None] == notes
    assert len(notes) == 1


def test_back_to_the_best_is_what_it_was(document: Document) -> None:
    paragraph = next(planned(line).paragraph for line in line_boxes(document) if set_line(line))
    before = [(text_of(line), line.position_x, line.position_y, line.width) for line in paragraph.lines]
    assert paragraph.settings.more is not None
    paragraph.reset(paragraph.settings.more)
    paragraph.reset(paragraph.settings.best)
    assert [(text_of(line), line.position_x, line.position_y, line.width) for line in paragraph.lines] == before


# ---------------------------------------------------------------- other manners


def test_ragged_lines_are_spread_as_planned(warm: Engine) -> None:
    spread = [
        (line, planned(line).paragraph.setting.lines[planned(line).index])
        for width in range(110, 130, 4)
        for line in line_boxes(laid(f"<p>{LONG * 2}</p>", warm, width))
        if any(getattr(box, "justification_spacing", 0) for box in walk(line))
    ]
    assert len(spread) > 5
    assert all(line.width == pytest.approx(plan.width, abs=0.01) for line, plan in spread)


def test_justified_lines_are_flush_and_their_last_marks_hang(warm: Engine) -> None:
    lines = line_boxes(laid(f"<p>{LONG * 3}</p>", warm, width=240, rules="text-align: justify; hyphens: auto"))
    for line in lines[:-1]:
        over = line.width - 320
        assert -0.1 <= over < 6
        assert (over > 0.1) == (text_of(line)[-1] in "\u2010-.,")


def test_a_headline_is_balanced(warm: Engine) -> None:
    head = "<p data-lines=balanced>One headline that is broken into lines of even length, as it should be.</p>"
    lines = line_boxes(laid(head, warm, width=150, rules="hyphens: none"))
    widths = [line.width for line in lines]
    plain = line_boxes(laid(head.replace("balanced", "plain"), warm, width=150, rules="hyphens: none"))
    assert len(lines) == len(plain)
    assert max(widths) - min(widths) < max(line.width for line in plain) - min(line.width for line in plain)


def test_chinese_lines_are_flush_and_none_begins_with_a_comma(warm: Engine) -> None:
    text = (
        "说明细胞治疗的结果并不相同，病人需要更多时间。随访五年以后，“长期缓解”的比例为 45%，与 CAR-T 细胞的剂量有关。"
    ) * 3
    lines = line_boxes(laid(f"<p lang=zh>{text}</p>", warm, rules="text-align: justify"))
    assert all(planned(line) for line in lines)
    for line in lines[:-1]:
        assert line.width == pytest.approx(160 / 0.75, abs=1.5)
    assert not any(text_of(line)[0] in "，。”" or text_of(line).endswith("“") for line in lines)


def test_what_is_to_stay_whole_is_broken_only_where_it_fits_no_line(warm: Engine) -> None:
    doi = "doi:10.1038/\u200bs41591-\u200b024-\u200b03282-\u200b2"
    body = f"<p>{'A trial of cells, and of lines. ' * 3}<span style='--lines: whole'>{doi}</span></p>"
    for width in range(170, 230, 5):
        assert any(doi in text_of(line) for line in line_boxes(laid(body, warm, width))), width
    assert len(line_boxes(laid(body, warm, 60))) > 6
    assert not any(doi in text_of(line) for line in line_boxes(laid(body, warm, 60)))
