"""The attributes of spans: small capitals, genes and languages."""

from __future__ import annotations

import re

from hemaprint.content.markdown.context import Problems
from hemaprint.content.markdown.finish import Element, Node
from hemaprint.content.spans import Branch, Foreign, Style, Styled
from hemaprint.errors import Location, did_you_mean

_CLASSES: dict[str, Style] = {".sc": "small capitals", ".gene": "gene"}
_KNOWN = (*_CLASSES, "lang=")
_LANGUAGE = re.compile(r"lang=(?P<quote>\"?)(?P<tag>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)(?P=quote)")


def span_element(attributes: str, children: list[Node], at: Location, problems: Problems) -> list[Node]:
    """The elements of ``[children]{attributes}``, the first attribute outermost; ``at`` is the place of the brace."""
    nodes = children
    words = list(re.finditer(r"\S+", attributes))
    for word in reversed(words):
        span = _span(word[0])
        if span is None:
            place = Location(at.path, at.line, at.column + 1 + word.start())
            hint = did_you_mean(word[0], _KNOWN, noun="attributes")
            problems.error("HP153", f'unknown attribute "{word[0]}"', place, hint)
        else:
            nodes = [Element(span, nodes)]
    if not words:
        problems.error("HP153", "there is no attribute between the braces", at, f"attributes: {', '.join(_KNOWN)}")
    return nodes


def _span(word: str) -> Branch | None:
    match = _LANGUAGE.fullmatch(word)
    if match:
        return Foreign(match["tag"], ())
    return Styled(_CLASSES[word], ()) if word in _CLASSES else None
