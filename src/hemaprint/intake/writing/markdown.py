"""The parts of an article -> its Markdown, block by block."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hemaprint.intake.markup.walk import CHECKED, UNCHECKED
from hemaprint.intake.passages import (
    Grid,
    Heading,
    Inline,
    Listing,
    Passage,
    Picture,
    Prose,
    Quotation,
    text_of,
)
from hemaprint.intake.recognition.recognised import Boxed, TurnStart
from hemaprint.intake.spans import plain
from hemaprint.intake.writing.inline import InlineWriter

_SPEAKER_MARK = re.compile(r"(\*\*|__)([^*_\n]{1,60}?)(?::(\*\*|__)|(\*\*|__):)")
_DEEP_AT_MOST = 5
_BOXES = {f"{CHECKED} ": "[x] ", f"{UNCHECKED} ": "[ ] "}


@dataclass(slots=True)
class MarkdownWriter:
    """Writes passages; ``speakers`` are the keys of a conversation, ``pictures`` the paths of its pictures by name.

    ``news`` sets headings as items.
    """

    copy: InlineWriter
    speakers: tuple[str, ...] = ()
    pictures: Mapping[str, str] = field(default_factory=dict)
    news: bool = False
    lists: int = 0
    """How many lists there are in a row."""
    after_list: bool = False

    def body(self, parts: Sequence[Passage]) -> str:
        """The whole body: blocks with empty lines between them, then the notes that it calls."""
        parts = list(_unheaded(_with_levels(parts)))
        blocks = list(self._items(parts)) if self.news else [text for part in parts for text in self.block(part)]
        return "\n\n".join([*_with_turns(blocks), *self.copy.definitions()]) + "\n"

    # ------------------------------------------------------------ blocks

    def block(self, part: Passage, *, boxed: bool = False) -> Iterator[str]:
        """The blocks of a passage; mostly one, none where it has no text."""
        for text in self._block(part, boxed=boxed):
            self.after_list = isinstance(part, Listing)
            yield text

    def _block(self, part: Passage, *, boxed: bool) -> Iterator[str]:
        match part:
            case TurnStart():
                yield f"**{part.speaker}:**"
            case Prose():
                yield from self._nonempty(self._paragraph(part, boxed))
            case Heading():
                text = self.copy.line(part.inline, part.line)
                level = 3 if boxed else part.level
                yield from self._nonempty(f"{'#' * level} {_closed(text)}" if text else "")
            case Listing():
                yield from self._listing(part, boxed)
            case Quotation():
                yield from self._quotation(part, boxed)
            case Grid():
                yield from self._grid(part)
            case Picture():
                yield from self._picture(part)
            case Boxed():
                yield from self._box(part)

    def _nonempty(self, text: str) -> Iterator[str]:
        if text.strip():
            yield text

    def _paragraph(self, part: Prose, boxed: bool) -> str:
        text = self.copy.write(part.inline, part.line, notes=not boxed)
        if self.speakers:
            if mark := _SPEAKER_MARK.match(text):
                text = mark[0].replace(":", r"\:") + text[mark.end() :]
            key = next((key for key in self.speakers if text.startswith(f"{key}:")), None)
            text = text if key is None else f"{key}\\:{text[len(key) + 1 :]}"
        return text

    def _listing(self, part: Listing, boxed: bool) -> Iterator[str]:
        self.lists = self.lists + 1 if self.after_list else 1
        yield from self._with_outsiders(lambda outside: self._list_lines(part, 0, boxed, outside), boxed)

    def _quotation(self, part: Quotation, boxed: bool) -> Iterator[str]:
        def lines(outside: list[Passage]) -> list[str]:
            inner = _spaced(self._inner(part.passages, 1, boxed, outside))
            return [f"> {line}".rstrip() for line in inner]

        yield from self._with_outsiders(lines, boxed)

    def _with_outsiders(self, write: Callable[[list[Passage]], list[str]], boxed: bool) -> Iterator[str]:
        """The lines of a list or a quotation, and then what cannot stand in one: tables and pictures."""
        outside: list[Passage] = []
        yield from self._nonempty("\n".join(write(outside)))
        for passage in outside:
            self.copy.moved.append((passage.line, "it stood in a list or a quotation, and stands behind it"))
            yield from self.block(passage, boxed=boxed)

    def _list_lines(self, part: Listing, depth: int, boxed: bool, outside: list[Passage]) -> list[str]:
        lines: list[str] = []
        number = part.start if 0 <= part.start < 10**8 else 1
        parity = (self.lists + 1) % 2  # lists in a row have different marks: the same would make them one
        for item in part.items:
            mark = f"{number}{'.)'[parity]} " if part.ordered else f"{'-+'[parity]} " * (not part.labelled)
            written = _spaced(self._inner(item, depth, boxed, outside))
            if written:
                box = _BOXES.get(written[0][:2])
                written[0] = box + written[0][2:] if box else written[0]
                lines += [""] if part.labelled and lines else []
                indent = " " * len(mark)
                lines += [mark + written[0], *(indent + line if line else "" for line in written[1:])]
                number += 1
        return lines

    def _inner(
        self, passages: Sequence[Passage], depth: int, boxed: bool, outside: list[Passage]
    ) -> Iterator[list[str]]:
        """The blocks inside an item or a quotation, each as its lines; what is too deep is set less deep."""
        for passage in passages:
            match passage:
                case Prose() | Heading():
                    notes = not boxed and isinstance(passage, Prose)
                    yield self.copy.write(passage.inline, passage.line, notes=notes).split("\n")
                case Listing() if depth < _DEEP_AT_MOST:
                    yield self._list_lines(passage, depth + 1, boxed, outside)
                case Listing() | Quotation():
                    for one in _flat(passage):
                        yield self.copy.write(one.inline, one.line, notes=not boxed).split("\n")
                    outside += _others(passage)
                case _:
                    outside.append(passage)

    def _grid(self, part: Grid) -> Iterator[str]:
        head, rows = (part.head, part.rows) if part.rows else ((), (part.head,))
        columns = max([len(head), *(len(row) for row in rows)], default=0)
        written = [[self._cell(cell, part.line) for cell in row] for row in (head, *rows)]
        if not any(cell for row in written for cell in row):
            return
        table = [self._row(row, columns) for row in written]
        table.insert(1, self._row(["---"] * columns, columns))
        caption = self.copy.line(part.caption, part.line)
        yield "\n".join([f":::{{table}} {caption}", "", *table, ":::"] if caption else table)

    def _row(self, cells: list[str], columns: int) -> str:
        padded = cells + [""] * (columns - len(cells))
        return f"| {' | '.join(padded)} |"

    def _cell(self, cell: Inline, line: int) -> str:
        text = self.copy.line(cell, line)
        return text.replace("|", r"\|")

    def _picture(self, part: Picture) -> Iterator[str]:
        caption = self.copy.line(part.caption, part.line)
        path = self.pictures.get(part.name, "")
        if not path:
            yield from self._nonempty(caption)
            yield from self._nonempty(self.copy.line(plain(part.credit), part.line))
            return
        lines = [f":::{{figure}} {path}"]
        lines += [f":label: {part.label}"] if part.label else []
        lines += [f":alt: {' '.join(part.alt.split())}"] if part.alt.strip() else []
        lines += [f":credit: {self.copy.line(plain(part.credit), part.line)}"] if part.credit.strip() else []
        yield "\n".join([*lines, "", caption, ":::"] if caption else [*lines, ":::"])

    def _box(self, part: Boxed) -> Iterator[str]:
        title = self.copy.line(part.title, part.line)
        lines = [f":::{{{part.kind}}} {title}".rstrip()]
        lines += [":place: here"] if part.kind == "note" and not part.title else []
        blocks = [text for passage in part.passages for text in self.block(passage, boxed=True)]
        if not blocks:
            return
        fence = "::::" if any(block.startswith(":::") for block in blocks) else ":::"
        lines[0] = lines[0].replace(":::", fence, 1)
        yield "\n".join([*lines, "", "\n\n".join(blocks), fence])

    def _items(self, parts: Sequence[Passage]) -> Iterator[str]:
        """News: every heading of the first level is an item with what follows it, a paragraph if nothing does."""
        title = ""
        blocks: list[str] = []
        for part in (*parts, None):
            if part is not None and not (isinstance(part, Heading) and part.level == 2):
                blocks += self.block(part)
                continue
            if title and blocks:
                yield "\n\n".join([f":::::{{item}} {title}", *blocks, ":::::"])
            else:
                yield from [title] * bool(title) + blocks
            blocks = []
            if part is not None:
                title = self.copy.line(part.inline, part.line)


def _spaced(blocks: Iterator[list[str]]) -> list[str]:
    """Blocks as lines, with an empty line between them; empty ones left out."""
    lines: list[str] = []
    for block in blocks:
        if any(block):
            lines += ["", *block] if lines else block
    return lines


def _closed(text: str) -> str:
    """A heading whose last signs are no closing ``#``."""
    words = text.rstrip("#")
    return words + r"\#" * (len(text) - len(words))


