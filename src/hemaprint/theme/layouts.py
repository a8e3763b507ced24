"""Fill layouts so that they can only look at what they are given: a stranger's layout runs no code of its own.

Jinja2's sandbox keeps names with underscores, generators, frames and the changing of values from a layout. What a
layout is handed here besides plain values are objects of hemaprint; of these it sees what hemaprint itself defines,
and not what they inherit: pydantic's ``parse_file`` would read any file, and a path can be read and removed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
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

from hemaprint.errors import ContentError, HemaprintError, Location, Problem
from hemaprint.project.suggest import closest, did_you_mean
from hemaprint.project.text import read_text
from hemaprint.theme.geometry import FRAMES, MOST_COLUMNS

LONGEST = 1_000_000
"""Characters or items that multiplying can make, and the largest whole power."""
_PLAIN = (
    str, bytes, int, float, complex, type(None), date, Mapping, Sequence, Set, Undefined,
    LoopContext, Macro, BlockReference, TemplateReference, Cycler, Joiner, Namespace,
)  # fmt: skip
_OF_PATHS = frozenset({"name", "stem", "suffix", "parts"})
_OURS = "hemaprint"


class Sandbox(ImmutableSandboxedEnvironment):
    """Layouts that look at values, call what they are handed, and repeat no more than a page can hold."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        del self.globals["lipsum"]  # as much text as it is asked for

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
    """Values of Python and of Jinja2, whose own methods the sandbox of Jinja2 knows."""
    return issubclass(kind, _PLAIN) or (kind.__module__ == "jinja2.environment" and kind.__name__ == "TemplateModule")


@cache
def _defines(kind: Any, attribute: str) -> bool:
    """Whether hemaprint itself defines an attribute of a class: as a field, a property or a method."""
    if issubclass(kind, BaseModel) and attribute in kind.model_fields:
        return True
    defining = next((one for one in kind.__mro__ if attribute in vars(one)), None)
    owner = defining if defining is not None else kind
    return str(owner.__module__).split(".")[0] == _OURS


_NAMED = re.compile(r"[\"'“]([^\"'“”\s]+)[\"'”]")
_OBJECT = re.compile(r"'(?:[\w.]+\.)?(\w+) object'")
_HINT = "docs/how-to/change-a-layout.md says what a layout can name, and how such a mistake is found"


class _Folder(BaseLoader):
    """Layouts of one folder. What cannot be read is a problem of that file, not an exception of Python's."""

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


def environment_of(folders: Sequence[Path], bundled: Path) -> Environment:
    """Jinja2 with the first of ``folders`` before the others, and the bundled layouts also under ``bundled/``.

    The bundled layouts alone are compiled once in a process: nothing can come to stand before one of them.
    """
    bundled = bundled.resolve()
    return _bundled_alone(bundled) if tuple(folders) == (bundled,) else _environment(folders, bundled)


@cache
def _bundled_alone(bundled: Path) -> Environment:
    return _environment((bundled,), bundled)


