# SPDX-License-Identifier: MIT
"""Write a formula as SVG on the baseline of its line, whose height it does not change."""

from __future__ import annotations

from html import escape
from math import ceil

from hemaprint.content import blocks, spans
from hemaprint.content.formulas.latex import mathml, mathml_text
from hemaprint.content.formulas.outlines import EM, outlines
from hemaprint.content.formulas.speech import spoken

_STRUT = 600
"""The height that a formula takes in its line, in thousandths of an em: no line has less above its baseline."""
_ABOVE, _BELOW = 1.1444, 1.8556
"""How far a displayed formula keeps from the next baselines but one above and below its own, in em of the text: it
reaches into the white there. In smaller text, as of boxes, there is more white around it."""
_CLEAR = 1.0667
"""From the baseline of the line below a formula without white to the formula, at least, in em: above all letters."""
_STOP = (
    '<text x="{}" font-family="HF Serif" font-size="1000" fill="none" textLength="{}" '
    'lengthAdjust="spacingAndGlyphs">.</text>'
)
"""An unpainted stop where the formula ends, because viewers search, select and copy characters, not outlines."""
_WIDEST = 2600
"""Its greatest width, in thousandths of an em: pdfium takes for one line what is closer than half of a letter's width,
and a line is 1333 high."""


def formula_svg(formula: spans.Formula) -> str:
    """The drawing, with its words for those who cannot see it and its MathML for programs."""
    drawn, tree = outlines(formula.tex, display=formula.display), mathml(formula.tex, display=formula.display)
    title, height = spoken(tree), drawn.ascent + drawn.descent
    above = _em(min(0, _STRUT - drawn.ascent))
    size = f"width:{_em(drawn.width)};height:{_em(height)};margin:{above} 0 {_em(-drawn.descent)}"
    said = {
        "style": size,
        "viewBox": f"0 {-drawn.ascent} {drawn.width} {height}",
        "data-tag": "Formula",
        "data-text": formula.text,
        "data-file-name": "formula.mml",
        "data-file-type": "application/mathml+xml",
        "data-file-relation": "Supplement",
        "data-file-description": title,
        "data-file-text": mathml_text(formula.tex, display=formula.display),
    }
    stop = min(drawn.width, _WIDEST)
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in said.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="formula"{attributes}>'
        f"<title>{escape(title, quote=False)}</title>{_STOP.format(drawn.width - stop, stop)}{drawn.shapes}</svg>"
    )


def lines_around(block: blocks.Equation, text: float, baseline: float) -> tuple[int, int]:
    """How many lines of the grid a displayed formula needs above and below its own; those below replace white.

    ``text`` is the size of the text, ``baseline`` a line of the grid, in pt.
    """
    drawn = outlines(block.formula.tex, display=True)
    above, below = (extent * text / EM for extent in (drawn.ascent, drawn.descent))
    over, under = 2 * baseline - _ABOVE * text, 2 * baseline - _BELOW * text
    more = ceil((below + _CLEAR * text) / baseline - 1) if below > under else 0
    return max(0, ceil((above - over) / baseline)), more


def _em(thousandths: int) -> str:
    return f"{thousandths / EM:g}em" if thousandths else "0"
