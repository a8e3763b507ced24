# SPDX-License-Identifier: MIT
"""Answer the browser: the preview's own page, its events, and the routes of every part."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Set
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemaprint.bind.foundry import Foundry
from hemaprint.preview.comparing import Comparing
from hemaprint.preview.copyfit import Copyfit
from hemaprint.preview.cursor import Cursor
from hemaprint.preview.desk import Desk
from hemaprint.preview.documents import Editor, font_css
from hemaprint.preview.drawing import NARROWEST, WIDEST, Press
from hemaprint.preview.findings import Findings
from hemaprint.preview.layouts import Documents, Layouts
from hemaprint.preview.letters import LetterMaker, Letters
from hemaprint.preview.lints import Lints
from hemaprint.preview.pictures import Pictures
from hemaprint.preview.plans import Plans
from hemaprint.preview.prints import Prints
from hemaprint.preview.remarks import Remarks
from hemaprint.preview.requests import NEVER, missing
from hemaprint.preview.rules import Rules
from hemaprint.preview.sources import Sources
from hemaprint.preview.stand import Stand
from hemaprint.preview.texts import Texts
from hemaprint.preview.views import state_view

_RETRY = 400
"""ms after which a browser looks again for a server that has gone."""
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class PreviewOptions:
    """How to serve a preview: ``path`` is shown first; with ``letter`` it also shows the newsletter.

    An ``editor`` is started only for browsers of this machine.
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

    def __init__(self, desk: Desk, root: Path, issue: str, options: PreviewOptions, foundry: Foundry) -> None:
        self._options = options
        self._stand = Stand(desk, root, issue, foundry)
        press = Press(foundry)
        self._sources = Sources(self._stand, options.editor)
        self._findings = Findings(self._stand)
        self._comparing = Comparing(self._stand, foundry)
        self._lints = Lints(self._stand, foundry)
        self._documents = Documents(self._stand)
        self._parts = (
            Pictures(self._stand, press),
            Plans(self._stand, press),
            Prints(self._stand, foundry),
            Layouts(self._stand, self._documents),
            Rules(self._stand, self._documents),
            Letters(self._stand, options.letter),
            Texts(self._stand),
            Remarks(self._stand),
            Cursor(self._stand, self._look),
            Copyfit(self._stand),
            self._findings,
            self._comparing,
            self._lints,
            self._sources,
        )
        self._bell = _Bell()
        self._restyled: dict[str, int] = {}
        self._saves = 0
        self._looked: tuple[int, dict[str, object]] = (0, {})
        self._stopping = False
        self._state_json: tuple[int, str] = (-1, "")

    def routes(self) -> list[Route]:
        """Every route."""
        own = [
            Route("/", self._index),
            Route("/newsletter", self._newsletter),
            Route("/static/{name}", self._static),
            Route("/faces.css", self._faces),
            Route("/events", self._events),
        ]
        return [*own, *(route for part in self._parts for route in part.routes())]

    def news(self) -> None:
        """Announce a new state; called in the server's own thread."""
        self._bell.ring()

    def saved(self, paths: Set[Path]) -> None:
        """Announce style sheets that were saved, before pages are set with them; in the server's own thread."""
        showing = self._stand.showing
        sheets = self._documents.saved(showing, paths) if showing else []
        if sheets:
            self._saves += 1
            self._restyled |= dict.fromkeys(sheets, self._saves)
            self._bell.ring()

    def _look(self, place: dict[str, object]) -> None:
        """Announce where an editor's cursor is; only the newest place counts."""
        self._looked = (self._looked[0] + 1, place)
        self._bell.ring()

    def end_streams(self) -> None:
        """End all streams of events."""
        self._stopping = True
        self._bell.ring()

    def close(self) -> None:
        """Release threads and documents."""
        self._findings.close()
        self._comparing.close()
        self._lints.close()
        self._stand.close()

    async def _index(self, _: Request) -> Response:
        return _asset("index.html")

    async def _newsletter(self, _: Request) -> Response:
        return _asset("newsletter.html") if self._options.letter else missing()

    async def _static(self, request: Request) -> Response:
        return _asset(request.path_params["name"])

    async def _faces(self, _: Request) -> Response:
        return Response(font_css(), media_type="text/css", headers=NEVER)

    async def _events(self, request: Request) -> Response:
        return EventSourceResponse(self._stream(self._sources.editor_for(request)), ping=15, shutdown_grace_period=1)

    async def _stream(self, editor: str) -> AsyncIterator[ServerSentEvent]:
        seen, restyled, looked = -1, self._saves, self._looked[0]
        hello = {
            "edition": self._options.edition,
            "editor": editor,
            "letter": self._options.letter is not None,
            "narrowest": NARROWEST,
            "widest": WIDEST,
        }
        yield ServerSentEvent(json.dumps(hello), event="hello", retry=_RETRY)
        while not self._stopping:
            if restyled < self._saves:
                sheets = [one for one, save in self._restyled.items() if save > restyled]
                restyled = self._saves
                yield ServerSentEvent(json.dumps({"sheets": sheets}), event="sheets")
                continue
            version, text = self._state_text()
            if version == seen and looked < self._looked[0]:
                looked, place = self._looked
                yield ServerSentEvent(json.dumps(place), event="look")
                continue
            if version == seen:
                await self._bell.wait()
                continue
            seen = version
            yield ServerSentEvent(text, event="state")

    def _state_text(self) -> tuple[int, str]:
        """The newest state as JSON, made once for all listeners."""
        state = self._stand.desk.state
        if self._state_json[0] != state.version:
            self._stand.noticed(state.showing)
            view = state_view(state, self._stand.root)
            self._state_json = (state.version, json.dumps(view, ensure_ascii=False, separators=(",", ":")))
        return self._state_json


def _asset(name: str) -> Response:
    kind = _TYPES.get(Path(name).suffix)
    place = files("hemaprint.preview") / "static" / name
    if kind is None or "/" in name or not place.is_file():
        return missing()
    return Response(place.read_bytes(), media_type=kind, headers={"cache-control": "no-cache"})
