# SPDX-License-Identifier: MIT
"""Answer with pages: their pictures, and what lies over them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hemaprint.preview.drawing import NARROWEST, WIDEST, Drawing, Layer, Press, print_stamp
from hemaprint.preview.requests import FOREVER, NEVER, missing
from hemaprint.preview.showing import PageFace, Showing
from hemaprint.preview.stand import Stand
from hemaprint.preview.views import overlay_view


class Pictures:
    """The routes of page pictures."""

    def __init__(self, stand: Stand, press: Press) -> None:
        self._stand, self._press = stand, press

    def routes(self) -> list[Route]:
        """Every route."""
        return [
            Route("/pictures/{edition}/{key}/{width:int}.webp", self._picture),
            Route("/overlays/{number:int}", self._overlay),
        ]

    async def _picture(self, request: Request) -> Response:
        edition, key, width = (request.path_params[name] for name in ("edition", "key", "width"))
        if edition not in ("digital", "print") or not NARROWEST <= width <= WIDEST:
            return missing()
        picture = self._stand.pictures.kept(f"{edition} {key}", width)
        if picture is None:
            found = self._face_of(edition, key)
            if found is None:
                return missing()
            picture = await self._stand.in_thread(self._drawn, edition, f"{edition} {key}", width, *found)
        return Response(picture, media_type="image/webp", headers=FOREVER)

    def _drawn(self, edition: str, key: str, width: int, showing: Showing, face: PageFace) -> bytes:
        if edition == "print":
            pdf, index = self._press.sheet(showing, face)
            return self._stand.pictures.draw(Drawing(key, (Layer(pdf, index),), width, whole=True))
        folios = showing.done.folios
        above = (Layer(folios, face.number - showing.done.plan.start),) if folios else ()
        return self._stand.pictures.draw(Drawing(key, (Layer(face.run.pages.pdf, face.sheet), *above), width))

    def _face_of(self, edition: str, key: str) -> tuple[Showing, PageFace] | None:
        look, _, stamp = key.partition("-")
        for showing in self._stand.shown():
            if look in showing.by_key and stamp == (print_stamp(showing) if edition == "print" else ""):
                return showing, showing.by_key[look]
        return None

    async def _overlay(self, request: Request) -> Response:
        showing, face = self._stand.page(request.path_params["number"])
        return JSONResponse(overlay_view(face, showing), headers=NEVER)
