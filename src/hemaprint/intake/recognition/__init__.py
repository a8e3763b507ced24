"""Recognise what the passages of a manuscript mean: the parts of the article and its front matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hemaprint.intake.bibliography import Work
from hemaprint.intake.passages import Doubt, Inline, LeftOut, Note, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnStart(Passage):
    """Somebody begins to speak; ``speaker`` is the key of the front matter."""

    speaker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxed(Passage):
    """A box: the editor's note, what is told about the guest, a closing (a note without title)."""

    kind: Literal["note", "about"]
    title: Inline
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: ``labels`` are the ways in which the manuscript names the same speaker."""

    key: str
    name: str
    role: Literal["question", "answer"]
    labels: frozenset[str]
    credentials: str = ""
    affiliation: str = ""
    alone: bool = False
    """Whether the labels are names on lines of their own, without a colon."""


@dataclass(frozen=True, slots=True)
class Person:
    """A contributor as far as the manuscript tells."""

    name: str
    role: Literal["author", "interviewee", "interviewer"] = "author"
    credentials: str = ""
    affiliation: str = ""
    orcid: str = ""
    origin: str = ""
    """Where the name comes from if the author may never have seen it there."""


@dataclass(frozen=True, slots=True)
class Cited:
    """An entry of ``references``: as the manuscript prints it, or a work of a bibliography beside it."""

    id: str
    entry: Inline | Work


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the front matter, and in a few words where it comes from."""

    text: str
    origin: str
    taken: bool = False
    """True where the words have left the copy and stand here only."""
    inline: Inline = ()
    """The same with the faces that it had in the copy, where they mean something."""


@dataclass(slots=True)
class Understood:
    """The manuscript so far; every stage of the recognition takes it a step further."""

    parts: list[Passage]
    notes: Mapping[str, Note]
    voices: list[Voice] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    front: dict[str, Value] = field(default_factory=dict)
    keywords: list[str] = field(default_factory=list)
    keywords_proposed: bool = False
    """Whether no file and no author said them."""
    trials: list[str] = field(default_factory=list)
    references: list[Cited] = field(default_factory=list)
    found: list[tuple[int, str]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    respelled: list[tuple[str, str]] = field(default_factory=list)
    """Words as they stood in the source and as they are set, where they differ."""

    def doubt(self, code: str, line: int, message: str, otherwise: str) -> None:
        """Note a decision that might be wrong."""
        self.doubts.append(Doubt(code, line, message, otherwise))

    def drop(self, line: int, text: str, why: str) -> None:
        """Note words that leave the copy."""
        if text.strip():
            self.left_out.append(LeftOut(line, text, why))

    def recognise(self, line: int, what: str) -> None:
        """Note something that was understood."""
        self.found.append((line, what))
