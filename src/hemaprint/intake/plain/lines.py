"""Lines of a plain text, and which of them are no part of the author's text: page numbers, mail headers, signatures."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hemaprint.intake.passages import LeftOut

TAB = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line as typed, without its end; ``number`` from 1."""

    number: int
    raw: str

    @property
    def text(self) -> str:
        """Without white space at both ends."""
        return self.raw.strip()

    @property
    def indent(self) -> int:
        """Columns before the first character; an ideographic space is two, a tab goes to the next fourth."""
        width = 0
        for character in self.raw:
            if character == "\t":
                width += TAB - width % TAB
            elif character == "\u3000":
                width += 2
            elif character.isspace():
                width += 1
            else:
                break
        return width


_PAGE = re.compile(
    r"(?:(?:page|seite|p\.|第)\s*)?[-–—\[(]*\s*(?P<number>\d{1,4})\s*[-–—\])]*(?:\s*(?:of|/|von|de|sur)\s*\d{1,4}|\s*页)?",
    re.IGNORECASE,
)
_PAGE_SAID = re.compile(r"(?:page|seite|第)\s*\d{1,4}\s*(?:(?:of|/|von|de|sur)\s*\d{1,4}|页)?", re.IGNORECASE)
_HEADER = re.compile(
    r"(?:from|to|cc|bcc|sent|date|subject|reply-to|attachments?|importance|von|an|gesendet|betreff|datum|"
    r"发件人|收件人|抄送|发送时间|主题|附件)\s*[:：]\s*\S?.*",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"(?:-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|原始邮件).*|begin forwarded message:|"
    r"on .{6,120} wrote:|am .{6,120} schrieb.*:)",
    re.IGNORECASE,
)
_DEVICE = re.compile(r"(?:sent from my |get outlook for |von meinem .{2,30} gesendet|发自我的).{0,60}", re.IGNORECASE)
_RUNNING_AT_LEAST = 3
_NEAR_A_PAGE_NUMBER = 2
_HEADERS_AT_LEAST = 2


def without_artefacts(lines: Iterable[Line]) -> tuple[list[Line], list[LeftOut]]:
    """The lines of the author's text, and what was left out of them; a line that is left out stays as an empty one."""
    kept = list(lines)
    left_out: list[LeftOut] = []
    for find in (_mail, _quoted_mail, _signature, _pages):
        if find is _quoted_mail:
            kept = _unquoted(kept)
        reasons = dict(find(kept))
        left_out += [LeftOut(line.number, line.text, reasons[line.number]) for line in kept if line.number in reasons]
        kept = [replace(line, raw="") if line.number in reasons else line for line in kept]
    return kept, left_out


def _unquoted(lines: list[Line]) -> list[Line]:
    """A text that is quoted as a whole, as in an answer to a mail, without its marks."""
    filled = [line for line in lines if line.text]
    marked = sum(line.text.startswith(">") for line in filled)
    if len(filled) < 4 or marked < 0.9 * len(filled):
        return lines
    return [replace(line, raw=re.sub(r"^\s*(?:> ?)+", "", line.raw)) for line in lines]


def _mail(lines: list[Line]) -> Iterator[tuple[int, str]]:
    """Blocks of at least two mail headers, lines that announce a quoted mail, and what a telephone adds."""
    run: list[Line] = []
    for line in [*lines, Line(0, "")]:
        if line.text and _HEADER.fullmatch(line.text):
            run.append(line)
            continue
        if len(run) >= _HEADERS_AT_LEAST and len({_key(header) for header in run}) >= _HEADERS_AT_LEAST:
            yield from ((header.number, "a mail header") for header in run)
        run = []
        if _FORWARDED.fullmatch(line.text):
            yield line.number, "the announcement of a forwarded mail"
        elif _DEVICE.fullmatch(line.text):
            yield line.number, "added by a mail program"


def _quoted_mail(lines: list[Line]) -> Iterator[tuple[int, str]]:
    """Headers once more, now that the marks of a quoted mail are off."""
    return _mail(lines)


def _key(line: Line) -> str:
    return re.split(r"[:：]", line.text, maxsplit=1)[0].strip().casefold()


def _signature(lines: list[Line]) -> Iterator[tuple[int, str]]:
    """What follows the mark ``-- `` of a signature (RFC 3676, 4.3), where it is short and the last thing."""
    marks = [index for index, line in enumerate(lines) if line.raw == "-- "]
    if not marks:
        return
    after = [line for line in lines[marks[-1] + 1 :] if line.text]
    if len(after) <= 10:
        yield lines[marks[-1]].number, "a mail signature"
        yield from ((line.number, "a mail signature") for line in after)


def _pages(lines: list[Line]) -> Iterator[tuple[int, str]]:
    """Page numbers that stand alone and grow, and running heads that stand beside them."""
    filled = [index for index, line in enumerate(lines) if line.text]
    pages = _page_lines(lines, filled)
    yield from ((lines[index].number, "a page number") for index in pages)
    repeated = Counter(lines[index].text for index in filled)
    near = {index + step for index in pages for step in range(-_NEAR_A_PAGE_NUMBER, _NEAR_A_PAGE_NUMBER + 1)}
    beside = Counter(lines[index].text for index in filled if index in near and index not in pages)
    for index in filled:
        text = lines[index].text
        if (
            index in near
            and index not in pages
            and beside[text] >= _RUNNING_AT_LEAST
            and repeated[text] == beside[text]
        ):
            yield lines[index].number, "a running head"


def _page_lines(lines: list[Line], filled: list[int]) -> list[int]:
    found: list[tuple[int, int]] = []
    for index in filled:
        match = _PAGE.fullmatch(lines[index].text)
        if match and (_alone(lines, index) or _PAGE_SAID.fullmatch(lines[index].text)):
            found.append((index, int(match["number"])))
    growing = [number for _, number in found]
    if len(found) >= 2 and all(after - before == 1 for before, after in itertools.pairwise(growing)):
        return [index for index, _ in found]
    return [index for index, _ in found if _PAGE_SAID.fullmatch(lines[index].text)]


def _alone(lines: list[Line], index: int) -> bool:
    around = lines[max(index - 1, 0) : index + 2]
    return sum(bool(line.text) for line in around) < 3 or len(lines) < 3
