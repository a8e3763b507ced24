"""Count the words that a reader hands over, against the words that it says it found."""

import re
from collections import Counter
from collections.abc import Iterable

from hemaprint.intake.passages import Grid, Heading, Inline, Listing, Passage, Picture, Prose, Quotation, Raw, text_of

WORD = re.compile(r"\w+")


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text))


def words_handed_over(raw: Raw) -> Counter[str]:
    """The words of passages, notes, standfirst and what was left out."""
    return words("\n".join([*texts_taken(raw), *(left.text for left in raw.left_out)]))


def texts_taken(raw: Raw) -> list[str]:
    """The texts that go into the article: of passages, notes and credits."""
    texts = [text_of(inline) for passage in raw.passages for inline in inlines_of(passage)]
    texts += [text_of(note.inline) for note in raw.notes.values()]
    return texts + [passage.credit for passage in everything(raw.passages) if isinstance(passage, Picture)]


def everything(passages: Iterable[Passage]) -> Iterable[Passage]:
    for passage in passages:
        yield passage
        match passage:
            case Listing(items=items):
                for item in items:
                    yield from everything(item)
            case Quotation(passages=inside):
                yield from everything(inside)


def inlines_of(passage: Passage) -> Iterable[Inline]:
    match passage:
        case Prose(inline=inline) | Heading(inline=inline):
            yield inline
        case Listing(items=items):
            for item in items:
                for inner in item:
                    yield from inlines_of(inner)
        case Quotation(passages=inside):
            for inner in inside:
                yield from inlines_of(inner)
        case Grid(head=head, rows=rows, caption=caption):
            yield caption
            yield from head
            for row in rows:
                yield from row
        case Picture(caption=caption):
            yield caption


def plain(raw: Raw) -> list[str]:
    """The text of every passage, lists and quotations opened."""
    return [text_of(inline) for passage in raw.passages for inline in inlines_of(passage) if text_of(inline)]


def codes(raw: Raw) -> list[str]:
    return [doubt.code for doubt in raw.doubts]
