"""Say what was written: for people in lines, for programs as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hemaprint.cli.progress import pages_text

if TYPE_CHECKING:
    from hemaprint.build import EditionResult


def edition_lines(one: EditionResult, *, verbose: bool) -> Iterator[str]:
    """Its pages and its size; what became of its pictures, in ``verbose`` form each of them."""
    yield f"{one.name}: {pages_text(one.pages)}, {one.size / 1e6:.1f} MB"
    if one.steps:
        saved = sum(step.bytes_before - step.bytes_after for step in one.steps)
        yield f"{one.name}: {len(one.steps)} picture{'s' * (len(one.steps) != 1)} made {saved / 1e6:.1f} MB smaller"
    if verbose:
        for step in one.steps:
            yield f"  {step}"


def edition_data(one: EditionResult) -> dict[str, object]:
    """An edition or offprint as JSON has it."""
    data: dict[str, object] = {"name": one.name, "path": str(one.path), "pages": one.pages, "bytes": one.size}
    if one.steps:
        data["pictures"] = [step.data() for step in one.steps]
    return data
