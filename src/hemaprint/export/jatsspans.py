"""Spans as JATS: faces, languages, links, and calls of notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from hemaprint.content.spans import Copy, Note
from hemaprint.export.htmlspans import append_text
from hemaprint.export.runs import Face, Linked, Run, groups_of

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


def spans_into(parent: Any, copy: Copy, kinds: dict[str, str], call: Callable[[Note], None]) -> None:
    """Write spans at the end of ``parent``.

    ``kinds`` are the places that links can lead to, and the ref-type of each; ``call`` is told of every note.
    """
    for group in groups_of(copy, kinds):
        around = node("sup", parent) if group.raised else parent
        for link in group.links:
            holder = _holder(around, link, kinds)
            for run in link.runs:
                _span(holder, run, group.faces, call)


def _holder(parent: Any, link: Linked, kinds: dict[str, str]) -> Any:
    if not link.href:
        return parent
    if link.href.startswith("#"):
        anchor = link.href[1:]
        return node("xref", parent, ref_type=kinds[anchor], rid=identifier(anchor))
    made = node("ext-link", parent, ext_link_type="uri")
    made.set(HREF, link.href)
    return made


def _span(parent: Any, run: Run, known: frozenset[Face], call: Callable[[Note], None]) -> None:
    if run.note:
        call(run.note)
        number = str(run.note.number)
        node("sup", node("xref", parent, ref_type="fn", rid=f"fn_{number}"), number)
        return
    for face in sorted(run.faces - known):
        parent = node(_TAGS[face], parent)
    if run.language:
        parent = node("named-content", parent, content_type="language")
        parent.set(LANGUAGE, run.language)
    # <break/> stands in titles and cells only (JATS 1.3): a line break of a paragraph is a space
    append_text(parent, run.text.replace("\n", " "))
