# SPDX-License-Identifier: MIT
"""Answer with how the articles shown fit their pages, and, when it is asked for, with what would make one fit."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hemaprint.copydesk.copyfit.extent import Extent
from hemaprint.copydesk.copyfit.fit import Fit, fit_set
from hemaprint.copydesk.copyfit.telling import amount, problems_of
from hemaprint.errors import UsageError
from hemaprint.preview.desk import DisturbedError
from hemaprint.preview.requests import NEVER, Asked, asked
from hemaprint.preview.showing import Showing
from hemaprint.preview.stand import Stand
from hemaprint.preview.views import Json, places_of, problem_view

_OF_EXTENTS = frozenset({"HP780", "HP781"})
"""What the count of an article says already."""


class Wanted(Asked):
    """The article that is to fit."""

    article: Annotated[str, Field(max_length=200)]


class Copyfit:
    """The routes of copyfitting."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand

    def routes(self) -> list[Route]:
        """Every route."""
        return [Route("/copyfit", self._extents), Route("/copyfit/try", self._try, methods=["POST"])]

    async def _extents(self, _: Request) -> Response:
        showing = self._stand.showing
        if showing is None or not showing.is_whole:
            return JSONResponse({"articles": [], "budgets": []}, headers=NEVER)
        return JSONResponse(await self._stand.in_thread(_fit_view, showing, self._stand.root), headers=NEVER)

    async def _try(self, request: Request) -> Response:
        wanted = await asked(request, Wanted)
        try:
            fit = await asyncio.wrap_future(self._stand.desk.fit(wanted.article))
        except DisturbedError as error:
            raise UsageError("the files have changed meanwhile", "ask again when the pages are set") from error
        return JSONResponse(_advice_view(fit, self._stand.showing, self._stand.root), headers=NEVER)


def _fit_view(showing: Showing, root: Path) -> Json:
    """How every article fits: nothing is tried for it."""
    fit = fit_set(showing.done)
    proposals = [one for one in problems_of(fit, showing.done.setting.issue.path) if one.code not in _OF_EXTENTS]
    first = {face.run.piece.name: index for index, face in reversed(list(enumerate(showing.faces)))}
    return {
        "articles": [_extent_view(one.extent, first.get(slug, 0)) for slug, one in fit.advice.items()],
        "budgets": [problem_view(one, root) for one in proposals],
    }


def _extent_view(extent: Extent, page: int) -> Json:
    lines = extent.over or extent.free
    return {
        "article": extent.slug,
        "title": extent.article.title,
        "page": page,
        "pages": extent.pages,
        "budget": extent.budget,
        "over": extent.over,
        "free": extent.free,
        "amount": amount(lines, extent),
        "short": extent.is_short,
    }


def _advice_view(fit: Fit, showing: Showing | None, root: Path) -> list[Json]:
    """Every suggestion, with the place of its paragraph on the page."""
    told = (problem for problem in problems_of(fit, root) if problem.code not in _OF_EXTENTS)
    return [problem_view(problem, root) | places_of(problem, showing, root) for problem in told]
