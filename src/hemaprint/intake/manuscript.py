# SPDX-License-Identifier: MIT
"""Write the file of an article: front matter with remarks for the editor, and the body as Markdown."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hemaprint.content.markdown import Sign
from hemaprint.intake.bibliography import Work
from hemaprint.intake.inline import InlineWriter
from hemaprint.intake.markup.walk import CHECKED, UNCHECKED
from hemaprint.intake.passages import (
    Boxed,
    Doubt,
    Grid,
    Heading,
    Listing,
    Passage,
    Picture,
    Prose,
    Quotation,
    TurnStart,
    plain,
    text_in,
    text_of,
    walk,
)
from hemaprint.intake.recognition import Understood, Value
from hemaprint.scaffold.files import quoted

_SHOWN = 60
_SPEAKER_MARK = re.compile(r"(\*\*|__)([^*_\n]{1,60}?)(?::(\*\*|__)|(\*\*|__):)")
_DEEP_AT_MOST = 5
_BOXES = {f"{CHECKED} ": "[x] ", f"{UNCHECKED} ": "[ ] "}


def write_manuscript(
    understood: Understood,
    pictures: Mapping[str, str],
    *,
    department: str,
    template: str,
    language: str,
    is_news: bool,
    is_markdown: bool,
) -> tuple[str, tuple[Doubt, ...]]:
    """The text of ``articles/<slug>.md``, and doubts about what had to be moved. ``pictures`` are paths by name.

    ``template`` and ``language`` are "" where the department's and the magazine's apply; ``is_news`` sets headings as
    items. In a source that ``is_markdown`` signs of other dialects were meant: that they stay signs is a doubt.
    """
    copy = InlineWriter(understood.notes)
    writer = _BodyWriter(copy, tuple(speaker.key for speaker in understood.speakers), pictures)
    front = "\n".join(_front(understood, copy, department, template, language))
    body = writer.body(understood.parts, is_news)
    lost = [note for key, note in understood.notes.items() if key not in copy.placed]
    body += "".join(f"\n{copy.line(note.inline, note.line)}\n" for note in lost if text_of(note.inline).strip())
    copy.moved += [(note.line, "nothing calls this note, so it was put at the end") for note in lost]
    doubts = tuple(Doubt("HP543", line, message, "look at its place in the article") for line, message in copy.moved)
    if is_markdown:
        told: dict[int, str] = defaultdict(str)
        for doubt in understood.doubts:
            told[doubt.line] += f"\n{doubt.message}"
        doubts += tuple(_literal(line, sign) for line, sign in copy.foreign if sign.text not in told[line])
    return f"---\n{front}\n---\n\n{body}", doubts


def _literal(line: int, sign: Sign) -> Doubt:
    name, remedy = (sign.construct.name, sign.construct.remedy) if sign.construct else ("markup", "")
    return Doubt("HP186", line, f"{name} is printed as typed: {' '.join(sign.text.split())[:_SHOWN]}", remedy)


# ---------------------------------------------------------------- front matter


def _front(understood: Understood, copy: InlineWriter, department: str, template: str, language: str) -> Iterator[str]:
    front = understood.front
    headline = front["headline"]
    yield _remarked("headline", headline, copy.line(headline.inline or plain(headline.text), 0))
    yield f"department: {quoted(department)}"
    if kicker := front.get("kicker"):
        yield _remarked("kicker", kicker, _typed(copy, kicker.text))
    if template:
        yield f"template: {template}"
    if standfirst := front.get("standfirst"):
        yield _remarked("standfirst", standfirst, _typed(copy, standfirst.text))
    yield from _people(understood, copy)
    if language:
        yield f"language: {language}"
    for key in ("doi", "pmid"):
        if key in front:
            yield f"{key}: {quoted(front[key].text)}"
    if understood.trials:
        yield f"nct: [{', '.join(understood.trials)}]"
    if understood.keywords:
        remark = "  # proposed: terms of the text" if understood.keywords_proposed else ""
        yield f"keywords: [{', '.join(map(quoted, understood.keywords))}]{remark}"
    yield from _references(understood, copy)


def _remarked(key: str, value: Value, text: str) -> str:
    return f"{key}: {quoted(text)}" + ("" if value.taken else f"  # {value.origin}")


def _typed(copy: InlineWriter, text: str) -> str:
    """Plain text for a field that is read as Markdown."""
    return copy.line(plain(text), 0)


def _people(understood: Understood, copy: InlineWriter) -> Iterator[str]:
    if understood.people:
        yield "contributors:"
    for person in understood.people:
        yield f"  - name: {quoted(person.name)}" + (f"  # proposed: {person.origin}" if person.origin else "")
        if person.role != "author":
            yield f"    role: {person.role}"
        for name in ("credentials", "affiliation"):
            if text := getattr(person, name):
                yield f"    {name}: {quoted(_typed(copy, text))}"
        if person.orcid:
            yield f"    orcid: {quoted(person.orcid)}"
    if understood.speakers:
        yield "speakers:"
    for speaker in understood.speakers:
        yield f"  {quoted(speaker.key)}: {{name: {quoted(speaker.name)}, role: {speaker.role}}}"


def _references(understood: Understood, copy: InlineWriter) -> Iterator[str]:
    if understood.references:
        yield "references:"
    for cited in understood.references:
        yield f"  - id: {cited.id}"
        if isinstance(cited.entry, Work):
            yield from _work(cited.entry, copy)
        elif raw := copy.line(cited.entry, 0):
            yield f"    raw: {quoted(raw)}"


def _work(work: Work, copy: InlineWriter) -> Iterator[str]:
    fields = {
        "type": work.type,
        "title": copy.line(work.title, 0),
        "container_title": copy.line(work.container, 0),
        "publisher": copy.line(work.publisher, 0),
    }
    fields |= {name.lower(): text for name, text in work.plain.items()}
    yield from (f"    {name}: {quoted(text)}" for name, text in fields.items() if text)
    if work.authors:
        yield "    author:"
    for name in work.authors:
        parts = {"family": name.family, "given": name.given, "literal": name.literal}
        yield f"      - {{{', '.join(f'{part}: {quoted(text)}' for part, text in parts.items() if text)}}}"
    if work.et_al:
        yield "    et_al: true"


# ---------------------------------------------------------------- the body


@dataclass(slots=True)
class _BodyWriter:
    """Writes passages as blocks; ``speakers`` are the keys of a conversation, ``pictures`` paths by name.

    ``lists`` is the number of lists in a row.
    """

    copy: InlineWriter
    speakers: tuple[str, ...]
    pictures: Mapping[str, str]
    boxed: bool = False
    lists: int = 0
    after_list: bool = False

    def body(self, parts: Sequence[Passage], is_news: bool) -> str:
        """The whole body: blocks separated by empty lines, then the notes that it calls."""
        parts = list(_with_levels(parts))
        blocks = list(self._items(parts)) if is_news else [text for part in parts for text in self._blocks(part)]
        return "\n\n".join([*_with_turns(blocks), *self.copy.definitions()]) + "\n"

    def _blocks(self, part: Passage) -> Iterator[str]:
        """The blocks of a passage: usually one, none where it has no text."""
        for text in self._written(part):
            if text.strip():
                self.after_list = isinstance(part, Listing)
                yield text

    def _written(self, part: Passage) -> Iterator[str]:
        match part:
            case TurnStart():
                yield f"**{part.speaker}:**"
            case Prose():
                yield self._paragraph(part)
            case Heading():
                text = self.copy.line(part.inline, part.line)
                yield f"{'#' * (3 if self.boxed else part.level)} {_closed(text)}" if text else ""
            case Listing():
                self.lists = self.lists + 1 if self.after_list else 1
                yield "\n".join(self._list_lines(part, 0))
                yield from self._moved_out(part)
            case Quotation():
                yield "\n".join(f"> {line}".rstrip() for line in _spaced(self._inner(part.passages, 1)))
                yield from self._moved_out(part)
            case Grid():
                yield self._grid(part)
            case Picture():
                yield from self._picture(part)
            case Boxed():
                yield self._box(part)

    def _paragraph(self, part: Prose) -> str:
        text = self.copy.write(part.inline, part.line, notes=not self.boxed)
        if self.speakers:
            if mark := _SPEAKER_MARK.match(text):
                text = mark[0].replace(":", r"\:") + text[mark.end() :]
            key = next((key for key in self.speakers if text.startswith(f"{key}:")), None)
            text = text if key is None else f"{key}\\:{text[len(key) + 1 :]}"
        return text

    def _moved_out(self, part: Passage) -> Iterator[str]:
        """The tables and pictures of a list or a quotation, which they follow."""
        for passage in walk([part]):
            if isinstance(passage, Grid | Picture):
                self.copy.moved.append((passage.line, "it was in a list or a quotation, and now follows it"))
                yield from self._blocks(passage)

    def _list_lines(self, part: Listing, depth: int) -> list[str]:
        lines: list[str] = []
        number = part.start if 0 <= part.start < 10**8 else 1
        parity = (self.lists + 1) % 2  # lists in a row have different marks: the same would join them
        for item in part.items:
            mark = f"{number}{'.)'[parity]} " if part.ordered else f"{'-+'[parity]} " * (not part.labelled)
            written = _spaced(self._inner(item, depth))
            if written:
                box = _BOXES.get(written[0][:2])
                written[0] = box + written[0][2:] if box else written[0]
                lines += [""] if part.labelled and lines else []
                indent = " " * len(mark)
                lines += [mark + written[0], *(indent + line if line else "" for line in written[1:])]
                number += 1
        return lines

    def _inner(self, passages: Sequence[Passage], depth: int) -> Iterator[list[str]]:
        """The text blocks in an item or a quotation, each as its lines; deeper blocks are raised to this depth."""
        for passage in passages:
            match passage:
                case Prose() | Heading():
                    notes = not self.boxed and isinstance(passage, Prose)
                    yield self.copy.write(passage.inline, passage.line, notes=notes).split("\n")
                case Listing() if depth < _DEEP_AT_MOST:
                    yield self._list_lines(passage, depth + 1)
                case Listing() | Quotation():
                    texts = (one for one in walk([passage]) if isinstance(one, Prose | Heading))
                    for one in texts:
                        yield self.copy.write(one.inline, one.line, notes=not self.boxed).split("\n")

    def _grid(self, part: Grid) -> str:
        rows = (part.head, *part.rows) if part.rows else ((), part.head)
        columns = max(map(len, rows))
        written = [[self.copy.line(cell, part.line).replace("|", r"\|") for cell in row] for row in rows]
        if not any(map(any, written)):
            return ""
        table = [f"| {' | '.join(row + [''] * (columns - len(row)))} |" for row in written]
        table.insert(1, f"|{' --- |' * columns}")
        caption = self.copy.line(part.caption, part.line)
        return "\n".join([f":::{{table}} {caption}", "", *table, ":::"] if caption else table)

    def _picture(self, part: Picture) -> Iterator[str]:
        caption = self.copy.line(part.caption, part.line)
        path = self.pictures.get(part.name, "")
        if not path:
            yield from (caption, self.copy.line(plain(part.credit), part.line))
            return
        lines = [f":::{{figure}} {path}"]
        lines += [f":label: {part.label}"] if part.label else []
        lines += [f":alt: {' '.join(part.alt.split())}"] if part.alt.strip() else []
        lines += [f":credit: {self.copy.line(plain(part.credit), part.line)}"] if part.credit.strip() else []
        yield "\n".join([*lines, *(["", caption] if caption else []), ":::"])

    def _box(self, part: Boxed) -> str:
        title = self.copy.line(part.title, part.line)
        self.boxed = True
        blocks = [text for passage in part.passages for text in self._blocks(passage)]
        self.boxed = False
        if not blocks:
            return ""
        fence = "::::" if any(block.startswith(":::") for block in blocks) else ":::"
        place = [":place: here"] if part.kind == "note" and not part.title else []
        return "\n".join([f"{fence}{{{part.kind}}} {title}".rstrip(), *place, "", "\n\n".join(blocks), fence])

    def _items(self, parts: Sequence[Passage]) -> Iterator[str]:
        """News: every heading of level 2 is an item with what follows it, or a paragraph where nothing follows."""
        title = ""
        blocks: list[str] = []
        for part in (*parts, None):
            if part is not None and not (isinstance(part, Heading) and part.level == 2):
                blocks += self._blocks(part)
                continue
            if title and blocks:
                yield "\n\n".join([f":::::{{item}} {title}", *blocks, ":::::"])
            else:
                yield from [title] * bool(title) + blocks
            blocks = []
            if part is not None:
                title = self.copy.line(part.inline, part.line)


def _spaced(blocks: Iterator[list[str]]) -> list[str]:
    """The lines of blocks, with an empty line between blocks and without empty blocks."""
    lines: list[str] = []
    for block in blocks:
        if any(block):
            lines += ["", *block] if lines else block
    return lines


def _closed(text: str) -> str:
    """A heading with its last ``#`` escaped, which would close it."""
    words = text.rstrip("#")
    return words + r"\#" * (len(text) - len(words))


def _with_turns(blocks: Sequence[str]) -> Iterator[str]:
    """The blocks, each speaker's mark together with the paragraph that it starts."""
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
    """The parts with headings of levels 2 and 3 only, the first of level 2; headings without text are left out."""
    highest = min((part.level for part in parts if isinstance(part, Heading)), default=0)
    opened = False
    for part in parts:
        if not isinstance(part, Heading):
            yield part
            continue
        if text_in(part):
            yield replace(part, level=3 if opened and part.level > highest else 2)
        opened = True
