"""Who speaks is found by many forms: parts in ten languages, dashes, bold type, quoted mail, columns of a table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hemaprint.intake import Options
from hemaprint.intake.intake import take_in

from .reading import doubts, imported_text, magazine, outline

PAIRS = {
    "Q: ": "A: ", "Q. ": "A. ", "P: ": "R: ", "D: ": "R: ", "F: ": "A: ", "I: ": "B: ", "Q1: ": "A1: ", "Q1. ": "A1. ",
    "Frage 1: ": "Antwort: ", "Pregunta: ": "Respuesta: ", "問：": "答：", "问：": "答：", "采访者：": "受访者：",
    "聞き手：": "答：", "INTERVIEWER: ": "RESPONDENT: ", "[Interviewer] ": "[Guest] ", "**Q:** ": "**A:** ",
    "– ": "– ", "—": "—", "(00:01) Q: ": "(00:02) A: ", "Q: (0:01) ": "A: (0:02) ", "00:01 Q: ": "00:02 A: ",
}  # fmt: skip


@pytest.mark.parametrize("asks", PAIRS)
def test_pairs_of_question_and_answer(asks: str, tmp_path: Path) -> None:
    said = ["Where is the key?", "Under the mat.", "It was not there.", "Oh.", "And now?", "Now it rains."]
    lines = [f"{PAIRS[asks] if turn % 2 else asks}{words}" for turn, words in enumerate(said)]
    for between in ("\n\n", "\n"):
        intake = imported_text(tmp_path, between.join(["The lost key", *lines]))
        turns = outline(intake).turns
        assert len(turns) == 6, intake.text
        assert turns == turns[:2] * 3
        assert re.search(rf'"{turns[0]}": .*role: question', intake.text)
        assert intake.account.agrees


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("CHAIR (Una Holt): Who begins?\n\nPia Lang (farmer): I do.\n\nCHAIR (Una Holt): And?\n\nPia Lang: Rain.",
         ("UH", "Lang", "UH", "Lang")),
        ("Moderator (Una Holt, City Radio): Who begins?\n\nPia Lang: I do.\n\nModerator: And?\n\nPia Lang: Rain.",
         ("UH", "Lang", "UH", "Lang")),
        ("主持人（王芳）：谁先说？\n\n李明：我。\n\n主持人（王芳）：请。\n\n李明：下雨了。",
         ("王芳", "李明", "王芳", "李明")),
        ("UNA HOLT — Who begins?\n\nPIA LANG — I do.\n\nUNA HOLT — And?\n\nPIA LANG — Rain.",
         ("UH", "Lang", "UH", "Lang")),
        ("Una Holt  0:03\nWho begins?\n\nPia Lang  0:05\nI do.\n\nUna Holt  0:09\nAnd?\n\nPia Lang  0:11\nRain.",
         ("UH", "Lang", "UH", "Lang")),
        ("Una Holt: (00:03)\nWho begins?\n\nPia Lang: (00:05)\nI do.\n\nUna Holt: (00:09)\nAnd?", ("UH", "Lang", "UH")),
        ("Who\tWords\nUna Holt\tWho begins the talk?\nPia Lang\tI do, as always.\nUna Holt\tAnd what then?",
         ("UH", "Lang", "UH")),
        ("JP: Who begins?\nMK: I do.\nJP: And?\nLT: Rain.\nJP: Thanks.", ("JP", "MK", "JP", "LT", "JP")),
    ],
)  # fmt: skip
def test_names_with_parts_dashes_times_and_columns(text: str, turns: tuple[str, ...], tmp_path: Path) -> None:
    intake = imported_text(tmp_path, text)
    assert outline(intake).turns == turns
    assert intake.account.agrees


PANEL = """Who owns the fog?

Una Holt: Three people, one valley.

Pia Lang: Mostly nobody.

Una Holt: And the law?

Karl Ohm: The law says nothing of fog.

