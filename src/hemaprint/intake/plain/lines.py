"""Lines of a plain text, and which of them the author did not write: page numbers, running heads, times."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from hemaprint.intake.labels import TIME_ALONE
from hemaprint.intake.passages import LeftOut
from hemaprint.intake.plain.mail import Line, Mail, mail_lines, signature_lines, unquoted

_PAGE = re.compile(
    r"(?:(?:page|seite|página|pagina|p\.|第)\s*+)?[-–—\[(]*+\s*+(?P<number>\d{1,4})\s*+[-–—\])]*+(?:\s*+(?:of|/|von|de|di|"
    r"sur)\s*\d{1,4}|\s*+[页頁])?",
    re.IGNORECASE,
)
_PAGE_SAID = re.compile(
    r"(?:page|seite|página|pagina|第)\s*\d{1,4}\s*(?:(?:of|/|von|de|di|sur)\s*\d{1,4}|[页頁])?", re.IGNORECASE
)
_HEAD_AND_PAGE = re.compile(
    r"(?:(?P<before>\d{1,4})[\s|·•–—-]{1,80})?(?P<head>[^\d\s][^\n]{1,78}?)(?:[\s|·•–—-]{1,80}(?P<after>\d{1,4}))?"
)
_RUNNING_AT_LEAST = 2
_NEAR_A_PAGE_NUMBER = 2
_TIMES_AT_LEAST = 3
_NUMBERED_LINE = re.compile(r"\s{0,8}(?P<number>\d{1,4})(?:\s{1,8}(?P<rest>\S.*))?\s*")
_NUMBERED_AT_LEAST = 8
_OPEN_SHARE = 0.3
"""The share of lines whose sentence goes on below an empty line, from which a text is double-spaced."""
_DOUBLE_AT_LEAST = 6


def without_artefacts(lines: Iterable[Line]) -> tuple[list[Line], list[LeftOut], Mail]:
    """The lines of the author's text, what was left out of them, and what its mail headers say.

    A line that is left out stays as an empty one.
    """
    kept, left_out = _without_numbers(list(lines))
    mail = Mail()
    for find in (lambda those: mail_lines(those, mail), signature_lines, _times, _pages):
        kept = unquoted(kept) if find is signature_lines else kept
        reasons = dict(find(kept))
        left_out += [LeftOut(line.number, line.text, reasons[line.number]) for line in kept if line.number in reasons]
        kept = [replace(line, raw="") if line.number in reasons else line for line in kept]
    reasons = dict(mail_lines(kept, mail))  # once more, now that the marks of a quoted mail are off
    left_out += [LeftOut(line.number, line.text, reasons[line.number]) for line in kept if line.number in reasons]
    kept = [replace(line, raw="") if line.number in reasons else line for line in kept]
    return _single_spaced(kept), left_out, mail


def _without_numbers(lines: list[Line]) -> tuple[list[Line], list[LeftOut]]:
    """Lines that are numbered one by one, as in manuscripts for review, without their numbers."""
    matches = [_NUMBERED_LINE.fullmatch(line.raw) for line in lines if line.text]
    numbers = [int(match["number"]) for match in matches if match]
    steps = sum(after - before in (1, 5) or after == 1 for before, after in itertools.pairwise(numbers))
    words = sum(bool(match and match["rest"]) for match in matches)
    if (
        len(numbers) < max(_NUMBERED_AT_LEAST, 0.95 * len(matches))
        or steps < len(numbers) - 1
        or words * 2 < len(matches)
    ):
        return lines, []
    left_out: list[LeftOut] = []
    kept = []
    for line in lines:
        match = _NUMBERED_LINE.fullmatch(line.raw) if line.text else None
        if match:
            left_out.append(LeftOut(line.number, match["number"], "the number of a line"))
        kept.append(replace(line, raw=match["rest"] or "") if match else line)
    return kept, left_out


def _single_spaced(lines: list[Line]) -> list[Line]:
    """A text with an empty line below each of its lines, as typewriters double-space it, without those."""
    filled = [index for index, line in enumerate(lines) if line.text]
    steps = [after - before for before, after in itertools.pairwise(filled)]
    if len(filled) < _DOUBLE_AT_LEAST or sum(step == 1 for step in steps) * 10 > len(steps):
        return lines
    apart = [(before, after) for before, after in itertools.pairwise(filled) if after - before == 2]
    goes_on = sum(lines[after].text[:1].islower() and lines[before].text[-1] not in ".!?:;" for before, after in apart)
    if goes_on < _OPEN_SHARE * len(filled):
        return lines
    empty = {before + 1 for before, after in itertools.pairwise(filled) if after - before > 1}
    return [line for index, line in enumerate(lines) if index not in empty]


def _times(lines: list[Line]) -> Iterator[tuple[int, str]]:
    """Time codes on lines of their own, as machines write them above the words spoken."""
    stamped = [line for line in lines if TIME_ALONE.fullmatch(line.text)]
    if len(stamped) >= _TIMES_AT_LEAST:
        yield from ((line.number, "a time code") for line in stamped)


def _pages(lines: list[Line]) -> Iterator[tuple[int, str]]:
    """Page numbers on lines of their own that grow, and running heads beside them or on their line."""
    filled = [index for index, line in enumerate(lines) if line.text]
    pages = set(_page_lines(lines, filled))
    yield from ((lines[index].number, "a page number") for index in sorted(pages))
    repeated = Counter(lines[index].text for index in filled)
    near = {index + step for index in pages for step in range(-_NEAR_A_PAGE_NUMBER, _NEAR_A_PAGE_NUMBER + 1)}
    beside = Counter(lines[index].text for index in filled if index in near and index not in pages)
    for index in filled:
        text = lines[index].text
        if (
            index in near - pages
            and beside[text] >= _RUNNING_AT_LEAST
            and repeated[text] == beside[text]
            and not text.endswith((":", "：", "?", "？"))
        ):
            yield lines[index].number, "a running head"
    yield from (
        (lines[index].number, "a running head and its page number") for index in _heads_with_page(lines, filled)
    )


def _heads_with_page(lines: list[Line], filled: list[int]) -> list[int]:
    """Lines such as ``12 SMALL FIRES`` and ``SMALL FIRES | 13``, whose words recur and whose numbers grow.

    The title may be the head of every other page. ``Day 1`` and ``Day 2`` are crossheads.
    """
    found: list[tuple[int, str, int]] = []
    for index in filled:
        match = _HEAD_AND_PAGE.fullmatch(lines[index].text) if len(lines[index].text) < 90 else None
        number = (match["before"] or match["after"]) if match else None
        if match and number and not (match["before"] and match["after"]):
            found.append((index, match["head"], int(number)))
    count = Counter(head for _, head, _ in found) + Counter(lines[index].text for index in filled[:1])
    heads = [(index, number) for index, head, number in found if count[head] >= _RUNNING_AT_LEAST]
    grow = all(1 <= after - before <= 2 for (_, before), (_, after) in itertools.pairwise(heads))
    counted = heads and heads[0][1] == 1 and all(len(lines[index].text.split()) == 2 for index, _ in heads)
    return [index for index, _ in heads] if grow and len(heads) >= _RUNNING_AT_LEAST and not counted else []


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
