# SPDX-License-Identifier: MIT
"""Read and fill layouts: in a sandbox, with errors traced to the project's own lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path, PurePath
from traceback import walk_tb
from types import FrameType
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, PrefixLoader, StrictUndefined, TemplateNotFound, nodes
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from jinja2.loaders import split_template_path
from jinja2.meta import find_referenced_templates
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, TemplateReference, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace
from markupsafe import Markup
from pydantic import BaseModel

from hemaprint.errors import ContentError, HemaprintError, Location, Problem, closest, did_you_mean
from hemaprint.project.direction import direction_of_text, runs_from_the_right
from hemaprint.project.text import place_of, read_text
from hemaprint.project.themes import bundled
from hemaprint.theme.jinja import mistake_in, pieces

# ---------------------------------------------------------------- the sandbox

LONGEST = 1_000_000
"""The most characters or items that multiplication can make, and the largest power of whole numbers, in bits."""
_PLAIN = (
    str, bytes, int, float, complex, type(None), date, Mapping, Sequence, Set, Undefined,
    LoopContext, Macro, BlockReference, TemplateReference, Cycler, Joiner, Namespace,
)  # fmt: skip
_OF_PATHS = frozenset({"name", "stem", "suffix", "parts"})
_OURS = "hemaprint"


class Sandbox(ImmutableSandboxedEnvironment):
    """Layouts that look at values, call what they are given, and run no code of their own.

    Jinja2's sandbox keeps names with underscores, generators, frames and changes of values from a layout. Besides
    plain values a layout gets objects of hemaprint; of these it sees what hemaprint itself defines, not what they
    inherit: pydantic's ``parse_file`` would read any file, and a path can be read and removed.
    """

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        del self.globals["lipsum"]  # writes any amount of text

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a layout may see an attribute."""
        if not super().is_safe_attribute(obj, attr, value) or isinstance(obj, type | Context | Environment):
            return False
        if isinstance(obj, PurePath):
            return attr in _OF_PATHS
        kind: Any = type(obj)
        return _is_plain(kind) or _defines(kind, attr)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """``*`` and ``**`` within bounds; raises SecurityError beyond them."""
        if operator == "**":
            too_much = isinstance(left, int) and isinstance(right, int) and left.bit_length() * abs(right) > LONGEST
        else:
            sizes = [len(one) for one in (left, right) if isinstance(one, Sequence)]
            times = [abs(one) for one in (left, right) if isinstance(one, int)]
            too_much = bool(sizes) and bool(times) and sizes[0] * times[0] > LONGEST
        if too_much:
            raise SecurityError(f"a layout cannot make more than {LONGEST:,} characters or items at once")
        return super().call_binop(context, operator, left, right)


@cache
def _is_plain(kind: Any) -> bool:
    """Whether a class is one of Python or Jinja2, whose methods Jinja2's sandbox knows."""
    return issubclass(kind, _PLAIN) or (kind.__module__ == "jinja2.environment" and kind.__name__ == "TemplateModule")


@cache
def _defines(kind: Any, attribute: str) -> bool:
    """Whether hemaprint itself defines an attribute of a class: as a field, a property or a method."""
    if issubclass(kind, BaseModel) and attribute in kind.model_fields:
        return True
    owner = next((one for one in kind.__mro__ if attribute in vars(one)), kind)
    return str(owner.__module__).split(".")[0] == _OURS


# ---------------------------------------------------------------- reading


class _Folder(BaseLoader):
    """Layouts of one folder. A file that cannot be read is a problem of that file, not a Python exception."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_source(self, _: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The text of a layout; raises TemplateNotFound, ContentError."""
        path = self._folder.joinpath(*split_template_path(template))
        if not path.is_file() or not path.resolve().is_relative_to(self._folder):
            raise TemplateNotFound(template)
        saved = path.stat().st_mtime_ns
        text, problems = read_text(path)
        if text is None and any(problem.code != "HP003" for problem in problems):
            raise ContentError(problems)
        return text or "", str(path), lambda: path.is_file() and path.stat().st_mtime_ns == saved

    def list_templates(self) -> list[str]:
        """The names of all layouts."""
        return [path.relative_to(self._folder).as_posix() for path in sorted(self._folder.rglob("*.*"))]


@dataclass(frozen=True, slots=True)
class LayoutFolders:
    """The layouts of a layer, which other layouts reach as ``name/``; ``is_ours``: they come with hemaprint."""

    name: str
    folder: Path
    is_ours: bool


Settings = tuple[tuple[str, bool | int | float | str], ...]
"""What a theme lets a project choose, as layouts read it: ``{{ theme.side_notes }}``."""


