"""A content-addressed store: entries under the hash of what they were made from, checked whenever they are read.

An entry is one file, ``ab/cdef...``, of a head and its content. The head names the key and the checksum of the content,
so that an entry which was cut short, damaged, renamed or written by another program is recognised, thrown away and
made anew. Entries are written to a temporary name and renamed: two builds at once can at worst write the same
entry twice. A store that cannot be written is no fault: the build is only slower.
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
"""Bytes that a store may take on disk unless told otherwise."""

_MAGIC = b"hemaprint-cache-1"
_TEMPORARY = ".part"
_FOLDER = re.compile(r"[0-9a-f]{2}")
_ENTRY = re.compile(r"[0-9a-f]{62}(?P<part>\.\d{1,9}\.part)?")
"""What a store can have made: a key is 64 hexadecimal digits, and a temporary file names its process."""
_ABANDONED = 3600.0
"""Seconds after which a temporary file belongs to no build that still runs."""
_CROWDED = 0.8
"""A store over its limit is brought down to this part of it, so that the next build need not tidy again."""


class Emptied(NamedTuple):
    """What was removed: entries and their bytes."""

    entries: int
    size: int


class MemoryStore:
    """Entries of this process alone."""

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
    """Entries on disk below ``folder``, which is made when the first is written; ``limit`` is in bytes.

    Nothing is read, written or removed through a link: a project that came from a stranger may have one anywhere.
    """

    folder: Path
    limit: int = DEFAULT_LIMIT
    _read: set[str] = field(default_factory=set)

    def get(self, key: str) -> bytes | None:
        """The content of an entry; None where there is none or where it is not what it should be."""
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
        """Keep an entry; where the disk refuses, it is not kept."""
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
        """Remove what interrupted builds left; above the limit, the entries that were not used for longest."""
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
        """Remove every entry; raises OSError where the disk does not let go of one."""
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
        """The folder of the store, or the one that it is in, where that is a link."""
        return next((folder for folder in (self.folder.parent, self.folder) if folder.is_symlink()), None)

    def _is_linked(self, folder: Path) -> bool:
        return self.link is not None or folder.is_symlink()

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]

    def _folders(self) -> Iterator[Path]:
        """The folders of entries: two hexadecimal digits each; nothing else in the folder is touched."""
        with contextlib.suppress(OSError):
            found = () if self.link else self.folder.iterdir()
            yield from sorted(one for one in found if _FOLDER.fullmatch(one.name) and not self._is_linked(one))

    def _files(self) -> Iterator[tuple[Path, os.stat_result, bool]]:
        """Every file that a store can have made, and whether it is a temporary one."""
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
