"""What a PDF is for, as far as it says so itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Dictionary

from hemaprint.pdf.values import entry, items, name_of
from hemaprint.preflight.models import Purpose
from hemaprint.preflight.reading import text_of
from hemaprint.preflight.xmp import read_metadata

_DESIGNATION = re.compile(r"PDF/X-\d[a-z]*")


def purpose_of(pdf: pikepdf.Pdf) -> Purpose:
    """For the press where it claims PDF/X or has an output intent of PDF/X, else for the screen."""
    return Purpose.PRINT if press_claim(pdf) or any(True for _ in press_intents(pdf)) else Purpose.SCREEN


def press_claim(pdf: pikepdf.Pdf) -> str:
    """The version of PDF/X that a file claims, as written ("PDF/X-4"); "" where it claims none.

    PDF/X-4 and later stand in XMP (ISO 15930-7), the older ones in the document information (ISO 15930-1 to -6).
    """
    information = text_of(entry(entry(pdf.trailer, "/Info"), "/GTS_PDFXVersion"))
    return read_metadata(pdf).press or information


def press_intents(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """The output intents of PDF/X."""
    for intent in items(entry(pdf.Root, "/OutputIntents")):
        if isinstance(intent, Dictionary) and name_of(intent.get("/S")) == "GTS_PDFX":
            yield intent


def designation(claim: str) -> str:
    """``PDF/X-4`` of ``PDF/X-4`` or ``PDF/X-1a:2003``; "" for what is none."""
    found = _DESIGNATION.match(claim)
    return found[0] if found else ""
