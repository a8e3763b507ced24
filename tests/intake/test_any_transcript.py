"""Transcripts at random, in every label, line end, encoding and wrap: every word is counted, everybody speaks."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from fuzzing import examples
from hemaprint.intake import Options
from hemaprint.intake.intake import Intake, take_in

from .reading import magazine, outline

NAMES = ("Una Holt", "Pia Lang", "Dr. Karl Ohm", "Inés Calvo", "Marta Belli", "João Prado", "Käthe Böhm", "Émile Roux")
PAIRS = (("Q", "A"), ("P", "R"), ("D", "R"), ("F", "A"), ("Frage", "Antwort"), ("Interviewer", "Guest"), ("問", "答"))
NAMED = (
    "{}: ",
    "{} : ",
    "{}:\n",
    "[{}] ",
    "**{}:** ",
    "*{}*: ",
    "{} (0:12): ",
    "[00:00:12] {}: ",
    "{}  0:12\n",
    "{} — ",
)
LETTERED = ("{}: ", "{}：", "[{}] ", "**{}:** ", "(00:12) {}: ")
WORDS = [
    "gulls",
    "tide",
    "lamp",
    "keeper",
    "bread",
    "rope",
    "stairs",
    "glass",
    "winter",
    "door",
    "salt",
    "letters",
    "stone",
    "clock",
    "harbour",
    "night",
    "seven",
    "thousand",
    "3.5",
    "CD5",
    "12",
    "%",
    "façade",
    "naïve",
    "größer",
    "años",
    "manhã",
    "coração",
    "già",
    "1998",
    "(almost)",
    "“so”",
    "d’été",
    "A&B",
    "x/y",
]
relaxed = settings(
    max_examples=examples(20),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def sentences(end: str) -> st.SearchStrategy[str]:
    words = st.lists(st.sampled_from(WORDS), min_size=3, max_size=18)
    return words.map(lambda found: f"They say that {' '.join(found)}{end}")


@dataclass(frozen=True)
class Talk:
    """A transcript as it is typed, and who speaks in which order."""

    text: str
    speakers: tuple[int, ...]
    encoding: str


@st.composite
def talks(draw: st.DrawFn) -> Talk:
    answers_given = st.lists(sentences("."), min_size=1, max_size=3)
    turns = draw(st.lists(st.tuples(sentences("?"), answers_given), min_size=2, max_size=5))
    bullet = draw(st.sampled_from(["• {}", "{n}. {}", "▪ {}"]))
    items = draw(st.lists(sentences("."), max_size=3).filter(lambda found: len(found) != 1))
    answering = draw(st.integers(1, 2))
    width = draw(st.sampled_from([0, 62, 76]))
    labels = draw(st.one_of(st.sampled_from(PAIRS), st.permutations(NAMES)))
    form = draw(st.sampled_from(LETTERED if labels in PAIRS else NAMED))
    title = draw(st.sampled_from(["The lamp and the gulls\n\n", ""]))
    blocks: list[str] = []
    speakers: list[int] = []
    for number, (asked, answers) in enumerate(turns):
        speaker = 1 + (number % answering if labels not in PAIRS else 0)
        blocks.append(typed(form.format(labels[0]), asked, width))
        blocks.append(typed(form.format(labels[speaker]), answers[0], width))
        blocks += [typed("", answer, width) for answer in answers[1:]]
        speakers += [0, speaker]
    listed = [bullet.format(item, n=n) for n, item in enumerate(items, 1)]
    blocks += ["\n".join(listed)] if listed else []
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text = (title + "\n\n".join(blocks) + "\n").replace("\n", end)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]))
    return Talk(text, tuple(speakers), encoding)


def typed(label: str, said: str, width: int) -> str:
    """A paragraph as somebody types it, broken at a width."""
    above, label = (label, "") if label.endswith("\n") else ("", label)
    body = label + said
    return above + (textwrap.fill(body, width, break_long_words=False, break_on_hyphens=False) if width else body)


def order(turns: tuple[str, ...] | tuple[int, ...]) -> list[int]:
    """Who speaks, by number in the order of first words."""
    first = list(dict.fromkeys(turns))
    return [first.index(turn) for turn in turns]


def imported(folder: Path, talk: Talk, name: str) -> Intake:
    path = folder / name
    try:
        path.write_bytes(talk.text.encode(talk.encoding))
    except UnicodeEncodeError:
        assume(False)
    return take_in(magazine(folder), path, "talk", Options())


@pytest.mark.fuzz
@relaxed
@given(talk=talks())
def test_every_word_is_there_and_everybody_speaks(talk: Talk, tmp_path: Path) -> None:
    intake = imported(tmp_path, talk, "talk.txt")
    assert intake.account.agrees, (talk.text, intake.account)
    assert not intake.second.unaccounted, (talk.text, intake.second)
    assert order(outline(intake).turns) == order(talk.speakers), (talk.text, intake.text)


@pytest.mark.fuzz
@settings(relaxed, max_examples=max(examples(20) // 10, 2))
@given(talk=talks())
def test_the_same_as_markdown(talk: Talk, tmp_path: Path) -> None:
    pytest.importorskip("pypandoc")
    intake = imported(tmp_path, talk, "talk.md")
    assert intake.account.agrees, talk.text
    assert not intake.second.unaccounted, (talk.text, intake.second)