def environment_of(layers: tuple[LayoutFolders, ...], settings: Settings = ()) -> Environment:
    """Jinja2 with the layouts of the first of ``layers`` before the others; each is also reached by its name.

    Layouts that come with hemaprint, and nothing else, are compiled once per process: nothing can override them.
    """
    return _kept(layers, settings) if all(one.is_ours for one in layers) else _environment(layers, settings)


@cache
def _kept(layers: tuple[LayoutFolders, ...], settings: Settings) -> Environment:
    return _environment(layers, settings)


def _environment(layers: Sequence[LayoutFolders], settings: Settings) -> Environment:
    below = [one for one in layers if one.name != "project"]
    names = {one.name: ChoiceLoader([_Folder(two.folder) for two in below[at:]]) for at, one in enumerate(below)}
    loader = ChoiceLoader([*(_Folder(one.folder) for one in layers), PrefixLoader(names)])
    environment = Sandbox(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["plain"] = _plain
    environment.filters["written"] = _written
    environment.filters["direction"] = direction_of_text
    environment.globals["theme"] = dict(settings)
    return environment


def _written(language: str) -> Markup:
    """``| written`` makes ``lang`` of a language, and ``dir`` where it is written from right to left."""
    turned = Markup(' dir="rtl"') if runs_from_the_right(language) else ""
    return Markup(' lang="{}"{}').format(language, turned)


def _plain(text: object) -> str:
    """``| plain`` removes the tags of HTML."""
    return Markup(text).striptags() if isinstance(text, Markup) else str(text)


def source_of(environment: Environment, name: str) -> tuple[str, Path]:
    """The text and the file of a layout; raises TemplateNotFound, ContentError."""
    assert environment.loader is not None
    source, path, _ = environment.loader.get_source(environment, name)
    return source, Path(path or name)


def own_layouts(environment: Environment, own: Sequence[Path], name: str) -> tuple[Path, ...]:
    """Which of the layouts in the folders ``own`` take part in the layout ``name``, the nearest first."""
    return tuple(path for path in _reached(environment, name) if _is_in(path, own)) if own else ()


def _is_in(path: Path, folders: Sequence[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _reached(environment: Environment, name: str) -> Iterator[Path]:
    """The file of a layout, and of each layout that it extends, includes or imports by name, at any depth."""
    waiting, seen = [name], {name}
    while waiting:
        try:
            source, path = source_of(environment, waiting.pop(0))
            named = [one for one in find_referenced_templates(environment.parse(source)) if one is not None]
        except (TemplateNotFound, TemplateSyntaxError, ContentError):
            continue
        yield path
        waiting += [one for one in dict.fromkeys(named) if one not in seen]
        seen.update(named)


# ---------------------------------------------------------------- errors

_NAMED = re.compile(r"[\"'“]([^\"'“”\s]+)[\"'”]")
_OBJECT = re.compile(r"'(?:[\w.]+\.)?(\w+) object'")
_WORDS = re.compile(r"(\.?)\b([A-Za-z_]\w*)")
_HINT = "docs/how-to/change-a-layout.md lists the names a layout can use, and how to find such an error"


@contextmanager
def blamed(environment: Environment, own: Sequence[Path], name: str) -> Iterator[None]:
    """While the layout ``name`` is read or filled: raise ContentError (HP911) for errors in layouts in ``own``.

    These are the folders that do not come with hemaprint. Other errors are raised unchanged.
    """
    try:
        yield
    except HemaprintError:
        raise
    except Exception as error:
        problem = _problem(error, environment, own, name) if own else None
        if problem is None:
            raise
        raise ContentError([problem]) from error


def _problem(error: Exception, environment: Environment, own: Sequence[Path], name: str) -> Problem | None:
    """The problem that an error shows; None if none of the project's layouts took part."""
    message = _OBJECT.sub(r"'\1'", _message(error))
    if isinstance(error, UndefinedError) and (misspelt := _misspelt(message, environment, own, name)) is not None:
        return misspelt
    frames = [(Path(frame.f_code.co_filename), _line(frame, line)) for frame, line in walk_tb(error.__traceback__)]
    if isinstance(error, TemplateSyntaxError):
        unread = Path(error.filename) if error.filename else _unread(environment, own)
        frames += [(unread, error.lineno)] if unread else []
    layouts = [(path, line) for path, line in frames if path.suffix in (".html", ".txt")]
    if isinstance(error, RecursionError) and layouts:
        layouts += [max(layouts, key=layouts.count)]
    for path, line in reversed(layouts):
        if not _is_in(path, own):
            continue
        text = read_text(path)[0] or ""
        found = mistake_in(text, path, line) if isinstance(error, TemplateSyntaxError) else None
        place = place_in(path, line, *_NAMED.findall(message)[::-1])
        return found or Problem("HP911", message, place, _remedy(error, message, environment))
    if isinstance(error, TemplateNotFound) and (named := _naming(str(error.name), environment, own, name)):
        return Problem("HP911", message, named, _remedy(error, message, environment))
    near = _name_of(layouts[-1][0], environment) if layouts else name
    below = own_layouts(environment, own, near) or own_layouts(environment, own, name)
    if not below:
        return None
    where = f" (in the bundled {near}, line {layouts[-1][1]})" if layouts else ""
    hint = "this layout replaces a bundled one, and lacks something that the others require of it"
    return Problem("HP911", f"{message}{where}", Location(below[0], 1, 1), hint)


def _naming(missing: str, environment: Environment, own: Sequence[Path], name: str) -> Location | None:
    """Where one of the layouts in ``own`` that ``name`` is made of names the layout ``missing``."""
    for path in own_layouts(environment, own, name):
        text = read_text(path)[0] or ""
        if missing and (at := max(text.find(f'"{missing}"'), text.find(f"'{missing}'"))) >= 0:
            return place_of(text, at + 1, path)
    return None


def _unread(environment: Environment, own: Sequence[Path]) -> Path | None:
    """The layout that Jinja2 cannot read, where it does not say which: of a comment without an end."""
    for path in (path for folder in own for path in sorted(folder.rglob("*.*"))):
        try:
            environment.parse(read_text(path)[0] or "")
        except TemplateSyntaxError:
            return path
    return None


def _remedy(error: Exception, message: str, environment: Environment) -> str:
    """The name that was probably meant, or else where names are listed."""
    name = str(error.name) if isinstance(error, TemplateNotFound) else next(reversed(_NAMED.findall(message)), "")
    choices: Iterable[str] = ()
    if isinstance(error, TemplateNotFound):
        choices = environment.list_templates()
    elif message.startswith("No filter"):
        choices = environment.filters
    elif message.startswith("No test"):
        choices = environment.tests
    elif isinstance(error, UndefinedError):
        choices = sorted(words_in_bundled()["." if "attribute" in message else ""])
    return did_you_mean(name, choices) or _HINT


@cache
def words_in_bundled() -> Mapping[str, frozenset[str]]:
    """The words that bundled layouts use: under "." those after a dot, under "" the others."""
    found = [
        match
        for path in bundled("layouts").rglob("*.*")
        for piece in pieces(path.read_text("utf-8"))
        if piece.opener != "{#"
        for match in _WORDS.findall(piece.inside)
    ]
    return {dot: frozenset(word for before, word in found if before == dot) for dot in (".", "")}


def _message(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f'there is no layout "{error.name}"'
    if isinstance(error, RecursionError):
        return "this layout includes itself without end"
    return str(error) or type(error).__name__


def _misspelt(message: str, environment: Environment, own: Sequence[Path], name: str) -> Problem | None:
    """The problem of a name that a layout of the project sets, that none uses, and that resembles the missing one."""
    missing = next(iter(_NAMED.findall(message)), "")
    paths = own_layouts(environment, own, name)
    trees = [environment.parse(read_text(path)[0] or "") for path in paths]
    used = {one.name for tree in trees for one in tree.find_all(nodes.Name) if one.ctx == "load"}
    for path, tree in zip(paths, trees, strict=True):
        for line in tree.find_all(nodes.Assign):
            target = line.target.name if isinstance(line.target, nodes.Name) else ""
            if target and target not in used and closest(missing, [target]):
                said = f"{target} is set but never used; {missing} is used but not defined"
                return Problem("HP911", said, place_in(path, line.lineno, target), f'did you mean "{missing}"?')
    return None


def _line(frame: FrameType, line: int) -> int:
    """The line of a layout that a frame is at; Jinja2 does not translate it where a block is called alone."""
    template = frame.f_globals.get("__jinja_template__")
    return line if template is None else int(template.get_corresponding_lineno(line))


def _name_of(path: Path, environment: Environment) -> str:
    """The name of a layout, found by its file."""
    for start in range(len(path.parts)):
        name = "/".join(path.parts[start:])
        try:
            if source_of(environment, name)[1] == path:
                return name
        except (TemplateNotFound, ContentError):
            continue
    return path.name


def place_in(path: Path, line: int, *words: str) -> Location:
    """The place of the first of ``words`` found in a line of a file, else of what Jinja2 reads in it, or of its start.

    A word after a dot is preferred: usually an attribute is missing.
    """
    text = (read_text(path)[0] or "").splitlines()
    found = text[line - 1] if 0 < line <= len(text) else ""
    for word in words:
        whole = rf"{re.escape(word)}(?![\w-])"
        match = re.search(rf"(?<=\.){whole}", found) or re.search(rf"(?<![\w-]){whole}", found)
        if match:
            return Location(path, line, match.start() + 1)
    starts = [at for opener in ("{{", "{%") if (at := found.find(opener)) >= 0]
    return Location(path, line, 1 + min(starts, default=len(found) - len(found.lstrip())))
