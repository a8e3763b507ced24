# SPDX-License-Identifier: MIT
"""Write finished files: collect everything first, write it beside its target, then rename it."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hemaprint.errors import ContentError, Location, MissingEnvironmentError, Problem, Severity

_FULL = "free some space there; the last good files are untouched"
_READ_ONLY = "copy the project to a writable folder, or write what is built or exported elsewhere with -o DIR"
_RIGHTS = "allow yourself to read and write there (on Linux and macOS: chmod u+rwX), or close the program that uses it"
_IN_THE_WAY = "there is a file where a folder should be, or a folder where a file should be: move it"
_REMEDIES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EEXIST: _IN_THE_WAY,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EISDIR: _IN_THE_WAY,
    errno.ENAMETOOLONG: "give the file, or a folder above it, a shorter name",
    errno.EMFILE: "too many files are open at once: raise the limit (ulimit -n 4096)",
    errno.EIO: "the disk cannot be read or written there: check its cables, or copy the project to another disk",
}
"""The remedies for errors of the disk or of permissions, which are not bugs of hemaprint."""


def refusal(error: OSError, doing: str = "") -> MissingEnvironmentError | None:
    """The message for an error of the disk or of permissions while ``doing`` something; None for any other."""
    if error.errno not in _REMEDIES:
        return None
    where = f": {error.filename}" if error.filename else ""
    said = f"{doing}: {error.strerror}{where}" if doing else f"{error.strerror}{where}"
    return MissingEnvironmentError(said, _REMEDIES[error.errno])


def write_files(files: Mapping[Path, bytes], *within: Path) -> None:
    """Write all files or none of them: the last good ones stay until every new one is complete on disk.

    ``within`` are folders that the user chose, the project's and perhaps another; links in them may be a stranger's.
    Raises ContentError (HP068) if a link leads out, MissingEnvironmentError if the disk is full or a folder is not
    writable.
    """
    for path in files:
        for folder in sorted((one for one in within if path.is_relative_to(one)), key=lambda one: len(one.parts))[-1:]:
            refuse_links(path, folder)
    written: list[tuple[Path, Path]] = []
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
            written.append((Path(name), path))
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(0o666 & ~_umask())
        for temporary, path in written:
            temporary.replace(path)
    except OSError as error:
        unknown = MissingEnvironmentError(f"cannot write: {error}", "choose another folder with -o DIR")
        raise (refusal(error, "cannot write") or unknown) from error
    finally:
        for temporary, _ in written:
            temporary.unlink(missing_ok=True)


def refuse_links(path: Path, within: Path) -> None:
    """Raise ContentError (HP068) if a link on the way to ``path`` leads out of the folder ``within``."""
    try:
        if path.parent.resolve().is_relative_to(within.resolve()):
            return
    except (OSError, RuntimeError):  # links that lead to one another; RuntimeError before Python 3.13
        pass
    below = [folder for folder in reversed(path.parents) if folder.is_relative_to(within) and folder != within]
    link = next((folder for folder in below if folder.is_symlink()), path.parent)
    raise ContentError([linked_problem(link)])


def linked_problem(link: Path) -> Problem:
    """The problem of a link that replaces a folder of the project."""
    message = f"{link.name} is a link that leads out of the project: nothing is written or removed through it"
    return Problem("HP068", message, Location(link), "replace it with a folder; -o DIR writes editions elsewhere")


def keep_files(files: Mapping[Path, bytes], folder: Path, within: Path) -> tuple[Problem, ...]:
    """Write files that are kept in ``folder`` for later; if that fails, return a warning (HP019).

    Raises ContentError (HP068) if a link in ``within`` leads out of it.
    """
    try:
        write_files(files, within)
    except MissingEnvironmentError as error:
        message = f"nothing can be saved for the next build, the preview and the newsletter: {error.message}"
        hint = f"make {folder.name} a writable folder, on a disk with some space"
        return (Problem("HP019", message, Location(folder), hint, Severity.WARNING),)
    return ()


def replace_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write one file to the disk before returning: a power cut leaves the old one or the new one.

    For one writer at a time; only the owner can read a ``private`` file. Raises OSError.
    """
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666), "wb") as stream:
            if private and hasattr(os, "fchmod"):
                os.fchmod(stream.fileno(), 0o600)  # despite the umask
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Write the names in a folder to the disk, where the system can; raises OSError."""
    if os.name == "nt":  # Windows cannot open folders
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
