# SPDX-License-Identifier: MIT
"""Give a Word document what its text needs: styles, footnotes, numbered lists, runs, and bytes without a clock."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.run import Run as WordRun

from hemaprint.content.spans import Copy, Note
from hemaprint.export.omml import omml
from hemaprint.export.pieces import Face, Linked, Run, groups_of
from hemaprint.project.direction import runs_from_the_right
from hemaprint.project.languages import subtag_of

FOOTNOTE_TEXT, FOOTNOTE_REFERENCE, HYPERLINK = "Footnote Text", "Footnote Reference", "Hyperlink"
SPEAKER, REFERENCE, KICKER, CODE = "Speaker", "Reference", "Kicker", "Code"
CODE_FACE = "Courier New"
_SEPARATORS = (("separator", -1), ("continuationSeparator", 0))
"""The rule above the notes: Word does not open a part of footnotes without the two (ISO/IEC 29500-1, 17.11)."""
_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP file can name; the same for every file (law 8)."""


def new_document(language: str) -> WordDocument:
    """An empty A4 document with our styles beside those of Word, in one language."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(45)
    section.top_margin = section.bottom_margin = Mm(25)
    styles: Any = document.styles
    styles["Normal"].font.name, styles["Normal"].font.size = "Georgia", Pt(11)
    styles["Normal"].paragraph_format.line_spacing = 1.3
    for name in (SPEAKER, REFERENCE, KICKER, CODE, FOOTNOTE_TEXT):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
    styles["Caption"].font.bold, styles["Caption"].font.color.rgb = False, RGBColor(0x40, 0x40, 0x40)
    styles[SPEAKER].font.bold, styles[SPEAKER].paragraph_format.keep_with_next = True, True
    styles[SPEAKER].paragraph_format.space_after = Pt(2)
    styles[KICKER].font.size = styles[FOOTNOTE_TEXT].font.size = styles[REFERENCE].font.size = Pt(9)
    styles[REFERENCE].paragraph_format.left_indent, styles[REFERENCE].paragraph_format.first_line_indent = Mm(8), -Mm(8)
    styles[CODE].font.name, styles[CODE].font.size = CODE_FACE, Pt(9)
    styles.add_style(FOOTNOTE_REFERENCE, WD_STYLE_TYPE.CHARACTER).font.superscript = True
    styles.add_style(HYPERLINK, WD_STYLE_TYPE.CHARACTER).font.underline = True
    _set_language(styles.element, language)
    if runs_from_the_right(language):
        _turn(styles.element, section._sectPr)
    return document


def _set_language(styles: Any, language: str) -> None:
    """The language of everything that does not say another: it is what Word checks spelling by."""
    for tag in styles.iter(qn("w:lang")):
        tag.set(qn("w:val"), language)
        if subtag_of(language) in ("zh", "ja", "ko"):
            tag.set(qn("w:eastAsia"), language)
        elif runs_from_the_right(language):
            tag.set(qn("w:bidi"), language)


def _turn(styles: Any, section: Any) -> None:
    """Let the page, its paragraphs and their runs begin on the right; size and weight of such runs have other names."""
    section.find(qn("w:docGrid")).addprevious(OxmlElement("w:bidi"))
    defaults = styles.find(qn("w:docDefaults"))
    defaults.find(f"{qn('w:pPrDefault')}/{qn('w:pPr')}").insert(0, OxmlElement("w:bidi"))
    defaults.find(f".//{qn('w:lang')}").addprevious(OxmlElement("w:rtl"))
    for name, other in (("w:sz", "w:szCs"), ("w:b", "w:bCs"), ("w:i", "w:iCs")):
        for tag in list(styles.iter(qn(name))):
            for known in list(tag.itersiblings(qn(other))):
                tag.getparent().remove(known)
            tag.addnext(OxmlElement(other, dict(tag.attrib)))


def add_footnotes(document: WordDocument) -> XmlPart:
    """The part that holds the notes; python-docx 1.2 has none."""
    root: Any = parse_xml(f"<w:footnotes {nsdecls('w', 'r')}/>")
    for kind, number in _SEPARATORS:
        note = OxmlElement("w:footnote", {qn("w:type"): kind, qn("w:id"): str(number)})
        paragraph, run = OxmlElement("w:p"), OxmlElement("w:r")
        run.append(OxmlElement(f"w:{kind}"))
        paragraph.append(run)
        note.append(paragraph)
        root.append(note)
    package = document.part.package
    assert package is not None
    part = XmlPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, root, package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    settings: Any = document.settings.element
    declared: Any = OxmlElement("w:footnotePr")
    for _, number in _SEPARATORS:
        declared.append(OxmlElement("w:footnote", {qn("w:id"): str(number)}))
    settings.find(qn("w:compat")).addprevious(declared)
    return part


def new_numbering(document: WordDocument, name: str, start: int, delimiter: str) -> int:
    """The id of a list of the style ``name`` that begins at ``start``: lists of one style go on counting otherwise.

    ``delimiter`` follows the numbers.
    """
    numbering: Any = document.part.numbering_part.element
    style: Any = document.styles[name]
    number_id = style.element.pPr.numPr.numId.val
    abstract = next(num for num in numbering.num_lst if num.numId == number_id).abstractNumId.val
    made = numbering.add_num(abstract)
    override = made.add_lvlOverride(ilvl=0)
    override.add_startOverride(start)
    level = deepcopy(numbering.find(f"{qn('w:abstractNum')}[@{qn('w:abstractNumId')}='{abstract}']/{qn('w:lvl')}"))
    level.find(qn("w:lvlText")).set(qn("w:val"), f"%1{delimiter}")
    override.append(level)
    return int(made.numId)


def file_of(document: WordDocument) -> bytes:
    """The document's file, the same for the same document."""
    saved, file = BytesIO(), BytesIO()
    document.save(saved)
    with ZipFile(saved) as before, ZipFile(file, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(ZipInfo(name, _MOMENT), before.read(name), ZIP_DEFLATED)
    return file.getvalue()


# ---------------------------------------------------------------- runs

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
                    elif run.formula:
                        holder.append(omml(run.formula))
                    else:
                        self._run(paragraph, holder, run, linked=holder is not paragraph._p)

    def _holder(self, paragraph: Any, link: Linked) -> Any:
        """What holds the runs of a link: a w:hyperlink, or the paragraph itself."""
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
            run.font.rtl = runs_from_the_right(span.language)

    def _note(self, paragraph: Any, holder: Any, note: Note) -> None:
        run = self._new_run(paragraph, holder)
        run.style = self.document.styles[FOOTNOTE_REFERENCE]
        run._r.append(OxmlElement("w:footnoteReference", {qn("w:id"): str(note.number)}))
        self.call(note)


def _set_faces(run: WordRun, faces: frozenset[Face]) -> None:
    font = run.font
    font.bold = font.cs_bold = True if "strong" in faces else None
    font.italic = font.cs_italic = True if "emphasis" in faces else None
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
