"""Do again what was done before only where it differs: lines of text, and subsets of fonts.

An article that is edited is laid out anew, with nearly all its lines and glyphs as they were. WeasyPrint 70 breaks
every line again, and instances every glyph of a variable face again, which takes longer than drawing the pages. Kept
lines are exact: a line depends on its text, its style and its measure, and on nothing else. A subset may hold more
glyphs than are needed. Glyph ids are kept, so that it serves as well; but the bytes of a PDF then depend on what was
set before it. This is for looking at pages, not for what is published (law 8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from weasyprint.layout import inline, preferred
from weasyprint.pdf.fonts import Font

_MOST_SUBSETS = 200
"""One of a text face has about 50 kB."""
_MOST_LINES = 60_000
"""Those of some hundred pages, about 1 kB each."""
_LINE_STYLE = (
    "direction",
    "font_family",
    "font_feature_settings",
    "font_kerning",
    "font_language_override",
    "font_size",
    "font_stretch",
    "font_style",
    "font_variant_alternates",
    "font_variant_caps",
    "font_variant_east_asian",
    "font_variant_ligatures",
    "font_variant_numeric",
    "font_variant_position",
    "font_variation_settings",
    "font_weight",
    "hyphenate_character",
    "hyphenate_limit_chars",
    "hyphenate_limit_zone",
    "hyphens",
    "lang",
    "letter_spacing",
    "line_height",
    "overflow_wrap",
    "tab_size",
    "text_decoration_line",
    "white_space",
    "word_break",
    "word_spacing",
)
"""Every property that weasyprint/text/line_break.py and text/fonts.py of version 70 look at."""


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
        while len(self._made) > _MOST_SUBSETS:
            del self._made[next(iter(self._made))]


@dataclass(slots=True)
class Lines:
    """The lines that were broken so far, of one engine: its fonts must stay the same."""

    _broken: dict[tuple[object, ...], tuple[Any, ...]] = field(default_factory=dict)
    _styles: dict[int, tuple[Any, str]] = field(default_factory=dict)

    @contextmanager
    def reused(self) -> Iterator[None]:
        """Documents that are laid out inside take lines from those before; not for two threads at a time."""
        broken: Callable[..., Any] = inline.split_first_line
        measured: Callable[..., Any] = preferred.split_first_line
        inline.split_first_line = self._remembering(broken)
        preferred.split_first_line = self._remembering(measured)
        try:
            yield
        finally:
            inline.split_first_line, preferred.split_first_line = broken, measured
            self._styles.clear()
            for key in list(self._broken)[: max(0, len(self._broken) - _MOST_LINES)]:
                del self._broken[key]

    def _remembering(self, split: Callable[..., Any]) -> Callable[..., Any]:
        def split_first_line(
            text: str, style: Any, context: Any, max_width: Any, justification_spacing: Any, **options: Any
        ) -> Any:
            key = (split, text, self._style(style), max_width, justification_spacing, *options.items())
            line = self._broken.pop(key, None) or split(
                text, style, context, max_width, justification_spacing, **options
            )
            self._broken[key] = line  # the last ones used stand last
            return (copy(line[0]), *line[1:])  # it is set up again to be drawn, each time with the style of its own box

        return split_first_line

    def _style(self, style: Any) -> str:
        known = self._styles.get(id(style))
        if known is None:
            known = (style, repr([style[name] for name in _LINE_STYLE]))
            self._styles[id(style)] = known
        return known[1]
