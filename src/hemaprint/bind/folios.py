"""Lay the folios over the pages of the issue, as artifacts."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Stream

from hemaprint.errors import Location, Problem

FOLIO = "/HpFolio"
TOLERANCE = 0.5
"""Trim sizes may differ by this many pt: rounding of millimetres."""

_MARKED_CONTENT = frozenset({"BMC", "BDC", "EMC", "MP", "DP"})
_PAINTING = frozenset(
    {"Tj", "TJ", "'", '"', "Do", "sh", "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "BI", "INLINE IMAGE"}
)


def lay_folios(issue: pikepdf.Pdf, folios: bytes, first: int | None, problems: list[Problem]) -> None:
    """Lay the pages of ``folios`` over those of ``issue``, all or as many as it has from ``first`` (from 0) on.

    Pages on which nothing is painted are passed over.
    """
    with pikepdf.open(BytesIO(folios)) as source:
        pages = list(source.pages)
        chosen = pages if first is None else pages[first : first + len(issue.pages)]
        if len(chosen) != len(issue.pages):
            problems.append(_mismatch(f"{len(chosen)} folio pages for an issue of {len(issue.pages)}"))
            return
        opening = issue.make_stream(b"q\n")
        closing = issue.make_stream(
            f"\nQ /Artifact <</Type /Pagination>> BDC q {FOLIO} Do Q EMC\n".encode(),
        )
        for number, (page, folio) in enumerate(zip(issue.pages, chosen, strict=True), 1):
            form = _form(folio, source)
            if form is None:
                continue
            if not _same_trim(page, folio):
                problems.append(_mismatch(f"the folio of sheet {number} has another trim size"))
            _lay(page, issue.copy_foreign(form), opening, closing)


def _form(folio: Page, source: pikepdf.Pdf) -> Stream | None:
    """The folio as a form XObject without marked content, or None when it paints nothing."""
    instructions = list(pikepdf.parse_content_stream(folio))
    if not any(str(one.operator) in _PAINTING for one in instructions):
        return None
    plain = [one for one in instructions if str(one.operator) not in _MARKED_CONTENT]
    form = source.make_stream(pikepdf.unparse_content_stream(plain))
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array(list(folio.mediabox))
    form.Resources = folio.resources
    return form


def _lay(page: Page, form: Object, opening: Stream, closing: Stream) -> None:
    """Wrap the page in q ... Q (WeasyPrint 70 leaves a flipped matrix behind), then paint ``form``."""
    resources = _copy(page.resources)
    resources.XObject = _copy(resources.get("/XObject", Dictionary()))
    resources.XObject[FOLIO] = form
    page.obj.Resources = resources
    contents = page.obj.get("/Contents", Array())
    streams = list(contents) if isinstance(contents, Array) else [contents]
    page.obj.Contents = Array([opening, *streams, closing])


def _copy(dictionary: Object) -> Dictionary:
    """A direct copy, one level deep."""
    return Dictionary(dict(dictionary.items()))


def _same_trim(page: Page, folio: Page) -> bool:
    pairs = zip(list(page.trimbox), list(folio.trimbox), strict=True)
    return all(abs(float(a) - float(b)) <= TOLERANCE for a, b in pairs)


def _mismatch(message: str) -> Problem:
    return Problem(
        "HP303", message, Location(Path("folios")), hint="the folios were not made for this issue: a bug in hemaprint"
    )
