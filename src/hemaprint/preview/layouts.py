# SPDX-License-Identifier: MIT
"""Answer with documents: layouts as HTML with their files and fonts, and the letter."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from hemaprint.preview.documents import LAYOUT_POLICY, LetterMaker, file_inside, font_file, layout_html, letter_page
from hemaprint.preview.requests import FOREVER, NEVER, missing
from hemaprint.preview.stand import Stand


class Layouts:
    """The routes of documents; the letter where there is a ``maker`` of one."""

    def __init__(self, stand: Stand, maker: LetterMaker | None) -> None:
        self._stand, self._maker = stand, maker

    def routes(self) -> list[Route]:
        """Every route."""
        return [
            Route("/letter", self._letter),
            Route("/layouts/{name}", self._layout),
            Route("/files/{name:path}", self._file),
            Route("/fonts/{name}", self._font),
        ]

    async def _letter(self, _: Request) -> Response:
        showing, maker = self._stand.showing, self._maker
        if showing is None or maker is None:
            return missing()
        return await self._stand.in_thread(letter_page, maker, showing, self._stand.pictures)

    async def _layout(self, request: Request) -> Response:
        showing = self._stand.showing
        html = layout_html(showing, request.path_params["name"]) if showing else None
        if html is None:
            return missing()
        return Response(html, media_type="text/html", headers={**NEVER, "content-security-policy": LAYOUT_POLICY})

    async def _file(self, request: Request) -> Response:
        path = file_inside(self._stand.root, request.path_params["name"])
        if path is None:
            return missing()
        # a drawing can contain a script, which would run as ours if the drawing were opened alone
        return FileResponse(path, headers={"cache-control": "no-cache", "content-security-policy": "sandbox"})

    async def _font(self, request: Request) -> Response:
        path = font_file(request.path_params["name"])
        return FileResponse(path, headers=FOREVER) if path else missing()
