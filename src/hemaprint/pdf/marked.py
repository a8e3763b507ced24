# SPDX-License-Identifier: MIT
"""Follow the marked content of a content stream: what is decoration, what an element holds, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pikepdf import Name, String

from hemaprint.pdf.objects import ObjectId, entry, name_of, resource, text_of, written_of


@dataclass(frozen=True, slots=True, eq=False)
class Replacement:
    """A text that is read instead of all marks that carry it (ISO 32000-1, 14.9.4)."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Marked:
    """The marked content sequences around a mark (ISO 32000-1, 14.6).

    ``artifact`` means that it is tagged as decoration; ``mcid`` is the identifier by which structure elements name the
    sequence, ``stream`` the form that it is in, None for the page's own content; ``language`` is "" where none is said;
    ``turned`` means that strings show their letters from the last to the first.
    """

    artifact: bool = False
    mcid: int | None = None
    stream: ObjectId | None = None
    language: str = ""
    replacement: Replacement | None = None
    turned: bool = False

    def inside(self, operands: list[Any], resources: Any, stream: ObjectId | None) -> Marked:
        """What is around the marks of a sequence that begins here (BMC, BDC)."""
        tag = name_of(operands[0]) if operands else ""
        given = operands[1] if len(operands) > 1 else None
        properties = resource(resources, "/Properties", given) if isinstance(given, Name) else given
        inner = self if tag != "Artifact" else replace(self, artifact=True)
        if tag == "ReversedChars":
            inner = replace(inner, turned=True)
        mcid, actual = entry(properties, "/MCID"), entry(properties, "/ActualText")
        if isinstance(mcid, int):
            inner = replace(inner, mcid=mcid, stream=stream)
        if language := text_of(entry(properties, "/Lang")):
            inner = replace(inner, language=language)
        if isinstance(actual, String) and self.replacement is None:
            inner = replace(inner, replacement=Replacement(written_of(actual)))
        return inner


UNMARKED = Marked()
"""Around no sequence."""
