"""The files that galleys ask for, each read once: what is hashed is what is set.

Only files of the project and faces of the theme can be asked for (law 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from hemaprint.galley.galley import PROJECT_SCHEME
from hemaprint.theme.geometry import FONT_SCHEME, faces

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
