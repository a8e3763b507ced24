# SPDX-License-Identifier: MIT
"""Read an issue with every rule, keep what editors have silenced, and tell the rest in the order of the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from hemaprint.content.models import Article, Issue
from hemaprint.content.readings import editor_texts
from hemaprint.copydesk.lint.copy import Manuscript, front_passages, manuscript_of
from hemaprint.copydesk.lint.rules import About, Copydesk, Desk, Pages, lints, of_passages, rules_told, unloaded
from hemaprint.copydesk.lint.silences import Silence, faults, heard, silences_of
from hemaprint.errors import Location, Problem, Severity
from hemaprint.project.house import HouseFile, read_house
from hemaprint.project.languages import subtag_of
from hemaprint.project.project import Project
from hemaprint.project.text import read_text

SET = frozenset(("HP205", "HP219", "HP220", "HP221", "HP222", "HP223", "HP225", "HP226", "HP227", "HP228", "HP229"))
"""What a build tells of its pages and lint repeats: runts, ladders, far figures, quotations too near, white.

Of gaps a build tells the widest of an article (HP237), and lint each (HP702)."""
PAGE_RULES = frozenset({"HP700", "HP701", "HP702", "HP703"}) | SET
"""What only finished pages tell."""
ISSUE_RULES = frozenset({"HP724"})
"""What only a whole issue tells."""
_ALWAYS = frozenset({"HP771", "HP777"})
"""What is also said where only some articles are read: what was not asked, and why."""
_KEPT = 256
"""Articles whose problems are remembered, by their text."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build says of an issue: its problems, and its pages."""

    problems: tuple[Problem, ...]
    pages: Pages


@dataclass(frozen=True)
class _Asked:
    """An article to be read: two are the same where ``key`` is, which is made of all that the answer depends on."""

    key: str
    article: Article = field(compare=False)
    issue: Issue = field(compare=False)
    desk: Desk = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Read:
    """An article as it was read, and what the rules about it say."""

    manuscript: Manuscript
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What lint says, sorted by file, line and column, and how much more it would say without silences."""

    problems: tuple[Problem, ...]
    silenced: int


def findings(
    issue: Issue, project: Project, *, built: Built | None = None, articles: Iterable[str] | None = None
) -> tuple[Problem, ...]:
    """What lint says of an issue, as the problems of a :class:`Report`."""
    return report(issue, project, built=built, articles=articles).problems


def report(
    issue: Issue, project: Project, *, built: Built | None = None, articles: Iterable[str] | None = None
) -> Report:
    """What lint says of an issue; of some ``articles`` only, by their slugs.

    Without ``built`` the rules about pages are not asked, and that is said (HP771). Raises ContentError where
    ``house.toml`` has faults.
    """
    known = frozenset({*rules_told(), *SET})
    file = read_house(project, known)
    desk = Desk(file.house, project)
    chosen = tuple(issue.articles if articles is None else articles)
    read = [_of_article(_asked(issue.articles[slug], issue, desk)) for slug in chosen]
    found = [problem for one in read for problem in one.problems]
    silences = [silence for one in read for silence in _silences(one.manuscript)]
    if articles is None:
        whole = _copydesk(issue, tuple(one.manuscript for one in read), desk)
        found += [*of_passages(whole.passages, desk), *_asked_about(About.ISSUE, whole, desk, issue)]
        silences += silences_of(whole.lines, issue.located.path, len(whole.lines) + 1)
    if built is not None:
        found += _of_pages(built, issue, desk)
    found += unloaded(desk, Location(issue.located.path))
    followed = _followed(found, file)
    kept = heard(followed, silences)
    unasked = (frozenset() if built is not None else PAGE_RULES) | (
        ISSUE_RULES if articles is not None else frozenset()
    )
    said: list[Problem] = [*kept.problems, *faults(silences, kept.kept, known, unasked), *_notes(issue, chosen, built)]
    if articles is not None:
        paths = {issue.articles[slug].path for slug in chosen}
        said = [one for one in said if one.location.path in paths or one.code in _ALWAYS]
    silenced = {*found} - {*kept.problems}
    return Report(tuple(sorted(dict.fromkeys(said), key=lambda problem: problem.sort_key)), len(silenced))


def _followed(problems: Iterable[Problem], file: HouseFile) -> tuple[Problem, ...]:
    """The problems of the rules that the house follows."""
    return tuple(problem for problem in problems if problem.code not in file.house.silence)


# ---------------------------------------------------------------- articles


def _asked(article: Article, issue: Issue, desk: Desk) -> _Asked:
    text, _ = read_text(article.path, lenient=True)
    around = (text or "", str(article.path), desk.house.model_dump_json(), desk.project.config.model_dump_json())
    return _Asked(sha256("\0".join(around).encode()).hexdigest(), article, issue, desk)


@lru_cache(maxsize=_KEPT)
def _of_article(asked: _Asked) -> _Read:
    manuscript = manuscript_of(asked.article, asked.issue, asked.desk.project)
    problems = [*of_passages(manuscript.passages, asked.desk)]
    place = Location(asked.article.path)
    for lint in lints(About.ARTICLE):
        problems += lint.ask(manuscript, asked.desk, place)
    return _Read(manuscript, tuple(problems))


def _silences(manuscript: Manuscript) -> Iterator[Silence]:
    fence = next((number for number, line in enumerate(manuscript.lines[1:], 2) if line.rstrip() in ("---", "...")), 1)
    return silences_of(manuscript.lines, manuscript.path, fence)


# ---------------------------------------------------------------- the issue


def _copydesk(issue: Issue, manuscripts: tuple[Manuscript, ...], desk: Desk) -> Copydesk:
    text, _ = read_text(issue.located.path, lenient=True)
    lines, language = tuple((text or "").split("\n")), desk.project.config.magazine.language
    passages = front_passages(editor_texts(issue.manifest), issue.located, lines, language)
    return Copydesk(issue, tuple(passages), manuscripts, lines)


def _of_pages(built: Built, issue: Issue, desk: Desk) -> Iterator[Problem]:
    yield from (problem for problem in built.problems if problem.code in SET)
    yield from _asked_about(About.PAGES, built.pages, desk, issue)


def _asked_about(about: About, subject: Copydesk | Pages, desk: Desk, issue: Issue) -> Iterator[Problem]:
    for lint in lints(about):
        yield from lint.ask(subject, desk, Location(issue.located.path))


def _notes(issue: Issue, chosen: tuple[str, ...], built: Built | None) -> Iterator[Problem]:
    """What was not read: articles in other languages (HP770), pages that were not built (HP771)."""
    for slug in chosen:
        article = issue.articles[slug]
        if subtag_of(article.language) != "en":
            message = f"the article is in {article.language}: its spelling and its clinical language were not read"
            place = article.front.at("language") if article.meta.language else Location(article.path)
            yield Problem("HP770", message, place, "only English is read so", Severity.NOTE)
    if built is None:
        message = "the rules about pages were not asked: runts, ladders, rivers, stacks, loose lines, far figures"
        hint = f"hemaprint lint {issue.name} builds the pages and asks them"
        yield Problem("HP771", message, Location(issue.located.path), hint, Severity.NOTE)
