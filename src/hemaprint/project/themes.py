# SPDX-License-Identifier: MIT
"""Find themes, and read what a theme says of itself in its ``theme.toml``.

A theme is a folder with ``theme.toml`` and any of ``layouts/``, ``styles/``, ``fonts/`` and ``art/``: a folder of the
project, or a package that names itself in the entry points ``hemaprint.themes``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from hemaprint.errors import ContentError, Location, MissingEnvironmentError, Problem, did_you_mean
from hemaprint.project.page import Page
from hemaprint.project.text import Located
from hemaprint.project.toml import read_configured
from hemaprint.project.values import DividedWord, Language, Text, parse_length
from hemaprint.system.plugins import Plugin, plugins

THEME_NAME = "theme.toml"
THEME_BYTES = 256 * 1024
GROUP = "hemaprint.themes"
FOLDER = "themes"
"""The folder of a project in which its themes are."""
BUNDLED = "bundled"
"""The name of the layouts and styles below every theme."""


class ThemeFolders(NamedTuple):
    """Where a theme is: ``root`` has theme.toml, fonts and art; its layouts and styles need not exist."""

    root: Path
    layouts: Path
    styles: Path

    @classmethod
    def at(cls, root: Path) -> ThemeFolders:
        """The folders of a theme that has one of its own."""
        return cls(root, root / "layouts", root / "styles")


def bundled(folder: str) -> Path:
    """Where hemaprint's own ``layouts`` or ``styles`` are: in the package, or in an editable checkout."""
    inside = Path(__file__).resolve().parents[1] / folder
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / folder


def _ours(name: str) -> ThemeFolders:
    styles = bundled("styles") / FOLDER / name
    return ThemeFolders(styles, bundled("layouts") / FOLDER / name, styles)


HEMATOLOGY_FRONTIER = _ours("hematology-frontier")
QUARTO = _ours("quarto")
ATLAS = _ours("atlas")
BULLETIN = _ours("bulletin")


# ---------------------------------------------------------------- what a theme says

Family = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9 _-]{0,60}$")]
"""The name of a family in style sheets."""
SettingName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
"""The name of a setting, as layouts and ``hemaprint.toml`` write it."""
Value = bool | int | float | str


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _as_python_names_it(package: str) -> str:
    """``fontpkg-eb-garamond``, ``eb-garamond`` and ``EB_Garamond`` are the package ``eb_garamond``."""
    return package.lower().replace("-", "_").removeprefix("fontpkg_")


class FaceSource(_Model):
    """Table [[faces]]: a family, from a font package or from files in ``fonts/``."""

    family: Family = Field(description='How style sheets name it, for example "Field Serif"; no installed family.')
    package: Annotated[str, AfterValidator(_as_python_names_it)] = Field(
        default="", description='A font package of PyPI: "eb-garamond" is the one that pip calls fontpkg-eb-garamond.'
    )
    files: tuple[Text, ...] = Field(default=(), description="Or files in fonts/: TrueType or OpenType.")
    styles: tuple[Literal["normal", "italic"], ...] = Field(
        default=("normal", "italic"), description="Which styles of a package are used."
    )
    weights: tuple[Annotated[int, Field(ge=100, le=900)], ...] = Field(
        default=(), description="Which weights of a package of static faces are used; none named: all."
    )
    licence: str = Field(default="", description='The licence of files, for example "SIL OFL 1.1".')


Kind = Literal["yes-no", "text", "number", "length", "colour", "choice"]


class SettingSpec(_Model):
    """Table [settings.NAME]: what a project can choose."""

    kind: Kind = Field(description="The kind of its value.")
    default: Value = Field(description="Its value where the project says nothing.")
    help: Text = Field(description="What it changes, in one sentence.")
    choices: tuple[Text, ...] = Field(default=(), description="The values of a choice.")
    least: float | None = Field(default=None, description="The smallest number, or the shortest length in mm.")
    most: float | None = Field(default=None, description="The largest number, or the longest length in mm.")


