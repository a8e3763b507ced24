"""Write finished files: everything is gathered first, written beside its target, then renamed (law 3)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hemaprint.errors import ContentError, Location, MissingEnvironmentError, Problem


def write_files(files: Mapping[Path, bytes], *within: Path) -> None:
    """Write all files or none of them: the last good ones stay until every new one is complete on disk.

    ``within`` are folders that somebody chose, the project's and perhaps another: links below them may be a stranger's.
    Raises ContentError (HP068) where one leads out, MissingEnvironmentError when the disk is full or a folder cannot be
    written.
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
        raise MissingEnvironmentError(
            f"cannot write {error.filename or 'the output'}: {error.strerror}",
            hint="free some space, or choose another folder with -o DIR; the last good files are untouched",
        ) from error
    finally:
        for temporary, _ in written:
            temporary.unlink(missing_ok=True)


def refuse_links(path: Path, within: Path) -> None:
    """Raises ContentError (HP068) where a link below the folder ``within`` leads out of it on the way to ``path``."""
    try:
        if path.parent.resolve().is_relative_to(within.resolve()):
            return
    except (OSError, RuntimeError):  # links that lead to one another; RuntimeError before Python 3.13
        pass
    below = [folder for folder in reversed(path.parents) if folder.is_relative_to(within) and folder != within]
    link = next((folder for folder in below if folder.is_symlink()), path.parent)
    raise ContentError([linked_problem(link)])


def linked_problem(link: Path) -> Problem:
    """A link where a folder of the project should be."""
    message = f"{link.name} is a link that leads out of the project: nothing is written or removed through it"
    return Problem("HP068", message, Location(link), "put a folder in its place; -o DIR writes editions elsewhere")


def replace_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write one file, which is on the disk when this returns: a power cut leaves the old one or the new one.

    For one writer at a time; only the owner can read what is ``private``. Raises OSError.
    """
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666), "wb") as stream:
            if private:
                os.fchmod(stream.fileno(), 0o600)  # whatever the umask is
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Let the names of a folder be on the disk; raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
