"""Print what a compositor would mark in finished issues: ``python -m measured [-v] [FOLDER] PDF [[FOLDER] PDF ...]``.

A folder is that of the issue: the copy of the PDF behind it is compared with its manuscripts. ``-v`` adds the places.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from measured import columns, manuscripts, paragraphs, shown
from measured.book import Book
from measured.faults import Share
from measured.reading import read

Found = list[str] | Share
ROWS: tuple[tuple[str, Callable[[Book], Found]], ...] = (
    ("lines off the grid", shown.off_grid),
    ("text on text", shown.text_on_text),
    ("text on pictures", shown.text_on_pictures),
    ("text outside the type area", shown.outside),
    ("holes of more than 3 lines inside an article", columns.holes),
    ("sheets whose columns end unlike each other", columns.uneven_feet),
    ("last lines of one word", paragraphs.runts),
    ("last lines that are the rest of a word", paragraphs.remnants),
    ("lines under 85 % of the measure", paragraphs.short_lines),
    ("divided lines", paragraphs.divided),
    ("ladders of 3", paragraphs.ladders),
    ("words divided between pages", paragraphs.divided_at_a_turn),
    ("spaces of justified copy outside 80 to 135 %", paragraphs.uneven_spaces),
    ("figures and tables far from their mention, or before it", shown.far_figures),
    ("headings and questions alone at a foot", columns.heads_at_a_foot),
    ("widows", columns.widows),
    ("orphans", columns.orphans),
    ("pull quotes with their words, or above half a sentence", shown.pull_quotes),
    ("last sheets less than half full, and nothing at the foot", columns.last_sheets),
)
COPY: tuple[tuple[str, Callable[[Book, Path], list[str]]], ...] = (
    ("pieces of copy lost", manuscripts.lost),
    ("pieces of copy doubled", manuscripts.doubled),
)
"""What only the manuscripts tell."""


def main(arguments: Sequence[str]) -> None:
    """A table with a column for each file; with ``-v`` the places of each fault under it."""
    issues = list(_issues([argument for argument in arguments if argument != "-v"]))
    table: list[tuple[str, list[Found | None]]] = [(name, []) for name, _ in (*COPY, *ROWS)]
    for folder, path in issues:
        book = read(path)
        found = [measure(book, folder) if folder else None for _, measure in COPY]
        for (_, row), one in zip(table, (*found, *(measure(book) for _, measure in ROWS)), strict=True):
            row.append(one)
    print("|", " | ".join(("", *(path.stem for _, path in issues))), "|")
    print("|---" * (len(issues) + 1) + "|")
    for name, row in table:
        print("|", " | ".join((name, *map(_figure, row))), "|")
    if "-v" in arguments:
        print()
        for name, row in table:
            for (_, path), one in zip(issues, row, strict=True):
                print(
                    *(f"{path.stem}, {name}: {place}" for place in _all(one)), sep="\n", end="\n" if _all(one) else ""
                )


def _issues(arguments: Sequence[str]) -> Iterator[tuple[Path | None, Path]]:
    folder = None
    for path in map(Path, arguments):
        if path.is_dir():
            folder = path
        else:
            yield folder, path
            folder = None


def _figure(found: Found | None) -> str:
    if isinstance(found, Share):
        return f"{len(found.found)} of {found.of} ({found.part:.1%})"
    return "-" if found is None else str(len(found))


def _all(found: Found | None) -> Sequence[str]:
    return found.found if isinstance(found, Share) else found or ()


if __name__ == "__main__":
    main(sys.argv[1:])
