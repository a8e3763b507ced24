# SPDX-License-Identifier: MIT
"""Hand out a page or a spread as a file: a PDF with its fonts and tags, or a PNG drawn from that."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import groupby
from typing import Literal

import pypdfium2 as pdfium
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemaprint.bind.binder import bind
from hemaprint.bind.foundry import Foundry
from hemaprint.bind.issue import issue_imprint, part_of
from hemaprint.pdf.raster import PDFIUM, render_spread
from hemaprint.preview.requests import NEVER, missing
from hemaprint.preview.showing import PageFace, Showing
from hemaprint.preview.stand import Stand
from hemaprint.project.text import slug_of

RESOLUTIONS = (72, 150, 300, 600)
"""Pixels per inch of a PNG."""
_TYPES = {"pdf": "application/pdf", "png": "image/png"}
Form = Literal["pdf", "png"]


class Prints:
    """The route of downloads: a page, or two that face each other, by the index of the first."""

    def __init__(self, stand: Stand, foundry: Foundry) -> None:
        self._stand, self._foundry = stand, foundry

    def routes(self) -> list[Route]:
        """Every route."""
        return [Route("/prints/{first:int}/{count:int}/{form}", self._print)]

    async def _print(self, request: Request) -> Response:
        first, count, form = (request.path_params[key] for key in ("first", "count", "form"))
        resolution = request.query_params.get("dpi", "150")
        if form not in _TYPES or count not in (1, 2) or resolution not in map(str, RESOLUTIONS):
            return missing()
        showing, face = self._stand.page(first)
        faces = [face] if count == 1 else [face, self._stand.page(first + 1)[1]]
        made = await self._stand.in_thread(self._made, showing, faces, form, int(resolution))
        told = f'attachment; filename="{file_name(showing, faces)}.{form}"'
        return Response(made, media_type=_TYPES[form], headers={**NEVER, "content-disposition": told})

    def _made(self, showing: Showing, faces: list[PageFace], form: Form, dpi: int) -> bytes:
        pdf = bound(showing, faces, self._foundry)
        return pdf if form == "pdf" else picture(pdf, dpi, turned=showing.done.setting.turned)


def bound(showing: Showing, faces: list[PageFace], foundry: Foundry) -> bytes:
    """Neighbouring pages as a PDF of the digital edition; links that lead out of them are plain text."""
    done, parts, first = showing.done, [], 0
    for _, group in groupby(faces, key=lambda face: id(face.run)):
        some = list(group)
        sheets = tuple(face.sheet for face in some)
        parts.append(replace(part_of(some[0].run, done, first, ()), sheets=sheets))
        first += len(some)
    return bind(
        parts,
        folios=done.folios or None,
        first_folio=faces[0].number - done.plan.start,
        imprint=issue_imprint(done, done.setting.config),
        trimmed=True,
        turned=done.setting.turned,
        alone=True,
        foundry=foundry,
    ).pdf


def picture(pdf: bytes, dpi: int, *, turned: bool) -> bytes:
    """The one or two pages of a PDF side by side, as a PNG that knows its resolution."""
    with PDFIUM, pdfium.PdfDocument(pdf) as document:
        pair = (0, 1 if len(document) > 1 else None)
        drawn = render_spread(document, (pair[1], pair[0]) if turned else pair, dpi)
    target = BytesIO()
    drawn.save(target, "PNG", dpi=(dpi, dpi))
    return target.getvalue()


def file_name(showing: Showing, faces: list[PageFace]) -> str:
    """The name of a download without its suffix: magazine, issue and pages."""
    setting = showing.done.setting
    pages = "-".join(slug_of(face.label) or slug_of(face.run.piece.name) or "page" for face in faces)
    return f"{slug_of(setting.config.magazine.title) or 'issue'}-{setting.issue.name}-{pages}"
