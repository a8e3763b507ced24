# SPDX-License-Identifier: MIT
"""Answer the browser: one method for each route, with what the desk shows; requests are small bodies of JSON."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from hemaprint.bind.foundry import Foundry
from hemaprint.errors import HemaprintError, UsageError
from hemaprint.preview.desk import Desk
from hemaprint.preview.documents import (
    EXAMPLE,
    LAYOUT_POLICY,
    Editor,
    LetterMaker,
    file_inside,
    font_css,
    font_file,
    inside,
    layout_html,
    letter_page,
)
from hemaprint.preview.drawing import NARROWEST, WIDEST, Drawing, Layer, PageDrawer, Press, print_stamp
from hemaprint.preview.showing import NEVER, PageFace, Showing
from hemaprint.preview.views import Place, excerpt, locate, overlay_view, state_view
from hemaprint.system.environment import is_this_machine

LARGEST = 10_000
"""Bytes of a body; ours have a few dozen."""
PATIENCE = 10.0
"""s that a body may take."""
_Coordinate = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]
_Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
_FOREVER = {"cache-control": "private, max-age=31536000, immutable"}
_RETRY = 400
"""ms after which a browser looks again for a server that has gone."""
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class PreviewOptions:
    """How to serve a preview: ``path`` is shown first; with ``letter`` it also shows the newsletter.

    An ``editor`` is started only where nobody but this machine can ask for it.
    """

    host: str = "127.0.0.1"
    port: int = 0
    path: str = ""
    edition: str = "digital"
    editor: Editor | None = None
    letter: LetterMaker | None = None


class _Bell:
    """Wakes everything that waits for it, in one event loop."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self) -> None:
        await self._event.wait()


