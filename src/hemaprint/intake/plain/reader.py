"""A plain text -> passages: lines are joined to paragraphs, lists, quotations and tables."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hemaprint.intake import Options
from hemaprint.intake.files.decode import decode
from hemaprint.intake.labels import lead_of
from hemaprint.intake.language import language_of
from hemaprint.intake.passages import (
    Doubt,
    Grid,
    Heading,
    Inline,
    LeftOut,
    Listing,
    Metadata,
    Note,
    Passage,
    Prose,
    Quotation,
    Raw,
    TextRun,
    plain,
)
from hemaprint.intake.plain.hyphens import LONGEST_PART, Joiner
from hemaprint.intake.plain.items import follows, is_certain, item_of, places_of, value_of
from hemaprint.intake.plain.lines import without_artefacts
from hemaprint.intake.plain.mail import Line
from hemaprint.intake.plain.shape import SENTENCE_END, Shape, columns

_RULE = re.compile(r"[-=*_~#—–·•. ]{3,}")
_HEAD = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>\S.*?)(?:(?<!\s)\s+#+)?")
_QUOTED = re.compile(r"(?:>\s?)+(?P<text>.*)")
_NOTE = re.compile(r"\[\^(?P<key>[^\[\]\s]{1,30})\]:\s*(?P<text>\S.*)")
_CALL = re.compile(r"\[\^(?P<key>[^\[\]\s]{1,30})\]")
_DEEP_AT_MOST = 4
_INDENTED_AT_LEAST = 4
_SERIES_WITHIN = 12
"""Lines around a mark such as b) among which the one before or behind it stands."""


def read_text_file(path: Path, data: bytes, options: Options, default_language: str) -> Raw:
    """The passages of a plain text; ``data`` are the bytes of ``path``. Raises ContentError where it cannot be read."""
    text, doubts = decode(data, path, options.encoding)
    language = options.language or language_of(text, default_language)
    lines, left_out, mail = without_artefacts(Line(number, raw) for number, raw in enumerate(text.split("\n"), 1))
    shape = Shape.of(lines)
    reader = TextReader(lines, shape, Joiner.of(text, language), frozenset(one.line for one in left_out))
    passages = tuple(reader.passages())
    doubts += tuple(reader.doubts())
    notes = reader.called_notes()
    return Raw(
        path=path,
        decoded=text,
        kind="text",
        passages=passages,
        words_of=text,
        notes=notes,
        metadata=Metadata(title=mail.subject, asks=mail.quoted, answers=mail.writer if mail.quoted else ""),
        doubts=doubts,
        left_out=(*left_out, *reader.left_out),
        respelled=tuple((" ".join(joint.parts), joint.word) for joint in reader.joiner.joints if joint.is_joined),
    )


@dataclass(slots=True)
class TextReader:
    """Walks through the lines of one text."""

    lines: list[Line]
    shape: Shape
    joiner: Joiner
    removed: frozenset[int] = frozenset()
    """The numbers of lines that were left out before."""
    at: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    notes: dict[str, Note] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)

    def passages(self) -> Iterator[Passage]:
        """Everything in order."""
        self._gather_notes()
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.text or _RULE.fullmatch(line.text):
                self.at += 1
            else:
                yield self._passage(line)

    def called_notes(self) -> dict[str, Note]:
        """The notes of the text: those that are defined, and called once."""
        return self.notes

    def doubts(self) -> Iterator[Doubt]:
        """Words whose hyphen was decided by their form alone."""
        for joint in self.joiner.joints:
            if joint.verdict.endswith("?"):
                message = f'"{joint.parts[0]}-" at the end of a line and "{joint.parts[1]}" are set as "{joint.word}"'
                yield Doubt("HP502", joint.line, message, "no dictionary has the word: correct it in the article")

    # ------------------------------------------------------------ kinds of lines

    def _passage(self, line: Line) -> Passage:
        if head := _HEAD.fullmatch(line.text):
            self.at += 1
            return Heading(line=line.number, inline=self._inline(head["text"]), level=len(head["marks"]))
        if level := self._underlined():
            self.at += 2
            return Heading(line=line.number, inline=self._inline(line.text), level=level)
        if self._is_row(self.at) and self._is_row(self.at + 1):
            return self._table()
        if _QUOTED.match(line.text):
            return self._quotation()
        if self._starts_list(self.at):
            return self._list(0)
        if self._is_set_in(line):
            return self._set_in()
        return self._paragraph()

    def _line(self, index: int) -> Line:
        return self.lines[index] if index < len(self.lines) else Line(0, "")

    def _underlined(self) -> int:
        line, under = self._line(self.at), self._line(self.at + 1)
        before = self._line(self.at - 1).text if self.at else ""
        ruled = re.fullmatch(r"={3,}|-{3,}", under.text)
        if not ruled or before or "\t" in line.raw or abs(columns(line.text) - columns(under.text)) > 12:
            return 0
        return 1 if under.text[0] == "=" else 2

    def _is_row(self, index: int) -> bool:
        line = self._line(index)
        return "\t" in line.text and item_of(line.text) is None

    def _table(self) -> Grid:
        start = self.at
        while self._is_row(self.at):
            self.at += 1
        rows = [[self._inline(cell.strip()) for cell in line.text.split("\t")] for line in self.lines[start : self.at]]
        columns = max(len(row) for row in rows)
        padded = [tuple(row + [()] * (columns - len(row))) for row in rows]
        return Grid(line=self.lines[start].number, head=padded[0], rows=tuple(padded[1:]))

    def _quotation(self) -> Quotation:
        start = self.at
        while _QUOTED.match(self._line(self.at).text):
            self.at += 1
        inner = [Line(line.number, _QUOTED.sub(r"\g<text>", line.text)) for line in self.lines[start : self.at]]
        return Quotation(line=inner[0].number, passages=self._inside(inner))

    def _inside(self, lines: list[Line]) -> tuple[Passage, ...]:
        """Lines of a quotation, read as a text of their own."""
        paragraphs: list[Passage] = []
        run: list[Line] = []
        for line in [*lines, Line(0, "")]:
            if line.text and not (run and not self.shape.goes_on(run[-1], line)):
                run.append(line)
                continue
            if run:
                paragraphs.append(Prose(line=run[0].number, inline=self._inline(self._join(run))))
            run = [line] if line.text else []
        return tuple(paragraphs)

    def _is_set_in(self, line: Line) -> bool:
        """Whether a paragraph is indented as a whole, between empty lines: a quotation."""
        if line.indent < self.shape.indent + _INDENTED_AT_LEAST or (self.at and self._line(self.at - 1).text):
            return False
        end = self._end_of_block()
        block = self.lines[self.at : end]
        lead = lead_of(line.text)
        if (lead and lead.form == "marked") or self.shape.is_said(line.text) or "\u3000" in line.raw[:2]:
            return False
        return all(other.indent >= self.shape.indent + _INDENTED_AT_LEAST for other in block)

    def _end_of_block(self) -> int:
        end = self.at
        while self._line(end).text:
            end += 1
        return end

    def _set_in(self) -> Quotation:
        start, self.at = self.at, self._end_of_block()
        lines = self.lines[start : self.at]
        return Quotation(line=lines[0].number, passages=self._inside(lines))

    # ------------------------------------------------------------ paragraphs

    def _paragraph(self) -> Prose:
        run = [self.lines[self.at]]
        self.at += 1
        while self.at < len(self.lines):
            self._over_page_break(run[-1])
            line = self.lines[self.at]
            if not line.text or self._starts_something() or not self.shape.goes_on(run[-1], line):
                break
            run.append(line)
            self.at += 1
        return Prose(line=run[0].number, inline=self._inline(self._join(run)))

    def _over_page_break(self, last: Line) -> None:
        """To the line after a page number and what stood with it, where a sentence goes on there."""
        index = self.at
        while index < len(self.lines) - 1 and not self.lines[index].text:
            index += 1
        between = {line.number for line in self.lines[self.at : index]}
        open_sentence = not SENTENCE_END.search(last.text) and self.lines[index].text[:1].islower()
        if between & self.removed and open_sentence:
            self.at = index

    def _starts_something(self) -> bool:
        text = self._line(self.at).text
        if _HEAD.fullmatch(text) or _RULE.fullmatch(text) or _QUOTED.match(text) or self._starts_list(self.at):
            return True
        if self._is_row(self.at) and self._is_row(self.at + 1):
            return True
        before = self._line(self.at - 1) if self.at else Line(0, "")
        return self.shape.is_said(text) or self.shape.is_label(before, text) or self._is_lettered(self.at)

    def _join(self, run: list[Line]) -> str:
        """Lines as one text. Only its end is looked at for the next line, and the rest put aside."""
        done: list[str] = []
        text = run[0].text
        for before, line in itertools.pairwise(run):
            text = self.joiner.join(before.number, text, line.text)
            end = len(text) - LONGEST_PART
            cut = max(text.rfind(" ", 0, end), text.rfind("-", 0, end)) + 1 if end > 0 else 0
            done.append(text[:cut])
            text = text[cut:]
        return "".join(done) + text

    # ------------------------------------------------------------ lists

    def _item(self, index: int) -> re.Match[str] | None:
        return item_of(self._line(index).text)

    def _starts_list(self, index: int) -> bool:
        """One certain bullet is a list; a dash, an asterisk or a number needs a neighbour of its kind."""
        match = self._item(index)
        if match is None or "\t" in match["text"] or self.shape.is_said(self._line(index).text):
            return False
        if is_certain(match):
            return True
        around = (self._neighbour(index, 1), self._neighbour(index, -1))
        return any(other is not None and follows(match, other) for other in around)

    def _neighbour(self, index: int, step: int) -> re.Match[str] | None:
        """The item nearest to a line, over at most one empty line and the lines that go on an item."""
        start, lines = self._line(index), 0
        index += step
        while 0 <= index < len(self.lines) and lines < 12:
            line = self._line(index)
            if match := self._item(index):
                return match
            if (
                line.text
                and line.indent <= start.indent
                and not places_of(line.text)
                and not self.shape.goes_on(self._line(index - 1), line)
            ):
                return None
            index += step
            lines += 1
        return None

    def _is_lettered(self, index: int) -> bool:
        """Whether a line is one of a series such as a), b) or i., ii.: each is a paragraph that keeps its mark."""
        places = places_of(self._line(index).text)
        if not places:
            return False
        beside = {(series, place + step) for series, place in places for step in (-1, 1)}
        around = range(max(index - _SERIES_WITHIN, 0), min(index + _SERIES_WITHIN, len(self.lines)))
        return any(places_of(self.lines[at].text) & beside for at in around)

    def _list(self, depth: int) -> Listing:
        first = self._item(self.at)
        assert first is not None
        base = self.lines[self.at].indent
        ordered = value_of(first) is not None
        items: list[tuple[Passage, ...]] = []
        while (match := self._item_here(base, ordered)) is not None:
            if ordered and items and value_of(match) != (value_of(first) or 0) + len(items):
                break  # a list of its own, which keeps its number
            items.append(self._list_item(match, base, depth))
            self._over_empty_lines(base)
        number = value_of(first)
        line = next(passage.line for passage in items[0])
        return Listing(line=line, items=tuple(items), ordered=ordered, start=number if number is not None else 1)

    def _item_here(self, base: int, ordered: bool) -> re.Match[str] | None:
        line = self._line(self.at)
        match = self._item(self.at)
        if match is None or "\t" in match["text"] or (value_of(match) is not None) != ordered:
            return None
        return match if abs(line.indent - base) <= 1 else None

    def _list_item(self, match: re.Match[str], base: int, depth: int) -> tuple[Passage, ...]:
        line = self.lines[self.at]
        if value_of(match) is not None or match["mark"] == "o":
            self.left_out.append(LeftOut(line.number, match["mark"], "the mark of a list item: the layout sets it"))
        run = [Line(line.number, match["text"])]
        last = line
        self.at += 1
        while self._line(self.at).text and not self._starts_something_in_list():
            following = self._line(self.at)
            if following.indent <= base and not self.shape.goes_on(last, following):
                break
            run.append(following)
            last = following
            self.at += 1
        parts: list[Passage] = [Prose(line=line.number, inline=self._inline(self._join(run)))]
        if depth < _DEEP_AT_MOST and self._item(self.at) and self._line(self.at).indent > base + 1:
            parts.append(self._list(depth + 1))
        return tuple(parts)

    def _starts_something_in_list(self) -> bool:
        text = self._line(self.at).text
        return bool(_HEAD.fullmatch(text) or _RULE.fullmatch(text) or self._item(self.at) or self._starts_something())

    def _over_empty_lines(self, base: int) -> None:
        """To the next item, where only empty lines lie between."""
        index = self.at
        while index < len(self.lines) and not self.lines[index].text:
            index += 1
        if index - self.at <= 1 and self._item(index) and abs(self._line(index).indent - base) <= 1:
            self.at = index

    # ------------------------------------------------------------ notes and faces

    def _gather_notes(self) -> None:
        """Paragraphs ``[^1]: text`` whose call stands once in the text are notes, and leave the running text."""
        whole = "\n".join(line.raw for line in self.lines if not _NOTE.match(line.text))
        self.calls = Counter(match["key"] for match in _CALL.finditer(whole))
        for index, line in enumerate(self.lines):
            match = _NOTE.fullmatch(line.text)
            if match and self.calls[match["key"]] == 1 and match["key"] not in self.notes:
                self.notes[match["key"]] = Note(line.number, plain(match["text"]))
                self.left_out.append(LeftOut(line.number, match["key"], "the mark of a note: the layout numbers notes"))
                self.left_out.append(LeftOut(line.number, match["key"], "the call of a note: the layout numbers notes"))
                self.lines[index] = Line(line.number, "")

    def _inline(self, text: str) -> Inline:
        spans: list[TextRun] = []
        start = 0
        for match in _CALL.finditer(text):
            if match["key"] in self.notes:
                spans += [*plain(text[start : match.start()]), TextRun("", note=match["key"])]
                start = match.end()
        return (*spans, *plain(text[start:]))
