"""Try the layouts and styles of a project without setting a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hemaprint.content.models import Issue
from hemaprint.errors import ContentError, Problem
from hemaprint.galley.completeness import prove_issue
from hemaprint.galley.pages import tried
from hemaprint.galley.setting import Setting
from hemaprint.project.project import Project
from hemaprint.theme.sheets import read_style
from hemaprint.theme.theme import Theme, theme_of
from hemaprint.typeset.styles import style_problems


def theme_problems(project: Project, issue: Issue | None) -> tuple[Problem, ...]:
    """What is wrong with the project's own layouts and styles, each fault once; layouts are filled with ``issue``.

    What layouts that can be filled leave out of it is among that.

    The bundled ones have been tried before.
    """
    theme = theme_of(project)
    problems = [*_style_problems(theme), *_unreadable_layouts(theme)]
    if issue is not None:
        setting = Setting(project.config, issue, theme)
        problems += tried(setting)
        if theme.own[0] is not None and not problems:
            problems += prove_issue(setting)
    return tuple(dict.fromkeys(problems))


def _style_problems(theme: Theme) -> Iterator[Problem]:
    if theme.own[1] is None:
        return
    yield from style_problems(theme)
    yield from theme.inks.problems
    for path in _files(theme.own[1], "editions/*.css"):
        yield from read_style(path)[1]


def _unreadable_layouts(theme: Theme) -> Iterator[Problem]:
    """What Jinja2 cannot read, also in layouts that no page of this issue is made with."""
    folder = theme.own[0]
    if folder is None:
        return
    for path in _files(folder, "**/*.html", "**/*.txt"):
        name = path.relative_to(folder).as_posix()
        try:
            if name.startswith("pages/"):
                theme.declared(path.stem)
            with theme.blamed(name):
                theme.environment.get_template(name)
        except ContentError as error:
            yield from error.problems


def _files(folder: Path, *patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in folder.glob(pattern) if path.is_file())
