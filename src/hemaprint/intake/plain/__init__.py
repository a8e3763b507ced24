# SPDX-License-Identifier: MIT
"""Read a plain text as passages: lines are joined to paragraphs, lists, quotations and tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise, takewhile
from pathlib import Path

from hemaprint.intake import Options
from hemaprint.intake.encodings import decode
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
from hemaprint.intake.plain.lines import Line, without_artefacts
from hemaprint.intake.plain.typed import (
    LONGEST_PART,
    SENTENCE_END,
    Joiner,
    Shape,
    columns,
    follows,
    is_certain,
    item_of,
    places_of,
    value_of,
)

_RULE = re.compile(r"[-=*_~#—–·•. ]{3,}")
_HEAD = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>\S.*?)(?:(?<!\s)\s+#+)?")
_QUOTED = re.compile(r"(?:>\s?)+(?P<text>.*)")
_NOTE = re.compile(r"\[\^(?P<key>[^\[\]\s]{1,30})\]:\s*(?P<text>\S.*)")
_CALL = re.compile(r"\[\^(?P<key>[^\[\]\s]{1,30})\]")
_DEEP_AT_MOST = 4
_INDENTED_AT_LEAST = 4
_NEAR = 12
"""Lines around an item among which its neighbours are sought."""


def read_text_file(path: Path, data: bytes, options: Options, default_language: str) -> Raw:
    """The passages of a plain text; ``data`` are the bytes of ``path``. Raises ContentError where it cannot be read."""
    text, doubts = decode(data, path, options.encoding)
    language = options.language or language_of(text, default_language)
    lines, left_out, mail = without_artefacts(Line(number, raw) for number, raw in enumerate(text.split("\n"), 1))
    reader = _TextReader(lines, Joiner.of(text, language), frozenset(one.line for one in left_out))
    return Raw(
        path=path,
        decoded=text,
        kind="text",
        passages=tuple(reader.passages()),
        words_of=text,
        notes=reader.notes,
        metadata=Metadata(title=mail.subject, asks=mail.quoted, answers=mail.writer if mail.quoted else ""),
        doubts=(*doubts, *reader.doubts()),
        left_out=(*left_out, *reader.left_out),
        respelled=reader.joiner.respelled,
    )


class _TextReader:
    """A walk through the lines of one text; ``removed`` are the numbers of lines that were left out before."""

    def __init__(self, lines: list[Line], joiner: Joiner, removed: frozenset[int]) -> None:
        self.lines, self.joiner, self.removed = lines, joiner, removed
        self.shape = Shape.of(lines)
        self.at = 0
        self.left_out: list[LeftOut] = []
        self.notes: dict[str, Note] = {}

    def passages(self) -> Iterator[Passage]:
        """Everything in order."""
        self._gather_notes()
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.text or _RULE.fullmatch(line.text):
                self.at += 1
            else:
                yield self._passage(line)

    def doubts(self) -> Iterator[Doubt]:
        """Words whose hyphen was decided by their form alone."""
        for joint in self.joiner.joints:
            if joint.verdict.endswith("?"):
                message = f'"{joint.parts[0]}-" at the end of a line and "{joint.parts[1]}" became "{joint.word}"'
                yield Doubt("HP502", joint.line, message, "no dictionary has the word: correct it in the article")

    # ------------------------------------------------------------ kinds of lines

    def _passage(self, line: Line) -> Passage:
        if head := _HEAD.fullmatch(line.text):
            self.at += 1
            return Heading(line=line.number, inline=self._inline(head["text"]), level=len(head["marks"]))
        if level := self._underlined():
            self.at += 2
            return Heading(line=line.number, inline=self._inline(line.text), level=level)
        if self._starts_table():
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

    def _starts_table(self) -> bool:
        return self._is_row(self.at) and self._is_row(self.at + 1)

    def _table(self) -> Grid:
        start = self.at
        while self._is_row(self.at):
            self.at += 1
        rows = [[self._inline(cell.strip()) for cell in line.text.split("\t")] for line in self.lines[start : self.at]]
        width = max(len(row) for row in rows)
        head, *others = [(*row, *[()] * (width - len(row))) for row in rows]
        return Grid(line=self.lines[start].number, head=head, rows=tuple(others))

    def _quotation(self) -> Quotation:
        start = self.at
        while _QUOTED.match(self._line(self.at).text):
            self.at += 1
        inner = [Line(line.number, _QUOTED.sub(r"\g<text>", line.text)) for line in self.lines[start : self.at]]
        return Quotation(line=inner[0].number, passages=self._inside(inner))

    def _inside(self, lines: list[Line]) -> tuple[Passage, ...]:
        """Lines of a quotation, read as their own text."""
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
        least = self.shape.indent + _INDENTED_AT_LEAST
        if line.indent < least or (self.at and self.lines[self.at - 1].text):
            return False
        lead = lead_of(line.text)
        if (lead and lead.form == "marked") or self.shape.is_said(line.text) or "\u3000" in line.raw[:2]:
            return False
        return all(other.indent >= least for other in self._block())

    def _block(self) -> list[Line]:
        """The lines up to the next empty one."""
        ahead = (self.lines[at] for at in range(self.at, len(self.lines)))
        return list(takewhile(lambda line: line.text, ahead))

    def _set_in(self) -> Quotation:
        block = self._block()
        self.at += len(block)
        return Quotation(line=block[0].number, passages=self._inside(block))

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
        """Move to the line after a page number and its neighbours, where a sentence continues there."""
        index = self.at
        while index < len(self.lines) - 1 and not self.lines[index].text:
            index += 1
        between = {line.number for line in self.lines[self.at : index]}
        open_sentence = not SENTENCE_END.search(last.text) and self.lines[index].text[:1].islower()
        if between & self.removed and open_sentence:
            self.at = index

    def _starts_something(self) -> bool:
        text = self._line(self.at).text
        if _HEAD.fullmatch(text) or _RULE.fullmatch(text) or _QUOTED.match(text):
            return True
        if self._starts_list(self.at) or self._starts_table():
            return True
        before = self._line(self.at - 1) if self.at else Line(0, "")
        return self.shape.is_said(text) or self.shape.is_label(before, text) or self._is_lettered(self.at)

    def _join(self, run: list[Line]) -> str:
        """Lines as one text. Only its end matters for the next line; the rest is put aside."""
        done: list[str] = []
        text = run[0].text
        for before, line in pairwise(run):
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
        """The item nearest to a line, over empty lines and the lines that continue an item."""
        indent = self.lines[index].indent
        for at in range(index + step, index + _NEAR * step + step, step):
            if not 0 <= at < len(self.lines):
                return None
            if match := self._item(at):
                return match
            line = self.lines[at]
            is_other = line.text and line.indent <= indent and not places_of(line.text)
            if is_other and not self.shape.goes_on(self._line(at - 1), line):
                return None
        return None

    def _is_lettered(self, index: int) -> bool:
        """Whether a line is one of a series such as a), b) or i., ii.: each is a paragraph that keeps its mark."""
        places = places_of(self._line(index).text)
        if not places:
            return False
        beside = {(series, place + step) for series, place in places for step in (-1, 1)}
        around = range(max(index - _NEAR, 0), min(index + _NEAR, len(self.lines)))
        return any(places_of(self.lines[at].text) & beside for at in around)

    def _list(self, depth: int) -> Listing:
        first = self._item(self.at)
        assert first is not None
        base = self.lines[self.at].indent
        start = value_of(first)
        ordered = start is not None
        items: list[tuple[Passage, ...]] = []
        while (match := self._item_here(base, ordered)) is not None:
            if start is not None and value_of(match) != start + len(items):
                break  # another list, which keeps its number
            items.append(self._list_item(match, base, depth))
            self._over_empty_lines(base)
        return Listing(line=items[0][0].line, items=tuple(items), ordered=ordered, start=1 if start is None else start)

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
        """Move to the next item, where at most one empty line is between."""
        index = self.at + 1 if not self._line(self.at).text else self.at
        if self._item(index) and abs(self._line(index).indent - base) <= 1:
            self.at = index

    # ------------------------------------------------------------ notes and faces

    def _gather_notes(self) -> None:
        """Take out the notes: paragraphs ``[^1]: text`` that are called once in the text."""
        whole = "\n".join(line.raw for line in self.lines if not _NOTE.match(line.text))
        calls = Counter(match["key"] for match in _CALL.finditer(whole))
        for index, line in enumerate(self.lines):
            match = _NOTE.fullmatch(line.text)
            if match and calls[match["key"]] == 1 and match["key"] not in self.notes:
                self.notes[match["key"]] = Note(line.number, plain(match["text"]))
                for what in ("mark", "call"):
                    why = f"the {what} of a note: the layout numbers notes"
                    self.left_out.append(LeftOut(line.number, match["key"], why))
                self.lines[index] = Line(line.number, "")

    def _inline(self, text: str) -> Inline:
        spans: list[TextRun] = []
        start = 0
        for match in _CALL.finditer(text):
            if match["key"] in self.notes:
                spans += [*plain(text[start : match.start()]), TextRun("", note=match["key"])]
                start = match.end()
        return (*spans, *plain(text[start:]))
