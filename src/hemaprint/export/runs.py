"""Spans in runs, as forms with elements write them: the numbers of one citation, the words of one link."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from hemaprint.export.inline import Face, Inline, Span


@dataclass(frozen=True, slots=True)
class Link:
    """Spans with one address, "" for none: outside the issue, or ``#`` and a place of the article."""

    href: str
    spans: Inline


@dataclass(frozen=True, slots=True)
class Run:
    """Spans that are one citation (``cites``, printed raised or in parentheses), or none of one."""

    cites: bool
    raised: bool
    links: tuple[Link, ...]

    @property
    def faces(self) -> frozenset[Face]:
        """The faces that the run as a whole has."""
        return frozenset({"cite", "sup"}) if self.cites else frozenset()


def runs_of(inline: Inline, anchors: frozenset[str]) -> Iterator[Run]:
    """The runs of a paragraph; links to a place that is not among ``anchors`` are plain text."""
    for cites, run in groupby(inline, lambda span: "cite" in span.faces):
        spans = tuple(run)
        links = groupby(spans, lambda span: _address(span, anchors))
        raised = cites and "sup" in spans[0].faces
        yield Run(cites, raised, tuple(Link(href, tuple(linked)) for href, linked in links))


def _address(span: Span, anchors: frozenset[str]) -> str:
    return span.href or (f"#{span.target}" if span.target in anchors else "")
