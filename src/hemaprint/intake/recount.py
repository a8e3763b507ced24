# SPDX-License-Identifier: MIT
"""Count the words of a raw file a second time, by the plainest means, and find those that nothing accounts for.

Nothing of the readers is used here, so that their faults are not repeated: only :mod:`zipfile`, :mod:`html.parser` and
:mod:`xml.parsers.expat`; everything else is the text that its bytes are.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from itertools import groupby, pairwise
from xml.parsers import expat

from hemaprint.intake.language import words

PART_BYTES = 32 * 1024**2  # of a container: the reader has refused larger parts


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, a line, a cell: undivided text. ``place`` is its line, or its number among all units."""

    place: int
    text: str


class UncountableError(ValueError):
    """A file that its reader could read cannot be read by plain means; the message says why."""


_FAILURES = (
    expat.ExpatError, LookupError, ValueError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError,
)  # fmt: skip
"""What a damaged part of a file raises, even one that its reader never examines."""


def units_of(data: bytes, kind: str, decoded: str, *, is_rejected: bool = False) -> tuple[Unit, ...]:
    """The text of a file in its order; none of RTF, whose reader counts its bytes apart from pandoc.

    ``kind`` is what the reader took it for, ``decoded`` the characters of a text or a page. ``is_rejected`` says that
    tracked changes are not to be made. Raises UncountableError.
    """
    try:
        return tuple(unit for unit in _units(data, kind, decoded, is_rejected) if unit.text.strip())
    except _FAILURES as error:
        raise UncountableError(str(error)) from error


def _units(data: bytes, kind: str, decoded: str, is_rejected: bool) -> Iterable[Unit]:
    match kind:
        case "docx":  # every w:t and m:t of the copy, its notes, heads and feet
            shown, unread = ({"t", "delText"}, _WORD_REJECTED) if is_rejected else ({"t"}, _WORD_UNREAD)
            return _of_container(data, _WORD_COPY, shown, unread, _WORD_PARTS)
        case "odt":
            return _of_container(data, _ODF_COPY, {"p", "h"}, _ODF_UNREAD, _ODF_PARTS)
        case "jats":
            return _numbered(_Text((), {"math"}, lambda local: local not in _JATS_JOINS).read(data))  # TeX is beside it
        case "html":
            return _of_page(decoded)
        case "markdown":
            return _of_markdown(decoded)
        case "subtitles":  # without their times and tags
            shown_lines = (unit for unit in _lines(decoded) if not _OF_CUES.fullmatch(unit.text))
            return (Unit(unit.place, unescape(_TAG.sub(" ", unit.text))) for unit in shown_lines)
        case "text":
            return _lines(decoded)
        case _:
            return ()


# ---------------------------------------------------------------- text and pages

_JOINING_TAGS = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb rp rt ruby s samp small"
    " span strike strong sub sup time tt u var wbr"
)
_INLINE = frozenset(_JOINING_TAGS.split())
"""Elements of a page inside which words continue."""

_YAML = re.compile(
    r"(?:^[\s-]*+|[{,][\s-]*+)\w[\w-]*:(?=\s|$)(?:\s+(?:true|false|yes|no|null|~)(?=\s*[,}]|\s*$))?|\s#.*$",
    re.IGNORECASE,
)
"""The key of a field, on its own line or in braces, with its value where that is a switch; and a remark."""
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
_TAG = re.compile(r"<[^<>\n]*>|\{\\[^{}\n]*\}")  # WebVTT's, and the positions that SubRip takes from SubStation


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
        """Where the text of a link inside the page begins; -1 outside one."""

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
"""The call of a note, or a link back from it; the layout numbers notes."""
_IN_HEAD = frozenset({"title", "meta", "link", "base", "script", "style", "noscript", "template", "head"})


