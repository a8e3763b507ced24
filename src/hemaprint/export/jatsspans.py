"""Spans as JATS: faces, languages, links, and calls of notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from hemaprint.export.htmlspans import append_text
from hemaprint.export.inline import Face, Inline, Note, Span
from hemaprint.export.runs import Link, runs_of

XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
HREF = f"{{{XLINK}}}href"
LANGUAGE = f"{{{XML}}}lang"

_TAGS: dict[Face, str] = {
    "strong": "bold",
    "emphasis": "italic",
    "sub": "sub",
    "sup": "sup",
    "code": "monospace",
    "struck": "strike",
    "capitals": "sc",
}


def node(tag: str, parent: Any, text: str = "", **attributes: str) -> Any:
    """A new last child of ``parent``; underscores in the names of attributes stand for hyphens."""
    made = etree.SubElement(parent, tag)
    made.text = text or None
    for name, value in attributes.items():
        if value:
            made.set(name.replace("_", "-"), value)
    return made


def identifier(anchor: str) -> str:
    """The id of a place: it must begin with a letter, and anchors may begin with a digit (XML 1.0, 2.3)."""
    return anchor and f"p-{anchor}"


def spans_into(parent: Any, inline: Inline, kinds: dict[str, str], call: Callable[[Note], None]) -> None:
    """Write spans at the end of ``parent``.

    ``kinds`` are the places that links can lead to, and the ref-type of each; ``call`` is told of every note.
    """
    for run in runs_of(inline, frozenset(kinds)):
        around = node("sup", parent) if run.raised else parent
        for link in run.links:
            holder = _holder(around, link, kinds)
            for span in link.spans:
                _span(holder, span, run.faces, call)


def _holder(parent: Any, link: Link, kinds: dict[str, str]) -> Any:
    if not link.href:
        return parent
    if link.href.startswith("#"):
        anchor = link.href[1:]
        return node("xref", parent, ref_type=kinds[anchor], rid=identifier(anchor))
    made = node("ext-link", parent, ext_link_type="uri")
    made.set(HREF, link.href)
    return made


def _span(parent: Any, span: Span, known: frozenset[Face], call: Callable[[Note], None]) -> None:
    if span.note:
        call(span.note)
        number = str(span.note.number)
        node("sup", node("xref", parent, ref_type="fn", rid=f"fn_{number}"), number)
        return
    for face in sorted(span.faces - known):
        parent = node(_TAGS[face], parent)
    if span.language:
        parent = node("named-content", parent, content_type="language")
        parent.set(LANGUAGE, span.language)
    # <break/> stands in titles and cells only (JATS 1.3): a line break of a paragraph is a space
    append_text(parent, span.text.replace("\n", " "))
