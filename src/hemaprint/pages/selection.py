"""Which pages are meant: "cover", "2", "5-8", "20-", separated by commas, by the numbers printed on them."""

from __future__ import annotations

from collections.abc import Sequence

from hemaprint.errors import UsageError

COVER = "cover"
"""The first page, whatever number it has."""


def select_pages(wanted: str, labels: Sequence[str]) -> tuple[int, ...]:
    """The indices (from 0) of the pages that ``wanted`` names, each once, in the order of the issue.

    ``labels`` are the printed numbers of all pages, each different. Raises UsageError for a page that there is not, a
    range that runs backwards, and an entry that is empty.
    """
    found: set[int] = set()
    for entry in wanted.split(","):
        found.update(_entry(entry.strip(), labels))
    return tuple(sorted(found))


def _entry(entry: str, labels: Sequence[str]) -> range:
    if not entry:
        raise UsageError("a page number is missing in --pages", _hint(labels))
    alone = _find(entry, labels)
    if alone is not None:
        return range(alone, alone + 1)
    first, dash, last = (part.strip() for part in entry.partition("-"))
    if not dash or not first:
        raise _unknown(entry, labels)
    start, end = _index(first, labels), _index(last, labels) if last else len(labels) - 1
    if end < start:
        raise UsageError(f"the pages {entry} run backwards", f"write {last}-{first}")
    return range(start, end + 1)


def _index(label: str, labels: Sequence[str]) -> int:
    found = _find(label, labels)
    if found is None:
        raise _unknown(label, labels)
    return found


def _find(label: str, labels: Sequence[str]) -> int | None:
    if label in labels:
        return labels.index(label)
    return 0 if label.casefold() == COVER else None


def _unknown(label: str, labels: Sequence[str]) -> UsageError:
    return UsageError(f'there is no page "{label}"', _hint(labels))


def _hint(labels: Sequence[str]) -> str:
    return f"the pages are {labels[0]} to {labels[-1]}; write for example --pages cover,{labels[-1]} or {labels[0]}-"
