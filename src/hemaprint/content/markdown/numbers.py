"""Numbers as spreadsheets write them: decimal commas, spaces and signs between thousands, per cent."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hemaprint.content.markdown.context import Problems
from hemaprint.content.markdown.csvdata import CsvCell

Notation = Literal[".", ","]
"""The sign before decimals."""

_GAPS = r" \u00a0\u2009\u202f'\u2019"


def _grammar(decimal: str, other: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<sign>[+\-\u2212]?)(?P<whole>[1-9]\d{{0,2}}(?P<gap>[{other}{_GAPS}])\d{{3}}(?:(?P=gap)\d{{3}})*|\d*)"
        rf"(?:[{decimal}](?P<part>\d*))?(?P<power>[eE][+-]?\d{{1,3}})?"
    )


_GRAMMARS: dict[Notation, re.Pattern[str]] = {".": _grammar(".", ","), ",": _grammar(",", ".")}


@dataclass(frozen=True, slots=True)
class Numbers:
    """Reads cells in one notation."""

    notation: Notation
    problems: Problems

    def reads(self, text: str) -> bool:
        """Whether ``text`` is a number in this notation."""
        match = _GRAMMARS[self.notation].fullmatch(_bare(text))
        return match is not None and bool(match["whole"] or match["part"])

    def read(self, text: str) -> float:
        """The number that ``text`` is; a sign of per cent is passed over."""
        match = _GRAMMARS[self.notation].fullmatch(_bare(text))
        assert match is not None, text
        whole = re.sub(r"\D", "", match["whole"]) or "0"
        sign = match["sign"].replace("\u2212", "-")
        return float(f"{sign}{whole}.{match['part'] or '0'}{match['power'] or ''}")

    def value(
        self, cell: CsvCell, *, low: float = -math.inf, high: float = math.inf, percent: float = 1
    ) -> float | None:
        """The number in a cell, times ``percent`` with that sign; None with a problem where it is none or too far."""
        if not self.reads(cell.text):
            hint = "write a number alone, such as 12.5 or 12,5: no unit, no remark"
            self.problems.error("HP183", f'"{cell.text}" is not a number', cell.location, hint)
            return None
        value = self.read(cell.text) * (percent if _has_percent(cell.text) else 1)
        if not low <= value <= high or math.isinf(value):
            bounds = f"at least {low:g}" if math.isinf(high) else f"from {low:g} to {high:g}"
            self.problems.error("HP183", f"{cell.text} is out of range", cell.location, f"write a number {bounds}")
            return None
        return value


def notation_of(cells: Sequence[CsvCell], delimiter: str, problems: Problems) -> Notation:
    """The notation in which most cells are numbers. Where both fit and differ, commas between cells mean a point.

    In a file with other signs between its cells, nobody can tell whether 1,234 is more than a thousand: an error.
    """
    point, comma = Numbers(".", problems), Numbers(",", problems)
    points, commas = (sum(numbers.reads(cell.text) for cell in cells) for numbers in (point, comma))
    if points != commas:
        return "." if points > commas else ","
    both = (cell for cell in cells if point.reads(cell.text) and comma.reads(cell.text))
    doubtful = next((cell for cell in both if point.read(cell.text) != comma.read(cell.text)), None)
    if doubtful is not None and delimiter != ",":
        values = sorted({point.read(doubtful.text), comma.read(doubtful.text)})
        message = f'"{doubtful.text}" may be {values[1]:.15g} or {values[0]:.15g}'
        hint = f"write {values[1]:.15g}, or the other with one more zero at its end"
        problems.error("HP183", message, doubtful.location, hint)
    return "."


def percent_of(cells: Sequence[CsvCell], problems: Problems) -> str:
    """ "%" where all numbers have that sign; an error where only some have it."""
    signed = [cell for cell in cells if _has_percent(cell.text)]
    if signed and len(signed) < len(cells):
        few = signed if len(signed) <= len(cells) / 2 else [cell for cell in cells if cell not in signed]
        hint = "give all numbers of a chart the sign, or none"
        for cell in few:
            lacks = "lacks" if few is not signed else "alone has"
            problems.error("HP183", f'"{cell.text}" {lacks} a sign of per cent', cell.location, hint)
    return "%" if signed and len(signed) == len(cells) else ""


def _has_percent(text: str) -> bool:
    return text.endswith("%")


def _bare(text: str) -> str:
    return text.removesuffix("%").rstrip()