class ThemeFile(_Model):
    """theme.toml as a whole."""

    title: Text = Field(description="The name of the theme, as `theme list` shows it.")
    description: Text = Field(description="What it is for, in one sentence.")
    page: Page = Field(default=Page(), description="Measures, as in table [page] of hemaprint.toml.")
    faces: tuple[FaceSource, ...] = Field(default=(), description="Tables [[faces]]: the families that it brings.")
    settings: Mapping[SettingName, SettingSpec] = Field(
        default={}, description="Tables [settings.NAME]: what projects can set in [theme.settings]."
    )
    hyphenation: Mapping[Language, tuple[DividedWord, ...]] = Field(
        default={}, description="Words and how they are divided, as in table [hyphenation] of hemaprint.toml."
    )


NO_THEME = ThemeFile(title="Bundled", description="The layouts and styles below every theme.")
"""What the bundled layouts and styles alone have to say."""


class ThemeTable(_Model):
    """Table [theme] of hemaprint.toml: how the magazine looks."""

    name: Text = Field(
        default=BUNDLED, description="A theme of the project, a folder themes/NAME, or an installed one: `theme list`."
    )
    extra_css: tuple[Text, ...] = Field(
        default=(), description="Style sheets of the project that come last: paths from hemaprint.toml."
    )
    faces: tuple[FaceSource, ...] = Field(
        default=(), description="Tables [[theme.faces]]: families for your style sheets, their files in fonts/."
    )
    settings: Mapping[SettingName, Value] = Field(
        default={}, description="Table [theme.settings]: what the theme lets you choose."
    )


# ---------------------------------------------------------------- a theme


@dataclass(frozen=True)
class ThemePackage:
    """A theme that was found: its name, its folders, and what it says of itself, with the places."""

    name: str
    folders: ThemeFolders
    file: ThemeFile
    is_ours: bool
    located: Located | None = field(default=None, compare=False, repr=False)

    @cached_property
    def path(self) -> Path:
        """Its ``theme.toml``."""
        return self.folders.root / THEME_NAME


def theme_named(name: str, project: Path | None) -> ThemePackage | None:
    """The theme ``name``: of the project's ``themes/``, or installed; None where there is none.

    Without a project, only installed ones are known.

    Raises ContentError with every problem of its ``theme.toml``, MissingEnvironmentError for a broken package.
    """
    if project is not None:
        own = project / FOLDER / name
        if (own / THEME_NAME).is_file() and own.resolve().is_relative_to(project.resolve()):
            return read_theme(name, ThemeFolders.at(own.resolve()), is_ours=False)
    plugin = plugins(GROUP).get(name)
    return read_theme(name, _folders_of(plugin), is_ours=plugin.is_ours) if plugin is not None else None


def theme_names(project: Path | None) -> tuple[str, ...]:
    """The names of all themes that a project can have, its own first; without a project, of those installed."""
    own = sorted(path.parent.name for path in (project / FOLDER).glob(f"*/{THEME_NAME}")) if project else []
    return tuple(dict.fromkeys([*own, *plugins(GROUP)]))


def unknown_theme(name: str, project: Path, place: Location) -> Problem:
    """What is said of a theme that is not there (HP070)."""
    hint = did_you_mean(name, theme_names(project), noun="themes")
    hint = f"{hint}; a theme of the project is a folder {FOLDER}/NAME with {THEME_NAME}"
    return Problem("HP070", f'there is no theme "{name}"', place, hint)


def _folders_of(plugin: Plugin) -> ThemeFolders:
    """Where an installed theme is. Its entry point names its package, a path, or (ours) its folders."""
    match plugin.load():
        case ThemeFolders() as folders:
            return folders
        case ModuleType(__path__=path):
            return ThemeFolders.at(Path(next(iter(path))))
        case Path() | str() as root:
            return ThemeFolders.at(Path(root))
    message = f"the entry point {plugin.place} of {plugin.package} names neither a package nor a folder"
    raise MissingEnvironmentError(message, f"update {plugin.package}")


def read_theme(name: str, folders: ThemeFolders, *, is_ours: bool) -> ThemePackage:
    """The theme in ``folders``; raises ContentError with every problem of its ``theme.toml``."""
    path = folders.root / THEME_NAME
    read = read_configured(ThemeFile, path, THEME_BYTES)
    problems = read.problems
    if "settings" not in read.broken:
        problems += tuple(_spec_problems(read.value, read.located))
    if "faces" not in read.broken:
        problems += tuple(face_problems(read.value.faces, read.located, ("faces",), (folders.root / "fonts",)))
    if any(problem.is_error for problem in problems):
        raise ContentError(problems)
    return ThemePackage(name, folders, read.value, is_ours, read.located)


