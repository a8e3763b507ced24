# SPDX-License-Identifier: MIT
"""Bind the parts of an issue into one PDF: take their sheets, lay folios over the pages, and join all the rest."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Stream

from hemaprint.bind.attachments import attach
from hemaprint.bind.editions import Standards
from hemaprint.bind.fonts import embed_faces
from hemaprint.bind.foundry import Foundry
from hemaprint.bind.images import share_images
from hemaprint.bind.metadata import saved, write_metadata, write_output_intent
from hemaprint.bind.navigation import (
    collect_destinations,
    report_strays,
    resolve_links,
    show_trim,
    write_destinations,
    write_outline,
    write_page_labels,
    write_viewer_preferences,
)
from hemaprint.bind.parts import Attachment, Bound, Imprint, PageLabel, Part, Placed
from hemaprint.bind.structure import cut_structure, join_structure, unlink
from hemaprint.errors import Location, Problem

LOWEST_VERSION = "1.7"


def bind(
    parts: Sequence[Part],
    *,
    folios: bytes | None = None,
    first_folio: int | None = None,
    labels: Sequence[PageLabel] = (),
    imprint: Imprint,
    trimmed: bool = False,
    opens_left: bool = False,
    standards: Standards | None = None,
    attachments: Sequence[Attachment] = (),
    alone: bool = False,
    foundry: Foundry | None = None,
) -> Bound:
    """Bind ``parts``, in the order of their pages, into one PDF; equal input gives equal bytes.

    ``folios`` is an untagged PDF of the same trim size with one page for every page of the issue, empty where no folio
    is wanted; if it has more pages, ``first_folio`` is the first to use. A ``trimmed`` issue is shown without its
    bleed; if it ``opens_left``, the first page is on the left of a spread. With ``standards`` the file claims them: its
    parts must have been tagged for them. Parts bound ``alone``, without the rest of their issue, may have links that
    lead out of it; these become plain text. ``foundry`` makes the fonts.
    """
    issue = pikepdf.new()
    problems: list[Problem] = []
    placed = [_place(part, issue, problems) for part in parts]

    destinations = collect_destinations(placed, issue, problems)
    strays = resolve_links(placed, issue, destinations)
    if not alone:
        problems += report_strays(strays, destinations)
    elements = join_structure(issue, placed, imprint.language)
    write_destinations(issue, destinations, elements)
    write_outline(issue, placed, destinations, problems)
    if alone:
        for stray in strays:
            unlink(issue, stray.link)

    if folios is not None:
        _lay_folios(issue, folios, first_folio, problems)
    embed_faces(issue, foundry or Foundry(), problems)
    share_images(issue)

    attached = attach(issue, attachments, imprint.modified)
    write_page_labels(issue, labels)
    write_viewer_preferences(issue, opens_left=opens_left)
    if trimmed:
        show_trim(issue)
    if standards is not None:
        write_output_intent(issue)
        standards = standards.claimed(attached=attached)
    write_metadata(issue, imprint, standards)
    lowest = standards.version if standards else LOWEST_VERSION
    version = max([lowest, *(one.source.pdf_version for one in placed)])
    return Bound(saved(issue, version), len(issue.pages), tuple(problems))


# ---------------------------------------------------------------- sheets


def _place(part: Part, issue: pikepdf.Pdf, problems: list[Problem]) -> Placed:
    """Append the sheets of ``part`` to ``issue``, without anything of the sheets that are not taken."""
    source = pikepdf.open(BytesIO(part.pdf))
    first, count = len(issue.pages), len(source.pages)
    if part.first_page != first:
        message = (
            f'"{part.name}" was planned for sheet {part.first_page + 1} of the issue but comes on sheet {first + 1}'
        )
        hint = "the page plan and the order of the parts disagree: a bug in hemaprint"
        problems.append(Problem("HP304", message, part.location, hint))
    sheets = [sheet for sheet in part.sheets if 0 <= sheet < count]
    if len(sheets) < len(part.sheets):
        message = f'"{part.name}" has {count} sheets; the plan requires sheet {max(part.sheets) + 1}'
        problems.append(Problem("HP304", message, part.location, "typeset the article again"))
    if len(sheets) < count:
        source.remove_unreferenced_resources()
        cut_structure(source, {source.pages[sheet].obj.objgen for sheet in sheets})
    pages = [source.pages[sheet] for sheet in sheets]
    for page in pages:
        issue.pages.append(page)
    return Placed(part, source, {page.obj.objgen: first + offset for offset, page in enumerate(pages)})


# ---------------------------------------------------------------- folios

FOLIO = "/HpFolio"
TOLERANCE = 0.5
"""Trim sizes may differ by this many pt: rounding of millimetres."""

MARKED_CONTENT = frozenset({"BMC", "BDC", "EMC", "MP", "DP"})
_PAINTING = frozenset(
    {"Tj", "TJ", "'", '"', "Do", "sh", "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "BI", "INLINE IMAGE"}
)


def _lay_folios(issue: pikepdf.Pdf, folios: bytes, first: int | None, problems: list[Problem]) -> None:
    """Lay the pages of ``folios`` over those of ``issue`` as artifacts: all, or as many as needed from ``first`` on.

    Pages on which nothing is painted are skipped.
    """
    with pikepdf.open(BytesIO(folios)) as source:
        pages = list(source.pages)
        chosen = pages if first is None else pages[first : first + len(issue.pages)]
        if len(chosen) != len(issue.pages):
            problems.append(_mismatch(f"{len(chosen)} folio pages for an issue of {len(issue.pages)}"))
            return
        opening = issue.make_stream(b"q\n")
        closing = issue.make_stream(f"\nQ /Artifact <</Type /Pagination>> BDC q {FOLIO} Do Q EMC\n".encode())
        for number, (page, folio) in enumerate(zip(issue.pages, chosen, strict=True), 1):
            form = _folio_form(folio, source)
            if form is None:
                continue
            if any(abs(float(a) - float(b)) > TOLERANCE for a, b in zip(page.trimbox, folio.trimbox, strict=True)):
                problems.append(_mismatch(f"the folio of sheet {number} has another trim size"))
            _overlay(page, issue.copy_foreign(form), opening, closing)


def _folio_form(folio: Page, source: pikepdf.Pdf) -> Stream | None:
    """The folio as a form XObject without marked content; None if it paints nothing."""
    instructions = list(pikepdf.parse_content_stream(folio))
    if not any(str(one.operator) in _PAINTING for one in instructions):
        return None
    plain = [one for one in instructions if str(one.operator) not in MARKED_CONTENT]
    form = source.make_stream(pikepdf.unparse_content_stream(plain))
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array(list(folio.mediabox))
    form.Resources = folio.resources
    return form


def _overlay(page: Page, form: Object, opening: Stream, closing: Stream) -> None:
    """Wrap the page in q ... Q (WeasyPrint 70 leaves a flipped matrix behind), then paint ``form``."""
    resources = Dictionary(dict(page.resources.items()))
    resources.XObject = Dictionary(dict(resources.get("/XObject", Dictionary()).items()))
    resources.XObject[FOLIO] = form
    page.obj.Resources = resources
    contents = page.obj.get("/Contents", Array())
    streams = list(contents) if isinstance(contents, Array) else [contents]
    page.obj.Contents = Array([opening, *streams, closing])


def _mismatch(message: str) -> Problem:
    hint = "the folios were not made for this issue: a bug in hemaprint"
    return Problem("HP303", message, Location(Path("folios")), hint)
