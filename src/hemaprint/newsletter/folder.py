# SPDX-License-Identifier: MIT
"""Write one .eml file for every reader into a folder: for programs that send files, and for inspection.

Anyone who finds the folder may send what is in it, so it never contains more than the list and the issue say now: files
of readers who are no longer on the list, or suppressed, are removed, and files of another version replaced.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path

from hemaprint.errors import MissingEnvironmentError
from hemaprint.newsletter.transport import Readers, Recipient, Writer

_UNSAFE = re.compile(r"[^a-z0-9@._+-]")
_LONGEST = 100
_OURS = re.compile(r"(?P<readable>[a-z0-9@._+-]{1,100})-(?P<digest>[0-9a-f]{8})\.eml")
_UNFINISHED = re.compile(r"\.(?P<name>.+)\.(?P<process>\d{1,9})")
_DATE = re.compile(rb"^Date:[ \t]*([^\r\n]+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a folder: the number of files that were new, of another version, or up to date.

    ``removed`` are the names of files whose readers get nothing now, or that belong to another part and version.
    """

    written: int
    replaced: int
    kept: int
    removed: tuple[str, ...]


def file_name(recipient: Recipient) -> str:
    """The address as far as every file system allows it, and eight digits of its hash: no two are the same."""
    readable = _UNSAFE.sub("_", recipient.key.lower()).lstrip(".")[:_LONGEST]
    return f"{readable}-{_digest(recipient.key)}.eml"


def fill_folder(
    folder: Path,
    readers: Readers,
    listed: Readers,
    writer_of: Callable[[datetime], Writer],
    now: datetime,
    *,
    dry: bool = False,
) -> Filed:
    """Give a folder the files of ``readers``, and of nobody who is not ``listed``; ``dry`` changes nothing.

    ``readers`` are all who are listed, or a part of them: then files of other parts remain if they are of this version.

    Each file is complete or missing. ``writer_of`` makes the writer of a date: an existing file is compared with the
    message of its own date; new ones are dated ``now``. Files that :func:`file_name` has not named are left alone.
    Raises MissingEnvironmentError where the disk refuses; another call continues from there.
    """
    writer = lru_cache(writer_of)

    def current(path: Path, reader: Recipient) -> bool:
        return path.read_bytes() == writer(_date_of(path) or now)(reader).data

    written = replaced = 0
    try:
        strangers = tuple(sorted(_strangers(folder, readers, listed, current)))
        for name in () if dry else (*strangers, *_unfinished(folder)):
            (folder / name).unlink(missing_ok=True)
        for reader in readers:
            path = folder / file_name(reader)
            there = path.is_file()
            if there and current(path, reader):
                continue
            written, replaced = written + (not there), replaced + there
            if not dry:
                _write(path, writer(now)(reader).data)
    except OSError as error:
        hint = "free some space, or choose another folder; the files in it are complete"
        raise MissingEnvironmentError(f"cannot write {error.filename or folder}: {error.strerror}", hint) from error
    return Filed(written, replaced, len(readers) - written - replaced, strangers)


def _strangers(folder: Path, readers: Readers, listed: Readers, current: Callable[[Path, Recipient], bool]) -> set[str]:
    """Our files whose readers are not listed, or that belong to other listed readers and are out of date."""
    names = {name for name in _files(folder) if _is_ours(name)}
    for reader in readers if names else ():
        names.discard(file_name(reader))
    for reader in listed if names else ():
        name = file_name(reader)
        if name in names and current(folder / name, reader):
            names.discard(name)
    return names


def _unfinished(folder: Path) -> Iterator[str]:
    """Files that killed runs have left unfinished."""
    for name in _files(folder):
        match = _UNFINISHED.fullmatch(name)
        if match is not None and _is_ours(match["name"]) and not _is_alive(int(match["process"])):
            yield name


def _files(folder: Path) -> tuple[str, ...]:
    if not folder.exists():
        return ()
    with os.scandir(folder) as entries:
        return tuple(one.name for one in entries if one.is_file(follow_symlinks=False))


def _is_ours(name: str) -> bool:
    """Whether :func:`file_name` can have made a name; its hash proves it where the name shows the whole address."""
    match = _OURS.fullmatch(name)
    if match is None or "@" not in match["readable"]:
        return False
    is_whole = "_" not in match["readable"] and len(match["readable"]) < _LONGEST
    return not is_whole or _digest(match["readable"]) == match["digest"]


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8")).hexdigest()[:8]


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _date_of(path: Path) -> datetime | None:
    """The date of a message in a file."""
    with path.open("rb") as file:
        head = file.read(64 * 1024).partition(b"\r\n\r\n")[0]
    match = _DATE.search(head)
    try:
        return parsedate_to_datetime(match[1].decode("ascii")) if match is not None else None
    except ValueError:
        return None


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.unlink(missing_ok=True)
        with temporary.open("xb") as file:
            file.write(data)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