# ---------------------------------------------------------------- settings


def _spec_problems(file: ThemeFile, located: Located) -> Iterator[Problem]:
    """Settings whose default is not one of their values, and choices without any."""
    for name, spec in file.settings.items():
        place = located.at("settings", name, "default")
        if (spec.kind == "choice") != bool(spec.choices):
            said = "a choice needs its choices" if spec.kind == "choice" else f"a {spec.kind} has no choices"
            yield Problem("HP072", f"{name}: {said}", located.key("settings", name), 'choices = ["one", "two"]')
        elif (wanted := _misfit(spec, spec.default)) is not None:
            yield Problem("HP072", f"{name} cannot be {spec.default!r}", place, wanted)


def setting_problems(file: ThemeFile, given: Mapping[str, Value], located: Located) -> Iterator[Problem]:
    """Settings of a project that its theme does not have, or that cannot be so (HP071, HP072)."""
    for name, value in given.items():
        spec = file.settings.get(name)
        if spec is None:
            hint = did_you_mean(name, file.settings, noun="settings") if file.settings else "this theme has no settings"
            message = f'the theme has no setting "{name}"'
            yield Problem("HP071", message, located.key("theme", "settings", name), hint)
        elif (wanted := _misfit(spec, value)) is not None:
            place = located.at("theme", "settings", name)
            yield Problem("HP072", f"{name} cannot be {value!r}", place, f"{wanted} ({spec.help})")


def _misfit(spec: SettingSpec, value: Value) -> str | None:
    """What a value should be; None where it fits."""
    match spec.kind:
        case "yes-no":
            return None if isinstance(value, bool) else "it is true or false"
        case "text":
            return None if isinstance(value, str) else "it is a text in quotes"
        case "choice":
            return None if value in spec.choices else f"it is one of {', '.join(spec.choices)}"
        case "colour":
            fits = isinstance(value, str) and len(value) == 7 and value[0] == "#" and _is_hex(value[1:])
            return None if fits else 'it is a colour "#RRGGBB"'
        case "number":
            fits = isinstance(value, int | float) and not isinstance(value, bool)
            return None if fits and _is_within(spec, float(value)) else f"it is a number{_bounds(spec, '')}"
        case "length":
            points = parse_length(value) if isinstance(value, str) else None
            fits = points is not None and _is_within(spec, points * 25.4 / 72)
            return None if fits else f'it is a length such as "5mm"{_bounds(spec, " mm")}'


def _is_hex(text: str) -> bool:
    return all(character in "0123456789abcdefABCDEF" for character in text)


def _is_within(spec: SettingSpec, value: float) -> bool:
    return (spec.least is None or value >= spec.least) and (spec.most is None or value <= spec.most)


def _bounds(spec: SettingSpec, unit: str) -> str:
    least = f" of {spec.least:g}{unit} or more" if spec.least is not None else ""
    most = f"{' and' if least else ' of'} {spec.most:g}{unit} or less" if spec.most is not None else ""
    return least + most


# ---------------------------------------------------------------- faces


def face_problems(
    faces: tuple[FaceSource, ...], located: Located, steps: tuple[str, ...], folders: tuple[Path, ...]
) -> Iterator[Problem]:
    """Families without a source, and files that are not in any of ``folders`` (HP073)."""
    for index, face in enumerate(faces):
        place = located.at(*steps, index)
        if bool(face.package) == bool(face.files):
            message = f'the family "{face.family}" needs either a package or files'
            yield Problem("HP073", message, place, 'package = "eb_garamond", or files = ["Field-Regular.ttf"]')
        for number, file in enumerate(face.files):
            if not any(_is_face(folder, file) for folder in folders):
                where = " or ".join(str(folder.name) for folder in dict.fromkeys(folders))
                message = f'there is no TrueType or OpenType file "{file}" in {where}/'
                yield Problem("HP073", message, located.at(*steps, index, "files", number), "copy the font file there")


_BEGINNINGS = (b"\0\1\0\0", b"OTTO", b"true")
"""How font files begin (OpenType 1.9, "Table directory")."""


def _is_face(folder: Path, name: str) -> bool:
    """Whether a file of this name in the folder, and not elsewhere, begins as a font does."""
    path = folder / name
    try:
        if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
            return False
        with path.open("rb") as file:
            return file.read(4) in _BEGINNINGS
    except OSError:
        return False
