"""The words of a raw file by the plainest means, for a second count that shares nothing with the readers.

No reader, no parser of theirs and no rule of theirs is used here: a zip by :mod:`zipfile`, XML by
:mod:`xml.parsers.expat`, a page by :mod:`html.parser`, everything else as the text that its bytes are. A fault of a
reader is then not repeated.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from codecs import BOM_UTF8
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from xml.parsers import expat

PART_BYTES = 32 * 1024 * 1024
"""Of one part of a container: the reader has refused larger ones."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, a line, a cell: text that nothing parts. ``place`` is its line, or its number among all units."""

    place: int
    text: str


class UncountableError(ValueError):
    """A file that its reader could read cannot be read by plain means; the message says why."""


def units_of(data: bytes, kind: str, decoded: str, *, is_rejected: bool = False) -> tuple[Unit, ...]:
    """The text of a file in its order; none of RTF, whose reader counts its bytes apart from pandoc.

    ``kind`` is what the reader took it for, ``decoded`` the characters of a text or a page. ``is_rejected`` says that
    tracked changes are not to be made. Raises UncountableError.
    """
    try:
        return tuple(unit for unit in _units(data, kind, decoded, is_rejected) if unit.text.strip())
    except _FAILURES as error:
        raise UncountableError(str(error)) from error


_FAILURES = (
    expat.ExpatError, LookupError, ValueError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError,
)  # fmt: skip
"""What a damaged part of a file raises, even one that its reader never looks at."""


def _units(data: bytes, kind: str, decoded: str, is_rejected: bool) -> Iterator[Unit]:
    match kind:
        case "docx":
            return _of_word(data, is_rejected)
        case "odt":
            return _of_open_document(data)
        case "jats":
            return _of_jats(data)
        case "html":
            return _of_page(decoded)
        case "markdown":
            return _of_markdown(decoded)
        case "subtitles":
            return _of_subtitles(decoded)
        case "text":
            return _lines(decoded)
        case _:
            return iter(())


# ---------------------------------------------------------------- text

_JOINING_TAGS = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb rp rt ruby s samp small"
    " span strike strong sub sup time tt u var wbr"
)
_INLINE = frozenset(_JOINING_TAGS.split())
"""Elements of a page inside which words go on."""

_YAML = re.compile(
    r"(?:^[\s-]*+|[{,][\s-]*+)\w[\w-]*:(?=\s|$)(?:\s+(?:true|false|yes|no|null|~)(?=\s*[,}]|\s*$))?|\s#.*$",
    re.IGNORECASE,
)
"""The key of a field, in a row of its own or in braces, with its value where that is a switch; and a remark."""
_REMARK = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_DEFINED = re.compile(r"^ {0,3}\[(?!\^)[^\[\]]{1,200}\]:\s+\S+(?:\s+(?:\".*\"|'.*'|\(.*\)))?\s*$", re.MULTILINE)
"""The address of a link that is named elsewhere."""
_JOINING = re.compile(rf"</?(?:{_JOINING_TAGS.replace(' ', '|')})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_MARKUP = re.compile(
    r"^[\s>*+-]*(?:\d{1,9}[.)]|\[[ xX]\])(?=\s)|^\s*(?:```+|~~~+).*$"
    r"|<[/A-Za-z][^<>]*>|\]\([^()\s]*(?:\s+\"[^\"\n]*\"\s*)?\)"
    r"|<https?://[^<>\s]*>|\[\^[^\[\]\s]{1,100}\]|(?<=\])\[[^\[\]\n]{1,100}\]|\{(?:[#.][^{}]*|\s*[\w-]+=[^{}]*)\}"
)
"""Numbers and boxes of items (CommonMark heeds only the first number), fences, addresses, notes, attributes."""
_OF_CUES = re.compile(r".*-->.*|\s*\d+\s*|WEBVTT.*")
_TAG = re.compile(r"<[^<>\n]*>|\{\\[^{}\n]*\}")
"""Of WebVTT, and the positions that SubRip has of SubStation."""


