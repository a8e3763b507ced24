"""A warm issue made from today's stages: what is equal to the last time is not set again.

It is what the preview was developed with; a setter that knows finished pages by their content can take its place.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from hemaprint.content.models import Article, Issue, Side
from hemaprint.errors import Problem
from hemaprint.galley.compose import PROJECT_SCHEME, Galley
from hemaprint.galley.makeup import MakeUp
from hemaprint.galley.setting import Setting
from hemaprint.preview.drafting import DraftingTypesetter
from hemaprint.preview.setter import Arrived
from hemaprint.project import Project, load_project
from hemaprint.stages import SilentProgress, counts_name, read_issue
from hemaprint.theme.geometry import Geometry
from hemaprint.theme.theme import Theme
from hemaprint.typeset.engine import Engine
from hemaprint.typeset.issue import IssueSetter, Run, SetIssue, last_counts
from hemaprint.typeset.pages import Pages
from hemaprint.typeset.plan import PagePlan, Piece
from hemaprint.typeset.typesetter import (
    LaidOut,
)

_PICTURE = re.compile(f"{PROJECT_SCHEME}://([^\"'()<> ]+)")
Stamp = tuple[tuple[str, int, int], ...]
"""Files with their time (ns) and size (bytes)."""


def stamp_of(paths: Iterator[Path]) -> Stamp:
    """What changes when one of the files does; a file that is not there has no entry."""
    found = []
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Anchored(LaidOut):
    """A layout of which only the ids are kept: a box tree takes megabytes."""

    places: tuple[tuple[int, str], ...] = ()

    def anchors(self) -> Iterator[tuple[int, str]]:
        return iter(self.places)


@dataclass(frozen=True, slots=True)
class _Kept:
    """An article as it was set, and everything that its pages depend on."""

    article: Article
    facts: object
    pictures: Stamp
    key: object
    laid: LaidOut
    pages: Pages
    makeup: MakeUp
    side: Side


@dataclass(slots=True)
class _Memory:
    """What is kept from one build to the next."""

    articles: dict[str, _Kept] = field(default_factory=dict)
    pages: dict[str, tuple[object, Pages, Galley]] = field(default_factory=dict)
    covers: dict[str, tuple[object, Galley]] = field(default_factory=dict)
    rests: dict[str, tuple[object, Run]] = field(default_factory=dict)
    folios: tuple[object, tuple[bytes, tuple[Problem, ...]]] | None = None


class _ReusingSetter(IssueSetter):
    """Sets an issue with what is left from the last time."""

    memory: _Memory
    theme_stamp: object
    first: str | None
    arrived: Arrived

    def _settle(self) -> tuple[PagePlan, tuple[Problem, ...]]:
        for slug, article in self.issue.articles.items():
            self._restore(slug, article)
        if self.first in self.issue.articles and self.first not in self._keys and self.first in self.counts:
            plan, _ = self._lay_plan()
            self._set_article(self.issue.articles[self.first], plan, self._setting(plan))
        return super()._settle()

    def _restore(self, slug: str, article: Article) -> None:
        kept = self.memory.articles.get(slug)
        if kept is None:
            return
        self.counts[slug] = len(kept.pages.sheets)
        self._laid[slug] = kept.laid
        if (kept.article, kept.facts, kept.pictures) == (article, self._facts(), stamp_of(_named(kept.pictures))):
            self._keys[slug], self._pages[slug], self._galleys[slug] = kept.key, kept.pages, kept.laid.galley
        else:
            self._typesetter.forget(slug)

    def _facts(self) -> object:
        manifest = self.issue.manifest
        return (
            self.setting.config,
            (manifest.date, manifest.number, manifest.volume, manifest.advertisements),
            tuple(self.issue.articles),
            self.theme_stamp,
        )

    @property
    def _typesetter(self) -> DraftingTypesetter:
        assert isinstance(self.typesetter, DraftingTypesetter)
        return self.typesetter

    def _set_article(self, article: Article, plan: PagePlan, setting: Setting) -> None:
        slug, side = article.slug, plan.piece("article", article.slug).side
        kept = self.memory.articles.get(slug)
        if kept is not None and slug == self.first and self._fits_again(article, kept, side):
            self._draft(article, setting, kept)
        super()._set_article(article, plan, setting)
        laid = self._laid[slug]
        self._pages.pop(slug, None)
        pages = self._article_pages(slug)
        light = _Anchored(laid.galley, laid.source, _NO_DOCUMENT, laid.problems, tuple(laid.anchors()))
        pictures = stamp_of(self._pictures(laid.galley.html))
        makeup = self._typesetter.makeups.get(slug, MakeUp())
        self.memory.articles[slug] = _Kept(
            article, self._facts(), pictures, self._keys[slug], light, pages, makeup, side
        )
        self.arrived(slug, pages)

    @staticmethod
    def _fits_again(article: Article, kept: _Kept, side: Side) -> bool:
        """Whether the make-up of the last version may do: it holds the words of the headline, and its side."""
        return kept.side == side and kept.article.meta.headline == article.meta.headline

    def _draft(self, article: Article, setting: Setting, kept: _Kept) -> None:
        """Show the article in the make-up that it had, where that goes on to fit."""
        try:
            pages = self._typesetter.draft(article, setting, kept.side, kept.makeup)
        except Exception:  # another make-up is needed; what is really wrong is found when that is made
            return
        self.arrived(article.slug, pages)

    def _pictures(self, html: str) -> Iterator[Path]:
        root = self.issue.path.parents[1]
        for name in sorted(set(_PICTURE.findall(html))):
            yield root / unquote(name).lstrip("/")

    # ------------------------------------------------------------ pages that the magazine makes itself

    def _run(self, piece: Piece, plan: PagePlan, setting: Setting) -> Run:
        if piece.kind == "article":
            return super()._run(piece, plan, setting)
        if piece.kind == "continued":
            return self._again(piece, plan, setting)
        galley = self._page_galley(piece, setting)
        stamp = stamp_of(self._pictures(galley.html))
        name = f"{piece.kind}-{piece.name}"
        known = self.memory.pages.get(name)
        key = (galley.html, stamp, self.theme_stamp)
        if known is not None and known[0] == key:
            self._galleys[galley.name] = known[2]
            return Run(piece, known[1], (0,))
        run = super()._run(piece, plan, setting)
        self.memory.pages[name] = (key, run.pages, galley)
        return run

    def _again(self, piece: Piece, plan: PagePlan, setting: Setting) -> Run:
        """The rest of a split article, which may have to be set a second time, mirrored."""
        pages = self._article_pages(piece.name)
        key = (pages.pdf, plan.piece("article", piece.name), piece)
        known = self.memory.rests.get(piece.name)
        if known is None or known[0] != key:
            known = (key, self._continued(piece, plan, setting))
            self.memory.rests[piece.name] = known
        return known[1]

    def _page_galley(self, piece: Piece, setting: Setting) -> Galley:
        if piece.name != "cover":
            return super()._page_galley(piece, setting)
        key = (setting.issue.manifest.cover, dict(setting.pages), self._facts(), piece.side)
        known = self.memory.covers.get("cover")
        if known is None or known[0] != key:
            known = (key, super()._page_galley(piece, setting))
            self.memory.covers["cover"] = known
        return known[1]

    def _folios(self, plan: PagePlan, runs: list[Run], setting: Setting) -> tuple[bytes, tuple[Problem, ...]]:
        numbered = tuple(
            (plan.label(run.piece.first + offset), run.sheet(offset).numbered)
            for run in runs
            for offset in range(run.piece.pages)
        )
        key = (numbered, plan.start, self._facts())
        if self.memory.folios is None or self.memory.folios[0] != key:
            self.memory.folios = (key, super()._folios(plan, runs, setting))
        return self.memory.folios[1]


class WarmSetter:
    """The setter of one issue of the project in ``root``."""

    def __init__(self, root: Path, issue: str) -> None:
        self._root = root
        self._issue = issue
        self._memory = _Memory()
        self._counts: dict[str, int] | None = None
        self._typesetter: DraftingTypesetter | None = None
        self._stamp: object = None
        self._pictures: Stamp = ()
        self._style: tuple[str, str] = ("", "")
        self._facts: object = None

    def set(self, first: str | None, arrived: Arrived) -> SetIssue:
        """See :class:`hemaprint.preview.setter.Setter`."""
        project = load_project(self._root)
        issue, warnings = read_issue(project, self._issue)
        typesetter = self._made_ready(project, issue)
        theme = typesetter.engine.theme
        if self._counts is None:
            self._counts = last_counts(project.cache / counts_name(self._issue))
        setter = _ReusingSetter(
            issue, Setting(project.config, issue, theme), typesetter, SilentProgress(), dict(self._counts)
        )
        setter.memory, setter.theme_stamp, setter.first, setter.arrived = self._memory, self._facts, first, arrived
        gc.disable()  # box trees are full of cycles, and looking for them costs a tenth of the time
        try:
            with typesetter.lines.reused():
                done = setter.set()
        finally:
            gc.enable()
            typesetter.rest()
        self._counts = setter.counts
        return replace(done, problems=(*warnings, *typesetter.engine.problems, *done.problems))

    def _made_ready(self, project: Project, issue: Issue) -> DraftingTypesetter:
        """The engine, a new one where a style has changed; layouts are read again where one has."""
        size = project.page_size
        geometry = Geometry(size.width, size.height, project.bleed)
        theme = Theme.of_project(project.layouts, project.styles, geometry)
        stamp = (geometry, stamp_of(_files(theme.layout_dirs)), stamp_of(_files(theme.style_dirs)))
        known = self._typesetter
        if known is None or self._stamp != stamp:
            style = (theme.css, theme.edition_css("digital"))
            if known is None or style != self._style:
                known = DraftingTypesetter(Engine(theme, project.root))
            else:
                known.engine.theme = theme
                for slug in issue.articles:
                    known.forget(slug)
            self._typesetter, self._stamp, self._style = known, stamp, style
            self._facts = (*stamp[:2], style)
        pictures = stamp_of(path for path in _files((issue.path,)) if path.suffix not in (".md", ".yaml", ".csv"))
        if pictures != self._pictures:
            known.forget_pictures()
            self._pictures = pictures
        return known


def _files(folders: tuple[Path, ...]) -> Iterator[Path]:
    return (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())


def _named(stamp: Stamp) -> Iterator[Path]:
    return (Path(name) for name, _, _ in stamp)


_NO_DOCUMENT: Any = None
