"""Remember what Pango says of words: asked once in every face, for the life of a font configuration.

What WeasyPrint 70.0 asks of a run depends on its text and on the properties in ``_READ``; styles that agree in these
share a face. The answers are kept with the font configuration, because they are the same in every document that has
the same fonts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from weasyprint.text import line_break

READ = (
    *("font_size", "letter_spacing", "hyphenate_limit_zone", "white_space", "line_height", "lang", "direction"),
    *("font_family", "font_style", "font_stretch", "font_weight", "font_kerning", "font_language_override"),
    *("font_variant_alternates", "font_variant_caps", "font_variant_east_asian", "font_variant_ligatures"),
    *("font_variant_numeric", "font_variant_position", "font_feature_settings", "font_variation_settings"),
    *("hyphens", "hyphenate_character", "hyphenate_limit_chars", "overflow_wrap", "word_break", "word_spacing"),
    *("tab_size", "text_decoration_line"),
)
"""Every property that breaking a run reads."""
_values = itemgetter(*READ)
_MOST = 30_000
"""Words that are kept; a magazine of 64 pages has 10 000."""


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """What a style says of text; one for all styles that say the same."""

    values: tuple[Any, ...]


@dataclass(slots=True)
class Memory:
    """What one font configuration has been asked for."""

    faces: dict[Any, Face] = field(default_factory=dict)
    lines: dict[Any, Any] = field(default_factory=dict)
    widths: dict[Any, float] = field(default_factory=dict)
    words: dict[Any, Any] = field(default_factory=dict)
    struts: dict[Face, tuple[float, float]] = field(default_factory=dict)


def face_of(style: Any) -> Face:
    """The face of a style; looked up anew when the style has been changed meanwhile."""
    values = _values(style)
    known: Face | None = style.__dict__.get("_hemaprint_face")
    if known is not None and known.values == values:
        return known
    faces = memory_of(style.font_config).faces
    key = tuple(map(_hashable, values))
    face = faces.get(key)
    if face is None:
        face = faces[key] = Face(values)
    style.__dict__["_hemaprint_face"] = face
    return face


def memory_of(font_config: Any) -> Memory:
    """What is remembered of a font configuration."""
    known: Memory | None = font_config.__dict__.get("_hemaprint_memory")
    if known is None or max(len(known.lines), len(known.words)) > _MOST:
        known = font_config._hemaprint_memory = Memory()
    return known


def copy_of_layout(state: dict[str, Any]) -> Any:
    """A layout of its own in a remembered state: drawing changes layouts, so no two boxes share one."""
    layout = line_break.Layout.__new__(line_break.Layout)
    layout.__dict__.update(state)
    return layout


def once_a_face(original: Callable[[Any], tuple[float, float]]) -> Callable[[Any], tuple[float, float]]:
    """``strut``, which remembers by the face: the original writes a long key for every line and box that asks."""

    def strut(style: Any) -> tuple[float, float]:
        struts = memory_of(style.font_config).struts
        face = face_of(style)
        known = struts.get(face)
        if known is None:
            known = struts[face] = original(style)
        return known

    return strut


def forgetting(original: Callable[..., Any]) -> Callable[..., Any]:
    """``FontConfiguration.add_font_face``, after which text may look different: all that is remembered goes."""

    def add_font_face(self: Any, rule_descriptors: Any, url_fetcher: Any) -> Any:
        self.__dict__.pop("_hemaprint_memory", None)
        self.__dict__.get("_hemaprint_styles", {}).clear()
        return original(self, rule_descriptors, url_fetcher)

    return add_font_face


def _hashable(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return tuple(map(_hashable, value))
    return frozenset(value) if isinstance(value, set) else value
