# SPDX-License-Identifier: MIT
"""Recognise what the passages of a manuscript mean: the parts of the article, and its front matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hemaprint.intake.bibliography import Work
from hemaprint.intake.passages import Author, Doubt, Inline, LeftOut, Note, Passage


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker; ``labels`` are all names that the manuscript uses for the same person."""

    key: str
    name: str
    role: Literal["question", "answer"]
    labels: frozenset[str] = frozenset()
    credentials: str = ""
    affiliation: str = ""
    alone: bool = False
    """Whether the labels are names on lines of their own, without a colon."""


@dataclass(frozen=True, slots=True)
class Cited:
    """An entry of ``references``: as the manuscript prints it, or a work of a bibliography beside it."""

    id: str
    entry: Inline | Work


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the front matter, and its origin in a few words."""

    text: str
    origin: str
    taken: bool = False
    """Whether the words have left the copy and appear only here."""
    inline: Inline = ()
    """The value with the faces that it had in the copy, where these mean something."""


@dataclass(slots=True)
class Understood:
    """The manuscript so far; every stage of the recognition adds to it."""

    parts: list[Passage]
    notes: Mapping[str, Note]
    speakers: list[Speaker] = field(default_factory=list)
    people: list[Author] = field(default_factory=list)
    front: dict[str, Value] = field(default_factory=dict)
    keywords: list[str] = field(default_factory=list)
    keywords_proposed: bool = False
    """Whether the keywords come from neither a file nor an author."""
    trials: list[str] = field(default_factory=list)
    references: list[Cited] = field(default_factory=list)
    found: list[tuple[int, str]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    respelled: list[tuple[str, str]] = field(default_factory=list)
    """Words as they were in the source and as they are set, where these differ."""

    def speaker_of(self, label: str) -> Speaker | None:
        """The speaker that a label belongs to."""
        return next((speaker for speaker in self.speakers if label in speaker.labels), None)

    def doubt(self, code: str, line: int, message: str, otherwise: str) -> None:
        """Record a decision that may be wrong."""
        self.doubts.append(Doubt(code, line, message, otherwise))

    def drop(self, line: int, text: str, why: str) -> None:
        """Record words that leave the copy."""
        if text.strip():
            self.left_out.append(LeftOut(line, text, why))

    def recognise(self, line: int, what: str) -> None:
        """Record something that was recognised."""
        self.found.append((line, what))
