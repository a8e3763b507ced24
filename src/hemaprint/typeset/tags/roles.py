"""Which structure type an element of the HTML is."""

from __future__ import annotations

from collections.abc import Mapping

from hemaprint.typeset.tags import Tags
from hemaprint.typeset.tags.read import SVG, Node

FIGURE_GROUP = "Sect"
"""A figure and its caption. Not Figure: its alternative text would stand for the caption, too."""
INLINE = frozenset({"Span", "Em", "Strong", "Link", "Reference", "Note", "FENote", "Quote", "Code", "Lbl"})
GROUPS = frozenset({"", "Art", "Sect", "Aside", "BlockQuote", "Div", "Part"})
"""Types that hold blocks only: text that stands in them directly becomes a P."""
_TRANSPARENT_INLINE = frozenset({"span", "b", "i", "small", "sup", "sub", "cite", "abbr", "br", "u", "em", "strong"})

_COMMON = {
    "p": "P",
    "address": "P",
    "pre": "P",
    "h1": "H1",
    "h2": "H2",
    "h3": "H3",
    "h4": "H4",
    "h5": "H5",
    "h6": "H6",
    "article": "Art",
    "section": "Sect",
    "nav": "Sect",
    "aside": "Sect",
    "blockquote": "BlockQuote",
    "q": "Quote",
    "code": "Code",
    "s": "Span",
    "a": "Link",
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "li": "LI",
    "li::marker": "Lbl",
    "dt": "Lbl",
    "dd": "LBody",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "caption": "Caption",
    "figcaption": "Caption",
    "figure": FIGURE_GROUP,
    "img": "Figure",
    SVG: "Figure",
}
_PDF_2 = {"aside": "Aside", "em": "Em", "strong": "Strong"}
"""Types that only PDF 2.0 has (ISO 32000-2, 14.8.4)."""


class Roles:
    """Gives nodes their structure types in one of the two vocabularies.

    An element whose tag does not say what it is says it with ``data-tag``: the name of a structure type, or "none".
    """

    def __init__(self, variant: Tags) -> None:
        self.variant = variant
        self._types: Mapping[str, str] = _COMMON if variant is Tags.UA1 else _COMMON | _PDF_2

    def of(self, node: Node) -> str:
        """The structure type of ``node``, "" where it only hands its kids on."""
        if node.is_pseudo:
            return self._generated(node)
        said = node.attribute("data-tag")
        if said:
            return "" if said == "none" else said
        if node.attribute("role") == "doc-footnote":
            return "Note" if self.variant is Tags.UA1 else "FENote"
        found = self._types.get(node.tag, "")
        if not found and is_inline(node) and node.properties:
            return "Span"
        return found

    def _generated(self, node: Node) -> str:
        """Numbers and bullets are labels, wherever a style puts them; other generated content is text."""
        name = node.tag.partition("::")[2]
        if name == "footnote-call":
            return "Reference"
        if name == "footnote-marker" or (node.element.tag == "li" and name in ("marker", "before")):
            return "Lbl"
        return ""


def is_inline(node: Node) -> bool:
    """Whether a node without a type of its own stands in a line."""
    return node.is_pseudo or node.tag in _TRANSPARENT_INLINE


def is_figure_group(node: Node) -> bool:
    """Whether a node holds a figure with its caption."""
    return node.tag == "figure"


def describe(node: Node, variant: Tags) -> None:
    """Give ``node`` what its HTML says of it: language, expansion, alternative text, scope, numbering."""
    if node.is_pseudo:
        return
    if language := node.attribute("lang"):
        node.properties["Lang"] = language
    if node.tag == "abbr" and (title := node.attribute("title")):
        node.properties["E"] = title
    if node.tag == "img":
        node.properties["Alt"] = node.attribute("alt")
    elif node.tag == SVG:
        title = node.element.find(SVG.replace("}svg", "}title"))
        node.properties["Alt"] = "" if title is None else " ".join("".join(title.itertext()).split())
    elif node.tag == "th":
        node.attributes |= {"O": "/Table", "Scope": "/Row" if node.attribute("scope") == "row" else "/Column"}
    elif node.tag == "s":
        node.attributes = {"O": "/Layout", "TextDecorationType": "/LineThrough"}
    elif node.tag in ("ul", "ol"):
        node.attributes = {"O": "/List", "ListNumbering": "/Decimal" if node.tag == "ol" else "/Disc"}
    elif (node.tag == "dl" or node.attribute("data-tag") == "L") and variant is Tags.UA2:
        node.attributes = {"O": "/List", "ListNumbering": "/Description"}
