"""Set an article quickly in the make-up of its last version, then as a build would."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hemaprint.content.models import Article, Side
from hemaprint.errors import Problem
from hemaprint.galley.compose import Composer, Galley
from hemaprint.galley.makeup import MakeUp
from hemaprint.galley.setting import Setting
from hemaprint.typeset.again import Lines, Subsets
from hemaprint.typeset.engine import Engine
from hemaprint.typeset.makeup import make_up
from hemaprint.typeset.measure import keyed_extents
from hemaprint.typeset.overset import find_overset
from hemaprint.typeset.pages import Pages, sheets_of
from hemaprint.typeset.proof import prove_complete
from hemaprint.typeset.typesetter import (
    LaidOut,
    Typesetter,
    _strays,
    lines_below_tail,
    sheets_that_are_not,
    white_before,
)

_LAYOUTS_KEPT = 4
"""Layouts of one article that a build can come back to: a draft, and those on the way to the last one."""


class DraftingTypesetter(Typesetter):
    """Remembers the make-up of every article, and layouts as long as a build goes on. Nothing is tagged."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.makeups: dict[str, MakeUp] = {}
        self.subsets, self.lines = Subsets(), Lines()
        self._layouts: dict[str, list[LaidOut]] = {}
        self._written: dict[int, tuple[LaidOut, bytes, tuple[Problem, ...]]] = {}

    def forget(self, slug: str) -> None:
        """An article has changed: it is measured anew, as a build would do."""
        self._proofs.pop(slug, None)
        self._drops.pop(slug, None)

    def rest(self) -> None:
        """The build is over."""
        self._layouts.clear()
        self._written.clear()

    def page(self, galley: Galley, source: Path) -> LaidOut:
        """Lay out a galley, or take what the same one gave before."""
        known = self._layouts.setdefault(galley.name, [])
        found = next((laid for laid in known if laid.galley.html == galley.html), None)
        if found is None:
            found = super().page(galley, source)
            self._layouts[galley.name] = [*known[1 - _LAYOUTS_KEPT :], found]
        return found

    def article(self, article: Article, setting: Setting, side: Side) -> LaidOut:
        """As in the base class, and the make-up that it came to is remembered."""
        composer = Composer(article, setting)
        proof, problems = self._proof(composer)
        makeup, more = make_up(composer, proof)
        makeup = replace(makeup, tail_drop=self._drops.get(article.slug, 0))
        laid = self.page(composer.made_up(makeup, side), article.path)
        wide = tuple(item.key for item in composer.copy.flow if item.wide)
        if lowered := white_before(wide, keyed_extents(laid.document)):
            makeup = replace(makeup, lowered=lowered)
            laid = self.page(composer.made_up(makeup, side), article.path)
        drop = makeup.tail_drop + lines_below_tail(laid.document, self.engine.theme.geometry)
        if drop != makeup.tail_drop:
            dropped = self.page(composer.made_up(replace(makeup, tail_drop=drop), side), article.path)
            if len(dropped.document.pages) == len(laid.document.pages):
                self._drops[article.slug] = drop
                laid, makeup = dropped, replace(makeup, tail_drop=drop)
        self.makeups[article.slug] = makeup
        pinned = sheets_that_are_not(composer, makeup, laid.document)
        return replace(laid, problems=(*problems, *more, *pinned, *laid.problems))

    def finish(self, laid: LaidOut) -> Pages:
        """Proved as for a build, and written without tags."""
        lost = prove_complete(laid.document, laid.source)
        overset = find_overset(laid.document, self.engine.theme.geometry, laid.source)
        pdf, written = self._write(laid)
        problems = (*laid.problems, *lost, *overset, *_strays(laid), *written)
        return Pages(laid.galley.name, pdf, sheets_of(laid.document), problems)

    def forget_pictures(self) -> None:
        """A picture has changed: all are read again."""
        self.engine._images.clear()

    def draft(self, article: Article, setting: Setting, side: Side, makeup: MakeUp) -> Pages:
        """An article in the make-up of its last version: one layout, nothing measured, nothing proved."""
        laid = self.page(Composer(article, setting).made_up(makeup, side), article.path)
        pdf, _ = self._write(laid)
        return Pages(article.slug, pdf, sheets_of(laid.document), ())

    def _write(self, laid: LaidOut) -> tuple[bytes, tuple[Problem, ...]]:
        if id(laid.document) not in self._written:
            with self.subsets.reused():
                written = self.engine.write(laid.document, laid.source, None)
            self._written[id(laid.document)] = (laid, *written)
        return self._written[id(laid.document)][1:]
