# SPDX-License-Identifier: MIT
"""Find the rules, say what each is for, and ask them.

The rules are entry points of the group ``hemaprint.lints``, hemaprint's own among them. Each is a generator of
problems with one of the decorators below, which say what it is asked about: a passage, an article, an issue, or its
pages. What hemaprint says of its own rules is in ``rules.toml``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hemaprint.content.models import Issue
from hemaprint.copydesk.lint.copy import PROSE, Manuscript, Passage, Room
from hemaprint.copydesk.lint.tables import table
from hemaprint.errors import HemaprintError, Location, Problem, Severity
from hemaprint.project.house import House
from hemaprint.project.languages import subtag_of
from hemaprint.project.project import Project
from hemaprint.system.plugins import FOREIGN_CODE, Plugin, registered, remedy

if TYPE_CHECKING:
    from hemaprint.bind.sourcemap import SourceMap
    from hemaprint.copydesk.measures.book import Book, Line

GROUP = "hemaprint.lints"


class About(StrEnum):
    """What a rule is asked about; one that cannot be loaded, about nothing."""

    PASSAGE = "passage"
    ARTICLE = "article"
    ISSUE = "issue"
    PAGES = "pages"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Desk:
    """What rules know beside what they are asked about: the house style and the project."""

    house: House
    project: Project

    def keeps(self, word: str) -> bool:
        """Whether the house says that a word is right."""
        return word.casefold() in _folded(self.house.words.keep)


@cache
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)


@dataclass(frozen=True, slots=True)
class Copydesk:
    """An issue as its rules see it: the passages and the lines of ``issue.yaml``, and its manuscripts in order."""

    issue: Issue
    passages: tuple[Passage, ...]
    manuscripts: tuple[Manuscript, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """The finished pages of an issue as they can be seen, and the manuscripts behind them."""

    book: Book
    origin: SourceMap
    path: Path

    def is_mapped(self, page: int) -> bool:
        """Whether a page (from 0) is made from an article."""
        place = self.origin.locate(page, None)
        return place is not None and place.path.suffix == ".md"

    def problem(
        self, code: str, line: Line, message: str, hint: str = "", severity: Severity = Severity.WARNING
    ) -> Problem:
        """What is wrong at a line of a page, at its place in the manuscript."""
        box = line.box
        place = self.origin.locate(box.page, (box.left, box.bottom, box.right, box.top)) or Location(self.path)
        return Problem(code, f"page {box.page + 1}: {message}", place, hint, severity)


Rule = Callable[[Any, Desk], Iterable[Problem]]
R = TypeVar("R", bound=Callable[..., Iterable[Problem]])


def _about(about: About) -> Callable[[R], R]:
    def marked(rule: R) -> R:
        asked: Any = rule
        asked.about = about
        return rule

    return marked


def passage_rule(*rooms: Room, language: str = "") -> Callable[[R], R]:
    """Ask about each passage of some rooms, by default where sentences are; only of a ``language``, if it is given."""

    def marked(rule: R) -> R:
        asked: Any = _about(About.PASSAGE)(rule)
        asked.rooms = frozenset(rooms) or PROSE
        asked.language = language
        return rule

    return marked


article_rule = _about(About.ARTICLE)
"""Ask about each article, as a :class:`Manuscript`."""
issue_rule = _about(About.ISSUE)
"""Ask about an issue, as a :class:`Copydesk`."""
pages_rule = _about(About.PAGES)
"""Ask about the finished pages, as :class:`Pages`."""


# ---------------------------------------------------------------- what is said of them


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a rule: its title, why it is one, who says so, and what is wrong and right by it."""

    code: str
    title: str
    reason: str
    source: str
    wrong: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    chapter: str = ""


@cache
def rules_told() -> Mapping[str, Told]:
    """What ``rules.toml`` says of each code, in its order."""
    found: dict[str, Told] = {}
    for chapter, rules in table("rules").items():
        for code, one in rules.items():
            wrong, right = tuple(one.get("wrong", ())), tuple(one.get("right", ()))
            found[code] = Told(code, one["title"], one["reason"], one["source"], wrong, right, chapter)
    return found


# ---------------------------------------------------------------- asking


@dataclass(frozen=True, slots=True)
class Lint:
    """A rule with its name; ``package`` is the distribution that brings it, "" for hemaprint."""

    name: str
    package: str
    rule: Any

    def ask(self, subject: Any, desk: Desk, place: Location) -> Iterator[Problem]:
        """What it says of a subject; that it fails, or says nothing sensible, is a problem at ``place`` (HP777)."""
        try:
            for problem in self.rule(subject, desk):
                if self.package and not (isinstance(problem, Problem) and FOREIGN_CODE.fullmatch(problem.code)):
                    yield self._failed(f"returned {problem!r:.60} instead of a Problem with a code of its own", place)
                else:
                    yield problem
        except Exception as error:
            if not self.package:
                raise
            yield self._failed(f"failed: {type(error).__name__}: {error}", place)

    def _failed(self, message: str, place: Location) -> Problem:
        said = f"the rule “{self.name}” of {self.package} {message}"
        return Problem("HP777", said, place, remedy(self.package))


@cache
def lints(about: About) -> tuple[Lint, ...]:
    """The registered rules about something; raises MissingEnvironmentError where hemaprint's own are not there."""
    rules = map(_lint, registered(GROUP, "rules of lint").values())
    return tuple(one for one in rules if getattr(one.rule, "about", About.ISSUE) is about)


def unloaded(desk: Desk, place: Location) -> Iterator[Problem]:
    """What is said at ``place`` of rules of other packages that cannot be loaded (HP777), whatever was to be read."""
    for one in lints(About.NOTHING):
        yield from one.ask(None, desk, place)


def _lint(plugin: Plugin) -> Lint:
    try:
        rule = plugin.load()
    except HemaprintError as error:
        rule = _broken(error)
    return Lint(plugin.title, plugin.foreign, rule)


def _broken(error: HemaprintError) -> Rule:
    """A rule that cannot be loaded says so whenever it is asked."""

    @_about(About.NOTHING)
    def broken(_subject: object, _desk: Desk) -> Iterator[Problem]:
        raise error

    return broken


def of_passages(passages: Iterable[Passage], desk: Desk) -> Iterator[Problem]:
    """What the rules about passages say."""
    rules = lints(About.PASSAGE)
    for passage in passages:
        for one in rules:
            if passage.room not in one.rule.rooms:
                continue
            if one.rule.language not in ("", subtag_of(passage.language)):
                continue
            yield from one.ask(passage, desk, passage.place(0))