class Answers:
    """The routes of one preview."""

    def __init__(self, desk: Desk, root: Path, options: PreviewOptions, foundry: Foundry) -> None:
        self._desk, self._root, self._options = desk, root, options
        self._editor = options.editor if is_this_machine(options.host) else None
        self._pictures, self._press = PageDrawer(foundry), Press(foundry)
        self._drawers = ThreadPoolExecutor(2, thread_name_prefix="drawer")
        self._bell = _Bell()
        self._stopping = False
        self._state_json: tuple[int, str] = (-1, "")
        self._older: Showing | None = None
        self._newest: Showing | None = None

    def routes(self) -> list[Route]:
        """Every route."""
        return [
            Route("/", self._index),
            Route("/newsletter", self._newsletter),
            Route("/letter", self._letter),
            Route("/static/{name}", self._static),
            Route("/faces.css", self._faces),
            Route("/events", self._events),
            Route("/pictures/{edition}/{key}/{width:int}.webp", self._picture),
            Route("/overlays/{number:int}", self._overlay),
            Route("/layouts/{name}", self._layout),
            Route("/files/{name:path}", self._file),
            Route("/fonts/{name}", self._font),
            Route("/locate", self._locate, methods=["POST"]),
            Route("/open", self._open, methods=["POST"]),
            Route("/view", self._view, methods=["POST"]),
        ]

    def news(self) -> None:
        """Announce a new state; called in the server's own thread."""
        self._bell.ring()

    def end_streams(self) -> None:
        """End all streams of events."""
        self._stopping = True
        self._bell.ring()

    def close(self) -> None:
        """Release threads and documents."""
        self._drawers.shutdown(cancel_futures=True)
        self._pictures.close()

    # ------------------------------------------------------------ the page and its events

    async def _index(self, _: Request) -> Response:
        return _asset("index.html")

    async def _static(self, request: Request) -> Response:
        return _asset(request.path_params["name"])

    async def _faces(self, _: Request) -> Response:
        return Response(font_css(), media_type="text/css", headers=NEVER)

    async def _events(self, _: Request) -> Response:
        return EventSourceResponse(self._stream(), ping=15, shutdown_grace_period=1)

    async def _stream(self) -> AsyncIterator[ServerSentEvent]:
        seen = -1
        hello = {
            "edition": self._options.edition,
            "editor": self._editor.name if self._editor else "",
            "letter": self._options.letter is not None,
            "narrowest": NARROWEST,
            "widest": WIDEST,
        }
        yield ServerSentEvent(json.dumps(hello), event="hello", retry=_RETRY)
        while not self._stopping:
            version, text = self._state_text()
            if version == seen:
                await self._bell.wait()
                continue
            seen = version
            yield ServerSentEvent(text, event="state")

    def _state_text(self) -> tuple[int, str]:
        """The newest state as JSON, made once for all listeners."""
        state = self._desk.state
        if self._state_json[0] != state.version:
            if state.showing is not self._newest:
                self._older, self._newest = self._newest, state.showing
            view = state_view(state, self._root)
            self._state_json = (state.version, json.dumps(view, ensure_ascii=False, separators=(",", ":")))
        return self._state_json

    # ------------------------------------------------------------ pages

    async def _picture(self, request: Request) -> Response:
        edition, key, width = (request.path_params[name] for name in ("edition", "key", "width"))
        if edition not in ("digital", "print") or not NARROWEST <= width <= WIDEST:
            return _missing()
        picture = self._pictures.kept(f"{edition} {key}", width)
        if picture is None:
            found = self._face_of(edition, key)
            if found is None:
                return _missing()
            picture = await self._in_thread(self._drawn, edition, f"{edition} {key}", width, *found)
        return Response(picture, media_type="image/webp", headers=_FOREVER)

    def _drawn(self, edition: str, key: str, width: int, showing: Showing, face: PageFace) -> bytes:
        if edition == "print":
            pdf, index = self._press.sheet(showing, face)
            return self._pictures.draw(Drawing(key, (Layer(pdf, index),), width, whole=True))
        folio = Layer(showing.done.folios, face.number - showing.done.plan.start)
        return self._pictures.draw(Drawing(key, (Layer(face.run.pages.pdf, face.sheet), folio), width))

    def _face_of(self, edition: str, key: str) -> tuple[Showing, PageFace] | None:
        """The page with a key, of the pages shown now or before, which a browser may still request."""
        look, _, stamp = key.partition("-")
        for showing in (self._desk.state.showing, self._newest, self._older):
            if showing is None or look not in showing.by_key:
                continue
            if stamp == (print_stamp(showing) if edition == "print" else ""):
                return showing, showing.by_key[look]
        return None

    async def _overlay(self, request: Request) -> Response:
        showing, face = self._page(request.path_params["number"])
        return JSONResponse(overlay_view(face, showing), headers=NEVER)

    async def _locate(self, request: Request) -> Response:
        place = await self._in_thread(self._placed, await asked(request, Spot))
        return JSONResponse(self._place_view(place), headers=NEVER)

    def _placed(self, spot: Spot) -> Place:
        _, face = self._page(spot.page)
        shown = self._pictures.words_at(Layer(face.run.pages.pdf, face.sheet), spot.x, spot.y)
        return locate(face, spot.x, spot.y, shown)

    def _place_view(self, place: Place) -> dict[str, object]:
        text = next((text for number, text in excerpt(place.path, place.line) if number == place.line), "")
        return {
            "path": place.path.relative_to(self._root).as_posix(),
            "line": place.line,
            "column": place.column,
            "box": place.box,
            "text": text.strip()[:160],
        }

    def _page(self, index: int) -> tuple[Showing, PageFace]:
        """The page at ``index`` in the list of pages."""
        showing = self._desk.state.showing
        if showing is None or not 0 <= index < len(showing.faces):
            raise ValueError("there is no such page")
        return showing, showing.faces[index]

    # ------------------------------------------------------------ layouts, files and the letter

    async def _newsletter(self, _: Request) -> Response:
        return _asset("newsletter.html") if self._options.letter else _missing()

    async def _letter(self, _: Request) -> Response:
        showing, maker = self._desk.state.showing, self._options.letter
        if showing is None or maker is None:
            return _missing()
        response: Response = await self._in_thread(letter_page, maker, showing, self._pictures)
        return response

    async def _layout(self, request: Request) -> Response:
        showing = self._desk.state.showing
        html = layout_html(showing, request.path_params["name"]) if showing else None
        if html is None:
            return _missing()
        return Response(html, media_type="text/html", headers={**NEVER, "content-security-policy": LAYOUT_POLICY})

    async def _file(self, request: Request) -> Response:
        path = file_inside(self._root, request.path_params["name"])
        if path is None:
            return _missing()
        # a drawing can contain a script, which would run as ours if the drawing were opened alone
        return FileResponse(path, headers={"cache-control": "no-cache", "content-security-policy": "sandbox"})

    async def _font(self, request: Request) -> Response:
        path = font_file(request.path_params["name"])
        return FileResponse(path, headers=_FOREVER) if path else _missing()

    # ------------------------------------------------------------ requests that change something

    async def _view(self, request: Request) -> Response:
        wanted = await asked(request, InView)
        self._desk.look_at(wanted.article or None)
        return Response(status_code=204)

    async def _open(self, request: Request) -> Response:
        if not (is_this_machine(self._options.host) and request.client and is_this_machine(request.client.host)):
            raise HTTPException(403, "an editor is started only for a preview that only this machine can reach")
        place = await asked(request, Line)
        if self._editor is None:
            raise UsageError("no editor is set", f"start with --editor '{EXAMPLE}'")
        path = inside(self._root, place.path)
        if path is None:
            raise ValueError("this is not a file of the project")
        try:
            self._editor.open(path, place.line, place.column)
        except OSError as error:
            raise UsageError(f"{self._editor.name} cannot be started: {error.strerror}") from error
        return Response(status_code=204)

    async def _in_thread(self, work: Callable[..., Any], *arguments: object) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._drawers, work, *arguments)


