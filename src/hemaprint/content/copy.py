"""The short pieces of Markdown in front matter and manifests: standfirsts, captions, policies, advertisements."""

from __future__ import annotations

from collections.abc import Iterator

from hemaprint.content.markdown import check_inline, render_blocks
from hemaprint.content.models import FrontMatter, IssueManifest
from hemaprint.errors import ContentError, Problem
from hemaprint.source.located import Located, Step

Piece = tuple[str, tuple[Step, ...]]
"""A text and its path in the file."""


def check_front_matter_copy(meta: FrontMatter, located: Located) -> Iterator[Problem]:
    """What is wrong with the Markdown of an article's front matter."""
    pieces: list[Piece] = [
        (meta.standfirst, ("standfirst",)),
        (meta.contents, ("contents",)),
        (meta.byline, ("byline",)),
    ]
    if meta.opener:
        pieces += [(meta.opener.caption, ("opener", "caption")), (meta.opener.credit, ("opener", "credit"))]
    yield from _check(pieces, located)


def check_manifest_copy(manifest: IssueManifest, located: Located) -> Iterator[Problem]:
    """What is wrong with the Markdown of an ``issue.yaml``."""
    pieces: list[Piece] = [(manifest.cover.deck, ("cover", "deck"))]
    pieces += [(line.text, ("cover", "lines", index, "text")) for index, line in enumerate(manifest.cover.lines)]
    if manifest.masthead:
        for index, entry in enumerate(manifest.masthead.entries):
            pieces += [(name, ("masthead", "entries", index, "names", at)) for at, name in enumerate(entry.names)]
        policies = enumerate(manifest.masthead.policies)
        pieces += [(policy.text, ("masthead", "policies", index, "text")) for index, policy in policies]
    if manifest.back:
        pieces.append((manifest.back.text, ("back", "text")))
        pieces += [(note.text, ("back", "notes", index, "text")) for index, note in enumerate(manifest.back.notes)]
    paragraphs: list[Piece] = [(manifest.colophon.text, ("colophon", "text"))] if manifest.colophon else []
    for index, advertisement in enumerate(manifest.advertisements):
        kind = paragraphs if advertisement.size == "full" else pieces
        kind.append((advertisement.text, ("advertisements", index, "text")))
    yield from _check(pieces, located)
    yield from _check_paragraphs(paragraphs, located)


def _check(pieces: list[Piece], located: Located) -> Iterator[Problem]:
    for text, steps in pieces:
        if text:
            yield from check_inline(text, location=located.at(*steps))


def _check_paragraphs(pieces: list[Piece], located: Located) -> Iterator[Problem]:
    for text, steps in pieces:
        line = located.at(*steps).line
        try:
            render_blocks(text, language="en", keep_acronyms=frozenset(), path=located.path, first_line=line)
        except ContentError as error:
            yield from error.problems