def _environment(folders: Sequence[Path], bundled: Path) -> Environment:
    loader = ChoiceLoader([*(_Folder(folder) for folder in folders), PrefixLoader({"bundled": _Folder(bundled)})])
    environment = Sandbox(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["plain"] = _plain
    return environment


def _plain(text: object) -> str:
    """``| plain`` takes the tags out of what is HTML."""
    return Markup(text).striptags() if isinstance(text, Markup) else str(text)


@contextmanager
def blamed(environment: Environment, own: Path | None, name: str) -> Iterator[None]:
    """While the layout ``name`` is read or filled: raise ContentError (HP911) for what the project's layouts did wrong.

    ``own`` is the folder of the project's layouts, if it has one. What goes wrong without them is raised as it is.
    """
    try:
        yield
    except HemaprintError:
        raise
    except Exception as error:
        problem = _problem(error, environment, own, name) if own is not None else None
        if problem is None:
            raise
        raise ContentError([problem]) from error


def own_layouts(environment: Environment, own: Path | None, name: str) -> tuple[Path, ...]:
    """Which of the project's layouts take part in the layout ``name``, the nearest first."""
    return tuple(path for path in _reached(environment, name) if own is not None and path.is_relative_to(own))


def place_in(path: Path, line: int, *words: str) -> Location:
    """The column of the first of ``words`` that stands in a line of a file, or of what the line begins with.

    What follows a dot comes before a name of its own: it is attributes that are missing, as a rule.
    """
    text = (read_text(path)[0] or "").splitlines()
    found = text[line - 1] if 0 < line <= len(text) else ""
    for word in words:
        whole = rf"{re.escape(word)}(?![\w-])"
        match = re.search(rf"(?<=\.){whole}", found) or re.search(rf"(?<![\w-]){whole}", found)
        if match:
            return Location(path, line, match.start() + 1)
    return Location(path, line, len(found) - len(found.lstrip()) + 1)


def _problem(error: Exception, environment: Environment, own: Path, name: str) -> Problem | None:
    """What to tell of an error; None where no layout of the project's took part."""
    message = _OBJECT.sub(r"'\1'", _said(error))
    if isinstance(error, UndefinedError) and (misspelt := _misspelt(message, environment, own, name)) is not None:
        return misspelt
    frames = [(Path(frame.f_code.co_filename), _line(frame, line)) for frame, line in walk_tb(error.__traceback__)]
    if isinstance(error, TemplateSyntaxError) and error.filename:
        frames.append((Path(error.filename), error.lineno))
    layouts = [(path, line) for path, line in frames if path.suffix in (".html", ".txt")]
    for path, line in reversed(layouts):
        if path.is_relative_to(own):
            return Problem("HP911", message, place_in(path, line, *_NAMED.findall(message)[::-1]), _HINT)
    near = _name_of(layouts[-1][0], environment) if layouts else name
    below = own_layouts(environment, own, near) or own_layouts(environment, own, name)
    if not below:
        return None
    where = f" (in the bundled {near}, line {layouts[-1][1]})" if layouts else ""
    hint = "this layout takes the place of a bundled one, and lacks something that the others ask it for"
    return Problem("HP911", f"{message}{where}", Location(below[0], 1, 1), hint)


def _misspelt(message: str, environment: Environment, own: Path, name: str) -> Problem | None:
    """A name of nearly the missing one that a layout of the project's sets, and none uses."""
    asked = next(iter(_NAMED.findall(message)), "")
    paths = own_layouts(environment, own, name)
    trees = [environment.parse(read_text(path)[0] or "") for path in paths]
    used = {one.name for tree in trees for one in tree.find_all(nodes.Name) if one.ctx == "load"}
    for path, tree in zip(paths, trees, strict=True):
        for line in tree.find_all(nodes.Assign):
            target = line.target.name if isinstance(line.target, nodes.Name) else ""
            if target and target not in used and closest(asked, [target]):
                said = f"{target} is set, and used nowhere; {asked} is asked for, and is undefined"
                return Problem("HP911", said, place_in(path, line.lineno, target), f'did you mean "{asked}"?')
    return None


def _line(frame: FrameType, line: int) -> int:
    """The line of a layout that a frame is at; where a block is called by itself, Jinja2 has not put it there."""
    template = frame.f_globals.get("__jinja_template__")
    return line if template is None else int(template.get_corresponding_lineno(line))


def _said(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f'there is no layout "{error.name}"'
    if isinstance(error, RecursionError):
        return "this layout includes itself without end"
    return str(error) or type(error).__name__


def _name_of(path: Path, environment: Environment) -> str:
    """The name of a layout by its file."""
    parts = path.parts
    return next(
        (name for start in range(len(parts)) if (name := "/".join(parts[start:])) and _path(environment, name) == path),
        path.name,
    )


def _path(environment: Environment, name: str) -> Path | None:
    try:
        return Path(_source(environment, name)[1] or "")
    except (TemplateNotFound, ContentError):
        return None


def _source(environment: Environment, name: str) -> tuple[str, str | None]:
    assert environment.loader is not None
    source, path, _ = environment.loader.get_source(environment, name)
    return source, path


def _reached(environment: Environment, name: str) -> Iterator[Path]:
    """The file of a layout, and of each that it extends, includes or imports by name, however far down."""
    waiting, seen = [name], {name}
    while waiting:
        try:
            source, path = _source(environment, waiting.pop(0))
            named = [one for one in find_referenced_templates(environment.parse(source)) if one is not None]
        except (TemplateNotFound, TemplateSyntaxError, ContentError):
            continue
        yield Path(path or "")
        waiting += [one for one in dict.fromkeys(named) if one not in seen]
        seen.update(named)


MEASURES = ("plate", "type", "text", "column")
"""How wide a headline may be: the page, the type area, the columns, or one of three columns."""
TITLE_SIZES = (8.0, 400.0)
"""The least and the greatest size of a headline that can be asked for, in pt."""
TITLE_LEADINGS = (0.5, 3.0)
"""The least and the greatest leading of a headline, as multiples of its size."""
TEXTS = ("ragged", "justified")
"""How running text can be set: flush left, or flush on both sides."""


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """What a page template says of itself.

    ``frame`` is the frame of its text; ``spread``: it opens with a plate on the left; the title is at most
    ``title_max`` pt, its leading a multiple of its size, and it may be as wide as ``title_measure`` (plate, type, text
    or column). Its text stands in ``columns`` (0: as many as the frame has), and is ``text``: ragged or justified.
    """

    frame: str = "feature"
    spread: bool = False
    title_max: float = 48.0
    title_leading: float = 1.0
    title_measure: str = "text"
    columns: int = 0
    text: str = "ragged"


_FIELDS = {"frame_name": "frame"} | {
    name: name for name in ("spread", "title_max", "title_leading", "title_measure", "columns", "text")
}
_CHOICES = {"frame_name": FRAMES, "title_measure": MEASURES, "text": TEXTS}
_RANGES = {"title_max": TITLE_SIZES, "title_leading": TITLE_LEADINGS}


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that sets a ``value``, and where it stands."""

    name: str
    value: object
    path: Path
    line: int


def facts_of(environment: Environment, name: str) -> TemplateFacts:
    """What the layout ``name`` declares; raises ContentError with every value that the make-up cannot use (HP233)."""
    lines = tuple(_lines(environment, name, ()))
    problems = [problem for line in lines if (problem := _fault(line)) is not None]
    if problems:
        raise ContentError(problems)
    said: dict[str, Any] = {_FIELDS[line.name]: _value(line) for line in lines}
    return TemplateFacts(**said)


def _lines(environment: Environment, name: str, below: tuple[str, ...]) -> Iterator[_Line]:
    """The lines of a template, after those of what it extends."""
    assert environment.loader is not None
    source, path, _ = environment.loader.get_source(environment, name)
    body = _body(environment, source, name, path)
    for node in body:
        above = node.template if isinstance(node, nodes.Extends) else None
        if isinstance(above, nodes.Const) and above.value not in below:
            yield from _lines(environment, str(above.value), (*below, name))
    for node in body:
        if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name) and node.target.name in _FIELDS:
            value = node.node.value if isinstance(node.node, nodes.Const) else None
            yield _Line(node.target.name, value, Path(path or name), node.lineno)


@lru_cache(maxsize=64)
def _body(environment: Environment, source: str, name: str, path: str | None) -> list[nodes.Node]:
    return environment.parse(source, name, path).body


def _value(line: _Line) -> object:
    return float(str(line.value)) if line.name in _RANGES else line.value


def _fault(line: _Line) -> Problem | None:
    if line.value is None:
        return _wrong(line, f"{line.name} is not a plain value", f'write it out: {{% set {line.name} = "…" %}}')
    if line.name == "spread":
        fits, wanted = isinstance(line.value, bool), "true or false"
    elif line.name == "columns":
        fits = isinstance(line.value, int) and not isinstance(line.value, bool) and 1 <= line.value <= MOST_COLUMNS
        wanted = f"a whole number from 1 to {MOST_COLUMNS}"
    elif line.name in _RANGES:
        least, most = _RANGES[line.name]
        number = isinstance(line.value, int | float) and not isinstance(line.value, bool)
        fits, wanted = number and least <= float(str(line.value)) <= most, f"a number from {least:g} to {most:g}"
    else:
        fits, wanted = line.value in _CHOICES[line.name], f"one of {', '.join(_CHOICES[line.name])}"
        wanted += f"; {near}" if (near := did_you_mean(str(line.value), _CHOICES[line.name])) else ""
    return None if fits else _wrong(line, f"{line.name} cannot be {line.value!r}", f"it is {wanted}")


def _wrong(line: _Line, message: str, hint: str) -> Problem:
    return Problem("HP233", message, place_in(line.path, line.line, line.name), hint)
