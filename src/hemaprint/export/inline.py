"""Finished inline HTML read back as spans, for every form of export.

A link into another article loses its address, because an export stands alone, and a page number that only the plan
knows is left out with the space before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from hemaprint.content.blocks import PAGE_CLOSE, PAGE_OPEN

Face = Literal["strong", "emphasis", "sub", "sup", "code", "struck", "capitals", "cite"]
"""``capitals``: small capitals; ``cite``: numbers of the reference list, with their brackets and commas."""

_TAGS: dict[str, Face] = {
    "strong": "strong",
    "b": "strong",
    "em": "emphasis",
    "i": "emphasis",
    "sub": "sub",
    "sup": "sup",
    "code": "code",
    "s": "struck",
}
_CLASSES: dict[str, Face] = {"cite": "cite", "sc": "capitals"}
_PAGE = re.compile(rf"\s?{PAGE_OPEN}[^{PAGE_OPEN}{PAGE_CLOSE}]*{PAGE_CLOSE}")
_OUTSIDE = ("http:", "https:", "mailto:")


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote; they are numbered from 1 in the order in which they are called."""

    number: int
    inline: Inline


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one face; a line break in it is a newline.

    ``href`` is an address outside the issue, ``target`` a place of the same article (without the prefix of its slug),
    ``language`` a BCP 47 tag; "" for none. ``note`` is called here; such a span has no text.
    """

    text: str
    faces: frozenset[Face] = frozenset()
    href: str = ""
    target: str = ""
    language: str = ""
    note: Note | None = None


Inline: TypeAlias = tuple[Span, ...]


def read_inline(html: str) -> Inline:
    """The spans of an inline HTML of the content room, neighbours of one kind joined."""
    return spans_of(fragment(html).children)


def text_of(inline: Inline) -> str:
    """The characters of spans without faces and notes."""
    return "".join(span.text for span in inline)


def plain(text: str) -> Inline:
    """Finished plain text as spans."""
    return (Span(text),) if text else ()


def fragment(html: str) -> Tag:
    """The HTML as the children of an element."""
    body = BeautifulSoup(f"<body>{html}</body>", "html.parser").body
    assert body is not None
    return body


def spans_of(nodes: Iterable[PageElement]) -> Inline:
    """The spans of parsed inline nodes."""
    joined: list[Span] = []
    for span in _spans(nodes, Span("")):
        last = joined[-1] if joined else None
        if last is not None and span.note is last.note is None and replace(last, text=span.text) == span:
            joined[-1] = replace(last, text=last.text + span.text)
        else:
            joined.append(span)
    return tuple(joined)


def _spans(nodes: Iterable[PageElement], around: Span) -> Iterator[Span]:
    for node in nodes:
        if isinstance(node, Tag):
            yield from _element(node, around)
        elif isinstance(node, NavigableString):
            # "&#12;" is the one control character that Markdown lets through: space to HTML, an error to XML
            text = _PAGE.sub("", str(node)).replace("\f", " ")
            if text:
                yield replace(around, text=text)


def _element(tag: Tag, around: Span) -> Iterator[Span]:
    classes = tag.get_attribute_list("class")
    if tag.name == "br":
        yield replace(around, text="\n")
    elif "footnote" in classes:
        number = int(_attribute(tag, "id").rpartition("_")[2])
        yield replace(around, text="", note=Note(number, spans_of(tag.children)))
    elif tag.name == "a":
        href = _attribute(tag, "href")
        if href.startswith(_OUTSIDE):
            around = replace(around, href=href)
        elif href.startswith("#"):
            around = replace(around, target=href.partition("--")[2])
        yield from _spans(tag.children, around)
    else:
        faces = {_TAGS.get(tag.name), *(_CLASSES.get(str(name)) for name in classes)}
        known = frozenset(face for face in faces if face is not None)
        language = _attribute(tag, "lang") or around.language
        yield from _spans(tag.children, replace(around, faces=around.faces | known, language=language))


def _attribute(tag: Tag, name: str) -> str:
    return str(tag.get(name) or "")
