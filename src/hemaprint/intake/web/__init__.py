"""What is in a web page beside its article."""

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

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.intake.encodings import decode
from hemaprint.intake.files import read_bytes
from hemaprint.intake.markup.soup import attribute, parse, take_notes, visible_text
from hemaprint.intake.markup.walk import read_markup
from hemaprint.intake.passages import Author, Doubt, Metadata, Raw
from hemaprint.intake.pictures import PagePictures
from hemaprint.intake.web.article import doubts_about, find_article, outside_of, take_out
from hemaprint.intake.web.furniture import Judge
from hemaprint.intake.web.prepare import prepare
from hemaprint.intake.wishes import Wishes
from hemaprint.intake.words import words

HEAD_BYTES = 4096
PARTS_AT_MOST = 2000


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of a page, the encoding that its container names ("" for none), and its pictures by their address."""

    html: bytes
    encoding: str = ""
    parts: Mapping[str, bytes] = field(default_factory=dict)


def unpack(data: bytes, path: Path) -> Page:
    """The page in ``data``, which is a page itself or MHTML."""
    head = data[:HEAD_BYTES].lower()
    if b"multipart/related" not in head or data.lstrip().startswith(b"<"):
        return Page(data)
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    pages: list[Message] = []
    parts: dict[str, bytes] = {}
    for count, part in enumerate(message.walk()):
        if count > PARTS_AT_MOST:
            raise ContentError([Problem("HP514", f"{path.name} has more than {PARTS_AT_MOST} parts", Location(path))])
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            pages.append(part)
        elif part.get_content_maintype() == "image":
            content = _content(part)
            for address in (str(part["Content-Location"] or ""), f"cid:{str(part['Content-ID'] or '').strip('<> ')}"):
                parts[address.strip()] = content
    if not pages:
        hint = "save the page once more, as HTML"
        raise ContentError([Problem("HP513", f"{path.name} holds no page, or is cut off", Location(path), hint)])
    return Page(_content(pages[0]), str(pages[0].get_param("charset", "") or ""), parts)


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


MEANT = {
    **dict.fromkeys(
        ("iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "us-ascii", "ascii", "windows-1252",
         "x-cp1252", "cp1252", "x-user-defined"), "cp1252"),
    **dict.fromkeys(("gb2312", "gb_2312-80", "csgb2312", "euc-cn", "chinese", "gbk", "x-gbk", "gb18030"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ks_c_5601-1989", "ksc5601", "korean", "windows-949"), "cp949"),
    **dict.fromkeys(("iso-8859-9", "latin5", "windows-1254"), "cp1254"),
    **dict.fromkeys(("iso-8859-11", "tis-620", "windows-874"), "cp874"),
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8", "x-unicode20utf8"), "utf-8"),
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16be", "unicode", "ucs-2"), "utf-8"),
    "iso-8859-8-i": "iso-8859-8", "macintosh": "mac_roman", "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic", "x-euc-jp": "euc_jp",
}  # fmt: skip
"""What pages say -> the codec that they mean (WHATWG Encoding Standard, 4.2). A declaration that can be read as ASCII
is not in UTF-16 (HTML Standard, 13.2.3.2)."""

BY_LANGUAGE = {
    **dict.fromkeys(("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "nb", "nn", "fi", "is"), "cp1252"),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "ro"), "cp1250"),
    **dict.fromkeys(("ru", "uk", "bg", "sr", "be", "mk"), "cp1251"),
    **dict.fromkeys(("et", "lv", "lt"), "cp1257"),
    "el": "cp1253", "tr": "cp1254", "he": "cp1255", "ar": "cp1256", "fa": "cp1256", "vi": "cp1258", "th": "cp874",
    "zh": "gb18030", "ja": "cp932", "ko": "cp949",
}  # fmt: skip
"""What pages without a usable declaration are in, by their language (HTML Standard, 13.2.3.2, step 9)."""

DECLARED_IN_BYTES = 4096
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"
"""Bytes that windows-1252 has no letter for; browsers read them as control characters."""

_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"<meta\b[^<>]*?charset\s*=\s*+[\"']?\s*+([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b[^>]*?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_LANGUAGE = re.compile(rb"<html\b[^<>]*?\blang\s*=\s*+[\"']?\s*+([a-z]{2,3})", re.IGNORECASE)
_WIDE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+|[\x80-\xff]")
_DAMAGED_AT_MOST = 0.1
"""A share of characters that may be wrong in a page that is UTF-8 all the same."""


def decode_page(data: bytes, path: Path, wished: str = "", envelope: str = "") -> tuple[str, tuple[Doubt, ...]]:
    """The text of a page, and what was guessed.

    The order is that of browsers: ``wished`` by the editor, a byte order mark, the ``envelope`` (MHTML), the page's own
    declaration. Two things count for more than a declaration: bytes that are valid UTF-8 are UTF-8, whatever the page
    says, and a page that says UTF-8 and breaks off it in a few places is mended there; one that is nowhere UTF-8 is in
    what is usual in its language. All are doubts.
    Raises ContentError (HP500) where no encoding fits.
    """
    said = envelope or declared_encoding(data)
    meant = MEANT.get(said.lower(), said)
    if wished or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return decode(data, path, wished)
    if not data.isascii() and _is_utf8(data):
        text, doubts = decode(data, path, "", "utf-8")
        return text, (*doubts, *_contradicted(said, meant))
    if meant in ("utf-8", "") and (mended := _mended(data)):
        return decode(mended[0].encode(), path)[0], (mended[1],)
    if meant in ("utf-8", "") and not data.isascii() and (usual := _usual(data)):
        message = f"the page is not UTF-8, and was read as {usual}, the usual encoding of its language"
        doubt = Doubt("HP501", 1, message, "if letters are wrong: --encoding NAME, or save the page as UTF-8")
        return decode(_defined(data, usual), path, "", usual)[0], (doubt,)
    return decode(_defined(data, meant), path, "", meant)


def _usual(data: bytes) -> str:
    """The encoding that is usual in the language of a page, if every byte has a meaning in it; else ""."""
    found = _LANGUAGE.search(data[:DECLARED_IN_BYTES])
    name = BY_LANGUAGE.get(found[1].decode().lower(), "") if found else ""
    try:
        return name if name and _defined(data, name).decode(name) else ""
    except UnicodeDecodeError:
        return ""


def _defined(data: bytes, name: str) -> bytes:
    return data.translate(None, _UNDEFINED) if name == "cp1252" else data


def declared_encoding(data: bytes) -> str:
    """The encoding that a page names in its XML declaration or its head, as written; "" for none."""
    head = _COMMENT.sub(b"", data[:DECLARED_IN_BYTES])
    found = _XML.match(head) or _META.search(head)
    return found[1].decode("ascii", "replace") if found else ""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _contradicted(said: str, meant: str) -> tuple[Doubt, ...]:
    if meant in ("utf-8", ""):
        return ()
    message = f"the page says that it is {said}, but its bytes are UTF-8, and were read so"
    return (Doubt("HP501", 1, message, f"if letters are wrong: --encoding {said}"),)


def _mended(data: bytes) -> tuple[str, Doubt] | None:
    """A page of UTF-8 in which a few characters are of windows-1252; None where it is anything else."""
    characters = _WIDE.findall(data)
    wrong = sum(len(one) == 1 for one in characters)
    if not wrong or wrong > _DAMAGED_AT_MOST * len(characters):
        return None
    parts: list[str] = []
    rest, place = data, 0
    while rest:
        try:
            parts.append(rest.decode("utf-8"))
            break
        except UnicodeDecodeError as error:
            place = place or data[: len(data) - len(rest) + error.start].count(b"\n") + 1
            broken = rest[error.start : error.end].translate(None, _UNDEFINED)
            parts += [rest[: error.start].decode("utf-8"), broken.decode("cp1252")]
            rest = rest[error.end :]
    message = f"{wrong} characters of the page are not UTF-8, and were read as windows-1252"
    return "".join(parts), Doubt("HP501", place, message, "look at the letters there, or save the page as UTF-8")


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


def read_html(path: Path, wishes: Wishes) -> Raw:
    """The page at ``path``, also one saved as a single file (.mhtml). Nothing is fetched.

    ``words_of`` is all text that the page holds outside of scripts, styles and its head, hidden or not; the marks that
    call notes are not counted as words. Raises :class:`ContentError` when the page cannot be read.
    """
    page = unpack(read_bytes(path), path)
    text, doubts = decode_page(page.html, path, wishes.encoding, page.encoding)
    soup = parse(text, path)
    metadata = metadata_of(soup)
    unseen = prepare(soup)
    notes, called_twice = take_notes(soup)
    judge = Judge(soup)
    found = find_article(soup, wishes.selector, judge, path)
    aside = [*unseen, *take_out(found.roots, judge)]
    kept = [visible_text(root) for root in found.roots] + [visible_text(note.body) for note in notes]
    source = "\n".join([visible_text(soup), *(visible_text(note.body) for note in notes), *(one.text for one in aside)])
    aside += outside_of(soup, found.roots, judge)
    long = doubts_about(aside, "\n".join(kept), len(words(source)))
    pictures = PagePictures(path.parent, page.parts)
    marked = read_markup(found.roots, notes, path=path, picture_of=pictures.picture_of)
    later = [*called_twice, *marked.doubts, *pictures.doubts, *long]
    return Raw(
        path=path,
        decoded=text,
        kind="html",
        passages=marked.passages,
        words_of=source,
        notes=marked.notes,
        metadata=metadata,
        doubts=(*doubts, *found.doubts, *sorted(later, key=lambda doubt: doubt.line)),
        left_out=(*sorted(aside, key=lambda left: left.line), *marked.left_out),
    )
