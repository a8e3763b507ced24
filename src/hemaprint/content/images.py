# SPDX-License-Identifier: MIT
"""Check the pictures that manuscripts name: inside the project, real, of known size, and drawn as they are meant.

WeasyPrint 70 leaves out filters, blending, text on a path and style rules of drawings, or draws something else, without
a word (its package ``svg``). Each is reported once for a drawing, where it is first used.
"""

from __future__ import annotations

import re
import tomllib
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from pathlib import Path
from xml.parsers import expat

import tinycss2
from PIL import Image, UnidentifiedImageError
from tinycss2.ast import AtRule, Declaration, QualifiedRule

from hemaprint.content.drawings import FORMATS, PIXELS_AT_MOST, inspect_drawing
from hemaprint.errors import Location, Problem, Severity, did_you_mean
from hemaprint.project.validate import STAND_IN

FORMATS_HINT = "use SVG, PNG, JPEG, WebP, GIF or TIFF"
MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
"""Ways of storing samples, as Pillow names them, that WeasyPrint 70 can put into a PDF; CMYK only from JPEGs."""
MODES_HINT = "save it with 8 bits a channel, as grey or RGB; inks only as a CMYK JPEG"
JPEG_END = b"\xff\xd9"
JPEG_TAIL = 65536
EXIF_ORIENTATION = 0x0112
FILES_SEARCHED = 2000


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be set: ``width`` and ``height`` are px of a raster image, pt of a drawing (``vector``)."""

    path: Path
    width: float
    height: float
    vector: bool


def resolve_inside(text: str, base: Path, root: Path) -> Path | None:
    """``text`` as a path from ``base``, symbolic links resolved; None when it is absolute or leaves ``root``."""
    if not text or text.startswith(("/", "\\", "~")) or "\0" in text or Path(text).is_absolute():
        return None
    try:
        path = (base / text).resolve()
        return path if path.is_relative_to(root.resolve()) else None
    except (OSError, RuntimeError, ValueError):  # a loop of links (RuntimeError before Python 3.13), a name too long
        return None


Watcher = Callable[[str, Path], None]
_WATCHER: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Inside, ``watcher`` gets every file before it is read: the text that names it, and its path."""
    token = _WATCHER.set(watcher)
    try:
        yield
    finally:
        _WATCHER.reset(token)


def inspect_file(text: str, *, base: Path, root: Path, location: Location) -> tuple[Path | None, tuple[Problem, ...]]:
    """The file that ``text`` names from ``base``: inside ``root``, there, not a folder, and not empty."""
    path = resolve_inside(text, base, root)
    if path is None:
        hint = f"write it as a path from {base.name}/, and keep the file inside the project"
        return None, (Problem("HP040", f'"{text}" leaves the project', location, hint),)
    watcher = _WATCHER.get()
    if watcher is not None:
        watcher(text, path)
    try:
        if not path.exists():
            return None, (Problem("HP041", f'there is no file "{text}"', location, _nearest_file(text, base)),)
        if not path.is_file():
            return None, (Problem("HP041", f'"{text}" is not a file', location),)
        if path.stat().st_size == 0:
            return None, (Problem("HP003", f'"{text}" is empty (0 bytes)', location, "export it again"),)
    except OSError as error:
        return None, (Problem("HP001", f'"{text}" cannot be read: {error.strerror}', location),)
    return path, ()


def inspect_image(
    text: str, *, base: Path, root: Path, location: Location
) -> tuple[Picture | None, tuple[Problem, ...]]:
    """The picture that ``text`` names from the folder ``base``, or what is wrong with it (at ``location``).

    Faults inside an SVG drawing are located in the drawing itself.
    """
    path, problems = inspect_file(text, base=base, root=root, location=location)
    if path is None:
        return None, problems
    try:
        if path.suffix.lower() == ".svg":
            size, problems = inspect_drawing(path, text, location)
            if size is not None:
                return Picture(path, *size, vector=True), (*problems, *undrawn(path, path.read_bytes()))
            return None, problems
        return _inspect_raster(path, text, location)
    except OSError as error:
        return None, (Problem("HP001", f'"{text}" cannot be read: {error.strerror or error}', location),)


def check_art(text: str, location: Location, issue_dir: Path, project_root: Path) -> tuple[Problem, ...]:
    """What is wrong with a picture that a manifest or front matter names; nothing where none is named."""
    if text in ("", STAND_IN):
        return ()
    return inspect_image(text, base=issue_dir, root=project_root, location=location)[1]


