from typing import Any

import pytest

from content.markdown.reader import FIRST_LINE, SPEAKERS, Reader, faults
from hemaprint.content.blocks import Box, Crosshead, Paragraph, Turn
from hemaprint.content.markdown import Body
from hemaprint.content.spans import plain

TALK = "**HF:** Why?\n\n**Pan:** Because.\n\nAnd so.\n"


def talk(reader: Reader, source: str, **meta: Any) -> Body:
    return reader.read(source, **{"template": "interview", "speakers": SPEAKERS, **meta})


def test_turns(reader: Reader) -> None:
    assert talk(reader, TALK).blocks == (
        Turn(
            line=FIRST_LINE,
            speaker="Hematology Frontier",
            short="Hematology Frontier",
            role="question",
            blocks=(Paragraph(line=FIRST_LINE, copy=plain("Why?")),),
        ),
        Turn(
            line=FIRST_LINE + 2,
            speaker="Dr.\u00a0Jing Pan",
            short="Pan",
            role="answer",
            blocks=(
                Paragraph(line=FIRST_LINE + 2, copy=plain("Because.")),
                Paragraph(line=FIRST_LINE + 4, copy=plain("And so.")),
            ),
        ),
    )


def test_boxes_belong_to_the_turn_before_and_crossheads_end_it(reader: Reader) -> None:
    body = talk(reader, TALK + "\n:::{note}\na\n:::\n\n## Head\n\nAlone.\n\n**HF:** Why?\n")
    assert faults(body) == []
    assert [type(block) for block in body.blocks] == [Turn, Turn, Crosshead, Paragraph, Turn]
    answer = body.blocks[1]
    assert isinstance(answer, Turn)
    assert [type(block) for block in answer.blocks] == [Paragraph, Paragraph, Box]


def test_the_short_name_may_come_from_the_contributors(reader: Reader) -> None:
    contributors = [{"name": "Jing Pan", "given": "Pan", "family": "Jing", "role": "interviewee"}]
    answer = talk(reader, TALK, contributors=contributors).blocks[1]
    assert getattr(answer, "short", "") == "Jing"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (TALK + "\n**Pam:** Hm.\n", [("HP160", 7, 3)]),
        (TALK + "\n**HF:**\n\n**Pan:** Hm.\n", [("HP163", 7, 3)]),
        (TALK + "\nHF: Hm?\n", [("HP164", 7, 1)]),
        ("Words.\n", [("HP162", 1, 1)]),
    ],
)
def test_faults(reader: Reader, source: str, expected: list[tuple[str, int, int]]) -> None:
    assert faults(talk(reader, source)) == expected


def test_an_interview_needs_speakers_who_speak(reader: Reader) -> None:
    assert [code for code, *_ in faults(talk(reader, "Words.\n", speakers={}))] == ["HP161"]
    assert [code for code, *_ in faults(talk(reader, "**HF:** Why?\n"))] == ["HP165"]


def test_without_speakers_a_bold_start_is_only_bold(reader: Reader) -> None:
    assert reader.html("**HF:** Why?") == "<strong>HF:</strong> Why?"
