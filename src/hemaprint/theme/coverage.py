# SPDX-License-Identifier: MIT
"""Find out what the text faces of a theme lack, so that it is drawn of other glyphs instead of being left as it is.

A face without raised figures would print 10⁶ as 106, and one without small capitals has only lower case for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables

from hemaprint.theme.faces import FontFace

_FIGURES = "0123456789"
_LOWER, _UPPER = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_EXTENSION = 7  # GSUB lookup type 7 wraps one of another type (OpenType 1.9: GSUB, lookup type 7)

CLASSES = {
    "small-figures": (("sups", _FIGURES), ("subs", _FIGURES)),
    "small-letters": (("smcp", _LOWER), ("c2sc", _UPPER)),
}
"""By class of a page's body: the features, each with its characters, without which it is set (OpenType 1.9: tags)."""


def lacking(families: Sequence[str], faces: Sequence[FontFace]) -> str:
    """The classes of a body whose text has these families: all that one of them lacks; "" for none.

    Italics may lack small capitals, which nobody asks of them. A family without a file here is taken to lack all.
    Raises OSError, and TTLibError for a file that is not a font.
    """
    found = {family: [face for face in faces if face.family == family] for family in families}
    return " ".join(name for name in CLASSES if any(_lack(name, of_family) for of_family in found.values()))


def _lack(name: str, faces: Sequence[FontFace]) -> bool:
    asked = [face for face in faces if name == "small-figures" or face.style == "normal"]
    return not asked or any(
        not set(characters) <= _with_feature(face.path, tag) for face in asked for tag, characters in CLASSES[name]
    )


@cache
def _with_feature(path: Path, tag: str) -> frozenset[str]:
    """The characters for which a face has another glyph under a feature of single substitutions."""
    with TTFont(path, lazy=True) as font:
        if "GSUB" not in font:
            return frozenset()
        table = font["GSUB"].table
        records = table.FeatureList.FeatureRecord if table.FeatureList else ()
        numbers = {number for one in records if one.FeatureTag == tag for number in one.Feature.LookupListIndex}
        changed = {glyph for number in numbers for glyph in _glyphs(table.LookupList.Lookup[number])}
        return frozenset(chr(code) for code, glyph in font.getBestCmap().items() if glyph in changed)


def _glyphs(lookup: otTables.Lookup) -> set[str]:
    """The glyphs that a lookup replaces by one other."""
    found: set[str] = set()
    for wrapped in lookup.SubTable:
        table = wrapped.ExtSubTable if wrapped.LookupType == _EXTENSION else wrapped
        found.update(getattr(table, "mapping", ()), getattr(table, "alternates", ()))
    return found
