"""Print what a compositor would mark in finished issues: ``python -m measured [-v] [FOLDER] PDF [[FOLDER] PDF ...]``.

A folder is that of the issue: the copy of the PDF behind it is compared with its manuscripts. ``-v`` adds the places.
``--together NAME PDF...``: what comes behind is one column of the table, under this name.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from hemaprint.copydesk.measures.faults import Share
from hemaprint.copydesk.measures.reading import read
from measured.rows import COPY, ROWS, Found, places


def main(arguments: Sequence[str]) -> None:
    """A table with a column for each file, or for files together; with ``-v`` the places of each fault under it."""
    table: dict[str, dict[str, Found | None]] = {}
    for name, folder, path in _issues([argument for argument in arguments if argument != "-v"]):
        book = read(path)
        column = table.setdefault(name, {})
        for row, compare in COPY:
            column[row] = _sum(column.get(row), compare(book, folder) if folder else None, path)
        for one in ROWS:
            column[one.name] = _sum(column.get(one.name), one.measure(book), path)
    print("|", " | ".join(("", *table, "wanted")), "|")
    print("|---" * (len(table) + 2) + "|")
    wanted = {row: "0" for row, _ in COPY} | {row.name: f"{row.wanted:.0%}" if row.wanted else "0" for row in ROWS}
    for row, limit in wanted.items():
        print("|", " | ".join((row, *(_figure(column[row]) for column in table.values()), limit)), "|")
    if "-v" in arguments:
        for row in wanted:
            print("", f"## {row}", sep="\n")
            for column in table.values():
                for place in places(column[row] or []):
                    print(place)


def _issues(arguments: Sequence[str]) -> Iterator[tuple[str, Path | None, Path]]:
    """The name of its column, the folder and the PDF of each issue."""
    folder, together = None, ""
    rest = iter(arguments)
    for argument in rest:
        path = Path(argument)
        if argument == "--together":
            together = next(rest)
        elif path.is_dir():
            folder = path
        else:
            yield together or path.stem, folder, path
            folder = None


def _sum(before: Found | None, found: Found | None, path: Path) -> Found | None:
    """A measure of several files: their faults, of all that could have them."""
    if found is None:
        return before
    named = [*places(before or []), *(f"{path.stem}, {one}" for one in places(found))]
    if isinstance(found, Share):
        return Share(tuple(named), found.of + (before.of if isinstance(before, Share) else 0))
    return named


def _figure(found: Found | None) -> str:
    if isinstance(found, Share):
        return f"{len(found.found)} of {found.of} ({found.part:.1%})"
    return "-" if found is None else str(len(found))


if __name__ == "__main__":
    main(sys.argv[1:])
