# SPDX-License-Identifier: MIT
"""Answer which rules a block has, of a layout as of a typeset page: with their sheets, files and lines."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hemaprint.galley.served import Served
from hemaprint.preview.cascade import Applied, Cascade, name_of
from hemaprint.preview.drawing import Layer
from hemaprint.preview.layouts import SHEETS, Documents
from hemaprint.preview.requests import NEVER, Asked, Count, Spot, asked
from hemaprint.preview.showing import Showing
from hemaprint.preview.stand import Stand
from hemaprint.preview.views import Json, line_at
from hemaprint.theme.linked import LinkedSheet

_DEEPEST = 60
"""Steps from the body to an element."""
_WORD = re.compile(r"\w{2,}")


class Element(Asked):
    """An element of a layout: which child of the body it is, which child of that the next, and so on (from 0)."""

    layout: str
    path: Annotated[tuple[Count, ...], Field(max_length=_DEEPEST, strict=False)]


class Rules:
    """The routes of rules."""

    def __init__(self, stand: Stand, documents: Documents) -> None:
        self._stand, self._documents = stand, documents
        self._cascade: Cascade | None = None

    def routes(self) -> list[Route]:
        """Every route."""
        return [
            Route("/rules/layout", self._of_layout, methods=["POST"]),
            Route("/rules/page", self._of_page, methods=["POST"]),
        ]

    async def _of_layout(self, request: Request) -> Response:
        wanted = await asked(request, Element)
        return JSONResponse(await self._stand.in_thread(self._at_path, wanted), headers=NEVER)

    async def _of_page(self, request: Request) -> Response:
        wanted = await asked(request, Spot)
        return JSONResponse(await self._stand.in_thread(self._at_spot, wanted), headers=NEVER)

    def _at_path(self, wanted: Element) -> Json:
        showing = self._stand.showing
        served = self._documents.served(showing, wanted.layout) if showing else None
        if showing is None or served is None:
            raise ValueError("there is no such layout")
        return self._view(showing, served, served.element(wanted.path))

    def _at_spot(self, wanted: Spot) -> Json:
        showing, face = self._stand.page(wanted.page)
        served = self._documents.served(showing, face.run.pages.name)
        if served is None:
            raise ValueError("this page is made of no layout")
        words = self._stand.pictures.words_at(Layer(face.run.pages.pdf, face.sheet), wanted.x, wanted.y)
        line = line_at(face, wanted.x, wanted.y)
        return self._view(showing, served, element_at(served.root, line, words))

    def _view(self, showing: Showing, served: Served, element: Any) -> Json:
        sheets = self._documents.sheets(showing)
        if self._cascade is None or self._cascade.sheets is not sheets:
            self._cascade = Cascade(sheets)
        own = LinkedSheet("generated", f"documents/{served.name}.css", served.rules)
        applied = self._cascade.applied(served.root, own, element)
        return {
            "layout": served.name,
            "element": name_of(element),
            "trail": [{"name": name_of(one), "path": path} for one, path in served.trail(element)],
            "inside": [{"name": name_of(one), "path": path} for one, path in served.inside(element)],
            "rules": [self._rule_view(one) for one in applied],
        }

    def _rule_view(self, one: Applied) -> Json:
        root: Path = self._stand.root
        inside = one.path is not None and one.path.is_relative_to(root)
        return asdict(one) | {
            "path": one.path.relative_to(root).as_posix() if one.path is not None and inside else "",
            "address": f"{SHEETS}/{one.address}" if one.address else "",
            "sheet": one.address,
        }


def element_at(root: Any, line: int, words: str) -> Any:
    """The element of a document that shows the ``words`` of a page: the block of ``line``, or with 0 any.

    It is the one whose words are most nearly these; of equals, the innermost.
    """
    body = root.find("body")
    block = next((one for one in body.iter() if line and one.get("data-line") == str(line)), None)
    if block is not None:
        return block
    wanted = set(_words(words))
    elements = [one for one in body.iter() if isinstance(one.tag, str)]
    return max(reversed(elements), key=lambda one: _likeness(wanted, set(_words(" ".join(one.itertext())))))


def _likeness(wanted: Set[str], has: Set[str]) -> float:
    """From 0, no word in common, to 1, the same words."""
    return 2 * len(wanted & has) / ((len(wanted) + len(has)) or 1)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
