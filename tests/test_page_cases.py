"""Small inputs that went wrong on the page, and what is right: each stands for its kind."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest

from hemaprint.copydesk.measures import columns
from hemaprint.copydesk.measures.book import Block, Book, Line
from hemaprint.copydesk.measures.reading import read
from hemaprint.errors import ContentError, Problem, Severity
from hemaprint.preflight.issue import examine_issue
from measured import shown
from samples import NAME, Sample, codes, paragraphs, sentence
from scripts import needs_faces

OPENING, CLOSING = "“‘（《〈「『【", "、。，．：；！？”’）》〉」』】…"
MORE = {"CD5": "到2025年共有16人；", "quote": "她说“不急”，", "title": "《清样》第3版，"}


def built(sample: Sample) -> Book:
    """The pages of the issue, on which nothing stands where something else does."""
    return sound(read(sample.build().pdf))


def sound(book: Book) -> Book:
    """A book, of which that is asserted."""
    assert shown.text_on_text(book) == []
    assert shown.text_on_pictures(book) == []
    assert shown.outside(book) == []
    return book


def told_of(sample: Sample) -> list[Problem]:
    """What the program says of the issue; where it sets it, nothing stands where something else does."""
    try:
        result = sample.build()
    except ContentError as error:
        return list(error.problems)
    sound(read(result.pdf))
    return list(result.problems)


def copy_of(book: Book) -> list[Block]:
    """Paragraphs of running text, in reading order."""
    return [block for block in book.copy if block.article in book.articles]


def drawing(sample: Sample, name: str, width: int, height: int) -> None:
    sample.write(
        f"content/{NAME}/images/{name}.svg",
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<path d="M0 0h{width}v{height}h-{width}z" fill="#D9E6EC"/></svg>\n',
    )


def table(rows: int, columns: int = 2) -> str:
    head = " | ".join(f"Month {number} of it" for number in range(columns))
    body = "\n".join(
        "| " + " | ".join(f"{row * 7 + column} (9.{column} %)" for column in range(columns)) + " |"
        for row in range(rows)
    )
    return f"| {head} |\n|{'---|' * columns}\n{body}"


# ---------------------------------------------------------------- blocks that are tall or wide


def test_a_tall_figure_leaves_no_hole_and_no_headline_alone(sample: Sample) -> None:
    drawing(sample, "pole", 400, 1300)
    figure = ":::{figure} images/pole.svg\n:alt: A pole\n\nTall.\n:::"
    sample.article("letter", "Letter", f"{sentence(1)}\n\n{figure}\n\n{sentence(2)}\n")
    book = built(sample)
    assert columns.holes(book) == []
    assert columns.heads_at_a_foot(book) == []
    assert len(book.pages_of[book.articles[0]]) == 1


def test_a_tall_table_in_a_column_leaves_no_hole(sample: Sample) -> None:
    tall = f":::{{table}} A longer list\n:label: tab-long\n\n{table(24)}\n:::"
    sample.article(
        "report", "Report", f"{paragraphs(1)}\n{tall}\n\n{paragraphs(9, sentences=5, start=9)}", standfirst="So."
    )
    book = built(sample)
    assert columns.holes(book) == []
    assert columns.heads_at_a_foot(book) == []


def test_a_note_of_three_hundred_words_begins_on_its_page_and_leaves_no_hole(sample: Sample) -> None:
    note = " ".join(sentence(number, 24) for number in range(500, 511))
    called = f"The dose was fixed.[^a] {sentence(40)}\n\n[^a]: {note}\n"
    body = f"{paragraphs(3, sentences=6)}\n{called}\n{paragraphs(8, sentences=6, start=60)}"
    sample.article("report", "Report", body, standfirst="What it is about.")
    book = built(sample)
    assert columns.holes(book) == []
    assert columns.heads_at_a_foot(book) == []
    call = next(line.page for block in book.copy for line in block.lines if "The dose was fixed" in block.text)
    notes = [block for block in book.blocks if "Note" in (*block.path, block.role)]
    assert notes[0].lines[0].page == call


def test_a_table_with_many_columns_is_told_of_before_it_is_cramped(sample: Sample) -> None:
    wide = f":::{{table}} Twenty rounds\n:width: page\n\n{table(5, 21)}\n:::"
    path = sample.article("letter", "Letter", f"{paragraphs(1)}\n{wide}\n\n{paragraphs(1, start=9)}")
    told = [problem for problem in told_of(sample) if problem.location.path == path]
    assert told
    assert all(problem.location.line and problem.hint for problem in told)


def test_what_a_drawing_asks_for_and_does_not_get_is_told(sample: Sample) -> None:
    sample.write(
        f"content/{NAME}/images/blurred.svg",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><defs><filter id="f"><feGaussianBlur '
        'stdDeviation="6"/></filter></defs><rect width="20" height="10" fill="red" filter="url(#f)"/></svg>\n',
    )
    sample.article("letter", "Letter", f"{sentence(1)}\n\n:::{{figure}} images/blurred.svg\n:alt: Red\n:::\n")
    assert "HP218" in codes(sample.build().problems)


# ---------------------------------------------------------------- the issue's own pages


@pytest.mark.parametrize(("size", "leads", "others"), [("A4", 0, 40), ("letter", 3, 5), ("letter", 5, 12)])
def test_contents_take_another_page_or_say_how_many_entries_fit(
    tmp_path: Path, size: str, leads: int, others: int
) -> None:
    sample = Sample(tmp_path, size)
    sample.page("contents")
    about = "Two lines of text say what the article is about, and go on a little so that they fill two lines"
    for number in range(leads):
        sample.article(f"lead-number-{number}", "Report", f"{sentence(number)}\n", contents=about)
    for number in range(others):
        sample.article(
            f"small-things-in-drawer-{number}", "Letter", f"{sentence(90 + number)}\n", contents="A line of it"
        )
    errors = [problem for problem in told_of(sample) if problem.severity is Severity.ERROR]
    assert not errors or re.search(r"\d", errors[0].message)
    assert all(problem.hint for problem in errors)


def test_a_half_page_advertisement_needs_no_picture(sample: Sample) -> None:
    sample.article("letter", "Letter", paragraphs(2))
    sample.manifest["advertisements"] = [
        {
            "id": "rope",
            "size": "half",
            "slot": {"article": "letter"},
            "advertiser": "Rope and Sons",
            "headline": "Rope.",
            "text": "By the metre.",
        }
    ]
    book = built(sample)
    assert any("By the metre." in block.text for block in book.blocks)


# ---------------------------------------------------------------- what stands beside, or in, a line


def test_questions_and_figures_cover_nothing(sample: Sample) -> None:
    questions = ":::{questions}\n### Why a pole?\n\nIt does not run out.\n\n### Why at six?\n\nThe water does.\n:::"
    figure = ":::{figure} images/low.svg\n:alt: A tint\n:::"
    sample.article(
        "report", "Report", f"{sentence(1, 40)}\n\n{questions}\n\n{figure}\n\n{figure}\n", standfirst="Short."
    )
    book = built(sample)
    pictures = [box for box in book.pictures if not book.fills(box)]
    for line in book.lines:
        assert not any(
            box.page == line.page and box.bottom < line.baseline < box.top and box.left < line.box.left < box.right
            for box in (*pictures, *(one.box for one in book.shown if one.article in book.articles))
        ), line.text


def test_a_list_may_follow_an_opening_of_one_line(sample: Sample) -> None:
    sample.article("letter", "Letter", f"What the office keeps:\n\n- two bicycles\n- a pole\n\n{sentence(1, 40)}\n")
    book = built(sample)
    assert shown.off_grid(book) == []


def test_the_link_of_a_raised_number_is_as_high_as_its_glyphs(sample: Sample) -> None:
    references = [{"id": "a", "raw": "Ode A. On mud. 2019."}]
    sample.article("letter", "Letter", f"{sentence(1, 30)}[@a]\n", references=references)
    pdf = sample.build().pdf
    with pikepdf.open(pdf) as opened:
        heights = [
            abs(float(link.Rect[3]) - float(link.Rect[1]))
            for page in opened.pages
            for link in page.get("/Annots", ())
            if "/Rect" in link
        ]
    assert min(heights) > 5


def test_words_of_a_list_in_a_list_are_found_again(sample: Sample) -> None:
    body = (
        f"{sentence(1, 50)}\n\n- two bicycles\n  1. one with wheels\n  2. one without\n- a pole\n\nThe rest is away.\n"
    )
    sample.article("letter", "Letter", body)
    sample.build()
    for report in examine_issue(sample.project, NAME):
        assert "HP250" not in codes(report.findings)
        assert "HP251" not in codes(report.findings)


def test_formulas_touch_nothing(sample: Sample) -> None:
    body = "The ratio is $\\frac{h_1}{h_0}=e^{\\beta}$, where.\n\n$$S(t)=\\prod_i 1-\\frac{d_i}{n_i}$$\n\n"
    sample.article("letter", "Letter", f"{body}{sentence(1, 60)}\n")
    assert shown.off_grid(built(sample)) == []


# ---------------------------------------------------------------- right to left


@needs_faces("ع")
def test_the_columns_of_arabic_begin_on_the_right(sample: Sample) -> None:
    words = "تم تعديل خلايا المتبرع حتى لا تهاجم بعضها بعضا. قالت الطبيبة (هذه بداية) ولكن المتابعة مستمرة مع CD5. "
    sample.article(
        "report", "Report", f"{words * 3}\n\n" * 9, language="ar", standfirst="هذه بداية", headline="خلايا مستعارة"
    )
    lines = [line for block in copy_of(built(sample)) for line in block.lines]
    first = [line for line in lines if line.page == lines[0].page]
    assert first[0].box.right > max(line.box.right for line in first) - 24


@needs_faces("عש")
def test_brackets_in_a_word_from_right_to_left_are_read_on_the_page(sample: Sample) -> None:
    copy = "The word [סרטן (דם)]{lang=he} means leukemia, [«هذه» 16]{lang=ar}."
    sample.article("mixed", "Letter", f"{copy}\n\n{paragraphs(2)}")
    assert [problem.code for problem in told_of(sample) if problem.is_error] == []


# ---------------------------------------------------------------- Chinese


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> list[Block]:
    """The paragraphs of a letter of some length in Chinese."""
    sample = Sample(tmp_path_factory.mktemp("chinese"))
    text = "一页好的版面由许多小规则组成，标点不出现在行首；数字与单位不分开（每一行都站在同一个网格上）。" + "".join(
        MORE.values()
    )
    body = "\n\n".join(text * 3 for _ in range(4)) + '\n\n"直引号里的文字"，以及*强调的文字*。' + text + "\n"
    sample.article("zhongwen", "Letter", body, language="zh-Hans", headline="中文排版")
    return copy_of(built(sample))


def inner_lines(blocks: list[Block]) -> list[Line]:
    """Lines that are not the last of their paragraph."""
    return [line for block in blocks for line in block.lines[:-1]]


def test_no_line_of_chinese_begins_or_ends_with_a_forbidden_mark(chinese: list[Block]) -> None:
    lines = [line.text.strip() for block in chinese for line in block.lines]
    assert [line for line in lines if line[0] in CLOSING or line[-1] in OPENING] == []


def test_straight_quotation_marks_become_those_of_the_language(chinese: list[Block]) -> None:
    assert "“直引号里的文字”" in chinese[-1].text.replace(" ", "")


def test_a_paragraph_of_chinese_is_indented_by_two_ems(chinese: list[Block]) -> None:
    for block in chinese[1:]:
        first, second = block.lines[:2]
        assert first.box.left - second.box.left == pytest.approx(2 * first.size, abs=1.5)


def test_lines_of_chinese_are_flush_on_both_sides(chinese: list[Block]) -> None:
    rights = sorted(line.box.right for line in inner_lines(chinese))
    near = [sum(abs(other - right) < 0.5 * 9 for other in rights) for right in rights]
    assert sum(count >= len(rights) / 4 for count in near) > 0.95 * len(rights)
