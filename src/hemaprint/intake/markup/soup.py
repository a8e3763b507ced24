"""Parse HTML into a tree of bounded depth in which elements end where browsers end them."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PageElement, PreformattedString
from bs4.exceptions import ParserRejectedMarkup

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.intake.passages import Doubt

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


CALL = "hp-note"
"""The element that takes the place of a call; its ``key`` is the note's."""

LABEL = re.compile(r"\[?\(?\s*(\d{1,4}|[a-z]|[ivxlc]{1,5}|[*†‡§¶#]{1,3})\s*\)?\]?", re.IGNORECASE)
NAMES_NOTES = re.compile(
    r"(?<![a-z])(?:foot|end)?notes?(?![a-z])|(?<![a-z])f?tn(?![a-z])|(?<![a-z])(?:fn|ftn|edn)(?![a-z])", re.I
)
NAMES_REFERENCES = re.compile(
    r"(?<![a-z])(?:refs?|references?|bib|bibliography|cit|cite|citations?|literature)(?![a-z])", re.I
)
BACK = re.compile(r"[\s↩↑^⏎︎️\[\]]*")
SMALL = frozenset({"a", "sup", "span", "b", "i", "em", "strong", "small"})


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A note: its key, the line of its call (from 1), the element that holds its words."""

    key: str
    line: int
    body: Tag


def take_notes(
    soup: BeautifulSoup, line_of: LineOf = source_line, *, labelled: bool = True
) -> tuple[tuple[FoundNote, ...], tuple[Doubt, ...]]:
    """Take the notes out of a page; each call becomes an element :data:`CALL`. Marks and ways back are removed.

    ``labelled`` says that notes may begin with their label. A note that is called once more is doubtful: its second
    call stays as text.
    """
    doubts = []
    targets = _targets(soup)
    bodies: dict[int, tuple[str, Tag, int, str]] = {}
    for call in [tag for tag in tags_in(soup) if tag.name == "a" and attribute(tag, "href").startswith("#")]:
        target = targets.get(attribute(call, "href")[1:])
        label = LABEL.fullmatch(call.get_text().strip())
        if target is None or label is None or call.find_parent(UNSEEN_NAMES):
            continue
        body = _body_of(target)
        if body is None or _is_inside(call, body) or not _is_note(call, body, targets):
            continue
        if id(body) not in bodies:
            bodies[id(body)] = (str(len(bodies) + 1), body, line_of(call), label[1])
            _replace_call(soup, call, str(len(bodies)))
        else:
            message = f'the note "{label[1]}" is called once more; here the label was left as text'
            doubts.append(Doubt("HP527", line_of(call), message))
    notes = []
    for key, body, line, label_text in bodies.values():
        _clear_marks(body, label_text if labelled else "")
        notes.append(FoundNote(key, line, body))
    _take_out(notes)
    return tuple(notes), tuple(doubts)


UNSEEN_NAMES = sorted(UNSEEN)


def _targets(soup: BeautifulSoup) -> dict[str, Tag]:
    targets: dict[str, Tag] = {}
    for tag in tags_in(soup):
        for name in (attribute(tag, "id"), attribute(tag, "name") if tag.name == "a" else ""):
            if name:
                targets.setdefault(name, tag)
    return targets


def _body_of(target: Tag) -> Tag | None:
    """The block that a target opens: itself, or the nearest around it."""
    if target.name in BLOCKS:
        return target if target.name not in ("body", "html", "main", "article") else None
    block = next((parent for parent in target.parents if parent.name in BLOCKS), None)
    if block is None or block.name in ("body", "html", "main", "article", "section"):
        return None
    outer = block.parent
    if outer is not None and outer.name in ("div", "li", "aside") and NAMES_NOTES.search(attribute(outer, "id")):
        return outer
    return block


def _is_note(call: Tag, body: Tag, targets: dict[str, Tag]) -> bool:
    if attribute(call, "role") == "doc-noteref" or "noteref" in attribute(call, "epub:type"):
        return True
    around = [
        body,
        *[parent for parent in body.parents if parent.name in BLOCKS and parent.name not in ("body", "html")],
    ]
    names = " ".join(attribute(tag, name) for tag in around[:3] for name in ("id", "class", "role"))
    if NAMES_REFERENCES.search(names.replace("fnref", "").replace("footnote-ref", "")):
        return False
    if NAMES_NOTES.search(names):
        return True
    ways_back = (link for link in body.find_all("a") if attribute(link, "href").startswith("#"))
    return any((back := targets.get(attribute(link, "href")[1:])) and _are_near(back, call) for link in ways_back)


def _are_near(first: Tag, second: Tag) -> bool:
    return first is second or first is second.parent or second in first.children


def _is_inside(tag: Tag, outer: Tag) -> bool:
    return any(parent is outer for parent in tag.parents)


def _replace_call(soup: BeautifulSoup, call: Tag, key: str) -> None:
    mark = soup.new_tag(CALL, attrs={"key": key})
    outer = call
    while outer.parent is not None and outer.parent.name in ("sup", "span") and _is_alone(outer):
        outer = outer.parent
    outer.replace_with(mark)


def _is_alone(tag: Tag) -> bool:
    parent = tag.parent
    return parent is not None and all(
        sibling is tag or (isinstance(sibling, NavigableString) and not sibling.strip(" \n[]()"))
        for sibling in parent.children
    )


def _clear_marks(body: Tag, label: str) -> None:
    """Remove the ways back, and the label that the note begins with."""
    for link in body.find_all("a"):
        words = link.get_text().strip()
        back = attribute(link, "role") == "doc-backlink" or "backlink" in attribute(link, "epub:type")
        if attribute(link, "href").startswith("#") and (back or BACK.fullmatch(words) or LABEL.fullmatch(words)):
            link.extract()
    strings = (
        node for node in body.descendants if isinstance(node, NavigableString) and is_text(node) and node.strip()
    )
    first = next(strings, None)
    if first is None or not label:
        return
    found = re.match(r"\s*[\[(]?" + re.escape(label) + r"(?:[\])]?[.:)]?)(?=\s|$)", first)
    inside_sup = first.parent is not None and first.parent.name == "sup"
    if found and (inside_sup or not found[0].strip().isalnum()):  # "1 in 5 patients" has no label
        first.replace_with(NavigableString(str(first)[found.end() :]))


def _take_out(notes: list[FoundNote]) -> None:
    """Take the bodies out of the page, and the lists and sections that are then empty."""
    parents = {id(note.body.parent): note.body.parent for note in notes}
    for note in notes:
        note.body.extract()
    for parent in parents.values():
        while (
            parent is not None
            and parent.parent is not None
            and parent.name in ("ol", "ul", "dl", "section", "div", "aside")
        ):
            if visible_text(parent).strip() or parent.find(["img", "table", CALL]):
                break
            outer = parent.parent
            parent.extract()
            parent = outer
