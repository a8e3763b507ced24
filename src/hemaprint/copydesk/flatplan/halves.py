# SPDX-License-Identifier: MIT
"""Find the pages of half-page advertisements that go to the last page with text, wherever that is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pypdfium2 as pdfium

from hemaprint.bind.sourcemap import SourceMap
from hemaprint.content.load import article_path
from hemaprint.content.models import Advertisement, Issue
from hemaprint.pdf.raster import PDFIUM

_WORD = re.compile(r"\w{3,}+")
_ENOUGH = 0.6
"""The share of an advertisement's words that are on its page, at least: markup is not, nor a word that is divided."""


def last_halves(pdf: bytes, origin: SourceMap, issue: Issue) -> Mapping[str, int]:
    """The page (from 0) of each half-page advertisement without ``sheet``, where its words are found."""
    found: dict[str, int] = {}
    for ad in on_last_pages(issue):
        path = article_path(issue.path, ad.slot.article or "").resolve()
        pages = [at for at, page in enumerate(origin.pages) if origin.root / page.source == path]
        place = place_among(ad, texts_of(pdf, pages))
        if place is not None:
            found[ad.id] = pages[place]
    return found


def on_last_pages(issue: Issue) -> list[Advertisement]:
    """The half-page advertisements that go to the last page with text of their articles."""
    return [ad for ad in issue.manifest.advertisements if ad.slot.article and not ad.slot.sheet]


def texts_of(pdf: bytes, pages: Sequence[int]) -> list[str]:
    """The words on pages (from 0) of a PDF; raises pypdfium2.PdfiumError where it cannot be read."""
    with PDFIUM, pdfium.PdfDocument(pdf) as document:
        return [_text(document, index) for index in pages]


def place_among(ad: Advertisement, texts: Sequence[str]) -> int | None:
    """Which of the texts of pages has the words of an advertisement; None where none has."""
    wanted = _words(f"{ad.label} {ad.advertiser} {ad.headline} {ad.text}")
    shares = [(len(wanted & _words(text)), at) for at, text in enumerate(texts)]
    most, place = max(shares, default=(0, 0))
    return place if wanted and most >= _ENOUGH * len(wanted) else None


def _text(document: pdfium.PdfDocument, index: int) -> str:
    page = document[index]
    try:
        return str(page.get_textpage().get_text_range())
    finally:
        page.close()


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text))
