# SPDX-License-Identifier: MIT
"""Make of a typeset issue what the preview shows: pages with keys. Pages with equal keys look alike, undrawn."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

import pikepdf
from pikepdf import Array, Dictionary, Object, Stream

from hemaprint.bind.issue import source_of
from hemaprint.bind.press.marks import MARKS
from hemaprint.errors import Problem
from hemaprint.typeset.outline import FOLIOS, name_of, title_of
from hemaprint.typeset.pages import Pages
from hemaprint.typeset.plan import SetIssue, SetRun, side_of

_NAMES = re.compile(rb"/([^\s/\[\]<>()]+)")
_DEPTH = 12
"""Resources nest; our PDFs do not nest deeper than this, and one that refers to itself ends here."""
_REMEMBERED = 400
"""PDFs whose fingerprints are kept: enough for several versions of a large issue."""


@dataclass(frozen=True, slots=True)
class PageFace:
    """A page of the issue as it looks: equal keys mean equal pictures, equal bodies the same but for their folios.

    ``text`` changes with the file that the page is in, and so with what it reads. All three are "" where the page has
    not been set yet. ``sheet`` is the page of the run's PDF from which it is drawn, ``number`` its index in the issue
    and the folios.
    """

    number: int
    label: str
    left: bool
    key: str
    body: str
    run: SetRun
    offset: int
    source: Path
    title: str
    text: str

    @property
    def sheet(self) -> int:
        """The page of the run's PDF."""
        return self.run.sheets[self.offset]


@dataclass(frozen=True, slots=True)
class Measures:
    """Sizes in pt. ``marks`` is the space of crop marks outside the bleed."""

    width: float
    height: float
    bleed: float
    marks: float


@dataclass(frozen=True, slots=True)
class Showing:
    """The last pages that could be set; in the first build, those that are set so far."""

    done: SetIssue
    faces: tuple[PageFace, ...]
    measures: Measures
    by_key: Mapping[str, PageFace] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def ready(self) -> int:
        """How many pages are set."""
        return sum(bool(face.key) for face in self.faces)

    @property
    def is_whole(self) -> bool:
        """Whether all of them are."""
        return self.ready == len(self.faces)


@dataclass(frozen=True, slots=True)
class PreviewState:
    """The state of the preview at one moment. ``version`` counts states, ``build`` finished builds.

    ``failed``: the newest files could not be set, and ``showing`` is older. ``changed_at`` is when the change that led
    to the last pages was noticed, in seconds since 1970; ``saved`` are the files of the newest build that were changed.
    ``stages`` says when each stage of that build began, in seconds after that.
    """

    version: int = 0
    build: int = 0
    busy: bool = True
    arrived: int = 0
    failed: bool = False
    showing: Showing | None = None
    problems: tuple[Problem, ...] = ()
    changed_at: float = 0.0
    saved: frozenset[Path] = frozenset()
    stages: tuple[tuple[str, float], ...] = ()


