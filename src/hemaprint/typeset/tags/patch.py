"""Write the structure tree of a laid-out document, in the place of WeasyPrint's own.

WeasyPrint 70.0 builds its structure tree from boxes: every column, page and anonymous box splits an element, an
``alt=""`` still makes a Figure, a link with an ``<em>`` in it gets two annotations, footnotes are no Notes, and what
stands in a margin box is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hemaprint.typeset.tags import Tags
from hemaprint.typeset.tags.arrange import arrange
from hemaprint.typeset.tags.place import place_notes, place_running, restore_order
from hemaprint.typeset.tags.read import Reader, root_of
from hemaprint.typeset.tags.roles import Roles
from hemaprint.typeset.tags.write import Writer, claim_content


def tagging(_: Callable[..., None]) -> Callable[..., None]:
    """``add_tags``, which writes our tree."""
    return add_tags


def add_tags(pdf: Any, document: Any, pdf_version: str | None, page_streams: Sequence[Any]) -> None:
    """Write the structure tree of ``document`` into ``pdf``; what no element claims becomes an artifact.

    The version of the PDF chooses the vocabulary: 2.0 that of PDF/UA-2, anything else that of PDF/UA-1.
    """
    variant = Tags.UA2 if str(pdf_version) == Tags.UA2.pdf_version else Tags.UA1
    reader = Reader(root_of(document))
    for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
        reader.read(number, page._page_box, stream._tags)
    restore_order(reader.top)
    place_notes(reader.top)
    place_running(reader.top, reader.running)
    tops = arrange(reader.top, Roles(variant))
    for number, stream in enumerate(page_streams):
        claim_content(stream, reader.artifacts.get(number, {}), reader.texts.get(number, {}))
    writer = Writer(pdf, variant, len(document.pages))
    writer.write(tops)
    writer.point_destinations()
    writer.drop_annotations(reader.dropped)
