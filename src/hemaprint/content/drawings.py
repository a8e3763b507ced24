# SPDX-License-Identifier: MIT
"""Check SVG drawings: well formed, self-contained, without scripts, of known size, and drawn in bearable time."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote_to_bytes
from xml.parsers import expat

from PIL import Image

from hemaprint.content.drawingwork import DEEPEST, MOST, EndlessDrawingError, Part, work_of
from hemaprint.errors import Location, Problem
from hemaprint.project.values import parse_length

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
EMBED_HINT = "a drawing may only refer to itself (#id) or hold data: URLs; embed what it needs"
PLAIN_HINT = "export it as a plain drawing"
FLAT_HINT = "export it again with its symbols and patterns expanded, simplified, or as a picture of pixels"
PX = 0.75
BYTES_AT_MOST = 32 * 1024 * 1024
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "TIFF")
"""As Pillow opens them; a camera's MPO opens as JPEG, and a name that Pillow cannot open by would end every search."""
PIXELS_AT_MOST = 150_000_000
_REPORTED_AT_MOST = 20
_HELD_AT_MOST = 3
"""Drawings that are held in drawings, in drawings."""

_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})[ \t\n\r\f]?|(\n)|(.))", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_URL = re.compile(r"(?:url|src|image)\(\s*+(?:'([^']*)'|\"([^\"]*)\"|([^)'\"\s]++))?", re.IGNORECASE)
_UNFINISHED = re.compile(r"url\((?!\s*+(?:'[^']*'|\"[^\"]*\"|[^()'\"\s]++)\s*+\))", re.IGNORECASE)
_IMPORT = re.compile(r"@import\b", re.IGNORECASE)
_LINK = re.compile(r"#|https?://|mailto:", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,6}(?:\.\d+)?|\.\d+", re.ASCII)
_XHTML = "http://www.w3.org/1999/xhtml"
_ANIMATIONS = frozenset({"set", "animate", "animateTransform", "animateMotion", "animateColor"})


class _StopReadingError(Exception):
    """Raised inside the parser when reading on would be dangerous."""


def inspect_drawing(
    path: Path, text: str, location: Location
) -> tuple[tuple[float, float] | None, tuple[Problem, ...]]:
    """Width and height in pt of the drawing at ``path``, or its problems; the copy at ``location`` says ``text``."""
    if path.stat().st_size > BYTES_AT_MOST:
        most = f"a drawing may have {BYTES_AT_MOST // 1024 // 1024} MB"
        return None, (Problem("HP066", f'the drawing "{text}" is too large: {most}', Location(path), FLAT_HINT),)
    reader = _Reader(path)
    reader.read(path.read_bytes())
    if reader.problems:
        return None, tuple(reader.problems)
    size = _size(reader.root.attributes)
    if size is None:
        hint = 'give its <svg> a viewBox, for example viewBox="0 0 501.73 240"'
        return None, (Problem("HP042", f'the drawing "{text}" has no size', location, hint),)
    return size, ()


