"""Take the sheets of a part into the issue."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Stream

from hemaprint.bind.editions import Standards
from hemaprint.bind.fonts import embed_faces
from hemaprint.bind.foundry import Foundry
from hemaprint.bind.images import share_images
from hemaprint.bind.metadata import attach, saved, write_metadata, write_output_intent
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


def place(part: Part, issue: pikepdf.Pdf, problems: list[Problem]) -> Placed:
    """Append the sheets of ``part`` to ``issue``; what stays behind leaves nothing of itself in the issue."""
    source = pikepdf.open(BytesIO(part.pdf))
    first = len(issue.pages)
    if part.first_page != first:
        problems.append(_misplaced(part, first))
    sheets = [sheet for sheet in part.sheets if 0 <= sheet < len(source.pages)]
    if len(sheets) < len(part.sheets):
        problems.append(_missing_sheet(part, len(source.pages)))
    if len(sheets) < len(source.pages):
        source.remove_unreferenced_resources()
        cut_structure(source, {source.pages[sheet].obj.objgen for sheet in sheets})
    pages = [source.pages[sheet] for sheet in sheets]
    for page in pages:
        issue.pages.append(page)
    return Placed(part, source, {page.obj.objgen: first + offset for offset, page in enumerate(pages)})


def _misplaced(part: Part, first: int) -> Problem:
    return Problem(
        "HP304",
        f'"{part.name}" was planned for sheet {part.first_page + 1} of the issue but comes on sheet {first + 1}',
        part.location,
        hint="the page plan and the order of the parts disagree: a bug in hemaprint",
    )


def _missing_sheet(part: Part, count: int) -> Problem:
    return Problem(
        "HP304",
        f'"{part.name}" has {count} sheets; the plan asks for sheet {max(part.sheets) + 1}',
        part.location,
        hint="typeset the article again",
    )


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

    ``folios`` is an untagged PDF of the same trim size with one page for every page of the issue (with
    ``first_folio`` it may have more, and that one is the first), empty where no folio is wanted. A ``trimmed`` issue
    is shown without its bleed; ``opens_left`` says on which side of a spread the first page stands. With ``standards``
    the file claims them: its parts must have been tagged for them. Parts that stand ``alone``, without the rest of
    their issue, may have links that lead out of it; these become plain text. The faces come from ``foundry``.
    """
    issue = pikepdf.new()
    problems: list[Problem] = []
    placed = [place(part, issue, problems) for part in parts]

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
        lay_folios(issue, folios, first_folio, problems)
    embed_faces(issue, foundry or Foundry(), problems)
    share_images(issue)

    write_page_labels(issue, labels)
    write_viewer_preferences(issue, opens_left=opens_left)
    if trimmed:
        show_trim(issue)
    if standards is not None:
        write_output_intent(issue)
        standards = standards.claimed(attached=bool(attachments))
    attach(issue, attachments, imprint.modified)
    write_metadata(issue, imprint, standards)
    wanted = standards.version if standards else LOWEST_VERSION
    version = max([wanted, *(part.source.pdf_version for part in placed)])
    return Bound(saved(issue, version), len(issue.pages), tuple(problems))