Una Holt: Then we may begin.
"""


def test_who_speaks_once_speaks_and_it_is_said(tmp_path: Path) -> None:
    intake = imported_text(tmp_path, PANEL)
    assert outline(intake).turns == ("UH", "Lang", "UH", "Ohm", "UH")
    assert [doubt.line for doubt in intake.doubts if doubt.code == "HP506"] == [5, 9]


def test_what_introduces_something_is_no_speaker_among_speakers(tmp_path: Path) -> None:
    text = PANEL.replace("Then we may", "Side Effects: none.\n\nThen we may").replace("Karl Ohm: The", "Remember: the")
    assert "Ohm" not in outline(imported_text(tmp_path, text)).turns
    assert "Side Effects" not in outline(imported_text(tmp_path, text)).turns


BOLD = """<html lang="en"><body><article><h1>The key maker</h1><p>By Una Holt</p><p>Pia Lang makes keys.</p>
<p><b>How many keys?</b></p><p>All of them.</p><p><b>You lost one.</b></p><p>Two.</p>
<p><b>Part two</b></p><p>She laughs.</p><p><b>Which one?</b> The small one.</p></article></body></html>"""


def test_bold_statements_between_answers_are_questions_of_the_journalist(tmp_path: Path) -> None:
    path = tmp_path / "talk.html"
    path.write_text(BOLD, "utf-8")
    intake = take_in(magazine(tmp_path), path, "talk", Options())
    assert outline(intake).turns == ("Q", "A") * 3
    assert '"Q": {name: "Una Holt", role: question}' in intake.text
    assert '"A": {name: "Pia Lang", role: answer}' in intake.text
    assert any("Part two" in doubt.message for doubt in intake.doubts if doubt.code == "HP534")


MAIL = """From: Pia Lang <pia@example.org>
Subject: Re: Keys of the valley
Date: Tue, 11 Feb 2025 09:14:00 +0100

Dear Una, here you are.

On Mon, 10 Feb 2025 at 17:30, Una Holt <una@example.org>
wrote:
> How many keys?

All of them. They hang on
a board.

> And at night?

At night they sleep.

