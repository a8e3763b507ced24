"""The files that galleys ask for, each read once: what is hashed is what is set.

Only files of the project and faces of the theme can be asked for (law 6).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from hemaprint.galley.galley import PROJECT_SCHEME
from hemaprint.theme.fonts import FONT_SCHEME, faces

MISSING = "missing"


class ForbiddenResourceError(ValueError):
    """A document asked for something outside the project and the theme."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A file as it was read; ``stamp`` tells whether it was saved since."""

    data: bytes
    digest: str
    stamp: tuple[int, int]


class Resources:
    """The files of one project below ``root``, and the faces of the theme."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._fonts = {face.path.name: face.path for face in faces()}
        self._read: dict[Path, Resource] = {}

    def resolve(self, url: str) -> Path:
        """The file that ``url`` names, links resolved; raises ForbiddenResourceError."""
        parts = urlsplit(url)
        name = unquote(parts.path).lstrip("/")
        if parts.scheme == FONT_SCHEME and name in self._fonts:
            return self._fonts[name]
        if parts.scheme == PROJECT_SCHEME:
            path = (self._root / name).resolve()
            if path.is_relative_to(self._root):
                return path
        raise ForbiddenResourceError(f"{url[:80]} is outside the project and the theme")

    def read(self, url: str) -> Resource:
        """The file behind ``url``; raises ForbiddenResourceError or OSError."""
        path = self.resolve(url)
        known = self._read.get(path)
        if known is None:
            stamp = _stamp(path)
            data = path.read_bytes()
            known = self._read[path] = Resource(data, sha256(data).hexdigest(), stamp)
        return known

    def digest(self, url: str) -> str:
        """The hash of the file behind ``url``, or MISSING."""
        try:
            return self.read(url).digest
        except (OSError, ValueError):
            return MISSING

    def faces(self) -> str:
        """The hash of every face of the theme."""
        return "".join(self.digest(face.url) for face in faces())

    def refresh(self) -> bool:
        """Forget the files that were saved since they were read; whether there were any."""
        stale = [path for path, resource in self._read.items() if _stamp(path) != resource.stamp]
        for path in stale:
            del self._read[path]
        return bool(stale)


def _stamp(path: Path) -> tuple[int, int]:
    """When a file was saved, and its size; (0, 0) where it is gone."""
    try:
        stat = path.stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


_TRUETYPE, _CFF = b"\0\1\0\0", b"OTTO"
"""What a font file begins with (OpenType 1.9, "Table directory"); WeasyPrint 70 tells its kind by that."""
_MARK = b" hemaprint-face "


@dataclass(frozen=True, slots=True)
class Face:
    """A face at one place of its design space.

    ``digest`` is the SHA-256 of its file and ``index`` its place in it, for a file may hold several; ``location`` has
    a value for axes in the units of the face; ``glyphs`` is how many glyphs it has. ``path`` is where the file was, if
    it is not one of the theme's: who has equal bytes elsewhere has the same face.
    """

    digest: str
    index: int
    location: tuple[tuple[str, float], ...]
    cff: bool
    glyphs: int
    path: Path | None = field(default=None, compare=False)

    @classmethod
    def read(cls, program: bytes) -> Self | None:
        """The face that stands for ``program``; None where that is a font program, or anything else."""
        kind, told = program[:4], program[4:]
        if kind not in (_TRUETYPE, _CFF) or not told.startswith(_MARK):
            return None
        try:
            data = json.loads(told.removeprefix(_MARK))
            path = Path(data["path"]) if data["path"] else None
            location = tuple((str(tag), float(value)) for tag, value in data["location"])
            return cls(str(data["digest"]), int(data["index"]), location, kind == _CFF, int(data["glyphs"]), path)
        except (ValueError, KeyError, TypeError):
            return None

    @property
    def told(self) -> bytes:
        """What ``read`` reads."""
        data: Mapping[str, object] = {
            "digest": self.digest,
            "index": self.index,
            "location": self.location,
            "glyphs": self.glyphs,
            "path": str(self.path or ""),
        }
        return (_CFF if self.cff else _TRUETYPE) + _MARK + json.dumps(data).encode()