def _inspect_raster(path: Path, text: str, location: Location) -> tuple[Picture | None, tuple[Problem, ...]]:
    hint = FORMATS_HINT
    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")  # Pillow's warning about size; we measure below
            with Image.open(file, formats=FORMATS) as image:
                width, height = _upright_size(image)
                is_jpeg, mode = image.format in ("JPEG", "MPO"), image.mode
                image.verify()
        if width * height > PIXELS_AT_MOST:
            raise Image.DecompressionBombError(f"{width} x {height} pixels")
        if is_jpeg and not _ends_as_jpeg(path):
            return None, (Problem("HP042", f'"{text}" is cut off: its end is missing', location, "copy it again"),)
        if mode not in MODES and not (is_jpeg and mode == "CMYK"):
            return None, (
                Problem("HP042", f'"{text}" is stored as {mode}, which cannot be printed', location, MODES_HINT),
            )
    except UnidentifiedImageError:
        message = f'"{text}" is not an image'
    except Image.DecompressionBombError as error:
        message, hint = f'"{text}" is too large: {error}', f"at most {PIXELS_AT_MOST // 1_000_000} million pixels"
    except Exception as error:  # Pillow's decoders raise anything (SyntaxError, struct.error...) on broken files
        message, hint = f'"{text}" is a broken image: {error}', "export it again"
    else:
        return Picture(path, width, height, vector=False), ()
    return None, (Problem("HP042", message, location, hint),)


def _upright_size(image: Image.Image) -> tuple[int, int]:
    """Width and height as seen: cameras turn pictures by an EXIF tag. Not PNG: Pillow decodes all of it for the tag."""
    turned = image.format != "PNG" and image.getexif().get(EXIF_ORIENTATION, 1) in (5, 6, 7, 8)
    return (image.height, image.width) if turned else (image.width, image.height)


