"""A list of references: entries of the front matter where every one of them is cited in order, else a list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hemaprint.intake.passages import Heading, Inline, Listing, Passage, Prose, Span, text_of
from hemaprint.intake.recognition.recognised import Boxed, Cited, Understood
from hemaprint.intake.spans import cut, inlines, joined, with_inline

_HEAD = re.compile(
    r"(?:references?|literature(?: cited)?|bibliography|works cited|literatur(?:verzeichnis)?|références|referencias|"
    r"bibliografia|参考文献|參考文獻)\s*[:：]?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:\[(\d{1,3})\]|(\d{1,3})[.)、])\s*(?=\S)")
_CITED = re.compile(r"\[(?P<numbers>\d{1,3}(?:\s*[-–,，、]\s*\d{1,3})*)\]")
_RAISED = re.compile(r"\d{1,3}(?:\s*[-–,]\s*\d{1,3})*")
_RANGE_AT_MOST = 200


def take_references(understood: Understood) -> None:
    """Entries under the last heading ``References`` go to the front matter if the copy cites them one by one."""
    at = max((index for index, part in enumerate(understood.parts) if _is_head(part)), default=None)
    if at is None:
        return
    entries, end = _entries(understood, at + 1)
    if not entries:
        return
    head = understood.parts[at]
    before, after = understood.parts[:at], understood.parts[end:]
    order = list(dict.fromkeys(number for part in before for inline in _running(part) for number in _numbers(inline)))
    if order == list(range(1, len(entries) + 1)) and not any(span.note for entry in entries for span in entry):
        understood.drop(head.line, _text(head), "the head of the references: the layout sets it")
        understood.references += [Cited(f"ref{number}", entry) for number, entry in enumerate(entries, 1)]
        understood.parts = [_cited(part) for part in before] + after
        understood.recognise(head.line, f"{len(entries)} references, cited in order")
        _drop_numbers(understood, before)
        return
    understood.parts = [*before, *_as_list(head, entries), *after]
    missing = [number for number in range(1, len(entries) + 1) if number not in order]
    reason = f"{len(missing)} of {len(entries)} are not cited" if missing else "they are not cited in order"
    otherwise = "move them to references in the front matter, and cite them as [@key]"
    understood.doubt("HP540", head.line, f"the references were left as a list: {reason}", otherwise)


def _is_head(part: Passage) -> bool:
    return isinstance(part, Heading | Prose) and bool(_HEAD.fullmatch(text_of(part.inline).strip()))


def _text(part: Passage) -> str:
    return text_of(part.inline) if isinstance(part, Heading | Prose) else ""


def _entries(understood: Understood, start: int) -> tuple[list[Inline], int]:
    """The entries from ``start``, in one list or as paragraphs with numbers, and where they end."""
    parts = understood.parts
    if start < len(parts) and isinstance(listing := parts[start], Listing):
        if listing.start == 1 and all(len(item) == 1 and isinstance(item[0], Prose) for item in listing.items):
            return [item[0].inline for item in listing.items if isinstance(item[0], Prose)], start + 1
        return [], start
    entries: list[Inline] = []
    index = start
    while index < len(parts):
        part = parts[index]
        match = _NUMBERED.match(text_of(part.inline)) if isinstance(part, Prose) else None
        if not isinstance(part, Prose) or match is None or int(match[1] or match[2]) != len(entries) + 1:
            break
        understood.drop(part.line, match[0], "the number of a reference: the layout sets it")
        entries.append(cut(part.inline, match.end()))
        index += 1
    return entries, index


def _as_list(head: Passage, entries: list[Inline]) -> list[Passage]:
    """The references as they stand, under a crosshead."""
    items = tuple((Prose(line=head.line, inline=entry),) for entry in entries)
    inline = head.inline if isinstance(head, Heading | Prose) else ()
    return [Heading(line=head.line, inline=inline, level=2), Listing(line=head.line, items=items, ordered=True)]


def _running(part: Passage) -> Iterator[Inline]:
    """Inline copy that can hold a citation: running text, not boxes."""
    if not isinstance(part, Boxed | Heading):
        yield from (inline for inline, _ in inlines([part]))


def _citations(inline: Inline) -> Iterator[tuple[int, int, str]]:
    """Where numbers are cited: in square brackets, or raised behind a word."""
    at = 0
    before = ""
    for span in joined(inline):
        if "sup" in span.marks:
            is_power = before[-1:].isdigit() or re.search(r"\b[cmk]?m$", before)  # 10 to the sixth, square metres
            if _RAISED.fullmatch(span.text.strip()) and not is_power:
                yield at, at + len(span.text), span.text.strip()
        else:
            for match in _CITED.finditer(span.text):
                yield at + match.start(), at + match.end(), match["numbers"]
        at += len(span.text)
        before = span.text or before


def _numbers(inline: Inline) -> list[int]:
    return [number for _, _, text in _citations(inline) for number in _expanded(text)]


def _expanded(text: str) -> list[int]:
    numbers: list[int] = []
    for piece in re.split("[,，、]", text):
        ends = [int(number) for number in re.split("[-–]", piece)]
        numbers += range(ends[0], min(ends[-1], ends[0] + _RANGE_AT_MOST) + 1)
    return numbers


def _cited(part: Passage) -> Passage:
    """The part with its citations as spans that name the references."""
    if isinstance(part, Boxed | Heading):
        return part
    return with_inline(part, lambda inline, _: _with_citations(inline))


def _with_citations(inline: Inline) -> Inline:
    pieces: list[Span] = []
    at = 0
    for start, end, text in _citations(inline):
        pieces += cut(inline, at, start)
        pieces.append(Span("", note=f"@{';'.join(f'ref{number}' for number in dict.fromkeys(_expanded(text)))}"))
        at = end
    return joined((*pieces, *cut(inline, at))) if pieces else inline


def _drop_numbers(understood: Understood, parts: list[Passage]) -> None:
    for part in parts:
        for inline in _running(part):
            copy = text_of(inline)
            for start, _, text in _citations(inline):
                word = re.search(r"(?<!\w)\w*$", copy[:start])
                if word and word[0] and copy[start] != "[":  # raised, and a part of the word for whoever counts
                    understood.respelled.append((word[0] + text, word[0]))
                    continue
                understood.drop(part.line, text, "the number of a citation: the layout numbers them")
