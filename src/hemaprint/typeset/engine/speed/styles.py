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
_ATTRIBUTES = ("_speed_face", "_speed_lengths")
"""What other shortcuts keep with a style; they look whether it is still right."""
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
        font_config._speed_styles = {}


def sharing(original: Any) -> Any:
    """``ComputedStyle``, which begins with the values that a style like it was found to have.

    A copy of one is about to be changed, and computes its values itself. What is written into a style is not shared.
    """

    class ComputedStyle(original):  # type: ignore[misc]  # weasyprint is untyped
        def __init__(
            self, parent_style: Any, cascaded: Any, pseudo_type: Any, root_style: Any, base_url: Any, *others: Any
        ) -> None:
            super().__init__(parent_style, cascaded, pseudo_type, root_style, base_url, *others)
            known = self.font_config.__dict__.get("_speed_styles")
            parent = getattr(parent_style, "_computed", None)
            self._computed = Computed((parent, cascaded))
            if known is None or (parent is None and parent_style is not None):
                return
            key = (
                *(id(parent), pseudo_type, base_url),
                *(_known_by(name, *declared) for name, declared in cascaded.items() if name != _ANCHOR),
            )
            if key not in known:
                if len(known) >= _MOST:
                    known.clear()
                self._computed.attributes = self.__dict__
                known[key] = self._computed
                return
            self._computed = known[key]
            self.update(self._computed.values)
            self.specified.update(self._computed.specified)
            for name in _ATTRIBUTES:
                if name in self._computed.attributes:
                    self.__dict__[name] = self._computed.attributes[name]

        def copy(self) -> Any:
            copy = original(
                *(self.parent_style, self.cascaded, self.pseudo_type, self.root_style),
                *(self.base_url, self.font_config, self.initial_page_sizes),
            )
            copy.update(self)
            copy.specified = self.specified.copy()
            return copy

        def __missing__(self, key: str) -> Any:
            value = original.__missing__(self, key)
            if key != _ANCHOR:
                self._computed.values[key] = value
            if key in self.specified:
                self._computed.specified[key] = self.specified[key]
            return value

    return ComputedStyle


def _known_by(name: str, value: Any, weight: Any) -> tuple[Any, ...]:
    """A declaration: values are those of style sheets that live as long as the engine, or words of one element."""
    *order, specificity = weight
    words = isinstance(value, str) or (isinstance(value, tuple) and all(isinstance(one, str) for one in value))
    return name, value if words else id(value), *order, *specificity
