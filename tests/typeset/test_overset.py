"""What does not fit is named at its line, never cut off or set over its neighbor without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.errors import ContentError, Problem
from hemaprint.typeset.misset import find_overset
from hemaprint.typeset.pages import PageProblem
from samples import Sample, codes, paragraphs, sentence

from .laying import A4, NOWHERE, engine, lay_out

OPENER = {"image": "images/cover.svg", "alt": "A plain colour"}


def overset(body: str, root: Path, rules: str = "") -> tuple[Problem, ...]:
    return find_overset(lay_out(body, engine(root), rules), A4, NOWHERE)


def refused(sample: Sample) -> list[str]:
    with pytest.raises(ContentError) as caught:
        sample.build()
    return [problem.code for problem in caught.value.problems]


def test_a_plain_page_fits(tmp_path: Path) -> None:
    assert overset('<p>One line.</p><p style="font-size:40pt">Another.</p>', tmp_path) == ()


def test_text_on_text_is_found(tmp_path: Path) -> None:
    (problem,) = overset('<p data-line="7">One line.</p><p style="margin-top:-12pt">Another.</p>', tmp_path)
    assert problem.code == "HP206"


def test_a_line_wider_than_its_column_is_found_with_its_words(tmp_path: Path) -> None:
    body = '<div class="copy" style="width:100pt"><p data-line="7">A word and <em>pneumono</em>{}</p></div>'
    (problem,) = overset(body.format("ultramicroscopicsilicovolcanoconiosis."), tmp_path, "p{hyphens:none}")
    assert isinstance(problem, PageProblem)
    assert (problem.code, problem.location.line, problem.sheet) == ("HP206", 7, 1)
    assert problem.words == "pneumonoultramicroscopicsilicovolcanoconiosis."
    assert overset(body.format("ultra and so on and so forth"), tmp_path) == ()


def test_marks_that_hang_are_meant_to(tmp_path: Path) -> None:
    words = "immunoglobulin, transplantation, and so on. " * 20
    body = f'<div class="copy" style="width:120pt"><p style="text-align:justify">{words}</p></div>'
    assert overset(body, tmp_path, "p{hyphens:auto}") == ()


def test_a_line_from_the_right_is_too_wide_on_the_left(tmp_path: Path) -> None:
    body = '<div dir="rtl" style="width:100pt"><p data-line="7">خلايا {}</p></div>'
    (problem,) = overset(body.format("x" * 60), tmp_path)
    assert (problem.code, problem.location.line) == ("HP206", 7)
    assert overset(body.format("المستشفى"), tmp_path) == ()
    words = '<span style="display:block;white-space:nowrap">خلايا خلايا </span>'
    line = f'<div dir="rtl" style="width:34pt;font-size:9pt">{words}x</div>'
    assert overset(line, tmp_path) == (), "the space at its end hangs"


@pytest.mark.parametrize("department", ["Letter", "Questions"])
def test_code_is_broken_wherever_it_stands(tmp_path: Path, department: str) -> None:
    code = f"```\n{'a_long_line(of, code) ' * 9}\n{'x' * 150}\n```"
    boxes = [f":::{{{kind}}} Title\n{code}\n:::\n" for kind in ("sidebar", "note", "about")]
    boxes += [f":::{{sidebar}} Title\n:width: {width}\n\n{code}\n:::\n" for width in ("page", "side")]
    item = "\n".join(["- 1. One", *(f"     {line}" for line in ("", *code.split("\n")))])
    question = f":::{{questions}}\n### Why?\n{code}\n:::\n" if department == "Questions" else ""
    sample = Sample(tmp_path)
    quotation = f"> {code}".replace("\n", "\n> ")
    sample.article("a", department, "\n\n".join([paragraphs(1), code, quotation, item, *boxes, question]))
    laid = sample.lay_out("a")
    assert find_overset(laid.document, A4, laid.source) == ()


def test_what_is_too_wide_is_told_with_its_page_and_its_line(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    sample.article("first", "Questions", paragraphs(1))
    path = sample.article("report", "Report", f"{paragraphs(1)}\nA paragraph begins\nand goes on\nwith {'x' * 50}.\n")
    with pytest.raises(ContentError) as caught:
        sample.build()
    (problem,) = (problem for problem in caught.value.problems if problem.code == "HP206")
    assert problem.message.startswith("page 3: ")
    assert path.read_text("utf-8").splitlines()[problem.location.line - 1].startswith("with x")
    assert problem.location.column == 6


def test_a_character_that_no_font_has_is_told_with_its_place(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    path = sample.article("report", "Report", f"{paragraphs(1)}\nThanks \u2764\ufe0f for\nnothing \u0378 at all.\n")
    with pytest.raises(ContentError) as caught:
        sample.build()
    (problem,) = (problem for problem in caught.value.problems if problem.code == "HP213")
    line = path.read_text("utf-8").splitlines()[problem.location.line - 1]
    assert (problem.code, line, problem.location.column) == ("HP213", "nothing \u0378 at all.", 9)


def test_a_superscript_stands_beside_its_word(tmp_path: Path) -> None:
    assert overset("<p>10<sup>6</sup> cells and H<sub>2</sub>O.</p>", tmp_path) == ()


def test_a_picture_higher_than_the_page_is_reduced(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 900"><path d="M0 0h9"/></svg>'
    sample.write("content/2025-01/images/tower.svg", drawing)
    sample.article("report", "Report", f"{paragraphs(2)}\n:::{{figure}} images/tower.svg\n:alt: A tower\n:::\n")
    assert {"HP206", "HP224"}.isdisjoint(codes(sample.build().problems))


QUESTIONS = f":::{{questions}}\n### Why a pole?\n\n{sentence(1)}\n\n### Why at six?\n\n{sentence(2)}\n:::\n"
WIDE = "".join(f"| Wide-{n} " for n in range(14)) + "|\n" + "|---" * 14 + "|\n" + "| 31,222 " * 14 + "|\n"


@pytest.mark.parametrize("department", ["Report", "Letter", "News", "Questions"])
def test_questions_fit_the_columns_of_every_frame(department: str, tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    sample.article("report", department, f"{paragraphs(1)}\n{QUESTIONS}")
    laid = sample.lay_out("report")
    assert find_overset(laid.document, A4, laid.source) == ()


@pytest.mark.parametrize("width", ["column", "page"])
def test_a_table_that_is_wider_than_its_place_names_the_column(width: str, tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    table, note = f":::{{table}} Wide\n:width: {width}\n{WIDE}:::", f":::{{note}} A side column\n{sentence(1)}\n:::"
    body = f"{paragraphs(1)}\n{table}\n\n{note}\n"
    path = sample.article("report", "Letter", body)
    laid = sample.lay_out("report")
    problem = next(one for one in find_overset(laid.document, A4, laid.source) if "table" in one.message)
    assert problem.code == "HP206"
    assert "Wide-13" in problem.message
    assert path.read_text("utf-8").splitlines()[problem.location.line - 1].startswith(":::{table}")


def test_notes_that_fill_more_than_their_page_go_on(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    calls = " ".join(f"Word{n}[^{n}]." for n in range(30))
    notes = "\n\n".join(f"[^{n}]: {sentence(n, 80)}" for n in range(30))
    sample.article("report", "Report", f"{calls}\n\n{notes}\n")
    assert {"HP206", "HP250", "HP251"}.isdisjoint(codes(sample.build().problems))


def test_a_side_column_goes_down_beside_the_notes(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    beside = f":::{{note}} Beside\n{paragraphs(5, start=60)}\n:::\n"
    sample.article("a", "Letter", f"{beside}\nA call[^n].\n\n{paragraphs(30)}\n[^n]: {paragraphs(1, sentences=20)}\n")
    laid = sample.lay_out("a")
    assert find_overset(laid.document, A4, laid.source) == ()


def test_a_running_head_that_is_too_long_is_found(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    sample.article("report", "Report", paragraphs(2), running=sentence(1, 30))
    assert "HP206" in refused(sample)


def test_a_long_headline_has_a_short_running_head(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    sample.article("report", "Report", paragraphs(2), headline=sentence(1, 30))
    title = sample.issue().articles["report"].running_title
    assert len(title) <= 60
    assert title.endswith("…")
    sample.build(article="report")


def test_a_colophon_that_does_not_fit_its_page_is_found(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    sample.article("report", "Report", paragraphs(2))
    sample.page("colophon", text=paragraphs(30), art="images/low.svg", alt="A plain colour")
    assert {"HP206", "HP210", "HP250"} & set(refused(sample))


def test_the_head_of_a_long_table_may_stand_on_every_page(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    rows = "".join(f"| Row {n} | {n} |\n" for n in range(90))
    sample.article(
        "report", "Report", f"{paragraphs(2)}\n:::{{table}} Long\n:width: page\n| A | B |\n|---|---|\n{rows}:::\n"
    )
    assert "HP251" not in codes(sample.build().problems)


def test_a_note_that_opens_an_article_but_stands_later_is_said(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    speakers = {"HF": {"name": "Plain Cells", "role": "question"}, "P": {"name": "Pan", "role": "answer"}}
    turns = "".join(f"**HF:** Question {n}?\n\n**P:** {paragraphs(3, start=9 * n)}\n\n" for n in range(4))
    note = f":::{{note}} Editors' note\n{paragraphs(6, sentences=2, start=100)}:::\n\n"
    sample.article("talk", "Talk", note + turns, speakers=speakers, headline="A first\nfor donor cells", opener=OPENER)
    assert "HP205" in codes(sample.build().problems)


def test_the_title_of_an_interview_without_a_plate_fits_a_left_page(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    speakers = {"HF": {"name": "Plain Cells", "role": "question"}, "P": {"name": "Pan", "role": "answer"}}
    turns = f"**HF:** Question?\n\n**P:** {paragraphs(3)}\n"
    sample.article("talk", "Talk", turns, speakers=speakers, headline="A first\nfor donor cells\nonce more")
    laid = sample.lay_out("talk")
    assert find_overset(laid.document, A4, laid.source) == ()
