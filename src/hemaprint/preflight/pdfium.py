"""Give a PDF to pdfium, which reads and draws its pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pypdfium2

from hemaprint.preflight.models import Subject


@contextmanager
def pdfium_document(subject: Subject) -> Iterator[Any]:
    """The file as it is; where pdfium finds no pages in it, or others than qpdf, as qpdf has repaired it.

    Raises PdfiumError where pdfium can read neither.
    """
    count = len(subject.pdf.pages)
    document = _opened(subject.data)
    if document is None or len(document) != count:
        target = BytesIO()
        subject.pdf.save(target, fix_metadata_version=False)
        document = pypdfium2.PdfDocument(target.getvalue())
    with document:
        yield document


def page_text(document: Any, index: int) -> str:
    """The text of a page, "" where pdfium cannot read it."""
    try:
        return str(document[index].get_textpage().get_text_bounded())
    except pypdfium2.PdfiumError:
        return ""


def _opened(data: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return None
