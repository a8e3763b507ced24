# SPDX-License-Identifier: MIT
"""Draw the barcode of a periodical: EAN-13 with an add-on of two or five digits (ISO/IEC 15420, GS1 General
Specifications 5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

PERIODICALS = "977"
"""The GS1 prefix of everything that has an ISSN."""
MODULE = 0.33
"""The nominal width of the narrowest bar, in mm."""
QUIET_LEFT, QUIET_RIGHT, QUIET_ADDON, GAP = 11, 7, 5, 9
"""White beside the bars, in modules: of the EAN-13, after its add-on, and between the two (7 to 12)."""
BARS, GUARD = 69, 5
"""The height of the bars of digits, in modules (22.85 mm at the nominal size), and how far the guards go below."""
FIGURES, EDGE = 9, 2
"""The room of the figures below the bars and above those of the add-on, and the white above and below all."""

# figures as modules, 1 for a dark one: set A, of odd parity; set B is set C backwards; set C is set A inverted
_A = "0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011".split()  # noqa: SIM905
_C = [code.translate(str.maketrans("01", "10")) for code in _A]
_B = [code[::-1] for code in _C]
_FIRST = "AAAAAA AABABB AABBAB AABBBA ABAABB ABBAAB ABBBAA ABABAB ABABBA ABBABA".split()  # noqa: SIM905
"""How the first figure, which has no bars, is told by the sets of the next six."""
_PAIRS = "AA AB BA BB".split()  # noqa: SIM905
"""The sets of an add-on of two, by its remainder in 4."""
_FIVES = "BBAAA BABAA BAABA BAAAB ABBAA AABBA AAABB ABABA ABAAB AABAB".split()  # noqa: SIM905
"""The sets of an add-on of five, by its check figure."""
_SETS = {"A": _A, "B": _B, "C": _C}


def number_of(issn: str, variant: int = 0) -> str:
    """The thirteen figures of an ISSN, written 1234-5679: its own check figure gives way to that of the EAN."""
    twelve = f"{PERIODICALS}{issn.replace('-', '')[:7]}{variant:02d}"
    total = sum(int(figure) * (3 if place % 2 else 1) for place, figure in enumerate(twelve))
    return f"{twelve}{-total % 10}"


def modules_of(number: str) -> str:
    """The 95 modules of thirteen figures."""
    left, right = number[1:7], number[7:]
    coded = "".join(_SETS[kind][int(figure)] for kind, figure in zip(_FIRST[int(number[0])], left, strict=True))
    return f"101{coded}01010{''.join(_C[int(figure)] for figure in right)}101"


def addon_modules(figures: str) -> str:
    """The 20 modules of an add-on of two figures, or the 47 of one of five."""
    if len(figures) == 2:
        sets = _PAIRS[int(figures) % 4]
    else:
        check = 3 * sum(map(int, figures[::2])) + 9 * sum(map(int, figures[1::2]))
        sets = _FIVES[check % 10]
    return "1011" + "01".join(_SETS[kind][int(figure)] for kind, figure in zip(sets, figures, strict=True))


_FOOT = EDGE + BARS + FIGURES


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is printed, and the middle of its foot, in modules from the top left."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A barcode in modules of ``module`` mm, with the white that it needs around it; ``path`` is SVG."""

    module: float
    width: int
    height: int
    path: str
    figures: tuple[Figure, ...]
    number: str
    addon: str


def bars_of(number: str, addon: str = "", size: int = 100) -> Bars:
    """The bars of an EAN-13 and its add-on ("" for none), at ``size`` per cent of the nominal size."""
    pieces = [_rows(modules_of(number), QUIET_LEFT)]
    figures = [Figure(number[0], QUIET_LEFT - 5, _FOOT)]
    figures += [_figure(text, QUIET_LEFT + 3, place) for place, text in enumerate(number[1:7])]
    figures += [_figure(text, QUIET_LEFT + 50, place) for place, text in enumerate(number[7:])]
    width = QUIET_LEFT + 95 + QUIET_RIGHT
    if addon:
        start, coded = QUIET_LEFT + 95 + GAP, addon_modules(addon)
        pieces.append(_path(coded, start, EDGE + FIGURES, BARS + GUARD - FIGURES))
        figures += [Figure(text, start + 7.5 + 9 * place, EDGE + FIGURES - 0.5) for place, text in enumerate(addon)]
        width = start + len(coded) + QUIET_ADDON
    return Bars(MODULE * size / 100, width, _FOOT + EDGE, "".join(pieces), tuple(figures), number, addon)


def _figure(text: str, start: int, place: int) -> Figure:
    return Figure(text, start + 7 * place + 3.5, _FOOT)


def _rows(coded: str, start: int) -> str:
    """The bars of an EAN-13: its guards are the first, middle and last three or five modules."""
    guards = "".join(
        module if place < 3 or 45 <= place < 50 or place >= 92 else "0" for place, module in enumerate(coded)
    )
    figures = "".join("0" if guard == "1" else module for guard, module in zip(guards, coded, strict=True))
    return _path(figures, start, EDGE, BARS) + _path(guards, start, EDGE, BARS + GUARD)


def _path(coded: str, start: int, top: int, height: int) -> str:
    pieces, x = [], start
    for module, run in groupby(coded):
        length = len(list(run))
        if module == "1":
            pieces.append(f"M{x} {top}h{length}v{height}h-{length}z")
        x += length
    return "".join(pieces)
