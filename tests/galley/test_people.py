"""What an article says of those who made it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hemaprint.content.models import Article
from hemaprint.content.spans import text_of
from hemaprint.galley.people import credits_of, declarations_of, labelled_note
from samples import Sample

JO = {"name": "Jo Bloggs", "credentials": "MD", "affiliation": "Somewhere"}
ANN = {"name": "Ann Lee", "affiliation": "Somewhere"}
JING = {"name": "Jing Pan", "native": "潘静", "credentials": "MD", "role": "interviewee"}
ASKS = {"name": "The desk", "role": "interviewer", "credentials": "MSc"}
SPEAKERS = {"TD": {"name": "The desk", "role": "question"}, "P": {"name": "Pan", "role": "answer"}}


def article(root: Path, body: str = "Text.\n", **front: Any) -> Article:
    sample = Sample(root)
    sample.article("it", "Letter", body, **front)
    return sample.issue().articles["it"]


@pytest.mark.parametrize(
    ("front", "byline", "lines"),
    [
        ({"contributors": [JO]}, "By Jo Bloggs, MD", ["Somewhere"]),
        ({"contributors": [JO], "byline": "Jo Bloggs, MD"}, "Jo Bloggs, MD", ["Somewhere"]),
        ({"contributors": [JO], "byline": "The editors"}, "The editors", ["Jo Bloggs, MD, Somewhere"]),
        ({"contributors": [JO, ANN]}, "By Jo Bloggs, MD and Ann Lee", ["Jo Bloggs and Ann Lee, Somewhere"]),
        ({"contributors": [JING]}, "", ["Jing Pan 潘静, MD"]),
        ({"contributors": [ASKS]}, "", ["Interview by The desk, MSc"]),
        ({"contributors": [ASKS], "speakers": SPEAKERS}, "", ["MSc"]),
        ({}, "", []),
    ],
)
def test_the_byline_and_what_stands_below_it(
    front: dict[str, Any], byline: str, lines: list[str], tmp_path: Path
) -> None:
    body = "**TD:** Why?\n\n**P:** So.\n" if "speakers" in front else "Text.\n"
    people = credits_of(article(tmp_path, body, **front))
    assert (text_of(people.byline), [text_of(line) for line in people.lines]) == (byline, lines)


def test_who_stands_on_a_plate_is_not_named_again(tmp_path: Path) -> None:
    one = article(tmp_path, contributors=[JING, JO])
    assert [text_of(line) for line in credits_of(one, one.meta.contributors[:1]).lines] == ["Somewhere"]


def test_declarations_stand_in_their_order(tmp_path: Path) -> None:
    people = [JO | {"disclosure": "none {}."}]
    one = article(tmp_path, contributors=people, correspondence="jo@example.org", funding="A *grant*.")
    lines = [(kind, text_of(line)) for kind, line in declarations_of(one)]
    assert lines == [
        ("funding", "Funding: A grant."),
        ("correspondence", "Correspondence: jo@example.org"),
        ("disclosure", "Jo Bloggs: none {}."),
    ]


def test_the_first_note_carries_the_label(tmp_path: Path) -> None:
    note = ":::{note} N\nA note.\n:::\n\n"
    one = article(tmp_path, note + note + "Text.\n", label="Paraphrased.")
    assert labelled_note(one) is one.body[0]
