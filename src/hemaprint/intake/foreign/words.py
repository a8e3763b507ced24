"""All words of OpenDocument by its XML, and of other documents by pandoc's own tree."""

from __future__ import annotations

import json
import re
from typing import Any

from bs4 import BeautifulSoup
from lxml import etree

from hemaprint.intake.files.archive import Archive
from hemaprint.intake.files.xml import Element
from hemaprint.intake.markup.soup import visible_text
from hemaprint.intake.word.findings import Findings, quoted

TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
SVG = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
DC = "http://purl.org/dc/elements/1.1/"

PARAGRAPHS = frozenset({f"{{{TEXT}}}p", f"{{{TEXT}}}h"})
GAPS = {f"{{{TEXT}}}s": " ", f"{{{TEXT}}}tab": " ", f"{{{TEXT}}}line-break": "\n"}
UNSEEN = frozenset(
    {
        f"{{{TEXT}}}tracked-changes", f"{{{OFFICE}}}annotation", f"{{{TEXT}}}note-citation", f"{{{SVG}}}title",
        f"{{{SVG}}}desc", f"{{{TEXT}}}sequence-decls", f"{{{TEXT}}}table-of-content", f"{{{OFFICE}}}forms",
        f"{{{TABLE}}}shapes", f"{{{OFFICE}}}scripts",
    }
)  # fmt: skip

_PARTS = re.compile(
    r"</?(?:br|hr|p|div|center|table|tr|td|th|li|ul|ol|h[1-6]|details|summary|figcaption)\b", re.IGNORECASE
)
INLINES = frozenset(
    {"Emph", "Strong", "Underline", "Strikeout", "Superscript", "Subscript", "SmallCaps", "Quoted", "Span", "Link"}
)
"""Inline things of pandoc's tree, inside which words go on."""


def words_of_open_document(archive: Archive, findings: Findings) -> str:
    """The text of an OpenDocument text; its comments, changes and tables of contents go to ``findings``."""
    root = archive.xml("content.xml")
    body = root.find(f"{{{OFFICE}}}body") if root is not None else None
    if body is None:
        raise archive.fault("HP513", f"{archive.path.name} has no text in it", "ask for the file again")
    _report(body, findings)
    parts: list[str] = []
    skipped: Element | None = None
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if skipped is None and event == "start":
            if element.tag in UNSEEN:
                skipped = element
            else:
                parts.append("\n" if element.tag in PARAGRAPHS else GAPS.get(element.tag, ""))
                parts.append(element.text or "")
        elif event == "end":
            if skipped is element:
                skipped = None
            if skipped is None:
                parts.append("\n" if element.tag in PARAGRAPHS else "")
                parts.append(element.tail or "")
    return "".join(parts)


def words_of_pandoc(tree: str) -> str:
    """The text of pandoc's own tree (JSON): its strings, apart where its blocks part them."""
    try:
        waiting: list[Any] = [json.loads(tree).get("blocks", [])]
    except (ValueError, RecursionError):
        return ""
    parts: list[str] = []
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict):
            kind, content = node.get("t", ""), node.get("c", "")
            if kind in ("Str", "Code", "Math"):
                parts.append(content if isinstance(content, str) else str(content[-1]))
            elif kind == "CodeBlock":
                parts.append(f"\n{content[-1]}\n")
            elif kind in ("RawInline", "RawBlock"):
                parts.append(_shown(content))
            elif kind == "Image":
                continue
            else:
                parts.append("" if kind in INLINES else " " if kind in ("Space", "SoftBreak") else "\n")
                waiting.append(content)
    return "".join(parts)


def _shown(raw: Any) -> str:
    """The text of HTML that pandoc keeps as it is; a line break and a block part words."""
    form, source = raw if isinstance(raw, list) and len(raw) == 2 else ("", "")
    if form != "html":
        return ""
    return visible_text(BeautifulSoup(str(source), "html.parser")) + ("\n" if _PARTS.match(str(source)) else "")


def _report(body: Element, findings: Findings) -> None:
    if any(True for _ in body.iter(f"{{{TEXT}}}changed-region")):
        message = "the document has tracked changes; all were accepted"
        findings.doubt("HP521", 1, message, "accept or reject them in the program that made it")
    for note in body.iter(f"{{{OFFICE}}}annotation"):
        who = note.findtext(f"{{{DC}}}creator") or "somebody"
        text = " ".join("".join(p.itertext()) for p in note.iter(f"{{{TEXT}}}p"))
        findings.doubt("HP522", 1, f"comment of {who}: {quoted(text)}")
    if any(True for _ in body.iter(f"{{{TEXT}}}table-of-content")):
        findings.doubt("HP524", 1, "the document has a table of contents, which is not copy")
