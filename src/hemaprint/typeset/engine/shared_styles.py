"""Compute the values of a style once for every document of an engine that has the same style.

WeasyPrint 70.0 shares a style among the elements of a document; every document, every page and every margin box
computes its values anew. Styles that came of the same declarations, and whose parents did, have the same values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_VIEWPORT = re.compile(r"(?i)\d[dlps]?v(?:w|h|i|b|min|max)\b")
"""A length that depends on the size of a document's first page."""
_MOST = 3000
"""Styles that are kept; an article has some 1000, of which the next of its kind shares most."""
_FACE = "_hemaprint_face"
"""What `memory.py` keeps with a style; it looks whether that is still right."""
_ANCHOR = "anchor"
"""The id of an element, which no other has, and which its children do not inherit."""


@dataclass(slots=True, eq=False)
class Computed:
    """The values that a style was found to have, and ``around`` all that it is known by: so no id is used again."""

    around: tuple[Any, ...]
    values: dict[str, Any] = field(default_factory=dict)
    specified: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)


def keep(font_config: Any, css: str) -> None:
    """Let the documents of a font configuration share what is computed by the style sheet ``css``, where they can."""
    if not _VIEWPORT.search(css):
        font_config._hemaprint_styles = {}


def sharing(original: Any) -> Any:
    """``ComputedStyle``, which begins with the values that a style like it was found to have.

    It looks for them when it is first asked for a value: of most pseudo-elements none ever is. A copy is about to be
    changed, and computes its values itself. What is written into a style is not shared.
    """

    class ComputedStyle(original):  # type: ignore[misc]  # weasyprint is untyped
        _computed: Computed | None = None

        def copy(self) -> Any:
            copy = original(
                *(self.parent_style, self.cascaded, self.pseudo_type, self.root_style),
                *(self.base_url, self.font_config, self.initial_page_sizes),
            )
            copy.update(self)
            copy.specified = self.specified.copy()
            return copy

        def __missing__(self, key: str) -> Any:
            if key == _ANCHOR:  # asked of every style there is
                return original.__missing__(self, key) if key in self.cascaded else self.setdefault(key)
            computed = self._computed
            if computed is None:
                computed = _join(self)
                if key in self:
                    return self[key]
            value = computed.values[key] = original.__missing__(self, key)
            if key in self.specified:
                computed.specified[key] = self.specified[key]
            return value

    return ComputedStyle


def _join(style: Any) -> Computed:
    """Give a style the values of those like it; the first of its kind, which keeps its own, has none yet."""
    known: dict[Any, Computed] | None = style.font_config.__dict__.get("_hemaprint_styles")
    parent: Computed | None = None
    if style.parent_style is not None and known is not None:
        parent = style.parent_style._computed or _join(style.parent_style)
    computed = Computed((parent, style.cascaded), attributes=style.__dict__)
    if known is not None:
        declared = (_known_by(name, *one) for name, one in style.cascaded.items() if name != _ANCHOR)
        key = id(parent), style.pseudo_type, style.base_url, *declared
        if key not in known and len(known) >= _MOST:
            known.clear()
        computed = known.setdefault(key, computed)
    own = dict(style)
    style.update(computed.values)
    style.update(own)
    style.specified.update(computed.specified)
    if _FACE in computed.attributes:
        style.__dict__[_FACE] = computed.attributes[_FACE]
    style._computed = computed
    return computed


def _known_by(name: str, value: Any, weight: Any) -> tuple[Any, ...]:
    """A declaration: values are those of style sheets that live as long as the engine, or words of one element."""
    *order, specificity = weight
    words = isinstance(value, str) or (isinstance(value, tuple) and all(isinstance(one, str) for one in value))
    return name, value if words else id(value), *order, *specificity
