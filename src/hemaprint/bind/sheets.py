"""Take the sheets of a part into the issue."""

from __future__ import annotations

from io import BytesIO

import pikepdf

from hemaprint.bind.cut import cut_structure
from hemaprint.bind.models import Part, Placed
from hemaprint.errors import Problem


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
