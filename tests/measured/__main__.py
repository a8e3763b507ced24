"""Print what a compositor would mark in finished issues; with ``-v`` the places, too."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from measured import faults
from measured.book import Book, read
from measured.faults import Share

ROWS: tuple[tuple[str, Callable[[Book], list[str] | Share]], ...] = (
    ("lines off the grid", faults.off_grid),
    ("glyphs on glyphs or pictures", faults.overlaps),
    ("holes of more than 3 lines inside an article", faults.holes),
    ("sheets whose columns end unlike each other", faults.uneven_feet),
    ("last lines of one word", faults.runts),
    ("last lines that are the rest of a word", faults.remnants),
    ("lines under 85 % of the measure", faults.short_lines),
    ("divided lines", faults.divided),
    ("ladders of 3", faults.ladders),
    ("words divided between pages", faults.divided_at_a_turn),
    ("headings at the foot of a column", faults.heads_at_a_foot),
    ("widows", faults.widows),
    ("orphans", faults.orphans),
)


def main(arguments: Sequence[str]) -> None:
    """A table with a column for each file; with ``-v`` the places of each fault under it."""
    paths = [Path(argument) for argument in arguments if argument != "-v"]
    books = [read(path) for path in paths]
    print("|", " | ".join(("", *(path.stem for path in paths))), "|")
    print("|---" * (len(paths) + 1) + "|")
    places = []
    for name, measure in ROWS:
        found = [measure(book) for book in books]
        print("|", " | ".join((name, *map(_figure, found))), "|")
        places += [
            f"{name}: {path.stem}, {place}" for path, one in zip(paths, found, strict=True) for place in _all(one)
        ]
    if "-v" in arguments:
        print("", *places, sep="\n")


def _figure(found: list[str] | Share) -> str:
    if isinstance(found, Share):
        return f"{len(found.found)} of {found.of} ({found.part:.1%})"
    return str(len(found))


def _all(found: list[str] | Share) -> Sequence[str]:
    return found.found if isinstance(found, Share) else found


if __name__ == "__main__":
    main(sys.argv[1:])
