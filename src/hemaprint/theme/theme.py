# SPDX-License-Identifier: MIT
"""Resolve the theme of a project: its own layouts and styles first, then those of its theme, then the bundled ones."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from jinja2 import Environment

from hemaprint.content.models import Issue
from hemaprint.errors import ContentError, Location, Problem
from hemaprint.project.project import Project
from hemaprint.project.text import place_of, read_text
from hemaprint.project.themes import Value, bundled
from hemaprint.system.environment import install
from hemaprint.system.faces import face_of, installed_families
from hemaprint.theme.coverage import lacking
from hemaprint.theme.faces import FontFace, bundled_faces, faces_of, font_face_css
from hemaprint.theme.facts import TemplateFacts, facts_of
from hemaprint.theme.geometry import Geometry
from hemaprint.theme.inks import PRINT_STYLE, InkSheet, PrintInks, read_inks
from hemaprint.theme.layouts import LayoutFolders, blamed, environment_of, own_layouts
from hemaprint.theme.measures import measures_of
from hemaprint.theme.stylesheets import COMMENT, JoinedSheets, Joiner, read_style

ENTRY_STYLE = "issue.css"
TOKENS = "tokens.css"
CASCADING = frozenset({TOKENS, PRINT_STYLE})
"""Sheets of which every layer's is read, the bundled one first; of others the nearest is."""
OWN_PAGES = ("plate", "galley", "folio")
"""Pages that are none of a template: those that are all picture, and what is cut or laid over."""
REFERENCE_EDITION = "digital"
"""The edition whose styles pages are set with; every other edition is made from it."""
_REMARK = re.compile(r"Ignored `(?P<name>[\w-]+):(?P<value>[^`]*)` at \d+:\d+, (?P<reason>.*)\.", re.DOTALL)
_ROOT = re.compile(r":root\s*\{([^{}]*)\}")
_COLOR_TOKEN = re.compile(r"(?<![\w-])--([a-z][a-z0-9-]*)\s*:\s*(#[0-9A-Fa-f]{6}|device-cmyk\([^()]*\))")
_ALIAS_TOKEN = re.compile(r"(?<![\w-])--([a-z][a-z0-9-]*)\s*:\s*var\(--([a-z][a-z0-9-]*)\)")
_FAMILIES = re.compile(r"(?<![\w-])--(serif|sans|mono)\s*:\s*[\"']([^\"']+)[\"']")
_CODE_SIZE = re.compile(r"--code-size\s*:\s*(\d+(?:\.\d+)?)pt")
CODE_SIZE = 7.0
"""Default size of code blocks at a text size of 9 pt, in pt, as in typography.css."""

Kind = Literal["layouts", "styles"]
LayerName = Literal["project", "theme", "bundled"]
Voice = Literal["serif", "sans", "mono"]


@dataclass(frozen=True, slots=True)
class Layer:
    """Folders of layouts and styles that belong together; None where there are none.

    ``name`` is how layouts and ``@import`` reach it: ``theme`` or ``bundled``; the project's own layer is ``project``.
    """

    name: LayerName
    layouts: Path | None
    styles: Path | None
    is_ours: bool = False

    def folder(self, kind: Kind) -> Path | None:
        """Its layouts or styles."""
        return self.layouts if kind == "layouts" else self.styles


def layer(name: LayerName, layouts: Path, styles: Path, *, is_ours: bool) -> Layer:
    """A layer of these folders, without those that do not exist."""
    found = [folder.resolve() if folder.is_dir() else None for folder in (layouts, styles)]
    return Layer(name, found[0], found[1], is_ours)


def bundled_layer() -> Layer:
    """The layouts and styles below every theme."""
    return layer("bundled", bundled("layouts"), bundled("styles"), is_ours=True)


