# SPDX-License-Identifier: MIT
"""Answer with what readers wrote on proofs of the issue, at its places on the pages shown; keep what is done."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hemaprint.preview.cursor import sight_of
from hemaprint.preview.requests import NEVER, Asked, asked
from hemaprint.preview.showing import Showing
from hemaprint.preview.stand import Stand
from hemaprint.preview.views import Json, rounded, shown_path
from hemaprint.project.project import load_project
from hemaprint.review.proof.collecting import collected_of, tick
from hemaprint.review.proof.standing import Standing, stand
from hemaprint.review.proof.telling import datum, heading, standing_of


class Ticked(Asked):
    """A remark, and whether it is done."""

    id: Annotated[str, Field(max_length=64)]
    done: bool


class Remarks:
    """The routes of remarks."""

    def __init__(self, stand_: Stand) -> None:
        self._stand = stand_

    def routes(self) -> list[Route]:
        """Every route."""
        return [Route("/remarks", self._listed), Route("/remarks", self._tick, methods=["POST"])]

    async def _listed(self, _: Request) -> Response:
        return JSONResponse(await self._stand.in_thread(self._all), headers=NEVER)

    async def _tick(self, request: Request) -> Response:
        wanted = await asked(request, Ticked)
        return JSONResponse(await self._stand.in_thread(self._ticked, wanted), headers=NEVER)

    def _ticked(self, wanted: Ticked) -> Json:
        showing = self._stand.showing
        if showing is not None:
            tick(load_project(self._stand.root), showing.done.setting.issue.name, {wanted.id: wanted.done})
        return self._all()

    def _all(self) -> Json:
        """All remarks on the issue, with the page and the box where each stands now."""
        showing = self._stand.showing
        if showing is None:
            return {"heading": "", "remarks": []}
        project = load_project(self._stand.root)
        stood = stand(project, collected_of(project, showing.done.setting.issue.name))
        remarks = [self._view(one, showing) for one in stood.remarks]
        return {"heading": heading(stood) if remarks else "", "remarks": remarks}

    def _view(self, one: Standing, showing: Showing) -> Json:
        root = self._stand.root
        path = shown_path(one.location.path, root)
        view: Json = datum(one, str) | {"path": path, "column": one.location.column, "standing": standing_of(one)}
        sight = sight_of(showing, one.location.path, one.location.line, one.location.column)
        if sight is not None:
            view |= {"at": sight.index, "box": rounded(sight.box) if sight.box else None}
        return view
