# SPDX-License-Identifier: MIT
"""Know where every character of a body is in its file, and find the fences of its directives."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from hemaprint.content.models import Reference
from hemaprint.content.spans import Citation, Cited, Copy
from hemaprint.errors import Location, Problem, Severity

ADMONITIONS = frozenset(
    {
        "admonition", "attention", "caution", "danger", "error", "hint", "important", "seealso", "tip", "todo",
        "warning",
    }
)  # fmt: skip
"""The admonitions of MyST and Docutils, except ``note``, which is our directive."""


@dataclass(slots=True)
class Problems:
    """The problems found so far."""

    found: list[Problem] = field(default_factory=list)

    def error(self, code: str, message: str, location: Location, hint: str = "") -> None:
        """Report something that must be fixed."""
        self.found.append(Problem(code, message, location, hint))

    def warning(self, code: str, message: str, location: Location, hint: str = "") -> None:
        """Report something that an editor should look at."""
        self.found.append(Problem(code, message, location, hint, Severity.WARNING))

    def stand_at(self, location: Location) -> bool:
        """Whether a problem at this place is known already."""
        return any(problem.location == location for problem in self.found)

    def sorted(self) -> tuple[Problem, ...]:
        """Each problem once, in the order of the file."""
        return tuple(sorted(dict.fromkeys(self.found), key=lambda problem: problem.sort_key))


class ReferenceStyle(Protocol):
    """How references are cited, and listed."""

    @property
    def is_numbered(self) -> bool:
        """Whether citations and the list have numbers; other styles have labels such as "Pan 2024"."""

    def citation(self, slug: str, cited: tuple[Cited, ...]) -> Citation:
        """A citation in the article ``slug``, with the signs of the style."""

    def label(self, reference: Reference, locator: str, /) -> str:
        """What a style that is not numbered prints in a citation, without the signs around it."""

    def entry(self, reference: Reference) -> Copy:
        """An entry of the list without its number."""

    def ordered(self, references: Sequence[Reference]) -> Sequence[Reference]:
        """The list, from the order of citation."""


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


# ---------------------------------------------------------------- fences

_OPENING = re.compile(r"(?P<indent>[ \t]*)(?P<colons>:{3,})(?P<space>[ \t]*)\{(?P<name>[\w-]*)\}")
_CLOSING = re.compile(r" {0,3}(?P<colons>:{3,})[ \t]*")
_NEARLY = re.compile(
    r" {0,3}(?:::?[ \t]*\{[\w-]+\}|(?P<colons>:{3,})[ \t]*\{?\.?(?P<name>[\w-]*)[^\s:]?|`{3,}[ \t]*\{[\w-]+\})"
)
"""Also the divisions of pandoc and Quarto (``::: {.note}``) and the boxes of Docusaurus (``:::note``)."""
_BOXES = ("note", "sidebar", "about", "figure", "table")
_CODE = re.compile(r"[ \t]*(?P<mark>`{3,}(?!.*`)|~{3,})(?P<rest>.*)")
"""A fence of code; in the item of a list it may be indented."""
_HINT = "open a directive with :::{name} at the left margin, and close it with :::"


@dataclass(frozen=True, slots=True)
class Fence:
    """The lines (from 0) of an opening fence and of its closing one; the end of the copy when ``closed`` is False.

    What a fence encloses that is not ``ours`` is read as if the fence were not there.
    """

    opening: int
    closing: int
    closed: bool = True
    ours: bool = True


@dataclass(slots=True)
class _Scan:
    source: Source
    problems: Problems
    open_fences: list[tuple[int, int]] = field(default_factory=list)
    strange: set[int] = field(default_factory=set)
    """The lines of opening fences of other dialects."""
    found: dict[int, Fence] = field(default_factory=dict)

    def line(self, index: int, line: str) -> None:
        opening, closing = _OPENING.match(line), _CLOSING.fullmatch(line)
        if opening:
            self._check_opening(index, opening)
            self.open_fences.append((index, len(opening["colons"])))
        elif closing:
            self._close(index, len(closing["colons"]))
        elif nearly := _NEARLY.match(line):
            name = (nearly["name"] or "").removeprefix("callout-")
            hint = f"write :::{{{name}}} at the left margin" if name in (*_BOXES, *ADMONITIONS) else _HINT
            if line.lstrip().startswith("`"):
                hint = f"open code with ```python; {_HINT}"
            self.problems.error("HP113", f"{line.strip()[:40]} is not a directive", self.source.start_of(index), hint)
            if nearly["colons"]:
                self.strange.add(index)
                self.open_fences.append((index, len(nearly["colons"])))

    def _check_opening(self, index: int, opening: re.Match[str]) -> None:
        if opening["indent"] or opening["space"]:
            self.problems.error("HP113", "an opening fence contains white space", self.source.start_of(index), _HINT)

    def _close(self, index: int, colons: int) -> None:
        depth = next((n for n in reversed(range(len(self.open_fences))) if self.open_fences[n][1] == colons), None)
        if depth is None:
            hint = "the innermost open fence has a different number of colons" if self.open_fences else "remove it"
            self.problems.error("HP112", "a closing fence closes nothing", self.source.start_of(index), hint)
            return
        for opening, _ in self.open_fences[depth + 1 :]:
            self._unclosed(opening, index)
        opening = self.open_fences[depth][0]
        self.found[opening] = Fence(opening, index, ours=opening not in self.strange)
        del self.open_fences[depth:]

    def _unclosed(self, opening: int, limit: int) -> None:
        if opening in self.strange:
            self.found[opening] = Fence(opening, opening + 1, closed=False, ours=False)
            return
        self.problems.error(
            "HP111", "a directive is not closed", self.source.at(opening), "write ::: after its last line"
        )
        lines = self.source.lines
        end = opening + 1
        while end < limit and lines[end].strip() and not _OPENING.match(lines[end]):
            end += 1
        self.found[opening] = Fence(opening, end, closed=False)

    def finish(self) -> dict[int, Fence]:
        """The fences found; those still open are reported."""
        for opening, _ in self.open_fences:
            self._unclosed(opening, len(self.source.lines))
        return self.found


def match_fences(source: Source, problems: Problems) -> dict[int, Fence]:
    """The fences of a body by their opening lines.

    A closing fence closes the innermost open one with as many colons, so that directives nest with or without more
    colons outside. An unclosed directive is taken to end before the next empty line.
    """
    scan = _Scan(source, problems)
    code = ""
    for index, line in enumerate(source.lines):
        match = _CODE.match(line)
        if code:
            if match and match["mark"].startswith(code) and not match["rest"].strip():
                code = ""
        elif match and not _NEARLY.match(line):
            code = match["mark"]
        else:
            scan.line(index, line)
    return scan.finish()
