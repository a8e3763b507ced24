"""Set one galley after the other: what a compositor does, in this process, in another or on another machine."""

from __future__ import annotations

import gc
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from hemaprint.errors import Problem
from hemaprint.galley.galley import Galley
from hemaprint.system.collector import collector_waiting
from hemaprint.typeset.crew.jobs import KEPT, Answer, Done, Form, Job, Kit, MadeFrom, encode
from hemaprint.typeset.cut.sheets import cut
from hemaprint.typeset.engine.boxes import Document, blocks_on, keyed_extents
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.misset import find_misset
from hemaprint.typeset.pages import PX_TO_PT, SOURCE, Layout, Pages, Sheet
from hemaprint.typeset.proof import page_characters, prove_complete
from hemaprint.typeset.resources import Resources
from hemaprint.typeset.styles import faults_of

WARMING = (
    "<html lang=en><head><title>Warming</title></head><body><div style='columns:2;hyphens:auto'>"
    "<p>Hyphenation, and an <em>italic</em><sup>1</sup>.</p></div></body></html>"
)
"""Laid out before there is work: it loads the faces, a dictionary and what the engine itself loads late."""
COLLECTED_AFTER = 1_500_000
"""Blocks of memory, some 200 MB, that are taken before garbage is collected: boxes refer to one another, and do not go
by themselves. Python counts its blocks in no time; what the process holds of the system says little, because memory
that is freed is mostly kept.
"""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A galley laid out but not yet written."""

    galley: Galley
    source: Path
    document: Document
    problems: tuple[Problem, ...]


class Compositor:
    """Sets galleys of one project, with one warm engine for each kit."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._kit: Kit | None = None
        self._laid: dict[str, LaidOut] = {}
        self._blocks = sys.getallocatedblocks()

    def warm(self, kit: Kit) -> None:
        """Take up a kit."""
        if kit == self._kit:
            return
        self._engine = Engine(kit.css, self._resources)
        self._kit = kit
        self._laid.clear()
        self._engine.lay_out(WARMING, SOURCE)

    def work(self, job: Job, kit: Kit) -> Done:
        """Set a galley. The answer says what it was made from: files may have been saved meanwhile."""
        with collector_waiting():
            done = self._work(job, kit)
        if sys.getallocatedblocks() - self._blocks > COLLECTED_AFTER:
            gc.collect()
            self._blocks = sys.getallocatedblocks()
        return done

    def _work(self, job: Job, kit: Kit) -> Done:
        started = perf_counter()
        self.warm(kit)
        if self._resources.refresh():
            self.forget_pictures()
        self._engine.fetcher.fetched.clear()
        entry = encode(self._answer(job, kit))
        return Done(job, entry, perf_counter() - started, self._made_from(job))

    def _made_from(self, job: Job) -> MadeFrom:
        if any(self._resources.digest(url) != digest for url, digest in job.pictures):
            return "newer"
        return "more" if self._engine.fetcher.fetched.keys() - dict(job.pictures).keys() else "this"

    def forget_pictures(self) -> None:
        """Drop what was made of files that have changed."""
        self._engine.forget_pictures()
        self._laid.clear()

    def _answer(self, job: Job, kit: Kit) -> Answer:
        if job.form is Form.STYLE:
            return Layout({}, faults_of(kit.css))
        laid = self._lay_out(job.galley)
        if job.form is Form.LAYOUT:
            return layout_of(laid)
        self._laid.pop(job.galley.html, None)
        if job.form is Form.BARE:
            pdf, problems = self._engine.write(laid.document, laid.source, tags=None)
            return Pages(laid.galley.name, pdf, sheets_of(laid.document), (*laid.problems, *problems))
        return finish(laid, self._engine, kit)

    def _lay_out(self, galley: Galley) -> LaidOut:
        laid = self._laid.pop(galley.html, None)
        if laid is None:
            document, problems = self._engine.lay_out(galley.html, SOURCE)
            assert self._kit is not None
            problems += cut(document, self._kit.geometry, self._engine, SOURCE)
            laid = LaidOut(galley, SOURCE, document, problems)
        self._laid[galley.html] = laid
        while len(self._laid) > KEPT:
            del self._laid[next(iter(self._laid))]
        return laid


def layout_of(laid: LaidOut) -> Layout:
    """What is known of a laid-out galley."""
    return Layout(keyed_extents(laid.document), laid.problems)


def finish(laid: LaidOut, engine: Engine, kit: Kit) -> Pages:
    """Prove a layout complete, and write its PDF."""
    lost = prove_complete(laid.document, laid.source)
    misset = find_misset(laid.document, kit.geometry, laid.source)
    pdf, written = engine.write(laid.document, laid.source, kit.tags)
    problems = (*laid.problems, *lost, *misset, *written)
    return Pages(laid.galley.name, pdf, sheets_of(laid.document), problems)


def sheets_of(document: Document) -> tuple[Sheet, ...]:
    """What is known of the pages of a laid-out document."""
    return tuple(
        Sheet(
            page._page_box.page_type.name,
            {name: (rectangle[0] * PX_TO_PT, rectangle[1] * PX_TO_PT) for name, rectangle in page.anchors.items()},
            page_characters(page),
            blocks_on(page),
        )
        for page in document.pages
    )
