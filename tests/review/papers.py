"""Small files of several pages, written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Dictionary

from hemaprint.review.versions import Version, open_version
from pdf.pages import helvetica

STORY = (
    "The first page tells of a river and of the two bridges across it.",
    "On the second page a doctor counts cells until the evening comes.",
    "A third page has figures about rain, wind, snow and early frost.",
)


def paper(pages: Sequence[str], *, more: str = "", producer: str = "ours") -> bytes:
    """A file whose pages say these texts, a line for every five words; ``more`` is painted on every page."""
    pdf = pikepdf.new()
    pdf.docinfo["/Producer"] = producer
    for text in pages:
        pdf.add_blank_page(page_size=(300, 200))
        words = text.split()
        lines = [" ".join(words[at : at + 5]) for at in range(0, len(words), 5)]
        shown = "".join(f"BT /F1 12 Tf 20 {170 - 20 * at} Td ({line}) Tj ET\n" for at, line in enumerate(lines))
        page = pdf.pages[-1]
        page.Contents = pdf.make_stream(f"{more}\n{shown}".encode("latin-1"))
        page.Resources = Dictionary(Font={"/F1": helvetica()})
    target = BytesIO()
    pdf.save(target)
    return target.getvalue()


def version(data: bytes, name: str = "one") -> Version:
    return open_version(name, Path(f"{name}.pdf"), data)