--{blank}
Pia Lang
"""


@pytest.mark.parametrize(
    "wrote",
    [
        "Am 10.02.2025 um 17:30 schrieb Una Holt <una@example.org>:",
        "Le 10 févr. 2025, Una Holt <una@example.org> a écrit :",
        "El lun, 10 feb 2025, Una Holt <una@example.org> escribió:",
        "Il giorno 10 feb 2025 Una Holt <una@example.org> ha scritto:",
        "On Mon, 10 Feb 2025 at 17:30, Una Holt <una@example.org>\nwrote:",
    ],
)
def test_answers_between_quoted_questions(wrote: str, tmp_path: Path) -> None:
    text = MAIL.replace("On Mon, 10 Feb 2025 at 17:30, Una Holt <una@example.org>\nwrote:", wrote)
    intake = imported_text(tmp_path, text.replace("{blank}", " "))
    assert outline(intake).turns == ("Q", "A") * 2
    assert 'headline: "Keys of the valley"' in intake.text
    assert '"Q": {name: "Una Holt", role: question}' in intake.text
    assert '"A": {name: "Pia Lang", role: answer}' in intake.text
    assert "HP518" in doubts(intake)
    assert intake.account.agrees


def test_a_list_of_questions_and_dashes_in_prose_are_no_dialogue(tmp_path: Path) -> None:
    text = "Three things\n\n– How long?\n– How deep?\n– Why?\n\nThe well – an old one – was dry.\n"
    intake = imported_text(tmp_path, text)
    assert outline(intake).turns == ()
    assert "- How long?" in intake.text


def test_directions_for_the_stage_are_copy(tmp_path: Path) -> None:
    text = "Una: Do you sing?\n\n[Applause]\n\nPia: No. (laughs)\n\n[Applause]\n\nUna: Why?\n\nPia: I whistle.\n"
    intake = imported_text(tmp_path, text)
    assert outline(intake).turns == ("Una", "Pia") * 2
    assert intake.text.count("[Applause]") == 2


def test_keywords_are_no_labels_and_say_that_they_are_proposed(tmp_path: Path) -> None:
    talk = "\n\n".join(["JP: Where is CD5 in the MS Vik?", "MK: CD5 is gone, MS Vik or not."] * 2)
    assert 'keywords: ["CD5"]  # proposed' in imported_text(tmp_path, talk).text


def test_statements_before_their_answers_in_one_paragraph_are_questions(tmp_path: Path) -> None:
    pytest.importorskip("pypandoc")
    talk = (
        "# The key\n\nInterview: Ann Poe\n\nIda Holm has lost a key.\n\n**Where was it?**\nUnder the mat.\n\n"
        "**It rained.**\nIt always does.\n\n**And now?**\nI wait.\n"
    )
    intake = imported_text(tmp_path, talk, name="talk.md")
    assert outline(intake).turns == ("Q", "A") * 3
    assert '"Q": {name: "Ann Poe"' in intake.text
    assert '"A": {name: "Ida Holm"' in intake.text


def test_a_question_in_bold_type_behind_its_label_is_plain(tmp_path: Path) -> None:
    pytest.importorskip("pypandoc")
    text = "# The key\n\n**Q: Where was it?**\n\nA: Under the mat.\n\n**Q: It rained.**\n\nA: It *always* does.\n"
    intake = imported_text(tmp_path, text, name="talk.md")
    assert "** Where was it?" in intake.text
    assert "** It *always* does." in intake.text


def test_degrees_in_capitals_are_no_names(tmp_path: Path) -> None:
    text = "Snow\n\nCHAIR: Whose is it?\n\nJANE DOE, MD: Mine.\n\nCHAIR: And in March?\n\nJANE DOE, MD: It melts.\n"
    intake = imported_text(tmp_path, text)
    assert '"Doe": {name: "Jane Doe"' in intake.text
    assert 'credentials: "MD"' in intake.text


def test_a_label_of_nobody_among_speakers_is_told(tmp_path: Path) -> None:
    text = (
        "Snow\n\nChair: Whose is it?\n\nAnn Poe: Mine.\n\nChair: And in March?\n\nCall from the floor: Ours!\n\n"
        "Ann Poe: It melts.\n"
    )
    assert "HP530" in doubts(imported_text(tmp_path, text))


def test_mail_with_two_heads_names_both_and_a_salutation_names_nobody(tmp_path: Path) -> None:
    answers = "> Where was it?\n\nUnder the mat.\n\n> And now?\n\nI wait.\n\n> Who knows?\n\nNobody.\n"
    heads = (
        "Von: Ida Holm <i@example.org>\nAn: Ann Poe\nBetreff: AW: Der Schlüssel\n\nLiebe Ann,\n\n"
        "-----Ursprüngliche Nachricht-----\nVon: Ann Poe <a@example.org>\nGesendet: Montag\nBetreff: Der Schlüssel\n\n"
    )
    text = imported_text(tmp_path, heads + answers).text
    assert '"Q": {name: "Ann Poe"' in text
    assert '"A": {name: "Ida Holm"' in text
    assert '{name: "Guest", role: answer}' in imported_text(tmp_path, f"Liebe Redaktion,\n\n{answers}").text


def test_two_depths_of_quotation_are_two_speakers(tmp_path: Path) -> None:
    lines = ">> Where was it?\n\n> Under the mat.\n\n>> And now?\n\n> I wait.\n\n>> Who knows?\n\n> Nobody.\n"
    assert outline(imported_text(tmp_path, lines)).turns == ("Q", "A") * 3


def test_whoever_answers_one_who_asks_needs_no_name(tmp_path: Path) -> None:
    lines = ["The editors: Where was it?", "The old gardener: Under the mat.", "The editors: And now?"]
    text = "\n\n".join(["The key", *lines, "The old gardener: I wait."])
    assert len(outline(imported_text(tmp_path, text)).turns) == 4


def test_who_speaks_once_before_the_others_and_a_direction_behind_a_name(tmp_path: Path) -> None:
    stamps = "Voice 0  0:00\nHello?\n\nAnn Poe  0:05\nWhose is it?\n\nBob Roe  0:09\nMine.\n\nAnn Poe  0:12\nOh?\n"
    intake = imported_text(tmp_path, f"{stamps}\nBob Roe (laughing)  0:15\nYes.\n")
    assert len(outline(intake).turns) == 5
    assert re.search(r'name: "Ann Poe", role: question', intake.text)
    assert "affiliation" not in intake.text


def test_an_item_of_a_list_elsewhere_is_no_crosshead(tmp_path: Path) -> None:
    text = "Steps\n\n1) Wash\n2) Dry\n\nThen there is a pause of an hour.\n\n5) Fold\n\nThat is the end of it all.\n"
    assert outline(imported_text(tmp_path, text)).heads == ()
