"""Which colon fence closes which directive."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hemaprint.content.markdown.asides import ADMONITIONS
from hemaprint.content.markdown.context import Problems
from hemaprint.content.markdown.positions import Source

_OPENING = re.compile(r"(?P<indent>[ \t]*)(?P<colons>:{3,})(?P<space>[ \t]*)\{(?P<name>[\w-]*)\}")
_CLOSING = re.compile(r" {0,3}(?P<colons>:{3,})[ \t]*")
_NEARLY = re.compile(
    r" {0,3}(?:::?[ \t]*\{[\w-]+\}|(?P<colons>:{3,})[ \t]*\{?\.?(?P<name>[\w-]*)[^\s:]?|`{3,}[ \t]*\{[\w-]+\})"
)
"""Also the divisions of pandoc and Quarto (``::: {.note}``) and the boxes of Docusaurus (``:::note``)."""
_BOXES = ("note", "sidebar", "about", "figure", "table")
_CODE = re.compile(r"[ \t]*(?P<mark>`{3,}(?!.*`)|~{3,})(?P<rest>.*)")
"""A fence of code; in the item of a list it may be indented."""
_HINT = "a directive opens with :::{name} at the left margin and closes with :::"


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
                hint = f"code opens with a bare word, ```python; {_HINT}"
            self.problems.error("HP113", f"{line.strip()[:40]} is not a directive", self.source.start_of(index), hint)
            if nearly["colons"]:
                self.strange.add(index)
                self.open_fences.append((index, len(nearly["colons"])))

    def _check_opening(self, index: int, opening: re.Match[str]) -> None:
        if opening["indent"] or opening["space"]:
            self.problems.error("HP113", "white space in an opening fence", self.source.start_of(index), _HINT)

    def _close(self, index: int, colons: int) -> None:
        depth = next((n for n in reversed(range(len(self.open_fences))) if self.open_fences[n][1] == colons), None)
        if depth is None:
            hint = "the innermost open fence has another number of colons" if self.open_fences else "remove it"
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
