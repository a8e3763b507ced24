"""The short pieces of Markdown in front matter and manifests: headlines, standfirsts, captions, advertisements."""

from __future__ import annotations

from collections.abc import Iterator

from hemaprint.content.markdown import check_inline, render_blocks
from hemaprint.content.models import FrontMatter, IssueManifest
from hemaprint.content.reading import Piece, Reading, pieces_of
from hemaprint.errors import ContentError, Problem
from hemaprint.project.text import Located


def check_copy(model: FrontMatter | IssueManifest, located: Located) -> Iterator[Problem]:
    """What is wrong with the Markdown of an article's front matter, or of an ``issue.yaml``."""
    for piece in pieces_of(model):
        if piece.reading in (Reading.HEADLINE, Reading.INLINE, Reading.ELSEWHERE):
            links = piece.reading is not Reading.HEADLINE
            yield from check_inline(piece.text, location=located.at(*piece.steps), links=links)
        elif piece.reading is Reading.PARAGRAPHS:
            yield from _check_paragraphs(piece, located)


def _check_paragraphs(piece: Piece, located: Located) -> Iterator[Problem]:
    line = located.at(*piece.steps).line
    try:
        render_blocks(piece.text, language="en", keep_acronyms=frozenset(), path=located.path, first_line=line)
    except ContentError as error:
        yield from error.problems
