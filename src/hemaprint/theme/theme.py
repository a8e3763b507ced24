"""Find layouts and styles file by file, a project's own before the bundled ones."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    nodes,
)
from jinja2.meta import find_referenced_templates

from hemaprint.errors import Location, Problem
from hemaprint.project import Project, bundled
from hemaprint.theme.fonts import font_face_css
from hemaprint.theme.geometry import Geometry
from hemaprint.theme.inks import PRINT_STYLE, InkSheet, read_inks
from hemaprint.theme.sandbox import Sandbox

ENTRY_STYLE = "issue.css"
TOKENS = "tokens.css"
DEFAULT_FRAME = "feature"
CODE_SIZE = 7.0
"""Size of code blocks in pt where ``tokens.css`` names none, as in typography.css."""
_IMPORT = re.compile(r'@import\s+(?:url\()?["\']([^"\']+)["\']\)?\s*;')
_CODE_SIZE = re.compile(r"--code-size\s*:\s*(\d+(?:\.\d+)?)pt")
_COLOR_TOKEN = re.compile(r"(?<![\w-])--([a-z][a-z0-9-]*)\s*:\s*(#[0-9A-Fa-f]{6}|device-cmyk\([^()]*\))")


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """What a page template says of itself.

    ``frame`` is the frame of its text; ``spread``: it opens with a plate on the left; the title is at most
    ``title_max`` pt, its leading a multiple of its size, and it may be as wide as ``title_measure`` (plate, type, text
    or column).
    """

    frame: str
    spread: bool
    title_max: float
    title_leading: float
    title_measure: str


@dataclass(frozen=True)
class Theme:
    """The layouts and styles of one project, resolved."""

    layout_dirs: tuple[Path, ...]
    style_dirs: tuple[Path, ...]
    geometry: Geometry
    problems: list[Problem] = field(default_factory=list, compare=False)

    @classmethod
    def of_project(cls, layouts: Path, styles: Path, geometry: Geometry) -> Theme:
        """The theme of a project whose own folders are ``layouts`` and ``styles`` (they need not exist)."""
        return cls(_existing(layouts, bundled("layouts")), _existing(styles, bundled("styles")), geometry)

    @cached_property
    def environment(self) -> Environment:
        """Jinja2 with a project's layouts first and the bundled ones also under ``bundled/``."""
        loader = ChoiceLoader(
            [
                FileSystemLoader([str(path) for path in self.layout_dirs]),
                PrefixLoader({"bundled": FileSystemLoader(str(bundled("layouts")))}),
            ]
        )
        return Sandbox(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)

    def declared(self, template: str) -> TemplateFacts:
        """What a page template declares of itself with ``{% set name = constant %}`` lines."""
        constants = self._constants(template)
        return TemplateFacts(
            frame=str(constants.get("frame_name", DEFAULT_FRAME)),
            spread=bool(constants.get("spread", False)),
            title_max=float(str(constants.get("title_max", 48))),
            title_leading=float(str(constants.get("title_leading", 1.0))),
            title_measure=str(constants.get("title_measure", "text")),
        )

    def _constants(self, template: str) -> dict[str, object]:
        loader = self.environment.loader
        assert loader is not None
        name = f"pages/{template}.html"
        source, filename, _ = loader.get_source(self.environment, name)
        assigned: dict[str, object] = {}
        for node in self.environment.parse(source, name, filename).find_all(nodes.Assign):
            if isinstance(node.target, nodes.Name) and isinstance(node.node, nodes.Const):
                assigned[node.target.name] = node.node.value
        return assigned

    def made_of(self, name: str) -> tuple[Path, ...]:
        """The files that a layout is made of: itself, and what it extends, includes and imports."""
        loader = self.environment.loader
        assert loader is not None
        found: dict[str, Path] = {}
        waiting = [name]
        while waiting:
            current = waiting.pop(0)
            if current in found:
                continue
            try:
                source, file, _ = loader.get_source(self.environment, current)
            except TemplateNotFound:
                continue
            found[current] = Path(str(file)).resolve()
            waiting += [other for other in find_referenced_templates(self.environment.parse(source)) if other]
        return tuple(dict.fromkeys(found.values()))

    def find_style(self, name: str) -> Path | None:
        """The file that stands for ``name``: the first folder that has it wins. No name leads out of its folder."""
        plain = posixpath.normpath(name)
        paths = (folder / plain for folder in self.style_dirs)
        return next((path for path in paths if path.suffix == ".css" and _is_inside(path, self.style_dirs)), None)

    @cached_property
    def css(self) -> str:
        """Everything that styles an issue: faces, measures, then ``issue.css`` with its imports in place."""
        return "\n".join([font_face_css(), self._expand(ENTRY_STYLE, ()), self.geometry.css()])

    def edition_css(self, edition: str) -> str:
        """What one edition adds, ``editions/<edition>.css``, to be set last."""
        return self._expand(f"editions/{edition}.css", ())

    @cached_property
    def colors(self) -> dict[str, str]:
        """Colour tokens by name, as ``tokens.css`` defines them; charts draw with these."""
        path = self.find_style(TOKENS)
        return _colors_of(path) if path else {}

    @cached_property
    def code_size(self) -> float:
        """The size of code blocks in pt, as ``tokens.css`` has it: their lines are broken to it."""
        path = self.find_style(TOKENS)
        match = _CODE_SIZE.search(path.read_text("utf-8")) if path else None
        return float(match[1]) if match else CODE_SIZE

    @cached_property
    def inks(self) -> InkSheet:
        """The inks of the colour tokens, as ``editions/print.css`` pairs them."""
        path = self.find_style(PRINT_STYLE)
        if path is None:
            return InkSheet({})
        folders = [folder for folder in self.style_dirs if path.is_relative_to(folder)]
        own = next((folder / TOKENS for folder in folders if (folder / TOKENS).is_file()), None)
        return read_inks(path, self.colors, _colors_of(own) if own else self.colors)

    def _expand(self, name: str, above: tuple[str, ...]) -> str:
        path = self.find_style(name)
        if path is None or name in above:
            reason = "imports itself" if name in above else "does not exist"
            self.problems.append(_missing_style(name, reason, self.find_style(above[-1]) if above else None))
            return ""
        text = path.read_text("utf-8")
        base = name.rpartition("/")[0]
        here = (*above, name)

        def replace(match: re.Match[str]) -> str:
            return self._expand(f"{base}/{match[1]}" if base else match[1], here)

        return _IMPORT.sub(replace, text)


def theme_of(project: Project) -> Theme:
    """The theme of a project, for its trim size and bleed."""
    size = project.page_size
    return Theme.of_project(project.layouts, project.styles, Geometry(size.width, size.height, project.bleed))


def _colors_of(path: Path) -> dict[str, str]:
    return dict(_COLOR_TOKEN.findall(path.read_text("utf-8")))


def _is_inside(path: Path, folders: Sequence[Path]) -> bool:
    return path.is_file() and any(path.resolve().is_relative_to(folder) for folder in folders)


def _existing(*folders: Path) -> tuple[Path, ...]:
    unique = dict.fromkeys(folder.resolve() for folder in folders if folder.is_dir())
    return tuple(unique)


def _missing_style(name: str, reason: str, importer: Path | None) -> Problem:
    return Problem(
        "HP201",
        f'the style sheet "{name}" {reason}',
        Location(importer or Path("styles") / name),
        hint="check the @import lines of issue.css and the files in styles/",
    )
