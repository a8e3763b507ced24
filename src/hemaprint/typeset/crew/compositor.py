# SPDX-License-Identifier: MIT
"""Set one galley after the other, and prove that nothing of it is lost, in this process, another or on another machine.

Every word of a galley must be on its pages exactly once (law 7), and WeasyPrint can lose text silently. So units of
copy (a keyed block, a footnote, a table head) are compared character by character, in order, between the document that
went in and the boxes that came out; white space, hyphens and case do not count, because line breaking and
text-transform change them. Pictures are counted.
"""

from __future__ import annotations

import gc
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from hemaprint.errors import Location, Problem
from hemaprint.galley.galley import Galley
from hemaprint.system.process import collector_waiting
from hemaprint.theme.faces import keep_in_mind
from hemaprint.theme.geometry import Geometry
from hemaprint.typeset.colorless import without_colors
from hemaprint.typeset.crew.jobs import KEPT, Answer, Done, Form, Job, MadeFrom, Spec, encode
from hemaprint.typeset.cut.sheets import cut
from hemaprint.typeset.engine.boxes import Document, blocks_on, keyed_extents, kinds, nearest_line, parents_of, walk
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.filled import lines_on, white_on
from hemaprint.typeset.misset import find_misset
from hemaprint.typeset.pages import PX_TO_PT, SOURCE, Layout, Pages, Resources, Sheet, normalized, readable
from hemaprint.typeset.styles import faults_of

