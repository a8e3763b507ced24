# SPDX-License-Identifier: MIT
"""Answer with what preflight finds on the pages in view, before they are bound.

Only questions about pages are asked, as of a file for screens. What needs the finished file (its fonts, links, outline
and metadata) or the print edition (its inks, bleed and resolution) is asked by ``hemaprint preflight`` after a build.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Annotated, TypeAlias

import pikepdf
from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hemaprint.errors import Location, Problem
from hemaprint.pdf.objects import Rectangle, trim_of
from hemaprint.preflight.examine import Question, questions
from hemaprint.preflight.page import views_of
from hemaprint.preflight.report import Finding, Purpose, Subject
from hemaprint.preview.requests import NEVER, Asked, asked
from hemaprint.preview.showing import PageFace
from hemaprint.preview.stand import Stand
from hemaprint.preview.views import Json, block_at, problem_view, rounded

_MOST = 12
"""Pages of one request: more are never in view."""
_REMEMBERED = 500
"""Pages whose findings are kept."""
_Found: TypeAlias = "tuple[Finding, Rectangle | None]"
"""A finding, and its place on the page in pt from the trim's corner."""


class Keys(Asked):
    """The keys of pages that are in view."""

    keys: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=_MOST)]


class Findings:
    """The route of findings; pages are examined one at a time, beside everything else."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._examiner = ThreadPoolExecutor(1, thread_name_prefix="examiner")
        self._known: OrderedDict[str, tuple[_Found, ...]] = OrderedDict()

    def routes(self) -> list[Route]:
        """Every route."""
        return [Route("/findings", self._findings, methods=["POST"])]

    def close(self) -> None:
        """Release the thread."""
        self._examiner.shutdown(cancel_futures=True)

    async def _findings(self, request: Request) -> Response:
        wanted = await asked(request, Keys)
        loop = asyncio.get_running_loop()
        found = {key: await loop.run_in_executor(self._examiner, self._of, key) for key in wanted.keys}
        return JSONResponse({key: one for key, one in found.items() if one is not None}, headers=NEVER)

    def _of(self, key: str) -> list[Json] | None:
        """The findings on the page with a key; None where it is not shown any more."""
        face = next((showing.by_key[key] for showing in self._stand.shown() if key in showing.by_key), None)
        if face is None:
            return None
        if key not in self._known:
            self._known[key] = tuple(_examined(face))
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return [_view(finding, box, face, self._stand.root) for finding, box in self._known[key]]


def _examined(face: PageFace) -> Iterator[_Found]:
    with pikepdf.open(BytesIO(face.run.pages.pdf)) as pdf:
        subject = Subject(face.source, face.run.pages.pdf, pdf, Purpose.SCREEN)
        for view in views_of(subject, {face.sheet}):
            for question in _of_pages():
                for finding in question.ask(subject, view):
                    yield finding, _from_corner(finding.place, trim_of(view.page)) if finding.place else None


@cache
def _of_pages() -> tuple[Question, ...]:
    return tuple(question for question in questions() if getattr(question.check, "of_pages", False))


def _from_corner(place: Rectangle, trim: Rectangle) -> Rectangle:
    """A place of default user space, in pt from the top left corner of the trim."""
    left, bottom, right, top = place
    return (left - trim[0], trim[3] - top, right - trim[0], trim[3] - bottom)


def _view(finding: Finding, box: Rectangle | None, face: PageFace, root: Path) -> Json:
    """A finding at the line of the block where it is: lines move also where the page looks as before."""
    block = block_at(face.run.sheet(face.offset).blocks, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2) if box else None
    place = Location(face.source, block[0] if block else 0)
    problem = Problem(finding.code, finding.message, place, finding.hint, finding.severity)
    return problem_view(problem, root) | ({"box": rounded(box)} if box else {})
