# SPDX-License-Identifier: MIT
"""Tell a watcher which pages an issue will probably have, before any of them is set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hemaprint.galley.setting import Setting
from hemaprint.typeset.pages import Pages
from hemaprint.typeset.plan import PagePlan, PageRun, SetIssue, SetRun

FOLIOS = "folios"
"""The work that sets the folios of all pages."""


class Watcher(Protocol):
    """Receives the progress of the setting."""

    def planned(self, outline: SetIssue) -> None:
        """What is known of the pages before anything is set."""

    def start(self, slugs: Sequence[str]) -> None:
        """These articles are about to be set."""

    def article(self, slug: str, pages: Pages, seconds: float) -> None:
        """One is done; ``seconds`` is its time so far, 0 where it was known."""

    def other(self, name: str, pages: Pages, seconds: float) -> None:
        """A page that the magazine makes itself is done, by the name of its work, or the folios are."""


def outline_of(plan: PagePlan, setting: Setting) -> SetIssue:
    """The issue of a plan: every run is there, and none has a PDF yet."""
    runs = tuple(SetRun(piece, Pages(piece.name, b"", (), ()), _sheets(piece, plan)) for piece in plan.pieces)
    return SetIssue(plan, runs, b"", (), setting, (), {})


def name_of(piece: PageRun) -> str:
    """What the work is called that sets a run: an article by its slug, which has no space."""
    return piece.name if piece.kind in ("article", "continued") else f"{piece.kind} {piece.name}"


def _sheets(piece: PageRun, plan: PagePlan) -> tuple[int, ...]:
    start = plan.piece("article", piece.name).pages if piece.kind == "continued" else 0
    return tuple(range(start, start + piece.pages))
