# SPDX-License-Identifier: MIT
"""Say what the pages read: the tags of a page with their words and places, for a search, a clipboard and a reader.

A layer is JSON: an element has its ``role`` (a standard type of PDF), its ``kids`` and, where it has them, ``lang``,
``label`` (what is read instead of its content), ``link`` and ``box``; a run is a list of its text and its box. Boxes
are ``[x, y, width, height]`` in pt from the top left corner of the trim.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from threading import Lock
from typing import Any, TypeAlias, assert_never

import pikepdf
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hemaprint.bind.navigation import SCHEME
from hemaprint.pdf.fonts import FontShelf
from hemaprint.pdf.interpreter import marks_of
from hemaprint.pdf.marks import Mark
from hemaprint.pdf.objects import ObjectId, Rectangle, box_around, entry, is_new, text_of, trim_of
from hemaprint.pdf.structure import SOFT_HYPHEN, Content, Element, Reference, Structure, Words, joined, words_of
from hemaprint.preview.requests import NEVER
from hemaprint.preview.showing import PageFace, Showing
from hemaprint.preview.stand import Stand

_KEPT = 200
"""Layers that are kept, of about 20 kB each."""
_OPEN = 4
"""Parts that are kept open."""
_INLINE = frozenset(
    {"Span", "Link", "Em", "Strong", "Quote", "Code", "Reference", "Lbl", "Sub", "BibEntry", "Annot", "Ruby"}
)
"""Types whose words go on in the line around them (ISO 32000-1, 14.8.4.4)."""
Run: TypeAlias = "list[str | float]"
Json: TypeAlias = "dict[str, Any]"
_Marks = Mapping[tuple[ObjectId | None, int | None], Sequence[Mark]]


class Texts:
    """The routes of what pages read."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, int], Json] = OrderedDict()
        self._open: OrderedDict[str, Part] = OrderedDict()

    def routes(self) -> list[Route]:
        """Every route."""
        return [Route("/texts/{number:int}", self._text), Route("/anchors/{name:path}", self._anchor)]

    async def _text(self, request: Request) -> Response:
        _, face = self._stand.page(request.path_params["number"])
        return JSONResponse(await self._stand.in_thread(self._layer, face), headers=NEVER)

    async def _anchor(self, request: Request) -> Response:
        """The page (its index in the list of pages) that a link inside the issue leads to; null where none does."""
        showing = self._stand.showing
        place = place_of(request.path_params["name"], showing) if showing else None
        return JSONResponse({"page": place}, headers=NEVER)

    def _layer(self, face: PageFace) -> Json:
        key = (face.text, face.sheet)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self._part(face).layer(face.sheet)
                if len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def _part(self, face: PageFace) -> Part:
        if face.text not in self._open:
            self._open[face.text] = Part(face.run.pages.pdf)
            if len(self._open) > _OPEN:
                self._open.popitem(last=False)
        self._open.move_to_end(face.text)
        return self._open[face.text]


def place_of(name: str, showing: Showing) -> int | None:
    """The page where an anchor is: of an article as a whole its first page."""
    faces = showing.faces
    named = (index for index, face in enumerate(faces) if name in face.run.sheet(face.offset).anchors)
    whole = (index for index, face in enumerate(faces) if name == face.run.piece.name)
    return next(named, next(whole, None))


