"""Which reader takes a file."""

from __future__ import annotations

from pathlib import Path

from hemaprint.intake.files import read_bytes
from hemaprint.intake.jats import read_jats
from hemaprint.intake.kinds import Kind, kind_of
from hemaprint.intake.pandoc import read_pandoc
from hemaprint.intake.passages import Raw
from hemaprint.intake.plain import read_text_file
from hemaprint.intake.plain.subtitles import read_subtitles
from hemaprint.intake.web import read_html
from hemaprint.intake.wishes import Wishes
from hemaprint.intake.word import read_docx


def read_source(path: Path, wishes: Wishes, default_language: str) -> Raw:
    """The passages of a manuscript, by what its content says it is.

    Raises ContentError for a file that cannot be read, and MissingEnvironmentError where there is no pandoc to read it.
    """
    kind = kind_of(path)
    if kind is Kind.TEXT:
        return read_text_file(path, read_bytes(path), wishes, default_language)
    if kind is Kind.SUBTITLES:
        return read_subtitles(path, read_bytes(path), wishes, default_language)
    if kind is Kind.JATS:
        return read_jats(path)
    if kind is Kind.HTML:
        return read_html(path, wishes)
    if kind is Kind.DOCX and not wishes.pandoc:
        return read_docx(path, wishes)
    return read_pandoc(path, wishes)
