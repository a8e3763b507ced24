# SPDX-License-Identifier: MIT
"""Write a comparison as one HTML file that needs nothing else: the pages that differ, their words, what is marked."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from typing import Any

import pypdfium2
from jinja2 import Environment, StrictUndefined

from hemaprint.review.comparison import Comparison, Kind, PageChange, Passage, picture
from hemaprint.review.telling import Shown, changes_of, page_line, place_of, rounded, summary
from hemaprint.review.versions import Version

_QUALITY = 70
"""Of WebP pictures: a page has about 60 kB."""


def report(found: Comparison, shown: Shown) -> str:
    """The HTML of a comparison; ``shown`` writes places in manuscripts. Pages that are the same are left out."""
    template = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string((files("hemaprint.review") / "report.html").read_text("utf-8"))
    with found.old.drawn() as mine, found.new.drawn() as yours:
        pages = list(_pages(found, (mine, yours), shown))
        return template.render(old=found.old, new=found.new, summary=summary(found), pages=pages)


def _pages(
    found: Comparison, drawn: tuple[pypdfium2.PdfDocument, pypdfium2.PdfDocument], shown: Shown
) -> Iterator[dict[str, Any]]:
    gone = [one.old for one in found.changes if one.old is not None]
    come = [one.new for one in found.changes if one.new is not None]
    for page in found.pages:
        if page.kind is Kind.SAME and not page.match.moved:
            continue
        old, new = page.match.old, page.match.new
        changes = [
            {"old": one.old and one.old.text, "new": one.new and one.new.text, "place": place_of(one, shown)}
            for one in changes_of(found, page)
        ]
        yield {
            "title": page_line(found, page).capitalize(),
            "changes": changes,
            "old": None if old is None else _side(found.old, drawn[0], old, gone, page, is_new=False),
            "new": None if new is None else _side(found.new, drawn[1], new, come, page, is_new=True),
        }


def _side(
    version: Version,
    document: pypdfium2.PdfDocument,
    index: int,
    passages: list[Passage],
    page: PageChange,
    *,
    is_new: bool,
) -> dict[str, Any]:
    leaf = version.leaves[index]
    target = BytesIO()
    picture(document, index).save(target, "WEBP", quality=_QUALITY)
    width, height = leaf.size
    whole = page.kind in (Kind.ADDED, Kind.REMOVED)
    words = [] if whole else [rounded(box) for one in passages for at, box in one.boxes if at == index]
    return {
        "picture": f"data:image/webp;base64,{b64encode(target.getvalue()).decode()}",
        "alt": f"page {leaf.label} of {version.name}",
        "caption": f"{'new' if is_new else 'old'}: page {leaf.label}",
        "kind": "come" if is_new else "gone",
        "width": round(width, 1),
        "height": round(height, 1),
        "words": words,
        "regions": [rounded(box) for box in page.regions] if is_new else [],
    }
