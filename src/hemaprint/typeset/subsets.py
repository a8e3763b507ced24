"""Use the subset of a font again that was made for another document, where it has every glyph that is needed.

Making one takes WeasyPrint 70 longer than drawing the pages: the glyphs of a variable face are instanced one by one.
Glyph ids are kept, so that a subset with more glyphs serves as well. The bytes of a PDF then depend on what was set
before it: this is for looking at pages, not for what is published (law 8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from weasyprint.pdf.fonts import Font

_MOST = 200
"""Subsets that are kept; one of a text face has about 50 kB."""


@dataclass(frozen=True, slots=True)
class _Subset:
    """A font program that was made, and the glyphs that it has."""

    glyphs: frozenset[int]
    program: bytes
    variations: Mapping[str, float]


@dataclass(slots=True)
class Subsets:
    """The subsets that were made so far."""

    _made: dict[tuple[object, ...], _Subset] = field(default_factory=dict)

    @contextmanager
    def reused(self) -> Iterator[None]:
        """PDFs that are written inside share their subsets with those before; not for two threads at a time."""
        clean: Callable[..., None] = Font.clean

        def reuse(font: Any, to_unicode: Mapping[int, str], hinting: object) -> None:
            self._clean(font, to_unicode, hinting, clean)

        Font.clean = reuse
        try:
            yield
        finally:
            Font.clean = clean

    def _clean(self, font: Any, to_unicode: Mapping[int, str], hinting: object, clean: Callable[..., None]) -> None:
        if not to_unicode or font.missing or font.png or font.svg or font.colr:
            clean(font, to_unicode, hinting)
            return
        asked = (font.hash, font.index, font.weight, font.font_size, tuple(sorted(font.variations.items())), hinting)
        key = (blake2b(font.file_content, digest_size=16).digest(), *asked)
        known = self._made.get(key)
        if known is not None and known.glyphs.issuperset(to_unicode):
            font.file_content = known.program
            font.variations.update(known.variations)
            return
        wanted = dict.fromkeys(known.glyphs if known else (), "") | dict(to_unicode)
        clean(font, wanted, hinting)
        self._made.pop(key, None)
        self._made[key] = _Subset(frozenset(wanted), font.file_content, dict(font.variations))
        while len(self._made) > _MOST:
            del self._made[next(iter(self._made))]
