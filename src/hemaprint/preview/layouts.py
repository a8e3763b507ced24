# SPDX-License-Identifier: MIT
"""Answer with documents: layouts as HTML with their files and fonts."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from hemaprint.preview.documents import LAYOUT_POLICY, file_inside, font_file, layout_html
from hemaprint.preview.requests import FOREVER, NEVER, missing
from hemaprint.preview.stand import Stand


class Layouts:
    """The routes of documents."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand

    def routes(self) -> list[Route]:
        """Every route."""
        return [
            Route("/layouts/{name}", self._layout),
            Route("/files/{name:path}", self._file),
            Route("/fonts/{name}", self._font),
        ]

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
