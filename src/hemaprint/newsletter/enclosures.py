"""Gather what travels with the letter: the e-mail edition made to fit, offprints, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import hemaprint.build.issue as builder
from hemaprint.bind.editions import Edition
from hemaprint.build.backend import Backend, Progress
from hemaprint.build.issue import build_offprints
from hemaprint.build.results import BuildOptions, BuildResult, recall, recipe_of, remember
from hemaprint.errors import ContentError, Location, MalformedError, Problem, UsageError
from hemaprint.newsletter.mime import Attachment, media_type_of
from hemaprint.project.mail import check_file_name
from hemaprint.project.project import CONFIG_NAME, Project

ISSUE = "issue"
OFFPRINT = "offprint:"
ON_THE_WIRE = 4 / 3 * 78 / 76
"""Bytes on the wire for a byte of a file: base64, and a line end after 76 characters (RFC 2045, 6.8)."""
LETTER_BYTES = 400_000
"""Kept free of the limit for the letter itself: its texts, its pictures, its headers."""
_MEGABYTE = 1_000_000
_SMALLEST_MB = 0.1


@dataclass(frozen=True, slots=True)
class Enclosed:
    """The files, and the build of the e-mail edition: it knows the pages, and has the cover."""

    attachments: tuple[Attachment, ...]
    edition: BuildResult
    pdf: bytes


def enclose(
    project: Project, issue: str, wanted: Sequence[str], limit_mb: float, backend: Backend, progress: Progress
) -> Enclosed:
    """What ``wanted`` names: ``issue``, ``offprint:SLUG`` or paths, for a message of ``limit_mb`` on the wire.

    The e-mail edition is built unless ``dist/`` has it as it would be now. Raises ContentError (HP611, and what a
    build raises) and UsageError.
    """
    others = {name: _other(project, issue, name, backend, progress) for name in wanted if name != ISSUE}
    taken = sum(len(one.data) for one in others.values()) * ON_THE_WIRE + LETTER_BYTES
    most = (limit_mb * _MEGABYTE - taken) / ON_THE_WIRE / _MEGABYTE
    fitting = min(project.config.email.max_mb, int(most * 10) / 10)
    if ISSUE in wanted and fitting < _SMALLEST_MB:
        raise ContentError([_no_room(project, taken, limit_mb)])
    edition = _email_edition(project, issue, fitting if ISSUE in wanted else None, backend, progress)
    pdf = edition.pdf.read_bytes()
    found = {ISSUE: Attachment(edition.pdf.name, "application/pdf", pdf)} | others
    return Enclosed(tuple(found[name] for name in dict.fromkeys(wanted)), edition, pdf)


def _email_edition(
    project: Project, issue: str, max_mb: float | None, backend: Backend, progress: Progress
) -> BuildResult:
    """The e-mail edition of at most ``max_mb``, from ``dist/`` where it is as it would be now."""
    usual = max_mb in (None, project.config.email.max_mb)
    order = BuildOptions(issue=issue, editions=(Edition.EMAIL,), max_mb=None if usual else max_mb)
    recipe = recipe_of(project, order)
    known = recall(backend.store, recipe)
    if known is not None:
        return known
    result = builder.build(project, order, backend=backend, progress=progress)
    remember(backend.store, recipe, result)
    return result


def _other(project: Project, issue: str, name: str, backend: Backend, progress: Progress) -> Attachment:
    if name.startswith(OFFPRINT):
        slug = name.removeprefix(OFFPRINT)
        result = build_offprints(project, issue, article=slug, backend=backend, progress=progress)
        path = result.pdf
    else:
        path = Path(name)
    try:
        called = check_file_name(path.name)
    except MalformedError as error:
        raise UsageError(f"--attach: {error.message}", "rename the file") from error
    try:
        return Attachment(called, media_type_of(called), path.read_bytes())
    except (OSError, ValueError) as error:
        hint = f"--attach takes {ISSUE}, {OFFPRINT}SLUG or the path of a file"
        raise UsageError(f'"{name}" cannot be attached: {getattr(error, "strerror", error)}', hint) from error


def _no_room(project: Project, taken: float, limit_mb: float) -> Problem:
    message = f"the issue does not fit: {taken / _MEGABYTE:.1f} of {limit_mb:g} MB are taken by what else is sent"
    return Problem("HP611", message, Location(project.root / CONFIG_NAME), "raise --max-mb, or send a link: --link URL")
