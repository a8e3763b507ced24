# SPDX-License-Identifier: MIT
"""Parse HTML into a tree of bounded depth in which elements end where browsers end them, and take out its notes."""

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

from hemaprint.intake.files import fault
from hemaprint.intake.passages import Findings

DEEPEST = 150
ELEMENTS_AT_MOST = 200_000

UNSEEN = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "annotation", "annotation-xml", "datalist"}
)
"""Elements whose text no reader of a page sees."""

_BLOCKS = """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 h7 h8 h9 header hgroup hr html legend li main menu nav ol optgroup option p pre search
    section select summary table tbody td textarea tfoot th thead tr ul
"""
BLOCKS = frozenset(_BLOCKS.split())
"""Elements before and after which a word ends."""

_IN_PARAGRAPHS = "body caption html legend li option optgroup tbody td tfoot th thead tr dd dt"
_ENDS = {
    "li": ("li", "ul ol menu dir table td"),
    "dt": ("dt dd", "dl table td"),
    "dd": ("dt dd", "dl table td"),
    "td": ("td th", "table"),
    "th": ("td th", "table"),
    "tr": ("tr", "table"),
    "thead": ("thead tbody tfoot", "table"),
    "tbody": ("thead tbody tfoot caption", "table"),
    "tfoot": ("thead tbody tfoot", "table"),
    "option": ("option", "select"),
    **dict.fromkeys(BLOCKS - set(_IN_PARAGRAPHS.split()), ("p", "table td th li button blockquote caption")),
}
ENDS = {name: (frozenset(ended.split()), frozenset(shelters.split())) for name, (ended, shelters) in _ENDS.items()}
"""Start tag -> the open elements that it ends, and the elements that shelter those outside them."""

LINE = "data-hp-line"
"""The attribute that numbers elements whose source is not HTML."""

LABELLED = "data-hp-labelled"
"""The attribute of a list whose items begin with their own labels."""

SUBTITLE = "hp-subtitle"
"""The class of the paragraphs that the source calls its subtitle."""

LineOf = Callable[[Tag], int]
"""Gives the place of an element in the manuscript."""


class _TooMuchError(Exception):
    """Raised inside the parser when reading on would take too much."""


class _Soup(BeautifulSoup):
    """html.parser, which knows the line of each element, with the end tags that HTML leaves out."""

    _count = 0

    def handle_starttag(self, name: str, *rest: Any, **named: Any) -> Tag | None:
        """Called for every start tag."""
        self._count += 1
        if len(self.tagStack) > DEEPEST:
            raise _TooMuchError(f"its elements are nested more than {DEEPEST} deep")
        if self._count > ELEMENTS_AT_MOST:
            raise _TooMuchError(f"it has more than {ELEMENTS_AT_MOST} elements")
        ended, shelters = ENDS.get(name, ((), ()))
        met = next((tag.name for tag in reversed(self.tagStack) if tag.name in ended or tag.name in shelters), "")
        if met in ended:
            self.handle_endtag(met)
        return super().handle_starttag(name, *rest, **named)


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
        hint = "save the part that is meant as its own file, and import that"
        raise fault(path, "HP517", f"{path.name} cannot be read: {error}", hint) from error


def _harmless(text: str) -> str:
    """``text`` without what makes Python's parser (3.11) slow: openings that nothing closes, sought again and again.

    They stay as characters, so that nothing after them is lost.
    """
    text = text.replace("\0", "")
    cut = text.rfind("-->") + 1
    text = text[:cut] + text[cut:].replace("<!--", "&lt;!--")
    cut = text.rfind(">") + 1
    return text[:cut] + re.sub("<(?=[a-zA-Z/!?])", "&lt;", text[cut:])


# ---------------------------------------------------------------- text and steps in the tree


def visible_text(root: Tag) -> str:
    """The text below ``root`` that a browser shows, words separated where blocks and line breaks separate them."""
    return shown_text(root.descendants, root)


def shown_text(nodes: Iterable[PageElement], root: Tag) -> str:
    """The text of ``nodes``, which follow each other below ``root``, as in :func:`visible_text`."""
    parts: list[str] = []
    block: Tag | None = None
    for node in nodes:
        if isinstance(node, Tag):
            # "text" is of a drawing: only its place separates it. Elements inside unseen ones separate nothing.
            parting = node.name in BLOCKS or node.name in ("br", "text")
            if parting and not any(parent.name in UNSEEN for parent in node.parents):
                parts.append("\n")
        elif is_text(node) and (nearest := _block_around(node, root)) is not None:
            parts += [str(node)] if nearest is block else ["\n", str(node)]
            block = nearest
    return "".join(parts)


def _block_around(node: PageElement, root: Tag) -> Tag | None:
    """The nearest block that holds a string; None where the string is unseen."""
    found: Tag | None = None
    for parent in node.parents:
        if parent.name in UNSEEN:
            return None
        if found is None and (parent.name in BLOCKS or parent is root):
            found = parent
        if parent is root:
            break
    return found


