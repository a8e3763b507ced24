"""Articles in each form, and the words in them as programs that are not ours read them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, fields
from datetime import datetime
from io import BytesIO
from unicodedata import normalize
from zipfile import ZipFile

from bs4 import BeautifulSoup
from lxml import etree

from hemaprint.content.blocks import Block, Cell, ChartSeries, ChartSpec, Entry, PullQuote, Row
from hemaprint.content.models import Article, Issue
from hemaprint.content.spans import Span
from hemaprint.export.articles import Manuscript
from hemaprint.export.docx import article_docx
from hemaprint.export.html import article_html
from hemaprint.export.jats import article_jats
from hemaprint.export.script import script_of
from hemaprint.export.text import article_text
from hemaprint.project.project import Project
from hemaprint.theme.theme import theme_of
from markup import html_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DAY = datetime(2025, 2, 1)
_HTML_INLINE = {"wbr", "em", "strong", "b", "i", "sub", "sup", "code", "span", "a", "abbr"}
_JATS_INLINE = {"bold", "italic", "sub", "sup", "sc", "monospace", "ext-link", "named-content"}


@dataclass(frozen=True)
class Magazine:
    """A project with its issue."""

    project: Project
    issue: Issue

    @property
    def only(self) -> Article:
        """The one article of a magazine that has one."""
        (article,) = self.issue.articles.values()
        return article

    def text(self, article: Article) -> str:
        return article_text(script_of(article))

    def html(self, article: Article) -> bytes:
        return article_html(self._manuscript(article))

    def docx(self, article: Article) -> bytes:
        return article_docx(self._manuscript(article))

    def jats(self, article: Article) -> bytes:
        return article_jats(self._manuscript(article))

    def _manuscript(self, article: Article) -> Manuscript:
        return Manuscript(self.project, self.issue, theme_of(self.project), article, script_of(article))


# ---------------------------------------------------------------- words


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", normalize("NFKC", text).casefold().replace("\u00ad", "")))


def html_text(html: str | bytes) -> str:
    """The text of HTML; blocks, citations, notes and their calls are parted from what stands beside them."""
    soup = BeautifulSoup(html, "html.parser")
    for formula in soup.select("svg.formula"):  # which each form writes in its own way
        formula.decompose()
    for tag in soup.find_all(True):
        classes = tag.get_attribute_list("class")
        is_call = str(tag.get("id") or "").startswith("call-")
        if tag.name not in _HTML_INLINE or "cite" in classes or "footnote" in classes or is_call:
            tag.insert_before(" ")
            tag.insert_after(" ")
    alternatives = " ".join(str(tag["alt"]) for tag in soup.find_all("img"))
    return f"{soup.get_text()} {alternatives}"


def docx_text(data: bytes) -> str:
    """The text of a Word document, its notes and the descriptions of its pictures."""
    parts = []
    with ZipFile(BytesIO(data)) as archive:
        for name in ("word/document.xml", "word/footnotes.xml"):
            for element in etree.fromstring(archive.read(name)).iter():
                is_citation = (element.get(f"{W}anchor") or "").startswith("place-ref-")
                if element.tag in (f"{W}p", f"{W}tab", f"{W}br", f"{W}footnoteReference") or is_citation:
                    parts.append(" ")
                if element.tag == f"{W}t":
                    parts.append(element.text or "")
                    holder = element.getparent().getparent()
                    parts.append(" " if (holder.get(f"{W}anchor") or "").startswith("place-ref-") else "")
                parts.append(f" {element.get('descr')} " if element.get("descr") else "")
    return "".join(parts)


def jats_text(data: bytes) -> str:
    """The text of JATS without its mark-up."""

    def read(element: etree._Element) -> str:
        inside = (element.text or "") + "".join(read(child) + (child.tail or "") for child in element)
        return inside if element.tag in _JATS_INLINE else f" {inside} "

    return read(etree.fromstring(data))


def printed(article: Article) -> Counter[str]:
    """Every word of an article's blocks and references, found by going through all strings of all blocks."""
    found = [article.title, article.meta.standfirst, *(html_of(entry.copy) for entry in article.references)]
    found += _strings(article.body)
    return words(html_text(re.sub(r"\{[^{}]*\}", "", " <p> ".join(found))))


_NOT_COPY = frozenset(
    [
        "anchor",
        "kind",
        "width",
        "place",
        "short",
        "role",
        "source",
        "color",
        "unit",
        "x_label",
        "y_label",
        "language",
        "delimiter",
        "href",
    ]
)


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple) and value and isinstance(value[0], Span):
        return [html_of(value)]
    if isinstance(value, tuple):
        return [text for part in value for text in _strings(part)]
    if isinstance(value, PullQuote) and value.repeated:
        return []
    if isinstance(value, Block | Entry | Row | Cell | ChartSpec | ChartSeries):
        names = (one.name for one in fields(value) if one.name not in _NOT_COPY)
        return [text for name in names for text in _strings(getattr(value, name))]
    return []
