"""Bind the parts of an issue into one PDF: the order of the steps."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pikepdf

from hemaprint.bind.destinations import collect_destinations, resolve_links, write_destinations
from hemaprint.bind.folios import lay_folios
from hemaprint.bind.fonts import unite_fonts
from hemaprint.bind.images import share_images
from hemaprint.bind.metadata import keep_output_intent, write_metadata
from hemaprint.bind.models import Bound, Imprint, PageLabel, Part
from hemaprint.bind.outline import write_outline
from hemaprint.bind.sheets import place
from hemaprint.bind.structure import join_structure
from hemaprint.bind.viewer import show_trim, write_page_labels, write_viewer_preferences
from hemaprint.errors import Problem

LOWEST_VERSION = "1.7"


def bind(
    parts: Sequence[Part],
    *,
    folios: bytes | None = None,
    labels: Sequence[PageLabel] = (),
    imprint: Imprint,
    trimmed: bool = False,
) -> Bound:
    """Bind ``parts``, in the order of their pages, into one PDF; equal input gives equal bytes.

    ``folios`` is an untagged PDF of the same trim size with one page for every page of the issue, empty where no folio
    is wanted. A ``trimmed`` issue is shown without its bleed.
    """
    issue = pikepdf.new()
    problems: list[Problem] = []
    placed = [place(part, issue, problems) for part in parts]

    destinations = collect_destinations(placed, issue, problems)
    resolve_links(placed, issue, destinations, problems)
    write_destinations(issue, destinations)
    write_outline(issue, placed, destinations, problems)
    join_structure(issue, placed, imprint.language)

    if folios is not None:
        lay_folios(issue, folios, problems)
    unite_fonts(issue)
    keep_output_intent(issue, placed)
    share_images(issue)

    write_page_labels(issue, labels)
    write_viewer_preferences(issue)
    if trimmed:
        show_trim(issue)
    write_metadata(issue, imprint)
    version = max([LOWEST_VERSION, *(part.source.pdf_version for part in placed)])
    return Bound(_serialize(issue, version), len(issue.pages), tuple(problems))


def _serialize(issue: pikepdf.Pdf, version: str) -> bytes:
    target = BytesIO()
    issue.save(
        target,
        min_version=version,
        deterministic_id=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return target.getvalue()
