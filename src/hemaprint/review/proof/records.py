# SPDX-License-Identifier: MIT
"""Keep what was sent: each round of proofs, with its pages, its manuscripts and its readers, beside its PDFs.

A *round* is one state of the pages. Its record knows the manuscripts as they were, so that remarks are found again
after these have changed; it is made of what was sent alone, and is written again with each further reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from hemaprint.bind.sourcemap import MappedPage, SourceMap
from hemaprint.errors import ContentError, Location, Problem
from hemaprint.project.project import Project

FOLDER = "proofs"
VERSION: Final = 1
"""Of the files of records and of remarks."""
IDENTITY = 12
"""Hexadecimal figures by which a proof is known."""
_NUMBER = re.compile(r"([0-9]{1,6})(?:-.*+)?")
_Kept = TypeVar("_Kept")


@dataclass(frozen=True, slots=True)
class Stamped:
    """What is written on a proof: its number, for whom, of which day (2025-02-14), and its embargo ("" for none)."""

    issue: str
    number: int
    name: str
    date: str
    embargo: str = ""

    def identity(self, base: str) -> str:
        """What this proof is known by, from all that is on it and the checksum of its pages."""
        said = "\n".join((self.issue, str(self.number), self.name, self.date, self.embargo, base))
        return sha256(said.encode()).hexdigest()[:IDENTITY]


@dataclass(frozen=True, slots=True)
class Sent:
    """A proof that was made: what is on it, its file in the folder of proofs, and the checksum of that file."""

    identity: str
    stamped: Stamped
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Round:
    """One state of the pages: where they come from, the manuscripts as they were, and the proofs made of it.

    ``base`` is the checksum of the pages without a stamp; ``manuscripts`` are texts by their path from the project.
    """

    version: Literal[1]
    issue: str
    number: int
    base: str
    pages: tuple[MappedPage, ...]
    manuscripts: dict[str, str]
    sent: tuple[Sent, ...] = ()

    def origin(self, root: Path) -> SourceMap:
        """Where its pages come from."""
        return SourceMap(root, self.pages)


def folder_of(project: Project, issue: str) -> Path:
    """Where the proofs of an issue and their records are."""
    return project.dist / issue / FOLDER


def record_path(project: Project, issue: str, number: int) -> Path:
    """The record of a round."""
    return folder_of(project, issue) / f"{issue}-proof-{number}.json"


def rounds(project: Project, issue: str) -> tuple[Round, ...]:
    """All rounds of an issue, the oldest first; raises ContentError (HP816) for a record that cannot be read."""
    return tuple(read_kept(_rounds(), path) for _, path in _numbered(project, issue, ".json"))


def newest(project: Project, issue: str) -> Path | None:
    """The PDF of the newest proof of an issue; None where there is none."""
    found = [path for _, path in _numbered(project, issue, ".pdf")]
    return found[-1] if found else None


def record_of(round_: Round) -> bytes:
    """The record of a round as it is written."""
    return _rounds().dump_json(round_, indent=1)


_GOOD_COPY = "restore its last good copy; without it, remarks on its proofs cannot be collected"


def read_kept(form: TypeAdapter[_Kept], path: Path, hint: str = _GOOD_COPY) -> _Kept:
    """What a file of ours holds; raises ContentError (HP816) where it is damaged or of a later version."""
    try:
        return form.validate_json(path.read_bytes())
    except (OSError, ValidationError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or "it is damaged, or of another version of hemaprint"
        raise ContentError([Problem("HP816", f"this record cannot be read: {reason}", Location(path), hint)]) from error


@cache
def _rounds() -> TypeAdapter[Round]:
    return TypeAdapter(Round)


def _numbered(project: Project, issue: str, ending: str) -> Iterator[tuple[int, Path]]:
    """The files of proofs with their numbers, the oldest first."""
    begin = f"{issue}-proof-"
    try:
        files = sorted(folder_of(project, issue).iterdir())
    except OSError:
        return
    ours = (path for path in files if path.suffix == ending and path.stem.startswith(begin) and path.is_file())
    numbered = ((_NUMBER.fullmatch(path.stem.removeprefix(begin)), path) for path in ours)
    yield from sorted((int(match[1]), path) for match, path in numbered if match)