def _ends_as_jpeg(path: Path) -> bool:
    """Whether the end marker is there: ``verify()`` of Pillow does not look at the data of a JPEG."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - JPEG_TAIL))
        return JPEG_END in file.read()


def _nearest_file(text: str, base: Path) -> str:
    """Did you mean: among all files below ``base``, by path, or else by name."""
    paths = [path.relative_to(base).as_posix() for path in islice(_files(base), FILES_SEARCHED)]
    same_name = [path for path in paths if Path(path).name.casefold() == Path(text).name.casefold()]
    if same_name:
        return f'did you mean "{same_name[0]}"?'
    return did_you_mean(text, paths) or f"paths start in {base.name}/"


def _files(base: Path) -> Iterable[Path]:
    return (path for path in sorted(base.rglob("*")) if not path.name.startswith(".") and path.is_file())


# ---------------------------------------------------------------- what is not drawn

_UNDRAWN = tomllib.loads(files("hemaprint.content").joinpath("undrawn.toml").read_text("utf-8"))
"""By elements and properties: what becomes of each, and what to do."""
_REMEDIES = _UNDRAWN["remedies"]
_DRAWN_FILTERS = frozenset({"feOffset", "feBlend"})
_SHAPES = frozenset({"circle", "ellipse", "line", "path", "polyline", "polygon", "rect"})
_KEPT_RULES = frozenset({"font-face", "charset", "namespace", "import"})  # an import is refused elsewhere
_NEUTRAL = frozenset({"inherit", "initial", "unset"})
_WITH_VALUE = re.compile(r"var\(\s*+--[\w-]++\s*+,")
_TARGET = re.compile(r"url\(\s*['\"]?#([^'\")\s]{1,200})")


@dataclass(slots=True)
class _Use:
    """An element that is clipped or masked by another."""

    name: str
    tag: str
    target: str
    place: Location


def undrawn(path: Path, data: bytes) -> tuple[Problem, ...]:
    """Warnings about a well-formed drawing without entities (as ``inspect_drawing`` leaves it), in order of place."""
    reader = _UndrawnReader(path)
    reader.read(data)
    return tuple(sorted(reader.problems.values(), key=lambda one: (one.location.line, one.location.column)))


class _UndrawnReader:
    """One pass of expat over a drawing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: dict[str, Problem] = {}
        self._open: list[str] = []
        self._units: dict[str, str] = {}
        self._uses: list[_Use] = []
        self._style: list[str] = []
        self._style_line = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def read(self, data: bytes) -> None:
        self._parser.Parse(data, True)
        for use in self._uses:
            self._target(use)

    def _add(self, name: str, what: str, hint: str, place: Location) -> None:
        """Report what is not drawn, at its first place."""
        message, remedy = f"not drawn as meant: {name} {what}", _REMEDIES.get(hint, hint)
        self.problems.setdefault(name, Problem("HP218", message, place, remedy, Severity.WARNING))

    def _here(self) -> Location:
        return Location(self.path, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag, place = name.rpartition(" ")[2], self._here()
        self._open.append(tag)
        if known := _UNDRAWN["elements"].get(tag):
            self._add(f"<{tag}>", known["becomes"], known["remedy"], place)
        elif tag.startswith("fe") and tag not in _DRAWN_FILTERS and "filter" in self._open:
            self._add(f"the filter <{tag}>", "is left out", "flatten", place)
        elif tag in ("mask", "clipPath"):
            units = attributes.get("maskUnits" if tag == "mask" else "clipPathUnits", "")
            self._units[attributes.get("id", "")] = units or (
                "objectBoundingBox" if tag == "mask" else "userSpaceOnUse"
            )
        elif tag == "style":
            self._style, self._style_line = [], place.line
        declared = dict(_declarations(attributes.get("style", "")))
        for key, value in (attributes | declared).items():
            self._value(key, value.strip(), tag, place)
        if "pathLength" in attributes and "stroke-dasharray" in attributes | declared:
            self._add("pathLength", "is ignored: dashes have another length", "redraw", place)

    def _end(self, _name: str) -> None:
        if self._open.pop() == "style":
            self._sheet("".join(self._style))

    def _text(self, text: str) -> None:
        if self._open and self._open[-1] == "style":
            self._style.append(text)

    def _value(self, name: str, value: str, tag: str, place: Location) -> None:
        """A property, as an attribute or in a style."""
        if known := _UNDRAWN["properties"].get(name):
            if value not in (*known["harmless"], *_NEUTRAL):
                self._add(f"{name}: {value[:40]}", known["becomes"], known["remedy"], place)
        elif name == "clip-rule" and value == "evenodd" and "clipPath" in self._open:
            self._add("clip-rule: evenodd", "is ignored: holes of the clip are filled", "redraw", place)
        elif name in ("clip-path", "mask", "filter") and value != "none" and value not in _NEUTRAL:
            if target := _TARGET.match(value):
                self._uses.append(_Use(name, tag, target[1], place))
            else:
                self._add(f"{name}: {value[:40]}", "is left out", "flatten", place)
        elif name == "font" and not value[:1].isdigit() and value not in _NEUTRAL:
            self._add(f"font: {value[:40]}", "is misread: the text may vanish", "attributes", place)
        # the page gives attributes the values of its own (engine/drawings.py), and style sheets none
        known_values = len(_WITH_VALUE.findall(value)) if tag else 0
        if value.count("var(") > known_values and name != "style":
            hint = 'in an attribute, with a value for where the theme has none: fill="var(--accent, #971720)"'
            self._add("var()", "has no value: its colour is black", hint, place)

    def _target(self, use: _Use) -> None:
        """Masks are drawn only on shapes; masks and clips follow the size of a shape only for rectangles."""
        units = self._units.get(use.target, "userSpaceOnUse")
        by_shape = units == "objectBoundingBox" and use.tag != "rect"
        shape = f"<{use.tag}>" if use.tag else "shape"
        if use.name == "mask" and (by_shape or (use.tag and use.tag not in _SHAPES)):
            self._add(f"the mask of a {shape}", "does not come out right", "redraw", use.place)
        elif use.name == "clip-path" and by_shape:
            self._add(f"the clip of a {shape}", "does not come out right", "redraw", use.place)

    def _sheet(self, text: str) -> None:
        """A style sheet of the drawing."""
        for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
            place = Location(self.path, self._style_line + rule.source_line - 1, 1)
            if isinstance(rule, AtRule) and rule.lower_at_keyword not in _KEPT_RULES:
                self._add(f"@{rule.lower_at_keyword}", "is ignored with all its rules", "attributes", place)
            elif isinstance(rule, QualifiedRule):
                for part in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
                    if isinstance(part, Declaration):
                        value = tinycss2.serialize(part.value).strip()
                        self._value(part.lower_name, value, "", place)
                    elif isinstance(part, QualifiedRule):
                        self._add("a rule inside another", "is left out", "attributes", place)


def _declarations(text: str) -> Iterator[tuple[str, str]]:
    """The properties of a style attribute."""
    for part in tinycss2.parse_blocks_contents(text) if text else ():
        if isinstance(part, Declaration):
            yield part.lower_name, tinycss2.serialize(part.value)
