# SPDX-License-Identifier: MIT
"""Lay out the addresses that an article prints for its readers on paper: their words, and their QR codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import segno
from markupsafe import Markup

from hemaprint.charts import palette_of
from hemaprint.content.paper import PaperAddress
from hemaprint.content.spans import LONGEST_CODE, characters_of
from hemaprint.galley.markup import breakable
from hemaprint.galley.setting import Setting, words_of
from hemaprint.project.text import printed_address


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of ``size`` modules on each side, its dark ones as an SVG path; the style leaves white around it."""

    size: int
    path: str
    ink: str
    said: str


@dataclass(frozen=True, slots=True)
class Address:
    """What is printed of an address; ``code`` is None where the template has none, or the address is too long."""

    href: str
    title: Markup
    text: Markup
    code: Code | None


def laid_out(addresses: Sequence[PaperAddress], language: str, setting: Setting, *, coded: bool) -> tuple[Address, ...]:
    """What is printed of the addresses of an article in ``language``."""
    if not addresses:
        return ()
    words = words_of(language)
    made = []
    for one in addresses:
        code = code_of(one.href, language, setting) if coded else None
        title = setting.html(one.words, linked=True) if one.words else Markup.escape(words.this_article)
        title = Markup() if characters_of(one.words) == one.printed else title
        made.append(Address(one.href, title, Markup(breakable(one.printed)), code))
    return tuple(made)


def code_of(href: str, language: str, setting: Setting) -> Code | None:
    """The QR code of an address, named in ``language``; None where it would be too fine for paper."""
    if len(href.encode()) > LONGEST_CODE:
        return None
    dark, said = modules(href), words_of(language).code.format(printed_address(href))
    return Code(len(dark), outline(dark), palette_of(setting.theme)["ink"], said)


def modules(address: str) -> tuple[tuple[bool, ...], ...]:
    """The rows of a QR code without white around it; error correction of level M restores 15 % of it."""
    code = segno.make(address, error="m", micro=False, boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def outline(dark: Sequence[Sequence[bool]]) -> str:
    """The dark modules as an SVG path in units of a module: a rectangle for each run of a row."""
    pieces = []
    for y, row in enumerate(dark):
        x = 0
        for is_dark, run in groupby(row):
            length = len(list(run))
            if is_dark:
                pieces.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return "".join(pieces)