def _with_turns(blocks: Sequence[str]) -> Iterator[str]:
    """A speaker's mark and the paragraph that it starts as one block."""
    pending = ""
    for block in blocks:
        if re.fullmatch(r"\*\*[^*]+:\*\*", block):
            pending = block
        elif pending:
            opens = not re.match(r":{3,}|[-+>|]|\d+[.)]\s|#", block)
            yield f"{pending} {block}" if opens else f"{pending}\n\n{block}"
            pending = ""
        else:
            yield block
    if pending:
        yield pending


def _with_levels(parts: Sequence[Passage]) -> Iterator[Passage]:
    """Headings of the levels 2 and 3 only, the first one of level 2."""
    levels = sorted({part.level for part in parts if isinstance(part, Heading)})
    opened = False
    for part in parts:
        if isinstance(part, Heading):
            level = 2 if part.level == levels[0] or not opened else 3
            opened = True
            yield replace(part, level=level)
        else:
            yield part


def _unheaded(parts: Iterator[Passage]) -> Iterator[Passage]:
    """Without headings that have no text."""
    return (part for part in parts if not isinstance(part, Heading) or text_of(part.inline).strip())


def _flat(part: Passage) -> Iterator[Prose]:
    """The paragraphs of a passage, however deep."""
    stack: list[Passage] = [part]
    while stack:
        one = stack.pop()
        if isinstance(one, Prose):
            yield one
        elif isinstance(one, Heading):
            yield Prose(line=one.line, inline=one.inline)
        elif isinstance(one, Listing):
            stack += [inner for item in reversed(one.items) for inner in reversed(item)]
        elif isinstance(one, Quotation):
            stack += reversed(one.passages)


def _others(part: Passage) -> Iterator[Passage]:
    """Tables and pictures in a passage, however deep."""
    stack: list[Passage] = [part]
    while stack:
        one = stack.pop()
        if isinstance(one, Grid | Picture):
            yield one
        elif isinstance(one, Listing):
            stack += [inner for item in reversed(one.items) for inner in reversed(item)]
        elif isinstance(one, Quotation):
            stack += reversed(one.passages)
