# SPDX-License-Identifier: MIT
"""Read what a galley prints as words that can be compared with those of the manuscript.

They are letters, figures and signs, without case, dashes and punctuation, because a layout may break a text, part it
by labels, set it in capitals or give it other quotation marks. Words in attributes do not count, but for those of a
formula, which is drawn.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, assert_never

from lxml import html as lxml_html

from hemaprint.content import spans
from hemaprint.galley.markup import broken_after_signs

_INLINE = frozenset(
    "svg a abbr b bdi bdo cite code em i kbd mark q s samp small span strong sub sup u var wbr".split()  # noqa: SIM905
)
"""Elements whose edges may be inside a word, such as a drop cap, or between two words, such as a label."""
_EDGE, GAP = "\ue002", "\n"
"""What marks the edge of an inline element, and where words were taken out."""
_BREAKS = f" {_EDGE}"
_ENDS = f"{_BREAKS}{GAP}"
_JOINED = str.maketrans("", "", _BREAKS)
_SPACES = re.compile(f"[{_BREAKS}]+")
SVG = "svg"
"""Represents any drawing among the pictures."""
_PARSER = lxml_html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)


class _Letters(dict[int, str | None]):
    """For ``str.translate``: letters, figures and signs stay; dashes vanish; everything else becomes a space."""

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        kind = unicodedata.category(sign)
        vanishes = kind in ("Pd", "Cf", "Mn") or sign == "\u2212"
        self[code] = None if vanishes else sign if kind[0] in "LNSM" or sign == _EDGE else " "
        return self[code]


_LETTERS = _Letters()


@dataclass(slots=True)
class Print:
    """What a part of a galley prints: its words, and the pictures that it shows."""

    words: str = ""
    pictures: set[str] = field(default_factory=set)

    def take(self, wanted: str) -> bool:
        """Whether ``wanted`` is printed; if so, it is taken out: what is said twice must be printed twice."""
        if self._taken(_parted(wanted, self.words)):
            return True
        before = self.words
        if all(self._taken(_parted(word, self.words)) for word in wanted.replace(_EDGE, "").split()):
            return True
        self.words = before
        return False

    def take_whole(self, wanted: str) -> bool:
        """The same for words exactly as written."""
        return self._taken(_whole(wanted, self.words))

    def says(self, wanted: str) -> bool:
        """Whether ``wanted`` is printed, in one run or word by word."""
        if _parted(wanted, self.words):
            return True
        words = {*self.words.replace(_EDGE, "").split(), *self.words.replace(_EDGE, " ").split()}
        return set(wanted.replace(_EDGE, "").split()) <= words

    def _taken(self, found: slice | None) -> bool:
        if found is not None:
            self.words = self.words[: found.start] + GAP + self.words[found.stop :]
        return found is not None


def _whole(wanted: str, words: str) -> slice | None:
    """The place of ``wanted`` in ``words``, if it begins and ends where a word may."""
    start = words.find(wanted)
    while start >= 0:
        stop = start + len(wanted)
        if (not start or words[start - 1] in _ENDS) and (stop == len(words) or words[stop] in _ENDS):
            return slice(start, stop)
        start = words.find(wanted, start + 1)
    return None


def _parted(wanted: str, words: str) -> slice | None:
    """The same where its words may be parted in other places than they were written, as by a drop cap."""
    letters = wanted.translate(_JOINED)
    places = [place for place, letter in enumerate(words) if letter not in _BREAKS]
    joined = words.translate(_JOINED)
    start = joined.find(letters)
    while start >= 0:
        first, stop = places[start], places[start + len(letters) - 1] + 1
        if (not first or words[first - 1] in _ENDS) and (stop == len(words) or words[stop] in _ENDS):
            return slice(first, stop)
        start = joined.find(letters, start + 1)
    return None


def words_of(copy: spans.Copy, page_label: Callable[[str], str]) -> str:
    """The words of copy as they are compared."""
    return _bare("".join(_edged(copy, page_label)))


def _edged(copy: spans.Copy, page_label: Callable[[str], str]) -> Iterator[str]:
    """The characters of copy, with an edge around everything that is an element in HTML."""
    for span in copy:
        match span:
            case spans.Text():
                yield _EDGE.join(broken_after_signs(span.text)) if span.breaks else span.text
            case spans.LineBreak():
                yield " "
            case spans.PageNumber():
                yield page_label(span.target)
            case spans.Code() | spans.Task() | spans.Formula():
                yield f"{_EDGE}{span.text}{_EDGE}"
            case spans.Citation():
                yield "".join(f"{_EDGE}{text}" for text, _ in span.parts) + _EDGE
            case spans.Styled() | spans.Foreign() | spans.Link() | spans.CrossReference() | spans.Note():
                yield from (_EDGE, *_edged(span.copy, page_label), _EDGE)
            case _:
                assert_never(span)


def _bare(text: str) -> str:
    words = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    return _SPACES.sub(lambda run: " " if " " in run[0] else _EDGE, words).strip(_ENDS)


def read(html: str, keys: Iterable[str]) -> tuple[Print, Mapping[str, list[Print]], str]:
    """What a galley prints around the elements of these keys, and inside each of them; and its running head."""
    body = lxml_html.document_fromstring(html, parser=_PARSER).find("body")
    wanted = frozenset(keys)
    texts: dict[int, list[str]] = {0: []}
    parts: dict[str, list[Print]] = defaultdict(list)
    around = Print()
    owners: list[tuple[str, Print]] = []

    def walk(element: Any, number: int, printed: Print) -> None:
        tag = element.tag
        edge = _EDGE if tag in _INLINE else " "
        if element.get("data-key") in wanted:
            printed = Print()
            owners.append((element.get("data-key"), printed))
            number = len(owners)
            texts[number] = []
        texts[number].append(edge)
        if tag == SVG and "data-text" in element.attrib:
            texts[number].append(element.get("data-text"))
        elif tag == SVG:
            printed.pictures.add(SVG)
        elif tag == "img":
            printed.pictures.add(element.get("src", ""))
        elif tag not in ("style", "script", "template"):
            texts[number].append(element.text or "")
            for child in element:
                walk(child, number, printed)
                texts[number].append(child.tail or "")
        texts[number].append(edge)

    if body is not None:
        walk(body, 0, around)
    around.words = _bare("".join(texts[0]))
    for number, (key, printed) in enumerate(owners, start=1):
        printed.words = _bare("".join(texts[number]))
        parts[key].append(printed)
    running = body.get("data-running", "") if body is not None else ""
    return around, parts, _bare(running)
