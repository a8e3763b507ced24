"""Spans as runs of a Word paragraph: faces, languages, links, and calls of footnotes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.run import Run as WordRun

from hemaprint.content.spans import Copy, Note
from hemaprint.export.runs import Face, Linked, Run, groups_of
from hemaprint.export.wordfile import CODE_FACE, FOOTNOTE_REFERENCE, HYPERLINK

BOOKMARK = "place-"
"""What the names of bookmarks begin with: they must begin with a letter, and anchors may not."""


class SpanWriter:
    """Writes spans into paragraphs of one part of a document; ``call`` writes a note that is called."""

    def __init__(self, document: Any, part: XmlPart, anchors: frozenset[str], call: Callable[[Note], None]) -> None:
        self.document = document
        self.part = part
        self.anchors = anchors
        self.call = call

    def write(self, paragraph: Any, copy: Copy) -> None:
        """Write spans at the end of a paragraph, which is a proxy of python-docx."""
        for group in groups_of(copy, self.anchors):
            for link in group.links:
                holder = self._holder(paragraph, link)
                for run in link.runs:
                    if run.note:
                        self._note(paragraph, holder, run.note)
                    else:
                        self._run(paragraph, holder, run, linked=holder is not paragraph._p)

    def _holder(self, paragraph: Any, link: Linked) -> Any:
        """What the runs of a link stand in: a w:hyperlink, or the paragraph itself."""
        if not link.href:
            return paragraph._p
        holder = OxmlElement("w:hyperlink")
        if link.href.startswith("#"):
            holder.set(qn("w:anchor"), bookmark_name(link.href[1:]))
        else:
            address = self.part.relate_to(link.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            holder.set(qn("r:id"), address)
        paragraph._p.append(holder)
        return holder

    def _new_run(self, paragraph: Any, holder: Any) -> WordRun:
        element: Any = OxmlElement("w:r")
        holder.append(element)
        return WordRun(element, paragraph)

    def _run(self, paragraph: Any, holder: Any, span: Run, *, linked: bool) -> None:
        run = self._new_run(paragraph, holder)
        if linked and "cite" not in span.faces:
            run.style = self.document.styles[HYPERLINK]
        run.text = span.text
        _set_faces(run, span.faces)
        if span.language:
            tag = OxmlElement("w:lang", {qn("w:val"): span.language, qn("w:eastAsia"): span.language})
            run._r.get_or_add_rPr().append(tag)

    def _note(self, paragraph: Any, holder: Any, note: Note) -> None:
        run = self._new_run(paragraph, holder)
        run.style = self.document.styles[FOOTNOTE_REFERENCE]
        run._r.append(OxmlElement("w:footnoteReference", {qn("w:id"): str(note.number)}))
        self.call(note)


def _set_faces(run: WordRun, faces: frozenset[Face]) -> None:
    font = run.font
    font.bold = True if "strong" in faces else None
    font.italic = True if "emphasis" in faces else None
    font.strike = True if "struck" in faces else None
    font.superscript = True if "sup" in faces else None
    font.subscript = True if "sub" in faces else font.subscript
    font.small_caps = True if "capitals" in faces else None
    if "code" in faces:
        font.name = CODE_FACE


def bookmark_name(anchor: str) -> str:
    """The name of a bookmark for an anchor."""
    return BOOKMARK + anchor


def mark_place(paragraph: Any, anchor: str, number: int) -> None:
    """Put a bookmark around what a paragraph holds so far; ``number`` is unique in the document."""
    start = OxmlElement("w:bookmarkStart", {qn("w:id"): str(number), qn("w:name"): bookmark_name(anchor)})
    properties = paragraph._p.pPr
    if properties is not None:
        properties.addnext(start)
    else:
        paragraph._p.insert(0, start)
    paragraph._p.append(OxmlElement("w:bookmarkEnd", {qn("w:id"): str(number)}))
