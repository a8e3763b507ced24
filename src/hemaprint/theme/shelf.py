# SPDX-License-Identifier: MIT
"""List the themes that a project can have, each with its faces and their licences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hemaprint.errors import ContentError, Location, MissingEnvironmentError, Problem
from hemaprint.project.themes import (
    BUNDLED,
    FOLDER,
    GROUP,
    NO_THEME,
    FaceSource,
    ThemeFile,
    ThemePackage,
    bundled,
    theme_named,
    theme_names,
)
from hemaprint.system.plugins import plugins
from hemaprint.theme.faces import BUNDLED as BUNDLED_FACES
from hemaprint.theme.faces import licence_of

Origin = Literal["project", "hemaprint", "package"]


@dataclass(frozen=True, slots=True)
class ListedFace:
    """A family of a theme, where it is from (a font package, or files), and its licence; "" where none is named."""

    family: str
    source: str
    licence: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A theme as it is listed: what it says of itself, where it is, and who brings it.

    ``package`` is the distribution that brings it, "" for a theme of the project.
    """

    name: str
    file: ThemeFile
    folder: Path
    origin: Origin
    package: str
    faces: tuple[ListedFace, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The themes at hand, those of the project first, the bundled look last; and what is wrong with others."""

    themes: tuple[Listed, ...]
    problems: tuple[Problem, ...] = ()


def shelf_of(project: Path | None) -> Shelf:
    """Every theme that the project at ``project`` can name; without a project, the installed ones.

    A theme whose ``theme.toml`` is wrong, or whose package or faces are not there, is told instead (HP920).
    """
    themes: list[Listed] = []
    problems: list[Problem] = []
    for name in theme_names(project):
        try:
            theme = theme_named(name, project)
            assert theme is not None
            themes.append(_listed(theme, project))
        except ContentError as error:
            problems += error.problems
        except MissingEnvironmentError as error:
            message = f'the theme "{name}" cannot be used: {error.message}'
            problems.append(Problem("HP920", message, Location(_place(name, project)), error.hint))
    looks = Listed(BUNDLED, NO_THEME, bundled("styles"), "hemaprint", "hemaprint", _faces(BUNDLED_FACES))
    return Shelf((*themes, looks), tuple(problems))


def _place(name: str, project: Path | None) -> Path:
    """Where a theme is that cannot be used: its folder in the project, or the module that its package names."""
    own = project / FOLDER / name if project is not None else None
    return own if own is not None and own.is_dir() else Path(plugins(GROUP)[name].place.partition(":")[0])


def _listed(theme: ThemePackage, project: Path | None) -> Listed:
    own = project is not None and theme.folders.root == (project / FOLDER / theme.name).resolve()
    package = "" if own else plugins(GROUP)[theme.name].package
    origin: Origin = "project" if own else "hemaprint" if theme.is_ours else "package"
    faces = _faces(theme.file.faces) or _faces(BUNDLED_FACES)
    return Listed(theme.name, theme.file, theme.folders.root, origin, package, faces)


def _faces(sources: Sequence[FaceSource]) -> tuple[ListedFace, ...]:
    return tuple(_face(source) for source in sources)


def _face(source: FaceSource) -> ListedFace:
    return ListedFace(source.family, source.package or ", ".join(source.files), licence_of(source))
