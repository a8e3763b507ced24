"""Layouts and pages as bytes: what compositors send, and what the cache keeps.

Both are the same on purpose: a page from the cache, from another process or from another machine comes by one way.
Problems are kept without the path of their manuscript, which may stand in another folder there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hemaprint.errors import Location, Problem, Severity
from hemaprint.typeset.pages import Extent, Layout, PageProblem, Pages, Sheet
from hemaprint.typeset.wanted import Answer

SOURCE = Path("@source")
"""Stands for the manuscript of a galley while it is set."""


class UnreadableEntryError(ValueError):
    """An entry is not one of ours."""


def encode(answer: Answer) -> bytes:
    """An answer as one line of JSON, then the bytes of its PDF if it has one."""
    if isinstance(answer, Layout):
        return json.dumps({"layout": _layout_data(answer)}, separators=(",", ":")).encode()
    head = {"pages": _pages_data(answer)}
    return json.dumps(head, separators=(",", ":")).encode() + b"\n" + answer.pdf


def decode(entry: bytes, name: str, source: Path) -> Answer:
    """The answer; raises UnreadableEntryError where ``entry`` is none."""
    head, _, pdf = entry.partition(b"\n")
    try:
        data = json.loads(head)
        if "layout" in data:
            return _layout(data["layout"], source)
        return _pages(data["pages"], name, pdf, source)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise UnreadableEntryError(str(error)) from error


def _layout_data(layout: Layout) -> dict[str, object]:
    return {
        "extents": {
            key: [[one.page, one.x, one.y, one.width, one.height] for one in places]
            for key, places in layout.extents.items()
        },
        "problems": _problems_data(layout.problems),
    }


def _layout(data: dict[str, Any], source: Path) -> Layout:
    return Layout(
        {key: tuple(Extent(*place) for place in places) for key, places in data["extents"].items()},
        _problems(data["problems"], source),
    )


def _pages_data(pages: Pages) -> dict[str, object]:
    return {
        "sheets": [
            [sheet.page_name, sheet.anchors, sheet.characters, [[line, *box] for line, box in sheet.blocks]]
            for sheet in pages.sheets
        ],
        "problems": _problems_data(pages.problems),
    }


def _pages(data: dict[str, Any], name: str, pdf: bytes, source: Path) -> Pages:
    return Pages(name, pdf, tuple(_sheet(*sheet) for sheet in data["sheets"]), _problems(data["problems"], source))


def _sheet(name: str, anchors: dict[str, list[float]], characters: dict[str, int], blocks: list[list[Any]]) -> Sheet:
    return Sheet(
        name,
        {anchor: (x, y) for anchor, (x, y) in anchors.items()},
        characters,
        tuple((line, (left, top, right, bottom)) for line, left, top, right, bottom in blocks),
    )


def _problems_data(problems: Sequence[Problem]) -> list[list[object]]:
    return [_problem_data(one) for one in problems]


def _problem_data(one: Problem) -> list[object]:
    place = (_place(one.location), one.location.line, one.location.column)
    page = (one.sheet, one.words) if isinstance(one, PageProblem) else ()
    return [one.code, one.message, *place, one.hint, one.severity, *page]


def _place(location: Location) -> str | None:
    return None if location.path == SOURCE else str(location.path)


def _problems(data: list[list[Any]], source: Path) -> tuple[Problem, ...]:
    return tuple(_problem(one, source) for one in data)


def _problem(data: list[Any], source: Path) -> Problem:
    code, message, path, line, column, hint, severity, *page = data
    location = Location(source if path is None else Path(path), line, column)
    kind = PageProblem if page else Problem
    return kind(code, message, location, hint, Severity(severity), *page)
