# SPDX-License-Identifier: MIT
"""Read a web page: its article, its pictures, what it says about itself, and what surrounds the article."""

from __future__ import annotations

import email
import email.policy
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from hemaprint.intake import Options
from hemaprint.intake.encodings import Decoded, broken_utf8, decode, fitting, guess, is_utf8
from hemaprint.intake.files import fault, keys_by_word, read_bytes
from hemaprint.intake.language import words
from hemaprint.intake.markup import read_markup
from hemaprint.intake.markup.soup import attribute, parse, source_line, take_notes, visible_text
from hemaprint.intake.passages import Author, Doubt, Findings, Metadata, Raw
from hemaprint.intake.web.article import doubts_about, find_article, outside_of, take_out
from hemaprint.intake.web.furniture import Judge
from hemaprint.intake.web.prepare import PagePictures, prepare


def read_html(path: Path, options: Options) -> Raw:
    """The page at ``path``, also one saved as a single file (.mhtml). Nothing is fetched.

    ``words_of`` is all text that the page holds outside of scripts, styles and its head, hidden or not; the marks that
    call notes are not counted as words. Raises :class:`ContentError` when the page cannot be read.
    """
    page = _unpack(read_bytes(path), path)
    text, doubts = decode_page(page.html, path, options.encoding, page.encoding)
    soup = parse(text, path)
    metadata = _metadata_of(soup)
    unseen = prepare(soup)
    findings = Findings()
    notes = take_notes(soup, findings)
    judge = Judge(soup)
    roots, found = find_article(soup, options.selector, judge, path)
    aside = [*unseen, *take_out(roots, judge)]
    noted = [visible_text(note.body) for note in notes]
    kept = "\n".join([*(visible_text(root) for root in roots), *noted])
    source = "\n".join([visible_text(soup), *noted, *(one.text for one in aside)])
    aside += outside_of(soup, roots, judge)
    findings.doubts += doubts_about(aside, kept, len(words(source)))
    pictures = PagePictures(path.parent, findings, page.parts)
    passages, notes_read = read_markup(
        roots, notes, path=path, picture_of=pictures.picture_of, line_of=source_line, findings=findings
    )
    return Raw(
        path=path,
        decoded=text,
        kind="html",
        passages=passages,
        words_of=source,
        notes=notes_read,
        metadata=metadata,
        doubts=(*doubts, *found, *sorted(findings.doubts, key=lambda doubt: doubt.line)),
        left_out=(*sorted(aside, key=lambda left: left.line), *findings.left_out),
    )


# ---------------------------------------------------------------- a page that a browser saved as one file

HEAD_BYTES = 4096
PARTS_AT_MOST = 2000


@dataclass(frozen=True, slots=True)
class _Page:
    """The bytes of a page, the encoding that its container names ("" for none), and its pictures by their address."""

    html: bytes
    encoding: str = ""
    parts: Mapping[str, bytes] = field(default_factory=dict)


def _unpack(data: bytes, path: Path) -> _Page:
    """The page in ``data``, which is a page itself or MHTML (RFC 2557)."""
    if b"multipart/related" not in data[:HEAD_BYTES].lower() or data.lstrip().startswith(b"<"):
        return _Page(data)
    pages: list[Message] = []
    parts: dict[str, bytes] = {}
    for count, part in enumerate(email.message_from_bytes(data, policy=email.policy.compat32).walk()):
        if count > PARTS_AT_MOST:
            raise fault(path, "HP514", f"{path.name} has more than {PARTS_AT_MOST} parts")
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            pages.append(part)
        elif part.get_content_maintype() == "image":
            for address in (str(part["Content-Location"] or ""), f"cid:{str(part['Content-ID'] or '').strip('<> ')}"):
                parts[address.strip()] = _content(part)
    if not pages:
        raise fault(path, "HP513", f"{path.name} contains no page, or is cut off", "save the page again, as HTML")
    return _Page(_content(pages[0]), str(pages[0].get_param("charset", "") or ""), parts)


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


# ---------------------------------------------------------------- pages: what they declare, and whether it is true

DECLARED_IN_BYTES = 4096
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"
"""Bytes that windows-1252 has no letter for; browsers read them as control characters."""
_DAMAGED_AT_MOST = 0.1
"""A share of characters that may be wrong in a page that is UTF-8 all the same."""
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"<meta\b[^<>]*?charset\s*=\s*+[\"']?\s*+([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b[^>]*?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_LANGUAGE = re.compile(rb"<html\b[^<>]*?\blang\s*=\s*+[\"']?\s*+([a-z]{2,3})", re.IGNORECASE)
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+|[\x80-\xff]")


