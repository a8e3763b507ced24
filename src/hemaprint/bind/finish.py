# SPDX-License-Identifier: MIT
"""Make the editions of an issue from its bound digital PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hemaprint.bind.editions import Edition, EditionOptions
from hemaprint.bind.images import for_screen
from hemaprint.bind.issue import issue_imprint, prove_bound, sheets_of_issue, source_of
from hemaprint.bind.parts import Bound
from hemaprint.bind.sourcemap import MappedPage, map_pages
from hemaprint.errors import Problem
from hemaprint.project.project import Project
from hemaprint.typeset.engine.registry import may_claim
from hemaprint.typeset.plan import SetIssue

if TYPE_CHECKING:
    from hemaprint.bind.lighten import Step
    from hemaprint.bind.press import Profile

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Finished:
    """An edition ready to be written. ``steps`` say what was done to the images of the e-mail edition.

    ``map`` says where its pages come from; it is empty if two pages share a sheet.
    """

    edition: Edition
    pdf: bytes
    pages: int
    problems: tuple[Problem, ...]
    map: tuple[MappedPage, ...]
    steps: tuple[Step, ...] = ()


def finish_edition(
    edition: Edition, bound: Bound, done: SetIssue, project: Project, options: EditionOptions
) -> Finished:
    """One edition; its problems are in addition to those of ``bound``.

    Raises MissingEnvironmentError if print has no colour profile.
    """
    if edition is Edition.PRINT:
        return _print(bound, done, project, options)
    pdf = for_screen(bound.pdf)
    if edition is Edition.DIGITAL:
        return _proven(Finished(edition, pdf, bound.pages, (), ()), done, project)
    from hemaprint.bind.lighten import lighten  # noqa: PLC0415 - most builds make the digital edition alone

    limit = project.config.email.max_mb if options.max_mb is None else options.max_mb
    light = lighten(pdf, most_bytes=int(limit * MEGABYTE))
    return _proven(Finished(edition, light.pdf, bound.pages, light.problems, (), light.steps), done, project)


def press_profile(project: Project, options: EditionOptions) -> Profile:
    """The printing condition: that of the options, the magazine's own, or an installed one.

    Raises MissingEnvironmentError if there is none, UsageError if a file is not a CMYK printing profile.
    """
    from hemaprint.bind.press import find_profile  # noqa: PLC0415 - as above

    own = project.config.print.profile
    return find_profile(options.profile or (project.root / own if own else None))


def _print(bound: Bound, done: SetIssue, project: Project, options: EditionOptions) -> Finished:
    from hemaprint.bind.press import PressJob, to_press  # noqa: PLC0415 - as above

    inks, last = done.setting.theme.inks, done.plan.pieces[-1]
    # blank pages come before the back cover, or after the last page if there is none
    pad_before = done.plan.total - 1 if (last.kind, last.name) == ("page", "back") else done.plan.total
    job = PressJob(
        profile=press_profile(project, options),
        inks=inks.inks,
        imprint=issue_imprint(done, project.config),
        bleed=project.bleed,
        marks=project.config.print.marks,
        spreads=options.spreads,
        pad_before=pad_before if done.setting.issue.manifest.blank_pages else None,
        file=done.setting.issue.path / "issue.yaml",
        sources=tuple(source_of(run, done) for run, _ in sheets_of_issue(done)),
        claimed=may_claim(),
    )
    pressed = to_press(bound.pdf, job)
    finished = Finished(Edition.PRINT, pressed.pdf, pressed.pages, (*inks.problems, *pressed.problems), ())
    if options.spreads:
        return finished
    return _proven(finished, done, project, range(pad_before, pad_before + pressed.pages - done.plan.total))


def _proven(finished: Finished, done: SetIssue, project: Project, blanks: Sequence[int] = ()) -> Finished:
    """An edition with the map of its pages, and problems for pages that lack characters.

    ``blanks`` are the indices of inserted blank pages.
    """
    sheets = sheets_of_issue(done)
    lacking = prove_bound(finished.pdf, sheets, done, frozenset(blanks))
    sources = [(source_of(run, done), sheet.blocks) for run, sheet in sheets]
    for index in blanks:
        sources.insert(index, (done.setting.issue.path / "issue.yaml", ()))
    mapped = map_pages(finished.pdf, sources, project.root)
    return replace(finished, problems=(*finished.problems, *lacking), map=mapped)
