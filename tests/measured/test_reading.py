"""What is drawn is read back: from PDFs with each fault made on purpose, and from what the program builds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hemaprint.copydesk.measures import columns, paragraphs
from hemaprint.copydesk.measures.book import Book
from hemaprint.copydesk.measures.reading import read
from measured import manuscripts, shown
from measured.drawn import draw
from measured.test_faults import FAULTS, SOUND, found
from samples import NAME, Sample
from samples import paragraphs as running

DRAWN = sorted(FAULTS.keys() - {"a runt in Chinese"})
"""Courier has no Chinese."""


@pytest.mark.parametrize("name", DRAWN)
def test_a_fault_is_found_in_a_file(name: str, tmp_path: Path) -> None:
    measure, faulty = FAULTS[name]
    assert found(measure(read(draw(faulty, tmp_path / "faulty.pdf")))) == 1
    assert found(measure(read(draw(SOUND, tmp_path / "sound.pdf")))) == 0


def test_lines_are_read_back_from_a_finished_issue(sample: Sample) -> None:
    body = f"{running(12)}\nA word raised by a note.[^n]\n\n[^n]: The note.\n"
    sample.article("letter", "Letter", body)
    finished = read(sample.build().pdf)
    assert finished.leading == 12
    assert len(finished.copy) >= 12
    for measure in (shown.off_grid, shown.text_on_text, shown.text_on_pictures, shown.outside, columns.widows):
        assert measure(finished) == []
    raised = next(block for block in finished.copy if block.lines[-1].text.startswith("A word"))
    assert len(raised.lines) == 1
    assert paragraphs.uneven_spaces(finished).of == 0


def test_wide_spaces_are_read_as_wide_as_they_are(sample: Sample) -> None:
    """pdfium puts a space of its own in the place of a wide one."""
    sample.article("report", "Report", running(6), text="justified")
    _, *blocks = read(sample.build().pdf).copy  # the first has a cap
    lines = [line for block in blocks for line in block.lines]
    assert sum(len(line.spaces) for line in lines) == sum(line.text.strip().count(" ") for line in lines)
    assert max(space for line in lines for space in line.spaces) > 3


def test_a_large_initial_is_read_with_its_line(sample: Sample) -> None:
    sample.article("report", "Report", running(6), standfirst="What it says.")
    first = next(block for block in read(sample.build().pdf).copy)
    assert " ".join(first.text.split()).startswith("Sentence 0 says")


def test_a_figure_and_the_words_that_speak_of_it_are_found(sample: Sample) -> None:
    figure = ":::{figure} images/low.svg\n:label: fig-low\n:alt: A tint\n\nIt is **low**.\n:::\n"
    sample.article(
        "report", "Report", f"{running(2)}\nIt is seen in [Fig. #](#fig-low).\n\n{figure}\n{running(9, start=9)}"
    )
    finished = read(sample.build().pdf)
    (one,) = (one for one in finished.shown if one.article in finished.articles)
    assert one.role == "Figure"
    assert [mention.target for mention in finished.mentions] == [one.box.page]
    assert shown.far_figures(finished).of == 1


def test_a_quotation_that_repeats_the_copy_is_seen_though_it_is_not_read_out(sample: Sample) -> None:
    words = "Sentence 3 says that"
    sample.article("report", "Report", f"{running(1)}\n:::{{pull}}\n{words}\n:::\n\n{running(9, start=3)}")
    (pull,) = read(sample.build().pdf).pulls
    assert pull.text.strip() == words
    assert pull.role == "Artifact"


def test_copy_that_is_lost_or_doubled_is_named_with_its_line(sample: Sample) -> None:
    body = f"A call.[^n]\n\n{running(3)}\n[^n]: The note is printed at the foot of the page.\n"
    path = sample.article("letter", "Letter", body, standfirst="What the letter says.")
    finished = read(sample.build().pdf)
    folder = sample.root / "content" / NAME
    assert (manuscripts.lost(finished, folder), manuscripts.doubled(finished, folder)) == ([], [])
    text = path.read_text("utf-8")
    path.write_text(text + "\nThis sentence was written after the pages.\n", "utf-8")
    (lost,) = manuscripts.lost(finished, folder)
    assert lost.startswith(f"letter.md:{text.count(chr(10)) + 2}: thissentence")
    path.write_text(text.replace("The note is printed", "The note was printed"), "utf-8")
    (note,) = manuscripts.lost(finished, folder)
    assert "thenotewasprinted" in note
    path.write_text(text.replace("Sentence 3 says", "Nobody says"), "utf-8")
    (doubled,) = manuscripts.doubled(_twice(finished), folder)
    assert "sentence6says" in doubled


def _twice(book: Book) -> Book:
    """The same pages with their last paragraph printed again."""
    return replace(book, blocks=(*book.blocks, book.copy[-1]))
