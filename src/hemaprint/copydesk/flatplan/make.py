# SPDX-License-Identifier: MIT
"""Make the flat plan of an issue: of its pages as they are now, or of what is known where they cannot be set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace

from hemaprint.bind.editions import EditionOptions
from hemaprint.bind.finish import press_profile
from hemaprint.bind.sourcemap import SourceMap
from hemaprint.build.backend import BackendOptions, Progress
from hemaprint.build.current import Current, current_pages
from hemaprint.build.issue import counts_name
from hemaprint.build.reading import accepted
from hemaprint.content.load import Parts, article_path, read_parts
from hemaprint.content.models import Issue
from hemaprint.copydesk.flatplan.halves import last_halves
from hemaprint.copydesk.flatplan.late import late_of, off_budget
from hemaprint.copydesk.flatplan.plan import (
    FlatPlan,
    Known,
    Lateness,
    blanks_told,
    contents_count,
    pages_of,
    plan_of,
)
from hemaprint.copydesk.flatplan.plates import plates_of_pages
from hemaprint.errors import ContentError, Location, MissingEnvironmentError, Problem, Severity, UsageError
from hemaprint.galley.setting import Setting
from hemaprint.project.direction import runs_from_the_right
from hemaprint.project.project import CONFIG_NAME, Project
from hemaprint.theme.theme import Theme, theme_of
from hemaprint.typeset.outline import opening_on_spreads
from hemaprint.typeset.plan import read_last


@dataclass(frozen=True, slots=True)
class Drawn:
    """A flat plan and the digital edition that its pictures are drawn from; None where the pages could not be set."""

    plan: FlatPlan
    pdf: bytes | None


def flat_plan(
    project: Project,
    name: str,
    options: BackendOptions,
    progress: Callable[[], AbstractContextManager[Progress]],
) -> Drawn:
    """The flat plan of an issue. Raises ContentError where not even its order can be read."""
    store = options.store(project)
    parts = read_parts(project, name, store)
    known = known_parts(project, name, parts)
    try:
        accepted(parts.problems)
        pages, notes = _current(project, name, options, progress)
    except ContentError as error:
        known = replace(known, late=late_all(known, parts, project))
        return Drawn(finished(project, known, stopped=error.problems), None)
    known = replace(known, counts={**known.counts, **_counts_in(pages.origin, known.issue)}, is_set=True)
    known = replace(known, counts=contents_count(known, len(pages.origin.pages)))
    plates = plates_of_pages(pages.press, store) if pages.press else ()
    halves = last_halves(pages.pdf, pages.origin, known.issue)
    known = replace(known, plates=plates, halves=halves, late=late_all(known, parts, project))
    return Drawn(finished(project, known, notes=notes), pages.pdf)


def _current(
    project: Project,
    name: str,
    options: BackendOptions,
    progress: Callable[[], AbstractContextManager[Progress]],
) -> tuple[Current, tuple[Problem, ...]]:
    """The pages of an issue as they are now, and why they cannot be printed, if they cannot."""
    problem = _no_profile(project)
    if problem is None:
        try:
            return current_pages(project, name, options, progress, press=True), ()
        except ContentError as error:
            first = error.problems[0]
        pages = current_pages(project, name, options, progress)  # raises again where it is not the press that refuses
        problem = _unknown_plates(first.message, first.location, first.hint)
        return pages, (problem,)
    return current_pages(project, name, options, progress), (problem,)


def known_parts(project: Project, name: str, parts: Parts) -> Known:
    """What is known before anything is set: page counts are those of the last build, or the budgets.

    Raises ContentError where the manifest has no order.
    """
    if parts.manifest is None or parts.located is None:
        raise ContentError(parts.problems)
    issue = Issue(name, project.content / name, parts.located, parts.manifest, dict(parts.articles))
    last = read_last(project.cache / counts_name(name))
    counts = {slug: one.pages for slug, one in last.items()}
    theme, spreads = _theme(project, issue), frozenset[str]()
    if theme is not None:
        with suppress(ContentError):  # of layouts that cannot be read; the build says why
            spreads = opening_on_spreads(issue, theme)
    turned = (
        runs_from_the_right(project.config.magazine.language) if theme is None else theme.geometry.binding == "right"
    )
    return Known(issue, counts, spreads, turned, is_set=False)


def finished(
    project: Project, known: Known, *, stopped: tuple[Problem, ...] = (), notes: tuple[Problem, ...] = ()
) -> FlatPlan:
    """The flat plan of what is known."""
    theme = _theme(project, known.issue)
    pages, spare = pages_of(known)
    heading, size = f"{project.config.magazine.title}, {known.issue.name}", project.page_size
    trim = (size.width, size.height)
    if theme is not None:
        trim = (theme.geometry.width, theme.geometry.height)
        with suppress(ValueError):  # of a date that is not one; the manifest's problems say so
            heading = Setting(project.config, known.issue, theme).issue_text
    language = project.config.magazine.language
    plan = FlatPlan(
        known.issue.name, heading, language, known.turned, trim, pages, spare, (), (*blanks_told(known), *notes)
    )
    return replace(plan, stopped=tuple(problem for problem in stopped if problem not in plan.late))


def late_all(known: Known, parts: Parts, project: Project) -> Lateness:
    """Everything that is late, budgets of pages that are set included."""
    late = dict(late_of(known.issue, parts, project.root))
    for key, problems in (off_budget(known.issue, plan_of(known)) if known.is_set else {}).items():
        late[key] = (*late.get(key, ()), *problems)
    return late


def _theme(project: Project, issue: Issue) -> Theme | None:
    """The theme, if its measures go together."""
    with suppress(ContentError):
        return theme_of(project, issue)
    return None


def _counts_in(origin: SourceMap, issue: Issue) -> Mapping[str, int]:
    """The pages of each article in a file."""
    found = Counter(origin.root / page.source for page in origin.pages)
    return {slug: count for slug in issue.articles if (count := found[article_path(issue.path, slug).resolve()])}


def _no_profile(project: Project) -> Problem | None:
    """Why inks are not known: there is no colour profile, or it is not usable."""
    try:
        press_profile(project, EditionOptions())
    except (MissingEnvironmentError, UsageError) as error:
        return _unknown_plates(error.message, Location(project.root / CONFIG_NAME), error.hint)
    return None


def _unknown_plates(reason: str, place: Location, hint: str) -> Problem:
    return Problem("HP802", f"which inks are on each page is not known: {reason}", place, hint, Severity.NOTE)
