# SPDX-License-Identifier: MIT
"""Give drawings the faces of the theme: a browser shows a drawing in a page with nothing that is not in its file."""

from __future__ import annotations

import html
import re
from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache

import uharfbuzz

from hemaprint.theme.faces import FontFace, browser_face_css

_START = re.compile(rb"<svg\b(?:[^<>\"']++|\"[^<\"]*+\"|'[^<']*+')*(?<!/)>")
_TAG = re.compile(r"<[^<>]*+>")
_LARGEST = 4_000_000
"""Bytes of a drawing that is looked at; larger ones are maps and scans."""


def with_faces(drawing: bytes, faces: Iterable[FontFace]) -> bytes:
    """An SVG drawing with those of ``faces`` in it that it names, each with the characters of the drawing alone."""
    start = _START.search(drawing)
    if start is None or b"<text" not in drawing or len(drawing) > _LARGEST:
        return drawing
    text = drawing.decode("utf-8", "replace")
    named = [face for face in faces if face.family in text]
    characters = frozenset(html.unescape(_TAG.sub("", text)))
    rules = browser_face_css({face: _address(face, characters) for face in named})
    style = f"<style>{rules}</style>".encode() if rules else b""
    return drawing[: start.end()] + style + drawing[start.end() :]


@lru_cache(maxsize=64)
def _address(face: FontFace, characters: frozenset[str]) -> str:
    """A face with these characters, as an address that holds it."""
    wish = uharfbuzz.SubsetInput()
    wish.unicode_set.update(map(ord, characters))
    made = uharfbuzz.subset(uharfbuzz.Face(face.path.read_bytes()), wish)
    return f"data:font/ttf;base64,{b64encode(made.blob.data).decode()}"
