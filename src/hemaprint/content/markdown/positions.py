"""Where every character of a body stands in its file."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from hemaprint.errors import Location


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of inline Markdown. ``marks``: for each of its lines, offset in ``text``, line and column in the file."""

    text: str
    path: Path
    marks: tuple[tuple[int, int, int], ...]

    @classmethod
    def at(cls, text: str, location: Location) -> Fragment:
        """A piece that starts at ``location``; further lines of it start in column 1."""
        marks = [(0, location.line, max(location.column, 1))]
        offset = text.find("\n")
        while offset >= 0:
            marks.append((offset + 1, marks[-1][1] + 1, 1))
            offset = text.find("\n", offset + 1)
        return cls(text, location.path, tuple(marks))

    def locate(self, offset: int) -> Location:
        """The place in the file of a character of ``text``."""
        index = bisect_right(self.marks, offset, key=lambda mark: mark[0]) - 1
        start, line, column = self.marks[index]
        return Location(self.path, line, column + offset - start)

    def part(self, start: int, end: int | None = None) -> Fragment:
        """The piece from ``start`` to ``end``, outer white space left out."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        first = self.locate(start)
        later = [(mark - start, line, column) for mark, line, column in self.marks if start < mark <= start + len(text)]
        return Fragment(text, self.path, ((0, first.line, first.column), *later))


@dataclass(frozen=True, slots=True)
class Source:
    """The lines of a body; ``first_line`` is the line of the file (from 1) that ``lines[0]`` is."""

    path: Path
    lines: tuple[str, ...]
    first_line: int

    def at(self, index: int, column: int = 1) -> Location:
        """The place of a column (from 1) of ``lines[index]``."""
        return Location(self.path, self.first_line + index, column)

    def start_of(self, index: int) -> Location:
        """The place of the first character of a line that is not white space."""
        line = self.lines[index]
        return self.at(index, len(line) - len(line.lstrip()) + 1)

    def fragment(self, content: str, index: int) -> Fragment:
        """The inline ``content`` that markdown-it cut, without markers and indents, out of the lines from ``index``."""
        while index < len(self.lines) - 1 and not self.lines[index].strip():
            index += 1  # markdown-it leaves lines out at the start that hold nothing but a no-break space
        marks: list[tuple[int, int, int]] = []
        offset = 0
        for number, part in enumerate(content.split("\n"), start=index):
            line = self.lines[number].rstrip() if number < len(self.lines) else ""
            column = len(line) - len(part) if line.endswith(part) else max(line.find(part), 0)
            marks.append((offset, self.first_line + min(number, len(self.lines) - 1), column + 1))
            offset += len(part) + 1
        return Fragment(content, self.path, tuple(marks))

    def piece(self, index: int, start: int, end: int) -> Fragment:
        """Characters ``start`` to ``end`` (from 0) of one line."""
        return Fragment.at(self.lines[index][start:end], self.at(index, start + 1)).part(0)
