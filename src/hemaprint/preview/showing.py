"""Make of a typeset issue what the preview shows of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from types import MappingProxyType

from hemaprint.bind.issue import PAGE_TITLES, source_of
from hemaprint.bind.press.sheets import MARKS
from hemaprint.preview.fingerprint import fingerprints
from hemaprint.preview.models import Measures, PageFace, Showing
from hemaprint.typeset.pages import Pages
from hemaprint.typeset.plan import SetIssue, SetRun

_REMEMBERED = 400
"""PDFs whose fingerprints are kept: those of a large issue, several times over."""


class Exhibitor:
    """Gives every page of an issue its key; what it looked at once it does not look at again."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, tuple[str, ...]] = OrderedDict()

    def show(self, done: SetIssue) -> Showing:
        """The pages of ``done``."""
        faces = tuple(self._faces(done))
        theme = done.setting.theme
        marks = MARKS if done.setting.config.print.marks else 0.0
        geometry = theme.geometry
        measures = Measures(geometry.width, geometry.height, geometry.bleed, marks)
        return Showing(done, faces, measures, MappingProxyType({face.key: face for face in faces}))

    def with_article(self, showing: Showing, slug: str, pages: Pages) -> Showing | None:
        """The same issue with new pages of one article, as many as it had; None where it has become shorter."""
        runs = tuple(replace(run, pages=pages) if _is_of(run, slug) else run for run in showing.done.runs)
        if sum(run.piece.pages for run in runs if _is_of(run, slug)) > len(pages.sheets):
            return None
        return self.show(replace(showing.done, runs=runs))

    def _faces(self, done: SetIssue) -> Iterator[PageFace]:
        folios = self._fingerprints(done.folios)
        for run in done.runs:
            prints = self._fingerprints(run.pages.pdf)
            source, title = source_of(run, done), title_of(run, done)
            for offset in range(run.piece.pages):
                page = run.piece.first + offset
                folio = folios[page - done.plan.start]
                key = sha256(f"{prints[run.sheets[offset]]} {folio}".encode()).hexdigest()[:24]
                yield PageFace(page, done.plan.label(page), bool(page % 2), key, run, offset, source, title)

    def _fingerprints(self, pdf: bytes) -> tuple[str, ...]:
        digest = sha256(pdf).digest()
        if digest not in self._known:
            self._known[digest] = fingerprints(pdf)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        self._known.move_to_end(digest)
        return self._known[digest]


def title_of(run: SetRun, done: SetIssue) -> str:
    """What people call the piece that a page belongs to."""
    issue, name = done.setting.issue, run.piece.name
    if name in issue.articles:
        return issue.articles[name].title
    if run.piece.kind == "advertisement":
        ad = next((ad for ad in issue.manifest.advertisements if ad.id == name), None)
        return f"{ad.label}: {ad.advertiser}" if ad else name
    return "Blank page" if run.piece.kind == "blank" else PAGE_TITLES.get(name, name.capitalize())


def _is_of(run: SetRun, slug: str) -> bool:
    return run.piece.name == slug and run.piece.kind in ("article", "continued")
