"""Read what a web page says about its article: citation tags, JSON-LD, Open Graph, plain meta tags."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup

from hemaprint.intake.markup.soup import attribute
from hemaprint.intake.passages import Author, Metadata

JSON_BYTES_AT_MOST = 1_000_000
NODES_AT_MOST = 1000

_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_DOI = re.compile(r"10\.\d{4,9}/\S+")


def metadata_of(soup: BeautifulSoup) -> Metadata:
    """The metadata of a page; the most exact of its sources wins."""
    tags = _meta_tags(soup)
    article = next((node for node in _json_ld(soup) if "headline" in node), {})

    def first(*names: str) -> str:
        return next((tags[name][0] for name in names if tags.get(name)), "")

    doi = _DOI.search(first("citation_doi", "dc.identifier", "prism.doi"))
    keywords = (
        tags.get("citation_keywords", []) or _texts(article.get("keywords")) or [first("keywords", "news_keywords")]
    )
    return Metadata(
        title=first("citation_title")
        or _text(article.get("headline"))
        or first("og:title", "dc.title")
        or _title(soup),
        standfirst=_text(article.get("description")) or first("og:description", "description", "dc.description"),
        authors=tuple(Author(name) for name in _authors(tags, article)),
        published=_date(
            first("citation_publication_date", "citation_date")
            or _text(article.get("datePublished"))
            or first("article:published_time", "dc.date", "date")
        ),
        language=_text(article.get("inLanguage")) or first("citation_language", "dc.language") or _language(soup),
        keywords=tuple(part for words in keywords for word in re.split("[,;，；]", words) if (part := _clean(word))),
        doi=doi[0] if doi else "",
    )


def _meta_tags(soup: BeautifulSoup) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    for tag in soup.find_all("meta"):
        name = (attribute(tag, "name") or attribute(tag, "property")).lower()
        if content := _clean(attribute(tag, "content")):
            tags.setdefault(name, []).append(content)
    return tags


def _json_ld(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    """The objects of all JSON-LD scripts, those on top first."""
    waiting: list[Any] = []
    for script in soup.find_all("script", type="application/ld+json"):
        text = script.string or ""
        if len(text) <= JSON_BYTES_AT_MOST:
            try:
                waiting.append(json.loads(text))
            except (ValueError, RecursionError):
                continue
    for _ in range(NODES_AT_MOST):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            yield node
            waiting += [value for key, value in node.items() if key in ("@graph", "mainEntity", "mainEntityOfPage")]


def _authors(tags: dict[str, list[str]], article: dict[str, Any]) -> list[str]:
    cited = [_forename_first(name) for name in tags.get("citation_author", [])]
    plain = [
        part
        for name in tags.get("author", []) + tags.get("dc.creator", [])
        for part in re.split(r";|, and | and ", name)
    ]
    names = cited or _texts(article.get("author")) or [name for name in map(_clean, plain) if name]
    return list(dict.fromkeys(name for name in names if not name.startswith("http")))


def _forename_first(name: str) -> str:
    last, comma, forename = name.partition(",")
    return f"{forename.strip()} {last.strip()}" if comma and "," not in forename else name


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in map(_text, values) if text]


def _text(value: Any) -> str:
    """A value of JSON-LD as one text: itself, or the name of what it describes."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    if isinstance(value, list):
        value = value[0] if value else ""
    return _clean(value) if isinstance(value, str) else ""


def _title(soup: BeautifulSoup) -> str:
    heading = soup.find("h1") or soup.find("title")
    return _clean(heading.get_text()) if heading else ""


def _language(soup: BeautifulSoup) -> str:
    root = soup.find("html")
    return attribute(root, "lang").strip() or attribute(root, "xml:lang").strip() if root else ""


def _date(text: str) -> str:
    found = _DATE.search(text)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else ""


def _clean(text: str) -> str:
    return " ".join(text.split())
