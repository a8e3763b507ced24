"""Find the footnotes of a page: what calls them, what they say, and what are only their marks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from hemaprint.intake.markup.soup import BLOCKS, UNSEEN, LineOf, attribute, is_text, source_line, tags_in, visible_text
from hemaprint.intake.passages import Doubt

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
