"""What can go wrong between an issue's plan and its pages, as problems."""

from __future__ import annotations

from hemaprint.content.models import Issue
from hemaprint.errors import Location, Problem, Severity
from hemaprint.typeset.crew import Failed
from hemaprint.typeset.plan import Piece


def restless(issue: Issue, slug: str) -> Problem:
    """Page numbers that chase each other."""
    return Problem(
        "HP209",
        f"the page numbers that “{slug}” cites change its own length, and do not settle",
        Location(issue.articles[slug].path, 1, 1),
        hint="reword a line that cites a page, so that one digit more or less does not move the text",
    )


def crashed(issue: Issue, name: str, failed: Failed) -> Problem:
    """A process that died while it set an article, or a page of the magazine's own."""
    article = issue.articles.get(name)
    return Problem(
        "HP217",
        f"the process that was setting “{article.title if article else name}” {failed.reason}",
        Location(article.path, 1, 1) if article else Location(issue.path / "issue.yaml"),
        hint="build again; if it happens again, build with -j 1 and report it, or give the machine more memory",
    )


def unplanned(issue: Issue, piece: Piece, count: int) -> Problem:
    """A page of the magazine's own that is longer or shorter than its plan."""
    too_many = count > piece.pages
    return Problem(
        "HP210",
        f"the page “{piece.name}” runs to {count} pages, where the plan has {piece.pages}",
        Location(issue.path / "issue.yaml"),
        hint="shorten what stands on it" if too_many else f"let its layout print each of its {piece.pages} sheets",
    )


def nothing_left(issue: Issue, piece: Piece, count: int) -> Problem:
    """An article that ends before the pages on which it is continued."""
    return Problem(
        "HP211",
        f"“{piece.name}” has {count} pages in all: nothing is left to continue",
        Location(issue.path / "issue.yaml"),
        hint="make `split` smaller, or take the `continued` entry out",
    )


def only_a_plate(issue: Issue, slug: str) -> Problem:
    """An article that is split before it has begun."""
    return Problem(
        "HP211",
        f"“{slug}” opens with a plate: split after its first page, it would be continued before it has begun",
        Location(issue.path / "issue.yaml"),
        hint="make `split` at least 2",
    )


def _pages(count: int) -> str:
    return f"{count} page{'' if count == 1 else 's'}"


def over_budget(issue: Issue, piece: Piece) -> Problem:
    """An article or page that does not keep its budget."""
    article = issue.articles.get(piece.name)
    ways = "cut or add copy, change the height of its `head`, or change the budget in issue.yaml"
    return Problem(
        "HP212",
        f"“{article.title if article else piece.name}” takes {_pages(piece.pages)}; its budget is {piece.budget}",
        Location(article.path, 1, 1) if article else Location(issue.path / "issue.yaml"),
        hint=ways if article else f"say `pages: {piece.pages}` at its entry of the order, or print less on it",
        severity=Severity.WARNING,
    )
