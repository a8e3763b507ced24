"""What was understood -> the file of an article: front matter with remarks for the editor, and Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hemaprint.content.markdown import Sign
from hemaprint.intake.bibliography import Work
from hemaprint.intake.inline import InlineWriter
from hemaprint.intake.markup.walk import CHECKED, UNCHECKED
from hemaprint.intake.passages import (
    Doubt,
    Grid,
    Heading,
    Inline,
    Listing,
    Passage,
    Picture,
    Prose,
    Quotation,
    plain,
    text_of,
)
from hemaprint.intake.recognition import Boxed, Person, TurnStart, Understood, Voice
from hemaprint.scaffold.files import quoted

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Heads:
    """The choices of the front matter that do not come from the copy."""

    department: str
    template: str = ""
    """Empty where it is the department's."""
    language: str = ""
    """Empty where it is the magazine's."""
    news: bool = False


def write_manuscript(
    understood: Understood, heads: Heads, pictures: Mapping[str, str], *, is_markdown: bool
) -> tuple[str, tuple[Doubt, ...]]:
    """The text of ``articles/<slug>.md``, and doubts about what had to be moved. ``pictures`` are paths by name.

    In a source that ``is_markdown`` signs of other dialects were meant: that they are kept as signs is a doubt.
    """
    copy = InlineWriter(understood.notes)
    writer = MarkdownWriter(
        copy,
        speakers=tuple(voice.key for voice in understood.voices),
        pictures=pictures,
        news=heads.news,
    )
    front = "\n".join(_front(understood, heads, copy))
    body = writer.body(understood.parts)
    lost = [note for key, note in understood.notes.items() if key not in copy.placed]
    if lost:
        body += "".join(f"\n{copy.line(note.inline, note.line)}\n" for note in lost if text_of(note.inline).strip())
        copy.moved += [(note.line, "this note is called nowhere, and stands at the end") for note in lost]
    doubts = tuple(Doubt("HP543", line, message, "look at its place in the article") for line, message in copy.moved)
    if is_markdown:
        told: dict[int, str] = {}
        for doubt in understood.doubts:
            told[doubt.line] = f"{told.get(doubt.line, '')}\n{doubt.message}"
        doubts += tuple(_unmeant(line, sign) for line, sign in copy.foreign if sign.text not in told.get(line, ""))
    return f"---\n{front}\n---\n\n{body}", doubts


def _unmeant(line: int, sign: Sign) -> Doubt:
    name, remedy = (sign.construct.name, sign.construct.remedy) if sign.construct else ("markup", "")
    shown = " ".join(sign.text.split())[:_SHOWN]
    return Doubt("HP186", line, f"{name} is printed as it is typed: {shown}", remedy)


def _front(understood: Understood, heads: Heads, copy: InlineWriter) -> list[str]:
    headline = understood.front["headline"]
    lines = [_remarked("headline", understood, copy.line(headline.inline or plain(headline.text), 0))]
    lines.append(f"department: {quoted(heads.department)}")
    lines += (
        [_remarked("kicker", understood, _typed(copy, understood.front["kicker"].text))]
        if "kicker" in understood.front
        else []
    )
    lines += [f"template: {heads.template}"] if heads.template else []
    if standfirst := understood.front.get("standfirst"):
        lines.append(_remarked("standfirst", understood, _typed(copy, standfirst.text)))
    lines += _people(understood.people, copy) + _voices(understood.voices)
    lines += [f"language: {heads.language}"] if heads.language else []
    for key in ("doi", "pmid"):
        lines += [f"{key}: {quoted(understood.front[key].text)}"] if key in understood.front else []
    lines += [f"nct: [{', '.join(understood.trials)}]"] if understood.trials else []
    if understood.keywords:
        remark = "  # proposed: terms of the text" if understood.keywords_proposed else ""
        lines.append(f"keywords: [{', '.join(quoted(word) for word in understood.keywords)}]{remark}")
    return lines + _references(understood, copy)


def _remarked(key: str, understood: Understood, text: str) -> str:
    value = understood.front[key]
    return f"{key}: {quoted(text)}" + ("" if value.taken else f"  # {value.origin}")


def _typed(copy: InlineWriter, text: str) -> str:
    """Plain text for a field that is read as Markdown."""
    return copy.line(plain(text), 0)


def _people(people: list[Person], copy: InlineWriter) -> list[str]:
    lines = ["contributors:"] if people else []
    for person in people:
        fields = [f"name: {quoted(person.name)}" + (f"  # proposed: {person.origin}" if person.origin else "")]
        fields += [f"role: {person.role}"] if person.role != "author" else []
        fields += [f"credentials: {quoted(_typed(copy, person.credentials))}"] if person.credentials else []
        fields += [f"affiliation: {quoted(_typed(copy, person.affiliation))}"] if person.affiliation else []
        fields += [f"orcid: {quoted(person.orcid)}"] if person.orcid else []
        lines += [f"  - {fields[0]}", *(f"    {field}" for field in fields[1:])]
    return lines


def _voices(voices: list[Voice]) -> list[str]:
    lines = ["speakers:"] if voices else []
    return lines + [f"  {quoted(voice.key)}: {{name: {quoted(voice.name)}, role: {voice.role}}}" for voice in voices]


def _references(understood: Understood, copy: InlineWriter) -> list[str]:
    lines = ["references:"] if understood.references else []
    for cited in understood.references:
        fields = _work(cited.entry, copy) if isinstance(cited.entry, Work) else [("raw", copy.line(cited.entry, 0))]
        lines += [f"  - id: {cited.id}", *(f"    {name}: {quoted(text)}" for name, text in fields if text)]
        if isinstance(cited.entry, Work):
            lines += [f"    {line}" for line in _authors(cited.entry)]
    return lines


def _work(work: Work, copy: InlineWriter) -> list[tuple[str, str]]:
    return [
        ("type", work.type),
        ("title", copy.line(work.title, 0)),
        ("container_title", copy.line(work.container, 0)),
        ("publisher", copy.line(work.publisher, 0)),
        *((name.lower(), text) for name, text in work.plain.items()),
    ]


def _authors(work: Work) -> list[str]:
    lines = ["author:"] if work.authors else []
    for name in work.authors:
        parts = [
            f"{part}: {quoted(getattr(name, part))}" for part in ("family", "given", "literal") if getattr(name, part)
        ]
        lines.append(f"  - {{{', '.join(parts)}}}")
    return lines + (["et_al: true"] if work.et_al else [])


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
