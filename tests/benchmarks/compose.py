"""Write a magazine of about a given number of pages: plan its articles, then fill each with blocks to its length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import cycle

from benchmarks.model import Article, Kind, Magazine
from benchmarks.prose import Prose
from benchmarks.references import REFERENCES
from benchmarks.words import SUBJECTS, TURNS
from benchmarks.writer import ArticleWriter

SIZES = (16, 64, 256)
OWN_PAGES = 4
"""Cover, advertisement and contents stand before the articles, the back cover behind them."""
ROUND: tuple[tuple[Kind, int], ...] = (("feature", 6), ("news", 3), ("essay", 5), ("interview", 6))
"""Twenty pages; what opens on a plate falls on the left of a spread when the round begins there."""
SHORT: tuple[tuple[Kind, int], ...] = (("feature", 5), ("news", 3), ("interview", 4))
REST: tuple[tuple[Kind, int], ...] = (("feature", 6), ("interview", 6))


@dataclass(frozen=True, slots=True)
class Planned:
    """An article before it is written."""

    slug: str
    kind: Kind
    headline: str
    pages: int


def plan(pages: int) -> tuple[Planned, ...]:
    """The articles of an issue of ``pages`` pages. Raises ValueError where no rounds add up to it."""
    wanted = pages - OWN_PAGES
    for tail in ((), SHORT if pages < min(SIZES[1:]) else REST):
        rounds, left = divmod(wanted - sum(length for _, length in tail), sum(length for _, length in ROUND))
        if rounds >= 0 and not left:
            return tuple(_named((*ROUND * rounds, *tail)))
    raise ValueError(f"no articles add up to {pages} pages; {', '.join(map(str, SIZES))} can be made")


def _named(kinds: tuple[tuple[Kind, int], ...]) -> Iterator[Planned]:
    headlines = Prose("headlines").random.sample([f"{subject} {turn}" for subject in SUBJECTS for turn in TURNS], 80)
    for number, ((kind, pages), headline) in enumerate(zip(kinds, cycle(headlines), strict=False), start=1):
        yield Planned(f"{kind}-{number:02d}", kind, headline, pages)


@cache
def make_magazine(pages: int) -> Magazine:
    """The magazine of that size: the same one every time."""
    planned = plan(pages)
    articles = []
    for number, one in enumerate(planned):
        prose = Prose(f"{pages} {one.slug}")
        others = [(other.slug, other.headline) for other in planned if other is not one]
        writer = ArticleWriter(one.slug, one.kind, prose, others)
        blocks = writer.write(one.pages)
        cited = tuple(reference for reference in REFERENCES if reference.id in writer.cited)
        standfirst = f"{prose.sentence()} {prose.sentence()}"
        opener = f"images/{'spot' if one.kind == 'news' else 'plate'}-{number % 4 + 1}.png"
        articles.append(Article(one.slug, one.kind, one.headline, standfirst, one.pages, opener, tuple(blocks), cited))
    return Magazine("The Bench", pages, tuple(articles))
