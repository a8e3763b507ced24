# SPDX-License-Identifier: MIT
"""Define what a compositor is asked, what it answers, also as bytes, and what a crew of compositors is.

The bytes are those that compositors send and that the cache keeps, so that a page from the cache, from another process
or from another machine always comes the same way. Problems are kept without the path of their manuscript, which may be
in another folder there.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import astuple, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from hemaprint.errors import ContentError, Location, Problem, Severity
from hemaprint.galley.galley import Galley
from hemaprint.theme.faces import FontFace
from hemaprint.theme.geometry import Geometry
from hemaprint.typeset.lines.hyphenation import Exceptions
from hemaprint.typeset.pages import SOURCE, Extent, Layout, PageProblem, Pages, SetLines, Sheet
from hemaprint.typeset.tags import Tags

if TYPE_CHECKING:
    from hemaprint.theme.theme import Theme


class Form(StrEnum):
    """How a galley comes back.

    ``layout``: measured; ``pages``: written, tagged and proved complete; ``bare``: written without tags, to be laid
    over other pages; ``style``: nothing is set, but the style sheet is checked for faults.
    """

    LAYOUT = "layout"
    PAGES = "pages"
    BARE = "bare"
    STYLE = "style"


@dataclass(frozen=True, slots=True)
class Spec:
    """The type specification by which galleys of one theme are set; equal ones set equal galleys alike.

    ``css`` is everything that styles them, ``exceptions`` are words that are divided as the house has them, ``faces``
    those of the theme. ``colorless`` is ``css`` without its colours, where these may be changed. ``lender`` is a folder
    to whose files links of the project may lead.
    """

    css: str
    geometry: Geometry
    tags: Tags = Tags.UA1
    exceptions: Exceptions = ()
    faces: tuple[FontFace, ...] = ()
    colorless: str = ""
    lender: Path | None = None

    def is_recolored(self, other: Spec | None) -> bool:
        """Whether galleys are laid out as by another specification, and differ at most in their colours."""
        return other is not None and bool(self.colorless) and replace(self, css="") == replace(other, css="")

    @classmethod
    def of(cls, theme: Theme, tags: Tags = Tags.UA1) -> Spec:
        """The specification of a theme, with the styles of the digital edition, from which every edition is made.

        Raises ContentError where a style sheet cannot be read.
        """
        if theme.problems:
            raise ContentError(theme.problems)
        return cls(theme.sheets.text, theme.geometry, tags, theme.hyphenation, theme.faces, lender=theme.lender)


# ---------------------------------------------------------------- requests


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a galley in one of its forms; problems are located in ``source``."""

    form: Form
    galley: Galley
    source: Path


Answer = Layout | Pages
Result = TypeVar("Result")
Steps = Generator[Request, Answer, Result]
"""Work that requests one galley after the other, each made from the measures of those before."""


def measured(galley: Galley, source: Path) -> Steps[Layout]:
    """Request the measures of a galley."""
    answer = yield Request(Form.LAYOUT, galley, source)
    assert isinstance(answer, Layout)
    return answer


def written(galley: Galley, source: Path, form: Form = Form.PAGES) -> Steps[Pages]:
    """Request the pages of a galley."""
    answer = yield Request(form, galley, source)
    assert isinstance(answer, Pages)
    return answer


def style_faults(galley: Galley, source: Path) -> Steps[tuple[Problem, ...]]:
    """Request what the engine cannot use of the style sheet, by its lines and columns; ``galley`` is not set."""
    answer = yield Request(Form.STYLE, galley, source)
    return answer.problems


# ---------------------------------------------------------------- jobs and crews

KEPT = 3  # layouts that a compositor keeps in case they are to be written next
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
    """A job that could not be done; ``reason`` says why, ``error`` is what was raised here, if anything."""

    job: Job
    reason: str
    error: BaseException | None = None


class CrewClosedError(Exception):
    """Another thread closed the crew while this one had work for it; no answer is needed."""


class Crew(Protocol):
    """Compositors at work for one project at a time."""

    def begin(self, root: Path, spec: Spec) -> None:
        """Set what is submitted from now on by ``spec``, for the project in ``root``."""

    def submit(self, job: Job) -> None:
        """Put a job on the pile."""

    def next(self) -> Done | Failed:
        """The next job that is finished, however it ended; blocks. At least one must have been submitted."""

    def close(self) -> None:
        """Stop at once, whatever is under way. Another thread that waits for a job then gets CrewClosedError; only a
        cluster, which no preview uses, must not be closed by another thread.
        """


# ---------------------------------------------------------------- answers as bytes


class UnreadableEntryError(ValueError):
    """An entry is not one of ours."""


def encode(answer: Answer) -> bytes:
    """An answer as one line of JSON, then the bytes of its PDF if it has one."""
    problems = [_problem_data(one) for one in answer.problems]
    if isinstance(answer, Layout):
        extents = {key: [astuple(one) for one in places] for key, places in answer.extents.items()}
        return _line({"extents": extents, "problems": problems})
    sheets = [
        [
            sheet.page_name,
            sheet.anchors,
            sheet.characters,
            [[line, *box] for line, box in sheet.blocks],
            [astuple(one) for one in sheet.paragraphs],
            sheet.white,
        ]
        for sheet in answer.sheets
    ]
    return _line({"sheets": sheets, "problems": problems}) + b"\n" + answer.pdf


def _line(data: object) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode()


def _problem_data(one: Problem) -> list[object]:
    path = None if one.location.path == SOURCE else str(one.location.path)
    page = (one.sheet, one.words, one.box) if isinstance(one, PageProblem) else ()
    return [one.code, one.message, path, one.location.line, one.location.column, one.hint, one.severity, *page]


def decode(entry: bytes, name: str, source: Path) -> Answer:
    """The answer; raises UnreadableEntryError where ``entry`` is not one."""
    head, _, pdf = entry.partition(b"\n")
    try:
        data = json.loads(head)
        problems = tuple(_problem(source, *one) for one in data["problems"])
        if "extents" in data:
            extents = {key: tuple(Extent(*place) for place in places) for key, places in data["extents"].items()}
            return Layout(extents, problems)
        return Pages(name, pdf, tuple(_sheet(*sheet) for sheet in data["sheets"]), problems)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise UnreadableEntryError(str(error)) from error


def _sheet(
    name: str,
    anchors: dict[str, list[float]],
    characters: dict[str, int],
    blocks: list[list[Any]],
    paragraphs: list[list[Any]],
    white: list[int],
) -> Sheet:
    places = {anchor: (x, y) for anchor, (x, y) in anchors.items()}
    boxes = tuple((line, (left, top, right, bottom)) for line, left, top, right, bottom in blocks)
    lines = tuple(SetLines(*one) for one in paragraphs)
    return Sheet(name, places, characters, boxes, lines, tuple(map(int, white)))


def _problem(source: Path, code: str, message: str, path: str | None, line: int, column: int, *others: Any) -> Problem:
    hint, severity, *page = others
    location = Location(source if path is None else Path(path), line, column)
    if not page:
        return Problem(code, message, location, hint, Severity(severity))
    sheet, words, box = page
    return PageProblem(code, message, location, hint, Severity(severity), sheet, words, tuple(box) if box else None)
