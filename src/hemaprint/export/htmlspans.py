"""Spans as HTML: faces, languages, links, and calls of notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from hemaprint.content.spans import Copy, Note
from hemaprint.export.runs import Face, Run, groups_of

_TAGS: dict[Face, str] = {
    "strong": "strong",
    "emphasis": "em",
    "sub": "sub",
    "sup": "sup",
    "code": "code",
    "struck": "s",
}


def element(tag: str, parent: Any = None, class_: str = "", **attributes: str) -> Any:
    """A new element, the last child of ``parent``; attributes that are "" are left out, but for ``alt``."""
    made = etree.Element(tag) if parent is None else etree.SubElement(parent, tag)
    for name, value in ({"class": class_} | attributes).items():
        if value or name == "alt":
            made.set(name, value)
    return made


def spans_into(parent: Any, copy: Copy, anchors: frozenset[str], call: Callable[[Note], None]) -> None:
    """Write spans at the end of ``parent``; links lead to ``anchors`` only, ``call`` is told of every note."""
    for group in groups_of(copy, anchors):
        around = parent
        if group.cites:
            around = element("sup" if group.raised else "span", parent, class_="cite")
        for link in group.links:
            holder = element("a", around, href=link.href) if link.href else around
            for run in link.runs:
                _span(holder, run, group.faces, call)


def _span(parent: Any, run: Run, known: frozenset[Face], call: Callable[[Note], None]) -> None:
    if run.note:
        call(run.note)
        number = str(run.note.number)
        raised = element("sup", parent, id=f"call_{number}")
        element("a", raised, href=f"#fn_{number}", role="doc-noteref").text = number
        return
    for face in sorted(run.faces - known):
        parent = element(_TAGS.get(face, "span"), parent, class_="" if face in _TAGS else face)
    if run.language:
        parent = element("span", parent, lang=run.language)
    for index, line in enumerate(run.text.split("\n")):
        if index:
            element("br", parent)
        append_text(parent, line)


def append_text(parent: Any, text: str) -> None:
    """Text behind the last child of an element."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
