# SPDX-License-Identifier: MIT
"""Find the pages of half-page advertisements that go to the last page with text, wherever that is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pypdfium2 as pdfium

from hemaprint.bind.sourcemap import SourceMap
from hemaprint.content.load import article_path
from hemaprint.content.models import Advertisement, Issue
from hemaprint.pdf.raster import PDFIUM

_WORD = re.compile(r"\w{3,}+")
_ENOUGH = 0.6
"""The share of an advertisement's words that are on its page, at least: markup is not, nor a word that is divided."""


def last_halves(pdf: bytes, origin: SourceMap, issue: Issue) -> Mapping[str, int]:
    """The page (from 0) of each half-page advertisement without ``sheet``, by its words, where they are found."""
    ads = [ad for ad in issue.manifest.advertisements if ad.slot.article and not ad.slot.sheet]
    return dict(_found(pdf, origin, issue, ads)) if ads else {}


def _found(pdf: bytes, origin: SourceMap, issue: Issue, ads: Sequence[Advertisement]) -> Iterator[tuple[str, int]]:
    with PDFIUM, pdfium.PdfDocument(pdf) as document:
        for ad in ads:
            path = article_path(issue.path, ad.slot.article or "")
            pages = [at for at, page in enumerate(origin.pages) if _is(origin.root / page.source, path)]
            wanted = _words(f"{ad.label} {ad.advertiser} {ad.headline} {ad.text}")
            shares = [(len(wanted & _words(_text(document, at))), at) for at in pages]
            most, page = max(shares, default=(0, 0))
            if wanted and most >= _ENOUGH * len(wanted):
                yield ad.id, page


def _is(one: Path, other: Path) -> bool:
    return one == other.resolve()


def _text(document: pdfium.PdfDocument, index: int) -> str:
    page = document[index]
    try:
        return str(page.get_textpage().get_text_range())
    finally:
        page.close()


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text))