@dataclass(frozen=True)
class Theme:
    """The layouts and styles of one project, from the nearest layer to the bundled one.

    ``extra`` are sheets that come last, ``faces`` all families, ``settings`` what the theme lets the project choose.
    ``hyphenation`` is the house's list of words and how they are divided, each with its language. ``lender`` is the
    folder of the project that lends its files by links, if one does.
    """

    layers: tuple[Layer, ...]
    geometry: Geometry
    hyphenation: tuple[tuple[str, str], ...] = ()
    faces: tuple[FontFace, ...] = ()
    settings: tuple[tuple[str, Value], ...] = ()
    extra: tuple[Path, ...] = ()
    lender: Path | None = None

    @classmethod
    def of_project(cls, layouts: Path, styles: Path, geometry: Geometry) -> Theme:
        """The theme of a project whose own folders are ``layouts`` and ``styles`` (they need not exist)."""
        own = layer("project", layouts, styles, is_ours=False)
        return cls((own, bundled_layer()), geometry, faces=bundled_faces())

    @property
    def layout_dirs(self) -> tuple[Path, ...]:
        """The folders of layouts, the nearest first."""
        return self._folders("layouts")

    @property
    def style_dirs(self) -> tuple[Path, ...]:
        """The folders of styles, the nearest first."""
        return self._folders("styles")

    def _folders(self, kind: Kind) -> tuple[Path, ...]:
        folders = (one.folder(kind) for one in self.layers)
        return tuple(dict.fromkeys(folder for folder in folders if folder is not None))

    def own(self, kind: Kind) -> tuple[Path, ...]:
        """The folders that do not come with hemaprint: the project's, and those of a theme from elsewhere."""
        folders = (one.folder(kind) for one in self.layers if not one.is_ours)
        return tuple(folder for folder in folders if folder is not None)

    def is_own(self, path: Path) -> bool:
        """Whether a file is a layout or a style sheet that does not come with hemaprint."""
        return self.is_own_style(path) or any(path.is_relative_to(folder) for folder in self.own("layouts"))

    def is_own_style(self, path: Path) -> bool:
        """Whether a file is a style sheet that does not come with hemaprint."""
        return path in self.extra or any(path.is_relative_to(folder) for folder in self.own("styles"))

    # ------------------------------------------------------------ layouts

    @cached_property
    def environment(self) -> Environment:
        """Jinja2 with the nearest layouts first, those of layers also under ``theme/`` and ``bundled/``."""
        layers = [LayoutFolders(one.name, one.layouts, one.is_ours) for one in self.layers if one.layouts is not None]
        return environment_of(tuple(layers), self.settings)

    def blamed(self, name: str) -> AbstractContextManager[None]:
        """While the layout ``name`` is filled: raise ContentError (HP911) for errors in the project's layouts."""
        return blamed(self.environment, self.own("layouts"), name)

    def own_layouts(self, name: str) -> tuple[Path, ...]:
        """Which of the project's own layouts take part in the layout ``name``, the nearest first."""
        return own_layouts(self.environment, self.own("layouts"), name)

    def declared(self, template: str) -> TemplateFacts:
        """What a page template declares of itself; raises ContentError (HP911, HP233)."""
        name = f"pages/{template}.html"
        if template in OWN_PAGES:
            path = next(path for path in self.own_layouts(name) or (Path(name),))
            message = f'a page template cannot be called "{template}": its pages are named after it'
            hint = f"rename the file: hemaprint has pages of its own called {', '.join(OWN_PAGES)}"
            raise ContentError([Problem("HP233", message, Location(path, 1, 1), hint)])
        with self.blamed(name):
            return facts_of(self.environment, name)

    def remarked(self, problem: Problem) -> Problem:
        """A remark of the layout engine on a ``style`` in one of the project's layouts, at its place there (HP231)."""
        match = _REMARK.match(problem.message) if problem.code == "HP203" else None
        if match is None or not self.own("layouts"):
            return problem
        name, value = rf"(?<![\w-]){re.escape(match['name'])}\s*:\s*", match["value"].strip()
        paths = [path for folder in self.own("layouts") for path in sorted(folder.rglob("*.html"))]
        texts = {path: read_text(path)[0] or "" for path in paths}
        for written in (name + re.escape(value), name + r"[^;\"']*\{\{"):  # written out, or filled in
            for path, text in texts.items():
                if found := re.search(written, text):
                    message = f"ignored `{match['name']}:{value}`: {match['reason']}"
                    return Problem("HP231", message, place_of(text, found.start(), path), "correct or remove it")
        return problem

    # ------------------------------------------------------------ styles

    def find_style(self, name: str) -> Path | None:
        """The file of a style sheet: the nearest layer that has it wins. No name leads out of its folder."""
        return next(iter(reversed(self.find_styles(name))), None)

    def find_styles(self, name: str) -> tuple[Path, ...]:
        """The files of a name: one, or of a cascading sheet that of every layer, the bundled one first."""
        first, _, rest = name.partition("/")
        layers = self.layers
        if rest and first in ("theme", "bundled"):
            places = [place for place, one in enumerate(layers) if one.name == first]
            layers, name = layers[places[0] if places else -1 :], rest
        plain = posixpath.normpath(name)
        folders = tuple(one.styles for one in layers if one.styles is not None)
        paths = [folder / plain for folder in folders]
        found = [path for path in paths if path.suffix == ".css" and _is_inside(path, folders)]
        return tuple(reversed(found)) if plain in CASCADING else tuple(found[:1])

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
        joiner = Joiner(self.find_styles)
        joiner.add_sheet(f"editions/{edition}.css")
        return joiner.joined()

    def _issue_sheets(self) -> Joiner:
        joiner = Joiner(self.find_styles)
        joiner.add_text(f"{font_face_css(self.faces)}\n")
        joiner.add_sheet(ENTRY_STYLE)
        for path in self.extra:
            joiner.add_file(path)
        joiner.add_text(f"{self.geometry.css()}\n{_settings_css(self.settings)}")
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
        homes = (path for name in (TOKENS, ENTRY_STYLE) if (path := self.find_style(name)) is not None)
        home = next((path for path in homes if self.is_own_style(path)), None)
        if own or home is None:
            return own or problems
        place = Location(home, 1, 1)
        return tuple(
            replace(one, location=place, hint=f"{one.location.path.name} requires it; {one.hint}") for one in problems
        )

    def _in_its_file(self, fault: Problem) -> Problem:
        place = self.sheets.place(fault.location.line, fault.location.column)
        return fault if place is None else replace(fault, location=place)

    @cached_property
    def tokens(self) -> str:
        """Every declaration in a ``:root`` rule, in the order of the cascade."""
        return "".join(_ROOT.findall(COMMENT.sub("", self.css)))

    @cached_property
    def colors(self) -> dict[str, str]:
        """Colour tokens by name, as the styles define them, with their aliases; charts draw with these."""
        return colors_in(self.tokens)

    @cached_property
    def code_size(self) -> float:
        """The size of code blocks in pt; their lines are broken to it."""
        sizes = _CODE_SIZE.findall(self.tokens)
        return float(sizes[-1]) if sizes else CODE_SIZE * self.geometry.pt

    def family(self, voice: Voice) -> str:
        """The first family of a stack of the styles, ``sans`` for ``--sans``; "" where it is not in quotation marks."""
        families: dict[str, str] = dict(_FAMILIES.findall(self.tokens))
        return families.get(voice, "")

    @cached_property
    def lacking(self) -> str:
        """Classes of a page's body for what the faces of its text lack, and is drawn of other glyphs: see `lacking`."""
        return lacking((self.family("serif"), self.family("sans")), self.faces)

    @cached_property
    def inks(self) -> PrintInks:
        """The inks of the colour tokens, as ``editions/print.css`` of each layer pairs them."""
        sheets: list[InkSheet] = []
        texts = ""
        for one in reversed(self.layers):
            if one.styles is None:
                continue
            texts += _root_text(one.styles / TOKENS)
            if _is_inside(one.styles / PRINT_STYLE, (one.styles,)):
                sheets.append(InkSheet(one.styles / PRINT_STYLE, colors_in(texts)))
        return read_inks(sheets, self.colors)


