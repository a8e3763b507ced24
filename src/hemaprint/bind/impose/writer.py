# SPDX-License-Identifier: MIT
"""Write sheets into the file that their pages come from, and keep all that a press needs of it."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from uuid import NAMESPACE_URL, uuid5

import pikepdf
from pikepdf import Array, Dictionary, Name

from hemaprint.bind.impose.folding import Side
from hemaprint.bind.impose.layout import Placed, SheetSide
from hemaprint.bind.impose.options import Scheme
from hemaprint.bind.impose.slug import collating_mark, drawn_outside
from hemaprint.bind.impose.source import SourcePage, shared_group
from hemaprint.bind.press.marks import operands, plates_form
from hemaprint.pdf.imposed import ImposedPage, ImposedSheet, write_imposed
from hemaprint.pdf.objects import MALFORMED, entry, size_of, text_of, times

_KEPT = frozenset({"/Type", "/Pages", "/Metadata", "/OutputIntents", "/OCProperties", "/Lang", "/Version"})
"""Entries of the catalog that are also true of sheets: no outline, tags, links or page labels."""
_CLAIMS = ("pdfuaid:part", "pdfuaid:rev", "pdfaid:part", "pdfaid:rev", "pdfaid:conformance")
"""What sheets do not keep: they have neither tags nor reading order."""
_OLDEST = "1.4"
"""The PDF version that has forms with transparency."""


class SheetWriter:
    """Replaces the pages of ``pdf`` by sheets of them; ``name`` is on every label."""

    def __init__(self, pdf: pikepdf.Pdf, pages: list[SourcePage], scheme: Scheme, name: str, *, marks: bool) -> None:
        self._pdf, self._pages, self._scheme, self._name, self._marks = pdf, pages, scheme, name, marks
        self._date = text_of(entry(pdf.trailer, "/Info", "/ModDate"))
        self._group = shared_group(pdf)
        self._sheets: list[Dictionary] = []
        for page in pages:  # a page's group is the sheet's; a form with it would be blended twice
            if self._group is not None and page.form.get("/Group") == self._group:
                del page.form.Group

    def put(self, side: Side, placed: SheetSide, *, collated: bool) -> None:
        """Write a side of a sheet; ``collated`` ones have a mark on the back of their fold."""
        content, forms = b"", Dictionary()
        for one in placed.pages:
            if one.cell.page is not None:
                page, name = self._pages[one.cell.page], f"/HpPage{one.cell.page + 1}"
                forms[name] = page.form
                content += _shown(one, page, name)
        if collated:
            content += f"{collating_mark(side, placed)}\n".encode()
        if self._marks:
            forms["/HpMarks"] = plates_form(self._pdf, placed.boxes, drawn_outside(placed, self._label(side)))
            content += b"/HpMarks Do\n"
        sheet = self._page(placed, content, forms)
        write_imposed(sheet, self._record(placed), self._date)
        self._sheets.append(sheet)

    def _page(self, placed: SheetSide, content: bytes, forms: Dictionary) -> Dictionary:
        boxes = placed.boxes
        sheet = Dictionary(
            Type=Name.Page,
            MediaBox=Array(boxes.media),
            CropBox=Array(boxes.media),
            BleedBox=Array(boxes.bleed),
            TrimBox=Array(boxes.trim),
            Resources=Dictionary(XObject=forms),
            Contents=self._pdf.make_stream(content),
        )
        if self._group is not None:
            sheet.Group = self._group
        return sheet

    def _record(self, placed: SheetSide) -> ImposedSheet:
        pages = tuple(
            ImposedPage(index, size_of(self._pages[index].trim), one.trim, one.seen, one.cell.spine)
            for one in placed.pages
            for index in [one.cell.page]
            if index is not None
        )
        return ImposedSheet(self._scheme, pages)

    def _label(self, side: Side) -> str:
        """What the printer reads: the file, the scheme, which sheet, which side, and its pages."""
        numbers = sorted(cell.page + 1 for cell in side.cells if cell.page is not None and cell.spine != "both")
        pages = ", ".join(map(str, numbers)) or "none"
        face = "" if self._scheme is Scheme.TWO_UP else " front" if side.front else " back"
        return f"{self._name}   {self._scheme}   sheet {side.section} of {side.sections}{face}   pages {pages}"

    def finished(self, seed: bytes) -> bytes:
        """The bytes of the file, whose identity is made from ``seed``; without object streams, as old presses need."""
        pdf, target = self._pdf, BytesIO()
        del pdf.pages[:]
        for sheet in self._sheets:
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(sheet)))
        for key in sorted(set(pdf.Root.keys()) - _KEPT):
            del pdf.Root[key]
        self._revise_metadata(f"uuid:{uuid5(NAMESPACE_URL, sha256(seed).hexdigest())}")
        pdf.save(
            target,
            min_version=max(_OLDEST, pdf.pdf_version),
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        return target.getvalue()

    def _revise_metadata(self, identity: str) -> None:
        """Take claims away that only pages keep, and tell that this is another instance (xmpMM of ISO 16684-1)."""
        if "/Metadata" not in self._pdf.Root:
            return
        try:
            with self._pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
                for claim in _CLAIMS:
                    if claim in metadata:
                        del metadata[claim]
                if "xmpMM:InstanceID" in metadata:
                    metadata["xmpMM:InstanceID"] = identity
        except (*MALFORMED, SyntaxError):  # XMP that nobody can read says nothing of the sheets
            del self._pdf.Root["/Metadata"]


def _shown(placed: Placed, page: SourcePage, name: str) -> bytes:
    """A form in its place, clipped to what is seen of it."""
    matrix = times(page.upright, placed.matrix(page.trim))
    place = " ".join(f"{value:.6f}" for value in matrix)
    return f"q {operands(placed.seen)} re W n {place} cm {name} Do Q\n".encode()
