"""Subtitles are transcripts: the cues of one speaker are a turn, and their times are left out and counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.errors import ContentError

from .reading import doubts, imported_text, outline

VTT = """WEBVTT - a talk

NOTE made by a machine
on two lines

STYLE
::cue { color: red }

7f/1-0
00:00:02.110 --> 00:00:05.480 align:start position:10%
<v Nora Beck>Who winds the &amp; clock of the

7f/1-1
00:00:05.900 --> 00:00:07.020
<v Nora Beck>harbour?</v>

7f/2-0
00:00:08.900 --> 00:00:10.020
<v.loud Otto Fehn>The <i>tide</i> does.
<00:00:09.500>Mostly.</v>

7f/3-0
00:00:11.900 --> 00:00:12.020
<v Nora Beck>And at night?</v>
"""
SRT = """1
00:00:01,000 --> 00:00:03,500
- Who winds the clock?

2
00:00:03,600 --> 00:00:07,200
- The tide, as long
as it comes.

3
00:00:07,900 --> 00:00:10,100
<i>He points at the water.</i>

4
00:00:10,400 --> 00:00:13,000
{\\an8}- And at night?
- At night it stops.
"""
SBV = """0:00:02.110,0:00:05.480
NORA: Who winds the clock of the

0:00:05.900,0:00:07.020
harbour?

0:00:08.900,0:00:09.020
OTTO: The tide.
"""


@pytest.mark.parametrize(
    ("name", "text", "turns", "says"),
    [
        ("a.vtt", VTT, ("NB", "Fehn", "NB"), "the & clock of the harbour?\n\n**Fehn:** The tide does. Mostly."),
        ("a.srt", SRT, ("Q", "A", "Q", "A"), "**A:** The tide, as long as it comes.\n\n*He points at the water*."),
        ("a.sbv", SBV, ("NORA", "OTTO"), "**NORA:** Who winds the clock of the harbour?"),
    ],
)  # fmt: skip
def test_cues_are_joined_to_turns(name: str, text: str, turns: tuple[str, ...], says: str, tmp_path: Path) -> None:
    intake = imported_text(tmp_path, text, name=name)
    assert outline(intake).turns == turns
    assert says in intake.text
    assert intake.account.agrees
    assert "HP549" in doubts(intake)
    assert "00:0" not in intake.text
    assert "NOTE" not in intake.text


def test_subtitles_are_known_by_what_they_hold(tmp_path: Path) -> None:
    assert imported_text(tmp_path, SRT, name="a.txt").kind == "subtitles"


def test_every_time_is_left_out_and_said(tmp_path: Path) -> None:
    left_out = imported_text(tmp_path, VTT, name="a.vtt").left_out
    assert sum(one.why == "the time of a cue" for one in left_out) == 4
    assert {one.line for one in left_out if "note" in one.why} == {3, 4, 6, 7}


def test_without_names_a_pause_behind_a_sentence_begins_a_paragraph(tmp_path: Path) -> None:
    cues = [
        ("01", "02", "The clock is old"),
        ("02", "03", "and wet."),
        ("03", "04", "It runs."),
        ("09", "10", "Mostly."),
    ]
    text = "WEBVTT\n\n" + "\n".join(f"00:{start}.000 --> 00:{end}.000\n{said}\n" for start, end, said in cues)
    intake = imported_text(tmp_path, text, name="a.vtt")
    assert "The clock is old and wet. It runs.\n\nMostly." in intake.text


def test_times_without_fractions_are_times(tmp_path: Path) -> None:
    cues = "00:00:01 --> 00:00:04\nAnn Poe: Whose is it?\n\n00:00:05 --> 00:00:06\nBob Roe: Mine.\n"
    assert imported_text(tmp_path, cues).kind == "subtitles"


def test_subtitles_without_cues_have_no_text(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        imported_text(tmp_path, "WEBVTT\n\nNOTE nothing was said\n")
    assert [problem.code for problem in caught.value.problems] == ["HP503"]