def colors_in(declarations: str) -> dict[str, str]:
    """The colours of declarations of tokens, by name, aliases resolved."""
    colors = dict(_COLOR_TOKEN.findall(declarations))
    return colors | {name: colors[token] for name, token in _ALIAS_TOKEN.findall(declarations) if token in colors}


def _root_text(path: Path) -> str:
    text = read_style(path)[0] if path.is_file() else ""
    return "".join(_ROOT.findall(COMMENT.sub("", text)))


def _settings_css(settings: Sequence[tuple[str, Value]]) -> str:
    """Settings that are values of CSS, as custom properties: ``side_width`` as ``--side-width``."""
    values = [(name.replace("_", "-"), str(value)) for name, value in settings if not isinstance(value, bool)]
    rules = [f"--{name}:{value}" for name, value in values if _IS_VALUE.fullmatch(value)]
    return f":root{{{';'.join(rules)}}}\n" if rules else ""


_IS_VALUE = re.compile(r"#[0-9A-Fa-f]{6}|-?\d+(?:\.\d+)?(?:mm|cm|in|pt|pc|px)?")


def theme_of(project: Project, issue: Issue | None = None) -> Theme:
    """The theme of a project: its measures (those of one issue), faces, settings and list of divided words.

    Raises ContentError where the measures do not go together.
    """
    geometry, problems = measures_of(project, issue)
    if problems:
        raise ContentError(problems)
    package, table = project.theme, project.config.theme
    below = bundled_layer()
    own = layer("project", project.layouts, project.styles, is_ours=False)
    if own.styles == below.styles:  # hemaprint's own checkout: its folders are the bundled ones, below the theme
        own = replace(own, layouts=None, styles=None)
    layers = [own, below]
    listed = [project.config.hyphenation]
    faces, settings = bundled_faces(), dict(table.settings)
    if package is not None:
        root, layouts, styles = package.folders
        layers.insert(1, layer("theme", layouts, styles, is_ours=package.is_ours))
        listed.insert(0, package.file.hyphenation)
        faces += faces_of(package.file.faces, (root / "fonts",))
        settings = {name: spec.default for name, spec in package.file.settings.items()} | settings
    faces += faces_of(table.faces, (project.fonts,))
    words = [(language, word) for one in listed for language, several in one.items() for word in several]
    divided = {(language, word.replace("-", "")): word for language, word in words}
    return Theme(
        tuple(layers),
        geometry,
        tuple((language, word) for (language, _), word in divided.items()),
        faces,
        tuple(sorted(settings.items())),
        tuple((project.root / name).resolve() for name in table.extra_css),
        project.lender,
    )


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