class _Reader:
    """One pass of expat over a drawing, keeping its parts and every fault; ``depth`` of drawings that it is held in."""

    def __init__(self, path: Path, depth: int = 0, place: Location | None = None) -> None:
        self.path = path
        self.root = Part("", {})
        self.problems: list[Problem] = []
        self._held = depth
        self._place = place
        self._above: list[Part] = []
        self._styles: list[str] = []
        self._style: list[str] | None = None
        self._pixels = self._count = 0
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
            place = self._place or Location(self.path, error.lineno, error.offset + 1)
            self.problems.append(Problem("HP042", f"not a well-formed SVG drawing: {reason}", place, "export it again"))
        except (LookupError, ValueError) as error:  # an encoding that expat does not know
            place = self._place or Location(self.path)
            self.problems.append(Problem("HP042", f"not an SVG drawing: {error}", place))
        except _StopReadingError:
            pass
        if not self.problems:
            self._weigh()

    def _weigh(self) -> None:
        try:
            work = work_of(self.root, "\n".join(self._styles))
        except EndlessDrawingError as error:
            message = f"the drawing cannot be drawn: {error}"
        else:
            if work <= MOST:
                return
            message = f"the drawing takes too long to draw: {min(work / MOST, 1e6):,.0f} times the limit"
        self.problems.append(Problem("HP066", message, self._place or Location(self.path), FLAT_HINT))

    def _fault(self, code: str, message: str, hint: str) -> None:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        self.problems.append(Problem(code, message, self._place or Location(self.path, line, column), hint))
        if len(self.problems) >= _REPORTED_AT_MOST:
            raise _StopReadingError

    def _start(self, name: str, said: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        attributes = {key.rpartition(" ")[2]: value for key, value in said.items()}
        part = Part(tag, attributes)
        if self._above:
            self._above[-1].parts.append(part)
        else:
            self.root = part
            if tag != "svg" or namespace != SVG_NAMESPACE:
                self._fault(
                    "HP042", f"not an SVG drawing: its root is <{tag}>", f'its root is <svg xmlns="{SVG_NAMESPACE}">'
                )
                raise _StopReadingError
        self._above.append(part)
        self._count += 1
        if self._count > MOST:
            self._fault("HP066", f"the drawing has more than {MOST:,} elements", FLAT_HINT)
            raise _StopReadingError
        if len(self._above) > DEEPEST:
            self._fault("HP042", f"the drawing is nested deeper than {DEEPEST} levels", "ungroup it")
            raise _StopReadingError
        if tag == "style":
            self._style = []
        if tag.lower() in ("script", "foreignobject", "handler") or namespace == _XHTML:
            self._fault("HP043", f"the drawing holds a <{tag}>", PLAIN_HINT)
        for key, value in attributes.items():
            self._attribute(tag, key, value)

    def _attribute(self, tag: str, key: str, value: str) -> None:
        value = value.strip()
        changed = value.lower() if key == "attributeName" and tag in _ANIMATIONS else ""
        if key.lower().startswith("on") or changed.startswith("on") or changed.rpartition(":")[2] == "href":
            self._fault("HP043", f"the drawing holds a script ({changed or key})", PLAIN_HINT)
        elif key == "base":
            self._fault("HP043", f'the drawing refers to "{value[:80]}"', EMBED_HINT)
        elif key in ("href", "src"):
            self._reference(tag, value)
        else:
            self._paints(value)

    def _reference(self, tag: str, value: str) -> None:
        if value.lower().startswith("data:") and tag != "a":
            self._data(value)
        elif value and not (_LINK.match(value) if tag == "a" else value.startswith("#")):
            self._fault("HP043", f'the drawing refers to "{value[:80]}"', EMBED_HINT)

    def _paints(self, value: str) -> None:
        """The contents of ``url()``, in CSS and in attributes that are read like CSS."""
        if "(" not in value and "\\" not in value:
            return
        plain = _plain_css(value)
        if _UNFINISHED.search(plain):
            self._fault("HP042", "a url() in the drawing is empty or does not end", "export it again")
        for found in _URL.finditer(plain):
            address = (found[1] or found[2] or found[3] or "").strip()
            if address and not address.lower().startswith(("#", "data:")):
                self._fault("HP043", f'the drawing refers to "{address[:80]}"', EMBED_HINT)

    def _data(self, address: str) -> None:
        """What a drawing holds: pictures of bearable size, and drawings that are looked at like itself."""
        data = _decoded(address)
        try:
            with Image.open(BytesIO(data), formats=FORMATS) as picture:
                self._pixels += picture.width * picture.height
            too_large = self._pixels > PIXELS_AT_MOST
        except Image.DecompressionBombError:
            too_large = True
        except Exception:  # Pillow's decoders raise anything on broken pictures
            self._drawing(data)
            return
        if too_large:
            message = f"the drawing holds pictures of more than {PIXELS_AT_MOST // 1_000_000} million pixels"
            self._fault("HP066", message, "export it with pictures of lower resolution")

    def _drawing(self, data: bytes) -> None:
        if b"<svg" not in data:
            self._fault("HP042", "the drawing holds data that are not a picture", "export it again")
            return
        if self._held >= _HELD_AT_MOST:
            self._fault("HP066", f"drawings are nested in drawings more than {_HELD_AT_MOST} levels deep", FLAT_HINT)
            return
        place = Location(self.path, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)
        held = _Reader(self.path, self._held + 1, self._place or place)
        held.read(data)
        self.problems += held.problems

    def _end(self, name: str) -> None:
        self._above.pop()
        if name.rpartition(" ")[2] == "style" and self._style is not None:
            style, self._style = _plain_css("".join(self._style)), None
            self._styles.append(style)
            self._paints(style)
            if _IMPORT.search(style):
                self._fault("HP043", "the drawing imports a style sheet", EMBED_HINT)

    def _text(self, text: str) -> None:
        self._above[-1].letters += len(text)
        if self._style is not None:
            self._style.append(text)

    def _entity(self, name: str, *_rest: object) -> None:
        self._fault("HP043", f'the drawing declares an entity "{name}"', "write the characters themselves")
        raise _StopReadingError  # entities can expand without end

    def _instruction(self, target: str, _data: str) -> None:
        if target == "xml-stylesheet":
            self._fault("HP043", "the drawing refers to a style sheet", EMBED_HINT)


def _plain_css(text: str) -> str:
    """CSS without comments, its escapes written out (CSS Syntax 3, 4.3.7)."""
    return _ESCAPE.sub(_unescaped, _COMMENT.sub("", text))


def _unescaped(escape: re.Match[str]) -> str:
    if escape[1]:
        number = int(escape[1], 16)
        return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return escape[3] or ""


def _decoded(address: str) -> bytes:
    """The bytes of a data: URL (RFC 2397); none where it is malformed."""
    head, _, body = address.partition(",")
    data = unquote_to_bytes(body)
    if not head.rstrip().lower().endswith(";base64"):
        return data
    try:
        return base64.b64decode(b"".join(data.split()) + b"===")
    except (binascii.Error, ValueError):
        return b""


def _size(root: Mapping[str, str]) -> tuple[float, float] | None:
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
