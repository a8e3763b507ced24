# SPDX-License-Identifier: MIT
"""Give the browser documents of the issue: layouts as HTML, files, fonts; open files in an editor."""

from __future__ import annotations

import html
import re
import shlex
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

import uharfbuzz

from hemaprint.errors import UsageError
from hemaprint.galley.galley import Galley
from hemaprint.preview.showing import Showing
from hemaprint.theme.faces import FontFace, browser_face_css, bundled_faces, face_named

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg", ".avif"})
"""What a layout can show; manuscripts and settings are not for the browser."""
LAYOUT_POLICY = (
    "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
"""Styles are files of ours, and attributes that a layout writes; scripts do not run."""
VARIABLE = "HEMAPRINT_EDITOR"
EXAMPLE = "code -g {file}:{line}"
_START = re.compile(rb"<svg\b(?:[^<>\"']++|\"[^<\"]*+\"|'[^<']*+')*(?<!/)>")
_TAG = re.compile(r"<[^<>]*+>")
_PLACE = re.compile(r"\{(file|line|column)\}")


def layout_names(showing: Showing) -> tuple[str, ...]:
    """The documents of an issue, in the order of their pages."""
    known = {galley.name for galley in showing.done.galleys}
    ordered = dict.fromkeys(face.run.pages.name for face in showing.faces)
    return tuple(name for name in ordered if name in known)


def galley_of(showing: Showing, name: str) -> Galley | None:
    """The galley called ``name``; None where the issue has none."""
    return next((one for one in showing.done.galleys if one.name == name), None)


def file_inside(root: Path, name: str, lender: Path | None = None) -> Path | None:
    """A picture of the project by its path from ``root``; None for anything else, and outside ``root``.

    Its links may lead to the files of a ``lender``.
    """
    path = inside(root, unquote(name))
    if path is None and lender is not None and (linked := _resolved(root, unquote(name))) is not None:
        path = inside(lender, str(linked))
    return path if path is not None and path.suffix.lower() in SUFFIXES else None


def inside(root: Path, name: str) -> Path | None:
    """A file by its path from ``root``; None where it is hidden, outside ``root``, or not a file."""
    try:
        path = (root / name).resolve()
        hidden = not path.is_relative_to(root) or any(part.startswith(".") for part in path.relative_to(root).parts)
        return None if hidden or not path.is_file() else path
    except (OSError, ValueError):  # a name that no file can have
        return None


def _resolved(root: Path, name: str) -> Path | None:
    try:
        return (root / name).resolve()
    except (OSError, RuntimeError, ValueError):  # a name that no file can have, a loop of links
        return None


def font_file(name: str) -> Path | None:
    """A face of the theme by its file name."""
    face = face_named(name)
    return face.path if face is not None else None


def font_css() -> str:
    """The bundled faces, for the preview's own pages."""
    return browser_face_css({face: f"/fonts/{face.name}" for face in bundled_faces()})


def with_faces(drawing: bytes, faces: Iterable[FontFace]) -> bytes:
    """An SVG drawing with those of ``faces`` in it that it names, each with the characters of the drawing alone.

    A browser shows a drawing in a page with nothing that is not in its file.
    """
    start = _START.search(drawing)
    if start is None or b"<text" not in drawing:
        return drawing
    text = drawing.decode("utf-8", "replace")
    named = [face for face in faces if face.family in text]
    characters = frozenset(html.unescape(_TAG.sub("", text)))
    rules = browser_face_css({face: _address(face, characters) for face in named})
    style = f"<style>{rules}</style>".encode() if rules else b""
    return drawing[: start.end()] + style + drawing[start.end() :]


@lru_cache(maxsize=64)
def _address(face: FontFace, characters: frozenset[str]) -> str:
    """A face with these characters, as an address that holds it."""
    wish = uharfbuzz.SubsetInput()
    wish.unicode_set.update(map(ord, characters))
    made = uharfbuzz.subset(uharfbuzz.Face(face.path.read_bytes()), wish)
    return f"data:font/ttf;base64,{b64encode(made.blob.data).decode()}"


@dataclass(frozen=True, slots=True)
class Editor:
    """The user's editor: a command as arguments, with ``{file}``, ``{line}`` and ``{column}``; no shell is involved."""

    arguments: tuple[str, ...]

    @classmethod
    def of(cls, template: str) -> Editor:
        """The editor that a template such as :data:`EXAMPLE` names; raises UsageError for a malformed one."""
        try:
            arguments = tuple(shlex.split(template))
        except ValueError as error:
            raise UsageError(f"the editor command cannot be read: {error}", f"for example '{EXAMPLE}'") from error
        if not arguments:
            raise UsageError("the editor command is empty", f"for example '{EXAMPLE}'")
        if not any("{file}" in argument for argument in arguments):
            arguments = (*arguments, "{file}")
        return cls(arguments)

    @property
    def name(self) -> str:
        """The program, for people."""
        return Path(self.arguments[0]).name

    @property
    def is_there(self) -> bool:
        """Whether the program can be found."""
        return shutil.which(self.arguments[0]) is not None

    def filled(self, path: Path, line: int, column: int) -> list[str]:
        """The arguments for a place, each filled in one pass: no file name can become two, or fill in another."""
        values = {"file": str(path), "line": str(max(1, line)), "column": str(max(1, column))}
        return [_PLACE.sub(lambda match: values[match[1]], argument) for argument in self.arguments]

    def open(self, path: Path, line: int, column: int) -> None:
        """Start the editor without waiting for it; raises OSError where it cannot be started."""
        subprocess.Popen(
            self.filled(path, line, column),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
