# SPDX-License-Identifier: MIT
"""Resolve a project's theme: its own layouts and styles before the bundled ones, file by file."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment

from hemaprint.content.models import Issue
from hemaprint.errors import ContentError, Location, MissingEnvironmentError, Problem
from hemaprint.project.direction import runs_from_the_right
from hemaprint.project.page import Binding
from hemaprint.project.project import CONFIG_NAME, MANIFEST_NAME, Project, bundled
from hemaprint.project.text import place_of, read_text
from hemaprint.system.environment import install
from hemaprint.system.faces import face_of, installed_families
from hemaprint.system.plugins import plugins
from hemaprint.theme.geometry import Geometry, font_face_css
from hemaprint.theme.layouts import TemplateFacts, blamed, environment_of, facts_of, own_layouts
from hemaprint.theme.measures import Layer, settle
from hemaprint.theme.stylesheets import PRINT_STYLE, JoinedSheets, Joiner, PrintInks, read_inks, read_style

HOUSE_THEME = "hematology-frontier"
ENTRY_STYLE = "issue.css"
TOKENS = "tokens.css"
REFERENCE_EDITION = "digital"
"""The edition whose styles pages are set with; every other edition is made from it."""
_REMARK = re.compile(r"Ignored `(?P<name>[\w-]+):(?P<value>[^`]*)` at \d+:\d+, (?P<reason>.*)\.", re.DOTALL)
_COLOR_TOKEN = re.compile(r"(?<![\w-])--([a-z][a-z0-9-]*)\s*:\s*(#[0-9A-Fa-f]{6}|device-cmyk\([^()]*\))")
_ALIAS_TOKEN = re.compile(r"(?<![\w-])--([a-z][a-z0-9-]*)\s*:\s*var\(--([a-z][a-z0-9-]*)\)")
_CODE_SIZE = re.compile(r"--code-size\s*:\s*(\d+(?:\.\d+)?)pt")
CODE_SIZE = 7.0
"""Default size of code blocks at a text size of 9 pt, in pt, as in typography.css."""


class ThemeFolders(NamedTuple):
    """The folders of an installed theme: what an entry point of the group ``hemaprint.themes`` returns."""

    layouts: Path
    styles: Path


def bundled_theme() -> ThemeFolders:
    """The theme that comes with hemaprint."""
    return ThemeFolders(bundled("layouts"), bundled("styles"))


def installed_theme(name: str = HOUSE_THEME) -> ThemeFolders:
    """The folders of the theme ``name``; raises MissingEnvironmentError if it is not installed."""
    plugin = plugins("hemaprint.themes").get(name)
    if plugin is None:
        raise MissingEnvironmentError(f'the theme "{name}" is not installed', "install hemaprint again")
    return ThemeFolders(*plugin.load()())


@dataclass(frozen=True)
class Theme:
    """The layouts and styles of one project; ``own`` are the project's folders of layouts and of styles, if any.

    ``hyphenation`` is the house's list of words and how they are divided, each with its language.
    """

    layout_dirs: tuple[Path, ...]
    style_dirs: tuple[Path, ...]
    geometry: Geometry
    own: tuple[Path | None, Path | None] = (None, None)
    hyphenation: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of_project(
        cls, layouts: Path, styles: Path, geometry: Geometry, hyphenation: tuple[tuple[str, str], ...] = ()
    ) -> Theme:
        """The theme of a project whose own folders are ``layouts`` and ``styles`` (they need not exist)."""
        own = (layouts.resolve() if layouts.is_dir() else None, styles.resolve() if styles.is_dir() else None)
        layout_dirs, style_dirs = (
            tuple(dict.fromkeys(folder for folder in (mine, theirs.resolve()) if folder is not None))
            for mine, theirs in zip(own, installed_theme(), strict=True)
        )
        return cls(layout_dirs, style_dirs, geometry, own, hyphenation)

    def is_own(self, path: Path) -> bool:
        """Whether a file is one of the project's layouts or style sheets."""
        return any(folder is not None and path.is_relative_to(folder) for folder in self.own)

    def is_own_style(self, path: Path) -> bool:
        """Whether a file is one of the project's style sheets."""
        return self.own[1] is not None and path.is_relative_to(self.own[1])

    # ------------------------------------------------------------ layouts

    @cached_property
    def environment(self) -> Environment:
        """Jinja2 with a project's layouts first, and the bundled ones also under ``bundled/``."""
        return environment_of(self.layout_dirs)

    def blamed(self, name: str) -> AbstractContextManager[None]:
        """While the layout ``name`` is filled: raise ContentError (HP911) for errors in the project's layouts."""
        return blamed(self.environment, self.own[0], name)

    def own_layouts(self, name: str) -> tuple[Path, ...]:
        """Which of the project's own layouts take part in the layout ``name``, the nearest first."""
        return own_layouts(self.environment, self.own[0], name)

    def declared(self, template: str) -> TemplateFacts:
        """What a page template declares of itself; raises ContentError (HP911, HP233)."""
        name = f"pages/{template}.html"
        with self.blamed(name):
            return facts_of(self.environment, name)

    def remarked(self, problem: Problem) -> Problem:
        """A remark of the layout engine on a ``style`` in one of the project's layouts, at its place there (HP231)."""
        match = _REMARK.match(problem.message) if problem.code == "HP203" else None
        if match is None or self.own[0] is None:
            return problem
        name, value = rf"(?<![\w-]){re.escape(match['name'])}\s*:\s*", match["value"].strip()
        texts = {path: read_text(path)[0] or "" for path in sorted(self.own[0].rglob("*.html"))}
        for written in (name + re.escape(value), name + r"[^;\"']*\{\{"):  # written out, or filled in
            for path, text in texts.items():
                if found := re.search(written, text):
                    message = f"ignored `{match['name']}:{value}`: {match['reason']}"
                    return Problem("HP231", message, place_of(text, found.start(), path), "correct or remove it")
        return problem

    # ------------------------------------------------------------ styles

    def find_style(self, name: str) -> Path | None:
        """The file of a style sheet: the first folder that has it wins. No name leads out of its folder."""
        plain = posixpath.normpath(name)
        paths = (folder / plain for folder in self.style_dirs)
        return next((path for path in paths if path.suffix == ".css" and _is_inside(path, self.style_dirs)), None)

    @cached_property
    def sheets(self) -> JoinedSheets:
        """The styles that pages are set with: faces, ``issue.css``, measures, and those of the digital edition."""
        joiner = self._issue_sheets()
        joiner.add_sheet(f"editions/{REFERENCE_EDITION}.css")
        return joiner.joined()

    @cached_property
    def css(self) -> str:
        """The styles of an issue in every edition: faces, ``issue.css`` with its imports in place, and measures."""
        return self._issue_sheets().joined().text

    def edition(self, edition: str) -> JoinedSheets:
        """The styles that one edition adds, ``editions/<edition>.css``, to be set last."""
        joiner = Joiner(self.find_style)
        joiner.add_sheet(f"editions/{edition}.css")
        return joiner.joined()

    def _issue_sheets(self) -> Joiner:
        joiner = Joiner(self.find_style)
        joiner.add_text(f"{font_face_css()}\n")
        joiner.add_sheet(ENTRY_STYLE)
        joiner.add_text(f"{self.geometry.css()}\n")
        return joiner

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What cannot be read in the style sheets that pages are set with."""
        return self.sheets.problems

    def placed(self, faults: Sequence[Problem]) -> tuple[Problem, ...]:
        """Faults at lines and columns of ``sheets``, moved to their places in files.

        If only bundled sheets are at fault, the project's own sheet is to blame: it replaces one that defined what
        they require.
        """
        problems = tuple(self._in_its_file(fault) for fault in faults)
        own = tuple(problem for problem in problems if self.is_own_style(problem.location.path))
        home = next((path for name in (TOKENS, ENTRY_STYLE) if (path := self.find_style(name)) is not None), None)
        if own or home is None or not self.is_own_style(home):
            return own or problems
        place = Location(home, 1, 1)
        return tuple(
            replace(one, location=place, hint=f"{one.location.path.name} requires it; {one.hint}") for one in problems
        )

    def _in_its_file(self, fault: Problem) -> Problem:
        place = self.sheets.place(fault.location.line, fault.location.column)
        return fault if place is None else replace(fault, location=place)

    @cached_property
    def _tokens(self) -> str:
        path = self.find_style(TOKENS)
        return read_style(path)[0] if path else ""

    @cached_property
    def colors(self) -> dict[str, str]:
        """Colour tokens by name, as ``tokens.css`` defines them, with their aliases; charts draw with these."""
        colors = dict(_COLOR_TOKEN.findall(self._tokens))
        return colors | {name: colors[token] for name, token in _ALIAS_TOKEN.findall(self._tokens) if token in colors}

    @cached_property
    def code_size(self) -> float:
        """The size of code blocks in pt, from ``tokens.css``; their lines are broken to it."""
        match = _CODE_SIZE.search(self._tokens)
        return float(match[1]) if match else CODE_SIZE * self.geometry.pt

    @cached_property
    def inks(self) -> PrintInks:
        """The inks of the colour tokens, as ``editions/print.css`` pairs them."""
        path = self.find_style(PRINT_STYLE)
        problems = read_style(path)[1] if path is not None else ()
        if path is None or problems:
            return PrintInks({}, problems)
        folders = [folder for folder in self.style_dirs if path.is_relative_to(folder)]
        own = next((folder / TOKENS for folder in folders if (folder / TOKENS).is_file()), None)
        reach = dict(_COLOR_TOKEN.findall(read_style(own)[0])) if own else self.colors
        return read_inks(path, self.colors, reach)


def theme_of(project: Project, issue: Issue | None = None) -> Theme:
    """The theme of a project, with its measures (those of one issue) and its list of divided words.

    Raises ContentError where the measures do not go together.
    """
    layers = [Layer(project.config.page, project.root / CONFIG_NAME)]
    if issue is not None:
        layers.append(Layer(issue.manifest.page, issue.path / MANIFEST_NAME))
    bound: Binding = "right" if runs_from_the_right(project.config.magazine.language) else "left"
    geometry, problems = settle(layers, project.bleed, bound)
    if problems:
        raise ContentError(problems)
    lists = project.config.hyphenation.items()
    divided = tuple((language, word) for language, words in lists for word in words)
    return Theme.of_project(project.layouts, project.styles, geometry, divided)


def _is_inside(path: Path, folders: Sequence[Path]) -> bool:
    return path.is_file() and any(path.resolve().is_relative_to(folder) for folder in folders)


_LETTERS = {"ar": re.compile("[\u0620-\u064a\u066e-\u06d3]"), "he": re.compile("[\u05d0-\u05ea]")}
"""Letters of scripts that most machines have in some face, a sans that does not go with ours, by a language of each."""


def faceless(manuscripts: Iterable[Path], theme: Theme) -> Iterator[Problem]:
    """An error (HP913) at the first letter of a script, in each file, for which no face of the theme is installed.

    Nothing is said where fontconfig cannot be asked.
    """
    texts = {path: read_text(path)[0] or "" for path in manuscripts}
    for language, letters in _LETTERS.items():
        found = {path: match for path, text in texts.items() if (match := letters.search(text))}
        if not found or not installed_families() or any(one in theme.css for one in installed_families(language)):
            continue
        for path, match in found.items():
            face = face_of(match[0])
            assert face is not None
            message = f"no face for “{match[0]}” is installed that the theme names"
            hint = f"install one, for {face.languages}: {install(face.debian, face.brew)}"
            yield Problem("HP913", message, place_of(texts[path], match.start(), path), hint)
