# SPDX-License-Identifier: MIT
"""Say how pages are imposed: the scheme, the signature, the paper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from hemaprint.errors import UsageError
from hemaprint.project.values import POINTS, PageSize, parse_length

MM = POINTS["mm"]


class Scheme(StrEnum):
    """What becomes of the sheets."""

    BOOKLET = "booklet"
    """Folded once and stapled at home; pages are made smaller where the paper requires it."""
    TWO_UP = "2up"
    """Two pages side by side in reading order, not folded."""
    SADDLE = "saddle"
    """Folded, put one into another, and stapled through the fold."""
    PERFECT = "perfect"
    """Folded, gathered one behind another, and glued."""

    @property
    def nests(self) -> bool:
        """Whether each signature lies inside the one before."""
        return self in (Scheme.BOOKLET, Scheme.SADDLE)


class Binding(StrEnum):
    """The side of the front page on which a magazine is bound: right for Arabic and Hebrew."""

    LEFT = "left"
    RIGHT = "right"


SIGNATURES = (4, 8, 16, 32)
"""Pages of a sheet that is folded one to four times."""
USUAL = {Scheme.BOOKLET: 4, Scheme.TWO_UP: 2, Scheme.SADDLE: 4, Scheme.PERFECT: 16}
"""The signature of each scheme where none is asked for."""
GRIND = 3 * MM
"""What a binder mills off the back of signatures before they are glued, in pt."""
_THICKEST = 1 * MM
_GRAMMAGE = re.compile(r"(\d{1,4}(?:\.\d{1,3})?) ?g(?:sm)? ?[*x×] ?(\d(?:\.\d{1,3})?)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imposition:
    """How to impose a file. Lengths are in pt; None leaves a choice to the scheme or the file.

    ``signature`` are the pages of a sheet, ``thickness`` is that of the paper. ``cover`` puts the first and the last
    two pages on a sheet of their own, with a spine ``spine`` wide between them. ``grind`` is milled off the backs of
    glued signatures. ``sheet`` is the paper, in either direction. Blank pages come before the last ``keep_last`` pages.
    """

    scheme: Scheme
    signature: int | None = None
    thickness: float = 0.0
    cover: bool = False
    spine: float = 0.0
    grind: float | None = None
    sheet: PageSize | None = None
    binding: Binding | None = None
    keep_last: int = 0
    marks: bool = True

    @property
    def pages(self) -> int:
        """The pages of a sheet, front and back."""
        return self.signature or USUAL[self.scheme]

    @property
    def milled(self) -> float:
        """What is milled off the back of each signature."""
        if self.scheme is not Scheme.PERFECT:
            return 0.0
        return GRIND if self.grind is None else self.grind

    def refuse_contradictions(self) -> None:
        """Raise UsageError for options that do not belong to the scheme."""
        scheme = self.scheme
        if self.signature is not None and self.signature not in SIGNATURES:
            raise UsageError(f"a signature cannot have {self.signature} pages", "choose 4, 8, 16 or 32")
        if self.signature is not None and scheme not in (Scheme.SADDLE, Scheme.PERFECT):
            raise UsageError(f"--signature does nothing with {scheme}", "choose saddle or perfect, or leave it out")
        if self.cover and scheme not in (Scheme.SADDLE, Scheme.PERFECT):
            raise UsageError(
                f"{scheme} has no cover of its own paper", "choose saddle or perfect, or leave --cover out"
            )
        if self.spine and not (self.cover and scheme is Scheme.PERFECT):
            raise UsageError("only a glued cover has a spine", "choose perfect with --cover, or leave --spine out")
        if self.grind is not None and scheme is not Scheme.PERFECT:
            raise UsageError(f"nothing is milled off with {scheme}", "choose perfect, or leave --grind out")
        if self.thickness and scheme is Scheme.TWO_UP:
            raise UsageError("sheets that are not folded do not creep", "leave --paper-thickness out")


def parse_thickness(text: str) -> float:
    """The thickness of paper in pt, from a length (0.1mm) or from grammage and bulk (90gsm*1.2, in g/m² and cm³/g).

    Thickness is grammage times bulk (ISO 534). Raises UsageError.
    """
    found = _GRAMMAGE.fullmatch(text.strip())
    thickness = float(found[1]) * float(found[2]) / 1000 * MM if found else parse_length(text)
    if thickness is None or not 0 < thickness <= _THICKEST:
        message = f'"{text}" is not the thickness of a paper'
        raise UsageError(message, 'write a length up to 1mm such as "0.1mm", or grammage and bulk: "90gsm*1.2"')
    return thickness


def parse_short(text: str, option: str, most: float) -> float:
    """A length from 0 to ``most`` mm, in pt. Raises UsageError."""
    length = parse_length(text)
    if length is None or length > most * MM + 0.001:
        raise UsageError(f'{option} cannot be "{text}"', f'write a length up to {most:g}mm, such as "3mm"')
    return length
