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
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from xml.parsers import expat

from hemaprint.intake.words import words

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


_LETTERS_SHOWN = 60
_TRIED = 6
"""Missing words in a row that are tried together as other words."""
_TRIED_AT_MOST = 2000
"""Where more are missing, they are lost, and not only parted elsewhere."""
_LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Unaccounted:
    """Words in a row that nothing accounts for: where they begin, how many they are, and the first of them."""

    place: int
    count: int
    first: str


@dataclass(frozen=True, slots=True)
class Recount:
    """How many words the raw file has, and those that nothing accounts for, in the order of the file."""

    total: int
    unaccounted: tuple[Unaccounted, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    """A unit of the raw file, its words, and the number of the first of them in the file."""

    unit: Unit
    words: tuple[str, ...]
    start: int

    def lost(self, missing: set[int]) -> list[str]:
        """Those of its words that are missing."""
        return [word for number, word in enumerate(self.words, self.start) if number in missing]


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
    texts = [*(tuple(words(text)) for text in accounted), *(tuple(words(stood)) for stood, _ in respelled)]
    return Recount(total, tuple(_rows(sources, _missing(sources, texts))))


def _missing(sources: Sequence[_Source], texts: Sequence[tuple[str, ...]]) -> set[int]:
    """The numbers of the words that no text has.

    Sources that are one text as a whole are settled first, then those that share most pairs of words with the texts:
    so the lost paragraph is told, and not the last one that uses the same words.
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
    missing: set[int] = set()
    for source in sorted(in_parts, key=lambda one: -_share(one.words, pairs)):
        for number, word in enumerate(source.words, source.start):
            if left[word]:
                left[word] -= 1
            else:
                missing.add(number)
    return missing - _parted([word for source in sources for word in source.words], missing, left)


def _share(found: Sequence[str], pairs: set[tuple[str, str]]) -> float:
    own = list(pairwise(found))
    return sum(pair in pairs for pair in own) / len(own) if own else 0.0


def _parted(found: Sequence[str], missing: set[int], left: Counter[str]) -> set[int]:
    """Those of the missing words whose letters are there, in words that end elsewhere.

    A face, a field or a note that begins in a word makes two of it, or one of two. ``left`` are the words of the texts
    that nothing has asked for; what is used of them is taken away.
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
    """``letters`` as words that are left; () where they are not, or are too many to try."""
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
    """Units in a row that are lost as a whole are reported together, the others one by one."""
    row: list[tuple[_Source, list[str]]] = []
    for source in sources:
        lost = source.lost(missing)
        if row and not (lost and _is_whole(source, lost) and _is_whole(*row[-1])):
            yield _told(row)
            row = []
        if lost:
            row.append((source, lost))
    if row:
        yield _told(row)


def _is_whole(source: _Source, lost: Sequence[str]) -> bool:
    return 2 * len(lost) > len(source.words)


def _told(row: Sequence[tuple[_Source, list[str]]]) -> Unaccounted:
    source, lost = row[0]
    text = " ".join(source.unit.text.split() if _is_whole(source, lost) else lost)
    first = text if len(text) <= _LETTERS_SHOWN else text[:_LETTERS_SHOWN].rsplit(" ", 1)[0] + " …"
    return Unaccounted(source.unit.place, sum(len(words) for _, words in row), first)