class Exhibitor:
    """Gives every page of an issue its key, looking at each PDF once."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, tuple[str, ...]] = OrderedDict()

    def show(self, done: SetIssue) -> Showing:
        """The pages of ``done``."""
        faces = tuple(self._faces(done))
        theme = done.setting.theme
        marks = MARKS if done.setting.config.print.marks else 0.0
        geometry = theme.geometry
        measures = Measures(geometry.width, geometry.height, geometry.bleed, marks)
        return Showing(done, faces, measures, MappingProxyType({face.key: face for face in faces if face.key}))

    def with_pages(self, showing: Showing, name: str, pages: Pages) -> Showing | None:
        """The same issue with the new pages of one work; None where it has none, or fewer than are shown."""
        done = showing.done
        if name == FOLIOS:
            return self.show(replace(done, folios=pages.pdf)) if len(pages.sheets) == done.plan.total else None
        runs = tuple(replace(run, pages=pages) if name_of(run.piece) == name else run for run in done.runs)
        wanted = sum(run.piece.pages for run in runs if name_of(run.piece) == name)
        if wanted == 0 or (wanted > len(pages.sheets) and showing.is_whole):
            return None
        return self.show(replace(done, runs=runs))

    def _faces(self, done: SetIssue) -> Iterator[PageFace]:
        folios = self._fingerprints(done.folios)
        for run in done.runs:
            digest = sha256(run.pages.pdf).hexdigest()[:16]
            prints = self._fingerprints(run.pages.pdf)
            source, title = source_of(run, done), title_of(run.piece, done.setting.issue)
            for offset in range(run.piece.pages):
                page = run.piece.first + offset
                folio = folios[page - done.plan.start] if folios else ""
                body = prints[run.sheets[offset]] if run.sheets[offset] < len(prints) else ""
                key = sha256(f"{body} {folio}".encode()).hexdigest()[:24] if body else ""
                side = side_of(page, turned=run.piece.turned)
                label, text = done.plan.label(page), digest if body else ""
                yield PageFace(page, label, side == "left", key, body, run, offset, source, title, text)

    def _fingerprints(self, pdf: bytes) -> tuple[str, ...]:
        if not pdf:
            return ()
        digest = sha256(pdf).digest()
        if digest not in self._known:
            self._known[digest] = fingerprints(pdf)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        self._known.move_to_end(digest)
        return self._known[digest]


# ---------------------------------------------------------------- what a page paints


def fingerprints(pdf: bytes) -> tuple[str, ...]:
    """A digest of what each page paints; raises pikepdf.PdfError for what is not a PDF.

    WeasyPrint 70 keeps glyph ids when it subsets fonts, and names fonts by their content: equal text in equal fonts is
    equal in the content stream, whatever else the subset contains. So font programs are ignored.
    """
    with pikepdf.open(BytesIO(pdf)) as document:
        seen: dict[tuple[int, int], bytes] = {}
        return tuple(_page(page, seen) for page in document.pages)


def _page(page: pikepdf.Page, seen: dict[tuple[int, int], bytes]) -> str:
    contents = page.obj.get("/Contents", Array())
    streams = list(contents) if isinstance(contents, Array) else [contents]
    painted = b"\n".join(stream.read_bytes() for stream in streams)
    digest = sha256(painted)
    digest.update(str([float(edge) for edge in page.mediabox]).encode())
    for part in _used(painted, page.obj.get("/Resources", Dictionary()), seen, 0):
        digest.update(part)
    return digest.hexdigest()[:20]


def _used(painted: bytes, resources: Object, seen: dict[tuple[int, int], bytes], depth: int) -> Iterator[bytes]:
    """Digests of the resources that a content stream names."""
    names = {name.decode("latin-1") for name in _NAMES.findall(painted)}
    for kind in ("/XObject", "/Pattern", "/Shading", "/ExtGState", "/ColorSpace"):
        held = resources.get(kind)
        if not isinstance(held, Dictionary):
            continue
        for key in sorted(held.keys()):
            if key.lstrip("/") in names:
                yield key.encode() + _digest(held[key], seen, depth)


def _digest(thing: Object, seen: dict[tuple[int, int], bytes], depth: int) -> bytes:
    place = thing.objgen if isinstance(thing, Object) and thing.is_indirect else None
    if place is not None and place in seen:
        return seen[place]
    made = sha256(_described(thing, seen, depth)).digest() if depth < _DEPTH else b""
    if place is not None:
        seen[place] = made
    return made


def _described(thing: Object, seen: dict[tuple[int, int], bytes], depth: int) -> bytes:
    if isinstance(thing, Stream):
        return _stream(thing, seen, depth)
    if isinstance(thing, Dictionary):
        return b"".join(key.encode() + _digest(thing[key], seen, depth + 1) for key in sorted(thing.keys()))
    if isinstance(thing, Array):
        return b"".join(_digest(item, seen, depth + 1) for item in thing)
    return str(thing).encode()


def _stream(stream: Stream, seen: dict[tuple[int, int], bytes], depth: int) -> bytes:
    resources = stream.get("/Resources")
    plain = {key: stream[key] for key in sorted(stream.keys()) if key not in ("/Resources", "/Length", "/Parent")}
    described = b"".join(key.encode() + _digest(value, seen, depth + 1) for key, value in plain.items())
    if not isinstance(resources, Dictionary):
        return described + stream.read_raw_bytes()
    painted = stream.read_bytes()
    return described + painted + b"".join(_used(painted, resources, seen, depth + 1))
