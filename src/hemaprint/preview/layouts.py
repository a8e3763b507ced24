# SPDX-License-Identifier: MIT
"""Answer with documents: layouts as HTML, their style sheets one by one, files and fonts."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from pathlib import Path
from threading import RLock

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from hemaprint.galley.served import Served, face_urls, links_of, places_of
from hemaprint.preview.documents import LAYOUT_POLICY, file_inside, font_file, galley_of, with_faces
from hemaprint.preview.requests import FOREVER, NEVER, missing
from hemaprint.preview.showing import Showing
from hemaprint.preview.stand import Stand
from hemaprint.theme.linked import LinkedSheet, browser_sheets, linked_sheets
from hemaprint.theme.theme import Theme

SHEETS, FILES, FONTS = "/sheets", "/files", "/fonts"
_SANDBOX = {"cache-control": "no-cache", "content-security-policy": "sandbox"}
"""A drawing can contain a script, which would run as ours if the drawing were opened alone."""
_KEPT = 6
"""Documents that are kept read."""


class Documents:
    """The galleys that are shown and the sheets as they are on the disk now, which a build may not have seen yet."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._sheets: tuple[Theme, tuple[LinkedSheet, ...], tuple[LinkedSheet, ...]] | None = None
        self._served: dict[str, tuple[object, Served]] = {}
        self._reading, self._serving = RLock(), RLock()

    def sheets(self, showing: Showing) -> tuple[LinkedSheet, ...]:
        """The sheets of the pages, in the order of the cascade, as they are on the disk."""
        return self._read(showing)[1]

    def shown_sheets(self, showing: Showing) -> tuple[LinkedSheet, ...]:
        """The sheets of a browser: those of the pages, and its own."""
        _, pages, browser = self._read(showing)
        return (*pages, *browser)

    def _read(self, showing: Showing) -> tuple[Theme, tuple[LinkedSheet, ...], tuple[LinkedSheet, ...]]:
        setting = showing.done.setting
        with self._reading:
            if self._sheets is None or self._sheets[0] is not setting.theme:
                theme = replace(setting.theme)  # reads its sheets again
                pages = linked_sheets(theme, face_urls(setting, FONTS))
                self._sheets = (setting.theme, pages, browser_sheets(theme))
            return self._sheets

    def saved(self, showing: Showing, paths: Set[Path]) -> list[str]:
        """The addresses of sheets that have changed, now that files, or something in folders, were saved."""
        if not any(path.suffix in (".css", "") for path in paths):
            return []
        with self._reading:
            before = {one.address: one.version for one in self._sheets[1] + self._sheets[2]} if self._sheets else {}
            self._sheets = None
            now = self.shown_sheets(showing)
            changed = [one.address for one in now if one.path in paths or before.get(one.address) != one.version]
            return [*changed, *(before.keys() - {one.address for one in now})]

    def served(self, showing: Showing, name: str) -> Served | None:
        """The document called ``name``; None where the issue has none."""
        galley = galley_of(showing, name)
        if galley is None:
            return None
        with self._serving:
            known = self._served.pop(name, None)
            if known is None or known[0] is not galley:
                known = (galley, Served.of(galley))
            self._served[name] = known
            while len(self._served) > _KEPT:
                self._served.pop(next(iter(self._served)))
        return known[1]

    def own_sheet(self, showing: Showing, name: str) -> LinkedSheet | None:
        """The rules of a document; None where the issue has none of this name."""
        served = self.served(showing, name)
        return served.own_sheet(showing.done.setting.theme.css) if served is not None else None

    def html(self, showing: Showing, name: str) -> str | None:
        """A document for a browser; None where the issue has none of this name."""
        served, own = self.served(showing, name), self.own_sheet(showing, name)
        if served is None or own is None:
            return None
        head = links_of((*self.shown_sheets(showing), own), SHEETS)
        return served.html(head, places_of(FILES, face_urls(showing.done.setting, FONTS)))


class Layouts:
    """The routes of documents."""

    def __init__(self, stand: Stand, documents: Documents) -> None:
        self._stand, self._documents = stand, documents

    def routes(self) -> list[Route]:
        """Every route."""
        return [
            Route("/layouts/{name}", self._layout),
            Route(SHEETS + "/{address:path}", self._sheet),
            Route(FILES + "/{name:path}", self._file),
            Route(FONTS + "/{name}", self._font),
        ]

    async def _layout(self, request: Request) -> Response:
        showing, name = self._stand.showing, request.path_params["name"]
        html = await self._stand.in_thread(self._documents.html, showing, name) if showing else None
        if html is None:
            return missing()
        return Response(html, media_type="text/html", headers={**NEVER, "content-security-policy": LAYOUT_POLICY})

    async def _sheet(self, request: Request) -> Response:
        showing = self._stand.showing
        # not in a thread: sheets, which are many, would wait there for pages that are drawn
        sheet = self._found(showing, request) if showing else None
        return Response(sheet.text, media_type="text/css", headers=NEVER) if sheet else missing()

    def _found(self, showing: Showing, request: Request) -> LinkedSheet | None:
        address, part = request.path_params["address"], request.query_params.get("part", "1")
        named = (one for one in self._documents.shown_sheets(showing) if f"{one.origin}/{one.name}" == address)
        found = next((one for one in named if str(one.part) == part), None)
        own = address.removeprefix("generated/documents/").removesuffix(".css")
        return found or (self._documents.own_sheet(showing, own) if own != address else None)

    async def _file(self, request: Request) -> Response:
        setting = self._stand.showing.done.setting if self._stand.showing else None
        if setting is None:
            return missing()
        root, lender = setting.issue.path.parents[1].resolve(), setting.theme.lender
        path = file_inside(root, request.path_params["name"], lender)
        if path is None:
            return missing()
        if path.suffix.lower() == ".svg":
            faces = setting.theme.faces
            drawing = await self._stand.in_thread(lambda: with_faces(path.read_bytes(), faces))
            return Response(drawing, media_type="image/svg+xml", headers=_SANDBOX)
        return FileResponse(path, headers=_SANDBOX)

    async def _font(self, request: Request) -> Response:
        path = font_file(request.path_params["name"])
        return FileResponse(path, headers=FOREVER) if path else missing()
