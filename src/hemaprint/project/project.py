# SPDX-License-Identifier: MIT
"""Find a project, read its ``hemaprint.toml``, and say where its issues and other files are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from hemaprint.errors import ContentError, Location, Problem, UsageError, did_you_mean
from hemaprint.project.config import Config
from hemaprint.project.languages import language_problems
from hemaprint.project.page import HOUSE_SIZE
from hemaprint.project.text import Located, read_text, slug_of
from hemaprint.project.themes import (
    BUNDLED,
    NO_THEME,
    ThemePackage,
    bundled,
    face_problems,
    setting_problems,
    theme_named,
    unknown_theme,
)
from hemaprint.project.toml import read_configured, read_toml
from hemaprint.project.validate import STAND_IN
from hemaprint.project.values import PageSize, parse_length, parse_page_size
from hemaprint.system.store import MEGABYTE, Store

CONFIG_NAME = "hemaprint.toml"
CONFIG_BYTES = 256 * 1024
MANIFEST_NAME = "issue.yaml"
MADE_PAGES = frozenset(
    {"cover", "contents", "masthead", "colophon", "back", "spine", "advertisement", "blank", "offprint"}
)
"""Page templates of pages that hemaprint makes from issue.yaml; no article can use them."""


@dataclass(frozen=True, slots=True)
class Project:
    """A magazine's folder and what its ``hemaprint.toml`` says. ``root`` is absolute, symbolic links resolved.

    ``theme`` is the theme that it names; None for the bundled layouts and styles alone. ``lender`` is the folder of the
    project that lends its layouts, styles and fonts by links, to sample copy.
    """

    root: Path
    config: Config
    theme: ThemePackage | None = None
    lender: Path | None = None

    @property
    def content(self) -> Path:
        """The issues, one folder each."""
        return self.root / "content"

    @property
    def layouts(self) -> Path:
        """The project's own layouts, which come before those of the theme."""
        return self.root / "layouts"

    @property
    def styles(self) -> Path:
        """The project's own styles, which come before those of the theme."""
        return self.root / "styles"

    @property
    def fonts(self) -> Path:
        """The project's own font files."""
        return self.root / "fonts"

    @property
    def has_own_theme(self) -> bool:
        """Whether any layout or style may not have come with hemaprint."""
        is_foreign = self.theme is not None and not self.theme.is_ours
        own = self.layouts.is_dir() or self.styles.is_dir() or bool(self.config.theme.extra_css)
        return own or is_foreign

    @property
    def dist(self) -> Path:
        """Where finished editions are written."""
        return self.root / "dist"

    @property
    def cache(self) -> Path:
        """What can be made again: typeset articles, schemas."""
        return cache_of(self.root)

    def store(self) -> Store:
        """The cache of typeset pages."""
        return Store(self.cache / "cache", self.config.cache.max_mb * MEGABYTE)

    @property
    def article_templates(self) -> tuple[str, ...]:
        """The page templates that an article can use: the project's own, the theme's and the bundled ones, sorted."""
        below = (self.theme.folders.layouts,) if self.theme is not None else ()
        folders = [layouts / "pages" for layouts in (self.layouts, *below, bundled("layouts"))]
        return tuple(sorted({path.stem for folder in folders for path in folder.glob("*.html")} - MADE_PAGES))

    def stem(self, issue: str) -> str:
        """The beginning of the file names of an issue."""
        return f"{slug_of(self.config.magazine.title) or 'issue'}-{issue}"

    @property
    def bleed(self) -> float:
        """How far pictures extend beyond the trim, in pt."""
        return parse_length(self.config.print.bleed) or 0.0

    @property
    def page_size(self) -> PageSize:
        """The trim size in pt; an issue can have another."""
        themed = self.theme.file.page.size if self.theme else None
        return parse_page_size(self.config.page.size or themed or HOUSE_SIZE)

    def remarks(self) -> tuple[Problem, ...]:
        """Warnings about what ``hemaprint.toml`` says; it is used all the same."""
        tag, listed = self.config.magazine.language, self.config.hyphenation
        path = self.root / CONFIG_NAME
        if not any(language_problems(tag, Location(path), listed)):
            return ()
        text, _ = read_text(path, CONFIG_BYTES)
        located, _ = read_toml(text or "", path)
        place = located.at("magazine", "language") if located else Location(path)
        return tuple(language_problems(tag, place, listed))

    def pick_issue(self, name: str | None = None) -> str:
        """The issue ``name``, or the newest (2025-10 is newer than 2025-9); raises UsageError when there is none."""
        return issue_folder(self, name).name if name is not None else max(some_issues(self), key=_natural)


def cache_of(root: Path) -> Path:
    """Where a project keeps what can be made again."""
    return root / ".hemaprint"


