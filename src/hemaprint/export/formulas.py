# SPDX-License-Identifier: MIT
"""Write a formula as an element of MathML."""

from __future__ import annotations

from typing import Any

from lxml import etree

from hemaprint.content.formulas.latex import mathml_text
from hemaprint.content.spans import Formula


def mathml_element(formula: Formula) -> Any:
    """A new ``math`` in its namespace; as a child it takes the prefix that its document declares."""
    return etree.fromstring(mathml_text(formula.tex, display=formula.display))
