# SPDX-License-Identifier: MIT
"""Lead from a page to the line behind it: find the line, open it in an editor."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hemaprint.errors import UsageError
from hemaprint.preview.documents import EXAMPLE, Editor
from hemaprint.preview.drawing import Layer
from hemaprint.preview.requests import NEVER, Asked, Line, Spot, asked, is_from_here
from hemaprint.preview.stand import Stand
from hemaprint.preview.views import Place, excerpt, locate, shown_path


class InView(Asked):
    """The article in view, if any."""

    article: str | None = None


class Sources:
    """The routes between pages and files; an ``editor`` is started only for browsers of this machine."""

    def __init__(self, stand: Stand, editor: Editor | None) -> None:
        self._stand, self._editor = stand, editor

    def routes(self) -> list[Route]:
        """Every route."""
        return [
            Route("/locate", self._locate, methods=["POST"]),
            Route("/open", self._open, methods=["POST"]),
            Route("/view", self._view, methods=["POST"]),
        ]

    def editor_for(self, request: Request) -> str:
        """The name of the editor that this browser can start; "" where there is none."""
        return self._editor.name if self._editor and is_from_here(request) else ""

    async def _locate(self, request: Request) -> Response:
        place = await self._stand.in_thread(self._placed, await asked(request, Spot))
        return JSONResponse(self._place_view(place), headers=NEVER)

    def _placed(self, spot: Spot) -> Place:
        _, face = self._stand.page(spot.page)
        shown = self._stand.pictures.words_at(Layer(face.run.pages.pdf, face.sheet), spot.x, spot.y)
        return locate(face, spot.x, spot.y, shown)

    def _place_view(self, place: Place) -> dict[str, object]:
        text = next((text for number, text in excerpt(place.path, place.line) if number == place.line), "")
        return {
            "path": shown_path(place.path, self._stand.root),
            "line": place.line,
            "column": place.column,
            "box": place.box,
            "text": text.strip()[:160],
        }

    async def _view(self, request: Request) -> Response:
        wanted = await asked(request, InView)
        self._stand.desk.look_at(wanted.article or None)
        return Response(status_code=204)

    async def _open(self, request: Request) -> Response:
        if not is_from_here(request):
            raise HTTPException(403, "an editor is started only from the machine that it is on")
        place = await asked(request, Line)
        if self._editor is None:
            raise UsageError("no editor is set", f"start with --editor '{EXAMPLE}'")
        path = self._stand.file(place.path)
        try:
            self._editor.open(path, place.line, place.column)
        except OSError as error:
            raise UsageError(f"{self._editor.name} cannot be started: {error.strerror}") from error
        return Response(status_code=204)