def find_root(start: Path) -> Path:
    """The folder of ``hemaprint.toml``: ``start`` or the nearest above it; raises UsageError when there is none."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / CONFIG_NAME).is_file():
            return folder
    raise UsageError(f"there is no {CONFIG_NAME} in {start} or above it", "hemaprint init DIR makes a small magazine")


def load_project(root: Path) -> Project:
    """The project at ``root``; raises ContentError with every problem of its ``hemaprint.toml``."""
    root = root.resolve()
    path = root / CONFIG_NAME
    read = read_configured(Config, path, CONFIG_BYTES)
    located = read.located
    project, more = _with_theme(Project(root, read.value), located)
    problems = (*read.problems, *more)
    problems += (*_department_problems(project, located), *_profile_problems(project, located))
    if "hyphenation" not in read.broken:
        problems += tuple(_hyphenation_problems(project, located))
    if any(problem.is_error for problem in problems):
        raise ContentError(problems)
    return project


def _with_theme(project: Project, located: Located) -> tuple[Project, tuple[Problem, ...]]:
    """The project with the theme that it names, and what is wrong with it, its settings and its faces."""
    table = project.config.theme
    place = located.at("theme", "name")
    theme = None
    if table.name != BUNDLED:
        try:
            theme = theme_named(table.name, project.root)
        except ContentError as error:
            return project, error.problems
        if theme is None:
            return project, (unknown_theme(table.name, project.root, place),)
    problems = [
        *setting_problems(theme.file if theme is not None else NO_THEME, table.settings, located),
        *face_problems(table.faces, located, ("theme", "faces"), (project.fonts,)),
    ]
    problems += _sheet_problems(project, located)
    return replace(project, theme=theme), tuple(problems)


def _sheet_problems(project: Project, located: Located) -> Iterator[Problem]:
    """Sheets of ``extra_css`` that are not in the project."""
    for index, name in enumerate(project.config.theme.extra_css):
        with suppress(OSError, RuntimeError, ValueError):
            path = project.root / name
            if path.suffix == ".css" and path.is_file() and path.resolve().is_relative_to(project.root):
                continue
        message = f'there is no style sheet "{name}" in the project'
        place = located.at("theme", "extra_css", index)
        yield Problem("HP074", message, place, 'paths start at hemaprint.toml: extra_css = ["styles/house.css"]')


def _department_problems(project: Project, located: Located) -> Iterator[Problem]:
    templates, lines = project.article_templates, dict[str, int]()
    for index, department in enumerate(project.config.departments):
        place = located.at("departments", index, "name")
        if department.name in lines:
            message, hint = f'two departments are called "{department.name}"', "the first is in line"
            yield Problem("HP026", message, place, f"{hint} {lines[department.name]}")
        lines.setdefault(department.name, place.line)
        problem = unknown_template(department.template, located.at("departments", index, "template"), templates)
        if problem is not None:
            yield problem


def unknown_template(name: str, place: Location, templates: tuple[str, ...]) -> Problem | None:
    """What is wrong with the page template ``name``, written at ``place``; None when it is one of ``templates``."""
    if name in templates or name == STAND_IN:
        return None
    message = f'there is no page template "{name}" for articles'
    return Problem("HP015", message, place, did_you_mean(name, templates, noun="templates"))


def _hyphenation_problems(project: Project, located: Located) -> Iterator[Problem]:
    for language, words in project.config.hyphenation.items():
        lines: dict[str, int] = {}
        for index, word in enumerate(words):
            place, whole = located.at("hyphenation", language, index), word.replace("-", "").lower()
            if whole in lines:
                message, hint = f'"{word}" is in the list twice', f"keep one; the first is in line {lines[whole]}"
                yield Problem("HP038", message, place, hint)
            lines.setdefault(whole, place.line)


def _profile_problems(project: Project, located: Located) -> Iterator[Problem]:
    name = project.config.print.profile
    with suppress(OSError, RuntimeError, ValueError):  # a loop of links, a name that no file can have
        if not name or (project.root / name).resolve().is_relative_to(project.root):
            return
    hint = "copy the profile into the project, or give it with --profile FILE"
    yield Problem("HP040", f'"{name}" is outside the project', located.at("print", "profile"), hint)


# ---------------------------------------------------------------- issues


def issue_names(project: Project) -> tuple[str, ...]:
    """The folders of ``content/`` that contain an ``issue.yaml``, sorted; raises OSError when they are unreadable."""
    if not project.content.is_dir():
        return ()
    # a glob would take an unreadable folder for an empty one
    return tuple(sorted(path.name for path in project.content.iterdir() if (path / MANIFEST_NAME).is_file()))


def some_issues(project: Project) -> tuple[str, ...]:
    """The names of all issues; raises UsageError when there is none."""
    names = issue_names(project)
    if not names:
        raise UsageError(f"there is no issue in {project.content}", "hemaprint new issue NAME makes one")
    return names


def issue_folder(project: Project, name: str) -> Path:
    """The folder of an issue by its name; raises UsageError when ``content/`` has no issue of that name."""
    names = issue_names(project)
    folder = project.content / name
    if name in names:
        return folder
    if name and "/" not in name and name not in (".", "..") and "\0" not in name and folder.is_dir():
        raise UsageError(f"the folder content/{name} has no {MANIFEST_NAME}", f"hemaprint new issue {name} writes one")
    hint = did_you_mean(name, names, noun="issues") or "hemaprint new issue NAME makes one"
    raise UsageError(f'there is no issue "{name}"', hint)


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    parts = re.findall(r"\d+|\D+", name)
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts)
