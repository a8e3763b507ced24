# SPDX-License-Identifier: MIT
"""Read the pages that WeasyPrint laid out back into a tree of their elements, and say which structure type each is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pydyf

from hemaprint.typeset.engine.boxes import has_class, kinds, line_of, parents_of, words_of
from hemaprint.typeset.engine.calls import CALL, MARKER, call_of
from hemaprint.typeset.engine.readings import read_text
from hemaprint.typeset.pages import PX_TO_PT
from hemaprint.typeset.tags import Tags
from hemaprint.typeset.tags.areas import Area, area_of, spread
from hemaprint.typeset.tags.files import carries_file

SVG = "{http://www.w3.org/2000/svg}svg"
PICTURES = frozenset({"img", SVG})
SOFT_HYPHEN = "\u00ad"
"""What divides a word (ISO 32000-1, 14.8.2.2.3): said of the hyphen's element, since searches join lines at U+002D."""
_PRINTED = 4  # flag of an annotation that is also printed, which PDF/A requires (ISO 19005-3, 6.3.2)


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked content sequence: the index of its page, and its MCID there."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True, eq=False)
class Fragment:
    """The annotation over one line of a link."""

    page: int
    annotation: Any


@dataclass(slots=True, eq=False)
class Node:
    """An element of the HTML, or one of its pseudo-elements (``li::marker``): one node, however many boxes it has.

    ``role`` is the structure type; "" passes the kids on to the parent. ``anchors`` are the ids that lead here,
    ``files`` the elements whose files belong to it.
    """

    tag: str
    element: Any
    parent: Node | None = None
    page: int = 0
    kids: list[Kid] = field(default_factory=list)
    role: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    anchors: list[str] = field(default_factory=list)
    files: list[Any] = field(default_factory=list)
    refers: Node | None = None

    @property
    def is_pseudo(self) -> bool:
        """Whether it is generated content."""
        return "::" in self.tag

    def attribute(self, name: str) -> str:
        """An attribute of the HTML element; pseudo-elements have none."""
        return "" if self.is_pseudo else str(self.element.get(name, ""))

    def has_class(self, name: str) -> bool:
        """Whether the HTML element has this class."""
        return not self.is_pseudo and has_class(self.element, name)

    @property
    def line(self) -> int:
        """The source line of the HTML element, 0 where it has none."""
        return 0 if self.is_pseudo else line_of(self.element)

    def words(self) -> str:
        """The text of the HTML element, white space evened out, without the places where a line may break."""
        return " ".join("".join(self.element.itertext()).replace("\u200b", "").split())

    def below(self) -> Iterator[Node]:
        """This node and every node in it, in order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.below()

    def pages(self) -> set[int]:
        """The pages on which it has content."""
        return {kid.page for node in self.below() for kid in node.kids if isinstance(kid, Mark)}


Kid = Node | Mark | Fragment


def new_node(role: str, like: Node, kids: Sequence[Kid], tag: str = "") -> Node:
    """An element that the HTML does not have; ``like`` is one that it holds."""
    return Node(tag or role, like.element, page=like.page, role=role, kids=list(kids))


def is_a(kid: Kid, role: str) -> bool:
    """Whether a kid is an element of this type."""
    return isinstance(kid, Node) and kid.role == role


@dataclass(frozen=True, slots=True)
class Running:
    """A block apart from the flow, at the head or foot of a page or beside it: its element, its page, and where."""

    node: Node
    page: int
    at_head: bool


def root_of(document: Any) -> Any:
    """The html element of a laid-out document."""
    children = document.pages[0]._page_box.children
    return next(box.element for box in children if box.element is not None and box.element_tag == "html")


class Reader:
    """Walks the boxes of every page; boxes of one element, on whatever page or column, feed one node.

    ``top`` is the tree, ``running`` the blocks of zones and side columns, ``artifacts`` the type of artifact of every
    MCID that no node has, ``texts`` the words of content whose glyphs cannot be read, ``formulas`` those of
    drawn ones; all by page.
    """

    def __init__(self, root: Any) -> None:
        self.top = Node(root.tag, root)
        self.running: list[Running] = []
        self.artifacts: dict[int, dict[int, str]] = {}
        self.texts: dict[int, dict[int, str]] = {}
        self.turned: dict[int, set[int]] = {}
        self.formulas: dict[int, dict[int, str]] = {}
        self.dropped: set[bytes] = set()
        self._parents = parents_of(root)
        self._nodes = {(root, root.tag): self.top}
        self._heads: set[Any] = set()

    def read(self, number: int, page_box: Any, tags: dict[Any, dict[str, Any]]) -> None:
        """Read page ``number``, counted from 0; ``tags`` are the marks in its content, by box."""
        self._number, self._page, self._tags = number, page_box, tags
        self._line: Any = None
        self._areas: list[Area] = []
        for box in page_box.children:
            if isinstance(box, kinds.MarginBox):
                self._margin(box)
            else:
                self._box(box, "")
        for mark in tags.values():
            self._set_aside(Mark(number, mark["mcid"]), "Layout")
        tags.clear()
        spread(self._areas)

    def _margin(self, margin: Any) -> None:
        """Running heads are furniture."""
        for child in margin.children:
            if isinstance(child, kinds.ParentBox) and child.element is None:
                self._margin(child)
            else:
                self._box(child, "Pagination")

    def _box(self, box: Any, artifact: str) -> None:
        box = getattr(box, "_box", box)  # AbsolutePlaceholder
        artifact = artifact or _artifact(box, self._heads)
        node = self._node(box.element, box.element_tag) if box.element is not None and not artifact else None
        if node is not None:
            _measure(box, node, self._page)
        mark = self._tags.pop(box, None)
        if mark is not None:
            self._content(box, Mark(self._number, mark["mcid"]), node, artifact)
        if box.link_annotation is not None:
            self._link(box, node)
        around, self._line = self._line, box if isinstance(box, kinds.LineBox) else self._line
        for child in getattr(box, "children", ()):
            self._box(child, artifact)
        self._line = around
        if isinstance(box, kinds.TableRowGroupBox) and box.is_header and not artifact:
            self._heads.add(box.element)
        apart = getattr(box, "apart", "")
        if apart and node is not None and all(one.node is not node for one in self.running):
            self.running.append(Running(node, self._number, apart != "foot"))  # of a cut one, the first part

    def _content(self, box: Any, mark: Mark, node: Node | None, artifact: str) -> None:
        if node is None:
            self._set_aside(mark, artifact or "Pagination")
            return
        if getattr(box, "divides", "") == "soft":
            soft = {"ActualText": SOFT_HYPHEN}
            node.kids.append(Node("::hyphen", node.element, node, mark.page, [mark], "Span", soft))
            return
        node.kids.append(mark)
        if isinstance(box, kinds.TextBox) and (text := read_text(box)):
            self.texts.setdefault(mark.page, {})[mark.mcid] = text
        elif getattr(box, "level", 0) % 2:
            self.turned.setdefault(mark.page, set()).add(mark.mcid)
        elif said := node.attribute("data-text"):
            self.formulas.setdefault(mark.page, {})[mark.mcid] = said

    def _set_aside(self, mark: Mark, artifact: str) -> None:
        self.artifacts.setdefault(mark.page, {})[mark.mcid] = artifact

    def _link(self, box: Any, node: Node | None) -> None:
        """One annotation for each line of a link; WeasyPrint makes one more for every element inside."""
        annotation = box.link_annotation
        if node is None or not (node.tag == "a" or node.tag.endswith((CALL, MARKER))):
            self.dropped.add(annotation.reference)
            return
        if node.tag.endswith(CALL):
            node.anchors.append(call_of(node.element.get("id")))
        said = node.attribute("aria-label") or node.attribute("title") or ("" if node.is_pseudo else node.words())
        annotation["F"] = _PRINTED
        annotation["Contents"] = pydyf.String((said or words_of(box)).replace("\u200b", ""))
        node.kids.append(Fragment(self._number, annotation))
        self._areas.append(area_of(box, self._line))

    def _node(self, element: Any, tag: str) -> Node:
        """The node of an element or pseudo-element, made when it is first seen."""
        known = self._nodes.get((element, tag))
        if known is not None:
            return known
        if tag == element.tag or tag.endswith("::footnote-call"):
            above = self._parents[element]
            parent = self._node(above, above.tag)
        else:
            parent = self._node(element, element.tag)
        node = self._nodes[element, tag] = Node(tag, element, parent, self._number)
        if tag == element.tag and element.get("id"):
            node.anchors.append(element.get("id"))
        if tag == element.tag and carries_file(element):
            node.files.append(element)
        parent.kids.append(node)
        return node


def _artifact(box: Any, heads: set[Any]) -> str:
    """The type of artifact (ISO 32000-1, table 330) of a box and its content, or ""."""
    if box.is_leader:
        return "Layout"
    element = box.element
    if element is None or box.element_tag != element.tag:
        return ""
    if element.get("aria-hidden") == "true" or (element.tag == "img" and not element.get("alt", "").strip()):
        return "Layout"
    if element.tag == "thead" and element in heads:  # repeated after a break
        return "Pagination"
    return ""


def _measure(box: Any, node: Node, page: Any) -> None:
    """Keep what only the layout knows: where a picture is, and how far a cell spans."""
    if node.tag in PICTURES and isinstance(box, kinds.ReplacedBox):
        node.attributes = {"O": "/Layout", "BBox": pydyf.Array(_rectangle(box, page))}
    elif node.tag in ("td", "th") and isinstance(box, kinds.TableCellBox):
        spans = {"ColSpan": box.colspan, "RowSpan": box.rowspan}
        if node.tag == "th" or max(spans.values()) > 1:
            node.attributes = {"O": "/Table"} | {key: span for key, span in spans.items() if span != 1}


def _rectangle(box: Any, page: Any) -> tuple[float, ...]:
    """The part of the content box on the sheet, in default user space (WeasyPrint 70 has px, from the top)."""
    bleed = {side: page.style[f"bleed_{side}"].value for side in ("left", "right", "top", "bottom")}
    width, height = page.margin_width(), page.margin_height()
    left, top = box.content_box_x(), box.content_box_y()
    x1, x2 = max(left, -bleed["left"]), min(left + box.width, width + bleed["right"])
    y1, y2 = max(top, -bleed["top"]), min(top + box.height, height + bleed["bottom"])
    points = (x1, height - y2, x2, height - y1)
    return tuple(round(value * PX_TO_PT, 4) for value in points)


# ---------------------------------------------------------------- structure types

FIGURE_GROUP = "Sect"  # a figure and its caption. Not Figure: its alternative text would also replace the caption.
INLINE = frozenset({"Span", "Em", "Strong", "Link", "Reference", "Note", "FENote", "Quote", "Code", "Lbl", "Formula"})
HEADINGS = frozenset(f"H{level}" for level in range(1, 7))
GROUPS = frozenset({"", "Art", "Sect", "Aside", "BlockQuote", "Div", "Part"})
"""Types that contain blocks only: text directly in them becomes a P."""
DESCRIPTION = {"O": "/List", "ListNumbering": "/Description"}
"""The attributes of a list of terms or speakers (ISO 32000-2, table 383)."""
_TRANSPARENT_INLINE = frozenset({"span", "b", "i", "small", "sup", "sub", "cite", "abbr", "br", "u", "em", "strong"})

_TYPES = {
    "P": "p address pre",
    "Sect": "section nav aside figure",
    "Art": "article",
    "BlockQuote": "blockquote",
    "Quote": "q",
    "Code": "code",
    "Span": "s",
    "Link": "a",
    "L": "ul ol dl",
    "LI": "li",
    "Lbl": "li::marker dt",
    "LBody": "dd",
    "Table": "table",
    "THead": "thead",
    "TBody": "tbody",
    "TFoot": "tfoot",
    "TR": "tr",
    "TH": "th",
    "TD": "td",
    "Caption": "caption figcaption",
    "Figure": f"img {SVG}",
}
_COMMON = {tag: role for role, tags in _TYPES.items() for tag in tags.split()} | {f"h{n}": f"H{n}" for n in range(1, 7)}
_RAISED = {"sup": "/Sup", "sub": "/Sub"}  # TextPosition, which PDF 2.0 adds (ISO 32000-2, 14.8.5.4.5)
_PDF_2 = {"aside": "Aside", "em": "Em", "strong": "Strong"}  # types that only PDF 2.0 has (ISO 32000-2, 14.8.4)


def role_of(node: Node, variant: Tags) -> str:
    """The structure type of ``node`` in one of the two vocabularies, "" where it only passes its kids on.

    An element whose tag does not determine its type has ``data-tag``: the name of a structure type, or "none".
    """
    if node.is_pseudo:
        return _generated(node)
    said = node.attribute("data-tag")
    if said:
        return "" if said == "none" else said
    if node.attribute("role") == "doc-footnote":
        return "Note" if variant is Tags.UA1 else "FENote"
    found = _COMMON.get(node.tag, "")
    if variant is Tags.UA2:
        found = _PDF_2.get(node.tag, found)
    return "Span" if not found and is_inline(node) and (node.properties or node.attributes) else found


def _generated(node: Node) -> str:
    """Numbers and bullets are labels, wherever a style puts them; other generated content is text."""
    name = node.tag.partition("::")[2]
    if name == "footnote-call":
        return "Reference"
    if name == "footnote-marker" or (node.element.tag == "li" and name in ("marker", "before")):
        return "Lbl"
    return ""


def is_inline(node: Node) -> bool:
    """Whether a node without its own type is part of a line."""
    return node.is_pseudo or node.tag in _TRANSPARENT_INLINE


def is_figure_group(node: Node) -> bool:
    """Whether a node contains a figure with its caption."""
    return node.tag == "figure"


def describe(node: Node, variant: Tags) -> None:
    """Copy what its HTML says of ``node``: language, expansion, alternative text, scope, numbering."""
    if node.is_pseudo:
        return
    language = node.attribute("lang")
    if language and language != _language_around(node):
        node.properties["Lang"] = language
    if (node.tag == "abbr" or node.has_class("expanded")) and (title := node.attribute("title")):
        node.properties["E"] = title
    if _is_divided_word(node):
        node.properties["ActualText"] = node.words()  # a line breaks in it without a hyphen
    if node.tag == "img":
        node.properties["Alt"] = node.attribute("alt")
    elif node.tag == SVG:
        title = node.element.find(SVG.replace("}svg", "}title"))
        node.properties["Alt"] = "" if title is None else " ".join("".join(title.itertext()).split())
    elif node.tag == "th":
        node.attributes |= {"O": "/Table", "Scope": "/Row" if node.attribute("scope").startswith("row") else "/Column"}
    elif node.tag in _RAISED and variant is Tags.UA2:
        node.attributes = {"O": "/Layout", "TextPosition": _RAISED[node.tag]}
    elif node.tag == "s":
        node.attributes = {"O": "/Layout", "TextDecorationType": "/LineThrough"}
    elif node.tag in ("ul", "ol"):
        node.attributes = {"O": "/List", "ListNumbering": "/Decimal" if node.tag == "ol" else "/Disc"}
    elif (node.tag == "dl" or node.attribute("data-tag") == "L") and variant is Tags.UA2:
        node.attributes = dict(DESCRIPTION)


def _is_divided_word(node: Node) -> bool:
    """Whether an address, an identifier or a link of one word, such as a DOI, is on several lines."""
    if not (node.tag == "a" or node.has_class("address") or node.has_class("identifier")) or " " in node.words():
        return False
    texts = sum(isinstance(kid, Mark) for kid in node.kids)
    return texts > 1 and all(kid.tag == "wbr" for kid in node.kids if isinstance(kid, Node))


def _language_around(node: Node) -> str:
    """The language of what is around an element."""
    around = node.parent
    while around is not None and not around.attribute("lang"):
        around = around.parent
    return around.attribute("lang") if around else ""