WARMING = (
    "<html lang=en><head><title>Warming</title></head><body><div style='columns:2;hyphens:auto'>"
    "<p>Hyphenation, and an <em>italic</em><sup>1</sup>.</p></div></body></html>"
)
"""Laid out before there is work: it loads the faces, a dictionary and what the engine itself loads late."""
COLLECTED_AFTER = 1_500_000
"""Blocks of memory, some 200 MB, that are taken before garbage is collected, because boxes refer to one another. Python
counts its blocks in no time; the memory of the process says little, because memory that is freed is mostly kept."""
MOST_SHEETS = 96
"""Sheets whose layouts are kept to be painted again."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A galley laid out but not yet written."""

    galley: Galley
    source: Path
    document: Document
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A layout whose pages have been written; ``pages`` are these, without what was said when they were."""

    laid: LaidOut
    pages: Pages
    pictures: tuple[tuple[str, str], ...]


class Compositor:
    """Sets galleys of one project, with one warm engine for each specification.

    Where the colours of the specification may change, the layout of each galley that it writes is kept, and painted
    again in others. Laid out again, the galley would give the same bytes.
    """

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._spec: Spec | None = None
        self._engine: Engine
        self._laid: dict[str, LaidOut] = {}
        self._written: dict[str, Written] = {}
        self._blocks = sys.getallocatedblocks()

    def warm(self, spec: Spec) -> None:
        """Load the engine for a specification."""
        if spec == self._spec:
            return
        self._laid.clear()
        if spec.is_recolored(self._spec):
            self._engine.restyle(spec.css)
            self._spec = spec
            return
        self._written.clear()
        keep_in_mind(spec.faces)
        self._engine = Engine(spec.css, self._resources, spec.exceptions)
        self._spec = spec
        self._engine.lay_out(WARMING, SOURCE)

    def work(self, job: Job, spec: Spec) -> Done:
        """Set a galley. The answer says what it was made from: files may have been saved meanwhile."""
        with collector_waiting():
            started = perf_counter()
            if job.form is Form.STYLE:  # before an engine is made with styles that it may stumble over
                return Done(job, encode(Layout({}, faults_of(spec.css))), perf_counter() - started, "this")
            self.warm(spec)
            if self._resources.refresh():
                self.forget_pictures()
            self._engine.fetcher.fetched.clear()
            entry = encode(self._answer(job, spec))
            done = Done(job, entry, perf_counter() - started, self._made_from(job))
        if done.made_from != "this":
            self._written.pop(job.galley.name, None)
        return done

    def tidy(self) -> None:
        """Collect garbage where there is much of it; to be called when nobody waits for an answer."""
        if sys.getallocatedblocks() - self._blocks > COLLECTED_AFTER:
            gc.collect()
            self._blocks = sys.getallocatedblocks()

    def _made_from(self, job: Job) -> MadeFrom:
        if any(self._resources.digest(url) != digest for url, digest in job.pictures):
            return "newer"
        return "more" if self._engine.fetcher.fetched.keys() - dict(job.pictures).keys() else "this"

    def forget_pictures(self) -> None:
        """Drop what was made of files that have changed."""
        self._engine.forget_pictures()
        self._laid.clear()
        self._written.clear()

    def _answer(self, job: Job, spec: Spec) -> Answer:
        if job.form is Form.PAGES and (pages := self._painted(job, spec)) is not None:
            return pages
        laid = self._lay_out(job.galley, spec)
        if job.form is Form.LAYOUT:
            return Layout(keyed_extents(laid.document), laid.problems)
        del self._laid[job.galley.html]
        if job.form is Form.BARE:
            pdf, problems = self._engine.write(laid.document, laid.source, tags=None)
            return Pages(laid.galley.name, pdf, sheets_of(laid.document), (*laid.problems, *problems))
        pages = finish(laid, spec.geometry)
        if spec.colorless:
            self._keep(job.galley.name, Written(laid, pages, job.pictures))
        return self._inked(laid, pages, spec)

    def _painted(self, job: Job, spec: Spec) -> Pages | None:
        """The pages of a galley that differs from one that was written in its colours only."""
        written = self._written.pop(job.galley.name, None)
        if written is None or not spec.colorless or written.pictures != job.pictures:
            return None
        laid = written.laid
        if without_colors(laid.galley.html) != without_colors(job.galley.html):
            return None
        if not self._engine.repaint(laid.document, job.galley.html):
            return None
        self._keep(job.galley.name, replace(written, laid=replace(laid, galley=job.galley)))
        return self._inked(laid, written.pages, spec)

    def _inked(self, laid: LaidOut, pages: Pages, spec: Spec) -> Pages:
        """The pages of a layout with their PDF."""
        pdf, problems = self._engine.write(laid.document, laid.source, spec.tags)
        return replace(pages, pdf=pdf, problems=(*pages.problems, *problems))

    def _keep(self, name: str, written: Written) -> None:
        """Keep a layout, as the newest."""
        self._written[name] = written
        while sum(len(one.pages.sheets) for one in self._written.values()) > MOST_SHEETS and len(self._written) > 1:
            del self._written[next(iter(self._written))]

    def _lay_out(self, galley: Galley, spec: Spec) -> LaidOut:
        laid = self._laid.pop(galley.html, None)
        if laid is None:
            document, problems = self._engine.lay_out(galley.html, SOURCE)
            problems += cut(document, galley, spec.geometry, self._engine, SOURCE)
            laid = LaidOut(galley, SOURCE, document, problems)
        self._laid[galley.html] = laid
        while len(self._laid) > KEPT:
            del self._laid[next(iter(self._laid))]
        return laid


def finish(laid: LaidOut, geometry: Geometry) -> Pages:
    """Prove a layout complete; the pages have no PDF yet."""
    lost = prove_complete(laid.document, laid.source)
    misset = find_misset(laid.document, geometry, laid.source)
    sheets = tuple(
        replace(sheet, paragraphs=lines_on(page), white=white_on(page, laid.galley.frame, geometry))
        for sheet, page in zip(sheets_of(laid.document), laid.document.pages, strict=True)
    )
    return Pages(laid.galley.name, b"", sheets, (*laid.problems, *lost, *misset))


def sheets_of(document: Document) -> tuple[Sheet, ...]:
    """What is known of the pages of a laid-out document, but for how far they are filled."""
    return tuple(
        Sheet(
            page._page_box.page_type.name,
            {name: (rectangle[0] * PX_TO_PT, rectangle[1] * PX_TO_PT) for name, rectangle in page.anchors.items()},
            page_characters(page),
            tuple(blocks_on(page)),
        )
        for page in document.pages
    )


# ---------------------------------------------------------------- nothing is lost

GALLEY = "galley"  # the key of the element around all of an article, which has no copy itself
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_EXCERPT = 90
_PICTURES = ("img", "{http://www.w3.org/2000/svg}svg")


@dataclass(slots=True)
class Unit:
    """Copy that must be on the pages exactly once; the head of a broken table ``repeats``."""

    line: int
    text: str = ""
    pictures: int = 0
    repeats: bool = False


def prove_complete(document: Document, source: Path) -> tuple[Problem, ...]:
    """Compare a layout with the galley it came from. Each loss or doubling is a problem at its source line."""
    body = document._html.etree_element.find("body")
    owners = _Owners(body)
    found = _found(document.pages, owners)
    problems = (_compare(unit, found.get(owner, Unit(0)), source) for owner, unit in _expected(body, owners).items())
    return tuple(filter(None, problems))


def page_characters(page: Any) -> Counter[str]:
    """How often every character is set on a page, running heads included: its PDF must contain at least these."""
    return Counter(readable("".join(box.text for box in walk(page._page_box) if isinstance(box, kinds.TextBox))))


class _Owners:
    """Which unit an element belongs to: the nearest footnote, table head or keyed block around it."""

    def __init__(self, body: Any) -> None:
        self._parents = parents_of(body)
        self._known: dict[Any, Any] = {}

    def of(self, element: Any) -> Any:
        """The element that represents the unit, or None for what is not copy."""
        trail = []
        node = element
        while node is not None and node not in self._known and not _is_unit(node):
            trail.append(node)
            node = self._parents.get(node)
        owner = self._known.get(node, node)
        self._known |= dict.fromkeys(trail, owner)
        return owner

    def line(self, owner: Any) -> int:
        """The source line of a unit."""
        return nearest_line(owner, self._parents)


def _is_unit(element: Any) -> bool:
    is_keyed = element.get("data-key", GALLEY) != GALLEY
    return bool(is_keyed or element.get("role") == "doc-footnote" or element.tag == "thead")


def _expected(body: Any, owners: _Owners) -> dict[Any, Unit]:
    units: dict[Any, Unit] = {}
    pictures = ((element, "") for element in body.iter() if element.tag in _PICTURES)
    for element, text in (*_texts(body), *pictures):
        owner = owners.of(element)
        if owner is not None:
            unit = units.setdefault(owner, Unit(owners.line(owner), repeats=owner.tag == "thead"))
            unit.text += text
            unit.pictures += not text
    return units


def _texts(element: Any) -> Iterator[tuple[Any, str]]:
    """Text nodes with the element around them, in document order; drawings and styles are left out."""
    if not isinstance(element.tag, str) or element.tag.endswith("}svg") or element.tag in ("style", "script"):
        return
    if element.text:
        yield element, element.text
    for child in element:
        yield from _texts(child)
        if child.tail:
            yield element, child.tail


def _found(pages: Sequence[Any], owners: _Owners) -> dict[Any, Unit]:
    units: dict[Any, Unit] = {}
    for box in (box for page in pages for box in walk(page._page_box)):
        element = getattr(box, "element", None)
        if element is None or "::" in (box.element_tag or ""):
            continue
        text, is_picture = getattr(box, "text", ""), isinstance(box, kinds.ReplacedBox)
        owner = owners.of(element) if text or is_picture else None
        if owner is not None:
            unit = units.setdefault(owner, Unit(0))
            unit.text += text
            unit.pictures += is_picture
    return units


def _compare(expected: Unit, found: Unit, source: Path) -> Problem | None:
    wanted, got = normalized(expected.text), normalized(found.text)
    if wanted == got and expected.pictures == found.pictures:
        return None
    if expected.repeats and wanted and got and got == wanted * (len(got) // len(wanted)):
        return None
    location = Location(source, expected.line, 1 if expected.line else 0)
    if len(got) > len(wanted) or found.pictures > expected.pictures:
        hint = "this is a fault of the layout engine; move or shorten the block"
        return Problem("HP251", f"set more than once: {_excerpt(expected.text)}", location, hint)
    hint = "the layout engine drops what does not fit: shorten or move it, or change what is beside it"
    return Problem("HP250", f"lost while setting: {_excerpt(_missing(expected.text, got))}", location, hint)


def _missing(text: str, got: str) -> str:
    """The first sentence of ``text`` that is not in ``got``."""
    sentences = _SENTENCE_END.split(" ".join(text.split()))
    return next((sentence for sentence in sentences if normalized(sentence) not in got), text)


def _excerpt(text: str) -> str:
    text = " ".join(text.split()) or "a picture"
    return f"“{text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + '…'}”"
