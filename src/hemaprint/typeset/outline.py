# SPDX-License-Identifier: MIT
"""Tell a watcher which pages an issue will probably have, before any of them is set, and what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hemaprint.content.models import Issue
from hemaprint.galley.setting import Setting
from hemaprint.theme.theme import Theme
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


def opening_on_spreads(issue: Issue, theme: Theme) -> frozenset[str]:
    """The articles that open with a plate, on the first page of a spread."""
    return frozenset(
        slug
        for slug, article in issue.articles.items()
        if article.meta.opener and theme.declared(article.template).spread
    )


def title_of(piece: PageRun, issue: Issue) -> str:
    """What people call a run of pages: its headline, its advertiser, its name."""
    if piece.name in issue.articles:
        return issue.articles[piece.name].title
    if piece.kind == "advertisement":
        ad = next((ad for ad in issue.manifest.advertisements if ad.id == piece.name), None)
        return f"{ad.label}: {ad.advertiser}" if ad else piece.name
    return "Blank page" if piece.kind == "blank" else piece.name.capitalize()


def _sheets(piece: PageRun, plan: PagePlan) -> tuple[int, ...]:
    start = plan.piece("article", piece.name).pages if piece.kind == "continued" else 0
    return tuple(range(start, start + piece.pages))