def _lines(text: str) -> Iterator[Unit]:
    return (Unit(number, line) for number, line in enumerate(text.split("\n"), 1))


def _of_markdown(text: str) -> Iterator[Unit]:
    in_front = False
    for pattern in (_REMARK, _DEFINED):
        text = pattern.sub(lambda match: "\n" * match[0].count("\n"), text)
    for unit in _lines(text):
        if unit.text.rstrip() in ("---", "...") and (in_front or unit.place == 1):
            in_front = not in_front
        else:
            pattern = _YAML if in_front else _MARKUP
            yield Unit(unit.place, unescape(pattern.sub(" ", _JOINING.sub("", unit.text))))


def _of_subtitles(text: str) -> Iterator[Unit]:
    """The lines without their times and tags."""
    for unit in _lines(text):
        if not _OF_CUES.fullmatch(unit.text):
            yield Unit(unit.place, unescape(_TAG.sub(" ", unit.text)))


# ---------------------------------------------------------------- pages

_NO_TEXT = frozenset({"script", "style", "head", "title"})


class _Page(HTMLParser):
    """All text nodes of the body, shown or hidden; of links inside the page not those that are only a number."""

    def __init__(self) -> None:
        super().__init__()
        self.units: list[Unit] = []
        self._pieces: list[str] = []
        self._line = 1
        self._unread = ""
        self._called = -1
        """Where the text of a link inside the page begins; -1 outside of one."""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "body" or (self._unread == "head" and tag not in _IN_HEAD):
            self._unread = ""
        elif not self._unread and tag in _NO_TEXT:
            self._unread = tag
        self._part(tag)
        if tag == "a":
            inside = any(key == "href" and "#" in (value or "") for key, value in attributes)
            self._called = len(self._pieces) if inside else -1

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unread:
            self._unread = ""
        if tag == "a" and self._called >= 0:
            if _CALL.fullmatch("".join(self._pieces[self._called :])):
                del self._pieces[self._called :]
            self._called = -1
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._pieces.append(data)

    def close(self) -> None:
        super().close()
        self._part("")

    def _part(self, tag: str) -> None:
        if tag not in _INLINE:
            self.units.append(Unit(self._line, "".join(self._pieces)))
            self._pieces, self._line, self._called = [], self.getpos()[0], -1


_CALL = re.compile(r"\W*(?:\d{1,4}|[a-z]|[ivxl]{1,6})?\W*", re.IGNORECASE)
"""What calls a note, or leads back from it; the layout numbers notes."""
_IN_HEAD = frozenset({"title", "meta", "link", "base", "script", "style", "noscript", "template", "head"})


def _of_page(text: str) -> Iterator[Unit]:
    # what nothing closes would be sought to the end each time
    for opening, closing in (("<!--", "-->"), ("<", ">")):
        cut = text.rfind(closing) + 1
        text = text[:cut] + text[cut:].replace(opening, "&lt;" + opening[1:])
    try:
        return _fed(text)
    except AssertionError:  # Python's parser gives up at an unknown <![...
        return _fed(text.replace("<!", "&lt;!"))


def _fed(text: str) -> Iterator[Unit]:
    page = _Page()
    page.feed(text)
    page.close()
    return iter(page.units)


# ---------------------------------------------------------------- containers of XML


_DECLARED = re.compile(rb"<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")


