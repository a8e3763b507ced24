"""Read layouts, and lead whatever goes wrong while one is filled back to a line of the project's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from traceback import walk_tb
from types import FrameType

from jinja2 import BaseLoader, ChoiceLoader, Environment, PrefixLoader, StrictUndefined, TemplateNotFound, nodes
from jinja2.exceptions import TemplateSyntaxError, UndefinedError
from jinja2.loaders import split_template_path
from jinja2.meta import find_referenced_templates
from markupsafe import Markup

from hemaprint.errors import ContentError, HemaprintError, Location, Problem, closest
from hemaprint.project.text import read_text
from hemaprint.theme.sandbox import Sandbox

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
