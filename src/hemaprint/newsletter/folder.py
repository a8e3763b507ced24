"""One .eml file for every reader, in a folder: for programs that send files, and for a look."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

from hemaprint.errors import MissingEnvironmentError
from hemaprint.newsletter.mail import Recipient, Writer

_UNSAFE = re.compile(r"[^a-z0-9@._+-]")
_LONGEST = 100


def file_name(recipient: Recipient) -> str:
    """The address as far as every file system bears it, and eight digits of its hash: no two are the same."""
    digest = hashlib.sha256(recipient.key.encode("utf-8")).hexdigest()[:8]
    readable = _UNSAFE.sub("_", recipient.key.lower()).lstrip(".")[:_LONGEST]
    return f"{readable}-{digest}.eml"


def write_folder(folder: Path, recipients: Iterable[Recipient], write: Writer) -> int:
    """Write the files that are not there yet, each complete or not at all; returns how many.

    Raises MissingEnvironmentError where the disk refuses; calling it again goes on from there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        missing = [(one, path) for one in recipients if not (path := folder / file_name(one)).exists()]
        for recipient, path in missing:
            temporary = path.with_name(f".{path.name}.{os.getpid()}")
            try:
                temporary.write_bytes(write(recipient).data)
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)
    except OSError as error:
        hint = "free some space, or choose another folder; the files that are there are complete"
        raise MissingEnvironmentError(f"cannot write {error.filename or folder}: {error.strerror}", hint) from error
    return len(missing)