def is_text(node: object) -> bool:
    """Whether a node is text: not an element, a comment, a declaration or an instruction."""
    return isinstance(node, NavigableString) and not isinstance(node, PreformattedString)


def has_own_text(tag: Tag | None) -> bool:
    """Whether words are directly in an element, and not only in the elements inside it."""
    return tag is not None and any(is_text(node) and str(node).strip() for node in tag.children)


def children_of(tag: Tag | None) -> list[Tag]:
    """The elements directly in an element."""
    return [] if tag is None else [child for child in tag.children if isinstance(child, Tag)]


def tags_in(root: Tag) -> Iterator[Tag]:
    """All elements below ``root``, in their order."""
    return (node for node in root.descendants if isinstance(node, Tag))


def is_inside(tag: Tag, outer: Tag) -> bool:
    """Whether an element is below another one."""
    return any(parent is outer for parent in tag.parents)


def attribute(tag: Tag, name: str) -> str:
    """An attribute as one text; "" where there is none."""
    value = tag.get(name)
    if value is None:
        return ""
    return value if isinstance(value, str) else " ".join(value)


def source_line(tag: Tag) -> int:
    """The line of the source that ``tag`` opens in, from 1."""
    return tag.sourceline or 1


def numbered_line(tag: Tag) -> int:
    """The number that :data:`LINE` gives to ``tag``, to the first element in it, or to one around it; else 1."""
    inside = tag if tag.has_attr(LINE) else tag.find(lambda found: found.has_attr(LINE))
    holder = inside or next((parent for parent in tag.parents if parent.has_attr(LINE)), None)
    text = attribute(holder, LINE) if holder is not None else ""
    return int(text) if text.isascii() and text.isdigit() else 1


def grouped(tag: Tag, apart: frozenset[str]) -> Iterator[list[PageElement]]:
    """The children of ``tag``: each of those named ``apart`` alone, those between them together."""
    group: list[PageElement] = []
    for child in list(tag.children):
        if isinstance(child, Tag) and child.name in apart:
            yield from [group] if group else []
            yield [child]
            group = []
        else:
            group.append(child)
    yield from [group] if group else []


SECTIONS = ("thead", "tbody", "tfoot")
CELLS = ("td", "th")


def rows_of(tag: Tag) -> Iterator[tuple[bool, list[Tag]]]:
    """The rows of a table: whether each is a head, and its cells."""
    for child in tag.find_all([*SECTIONS, "tr", *CELLS], recursive=False):
        for row in child.find_all(["tr", *CELLS], recursive=False) if child.name in SECTIONS else [child]:
            cells = [row] if row.name in CELLS else row.find_all(CELLS, recursive=False)
            yield child.name == "thead" or bool(cells and all(cell.name == "th" for cell in cells)), list(cells)


# ---------------------------------------------------------------- credits of pictures

CREDITS = frozenset({"credit", "credits", "byline", "copyright", "photographer", "photocredit", "imagecredit"})
"""Words in the names of elements that name the maker of a picture."""
CREDIT_PROPERTIES = frozenset({"copyrightholder", "credittext", "copyrightnotice", "creator", "author"})
_SAYS_CREDIT = re.compile(
    r"\s*[(\[]?(?:©|\(c\)|(?:photo(?:graph|s)?|image|picture|illustration|credit|courtesy|foto|bild|crédit|source|quelle)"
    r"(?:\s+(?:credit|by|courtesy|von))*\s*[:：/]|(?:photo(?:graph)?s?|illustration)\s+by\s|摄影|图片来源|图/|写真)",
    re.IGNORECASE,
)
_OWN = ("span", "small", "cite", "em", "i", "p", "div")
CREDIT_CHARACTERS = 160


def is_credit(tag: Tag, holder: Tag) -> bool:
    """Whether an element names the maker of a picture: by its name, or as the end of a caption that begins so."""
    if tag.name == "figcaption" or tag.find(["img", "table", CALL]) is not None:
        return False
    names = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", f"{attribute(tag, 'class')} {attribute(tag, 'itemprop')}").lower()
    if CREDITS & set(re.split(r"[\s_-]+", names)) or CREDIT_PROPERTIES & set(names.replace("-", "").split()):
        return True
    text, whole = tag.get_text().strip(), holder.get_text().strip()
    if tag.name not in _OWN or len(text) > CREDIT_CHARACTERS or not _SAYS_CREDIT.match(text):
        return False
    return whole.endswith(text) and whole != text


# ---------------------------------------------------------------- notes: their calls, their words, their marks

CALL = "hp-note"
"""The element that replaces a call; its ``key`` is the note's."""

