# SPDX-License-Identifier: MIT
"""Take a project as it was in a revision of git, in a temporary folder; the repository itself is left alone."""

from __future__ import annotations

import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from hemaprint.errors import MissingEnvironmentError, UsageError

_PATIENCE = 120
"""Seconds that git may take."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit: its identifier, the short form of that, its day (2025-02-14) and what it is about."""

    commit: str
    short: str
    day: str
    subject: str


def latest(root: Path, most: int) -> tuple[Revision, ...]:
    """The newest commits that changed the project of ``root``; none where git knows of none, or is missing."""
    try:
        told = _git(root, "log", f"-{most}", "-z", "--format=%H%n%h%n%cs%n%s", "--", ".")
    except MissingEnvironmentError:
        return ()
    said = told.stdout.decode("utf-8", "replace").split("\0") if not told.returncode else []
    return tuple(Revision(*(*one.split("\n"), "", "", "")[:4]) for one in said if one)


@contextmanager
def as_it_was(root: Path, revision: str) -> Iterator[Path]:
    """A folder with the project of ``root`` in a revision; it is gone afterwards.

    Raises UsageError where there is no repository or no such revision, MissingEnvironmentError where git is missing.
    """
    commit = commit_of(root, revision)
    packed = _git(root, "archive", "--format=tar", commit)
    if packed.returncode:
        raise UsageError(
            f'the project is not in the revision "{revision}": {_said(packed)}', "git log -- hemaprint.toml"
        )
    with TemporaryDirectory(prefix="hemaprint-") as name:
        folder = Path(name).resolve()
        with tarfile.open(fileobj=BytesIO(packed.stdout)) as archive:
            archive.extractall(folder, filter="data")
        yield folder


def commit_of(root: Path, revision: str) -> str:
    """The identifier of the commit that a revision means; raises as :func:`as_it_was` does."""
    if _git(root, "rev-parse", "--is-inside-work-tree").returncode:
        raise UsageError(f"{root} is not in a git repository", "compare PDFs instead, or run git init and commit")
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found.returncode:
        raise UsageError(f'git knows no revision "{revision}"', "git log --oneline lists them")
    return found.stdout.decode().strip()


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    program = which("git")
    if program is None:
        raise MissingEnvironmentError("git is not installed, so that no revision can be read", "apt install git")
    try:
        return subprocess.run((program, *arguments), cwd=root, capture_output=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        raise MissingEnvironmentError(f"git took more than {_PATIENCE} s", f"git -C {root} {arguments[0]}") from error


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0] if lines else f"git ended with {done.returncode}"
