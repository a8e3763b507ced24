# SPDX-License-Identifier: MIT
"""Read ``house.toml``: the words, the lengths and the silences of a magazine."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from hemaprint.errors import ContentError, Problem, did_you_mean
from hemaprint.project.model import Model
from hemaprint.project.project import CONFIG_BYTES, Project
from hemaprint.project.text import Located
from hemaprint.project.toml import read_configured
from hemaprint.project.values import Text

HOUSE_NAME = "house.toml"

Words = Annotated[str, Field(pattern=r"^\S(?:.*\S)?$", max_length=80)]
"""A word, or several."""


class WordList(Model):
    """Table [words] of house.toml."""

    prefer: dict[Words, Words] = Field(
        default_factory=dict, description='What is printed instead: {utilize = "use", "bone-marrow" = "bone marrow"}.'
    )
    forbid: dict[Words, Text] = Field(
        default_factory=dict, description='Words that are not printed, and why: {breakthrough = "say what is new"}.'
    )
    keep: tuple[Words, ...] = Field(
        default=(), description="Words that are right although a dictionary or a table objects to them."
    )


class Limits(Model):
    """Table [limits] of house.toml: the longest texts, in characters; 0: without a limit."""

    headline: int = Field(default=80, ge=0, le=1000, description="A headline.")
    standfirst: int = Field(default=300, ge=0, le=5000, description="A standfirst.")


class Abbreviations(Model):
    """Table [abbreviations] of house.toml."""

    known: tuple[Words, ...] = Field(default=(), description="Those that readers know without an explanation.")


class House(Model):
    """house.toml as a whole."""

    words: WordList = Field(default=WordList(), description="Table [words].")
    limits: Limits = Field(default=Limits(), description="Table [limits].")
    abbreviations: Abbreviations = Field(default=Abbreviations(), description="Table [abbreviations].")
    silence: dict[str, Text] = Field(
        default_factory=dict,
        description='Table [silence]: rules that the magazine does not follow, and why: {HP714 = "lawyers want them"}.',
    )


@dataclass(frozen=True, slots=True)
class HouseFile:
    """What ``house.toml`` says, with its places; ``located`` is None where there is no such file."""

    house: House
    located: Located | None = None


def read_house(project: Project, codes: Collection[str]) -> HouseFile:
    """The house style of a project; raises ContentError with every fault of ``house.toml``.

    ``codes`` are those that can be silenced.
    """
    path = project.root / HOUSE_NAME
    if not path.is_file():
        return HouseFile(House())
    read = read_configured(House, path, CONFIG_BYTES)
    problems = (*read.problems, *_unknown(read.value, read.located, codes))
    if any(problem.is_error for problem in problems):
        raise ContentError(problems)
    return HouseFile(read.value, read.located)


def _unknown(house: House, located: Located, codes: Collection[str]) -> Iterator[Problem]:
    for code in house.silence:
        if code not in codes:
            hint = did_you_mean(code, codes) or "hemaprint lint --rules lists the rules"
            yield Problem("HP011", f'there is no rule "{code}"', located.key("silence", code), hint)
