"""What programs and typewriters put between the lines of a text is left out and said; lists keep their marks."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from hemaprint.intake.labels import is_plausible, lead_of, naming_of
from hemaprint.intake.passages import LeftOut
from hemaprint.intake.plain.lines import Line, without_artefacts
from hemaprint.intake.plain.typed import Shape, item_of, places_of

from .reading import imported_text, outline

PROSE = (
    "The gulls of the old lighthouse have lived",
    "there for a hundred years, and nobody has",
    "ever seen one of them asleep.",
    "",
    "In the spring they walk along the rail and",
    "look at the keeper until he brings the",
    "bread, which is never enough.",
    "",
    "He does not mind.",
    "Gulls are company.",
)
SET = "have lived there for a hundred years, and nobody has ever seen one of them asleep.\n\nIn the spring"


def left_out(text: str, folder: Path) -> tuple[str, list[LeftOut]]:
    intake = imported_text(folder, text)
    assert intake.account.agrees
    return intake.text, list(intake.left_out)


def test_lines_that_are_numbered_one_by_one(tmp_path: Path) -> None:
    text, gone = left_out("\n".join(f"{number:>3} {line}" for number, line in enumerate(PROSE, 1)), tmp_path)
    assert SET in text
    assert [one.text for one in gone] == [str(number) for number in range(1, 11)]


def test_a_text_is_double_spaced(tmp_path: Path) -> None:
    text, _ = left_out("\n\n".join(PROSE), tmp_path)
    assert SET in text


@pytest.mark.parametrize(
    "form", ["{page}   GULLS", "GULLS | {page}", "GULLS\n{page}", "{page}\nGULLS", "- {page} -\n\nGULLS"]
)
def test_a_running_head_is_no_copy_and_no_speaker(form: str, tmp_path: Path) -> None:
    heads = [form.format(page=page) for page in (12, 13)]
    said = [
        "Una: Who feeds the gulls, and what do",
        heads[0],
        "they eat?",
        "Pia: Bread, and what the sea",
        heads[1],
        "leaves.",
    ]
    text, gone = left_out("\n\n".join(["The gulls", *said, "Una: Oh?", "Pia: Yes."]), tmp_path)
    assert "GULLS" not in text
    assert "what do they eat?" in text
    assert sum("GULLS" in one.text for one in gone) == 2


def test_times_on_their_own_lines(tmp_path: Path) -> None:
    text, gone = left_out("0:03\nso the gulls\n0:05\nwalk along\n0:09\nthe rail until he comes.\n", tmp_path)
    assert "so the gulls walk along the rail until he comes." in text
    assert [one.why for one in gone] == ["a time code"] * 3


def test_lists_keep_their_numbers_and_letters(tmp_path: Path) -> None:
    rules = "a) No bread\nb) No songs, not even\n   at night\nc) No nets\n\niii. One gull\niv. Two gulls\n\n"
    rules += "2.1 First\n2.2 Second\n\n3. Third\n4. Fourth\n7. Seventh\n8. Eighth\n"
    text, gone = left_out(f"The rules\n\nThere are some.\n\n{rules}", tmp_path)
    for kept in ("\na) No bread\n", "\nb) No songs, not even at night\n", "\niv. Two gulls\n", "\n2.2 Second\n"):
        assert kept in text
    assert "3. Third\n4. Fourth\n\n7) Seventh\n8) Eighth" in text
    assert [one.text for one in gone] == ["3.", "4.", "7.", "8."]


def test_labels_behind_a_wrapped_line_begin_a_turn_though_they_stand_once(tmp_path: Path) -> None:
    talk = "Una Holt: Who feeds the gulls of the lighthouse when the keeper\nis away and the sea is too high for it?\n"
    talk += "Pia Lang: Nobody feeds them then, and they know it, and they look\nat the sea as if it owed them bread.\n"
    talk += "Una Holt: So it does, and it has owed it to them for a hundred\nyears, and never paid.\n"
    assert outline(imported_text(tmp_path, talk)).turns == ("UH", "Lang", "UH")


LINES = ("A" + " " * 100_000, "A" * 100_000, "[A" * 50_000, "A (" * 33_000, "*" * 100_000, "0:00 " * 20_000,
         "a - " * 25_000, "> " * 50_000, "1. " * 33_000, "On " + "a" * 100_000, "12 A " * 20_000, "- " * 50_000,
         "A:" * 50_000)  # fmt: skip
PARAGRAPHS = ("A", "> a?", "1. x", "a) x", "- a?", "From: a\n b", "12 A", "A: b", "<!-- a -->", "—a?", "0:00", "A -- b")


@pytest.mark.parametrize("text", LINES, ids=lambda text: repr(text[:6]))
def test_no_line_takes_long(text: str) -> None:
    begun = time.process_time()
    if lead := lead_of(text):
        is_plausible(lead.label)
        naming_of(lead.label)
    lines, _, _ = without_artefacts([Line(number, text) for number in range(1, 4)])
    shape = Shape.of(lines)
    shape.is_label(lines[0], text)
    item_of(text)
    places_of(text)
    assert time.process_time() - begun < 3


@pytest.mark.parametrize("paragraph", PARAGRAPHS)
def test_no_text_of_many_lines_takes_long(paragraph: str, tmp_path: Path) -> None:
    begun = time.process_time()
    imported_text(tmp_path, f"{paragraph}\n" * 1000 + "The end.\n")
    assert time.process_time() - begun < 10


def test_running_heads_with_their_numbers_far_away_are_no_copy_and_counted_crossheads_are(tmp_path: Path) -> None:
    words = "It goes on below the head of the page, as it always did, for a line or so."
    gap = " " * 30
    heads = (f"12{gap}The Lab", f"Small fires{gap}13", f"14{gap}The Lab")
    text = f"Small fires\n\n{words}\n\n" + "".join(f"{head}\n\n{words}\n\n" for head in heads)
    assert "Lab" not in imported_text(tmp_path, text).text
    assert "13" not in imported_text(tmp_path, text).text
    days = f"Small fires\n\nDay 1\n\n{words}\n\nDay 2\n\n{words}\n\nDay 3\n\n{words}\n"
    assert outline(imported_text(tmp_path, days)).heads == ("Day 1", "Day 2", "Day 3")
