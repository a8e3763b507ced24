"""Arithmetic on spans: cut, trim, change the text, join what has the same face."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from hemaprint.intake.passages import (
    Grid,
    Heading,
    Inline,
    Listing,
    Mark,
    Passage,
    Picture,
    Prose,
    Quotation,
    Span,
    text_of,
)


def plain(text: str) -> Inline:
    """A text in one face."""
    return (Span(text),) if text else ()


def cut(inline: Inline, start: int, end: int | None = None) -> Inline:
    """The spans from character ``start`` to ``end`` of their text; a note goes with the text behind it, if there is."""
    pieces: list[Span] = []
    at, total = 0, len(text_of(inline))
    stop = total if end is None else end
    for span in inline:
        begin, finish = max(start - at, 0), min(stop - at, len(span.text))
        if span.note:
            pieces += [span] if start <= at < stop or (at == stop == total) else []
        elif begin < finish:
            pieces.append(replace(span, text=span.text[begin:finish]))
        at += len(span.text)
    return tuple(pieces)


def trimmed(inline: Inline) -> Inline:
    """Without white space at both ends; every note is kept."""
    return _stripped(_stripped(inline, str.lstrip)[::-1], str.rstrip)[::-1]


def _stripped(inline: Inline, strip: Callable[[str], str]) -> Inline:
    """Spans without white space before the first character, in the order given."""
    kept: list[Span] = []
    for index, span in enumerate(inline):
        text = strip(span.text)
        kept += [replace(span, text=text)] if text or span.note else []
        if text:
            return (*kept, *inline[index + 1 :])
    return tuple(kept)


def marked(inline: Inline, start: int, end: int, mark: Mark) -> Inline:
    """The same spans, those from ``start`` to ``end`` also in the face ``mark``."""
    inside = tuple(replace(span, marks=span.marks | {mark}) for span in cut(inline, start, end))
    return joined((*cut(inline, 0, start), *inside, *cut(inline, end)))


def joined(inline: Iterable[Span]) -> Inline:
    """Neighbours of the same face as one span; empty ones left out."""
    done: list[Span] = []
    for span in inline:
        if not span.text and not span.note:
            continue
        last = done[-1] if done else None
        if last and not last.note and not span.note and last.marks == span.marks and last.href == span.href:
            done[-1] = replace(last, text=last.text + span.text)
        else:
            done.append(span)
    return tuple(done)


def all_have(inline: Inline, mark: Mark) -> bool:
    """Whether every letter stands in this face."""
    lettered = [span for span in inline if span.text.strip()]
    return bool(lettered) and all(mark in span.marks for span in lettered)


def with_inline(passage: Passage, change: Callable[[Inline, int], Inline]) -> Passage:
    """The passage with every inline text of it changed, all the way down; ``change`` also gets its line."""
    line = passage.line
    match passage:
        case Prose() | Heading():
            return replace(passage, inline=change(passage.inline, line))
        case Listing():
            items = tuple(tuple(with_inline(part, change) for part in item) for item in passage.items)
            return replace(passage, items=items)
        case Quotation():
            return replace(passage, passages=tuple(with_inline(part, change) for part in passage.passages))
        case Grid():
            head = tuple(change(cell, line) for cell in passage.head)
            rows = tuple(tuple(change(cell, line) for cell in row) for row in passage.rows)
            return replace(passage, head=head, rows=rows, caption=change(passage.caption, line))
        case Picture():
            return replace(passage, caption=change(passage.caption, line))
        case _:
            return passage


def inlines(passages: Iterable[Passage]) -> Iterator[tuple[Inline, int]]:
    """Every inline text of the passages with its line, in reading order."""
    found: list[tuple[Inline, int]] = []

    def note(inline: Inline, line: int) -> Inline:
        found.append((inline, line))
        return inline

    for passage in passages:
        with_inline(passage, note)
        yield from found
        found.clear()
