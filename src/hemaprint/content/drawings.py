"""SVG drawings: well formed, self-contained, without scripts, and of known size."""

from __future__ import annotations

import re
from pathlib import Path
from xml.parsers import expat

from hemaprint.errors import Location, Problem
from hemaprint.source.lengths import parse_length

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
EMBED_HINT = "a drawing may only refer to itself (#id) or hold data: URLs; embed what it needs"
PX = 0.75
DEEPEST = 100

_URL = re.compile(r"url\(\s*['\"]?\s*(?!#|data:)([^)'\"\s]+)", re.IGNORECASE)
_IMPORT = re.compile(r"@import\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,6}(?:\.\d+)?|\.\d+", re.ASCII)


class _StopReadingError(Exception):
    """Raised inside the parser when reading on would be dangerous."""


def inspect_drawing(
    path: Path, text: str, location: Location
) -> tuple[tuple[float, float] | None, tuple[Problem, ...]]:
    """Width and height in pt of the drawing at ``path``, or its problems; the copy at ``location`` says ``text``."""
    reader = _Reader(path)
    reader.read(path.read_bytes())
    if reader.problems:
        return None, tuple(reader.problems)
    size = _size(reader.root)
    if size is None:
        hint = 'give its <svg> a viewBox, for example viewBox="0 0 501.73 240"'
        return None, (Problem("HP042", f'the drawing "{text}" has no size', location, hint),)
    return size, ()


class _Reader:
    """One pass of expat over a drawing, keeping the attributes of its root and every fault."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.root: dict[str, str] = {}
        self.problems: list[Problem] = []
        self._depth = 0
        self._style_depth = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity
        self._parser.ProcessingInstructionHandler = self._instruction

    def read(self, data: bytes) -> None:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            reason = expat.errors.messages.get(error.code, str(error))
            place = Location(self.path, error.lineno, error.offset + 1)
            self.problems.append(Problem("HP042", f"not a well-formed SVG drawing: {reason}", place, "export it again"))
        except (LookupError, ValueError) as error:  # an encoding that expat does not know
            self.problems.append(Problem("HP042", f"not an SVG drawing: {error}", Location(self.path)))
        except _StopReadingError:
            pass

    def _fault(self, code: str, message: str, hint: str) -> None:
        place = Location(self.path, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)
        self.problems.append(Problem(code, message, place, hint))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        if not self._depth:
            self.root = attributes
            if tag != "svg" or namespace != SVG_NAMESPACE:
                self._fault(
                    "HP042", f"not an SVG drawing: its root is <{tag}>", f'its root is <svg xmlns="{SVG_NAMESPACE}">'
                )
                raise _StopReadingError
        self._depth += 1
        if self._depth > DEEPEST:
            self._fault("HP042", f"the drawing is nested deeper than {DEEPEST} levels", "ungroup it")
            raise _StopReadingError
        if tag == "style" or self._style_depth:
            self._style_depth += 1
        if tag in ("script", "foreignObject"):
            self._fault("HP043", f"the drawing holds a <{tag}>", "export it as a plain drawing")
        for key, value in attributes.items():
            self._attribute(tag, key.rpartition(" ")[2], value)

    def _attribute(self, tag: str, key: str, value: str) -> None:
        value = value.strip()
        if key.startswith("on"):
            self._fault("HP043", f"the drawing holds a script ({key})", "export it as a plain drawing")
        elif key in ("href", "src") and tag != "a":
            if value and not value.startswith(("#", "data:")):
                self._fault("HP043", f'the drawing refers to "{value}"', EMBED_HINT)
        elif outside := _URL.search(value):
            self._fault("HP043", f'the drawing refers to "{outside[1]}"', EMBED_HINT)

    def _end(self, _name: str) -> None:
        self._depth -= 1
        self._style_depth = max(0, self._style_depth - 1)

    def _text(self, text: str) -> None:
        if not self._style_depth:
            return
        if outside := _URL.search(text):
            self._fault("HP043", f'the drawing refers to "{outside[1]}"', EMBED_HINT)
        elif _IMPORT.search(text):
            self._fault("HP043", "the drawing imports a style sheet", EMBED_HINT)

    def _entity(self, name: str, *_rest: object) -> None:
        self._fault("HP043", f'the drawing declares an entity "{name}"', "write the characters themselves")
        raise _StopReadingError  # entities can expand without end

    def _instruction(self, target: str, _data: str) -> None:
        if target == "xml-stylesheet":
            self._fault("HP043", "the drawing refers to a style sheet", EMBED_HINT)


def _size(root: dict[str, str]) -> tuple[float, float] | None:
    """Size in pt: ``width`` and ``height``, or the viewBox, whose unit is one pt (pages/SPEC.md, section 7)."""
    width, height = _attribute_length(root.get("width", "")), _attribute_length(root.get("height", ""))
    box = [float(word) for word in root.get("viewBox", "").replace(",", " ").split()[2:4] if _NUMBER.fullmatch(word)]
    if len(box) == 2 and min(box) > 0:
        ratio = box[0] / box[1]
        width, height = (
            (width or (height * ratio if height else box[0])),
            height or (width / ratio if width else box[1]),
        )
    return (width, height) if width and height else None


def _attribute_length(text: str) -> float:
    """A length attribute in pt; a number without unit is px; 0 when there is none."""
    if _NUMBER.fullmatch(text.strip()):
        return float(text) * PX
    return parse_length(text) or 0.0
