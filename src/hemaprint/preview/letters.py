# SPDX-License-Identifier: MIT
"""Answer with the newsletter's letter, or with the problems of its layouts."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from threading import Lock
from typing import TypeAlias

from PIL import Image
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hemaprint.preview.drawing import Drawing, Layer
from hemaprint.preview.requests import NEVER, missing
from hemaprint.preview.showing import Showing
from hemaprint.preview.stand import Stand
from hemaprint.preview.views import problem_view, problems_of
from hemaprint.typeset.plan import SetIssue

LetterMaker: TypeAlias = Callable[[SetIssue, Image.Image], str]
"""Lays out the letter of an issue as HTML, with a picture of its first page; raises ContentError.

The newsletter, which the preview must not import, provides it.
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
"""A letter is self-contained, and nothing in it runs."""
_COVER_PX = 900


class Letters:
    """The route of the letter, where there is a ``maker`` of one; it is made once for each build."""

    def __init__(self, stand: Stand, maker: LetterMaker | None) -> None:
        self._stand, self._maker = stand, maker
        self._made: tuple[Showing, Response] | None = None
        self._lock = Lock()

    def routes(self) -> list[Route]:
        """Every route."""
        return [Route("/letter", self._letter)]

    async def _letter(self, _: Request) -> Response:
        showing, maker = self._stand.showing, self._maker
        if showing is None or not showing.is_whole or maker is None:
            return missing()
        return await self._stand.in_thread(self._of, showing, maker)

    def _of(self, showing: Showing, maker: LetterMaker) -> Response:
        with self._lock:
            if self._made is None or self._made[0] is not showing:
                self._made = showing, self._laid_out(showing, maker)
            return self._made[1]

    def _laid_out(self, showing: Showing, maker: LetterMaker) -> Response:
        face = showing.faces[0]
        wanted = Drawing(f"letter {face.key}", (Layer(face.run.pages.pdf, face.sheet),), _COVER_PX)
        try:
            with Image.open(BytesIO(self._stand.pictures.draw(wanted))) as cover:
                html = maker(showing.done, cover.convert("RGB"))
        except Exception as error:  # a layout must not end in silence, whatever it fails with
            root = self._stand.root
            problems = [problem_view(problem, root) for problem in problems_of(error, root)]
            return JSONResponse({"problems": problems}, status_code=409, headers=NEVER)
        return Response(html, media_type="text/html", headers={**NEVER, "content-security-policy": POLICY})