LABEL = re.compile(r"\[?\(?\s*(\d{1,4}|[a-z]|[ivxlc]{1,5}|[*†‡§¶#]{1,3})\s*\)?\]?", re.IGNORECASE)
NAMES_NOTES = re.compile(
    r"(?<![a-z])(?:foot|end)?notes?(?![a-z])|(?<![a-z])f?tn(?![a-z])|(?<![a-z])(?:fn|ftn|edn)(?![a-z])", re.I
)
NAMES_REFERENCES = re.compile(
    r"(?<![a-z])(?:refs?|references?|bib|bibliography|cit|cite|citations?|literature)(?![a-z])", re.I
)
BACK = re.compile(r"[\s↩↑^⏎︎️\[\]]*")
_WHOLE = frozenset({"body", "html", "main", "article"})
_HOLDERS = frozenset({"ol", "ul", "dl", "section", "div", "aside"})


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A note: its key, the line of its call (from 1), its label, and the element that holds its words."""

    key: str
    line: int
    label: str
    body: Tag


def take_notes(
    soup: BeautifulSoup, findings: Findings, line_of: LineOf = source_line, *, labelled: bool = True
) -> list[FoundNote]:
    """Take the notes out of a page; each call becomes an element :data:`CALL`. Marks and links back are removed.

    ``labelled`` says that notes may begin with their label. A second call of a note stays as text, with a doubt.
    """
    targets = _targets(soup)
    notes: dict[int, FoundNote] = {}
    for call in [tag for tag in tags_in(soup) if tag.name == "a" and attribute(tag, "href").startswith("#")]:
        target = targets.get(attribute(call, "href")[1:])
        label = LABEL.fullmatch(call.get_text().strip())
        if target is None or label is None or call.find_parent(sorted(UNSEEN)):
            continue
        body = _body_of(target)
        if body is None or is_inside(call, body) or not _is_note(call, body, targets):
            continue
        if id(body) not in notes:
            notes[id(body)] = FoundNote(str(len(notes) + 1), line_of(call), label[1], body)
            _replace_call(soup, call, str(len(notes)))
        else:
            message = f'the note "{label[1]}" is called again; the second label remains as text'
            findings.doubt("HP527", line_of(call), message)
    for note in notes.values():
        _clear_marks(note.body, note.label if labelled else "")
    found = list(notes.values())
    _take_out(found)
    return found


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
        return target if target.name not in _WHOLE else None
    block = next((parent for parent in target.parents if parent.name in BLOCKS), None)
    if block is None or block.name in _WHOLE or block.name == "section":
        return None
    outer = block.parent
    if outer is not None and outer.name in ("div", "li", "aside") and NAMES_NOTES.search(attribute(outer, "id")):
        return outer
    return block


def _is_note(call: Tag, body: Tag, targets: dict[str, Tag]) -> bool:
    if attribute(call, "role") == "doc-noteref" or "noteref" in attribute(call, "epub:type"):
        return True
    outer = [parent for parent in body.parents if parent.name in BLOCKS and parent.name not in ("body", "html")]
    names = " ".join(attribute(tag, name) for tag in [body, *outer][:3] for name in ("id", "class", "role"))
    if NAMES_REFERENCES.search(names.replace("fnref", "").replace("footnote-ref", "")):
        return False
    if NAMES_NOTES.search(names):
        return True
    links = (targets.get(attribute(link, "href")[1:]) for link in body.find_all("a") if _is_local(link))
    return any(back is not None and (back is call or back is call.parent or call in back.children) for back in links)


def _is_local(link: Tag) -> bool:
    return attribute(link, "href").startswith("#")


def _replace_call(soup: BeautifulSoup, call: Tag, key: str) -> None:
    """Put a :data:`CALL` instead of a link, and of the raised or bracketed element that holds nothing else."""
    outer = call
    while outer.parent is not None and outer.parent.name in ("sup", "span") and _is_alone(outer, outer.parent):
        outer = outer.parent
    outer.replace_with(soup.new_tag(CALL, attrs={"key": key}))


def _is_alone(tag: Tag, parent: Tag) -> bool:
    return all(
        sibling is tag or (isinstance(sibling, NavigableString) and not sibling.strip(" \n[]()"))
        for sibling in parent.children
    )


def _clear_marks(body: Tag, label: str) -> None:
    """Remove the links back, and the label that the note begins with."""
    for link in body.find_all("a"):
        words = link.get_text().strip()
        back = attribute(link, "role") == "doc-backlink" or "backlink" in attribute(link, "epub:type")
        if _is_local(link) and (back or BACK.fullmatch(words) or LABEL.fullmatch(words)):
            link.extract()
    first = next((node for node in body.descendants if is_text(node) and str(node).strip()), None)
    if first is None or not label:
        return
    found = re.match(r"\s*[\[(]?" + re.escape(label) + r"(?:[\])]?[.:)]?)(?=\s|$)", str(first))
    raised = first.parent is not None and first.parent.name == "sup"
    if found and (raised or not found[0].strip().isalnum()):  # "1 in 5 patients" has no label
        first.replace_with(NavigableString(str(first)[found.end() :]))


def _take_out(notes: list[FoundNote]) -> None:
    """Take the bodies out of the page, and the lists and sections that are then empty."""
    parents = {id(note.body.parent): note.body.parent for note in notes}
    for note in notes:
        note.body.extract()
    for parent in parents.values():
        while parent is not None and parent.parent is not None and parent.name in _HOLDERS:
            if visible_text(parent).strip() or parent.find(["img", "table", CALL]):
                break
            outer = parent.parent
            parent.extract()
            parent = outer
