# SPDX-License-Identifier: MIT
"""Answer with the flat plan of the issue, and change its order, starts and slots in ``issue.yaml``."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Annotated, TypeVar

import pikepdf
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hemaprint.content.load import read_parts
from hemaprint.copydesk.flatplan import telling
from hemaprint.copydesk.flatplan.halves import on_last_pages, place_among, texts_of
from hemaprint.copydesk.flatplan.make import finished, known_parts, late_all
from hemaprint.copydesk.flatplan.order import (
    Change,
    Move,
    OrderKind,
    Place,
    Saved,
    SlotKind,
    Start,
    digest_of,
    restore,
    save,
)
from hemaprint.copydesk.flatplan.plan import SIGNATURES, Known, plan_of
from hemaprint.copydesk.flatplan.plates import inks_on
from hemaprint.errors import Problem, UsageError
from hemaprint.preview.drawing import Press, print_stamp
from hemaprint.preview.requests import NEVER, Asked, asked, is_from_here
from hemaprint.preview.showing import PageFace, Showing
from hemaprint.preview.stand import Stand
from hemaprint.preview.views import Json, problem_view
from hemaprint.project.config import Side
from hemaprint.project.project import MANIFEST_NAME, load_project

_MOST = 12
"""Pages of one request for inks."""
_REMEMBERED = 500
"""Pages whose inks are kept."""
_UNDONE = 100
"""Changes that can be taken back."""
_NOT_HERE = "the order can be changed only from the machine that the preview runs on"
Name = Annotated[str, Field(min_length=1, max_length=200)]


class _Change(Asked):
    """A change of the file that had the digest ``seen`` when it was shown."""

    seen: Name


class MoveForm(_Change):
    """Put an entry before another, or at the end."""

    kind: OrderKind
    name: Name
    before: tuple[OrderKind, Name] | None = None


class StartForm(_Change):
    """Say on which side an entry must open."""

    kind: OrderKind
    name: Name
    side: Side


class SlotForm(_Change):
    """Give an advertisement another slot."""

    advertisement: Name
    slot: SlotKind
    target: Annotated[str, Field(max_length=200)] = ""


_Form = TypeVar("_Form", bound=_Change)


class Keys(Asked):
    """Pages of the print edition, by their keys."""

    keys: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=_MOST)]


class Plans:
    """The routes of the flat plan; what was changed can be taken back as long as the preview runs."""

    def __init__(self, stand: Stand, press: Press) -> None:
        self._stand, self._press = stand, press
        self._saved: list[Saved] = []
        self._inks: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    def routes(self) -> list[Route]:
        """Every route."""
        return [
            Route("/flatplan/{size:int}", self._plan),
            Route("/flatplan/move", self._move, methods=["POST"]),
            Route("/flatplan/start", self._start, methods=["POST"]),
            Route("/flatplan/slot", self._slot, methods=["POST"]),
            Route("/flatplan/undo", self._undo, methods=["POST"]),
            Route("/flatplan/inks", self._inks_of, methods=["POST"]),
        ]

    @property
    def _manifest(self) -> Path:
        return self._stand.root / "content" / self._stand.issue / MANIFEST_NAME

    async def _plan(self, request: Request) -> Response:
        size = request.path_params["size"]
        if size not in SIGNATURES:
            raise ValueError("there are no such signatures")
        view = await self._stand.in_thread(self._view, size)
        return JSONResponse(view | {"refusal": "" if is_from_here(request) else _NOT_HERE}, headers=NEVER)

    def _view(self, size: int) -> Json:
        """The flat plan of the order as the file has it now, with the lengths of the pages that are shown."""
        data = self._manifest.read_bytes()
        project = load_project(self._stand.root)
        parts = read_parts(project, self._stand.issue, project.store())
        known = known_parts(project, self._stand.issue, parts)
        showing = self._stand.showing
        if showing is not None and showing.is_whole:
            halves = dict(_halves(known, showing))
            known = replace(
                known,
                counts={**known.counts, **_counts(showing)},
                halves=halves,
                is_set=not self._stand.desk.state.failed,
            )
        plan = finished(project, replace(known, late=late_all(known, parts, project)))
        digest = digest_of(data)
        return telling.data(plan, size, self._told) | {
            "summary": telling.summary(plan, size),
            "seen": digest,
            "undo": bool(self._saved) and digest_of(self._saved[-1].after) == digest,
            "slots": _slots(known),
        }

    def _told(self, problem: Problem) -> Json:
        return problem_view(problem, self._stand.root)

    # ------------------------------------------------------------ changes

    async def _move(self, request: Request) -> Response:
        return await self._changed(request, MoveForm, lambda form: Move((form.kind, form.name), form.before))

    async def _start(self, request: Request) -> Response:
        return await self._changed(request, StartForm, lambda form: Start((form.kind, form.name), form.side))

    async def _slot(self, request: Request) -> Response:
        return await self._changed(request, SlotForm, lambda form: Place(form.advertisement, form.slot, form.target))

    async def _changed(self, request: Request, form: type[_Form], change_of: Callable[[_Form], Change]) -> Response:
        _require_here(request)
        wanted = await asked(request, form)
        change = change_of(wanted)
        self._saved.append(await self._stand.in_thread(save, self._manifest, self._stand.root, wanted.seen, change))
        del self._saved[:-_UNDONE]
        return Response(status_code=204)

    async def _undo(self, request: Request) -> Response:
        _require_here(request)
        if not self._saved:
            raise UsageError("there is nothing to take back")
        await self._stand.in_thread(restore, self._manifest, self._stand.root, self._saved[-1])
        self._saved.pop()
        return Response(status_code=204)

    # ------------------------------------------------------------ inks

    async def _inks_of(self, request: Request) -> Response:
        wanted = await asked(request, Keys)
        found = {key: await self._stand.in_thread(self._on_page, key) for key in wanted.keys}
        return JSONResponse({key: list(inks) for key, inks in found.items() if inks is not None}, headers=NEVER)

    def _on_page(self, key: str) -> tuple[str, ...] | None:
        """The inks of the page with a key; None where it is not shown any more."""
        found = self._face(key)
        if key not in self._inks and found is not None:
            pdf, index = self._press.sheet(*found)
            with pikepdf.open(BytesIO(pdf)) as opened:
                self._inks[key] = inks_on(opened, index)
            while len(self._inks) > _REMEMBERED:
                self._inks.popitem(last=False)
        return self._inks.get(key)

    def _face(self, key: str) -> tuple[Showing, PageFace] | None:
        look, _, stamp = key.partition("-")
        for showing in self._stand.shown():
            if look in showing.by_key and stamp == print_stamp(showing):
                return showing, showing.by_key[look]
        return None


def _require_here(request: Request) -> None:
    if not is_from_here(request):
        raise HTTPException(403, _NOT_HERE)


def _counts(showing: Showing) -> Mapping[str, int]:
    """The pages of each article, and of each page that the magazine makes, as they are shown."""
    counts: Counter[str] = Counter()
    for run in showing.done.runs:
        if run.piece.kind in ("article", "continued", "page"):
            counts[run.piece.name] += run.piece.pages
    return counts


def _halves(known: Known, showing: Showing) -> Iterator[tuple[str, int]]:
    """The pages that half-page advertisements without ``sheet`` have in the order as the file has it now."""
    runs = {run.piece.name: run for run in showing.done.runs if run.piece.kind == "article"}
    plan = plan_of(replace(known, counts={**known.counts, **_counts(showing)}))
    for ad in on_last_pages(known.issue):
        run = runs.get(ad.slot.article or "")
        place = place_among(ad, texts_of(run.pages.pdf, range(len(run.pages.sheets)))) if run else None
        pages = [
            piece.first + at for piece in plan.pieces if piece.name == ad.slot.article for at in range(piece.pages)
        ]
        if place is not None and place < len(pages):
            yield ad.id, pages[place]


def _slots(known: Known) -> list[Json]:
    """Every advertisement with its slot."""
    return [
        {
            "id": ad.id,
            "size": ad.size,
            "slot": "after" if ad.slot.after else "article" if ad.slot.article else "filler",
            "target": ad.slot.after or ad.slot.article or "",
        }
        for ad in known.issue.manifest.advertisements
    ]