class _Text:
    """The text of an XML part: what is inside ``shown`` (everything, if that is empty) and not inside ``unread``."""

    def __init__(self, shown: Collection[str], unread: Collection[str], does_part: Callable[[str], bool]) -> None:
        self._units: list[str] = []
        self._shown, self._unread, self._does_part = shown, unread, does_part
        self._pieces: list[str] = []
        self._inside = 0 if shown else 1
        self._skipped = 0
        self._ends_with = ""

    def read(self, data: bytes) -> list[str]:
        """The texts of a part's paragraphs in order."""
        encoding = None
        if declared := _DECLARED.match(data.removeprefix(BOM_UTF8)):  # expat reads few encodings, and none of East Asia
            data, encoding = data.decode(declared[1].decode("ascii")).encode("utf-8"), "utf-8"
        parser = expat.ParserCreate(encoding, " ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.buffer_text = True
        parser.Parse(data, True)
        return [*self._units, "".join(self._pieces)]

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(" ")[2]
        self._skipped += local in self._unread
        self._inside += local in self._shown
        self._part(local)
        named = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if local == "sym" and not self._skipped:
            self._pieces.append(_symbol(named))
        if "customMarkFollows" in named:  # the rest of the run is a mark that the author made for a note
            self._ends_with = "r"
            self._cut()

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        self._part(local)
        if local == self._ends_with:
            self._ends_with = ""
            self._cut()
        self._skipped -= local in self._unread
        self._inside -= local in self._shown

    def _data(self, text: str) -> None:
        if self._inside and not self._skipped:
            self._pieces.append(text)

    def _part(self, local: str) -> None:
        if self._does_part(local):
            self._cut()

    def _cut(self) -> None:
        self._units.append("".join(self._pieces))
        self._pieces = []


_GREEK = dict(
    zip(
        "abgdezhqiklmnxoprVstufcywABGDEZHQIKLMNXOPRSTUFCYW",
        "αβγδεζηθικλμνξοπρςστυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ",
        strict=True,
    )
)
"""Letters of the face Symbol by those of their keys (Adobe's Symbol encoding)."""


def _symbol(attributes: Mapping[str, str]) -> str:
    """The letter of a ``w:sym``, "" for another sign."""
    code = re.fullmatch("[0-9A-Fa-f]{1,4}", attributes.get("char", ""))
    return _GREEK.get(chr(int(code[0], 16) & 0xFF), "") if code and attributes.get("font") == "Symbol" else ""


_WORD_COPY = re.compile(r"word/(?:document\d*|footnotes|endnotes|header\d*|footer\d*)\.xml")
_WORD_PARTS = frozenset({"p", "br", "cr", "tab", "ptab", "tc", "noBreakHyphen", "fldChar"})
_WORD_UNREAD = frozenset({"Fallback", "moveFrom"})
"""The older of two forms of one thing, and text at the place that it was moved from."""
_WORD_REJECTED = frozenset({"Fallback", "moveTo", "ins"})
_ODF_PARTS = frozenset({"p", "h", "tab", "line-break", "s"})
_ODF_UNREAD = frozenset({"tracked-changes", "annotation", "note-citation", "sequence-decls", "scripts", "forms"})
_JATS_JOINING = "italic bold sup sub sc monospace xref ext-link named-content styled-content underline email uri"
_JATS_JOINS = frozenset(_JATS_JOINING.split())


def _of_word(data: bytes, is_rejected: bool) -> Iterator[Unit]:
    """Every w:t and m:t of the copy, its notes, heads and feet."""
    shown, unread = ({"t", "delText"}, _WORD_REJECTED) if is_rejected else ({"t"}, _WORD_UNREAD)
    return _of_container(data, _WORD_COPY, lambda: _Text(shown, unread, _WORD_PARTS.__contains__))


def _of_open_document(data: bytes) -> Iterator[Unit]:
    copy = re.compile(r"content\.xml")
    return _of_container(data, copy, lambda: _Text({"p", "h"}, _ODF_UNREAD, _ODF_PARTS.__contains__))


def _of_container(data: bytes, copy: re.Pattern[str], reader: Callable[[], _Text]) -> Iterator[Unit]:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        parts = [container.open(name).read(PART_BYTES) for name in container.namelist() if copy.fullmatch(name)]
    return _numbered(text for part in parts for text in reader().read(part))


def _of_jats(data: bytes) -> Iterator[Unit]:
    return _numbered(_Text((), (), lambda local: local not in _JATS_JOINS).read(data))


def _numbered(texts: Iterable[str]) -> Iterator[Unit]:
    return (Unit(number, text) for number, text in enumerate((text for text in texts if text.strip()), 1))
