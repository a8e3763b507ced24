# SPDX-License-Identifier: MIT
"""Give the pages of the newest proof of an issue, for those who compare with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pikepdf

from hemaprint.bind.sourcemap import SourceMap
from hemaprint.errors import ContentError, Location, Problem
from hemaprint.pdf.objects import MALFORMED
from hemaprint.project.project import Project
from hemaprint.review.proof.records import Round, newest, rounds
from hemaprint.review.proof.stamp import unstamped


@dataclass(frozen=True, slots=True)
class SentPages:
    """The pages of a proof without its stamp; ``origin`` has lines of the manuscripts as they were, None if unknown."""

    path: Path
    pdf: bytes
    origin: SourceMap | None


def newest_pages(project: Project, issue: str) -> SentPages | None:
    """The pages of the newest proof; None where there is none.

    Raises ContentError where it cannot be read (HP810), or its record cannot (HP816).
    """
    path = newest(project, issue)
    if path is None:
        return None
    try:
        pdf = unstamped(path.read_bytes())
    except (*MALFORMED, pikepdf.PasswordError, OSError) as error:
        hint = f"make it again: hemaprint proof {issue} --to NAME"
        raise ContentError([Problem("HP810", "this proof cannot be read", Location(path), hint)]) from error
    known = next((one for one in rounds(project, issue) if _has(one, path)), None)
    return SentPages(path, pdf, known.origin(project.root) if known else None)


def _has(round_: Round, path: Path) -> bool:
    return any(one.file == path.name for one in round_.sent)
