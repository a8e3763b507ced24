# SPDX-License-Identifier: MIT
"""Build crosswords: a grid from a text file, and a clue for each of its words."""

from __future__ import annotations

import re
from pathlib import Path

from hemaprint.content.blocks import Crossword, Entry, Paragraph
from hemaprint.content.crossword import BLACK, Answer, CrosswordGrid
from hemaprint.content.images import inspect_file
from hemaprint.content.markdown.directives import Directive
from hemaprint.content.markdown.displayed import alternative_text
from hemaprint.content.markdown.draft import Draft, displayed_options
from hemaprint.content.markdown.lists import read_terms
from hemaprint.content.spans import joined, plain, text_of
from hemaprint.errors import Location
from hemaprint.project.text import read_text

LARGEST = 40
"""Squares of a side: more cannot be filled in on a page."""
_COUNTED = re.compile(r"\([\d,\- ]+\)$")


def build_crossword(draft: Draft, directive: Directive) -> Crossword | None:
    """The block of a crossword directive; None where its grid cannot be read.

    Under the directive every word of the grid has its clue, word first; with ``:solved: yes`` there are no clues, and
    the letters are printed.
    """
    alt, solved = alternative_text(draft, directive), directive.yes("solved")
    entries = read_terms(draft, directive)
    grid = _grid(draft, directive)
    if grid is None:
        return None
    if solved and entries:
        hint = "the solution is the grid alone: remove the clues, or :solved:"
        draft.problems.error("HP196", "a solved crossword has clues", directive.where("solved"), hint)
    across, down = ((), ()) if solved else _clues(draft, directive, grid, entries)
    return Crossword(
        **displayed_options(draft, directive),
        title=draft.display(directive.fragment("title")),
        grid=grid,
        alt=alt,
        solved=solved,
        across=across,
        down=down,
    )


def _grid(draft: Draft, directive: Directive) -> CrosswordGrid | None:
    if not directive.argument.text:
        return None
    context, location = draft.context, directive.argument.locate(0)
    path, problems = inspect_file(
        directive.argument.text, base=context.issue_dir, root=context.project_root, location=location
    )
    draft.problems.found += problems
    return _read(draft, path) if path is not None else None


def _read(draft: Draft, path: Path) -> CrosswordGrid | None:
    """The rows of a file: one line each, a letter for a square, ``#`` or a full stop for a black one."""
    text, problems = read_text(path)
    draft.problems.found += problems
    if not text:
        return None
    lines = [(index, line.strip().upper().replace(".", BLACK)) for index, line in enumerate(text.split("\n"), start=1)]
    rows = [(index, line) for index, line in lines if line]
    width, known = len(rows[0][1]), len(draft.problems.found)
    for index, line in rows:
        odd = next((at for at, sign in enumerate(line) if not (sign.isalpha() or sign == BLACK)), None)
        if odd is not None:
            hint = "write a letter in each square, and # for a black one"
            draft.problems.error("HP196", f'"{line[odd]}" is not a square', Location(path, index, odd + 1), hint)
        elif len(line) != width:
            message = f"this row has {len(line)} squares, the first has {width}"
            draft.problems.error("HP196", message, Location(path, index, 1), "write # for a black square")
    if max(width, len(rows)) > LARGEST:
        message = f"a grid of {width} by {len(rows)} squares"
        draft.problems.error("HP196", message, Location(path, 1, 1), f"{LARGEST} are the most that a page can hold")
    return CrosswordGrid(tuple(line for _, line in rows)) if len(draft.problems.found) == known else None


def _clues(
    draft: Draft, directive: Directive, grid: CrosswordGrid, entries: tuple[Entry, ...]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The clues across and down, by number, each with the letters of its words; both ways must agree."""
    by_letters: dict[str, Entry] = {}
    for entry in entries:
        letters, place = _letters(entry), Location(draft.source.path, entry.line, 1)
        if letters in by_letters:
            draft.problems.error("HP196", f"{letters} has two clues", place, "keep one of them")
        by_letters.setdefault(letters, entry)
    answers = list(grid.answers())
    missing = [answer for answer in answers if answer.letters not in by_letters]
    for answer in missing:
        message = f"{answer.letters}, {answer.number} {answer.direction}, has no clue"
        draft.problems.error("HP196", message, directive.location, "write the word on a line, and : clue under it")
    for letters in by_letters.keys() - {answer.letters for answer in answers}:
        place = Location(draft.source.path, by_letters[letters].line, 1)
        draft.problems.error("HP196", f"the grid has no word {letters}", place, "write it as in the grid")
    clued = [answer for answer in answers if answer.letters in by_letters]
    across, down = (
        tuple(_numbered(answer, by_letters[answer.letters]) for answer in clued if answer.direction == direction)
        for direction in ("across", "down")
    )
    return across, down


def _letters(entry: Entry) -> str:
    return "".join(sign for sign in text_of(entry.term) if sign.isalpha()).upper()


def _numbered(answer: Answer, entry: Entry) -> Entry:
    """A clue under its number, with the lengths of its words, unless it ends in them."""
    lengths = ",".join(str(len(word)) for word in re.split(r"[\s\u00a0-]+", text_of(entry.term)) if word)
    said = entry.said
    first = said[0][0] if said and said[0] else None
    if isinstance(first, Paragraph) and not _COUNTED.search(text_of(first.copy)):
        copy = joined((*first.copy, *plain(f"\u00a0({lengths})")))
        said = ((Paragraph(line=first.line, copy=copy), *said[0][1:]), *said[1:])
    return Entry(line=entry.line, term=plain(str(answer.number)), said=said)
