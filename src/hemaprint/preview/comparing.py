# SPDX-License-Identifier: MIT
"""Answer with comparisons: what the pages can be compared with, what differs, and the pages of the other version.

An answer to ``POST /compared`` is a line of JSON for each step: ``{"told": WORDS}`` while it is made, then
``{"done": ...}`` or ``{"refused": ...}``. Who closes the connection, or asks again, gives it up.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from io import BytesIO
from threading import Event

from pypdfium2 import PdfiumError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from hemaprint.bind.foundry import Foundry
from hemaprint.errors import ContentError, HemaprintError, UsageError
from hemaprint.pdf.raster import PDFIUM, render_page
from hemaprint.preview.bases import Base, Bases, RefusedError, Side
from hemaprint.preview.compared import Comparer, OutdatedError
from hemaprint.preview.drawing import NARROWEST, QUALITY, WIDEST
from hemaprint.preview.requests import FOREVER, NEVER, PATIENCE, asked, missing
from hemaprint.preview.showing import Showing
from hemaprint.preview.stand import Stand
from hemaprint.preview.views import Json, shown_path

_LARGEST = 128_000_000
"""Bytes of a file that a browser sends."""
_WAITING = 8
"""Comparisons under way, one for each window."""
_LONGEST = 6000
"""px of the longer side of a picture."""
_INCH = 72.0


class Comparing:
    """The routes of comparisons. One is made at a time, beside everything else."""

    def __init__(self, stand: Stand, foundry: Foundry) -> None:
        self._stand, self._bases, self._comparer = stand, Bases(stand.root), Comparer(foundry)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="comparer")
        self._wanted: set[Event] = set()

    def routes(self) -> list[Route]:
        """Every route."""
        return [
            Route("/compared", self._choices, methods=["GET"]),
            Route("/compared", self._compare, methods=["POST"]),
            Route("/compared/sent", self._take, methods=["POST"]),
            Route("/compared/{digest}/{index:int}/{width:int}.webp", self._picture),
        ]

    def close(self) -> None:
        """Give up all comparisons, and release the thread."""
        for given_up in self._wanted:
            given_up.set()
        self._thread.shutdown(cancel_futures=True)

    def _showing(self) -> Showing:
        showing = self._stand.showing
        if showing is None or not showing.is_whole:
            raise UsageError("not all pages have been set yet", "wait until they are")
        return showing

    async def _choices(self, _: Request) -> Response:
        return JSONResponse(await self._stand.in_thread(self._bases.choices, self._showing()), headers=NEVER)

    async def _take(self, request: Request) -> Response:
        """Keep a PDF that a person chose in the browser; it is not written anywhere."""
        if request.headers.get("content-type", "") != "application/pdf":
            raise ValueError("send a PDF")
        data = bytearray()
        pieces = aiter(request.stream())
        try:
            while (piece := await asyncio.wait_for(anext(pieces, None), PATIENCE)) is not None:
                data += piece
                if len(data) > _LARGEST:
                    raise HTTPException(413, f"a file may have {_LARGEST // 1_000_000} MB")
        except TimeoutError:
            raise HTTPException(408, "the file stopped coming", {"connection": "close"}) from None
        base = self._bases.take(request.query_params.get("name", "")[:200] or "your file", bytes(data))
        return JSONResponse(base.model_dump(), headers=NEVER)

    async def _picture(self, request: Request) -> Response:
        digest, index, width = (request.path_params[name] for name in ("digest", "index", "width"))
        side = self._bases.known(digest)
        if side is None or index >= len(side.version.leaves) or not NARROWEST <= width <= WIDEST:
            return missing()
        drawn = await self._stand.in_thread(_drawn, side, index, width)
        return Response(drawn, media_type="image/webp", headers=FOREVER)

    # ------------------------------------------------------------ a comparison

    async def _compare(self, request: Request) -> Response:
        base = await asked(request, Base)
        if len(self._wanted) >= _WAITING:
            raise HTTPException(429, f"{_WAITING} windows compare already; close one of them")
        return StreamingResponse(self._told(base), media_type="application/x-ndjson", headers=NEVER)

    async def _told(self, base: Base) -> AsyncGenerator[str]:
        given_up = Event()
        self._wanted.add(given_up)
        try:
            async with aclosing(self._steps(base, given_up)) as steps:
                async for step in steps:
                    yield json.dumps(step, ensure_ascii=False, separators=(",", ":")) + "\n"
        except HemaprintError as error:
            yield json.dumps({"refused": self._refusal(error)}) + "\n"
        except OutdatedError:
            return
        finally:
            given_up.set()
            self._wanted.discard(given_up)

    async def _steps(self, base: Base, given_up: Event) -> AsyncGenerator[Json]:
        showing = self._showing()
        if base.kind == "revision":
            commit = await self._stand.in_thread(self._bases.commit, base.name)
            base = Base(kind="revision", name=commit)
            async with aclosing(self._bases.rebuilt(commit, showing)) as steps:
                async for told in steps:
                    yield {"told": told}
        yield {"told": "comparing"}
        work = asyncio.get_running_loop().run_in_executor(self._thread, self._made, base, given_up)
        yield {"done": await work}

    def _made(self, base: Base, given_up: Event) -> Json:
        if given_up.is_set():
            raise OutdatedError
        showing = self._showing()
        try:
            return self._comparer.compared(self._bases.opened(base, showing), showing, given_up)
        except OSError as error:
            raise UsageError(f"{error.filename}: {error.strerror}", "save it again, and compare again") from error
        except PdfiumError as error:
            raise UsageError(f"a page cannot be drawn: {error}", "hemaprint preflight says what is wrong") from error

    def _refusal(self, error: HemaprintError) -> Json:
        problems: list[list[str]] = []
        if isinstance(error, ContentError):
            for one in error.problems:
                place = shown_path(one.location.path, self._stand.root)
                problems.append([place, one.code, one.message, one.hint])
        elif isinstance(error, RefusedError):
            problems = error.problems
        return {"message": error.message, "hint": error.hint, "problems": problems}


def _drawn(side: Side, index: int, width: int) -> bytes:
    """A page cut to its trim as WebP, ``width`` px wide; raises pypdfium2.PdfiumError where it cannot be drawn."""
    wide, high = (max(edge, 1.0) for edge in side.version.leaves[index].size)
    dpi = min(width / wide, _LONGEST / max(wide, high)) * _INCH
    with PDFIUM, side.version.drawn() as document:
        picture = render_page(document, index, dpi, trimmed=True)
    target = BytesIO()
    picture.save(target, "WEBP", quality=QUALITY, method=1)
    return target.getvalue()
