"""Find the change of a project's layouts and styles since the last good build that makes a build fail.

A style that is written well can still make copy run off its page, hide it, or stop the layout engine. What the build
then says is true, but its place is an article that nobody has touched. So the changes are taken back, all of them and
then fewer and fewer, until one is left without which the fault is gone.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from hemaprint.errors import ContentError, Location, Problem, Severity
from hemaprint.project.project import Project, bundled
from hemaprint.theme.theme import Theme

KEPT = "theme.json"
"""Keeps, in .hemaprint, the layouts and styles of the last good build."""
_KINDS = ("layouts", "styles")
_FORMS = (".html", ".txt", ".css")
CRASH = frozenset({"crash"})
"""What an attempt gives that ended in an exception."""

Faults = frozenset[str]
Attempt = Callable[[Theme], Faults]
"""Builds with a theme, and gives what is wrong."""


@dataclass(frozen=True, slots=True)
class Change:
    """Lines of a file (from 0; ``end`` excluded) and what stood there before."""

    name: str
    start: int
    end: int
    before: tuple[str, ...]


def faults_in(error: ContentError) -> Faults:
    """The errors of a build, to be compared with those of another."""
    return frozenset(f"{one.code} {one.location}" for one in error.problems if one.severity is Severity.ERROR)


def write_good(theme: Theme) -> bytes:
    """What :func:`read_good` reads."""
    return json.dumps(_texts(theme), ensure_ascii=False, indent=0).encode()


def read_good(project: Project) -> Mapping[str, str]:
    """The layouts and styles of the last good build by their names in the project; the bundled ones before it."""
    files = {
        f"{kind}/{path.relative_to(folder).as_posix()}": path for kind, folder in _bundled() for path in _files(folder)
    }
    known = {name: path.read_text("utf-8") for name, path in files.items()}
    try:
        data = json.loads((project.cache / KEPT).read_text("utf-8"))
        return known | {str(name): str(text) for name, text in data.items()}
    except (OSError, ValueError, AttributeError):
        return known


def find_suspect(theme: Theme, good: Mapping[str, str], faults: Faults, attempt: Attempt) -> Problem | None:
    """The change without which some of ``faults`` are gone (HP236); None where no layout or style is to blame."""
    with contextlib.suppress(OSError):  # no room for another theme: then nobody is blamed
        return _search(theme, good, faults, attempt)
    return None


def _search(theme: Theme, good: Mapping[str, str], faults: Faults, attempt: Attempt) -> Problem | None:
    texts = _texts(theme)
    changes = [change for name, text in texts.items() for change in _changes(name, good.get(name, ""), text)]

    def left(without: Sequence[Change]) -> Faults:
        with tempfile.TemporaryDirectory(prefix="hemaprint-") as folder:
            return faults & attempt(_taken_back(theme, texts, without, Path(folder)))

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


def _bundled() -> Iterable[tuple[str, Path]]:
    return ((kind, bundled(kind)) for kind in _KINDS)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in _FORMS and path.is_file())


def _texts(theme: Theme) -> dict[str, str]:
    """The project's own layouts and styles by their names in the project."""
    return {
        f"{kind}/{path.relative_to(folder).as_posix()}": path.read_text("utf-8", errors="replace")
        for kind, folder in zip(_KINDS, theme.own, strict=True)
        if folder is not None
        for path in _files(folder)
    }


def _changes(name: str, before: str, now: str) -> Iterable[Change]:
    old, new = before.splitlines(keepends=True), now.splitlines(keepends=True)
    for kind, first, last, start, end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Change(name, start, end, tuple(old[first:last]))


def _taken_back(theme: Theme, texts: Mapping[str, str], without: Sequence[Change], folder: Path) -> Theme:
    """The theme in a folder of its own, these changes undone."""
    lines = {name: text.splitlines(keepends=True) for name, text in texts.items()}
    for change in sorted(without, key=lambda one: -one.start):
        lines[change.name][change.start : change.end] = change.before
    for name, text in lines.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(text), "utf-8")
    return Theme.of_project(folder / "layouts", folder / "styles", theme.geometry)


def _problem(change: Change, texts: Mapping[str, str], theme: Theme) -> Problem:
    kind, _, rest = change.name.partition("/")
    folder = theme.own[_KINDS.index(kind)]
    assert folder is not None
    now = "".join(texts[change.name].splitlines(keepends=True)[change.start : change.end])
    before = "".join(change.before)
    column = next((at for at, pair in enumerate(zip(now, before, strict=False)) if len(set(pair)) > 1), 0)
    line = change.start + now.count("\n", 0, column)
    place = Location(folder / rest, line + 1, column - now.rfind("\n", 0, column))
    message = "the build ends well when this is as it was in the last good build"
    was = before[max(0, column - 20) : column + 40].strip().replace("\n", " ")
    hint = f"it was “…{was}…”: look at what was changed here" if was else "nothing stood here then"
    return Problem("HP236", message, place, hint)
