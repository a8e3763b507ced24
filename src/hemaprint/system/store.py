# SPDX-License-Identifier: MIT
"""Keep results on disk under the hash of their sources, and check them whenever they are read.

An entry is one file, ``ab/cdef...``, with a head and its content. The head gives the key and the checksum of the
content, so that an entry that was truncated, damaged, renamed or written by another program is recognised, deleted and
made again. Entries are written under a temporary name and renamed: at worst, two simultaneous builds write the same
entry twice. A store that cannot be written only makes the build slower.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

MEGABYTE = 1_000_000
DEFAULT_LIMIT = 1000 * MEGABYTE
"""The default limit of a store on disk, in bytes."""

_MAGIC = b"hemaprint-cache-1"
_TEMPORARY = ".part"
_FOLDER = re.compile(r"[0-9a-f]{2}")
_ENTRY = re.compile(r"[0-9a-f]{62}(?P<part>\.\d{1,9}\.part)?")
"""The names that a store makes: a key is 64 hexadecimal digits, and a temporary file names its process."""
_ABANDONED = 3600.0
"""Seconds after which a temporary file is abandoned."""
_CROWDED = 0.8
"""A store over its limit is reduced to this part of it, so that the next build need not tidy again."""


class Emptied(NamedTuple):
    """The number of removed entries, and their bytes."""

    entries: int
    size: int


class MemoryStore:
    """Entries in the memory of this process."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """The content of an entry, or None."""
        return self._known.get(key)

    def put(self, key: str, content: bytes) -> None:
        """Keep an entry."""
        self._known[key] = content


@dataclass(slots=True)
class Store:
    """Entries on disk in ``folder``, which the first entry creates; ``limit`` is in bytes.

    Nothing is read, written or removed through a link: a stranger's project may contain links anywhere.
    """

    folder: Path
    limit: int = DEFAULT_LIMIT
    _read: set[str] = field(default_factory=set)

    def get(self, key: str) -> bytes | None:
        """The content of an entry; None if it is missing or invalid."""
        path = self._path(key)
        if self._is_linked(path.parent):
            return None
        try:
            data = path.read_bytes()
        except OSError:
            return None
        head, _, content = data.partition(b"\n")
        if head != _head(key, content):
            _remove(path)
            return None
        if key not in self._read:
            self._read.add(key)
            with contextlib.suppress(OSError):
                os.utime(path)  # the oldest entries go first when the store is full
        return content

    def put(self, key: str, content: bytes) -> None:
        """Keep an entry, if the disk allows it."""
        path = self._path(key)
        part = path.with_name(f"{path.name}.{os.getpid()}{_TEMPORARY}")
        if self._is_linked(path.parent):
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            with part.open("xb") as file:
                file.write(_head(key, content) + b"\n" + content)
            part.replace(path)
        except OSError:
            _remove(part)
        self._read.add(key)

    def tidy(self) -> Emptied:
        """Remove the remains of interrupted builds and, above the limit, the entries that were unused for longest."""
        now = time.time()
        found = []
        for path, stat, temporary in self._files():
            if temporary:
                if now - stat.st_mtime > _ABANDONED:
                    _remove(path)
            else:
                found.append((stat.st_mtime, stat.st_size, path))
        size, entries, freed = sum(one[1] for one in found), 0, 0
        if size <= self.limit:
            return Emptied(0, 0)
        for _, length, path in sorted(found):
            if size - freed <= self.limit * _CROWDED:
                break
            _remove(path)
            entries, freed = entries + 1, freed + length
        return Emptied(entries, freed)

    def clear(self) -> Emptied:
        """Remove every entry; raises OSError if the disk refuses to."""
        entries = size = 0
        for path, stat, _ in list(self._files()):
            path.unlink(missing_ok=True)
            entries, size = entries + 1, size + stat.st_size
        for folder in (*self._folders(), self.folder):
            with contextlib.suppress(OSError):
                folder.rmdir()
        return Emptied(entries, size)

    @property
    def link(self) -> Path | None:
        """The folder of the store, or the one around it, if that is a link."""
        return next((folder for folder in (self.folder.parent, self.folder) if folder.is_symlink()), None)

    def _is_linked(self, folder: Path) -> bool:
        return self.link is not None or folder.is_symlink()

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]

    def _folders(self) -> Iterator[Path]:
        """The folders of entries, named with two hexadecimal digits; nothing else in the folder is touched."""
        with contextlib.suppress(OSError):
            found = () if self.link else self.folder.iterdir()
            yield from sorted(one for one in found if _FOLDER.fullmatch(one.name) and not self._is_linked(one))

    def _files(self) -> Iterator[tuple[Path, os.stat_result, bool]]:
        """Every file that a store can have made, and whether it is temporary."""
        for folder in self._folders():
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    name = _ENTRY.fullmatch(entry.name)
                    if name and entry.is_file(follow_symlinks=False):
                        with contextlib.suppress(OSError):
                            yield Path(entry.path), entry.stat(follow_symlinks=False), name["part"] is not None


def _head(key: str, content: bytes) -> bytes:
    return b"%s %s %s" % (_MAGIC, key.encode(), sha256(content).hexdigest().encode())


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
