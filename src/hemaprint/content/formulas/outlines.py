# SPDX-License-Identifier: MIT
"""Draw MathML in outlines of STIX Two Math, whose letters are as high as those of Source Serif 4."""

from __future__ import annotations

import re
import unicodedata
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from xml.etree.ElementTree import Element, tostring

from hemaprint.content.formulas.latex import FormulaError, mathml
from hemaprint.content.formulas.signs import INFIX, LARGE

EM = 1000
"""Units of a drawing in an em."""
_HIGHEST, _LOWEST = 1060, 600
_BAR = 120  # as TeX's \\nulldelimiterspace
_PIXELS = 1.000002 * 1.333
"""ziamath 0.13 makes an em so many ems wide: it turns points into pixels, but not the size of letters."""
_VARIANTS = {
    "double-struck": "double",
    "sans-serif": "sans",
    "sans-serif-italic": "sans italic",
    "monospace": "mono",
}
_LINE = "\u2015"
_NARROW = {"^": "\u02c6", "~": "\u02dc"}
_SIGNS = frozenset("+−-±∓×÷⋅·∪∩∧∨∘")
_OPENING = frozenset("([{⟨,;")
_VECTOR = "\u20d7"
_WIDE = {"^": "\u0302", "~": "\u0303", "\u00af": _LINE}
"""What ziamath draws for the sign of an accent."""
_BOX = re.compile(r'<rect x="([-\d.]+)" y="([-\d.]+)" width="([-\d.]+)" height="([-\d.]+)"')
_STRAIGHT = re.compile(r'("M [-\d.]+ [-\d.]+ (?:L [-\d.]+ [-\d.]+ ){2,3})L ([-\d.]+ [-\d.]+) Z')
"""A rectangle: pdfium makes it as wide as whole pixels, and minus signs look bold, unless it has a curve."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """A drawing: SVG elements, y down from the baseline in thousandths of an em, and its extent in the same."""

    shapes: str
    width: int
    ascent: int
    descent: int

    @property
    def fits_line(self) -> bool:
        """Whether it stays clear of the lines above and below."""
        return self.ascent <= _HIGHEST and self.descent <= _LOWEST


def can_be_set(tex: str, *, display: bool) -> bool:
    """Whether a formula can be set, and fits the line that it is in."""
    try:
        drawn = outlines(tex, display=display)
    except FormulaError:
        return False
    return display or drawn.fits_line


@lru_cache(maxsize=4096)
def outlines(tex: str, *, display: bool) -> Outlines:
    """The drawing of a formula; raises :class:`FormulaError`, also for a sign that the face lacks."""
    tree = _prepared(mathml(tex, display=display), display)
    library = _library()
    _check_glyphs(tree, library.loadedfonts["default"])
    try:
        drawn = library.Math(tree, size=EM, margin=0)
        svg = drawn.svgxml()
    except Exception as error:  # of its parts: KeyError, IndexError, ValueError
        what = f" ({error})" if str(error) else ""
        raise FormulaError(f"the formula cannot be drawn{what}", "look for an argument that is missing") from None
    box = drawn.node.bbox
    left = min(0, round(box.xmin))
    shapes = _BOX.sub(_box, "".join(tostring(child, encoding="unicode") for child in svg))
    shapes = _STRAIGHT.sub(r"\1Q \2 \2 Z", shapes)
    if not shapes:
        raise FormulaError("the formula shows nothing", "write what it says")
    before, after = _white(tree)
    width = before - left + round(box.xmax) + after
    group = f'<g transform="translate({before - left} 0)">{shapes}</g>'
    return Outlines(group, width, max(0, round(box.ymax)), max(0, -round(box.ymin)))


def _box(rect: re.Match[str]) -> str:
    x, y, width, height = map(float, rect.groups())
    return f'<path d="M {x:g} {y:g} L {x + width:g} {y:g} L {x + width:g} {y + height:g} L {x:g} {y + height:g} Z"'


def _white(tree: Element) -> tuple[int, int]:
    """The white before and after a formula that begins or ends with a fraction, whose bar has none of its own."""
    row = tree[0]
    ends = (row[0], row[-1]) if len(row) else (row, row)
    before, after = (_BAR * (end.tag == "mfrac") for end in ends)
    return before, after


@cache
def _library() -> Any:
    from ziafont.config import config as drawing  # noqa: PLC0415 (its face takes time: only formulas need it)
    from ziamath import zmath  # noqa: PLC0415
    from ziamath.config import config  # noqa: PLC0415
    from ziamath.nodes import mnode  # noqa: PLC0415

    node: Any = mnode.Mnode
    drawing.svg2, drawing.precision = False, 1  # of 0 it would make 1 of 100
    config.math.color = "currentColor"
    size = node.size_px

    def in_ems(self: Any, length: str, fontsize: float | None = None) -> float:
        px = float(size(self, length, fontsize))
        return px if re.fullmatch(r"-?[\d.]+(px)?", length) else px / _PIXELS

    node.size_px = in_ems
    return zmath


def _prepared(tree: Element, display: bool) -> Element:
    """A copy of the tree as ziamath knows it: its names of variants, and accents as high as their letter."""
    tree = deepcopy(tree)
    for element in tree.iter():
        if variant := element.get("mathvariant"):
            element.set("mathvariant", _VARIANTS.get(variant, variant.replace("-", " ")))
        if element.tag == "mi" and len(element.text or "") > 1 and element.get("mathvariant") == "normal":
            element.tag = "mtext"  # unlike a function, a name needs no white around it
        if "rowspacing" in element.attrib:
            element.set("rowspacing", "0.45em")
        if element.get("minsize") == "2.047em" and not display:
            element.attrib |= {"minsize": "1.2em", "maxsize": "1.2em"}
        if element.tag == "mover":
            _set_accent(element, element[1])
        if not display and element.tag in ("msub", "msup", "msubsup") and element[0].text in LARGE:
            _set_low(element)
        for empty in [kid for kid in element if kid.tag == "mi" and not kid.text]:
            element.remove(empty)  # latex2mathml puts it before a relation that begins a cell
        if element.tag in ("math", "mrow", "mtd", "mstyle", "msqrt"):
            _space(element)
    return tree


def _space(row: Element) -> None:
    """White in a row, as TeX has it: around signs between two, none after a sign of one, and after functions."""
    before: Element | None = None
    for kid in list(row):
        sign = kid.text if kid.tag == "mo" else None
        if sign and sign in _SIGNS:
            alone = before is None or (before.tag == "mo" and (before.text or "") in INFIX | _OPENING)
            kid.attrib |= dict.fromkeys(("lspace", "rspace"), "0em" if alone else "mediummathspace")
        elif before is not None and sign is None and _is_function(before):
            row.insert(list(row).index(kid), Element("mspace", width="0.167em"))
        before = kid


def _is_function(element: Element) -> bool:
    """Whether ziamath puts no white after a function: it knows them by their tag, and only without scripts."""
    name = element[0] if element.tag in ("msub", "msup", "msubsup") else element
    is_word = len(name.text or "") > 1 and (name.text or "").isalpha() and name.get("mathvariant") is None
    return is_word and (name.tag == "mo" or (name.tag == "mi" and name is not element))


def _set_low(scripts: Element) -> None:
    """An integral in a line is not as high as what follows, nor are its limits and those of a sum above it."""
    scripts[0].set("stretchy", "false")
    for index in range(1, len(scripts)):
        row = Element("mrow")
        row.append(scripts[index])
        scripts[index] = row


def _set_accent(over: Element, accent: Element) -> None:
    """An accent of one letter is as wide as it is; one of several, and a line over a group, as wide as they are."""
    if accent.text == "→" and len("".join(over[0].itertext())) == 1:
        accent.text = _VECTOR
        accent.set("stretchy", "false")
    narrow = over.get("accent") == "true" or accent.get("stretchy") == "false"
    found = (_NARROW if narrow else _WIDE).get(accent.text or "")
    if found and accent.tag == "mo" and (found != _LINE or accent.get("accent")):
        accent.text = found


def _check_glyphs(tree: Element, face: Any) -> None:
    for element in tree.iter():
        for sign in element.text or "":
            if not sign.isspace() and unicodedata.category(sign) != "Cf" and not face.glyphindex(sign):
                name = unicodedata.name(sign, f"U+{ord(sign):04X}").lower()
                hint = "write it outside the formula, or another sign"
                raise FormulaError(f"{sign} ({name}) is not in the face of formulas", hint)
