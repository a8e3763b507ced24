"""Which reader takes a file."""

from __future__ import annotations

from pathlib import Path

from hemaprint.intake.passages import Raw
from hemaprint.intake.text import read_text_file
from hemaprint.intake.wishes import Wishes


def read_source(path: Path, wishes: Wishes, default_language: str) -> Raw:
    """The passages of a manuscript, by what its content says it is; raises ContentError."""
    return read_text_file(path, path.read_bytes(), wishes, default_language)
