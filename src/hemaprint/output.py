"""Write finished files: everything is gathered first, written beside its target, then renamed (law 3)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hemaprint.errors import MissingEnvironmentError


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write all files or none of them: the last good ones stay until every new one is complete on disk.

    Raises MissingEnvironmentError when the disk is full or a folder cannot be written.
    """
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
