"""Spell a structure tree out, as somebody hears it who cannot see the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO

import pikepdf
import pypdfium2
from pikepdf import Dictionary, Object
from pypdfium2 import raw

from hemaprint.copydesk.measures.reading import kids_of, text_of

__all__ = ["elements", "kids_of", "spelled", "texts_of", "words_of"]

Texts = Mapping[tuple[int, int], str]
"""The text of every marked content sequence, by page index and MCID."""


def elements(pdf: pikepdf.Pdf) -> Iterator[Object]:
    """Every structure element, in reading order."""
    pending = list(reversed(kids_of(pdf.Root.StructTreeRoot)))
    while pending:
        element = pending.pop()
        yield element
        pending += [kid for kid in reversed(kids_of(element)) if isinstance(kid, Dictionary) and "/S" in kid]


def spelled(pdf: bytes) -> str:
    """What stands under the Document: ``H1(Title) P(Words with a Link(@ link).)``; ``@`` is an annotation."""
    texts = texts_of(pdf)
    with pikepdf.open(BytesIO(pdf)) as opened:
        pages = {page.obj.objgen: index for index, page in enumerate(opened.pages)}
        (document,) = kids_of(opened.Root.StructTreeRoot)
        return " ".join(_spell(kid, -1, texts, pages) for kid in kids_of(document))


def words_of(element: Object, pdf: pikepdf.Pdf, texts: Texts) -> str:
    """All text below an element, without the names of elements."""
    pages = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}

    def read(one: Object, page: int) -> str:
        if not isinstance(one, Dictionary):
            return texts.get((page, int(one)), "")
        page = pages[one.Pg.objgen] if "/Pg" in one else page
        if "/MCID" in one:
            return texts.get((page, int(one.MCID)), "")
        return " ".join(filter(None, (read(kid, page) for kid in kids_of(one))))

    return " ".join(read(element, -1).split())


def texts_of(pdf: bytes) -> Texts:
    """The text of every marked content sequence of a file, as it is drawn."""
    found: dict[tuple[int, int], str] = {}
    with pypdfium2.PdfDocument(pdf) as document:
        for index, page in enumerate(document):
            textpage = page.get_textpage()
            for thing in page.get_objects():
                mcid = raw.FPDFPageObj_GetMarkedContentID(thing)
                if mcid >= 0 and thing.type == raw.FPDF_PAGEOBJ_TEXT:
                    found[index, mcid] = found.get((index, mcid), "") + text_of(thing, textpage)
    return found


def _spell(kid: Object, page: int, texts: Texts, pages: Mapping[tuple[int, int], int]) -> str:
    if not isinstance(kid, Dictionary):
        return texts.get((page, int(kid)), "").strip()
    page = pages[kid.Pg.objgen] if "/Pg" in kid else page
    if kid.get("/Type") == "/OBJR":
        return "@"
    if "/MCID" in kid:
        return texts.get((page, int(kid.MCID)), "").strip()
    inside = " ".join(_spell(one, page, texts, pages) for one in kids_of(kid)).strip()
    return f"{str(kid.S)[1:]}({inside})"
