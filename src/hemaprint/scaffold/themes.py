# SPDX-License-Identifier: MIT
"""Start a theme, ``hemaprint theme new``: a folder of the project, or a package that pip installs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hemaprint.errors import UsageError, did_you_mean
from hemaprint.project.project import Project
from hemaprint.project.themes import BUNDLED, FOLDER, THEME_NAME, ThemePackage, theme_named, theme_names
from hemaprint.scaffold.articles import in_words, must_be_slug
from hemaprint.scaffold.files import fill, put, quoted, tree
from hemaprint.theme.faces import distribution_of

Contents = dict[PurePosixPath, str | bytes]

_TITLE = re.compile(r"^title\s*=.*$", re.MULTILINE)
_MODULE = '"""The theme {{name}}: layouts, styles and faces for hemaprint, and nothing to import."""\n'
_PARTS = ("fonts", "art")
"""Folders of a theme besides its layouts and styles."""


@dataclass(frozen=True, slots=True)
class NewTheme:
    """The files of a new theme; ``folder`` is what pip installs of a package, or the theme itself."""

    name: str
    folder: Path
    paths: tuple[Path, ...]


def new_theme(project: Project, name: str, base: str = "") -> NewTheme:
    """Write a theme into ``themes/NAME`` of a project: a small one on the bundled look, or a copy of ``base``.

    Raises UsageError for a name that is malformed or taken, and for an unknown ``base``.
    """
    theme = _begun(name, base, project.root)
    folder = project.root / FOLDER / name
    if folder.exists():
        raise UsageError(f"{folder} exists", "choose another name; nothing is ever overwritten")
    return NewTheme(name, folder, put(folder, theme.files, project.root))


def new_theme_package(directory: Path, name: str, base: str = "", project: Path | None = None) -> NewTheme:
    """Write a Python package that has a theme, into a new folder of ``directory``; raises as :func:`new_theme`.

    ``base`` may also be a theme of the ``project``.
    """
    theme = _begun(name, base, project)
    distribution = f"hemaprint-theme-{name}"
    module = distribution.replace("-", "_")
    folder = directory / distribution
    if folder.exists():
        raise UsageError(f"{folder} exists", "choose another name; nothing is ever overwritten")
    values = {
        "name": name,
        "title": in_words(name),
        "distribution": distribution,
        "module": module,
        "dependencies": "".join(f",\n    {quoted(one)}" for one in theme.fonts),
    }
    inside = PurePosixPath("src", module)
    files: Contents = {_renamed(path): fill(text, values) for path, text in tree("package").items()}
    files[inside / "__init__.py"] = fill(_MODULE, values)
    files |= {inside / path: data for path, data in theme.files.items()}
    return NewTheme(name, folder, put(folder, files))


def _renamed(path: PurePosixPath) -> PurePosixPath:
    """The name of a file of the package; tools would take a ``pyproject.toml`` in this folder for their own."""
    return path.with_name("pyproject.toml") if path.name == "project.toml" else path


@dataclass(frozen=True, slots=True)
class _Begun:
    """The files of a theme by their paths in it, and the distributions of its font packages."""

    files: Contents
    fonts: tuple[str, ...] = ()


def _begun(name: str, base: str, project: Path | None) -> _Begun:
    must_be_slug(name, "a theme")
    known = (BUNDLED, *theme_names(project))
    if name in known:
        raise UsageError(f'there is a theme "{name}" already', "choose another name; `hemaprint theme list` shows them")
    if base and base not in known:
        raise UsageError(f'there is no theme "{base}"', did_you_mean(base, known, noun="themes"))
    if base in ("", BUNDLED):
        values = {"title": quoted(in_words(name)), "name": name}
        return _Begun({path: fill(text, values) for path, text in tree("theme").items()})
    source = theme_named(base, project)
    assert source is not None
    fonts = dict.fromkeys(distribution_of(face) for face in source.file.faces if face.package)
    return _Begun(dict(_copied(source, in_words(name))), tuple(fonts))


def _copied(source: ThemePackage, title: str) -> Iterator[tuple[PurePosixPath, str | bytes]]:
    """The files of a theme, with another title; hidden files and links out of it are not its own."""
    yield PurePosixPath(THEME_NAME), _titled(source, title)
    layouts, styles = source.folders.layouts, source.folders.styles
    folders = {"layouts": layouts, "styles": styles, **{part: source.folders.root / part for part in _PARTS}}
    for part, folder in folders.items():
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            is_own = path.is_file() and path.resolve().is_relative_to(folder.resolve())
            if is_own and path != source.path and not any(step.startswith((".", "__")) for step in inside.parts):
                yield PurePosixPath(part, inside.as_posix()), path.read_bytes()


def _titled(source: ThemePackage, title: str) -> str:
    """The ``theme.toml`` with another title: the rest of its lines, comments too, stay."""
    text = source.path.read_text("utf-8")
    changed = _TITLE.sub(lambda _: f"title = {quoted(title)}", text, count=1)
    if tomllib.loads(changed) != tomllib.loads(text) | {"title": title}:
        raise UsageError(f"the title in {source.path} is not on a line of its own", 'write title = "…" in one line')
    return changed