def _of_page(text: str) -> list[Unit]:
    # a search for what nothing closes would run to the end each time
    for opening, closing in (("<!--", "-->"), ("<", ">")):
        cut = text.rfind(closing) + 1
        text = text[:cut] + text[cut:].replace(opening, "&lt;" + opening[1:])
    page = _Page()
    try:
        page.feed(text)
    except AssertionError:  # Python's parser gives up at an unknown <![...
        page = _Page()
        page.feed(text.replace("<!", "&lt;!"))
    page.close()
    return page.units


# ---------------------------------------------------------------- XML

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
        if declared := _DECLARED.match(
            data.removeprefix(b"\xef\xbb\xbf")
        ):  # expat reads few encodings, and none of East Asia
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
        if self._does_part(local):
            self._cut()
        named = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        code = re.fullmatch("[0-9A-Fa-f]{1,4}", named.get("char", ""))
        if local == "sym" and named.get("font") == "Symbol" and code and not self._skipped:
            self._pieces.append(_GREEK.get(chr(int(code[0], 16) & 0xFF), ""))
        if "customMarkFollows" in named:  # the rest of the run is a mark that the author made for a note
            self._ends_with = "r"
            self._cut()

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if self._does_part(local) or local == self._ends_with:
            self._ends_with = "" if local == self._ends_with else self._ends_with
            self._cut()
        self._skipped -= local in self._unread
        self._inside -= local in self._shown

    def _data(self, text: str) -> None:
        if self._inside and not self._skipped:
            self._pieces.append(text)

    def _cut(self) -> None:
        self._units.append("".join(self._pieces))
        self._pieces = []


_KEYS = "abgdezhqiklmnxoprVstufcywABGDEZHQIKLMNXOPRSTUFCYW"  # Adobe's Symbol encoding
_GREEK = dict(zip(_KEYS, "αβγδεζηθικλμνξοπρςστυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", strict=True))


_WORD_COPY = re.compile(r"word/(?:document\d*|footnotes|endnotes|header\d*|footer\d*)\.xml")
_WORD_PARTS = frozenset({"p", "br", "cr", "tab", "ptab", "tc", "noBreakHyphen", "fldChar"})
_WORD_UNREAD = frozenset({"Fallback", "moveFrom"})
"""The older of two forms of one thing, and text at the place from which it was moved."""
_WORD_REJECTED = frozenset({"Fallback", "moveTo", "ins"})
_ODF_COPY = re.compile(r"content\.xml")
_ODF_PARTS = frozenset({"p", "h", "tab", "line-break", "s"})
_ODF_UNREAD = frozenset({"tracked-changes", "annotation", "note-citation", "sequence-decls", "scripts", "forms"})
_JATS_JOINING = "italic bold sup sub sc monospace xref ext-link named-content styled-content underline email uri"
_JATS_JOINS = frozenset(_JATS_JOINING.split())


def _of_container(
    data: bytes, copy: re.Pattern[str], shown: Collection[str], unread: Collection[str], parting: Collection[str]
) -> Iterator[Unit]:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        parts = [container.open(name).read(PART_BYTES) for name in container.namelist() if copy.fullmatch(name)]
    return _numbered(text for part in parts for text in _Text(shown, unread, parting.__contains__).read(part))


def _numbered(texts: Iterable[str]) -> Iterator[Unit]:
    return (Unit(number, text) for number, text in enumerate((text for text in texts if text.strip()), 1))


# ---------------------------------------------------------------- what nothing accounts for

_LETTERS_SHOWN = 60
_LONGEST_WORD = 60
_TRIED = 6  # missing words in a row that are tried together as other words
_TRIED_AT_MOST = 2000  # if more are missing, they are lost, and not only separated elsewhere


@dataclass(frozen=True, slots=True)
class Unaccounted:
    """Words in a row that nothing accounts for: their place, their number, and the first of them."""

    place: int
    count: int
    first: str