# ---------------------------------------------------------------- errors and files


async def known_error(_: Request, error: Exception) -> Response:
    """Answer with an error of ours and its hint."""
    assert isinstance(error, HemaprintError)
    return JSONResponse({"message": error.message, "hint": error.hint}, status_code=409, headers=NEVER)


async def bad_request(_: Request, error: Exception) -> Response:
    """Answer a request that no browser of ours sends."""
    return JSONResponse({"message": str(error), "hint": ""}, status_code=400, headers=NEVER)


async def refused(_: Request, error: Exception) -> Response:
    """Refuse what does not exist, or is not allowed, too large or too slow."""
    assert isinstance(error, HTTPException)
    headers = {**NEVER, **(error.headers or {})}
    return JSONResponse({"message": error.detail, "hint": ""}, status_code=error.status_code, headers=headers)


def _asset(name: str) -> Response:
    kind = _TYPES.get(Path(name).suffix)
    place = files("hemaprint.preview") / "static" / name
    if kind is None or "/" in name or not place.is_file():
        return _missing()
    return Response(place.read_bytes(), media_type=kind, headers={"cache-control": "no-cache"})


def _missing() -> Response:
    return PlainTextResponse("not found\n", status_code=404, headers=NEVER)


# ---------------------------------------------------------------- requests


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)


class Spot(_Asked):
    """A place on a page (from 0), in pt from the corner of its trim."""

    page: _Count
    x: _Coordinate
    y: _Coordinate


class Line(_Asked):
    """A line of a file, its path from the project's folder."""

    path: str
    line: _Count = 1
    column: _Count = 1


class InView(_Asked):
    """The article in view, if any."""

    article: str | None = None


Form = TypeVar("Form", bound=_Asked)


async def asked(request: Request, form: type[Form]) -> Form:
    """The body as ``form``. Raises ValueError for another form, HTTPException for one that is too long or too slow."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise ValueError("send JSON")
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for piece in request.stream():
                body += piece
                if len(body) > LARGEST:
                    raise HTTPException(413, f"a request may have {LARGEST} bytes")
    except TimeoutError:
        raise HTTPException(408, "the request was not complete in time", {"connection": "close"}) from None
    try:
        return form.model_validate_json(bytes(body))
    except ValidationError as error:
        raise ValueError("; ".join(one["msg"] for one in error.errors(include_url=False))) from error
