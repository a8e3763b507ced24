# SPDX-License-Identifier: MIT
"""Find by bisection the change of a project's layouts and styles since the last good build that makes a build fail.

A valid style can still make copy run off its page, hide it, or stop the layout engine. The problems of the build are
true, but their place is an article that nobody has touched. So the changes are undone: first all, then fewer and fewer,
until one remains whose undoing cures the fault.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import TypeVar

from hemaprint.build.backend import Progress
from hemaprint.content.models import Issue
from hemaprint.errors import ContentError, HemaprintError, Location, Problem
from hemaprint.project.project import Project
from hemaprint.project.themes import bundled
from hemaprint.theme.theme import Kind, Theme, layer, theme_of

KEPT = "theme.json"
"""Keeps, in .hemaprint, the layouts and styles of the last good build."""
_KINDS: tuple[Kind, Kind] = ("layouts", "styles")
_SUFFIXES = (".html", ".txt", ".css")

T = TypeVar("T")
Faults = frozenset[str]
Attempt = Callable[[Theme], Faults]
"""Builds with a theme, and returns its faults."""


@dataclass(frozen=True, slots=True)
class Change:
    """Lines of a file (from 0; ``end`` excluded) and the lines before the change."""

    name: str
    start: int
    end: int
    before: tuple[str, ...]


def bisected(project: Project, issue: Issue, make: Callable[[Theme, Progress], T], progress: Progress) -> T:
    """What ``make`` returns for the theme of an issue; when a change of the theme makes it fail, the error names it."""
    theme = theme_of(project, issue)

    def attempt(other: Theme) -> Faults:
        try:
            make(other, Progress())
        except Exception as error:
            return _faults(error)
        return frozenset()

    try:
        return make(theme, progress)
    except Exception as error:
        if not _may_be_suspect(error, theme):
            raise
        suspect = find_suspect(theme, read_good(project), _faults(error), attempt)
        if suspect is None:
            raise
        raise ContentError([*getattr(error, "problems", ()), suspect]) from error


def _may_be_suspect(error: Exception, theme: Theme) -> bool:
    """Whether a change of the theme can have caused an error whose places are elsewhere.

    For hidden copy (HP235) a place in the theme is only the likeliest one.
    """
    if isinstance(error, ContentError):
        return not any(theme.is_own(one.location.path) and one.code != "HP235" for one in error.problems)
    return not isinstance(error, HemaprintError)


def _faults(error: Exception) -> Faults:
    """The errors of a build, to compare with those of another."""
    if not isinstance(error, ContentError):
        return frozenset({"crash"})
    return frozenset(f"{one.code} {one.location}" for one in error.problems if one.is_error)


def find_suspect(theme: Theme, good: Mapping[str, str], faults: Faults, attempt: Attempt) -> Problem | None:
    """The change whose undoing cures some of ``faults`` (HP236); None when no layout or style is to blame."""
    with suppress(OSError):  # no room for another theme: then nothing is blamed
        return _search(theme, good, faults, attempt)
    return None


def _search(theme: Theme, good: Mapping[str, str], faults: Faults, attempt: Attempt) -> Problem | None:
    texts = _own_texts(theme)
    changes = [change for name, text in texts.items() for change in _changes(name, good.get(name, ""), text)]

    def left(undone: Sequence[Change]) -> Faults:
        with tempfile.TemporaryDirectory(prefix="hemaprint-") as folder:
            return faults & attempt(_without(undone, texts, theme, Path(folder)))

    cured = faults - left(changes) if changes else frozenset()
    if not cured:
        return None
    while len(changes) > 1:
        half = len(changes) // 2
        fewer = next((part for part in (changes[:half], changes[half:]) if not cured & left(part)), None)
        if fewer is None:  # only together
            break
        changes = fewer
    return _problem(changes[0], texts, theme)


def _changes(name: str, before: str, now: str) -> Iterable[Change]:
    old, new = before.splitlines(keepends=True), now.splitlines(keepends=True)
    for kind, first, last, start, end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Change(name, start, end, tuple(old[first:last]))


def _without(changes: Sequence[Change], texts: Mapping[str, str], theme: Theme, folder: Path) -> Theme:
    """The theme in ``folder``, with these changes undone."""
    lines = {name: text.splitlines(keepends=True) for name, text in texts.items()}
    for change in sorted(changes, key=lambda one: -one.start):
        lines[change.name][change.start : change.end] = change.before
    for name, text in lines.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(text), "utf-8")
    layers = [
        one if one.is_ours else layer(one.name, *(folder / one.name / kind for kind in _KINDS), is_ours=False)
        for one in theme.layers
    ]
    return replace(theme, layers=tuple(layers))


def _problem(change: Change, texts: Mapping[str, str], theme: Theme) -> Problem:
    name, written, rest = change.name.split("/", 2)
    kind = next(kind for kind in _KINDS if kind == written)
    folder = next(one.folder(kind) for one in theme.layers if one.name == name)
    assert folder is not None
    now = "".join(texts[change.name].splitlines(keepends=True)[change.start : change.end])
    before = "".join(change.before)
    column = next((at for at, pair in enumerate(zip(now, before, strict=False)) if len(set(pair)) > 1), 0)
    line = change.start + now.count("\n", 0, column)
    place = Location(folder / rest, line + 1, column - now.rfind("\n", 0, column))
    was = before[max(0, column - 20) : column + 40].strip().replace("\n", " ")
    hint = f"it was “…{was}…”: check this change" if was else "nothing was here then"
    return Problem("HP236", "with this as it was in the last good build, the build succeeds", place, hint)


# ---------------------------------------------------------------- the last good build


def write_good(theme: Theme) -> bytes:
    """What :func:`read_good` reads."""
    return json.dumps(_own_texts(theme), ensure_ascii=False, indent=0).encode()


def read_good(project: Project) -> Mapping[str, str]:
    """The layouts and styles of the last good build, by layer and name; before it, the bundled ones."""
    known = _texts((f"{name}/{kind}", bundled(kind)) for name in ("project", "theme") for kind in _KINDS)
    with suppress(OSError, ValueError, AttributeError):
        data = json.loads((project.cache / KEPT).read_text("utf-8"))
        known |= {str(name): str(text) for name, text in data.items()}
    return known


def _own_texts(theme: Theme) -> dict[str, str]:
    layers = [one for one in theme.layers if not one.is_ours]
    return _texts((f"{one.name}/{kind}", one.folder(kind)) for one in layers for kind in _KINDS)


def _texts(folders: Iterable[tuple[str, Path | None]]) -> dict[str, str]:
    """The layouts and styles in folders, each below a name."""
    return {
        f"{kind}/{path.relative_to(folder).as_posix()}": path.read_text("utf-8", errors="replace")
        for kind, folder in folders
        if folder is not None
        for path in sorted(folder.rglob("*"))
        if path.suffix in _SUFFIXES and path.is_file()
    }
