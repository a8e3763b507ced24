"""Passages -> the Markdown of an article: the only place that knows how a character is kept from being markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlsplit

from hemaprint.intake.passages import (
    Grid,
    Heading,
    Inline,
    Listing,
    Mark,
    Note,
    Passage,
    Picture,
    Prose,
    Quotation,
    Span,
    text_of,
)
from hemaprint.intake.recognised import Boxed, TurnStart
from hemaprint.intake.spans import joined, plain, trimmed

_ALWAYS = re.compile(r"[\\*`]")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_BRACKET = re.compile(r"\[(?=\s*[@^])|\](?=[(\[{:])|\]$|!(?=\[|$)|\[$")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_SCRIPTS = re.compile(r"[~^]")
_START = re.compile(r"(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$)|(?P<mark>#{1,6}(?=\s|$)|>|[-+](?=\s|$|[-\s])|:)")
_GOES_ON = re.compile(r"(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$)|(?P<mark>#|>|[-+=|:~])")
_RAISABLE = re.compile(r"[\w.,;:+\-–−=()/%′'’°*†‡§¶≤≥±&?!]+")
_SPEAKER_MARK = re.compile(r"(\*\*|__)([^*_\n]{1,60}?)(?::(\*\*|__)|(\*\*|__):)")
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_DEEP_AT_MOST = 5


@dataclass(slots=True)
class MarkdownWriter:
    """Writes passages; ``speakers`` are the keys of a conversation, ``pictures`` the paths of its pictures by name.

    ``news`` sets headings as items. ``moved`` remembers what could not stand where it was, by line and in words.
    """

    notes: Mapping[str, Note]
    speakers: tuple[str, ...] = ()
    pictures: Mapping[str, str] = field(default_factory=dict)
    news: bool = False
    used: list[str] = field(default_factory=list)
    placed: set[str] = field(default_factory=set)
    moved: list[tuple[int, str]] = field(default_factory=list)
    lists: int = 0

    def body(self, parts: Sequence[Passage]) -> str:
        """The whole body: blocks with empty lines between them, then the notes that it calls."""
        parts = list(_unheaded(_with_levels(parts)))
        blocks = list(self._items(parts)) if self.news else [text for part in parts for text in self.block(part)]
        definitions = [self._definition(key) for key in self.used]
        return "\n\n".join([*_with_turns(blocks), *definitions]) + "\n"

    # ------------------------------------------------------------ blocks

    def block(self, part: Passage, *, boxed: bool = False) -> Iterator[str]:
        """The blocks of a passage; mostly one, none where it has no text."""
        match part:
            case TurnStart():
                yield f"**{part.speaker}:**"
            case Prose():
                yield from self._nonempty(self._paragraph(part, boxed))
            case Heading():
                text = self.inline(part.inline, part.line, notes=False).replace("\\\n", " ")
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
        text = self.inline(part.inline, part.line, notes=not boxed)
        if self.speakers:
            text = (
                _SPEAKER_MARK.sub(lambda mark: mark[0].replace(":", r"\:"), text, count=1)
                if _SPEAKER_MARK.match(text)
                else text
            )
            key = next((key for key in self.speakers if text.startswith(f"{key}:")), None)
            text = text if key is None else f"{key}\\:{text[len(key) + 1 :]}"
        return text

    def _listing(self, part: Listing, boxed: bool) -> Iterator[str]:
        self.lists += 1
        outside: list[Passage] = []
        lines = self._list_lines(part, 0, boxed, outside)
        if lines:
            yield "\n".join(lines)
        for passage in outside:
            self.moved.append((passage.line, "it stood in a list or a quotation, and stands behind it"))
            yield from self.block(passage, boxed=boxed)

    def _list_lines(self, part: Listing, depth: int, boxed: bool, outside: list[Passage]) -> list[str]:
        lines: list[str] = []
        number = part.start if 0 <= part.start < 10**8 else 1
        for item in part.items:
            mark = f"{number}{'.)'[self.parity]} " if part.ordered else f"{'-+'[self.parity]} "
            written = self._item_lines(item, depth, boxed, outside)
            if not written:
                continue
            indent = " " * len(mark)
            lines += [mark + written[0], *(indent + line if line else "" for line in written[1:])]
            number += 1
        return lines

    @property
    def parity(self) -> int:
        """Lists that follow each other have different marks: the same would make them one."""
        return (self.lists + 1) % 2

    def _item_lines(self, item: tuple[Passage, ...], depth: int, boxed: bool, outside: list[Passage]) -> list[str]:
        blocks: list[list[str]] = []
        for passage in item:
            if isinstance(passage, Listing) and depth < _DEEP_AT_MOST and blocks:
                nested = self._list_lines(passage, depth + 1, boxed, outside)
                if nested:
                    blocks.append(nested)
            elif isinstance(passage, Prose):
                text = self.inline(passage.inline, passage.line, notes=not boxed)
                blocks += [text.split("\n")] if text else []
            elif isinstance(passage, Listing | Quotation):
                inner = list(_flat(passage))
                blocks += [
                    self.inline(one.inline, one.line, notes=not boxed).split("\n")
                    for one in inner
                    if text_of(one.inline).strip()
                ]
                outside += _others(passage)
            elif isinstance(passage, Heading):
                text = self.inline(passage.inline, passage.line, notes=False)
                blocks += [text.split("\n")] if text else []
            else:
                outside.append(passage)
        lines: list[str] = []
        for index, block in enumerate(blocks):
            lines += ["", *block] if index else block
        return lines

    def _quotation(self, part: Quotation, boxed: bool) -> Iterator[str]:
        outside: list[Passage] = []
        lines: list[str] = []
        for passage in part.passages:
            if isinstance(passage, Prose | Heading):
                text = self.inline(passage.inline, passage.line, notes=not boxed and isinstance(passage, Prose))
                block = text.split("\n") if text else []
            elif isinstance(passage, Listing):
                self.lists += 1
                block = self._list_lines(passage, 1, boxed, outside)
            elif isinstance(passage, Quotation):
                block = [
                    line for one in _flat(passage) for line in ("", self.inline(one.inline, one.line, notes=not boxed))
                ][1:]
                block = [line for text in block for line in text.split("\n")]
                outside += _others(passage)
            else:
                outside.append(passage)
                continue
            lines += ["", *block] if lines and block else block
        if lines:
            yield "\n".join(f"> {line}".rstrip() for line in lines)
        for passage in outside:
            self.moved.append((passage.line, "it stood in a list or a quotation, and stands behind it"))
            yield from self.block(passage, boxed=boxed)

    def _grid(self, part: Grid) -> Iterator[str]:
        head, rows = (part.head, part.rows) if part.rows else ((), (part.head,))
        columns = max([len(head), *(len(row) for row in rows)], default=0)
        written = [[self._cell(cell, part.line) for cell in row] for row in (head, *rows)]
        if not any(cell for row in written for cell in row):
            return
        table = [self._row(row, columns) for row in written]
        table.insert(1, self._row(["---"] * columns, columns))
        caption = self.inline(part.caption, part.line, notes=False).replace("\\\n", " ")
        yield "\n".join([f":::{{table}} {caption}", "", *table, ":::"] if caption else table)

    def _row(self, cells: list[str], columns: int) -> str:
        padded = cells + [""] * (columns - len(cells))
        return f"| {' | '.join(padded)} |"

    def _cell(self, cell: Inline, line: int) -> str:
        text = self.inline(cell, line, notes=False).replace("\\\n", " ")
        return text.replace("|", r"\|")

    def _picture(self, part: Picture) -> Iterator[str]:
        caption = self.inline(part.caption, part.line, notes=False).replace("\\\n", " ")
        path = self.pictures.get(part.name, "")
        if not path:
            yield from self._nonempty(caption)
            return
        lines = [f":::{{figure}} {path}"]
        lines += [f":alt: {' '.join(part.alt.split())}"] if part.alt.strip() else []
        lines += [f":credit: {self.inline(plain(part.credit), part.line, notes=False)}"] if part.credit.strip() else []
        yield "\n".join([*lines, "", caption, ":::"] if caption else [*lines, ":::"])

    def _box(self, part: Boxed) -> Iterator[str]:
        title = self.inline(part.title, part.line, notes=False).replace("\\\n", " ")
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
                title = self.inline(part.inline, part.line, notes=False).replace("\\\n", " ")

    def _definition(self, key: str) -> str:
        note = self.notes[key]
        text = self.inline(note.inline, note.line, notes=False).replace("\\\n", " ")
        return f"[^{_note_name(key)}]: {text}"

    # ------------------------------------------------------------ inline

    def inline(self, inline: Inline, line: int, *, notes: bool = True) -> str:
        r"""Inline copy; a line break is written ``\`` and a new line. Without ``notes`` a note stands in brackets."""
        spans = list(trimmed(joined(self._settled(inline, line, notes))))
        whole = text_of(tuple(spans))
        escapes_scripts = len(_SCRIPTS.findall(whole)) > 1
        out = ""
        for span in spans:
            piece = self._span(span, escapes_scripts)
            if out.endswith(("*", "^", "~")) and piece.startswith(out[-1]):
                piece = _escaped(span.text, escapes_scripts)
            out += piece
        return _at_starts(out.strip())

    def _settled(self, inline: Inline, line: int, notes: bool) -> Iterator[Span]:
        """The spans with notes that cannot be called here put into brackets."""
        for span in inline:
            if not span.note or span.note.startswith("@"):
                yield span
            elif (note := self.notes.get(span.note)) and text_of(note.inline).strip():
                if notes and span.note not in self.used:
                    self.used.append(span.note)
                    self.placed.add(span.note)
                    yield span
                elif span.note not in self.used:
                    self.placed.add(span.note)
                    message = f"note {span.note} stands in brackets: a heading, a box or a table calls no footnote"
                    self.moved.append((line, message))
                    yield from (Span(" ["), *(one for one in note.inline if not one.note), Span("]"))

    def _span(self, span: Span, escapes_scripts: bool) -> str:
        if span.note.startswith("@"):
            return f"[{'; '.join(f'@ref{number}' for number in span.note[1:].split(';'))}]"
        if span.note:
            return f"[^{_note_name(span.note)}]"
        if span.marks & {"sub", "sup"}:
            return _script(span.text, "^" if "sup" in span.marks else "~", escapes_scripts)
        text = _escaped(span.text, escapes_scripts)
        if span.href and (href := _address(span.href)) and text.strip():
            core = text.strip()
            before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
            return f"{before}[{_faced(core, span.marks)}]({href}){after}"
        return _faced(text, span.marks)


def _faced(text: str, marks: frozenset[Mark]) -> str:
    """``text`` with its stars; they stand at letters, so that no neighbour can keep them from being markup."""
    stars = ("**" if "strong" in marks else "") + ("*" if "emphasis" in marks else "")
    lead = re.match(r"[\W_]*", text)
    tail = re.search(r"[\W_]*$", text)
    start, end = lead.end() if lead else 0, tail.start() if tail else len(text)
    if not stars or start >= end or "\n" in text[start:end]:
        return text
    return f"{text[:start]}{stars}{text[start:end]}{stars[::-1]}{text[end:]}"


def _script(text: str, mark: str, escapes_scripts: bool) -> str:
    """Raised or lowered text, word by word: a mark encloses no space."""
    pieces = re.split(r"(\s+)", text)
    return "".join(
        f"{mark}{piece}{mark}" if _RAISABLE.fullmatch(piece) else _escaped(piece, escapes_scripts) for piece in pieces
    )


def _escaped(text: str, scripts: bool) -> str:
    text = _ALWAYS.sub(r"\\\g<0>", text)
    text = _UNDERSCORE.sub(r"\\_", text)
    text = text.replace("{", r"\{")
    text = _BRACKET.sub(lambda match: "\\" + match[0], text)
    text = _ENTITY.sub(r"\\&", text)
    text = _TAG.sub(r"\\<", text)
    if scripts:
        text = _SCRIPTS.sub(r"\\\g<0>", text)
    return re.sub(r"[ \t]*\n\s*", "\\\\\n", text)


def _at_starts(text: str) -> str:
    """Escapes what would be a block at the start of a line."""
    lines = text.split("\n")
    return "\n".join(_start(line, _GOES_ON if index else _START) for index, line in enumerate(lines))


def _start(line: str, pattern: re.Pattern[str]) -> str:
    match = pattern.match(line)
    if match is None:
        return line
    if match["number"]:
        return f"{match['number']}\\{line[len(match['number']) :]}"
    return "\\" + line


def _closed(text: str) -> str:
    """A heading whose last signs are no closing ``#``."""
    return re.sub(r"#(?=#*$)", r"\\#", text)


def _address(href: str) -> str:
    """An address as Markdown takes it, or "" where it is none that a page can name."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return ""
    if parts.scheme == "mailto":
        return (
            quote(href.strip(), safe=":@/?&=%+,.-_~!$'*;")
            if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", parts.path)
            else ""
        )
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[A-Za-z0-9.-]+(?::\d+)?", parts.netloc):
        return ""
    return quote(href.strip(), safe=":@/?&=%+,.-_~!$'*;#")


def _note_name(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]", "-", key) or "note"


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