class Part:
    """A part of an issue that is open to be read."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pikepdf.open(BytesIO(pdf))
        self._structure = Structure(self._pdf)
        self._fonts = FontShelf()
        self._language = text_of(self._pdf.Root.get("/Lang"))

    def layer(self, index: int) -> Json:
        """What the page at ``index`` reads."""
        page = self._pdf.pages[index]
        marks: dict[tuple[ObjectId | None, int | None], list[Mark]] = {}
        for mark in marks_of(page, self._fonts):
            if not mark.artifact:
                marks.setdefault((mark.marked.stream, mark.marked.mcid), []).append(mark)
        reader = _Reader(self._structure, index, marks, trim_of(page))
        return {"lang": self._language, "kids": reader.read()}


class _Reader:
    """Reads the tags of one page; each element once."""

    def __init__(self, structure: Structure, page: int, marks: _Marks, trim: Rectangle) -> None:
        self._structure, self._page, self._marks, self._trim = structure, page, marks, trim
        self._seen: set[ObjectId] = set()
        self._line = _Line()

    def read(self) -> list[Json | Run]:
        """The elements at the top."""
        return [node for top in self._structure.tops() if (node := self._element(top)) is not None]

    def _element(self, element: Element) -> Json | None:
        """An element with what it shows on this page; None where that is nothing."""
        if not is_new(element.element, self._seen):
            return None
        if element.role not in _INLINE:
            self._line = _Line()
        node = self._labelled(element) if self._is_labelled(element) else self._read(element)
        if element.role not in _INLINE:
            self._line = _Line()
        return node

    def _read(self, element: Element) -> Json | None:
        kids: list[Json | Run] = []
        link = ""
        for kid in self._structure.kids(element):
            match kid:
                case Element():
                    inner = self._element(kid)
                    kids += [] if inner is None else [inner]
                case Content():
                    kids += self._runs(kid)
                case Reference():
                    link = link or _target(kid)
                case _:
                    assert_never(kid)
        if not kids:
            return None
        return _node(element, kids) | ({"link": link} if link else {})

    def _runs(self, content: Content) -> Iterator[Run]:
        for words in self._words(content):
            if words.text:
                run: Run = [words.text, *self._box(box_around(_corners(words.first, words.last)))]
                self._line.add(run, words)
                yield run

    def _is_labelled(self, element: Element) -> bool:
        """Whether something is read instead of the content; not where the words painted are just that."""
        if not element.replacement:
            return False
        painted = "".join(words.text for content in self._structure.contents(element) for words in self._words(content))
        return _letters(painted) != _letters(element.replacement)

    def _labelled(self, element: Element) -> Json | None:
        boxes = [mark.box for content in self._structure.contents(element) for mark in self._of(content)]
        seen = [box for box in boxes if box[0] < box[2]]
        if not seen:
            return None
        around = box_around(_corners(*seen))
        shown = Words(element.replacement, seen[0], seen[-1])
        if element.role in _INLINE:
            run: Run = [element.replacement, *self._box(around)]
            self._line.add(run, shown)
            return _node(element, [run])
        return _node(element, []) | {"label": element.replacement, "box": self._box(around)}

    def _words(self, content: Content) -> Iterator[Words]:
        return words_of(self._of(content))

    def _of(self, content: Content) -> Sequence[Mark]:
        return self._marks.get((content.stream, content.mcid), ()) if content.page == self._page else ()

    def _box(self, box: Rectangle) -> list[float]:
        left, bottom, right, top = box
        values = (left - self._trim[0], self._trim[3] - top, right - left, top - bottom)
        return [round(value, 2) for value in values]


class _Line:
    """The words of a block so far: parts them as the page does, and makes divided words whole."""

    def __init__(self) -> None:
        self._run: Run | None = None
        self._end: Rectangle | None = None

    def add(self, run: Run, words: Words) -> None:
        """Add a run, whose text is that of ``words``."""
        if self._run is not None:
            before, text = str(self._run[0]), words.text
            self._run[0] = joined(before, self._end, words).removesuffix(text)
        self._run, self._end = run, words.last


def _node(element: Element, kids: list[Json | Run]) -> Json:
    language = element.said("/Lang")
    return {"role": element.role, "kids": kids} | ({"lang": language} if language else {})


def _corners(*boxes: Rectangle) -> Iterator[tuple[float, float]]:
    for left, bottom, right, top in boxes:
        yield left, bottom
        yield right, top


def _letters(text: str) -> str:
    return "".join(letter for letter in text if not letter.isspace() and letter != SOFT_HYPHEN)


def _target(reference: Reference) -> str:
    """Where the link of an annotation leads: an address, or ``#`` and an anchor of the issue; "" where nowhere."""
    address = text_of(entry(reference.target, "/A", "/URI"))
    if address:
        return address.removeprefix(SCHEME)
    anchor = text_of(entry(reference.target, "/Dest"))
    return f"#{anchor}" if anchor else ""
