"""Bind the parts of an issue into one PDF: the order of the steps."""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf

from hemaprint.bind.archive import attach, write_output_intent
from hemaprint.bind.destinations import collect_destinations, report_strays, resolve_links, write_destinations
from hemaprint.bind.editions import Standards
from hemaprint.bind.folios import lay_folios
from hemaprint.bind.fonts import embed_faces
from hemaprint.bind.foundry import Foundry
from hemaprint.bind.images import share_images
from hemaprint.bind.metadata import write_metadata
from hemaprint.bind.models import Attachment, Bound, Imprint, PageLabel, Part
from hemaprint.bind.outline import write_outline
from hemaprint.bind.saving import saved
from hemaprint.bind.sheets import place
from hemaprint.bind.structure import join_structure
from hemaprint.bind.unlink import unlink
from hemaprint.bind.viewer import show_trim, write_page_labels, write_viewer_preferences
from hemaprint.errors import Problem

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
