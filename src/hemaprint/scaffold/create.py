# SPDX-License-Identifier: MIT
"""Create magazines: ``hemaprint init`` writes the settings of one and its first issue, all files or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from hemaprint.errors import ContentError, Location, MalformedError, Problem, Severity, UsageError, did_you_mean
from hemaprint.project.direction import language_tag
from hemaprint.project.project import CONFIG_BYTES, CONFIG_NAME, Project, find_root, load_project
from hemaprint.project.themes import BUNDLED, FOLDER, theme_names
from hemaprint.project.values import SUFFIX, parse_page_size
from hemaprint.scaffold.files import fill, put, quoted, schema_files, tree
from hemaprint.scaffold.issues import SAMPLE_LANGUAGE, first_issue, skeleton
from hemaprint.scaffold.settings import Settings, taken_over
from hemaprint.theme.theme import theme_of

_TAKEN = ("layouts", "styles", "fonts", FOLDER)
"""Folders of a project that belong to its settings."""

Contents = dict[PurePosixPath, str | bytes]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a new magazine should be; "" for what hemaprint chooses, or another project has.

    ``title`` defaults to the folder's name, ``size`` to A4, ``language`` to American English, ``theme`` to the bundled
    styles. ``source`` is a folder of the project whose settings are taken.
    """

    title: str = ""
    size: str = ""
    language: str = ""
    theme: str = ""
    source: Path | None = None


@dataclass(frozen=True, slots=True)
class Created:
    """The files of a new magazine, and notes about what another one's settings had and it has not."""

    paths: tuple[Path, ...]
    problems: tuple[Problem, ...] = ()


def create(directory: Path, wishes: Wishes = Wishes(), *, today: date, force: bool = False) -> Created:
    """Write a small magazine that builds into ``directory``; its first issue is dated ``today``.

    Raises UsageError when the folder is not empty and ``force`` is false, or when a wish cannot be fulfilled; with
    ``force`` files of the same names are replaced and others stay. Raises ContentError for faults of the ``source``.
    """
    directory = directory.absolute()
    _must_be_free(directory, force)
    title = " ".join(wishes.title.split()) or _title_from(directory.resolve().name)
    source = load_project(find_root(wishes.source)) if wishes.source is not None else None
    _check(wishes, source)
    settings = _settings(title, wishes, source)
    own, notes = _own_files(source) if source is not None else ({}, ())
    contents: Contents = {PurePosixPath(CONFIG_NAME): settings.text, **own}
    with TemporaryDirectory(prefix="hemaprint-") as stage:
        project = _loaded(Path(stage), contents)
        issue = skeleton(project, today, 1) if source is not None else first_issue(project, today)
    folder = PurePosixPath("content", f"{today.year}-01")
    contents |= {folder / path: text for path, text in issue.items()}
    contents |= {PurePosixPath(name): fill(text, {"title": title}) for name, text in _beside().items()}
    contents |= {PurePosixPath(".hemaprint") / path: text for path, text in schema_files().items()}
    ordered = sorted(contents.items(), key=lambda item: (len(item[0].parts), item[0]))
    return Created(put(directory, dict(ordered)), (*settings.notes, *notes))


def _must_be_free(directory: Path, force: bool) -> None:
    if directory.exists() and not directory.is_dir():
        raise UsageError(f"{directory} is a file", hint="name a folder")
    if not force and directory.is_dir() and any(directory.iterdir()):
        raise UsageError(f"{directory} is not empty", hint="name another folder, or write into this one with --force")


def _title_from(name: str) -> str:
    words = name.replace("_", "-").split("-")
    return " ".join(word[:1].upper() + word[1:] for word in words if word) or "Magazine"


def _check(wishes: Wishes, source: Project | None) -> None:
    """Raise UsageError for a size, a language or a theme that cannot be."""
    try:
        if wishes.size:
            parse_page_size(wishes.size)
        if wishes.language:
            language_tag(wishes.language)
    except MalformedError as error:
        raise UsageError(error.message, error.hint) from error
    known = (BUNDLED, *theme_names(source.root if source is not None else Path()))
    if wishes.theme and wishes.theme not in known:
        near = did_you_mean(wishes.theme, known)
        raise UsageError(f'there is no theme "{wishes.theme}"', f"{near} {_installed(known)}".strip())


def _installed(names: tuple[str, ...]) -> str:
    return f"installed: {', '.join(names)}"


# ---------------------------------------------------------------- settings


def _settings(title: str, wishes: Wishes, source: Project | None) -> Settings:
    """The hemaprint.toml of a new magazine, or of one that takes another's settings."""
    first, _, last = title.rpartition(" ")
    if source is None:
        values = {
            "title": quoted(title),
            "nameplate": f"nameplate = [{quoted(first)}, {quoted(last)}]\n" if first else "",
            "language": quoted(wishes.language or SAMPLE_LANGUAGE),
            "size": quoted(wishes.size or "A4"),
            "theme": f"\n[theme]\nname = {quoted(wishes.theme)}\n" if wishes.theme else "",
        }
        return Settings(fill(tree("magazine")[PurePosixPath(CONFIG_NAME)], values))
    changes: dict[tuple[str, str], str | tuple[str, str] | None] = {
        ("magazine", "title"): title,
        ("magazine", "nameplate"): (first, last) if first else None,
    }
    if source.config.magazine.publisher == source.config.magazine.title:
        changes["magazine", "publisher"] = title
    wished = {("magazine", "language"): wishes.language, ("page", "size"): wishes.size, ("theme", "name"): wishes.theme}
    changes |= {place: value for place, value in wished.items() if value}
    return taken_over(source.root / CONFIG_NAME, changes, CONFIG_BYTES)


def _loaded(stage: Path, contents: Contents) -> Project:
    """The project of settings that are not yet written; raises UsageError where they do not go together."""
    put(stage, contents)
    try:
        project = load_project(stage)
        theme_of(project)
    except ContentError as error:
        first = next(problem for problem in error.problems if problem.is_error)
        raise UsageError(first.message, first.hint) from error
    return project


def _beside() -> dict[str, str]:
    """The files beside ``hemaprint.toml``, by their names; a repository or a build tool would use a .gitignore here."""
    files = {str(path): text for path, text in tree("magazine").items() if path.name != CONFIG_NAME}
    return {".gitignore" if name == "gitignore" else name: text for name, text in files.items()}


# ---------------------------------------------------------------- the files of another project


def _own_files(source: Project) -> tuple[Contents, tuple[Problem, ...]]:
    """Its layouts, styles, fonts and themes, and the files that its settings name; notes about links that lead out."""
    files: Contents = {}
    notes = []
    for path in sorted({*_in_folders(source.root), *_named(source)}):
        if path.resolve().is_relative_to(source.root):
            files[PurePosixPath(path.relative_to(source.root).as_posix())] = path.read_bytes()
        else:
            hint = "copy the file that it leads to, if the new magazine needs it"
            message = f"{path.name} is a link out of the project, and is not taken over"
            notes.append(Problem("HP085", message, Location(path), hint, Severity.NOTE))
    return files, tuple(notes)


def _in_folders(root: Path) -> Iterator[Path]:
    for name in _TAKEN:
        yield from (path for path in (root / name).rglob("*") if path.is_file() and not path.name.startswith("."))


def _named(source: Project) -> Iterator[Path]:
    """Files that settings name: style sheets, the printing profile, a citation style."""
    style = source.config.defaults.citation_style
    names = (*source.config.theme.extra_css, source.config.print.profile, style if style.endswith(SUFFIX) else "")
    yield from (source.root / name for name in names if name and (source.root / name).is_file())
