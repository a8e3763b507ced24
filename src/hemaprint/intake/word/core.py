"""What a Word document says about itself: its core properties (ECMA-376, part 2, clause 11)."""

from __future__ import annotations

import re

from hemaprint.intake.files.archive import Archive
from hemaprint.intake.passages import Author, Metadata
from hemaprint.intake.word.names import Element

CORE = "docProps/core.xml"
DC = "http://purl.org/dc/elements/1.1/"
PROPERTIES = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
MEANINGLESS = re.compile(r"(?:microsoft word - .*|word document|document ?\d*|untitled|dokument ?\d*)", re.IGNORECASE)


def metadata_of(archive: Archive, language: str, standfirst: str) -> Metadata:
    """The metadata of a document; ``language`` is that of its styles, ``standfirst`` its subtitle."""
    root = archive.xml(CORE)
    if root is None:
        return Metadata(standfirst=standfirst, language=language)
    title = _text(root, DC, "title")
    return Metadata(
        title="" if MEANINGLESS.fullmatch(title) else title,
        standfirst=standfirst,
        authors=tuple(Author(name) for name in _split(_text(root, DC, "creator"), ";")),
        language=_text(root, DC, "language") or language,
        keywords=tuple(_split(_text(root, PROPERTIES, "keywords"), "[,;，；]")),
    )


def _text(root: Element, namespace: str, name: str) -> str:
    return " ".join((root.findtext(f"{{{namespace}}}{name}") or "").split())


def _split(text: str, between: str) -> list[str]:
    return [part.strip() for part in re.split(between, text) if part.strip()]
