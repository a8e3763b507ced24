# SPDX-License-Identifier: MIT
"""Say what letters the glyphs of joined syllables mean, as the substitutions of their face have it.

WeasyPrint 70.0 gives each glyph the whole of the first syllable that it was drawn in, so that another syllable with the
same glyph is read as that one. The substitutions of a face say it for every glyph: a ligature is read as its parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any

from fontTools.ttLib import TTFont

JOINED = re.compile("[\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff]")
"""Scripts of India and beside it, whose glyphs are parts of syllables, in another order than the letters."""


@lru_cache(maxsize=8)
def texts_of(program: bytes, number: int) -> Mapping[int, str]:
    """What each glyph of a face means, by its number; ``number`` is that of the face in a collection."""
    with TTFont(BytesIO(program), fontNumber=number, lazy=True) as face:
        texts = {name: chr(code) for code, name in sorted(face.getBestCmap().items(), reverse=True)}
        pairs = list(_substitutions(face)) if "GSUB" in face else []
        joined, replaced = ([pair for pair in pairs if (len(pair[0]) > 1) == many] for many in (True, False))
        while _read(joined, texts) or _read(replaced, texts):  # a glyph for one letter may depend on its context
            pass
        return {face.getGlyphID(name): text for name, text in texts.items()}


def _read(pairs: list[tuple[tuple[str, ...], str]], texts: dict[str, str]) -> bool:
    """Enter what is known of more glyphs, those that replace known ones; whether there were any."""
    before = len(texts)
    for parts, glyph in pairs:
        if glyph not in texts and all(part in texts for part in parts):
            texts[glyph] = "".join(texts[part] for part in parts)
    return len(texts) > before


def _substitutions(face: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """The glyphs that are replaced, and the one that replaces them."""
    for lookup in face["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            one = getattr(table, "ExtSubTable", table)
            if one.LookupType == 1:
                yield from (((before,), after) for before, after in one.mapping.items())
            elif one.LookupType == 3:
                yield from (((before,), after) for before, others in one.alternates.items() for after in others)
            elif one.LookupType == 4:
                for first, ligatures in one.ligatures.items():
                    yield from (((first, *ligature.Component), ligature.LigGlyph) for ligature in ligatures)
