"""Ask Pango once for what a face says of every run of text: remembered for the life of a font configuration.

What WeasyPrint 70.0 asks of a run depends on its text and on the properties in ``_READ``; styles that agree in these
share a face. Results are kept with the font configuration, because they are the same in every document that has the
same fonts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from weasyprint.css.properties import Dimension
from weasyprint.text import line_break

_READ = (
    *("font_size", "letter_spacing", "hyphenate_limit_zone", "white_space", "line_height", "lang", "direction"),
    *("font_family", "font_style", "font_stretch", "font_weight", "font_kerning", "font_language_override"),
    *("font_variant_alternates", "font_variant_caps", "font_variant_east_asian", "font_variant_ligatures"),
    *("font_variant_numeric", "font_variant_position", "font_feature_settings", "font_variation_settings"),
    *("hyphens", "hyphenate_character", "hyphenate_limit_chars", "overflow_wrap", "word_break", "word_spacing"),
    *("tab_size", "text_decoration_line"),
)
"""Every property that breaking a run reads; ``tests/typeset/test_speed.py`` watches that there is no other."""
_values = itemgetter(*_READ)
_font_values = itemgetter(
    *("font_family", "font_style", "font_stretch", "font_weight", "font_size"),
    *("font_variant_caps", "font_variation_settings"),
)
_PLAIN = 2
"""Letters from which on ``Layout.set_text`` keeps the text as it is; a lone space may get a companion."""
_MOST = 30_000
"""Words that are kept; a magazine of 64 pages has 10 000."""


@dataclass(slots=True, eq=False)
class Face:
    """What a style says of text; one for all styles that say the same.

    ``zone`` is None where it takes math to find it; ``template`` is the state of a bare layout.
    """

    values: tuple[Any, ...]
    size: float
    spacing: float
    zone: tuple[float, str] | None
    strut: tuple[float, float] | None = None
    template: dict[str, Any] | None = None


@dataclass(slots=True)
class Lines:
    """What one font configuration has been asked for."""

    faces: dict[Any, Face] = field(default_factory=dict)
    lines: dict[Any, Any] = field(default_factory=dict)
    fonts: dict[Any, Any] = field(default_factory=dict)
    widths: dict[Any, float] = field(default_factory=dict)
    words: dict[Any, Any] = field(default_factory=dict)


def face_of(style: Any) -> Face:
    """The face of a style; looked up anew when the style has been changed meanwhile."""
    values = _values(style)
    known: Face | None = style.__dict__.get("_speed_face")
    if known is not None and known.values == values:
        return known
    lines = lines_of(style.font_config)
    key = tuple(map(_hashable, values))
    face = lines.faces.get(key)
    if face is None:
        spacing = 0 if values[1] == "normal" else values[1]
        zone = tuple(values[2]) if isinstance(values[2], Dimension) and values[2].unit in ("px", "%") else None
        face = lines.faces[key] = Face(values, values[0], spacing, zone)
    style.__dict__["_speed_face"] = face
    return face


def lines_of(font_config: Any) -> Lines:
    """What is remembered of a font configuration."""
    known: Lines | None = font_config.__dict__.get("_speed_lines")
    if known is None or max(len(known.lines), len(known.words)) > _MOST:
        known = font_config._speed_lines = Lines()
    return known


def copy_of_layout(state: dict[str, Any]) -> Any:
    """A layout of its own in a remembered state: drawing changes layouts, so no two boxes share one."""
    layout = line_break.Layout.__new__(line_break.Layout)
    layout.__dict__.update(state)
    return layout


def remembering_strut(original: Callable[..., Any]) -> Callable[..., Any]:
    """``strut``, asked once for every face; WeasyPrint's own memory of it is found through a long string."""

    def strut(style: Any) -> Any:
        face = face_of(style)
        if face.strut is None:
            face.strut = original(style)
        return face.strut

    return strut


def sparing_layout(original: Callable[..., Any]) -> Callable[..., Any]:
    """``create_layout`` for ``add_word_spacing``, which puts the layout aside at once: what is left of it is enough.

    A layout that is put aside keeps its text, its spacing and the lines of its decoration, which depend on the face
    alone. Pango sees it when it is drawn.
    """

    def create_layout(text: str, style: Any, context: Any, max_width: Any, justification_spacing: Any) -> Any:
        if max_width is not None or len(text) < _PLAIN or "\n" in text or "\0" in text:
            return original(text, style, context, max_width, justification_spacing)
        face = face_of(style)
        if face.template is None:
            bare = original(text, style, context, None, justification_spacing)
            face.template = bare.__dict__ | {"layout": None, "language": None, "style": None}
        layout = copy_of_layout(face.template)
        layout.text = text
        layout.justification_spacing = justification_spacing
        return layout

    return create_layout


def remembering_font(original: Callable[..., Any]) -> Callable[..., Any]:
    """``get_font_description``, asked once for every font; Pango copies what it is given.

    It is asked while styles are still being computed, so it looks at no property but those that the original reads.
    """

    def get_font_description(style: Any) -> Any:
        key = tuple(map(_hashable, _font_values(style)))
        fonts = lines_of(style.font_config).fonts
        font = fonts.get(key)
        if font is None:
            font = fonts[key] = original(style)
        return font

    return get_font_description


def forgetting(original: Callable[..., Any]) -> Callable[..., Any]:
    """``FontConfiguration.add_font_face``, after which text may look different: all that is remembered goes."""

    def add_font_face(self: Any, rule_descriptors: Any, url_fetcher: Any) -> Any:
        self.__dict__.pop("_speed_lines", None)
        self.__dict__.get("_speed_styles", {}).clear()
        return original(self, rule_descriptors, url_fetcher)

    return add_font_face


def _hashable(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return tuple(map(_hashable, value))
    return frozenset(value) if isinstance(value, set) else value
