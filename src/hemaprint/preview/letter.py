"""The letter of the issue beside its pages. Who lays it out is not known here: the newsletter stands above."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from io import BytesIO
from typing import TypeAlias

from PIL import Image
from starlette.responses import Response

from hemaprint.errors import ContentError
from hemaprint.preview.models import Showing
from hemaprint.preview.pictures import Layer, Pictures, Wanted
from hemaprint.typeset.plan import SetIssue

LetterMaker: TypeAlias = Callable[[SetIssue, Image.Image], str]
"""Lays out the letter of an issue as HTML, with a picture of its first page; raises ContentError."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
"""A letter is complete in itself, and whatever a layout says, nothing in it runs."""
_COVER_PX = 900


def letter_page(maker: LetterMaker, showing: Showing, pictures: Pictures) -> Response:
    """The letter of what is shown, or what is wrong with its layouts."""
    face = showing.faces[0]
    wanted = Wanted(f"letter {face.key}", (Layer(face.run.pages.pdf, face.sheet),), _COVER_PX)
    try:
        with Image.open(BytesIO(pictures.draw(wanted))) as cover:
            html = maker(showing.done, cover.convert("RGB"))
    except ContentError as error:
        lines = (f"{one.location}: {one.message}\n{one.hint}\n" for one in error.problems)
        html = (
            f"<!doctype html><meta charset=utf-8><pre style='white-space:pre-wrap'>{escape(chr(10).join(lines))}</pre>"
        )
    headers = {"cache-control": "no-store", "content-security-policy": POLICY}
    return Response(html, media_type="text/html", headers=headers)