def decode_page(data: bytes, path: Path, wished: str = "", envelope: str = "") -> Decoded:
    """The text of a page.

    The order is that of browsers: ``wished`` by the editor, a byte order mark, the ``envelope`` (MHTML), the page's own
    declaration. Two things count for more than a declaration: bytes that are valid UTF-8 are UTF-8, whatever the page
    says; and a page that says UTF-8 and breaks it in a few places is repaired there, while one that is nowhere UTF-8
    is in what is usual in its language. All are doubts. Raises ContentError (HP500) where no encoding fits.
    """
    said = envelope or _declared(data)
    meant = keys_by_word("encodings", "declared").get(said.lower(), said)
    if wished or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return decode(data, path, wished)
    if is_utf8(data):
        text, doubts = decode(data, path, "", "utf-8")
        return text, doubts if meant in ("utf-8", "") else (*doubts, _contradicted(said))
    if meant in ("utf-8", "") and (repaired := _repaired(data)):
        return decode(repaired[0].encode(), path)[0], (repaired[1],)
    if meant in ("utf-8", "") and not data.isascii() and (usual := _usual(data)):
        message = f"the page is not UTF-8 and was read as {usual}, the usual encoding of its language"
        doubt = guess(message, otherwise="if letters are wrong: --encoding NAME, or save the page as UTF-8")
        return decode(_defined(data, usual), path, "", usual)[0], (doubt,)
    return decode(_defined(data, meant), path, "", meant)


def _declared(data: bytes) -> str:
    """The encoding that a page names in its XML declaration or its head, as written; "" for none."""
    head = _COMMENT.sub(b"", data[:DECLARED_IN_BYTES])
    found = _XML.match(head) or _META.search(head)
    return found[1].decode("ascii", "replace") if found else ""


def _usual(data: bytes) -> str:
    """The encoding that is usual in the language of a page, if every byte has a meaning in it; else ""."""
    found = _LANGUAGE.search(data[:DECLARED_IN_BYTES])
    name = keys_by_word("encodings", "usual").get(found[1].decode().lower(), "") if found else ""
    return name if name and fitting(_defined(data, name), name) is not None else ""


def _defined(data: bytes, name: str) -> bytes:
    return data.translate(None, _UNDEFINED) if name == "cp1252" else data


def _contradicted(said: str) -> Doubt:
    message = f"the page says that it is {said}, but its bytes are UTF-8 and were read so"
    return guess(message, otherwise=f"if letters are wrong: --encoding {said}")


def _repaired(data: bytes) -> tuple[str, Doubt] | None:
    """A page of UTF-8 in which a few characters are windows-1252; None for any other page."""
    characters = _MULTIBYTE.findall(data)
    wrong = sum(len(one) == 1 for one in characters)
    if not wrong or wrong > _DAMAGED_AT_MOST * len(characters):
        return None
    text, line = "", 0
    for valid, stray in broken_utf8(data):
        text += valid
        line = line or (text.count("\n") + 1 if stray else 0)
        text += stray.translate(None, _UNDEFINED).decode("cp1252")
    message = f"{wrong} characters of the page are not UTF-8 and were read as windows-1252"
    return text, guess(message, line, "check the letters there, or save the page as UTF-8")


# ---------------------------------------------------------------- metadata: the most exact source wins

JSON_BYTES_AT_MOST = 1_000_000
NODES_AT_MOST = 1000
_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_DOI = re.compile(r"10\.\d{4,9}/\S+")


def _metadata_of(soup: BeautifulSoup) -> Metadata:
    """What citation tags, JSON-LD, Open Graph and plain meta tags of a page say about its article."""
    tags = _meta_tags(soup)
    article = next((node for node in _json_ld(soup) if "headline" in node), {})

    def first(*names: str) -> str:
        return next((tags[name][0] for name in names if name in tags), "")

    def stated(name: str) -> str:
        return _text(article.get(name))

    doi = _DOI.search(first("citation_doi", "dc.identifier", "prism.doi"))
    keywords = tags.get("citation_keywords") or _texts(article.get("keywords")) or [first("keywords", "news_keywords")]
    heading, root = soup.find("h1") or soup.find("title"), soup.find("html")
    language = root and (attribute(root, "lang").strip() or attribute(root, "xml:lang").strip())
    published = (
        first("citation_publication_date", "citation_date")
        or stated("datePublished")
        or first("article:published_time", "dc.date", "date")
    )
    return Metadata(
        title=first("citation_title")
        or stated("headline")
        or first("og:title", "dc.title")
        or (_clean(heading.get_text()) if heading else ""),
        standfirst=stated("description") or first("og:description", "description", "dc.description"),
        authors=tuple(Author(name) for name in _authors(tags, article)),
        published=_date(published),
        language=stated("inLanguage") or first("citation_language", "dc.language") or language or "",
        keywords=tuple(part for words in keywords for word in re.split("[,;，；]", words) if (part := _clean(word))),
        doi=doi[0] if doi else "",
    )


def _meta_tags(soup: BeautifulSoup) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    for tag in soup.find_all("meta"):
        if content := _clean(attribute(tag, "content")):
            tags.setdefault((attribute(tag, "name") or attribute(tag, "property")).lower(), []).append(content)
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
    plain = tags.get("author", []) + tags.get("dc.creator", [])
    parts = [_clean(part) for name in plain for part in re.split(r";|, and | and ", name)]
    names = cited or _texts(article.get("author")) or [name for name in parts if name]
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


def _date(text: str) -> str:
    found = _DATE.search(text)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else ""


def _clean(text: str) -> str:
    return " ".join(text.split())
