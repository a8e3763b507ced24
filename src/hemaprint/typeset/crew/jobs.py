"""Define what a compositor is asked and what it answers, also as bytes, and what a crew of compositors is."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from hemaprint.errors import ContentError, Location, Problem, Severity
from hemaprint.galley.galley import Galley
from hemaprint.theme.geometry import Geometry
from hemaprint.typeset.pages import SOURCE, Extent, Layout, PageProblem, Pages, Sheet
from hemaprint.typeset.tags import Tags

if TYPE_CHECKING:
    from hemaprint.theme.theme import Theme


class Form(StrEnum):
    """How a galley comes back.

    ``layout``: measured; ``pages``: written, tagged and proved complete; ``bare``: written without tags, for what is
    laid over other pages; ``style``: nothing is set, but the style sheet is read for faults.
    """

    LAYOUT = "layout"
    PAGES = "pages"
    BARE = "bare"
    STYLE = "style"


@dataclass(frozen=True, slots=True)
class Kit:
    """What galleys of one theme are set with; equal kits set equal galleys alike.

    ``css`` is everything that styles them.
    """

    css: str
    geometry: Geometry
    tags: Tags = Tags.UA1

    @classmethod
    def of(cls, theme: Theme, tags: Tags = Tags.UA1) -> Kit:
        """The kit of a theme, with the styles of the digital edition (every edition is made from that).

        Raises ContentError where a style sheet cannot be read.
        """
        if theme.problems:
            raise ContentError(theme.problems)
        return cls(theme.sheets.text, theme.geometry, tags)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A galley in the form in which it is wanted; problems are located in ``source``."""

    form: Form
    galley: Galley
    source: Path


Answer = Layout | Pages
Result = TypeVar("Result")
Steps = Generator[Wanted, Answer, Result]
"""A piece of work that asks for one galley after the other, each made from the measures of those before."""


def measured(galley: Galley, source: Path) -> Steps[Layout]:
    """Ask for the measures of a galley."""
    answer = yield Wanted(Form.LAYOUT, galley, source)
    assert isinstance(answer, Layout)
    return answer


def written(galley: Galley, source: Path, form: Form = Form.PAGES) -> Steps[Pages]:
    """Ask for the pages of a galley."""
    answer = yield Wanted(form, galley, source)
    assert isinstance(answer, Pages)
    return answer


def style_faults(galley: Galley, source: Path) -> Steps[tuple[Problem, ...]]:
    """Ask what cannot be used of the style sheet, by its lines and columns; ``galley`` is not set."""
    answer = yield Wanted(Form.STYLE, galley, source)
    return answer.problems


KEPT = 3
"""Layouts that a compositor keeps for the case that they are wanted written next."""


MadeFrom = Literal["this", "newer", "more"]
"""What an answer was made from: what the key names, files that were saved since, or more than the key names."""


@dataclass(frozen=True, slots=True)
class Job:
    """A galley to be set, under its ``key``, with the hashes of the ``pictures`` that it shows, by URL.

    ``weight`` says how soon: the heaviest first.
    """

    form: Form
    galley: Galley
    weight: float = 0.0
    key: str = ""
    pictures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """A job and its answer as bytes, and whether it was made from what the job's key names."""

    job: Job
    entry: bytes
    seconds: float
    made_from: MadeFrom = "this"


@dataclass(frozen=True, slots=True)
class Failed:
    """A job that could not be done; ``reason`` says why, ``error`` is what was raised here, if it was."""

    job: Job
    reason: str
    error: BaseException | None = None


class CrewClosedError(Exception):
    """The crew was closed, by another thread, while somebody had work for it; who closed it wants no answer."""


class Crew(Protocol):
    """Compositors at work for one project at a time."""

    def begin(self, root: Path, kit: Kit) -> None:
        """What is submitted from now on belongs to the project in ``root`` and is set with ``kit``."""

    def submit(self, job: Job) -> None:
        """Put a job on the pile."""

    def next(self) -> Done | Failed:
        """The next job that is finished, however it ended; blocks. At least one must have been submitted."""

    def close(self) -> None:
        """Stop at once, whatever is under way. Another thread that waits for a job then gets CrewClosedError; only a
        cluster, which no preview uses, must not be closed by another thread.
        """


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
