# SPDX-License-Identifier: MIT
"""Make the changes that are certain in the manuscripts, as a patch that an editor can read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from hemaprint.project.project import Project
from hemaprint.review.proof.collecting import tick
from hemaprint.review.proof.standing import Standing, Stood, text_now
from hemaprint.system.files import write_files


@dataclass(frozen=True, slots=True)
class Mended:
    """A manuscript with its certain changes; ``made`` are the remarks that these fulfil."""

    path: Path
    before: str
    after: str
    made: tuple[Standing, ...]


def mend(stood: Stood) -> tuple[Mended, ...]:
    """The manuscripts with all changes that are certain and not done yet; nothing is written."""
    by_path: dict[Path, list[Standing]] = {}
    for one in stood.remarks:
        if one.is_certain and not one.done:
            by_path.setdefault(one.location.path, []).append(one)
    return tuple(_mended(path, standings) for path, standings in sorted(by_path.items()))


def patch(project: Project, mended: Iterable[Mended]) -> str:
    """The changes as a unified diff with paths from the project, as ``git apply`` and ``patch -p1`` take it."""
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for one in mended
        for line in _diff(one, one.path.relative_to(project.root).as_posix())
    )


def write(project: Project, issue: str, mended: Sequence[Mended]) -> None:
    """Write the manuscripts, all or none, and tick off what was made."""
    write_files({one.path: one.after.encode() for one in mended}, project.root)
    tick(project, issue, {made.remark.identity: True for one in mended for made in one.made})


def _mended(path: Path, standings: Sequence[Standing]) -> Mended:
    before = text_now(path) or ""
    made: list[Standing] = []
    edits: list[tuple[int, int, str]] = []
    for one in sorted(standings, key=lambda one: (one.start, _length(one))):
        edit = (one.start, one.start + _length(one), one.remark.instead)
        if edit in edits:  # two readers wish the same
            made.append(one)
        elif not any(_meet(edit, other) for other in edits):
            edits.append(edit)
            made.append(one)
    after = before
    for start, end, instead in sorted(edits, reverse=True):
        after = after[:start] + instead + after[end:]
    return Mended(path, before, after, tuple(made))


def _meet(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    """Whether one change is where the other is, so that their order would matter."""
    return one[:2] == other[:2] or (one[0] < other[1] and other[0] < one[1])


def _length(one: Standing) -> int:
    return one.remark.end - one.remark.start


def _diff(one: Mended, name: str) -> Iterator[str]:
    before, after = (re.findall("[^\n]*+\n|[^\n]++$", text) for text in (one.before, one.after))
    yield from unified_diff(before, after, f"a/{name}", f"b/{name}")
