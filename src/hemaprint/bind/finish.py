"""Make the editions of an issue from its bound digital PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hemaprint.bind.editions import Edition, EditionOptions
from hemaprint.bind.images import for_screen
from hemaprint.bind.issue import issue_imprint, prove_bound, sheets_of_issue, source_of
from hemaprint.bind.parts import Bound
from hemaprint.bind.sourcemap import MappedPage, map_pages
from hemaprint.errors import Problem
from hemaprint.project.project import Project
from hemaprint.typeset.engine.registry import may_claim
from hemaprint.typeset.issue import SetIssue

if TYPE_CHECKING:
    from hemaprint.bind.lighten import Step
    from hemaprint.bind.press import Profile

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Finished:
    """An edition ready to be written. ``steps`` say what was done to the pictures of the e-mail edition.

    ``map`` says where its pages come from; it is empty where two pages share a sheet.
    """

    edition: Edition
    pdf: bytes
    pages: int
    problems: tuple[Problem, ...]
    map: tuple[MappedPage, ...]
    steps: tuple[Step, ...] = ()


def finish_edition(
    edition: Edition, bound: Bound, done: SetIssue, project: Project, wishes: EditionOptions
) -> Finished:
    """One edition; its problems come on top of those of ``bound``.

    Raises MissingEnvironmentError where print has no colour profile.
    """
    if edition is Edition.PRINT:
        return _print(bound, done, project, wishes)
    if edition is Edition.EMAIL:
        return _email(bound, done, project, wishes)
    pdf = for_screen(bound.pdf)
    lacking = prove_bound(pdf, sheets_of_issue(done), done)
    return Finished(edition, pdf, bound.pages, tuple(lacking), _map(pdf, done, project, []))


def press_profile(project: Project, wishes: EditionOptions) -> Profile:
    """The printing condition: the one wished for, the magazine's own, or one that is installed.

    Raises MissingEnvironmentError where there is none, UsageError where a file is no CMYK printing profile.
    """
    from hemaprint.bind.press import find_profile  # noqa: PLC0415 - most builds make the digital edition alone

    own = project.config.print.profile
    return find_profile(wishes.profile or (project.root / own if own else None))


def _print(bound: Bound, done: SetIssue, project: Project, wishes: EditionOptions) -> Finished:
    from hemaprint.bind.press import PressJob, to_press  # noqa: PLC0415 - as above

    sheet = done.setting.theme.inks
    job = PressJob(
        profile=press_profile(project, wishes),
        inks=sheet.inks,
        imprint=issue_imprint(done, project.config),
        bleed=project.bleed,
        marks=project.config.print.marks,
        spreads=wishes.spreads,
        pad_before=_pad_before(done) if done.setting.issue.manifest.blank_pages else None,
        file=done.setting.issue.path / "issue.yaml",
        sources=tuple(source_of(run, done) for run, _ in sheets_of_issue(done)),
        claimed=may_claim(),
    )
    pressed = to_press(bound.pdf, job)
    blanks = _blanks(done, pressed.pages)
    if wishes.spreads:
        return Finished(Edition.PRINT, pressed.pdf, pressed.pages, (*sheet.problems, *pressed.problems), ())
    lacking = prove_bound(pressed.pdf, sheets_of_issue(done), done, frozenset(blanks))
    found = (*sheet.problems, *pressed.problems, *lacking)
    return Finished(Edition.PRINT, pressed.pdf, pressed.pages, found, _map(pressed.pdf, done, project, blanks))


def _email(bound: Bound, done: SetIssue, project: Project, wishes: EditionOptions) -> Finished:
    from hemaprint.bind.lighten import lighten  # noqa: PLC0415 - as above

    limit = project.config.email.max_mb if wishes.max_mb is None else wishes.max_mb
    light = lighten(for_screen(bound.pdf), most_bytes=int(limit * MEGABYTE))
    lacking = prove_bound(light.pdf, sheets_of_issue(done), done)
    found = (*light.problems, *lacking)
    return Finished(Edition.EMAIL, light.pdf, bound.pages, found, _map(light.pdf, done, project, []), light.steps)


def _pad_before(done: SetIssue) -> int:
    """Blank pages go before the back cover, or behind the last page where there is none."""
    last = done.plan.pieces[-1]
    return done.plan.total - 1 if (last.kind, last.name) == ("page", "back") else done.plan.total


def _blanks(done: SetIssue, pages: int) -> list[int]:
    """The indices of the blank pages that the press put in."""
    first = _pad_before(done)
    return list(range(first, first + pages - done.plan.total))


def _map(pdf: bytes, done: SetIssue, project: Project, blanks: Sequence[int]) -> tuple[MappedPage, ...]:
    sources = [(source_of(run, done), sheet.blocks) for run, sheet in sheets_of_issue(done)]
    for index in blanks:
        sources.insert(index, (done.setting.issue.path / "issue.yaml", ()))
    return map_pages(pdf, sources, project.root)