@dataclass(frozen=True, slots=True)
class Recount:
    """The number of words in the raw file, and those that nothing accounts for, in the order of the file."""

    total: int
    unaccounted: tuple[Unaccounted, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    """A unit of the raw file, its words, and the number of the first of them in the file."""

    unit: Unit
    words: tuple[str, ...]
    start: int


def recount(units: Iterable[Unit], accounted: Iterable[str], respelled: Iterable[tuple[str, str]] = ()) -> Recount:
    """Look for every word of ``units`` in ``accounted``: the texts of the article, and those that were left out.

    Each text accounts for its words once. ``respelled`` are words as they were in the source and as they are now.
    """
    sources: list[_Source] = []
    total = 0
    for unit in units:
        found = tuple(words(unit.text))
        sources += [_Source(unit, found, total)] if found else []
        total += len(found)
    texts = [*(tuple(words(text)) for text in accounted), *(tuple(words(before)) for before, _ in respelled)]
    return Recount(total, tuple(_rows(sources, _missing(sources, texts))))


def _missing(sources: Sequence[_Source], texts: Sequence[tuple[str, ...]]) -> set[int]:
    """The numbers of the words that no text has.

    Sources that are one text as a whole are settled first, then those that share most pairs of words with the texts:
    so the lost paragraph is reported, and not the last one that uses the same words.
    """
    whole = Counter(texts)
    in_parts: list[_Source] = []
    for source in sources:
        if whole[source.words]:
            whole[source.words] -= 1
        else:
            in_parts.append(source)
    left = Counter(word for text, count in whole.items() for _ in range(count) for word in text)
    pairs = {pair for text in texts for pair in pairwise(text)}

    def shared(source: _Source) -> float:
        return sum(pair in pairs for pair in pairwise(source.words)) / max(len(source.words) - 1, 1)

    missing: set[int] = set()
    for source in sorted(in_parts, key=shared, reverse=True):
        for number, word in enumerate(source.words, source.start):
            if left[word]:
                left[word] -= 1
            else:
                missing.add(number)
    return missing - _parted([word for source in sources for word in source.words], missing, left)


def _parted(found: Sequence[str], missing: set[int], left: Counter[str]) -> set[int]:
    """The missing words whose letters are there, in words that end elsewhere.

    A face, a field or a note that begins in a word makes two of it, or one of two. ``left`` are the unused words of the
    texts; those that are used here are taken away.
    """
    settled: set[int] = set()
    waiting = sorted(missing)[:_TRIED_AT_MOST]
    for index in range(len(waiting)):
        for count in range(_TRIED, 0, -1):
            row = waiting[index : index + count]
            if settled.isdisjoint(row) and (pieces := _pieces("".join(found[number] for number in row), left)):
                left.subtract(pieces)
                settled.update(row)
    return settled


def _pieces(letters: str, left: Counter[str]) -> tuple[str, ...]:
    """``letters`` as unused words; () where they are not such words, or are too many to try."""
    if len(letters) > _TRIED * _LONGEST_WORD:
        return ()
    pieces: list[tuple[str, ...] | None] = [(), *[None] * len(letters)]
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end):
            before, word = pieces[start], letters[start:end]
            if before is not None and left[word] > before.count(word):
                pieces[end] = (*before, word)
                break
    return pieces[-1] or ()


def _rows(sources: Sequence[_Source], missing: set[int]) -> Iterator[Unaccounted]:
    """The missing words: units in a row that are lost as a whole together, the others one by one."""
    lost = [[word for number, word in enumerate(one.words, one.start) if number in missing] for one in sources]
    pairs = zip(sources, lost, strict=True)
    whole = -1
    for key, group in groupby(pairs, lambda pair: whole if 2 * len(pair[1]) > len(pair[0].words) else pair[0].start):
        (source, found), *_ = row = list(group)
        if found:
            text = " ".join(source.unit.text.split() if key == whole else found)
            first = text if len(text) <= _LETTERS_SHOWN else text[:_LETTERS_SHOWN].rsplit(" ", 1)[0] + " …"
            yield Unaccounted(source.unit.place, sum(len(words) for _, words in row), first)
