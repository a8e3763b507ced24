"""Parse HTML into a tree of bounded depth in which elements end where browsers end them."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PageElement, PreformattedString
from bs4.exceptions import ParserRejectedMarkup

from hemaprint.errors import ContentError, Location, Problem

DEEPEST = 150
ELEMENTS_AT_MOST = 200_000

UNSEEN = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "annotation", "annotation-xml", "datalist"}
)
"""Elements whose text no reader of a page sees."""

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "h7",
        "h8",
        "h9",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
"""Elements before and after which a word ends."""

CLOSES_PARAGRAPH = BLOCKS - frozenset(
    [
        "body",
        "caption",
        "html",
        "legend",
        "li",
        "option",
        "optgroup",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "dd",
        "dt",
    ]
)
ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "dir", "table", "td"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl", "table", "td"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl", "table", "td"})),
    "td": (frozenset({"td", "th"}), frozenset({"table"})),
    "th": (frozenset({"td", "th"}), frozenset({"table"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "thead": (frozenset({"thead", "tbody", "tfoot"}), frozenset({"table"})),
    "tbody": (frozenset({"thead", "tbody", "tfoot", "caption"}), frozenset({"table"})),
    "tfoot": (frozenset({"thead", "tbody", "tfoot"}), frozenset({"table"})),
    "option": (frozenset({"option"}), frozenset({"select"})),
} | {
    name: (frozenset({"p"}), frozenset({"table", "td", "th", "li", "button", "blockquote", "caption"}))
    for name in CLOSES_PARAGRAPH
}
"""Start tag -> the open elements that it ends, and the elements that shelter what stands outside them."""


LineOf = Callable[[Tag], int]
"""Says where an element stands in the manuscript."""


LINE = "data-hp-line"
"""The attribute that numbers elements whose source is no HTML."""

LABELLED = "data-hp-labelled"
"""The attribute of a list whose items begin with their own labels."""

SUBTITLE = "hp-subtitle"
"""The class of the paragraphs that the source calls its subtitle."""


class _TooMuchError(Exception):
    """Raised inside the parser when reading on would take too much."""


class _Soup(BeautifulSoup):
    """html.parser, which says the line of each element, with the end tags that HTML leaves out."""

    _count = 0

    def handle_starttag(self, name: str, *rest: Any, **named: Any) -> Tag | None:
        """Called for every start tag."""
        self._count += 1
        if len(self.tagStack) > DEEPEST:
            raise _TooMuchError(f"its elements are nested more than {DEEPEST} deep")
        if self._count > ELEMENTS_AT_MOST:
            raise _TooMuchError(f"it has more than {ELEMENTS_AT_MOST} elements")
        if name in ENDS:
            self._end_open(*ENDS[name])
        return super().handle_starttag(name, *rest, **named)

    def _end_open(self, ended: frozenset[str], shelters: frozenset[str]) -> None:
        for tag in reversed(self.tagStack):
            if tag.name in ended:
                self.handle_endtag(tag.name)
                return
            if tag.name in shelters:
                return


def parse(text: str, path: Path) -> BeautifulSoup:
    """The tree of a page. Raises :class:`ContentError` for one that is too deep or too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
            warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
            try:
                return _Soup(_harmless(text), "html.parser")
            except ParserRejectedMarkup:  # Python's parser gives up at an unknown <![...
                return _Soup(_harmless(text).replace("<!", "&lt;!"), "html.parser")
    except (_TooMuchError, ParserRejectedMarkup) as error:
        hint = "import the part that is meant: save it by itself"
        raise ContentError([Problem("HP517", f"{path.name} cannot be read: {error}", Location(path), hint)]) from error


def visible_text(root: Tag) -> str:
    """The text below ``root`` that a browser shows, words apart where blocks and line breaks part them."""
    return shown_text(root.descendants, root)


def shown_text(nodes: Iterable[PageElement], root: Tag) -> str:
    """The text of ``nodes``, which follow each other below ``root``, as in :func:`visible_text`."""
    parts: list[str] = []
    block: Tag | None = None
    for node in nodes:
        if isinstance(node, Tag):
            # "text" is of a drawing: only its place parts it. What is in an element that nobody sees parts nothing.
            parting = node.name in BLOCKS or node.name in ("br", "text")
            if parting and not any(parent.name in UNSEEN for parent in node.parents):
                parts.append("\n")
        elif isinstance(node, NavigableString) and is_text(node):
            nearest = _block_around(node, root)
            if nearest is None:
                continue
            if nearest is not block:
                parts.append("\n")
                block = nearest
            parts.append(str(node))
    return "".join(parts)


def is_text(node: NavigableString) -> bool:
    """Whether a string is text and not a comment, a declaration or an instruction."""
    return not isinstance(node, PreformattedString)


def source_line(tag: Tag) -> int:
    """The line of the source that ``tag`` opens in, from 1."""
    return tag.sourceline or 1


def numbered_line(tag: Tag) -> int:
    """The number that :data:`LINE` gives to ``tag``, to the first element in it, or to one around it; else 1."""
    inside = tag if tag.has_attr(LINE) else tag.find(lambda found: found.has_attr(LINE))
    holder = inside or next((parent for parent in tag.parents if parent.has_attr(LINE)), None)
    text = attribute(holder, LINE) if holder is not None else ""
    return int(text) if text.isascii() and text.isdigit() else 1


def attribute(tag: Tag, name: str) -> str:
    """An attribute as one text; "" where there is none."""
    value = tag.get(name)
    if value is None:
        return ""
    return value if isinstance(value, str) else " ".join(value)


def tags_in(root: Tag) -> Iterator[Tag]:
    """All elements below ``root``, in their order."""
    return (node for node in root.descendants if isinstance(node, Tag))


def _block_around(node: NavigableString, root: Tag) -> Tag | None:
    """The nearest block that holds a string; None where nobody sees it."""
    found: Tag | None = None
    for parent in node.parents:
        if parent.name in UNSEEN:
            return None
        if found is None and (parent.name in BLOCKS or parent is root):
            found = parent
        if parent is root:
            break
    return found


def _harmless(text: str) -> str:
    """``text`` without what makes Python's parser (3.11) slow: openings that nothing closes, sought again and again.

    They stay as characters, so that nothing after them is lost.
    """
    text = text.replace("\0", "")
    cut = text.rfind("-->") + 1
    text = text[:cut] + text[cut:].replace("<!--", "&lt;!--")
    cut = text.rfind(">") + 1
    return text[:cut] + re.sub("<(?=[a-zA-Z/!?])", "&lt;", text[cut:])
