"""The outline and the page labels: what a reader jumps by (ISO 32000-1, 12.3.3 and 12.4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hemaprint.errors import Severity
from hemaprint.pdf.objects import ObjectId
from hemaprint.pdf.values import entry, is_new, name_of
from hemaprint.preflight.destinations import Targets
from hemaprint.preflight.models import Finding, Purpose, Subject
from hemaprint.preflight.reading import text_of, tree_pairs

LONG = 4
"""A file of more pages needs an outline."""

_STYLES = ("D", "R", "r", "A", "a")


def check_outline(subject: Subject) -> Iterator[Finding]:
    """A long file for the screen has an outline, and each of its entries leads somewhere."""
    if subject.purpose is not Purpose.SCREEN:
        return
    seen: set[ObjectId] = set()
    targets = Targets(subject.pdf)
    count = 0
    root = entry(subject.pdf.Root, "/Outlines")
    for item in _walk(entry(root, "/First"), seen):
        count += 1
        yield from _item(item, targets)
    if not count and len(subject.pdf.pages) > LONG:
        message = f"the file has {len(subject.pdf.pages)} pages and no outline"
        yield Finding("HP424", Severity.WARNING, message, "give it bookmarks: one for each article at least")


def check_labels(subject: Subject) -> Iterator[Finding]:
    """Page labels start with the first page, and name pages that are there."""
    labels = entry(subject.pdf.Root, "/PageLabels")
    hint = "let the page numbers of the reading program be those that are printed"
    if labels is None:
        if subject.edition is not None and subject.purpose is Purpose.SCREEN:
            yield Finding("HP427", Severity.NOTE, "the file has no page labels", hint)
        return
    ranges = list(tree_pairs(labels, "/Nums"))
    starts = [key for key, _ in ranges if isinstance(key, int)]
    if len(starts) != len(ranges) or starts != sorted(set(starts)) or not starts:
        yield Finding("HP427", Severity.WARNING, "the page labels are malformed", hint)
    elif starts[0] != 0:
        yield Finding("HP427", Severity.WARNING, "the page labels do not start with the first page", hint)
    elif starts[-1] >= len(subject.pdf.pages):
        yield Finding("HP427", Severity.WARNING, "the page labels name pages that the file does not have", hint)
    for _, label in ranges:
        style = entry(label, "/S")
        if style is not None and name_of(style) not in _STYLES:
            yield Finding("HP427", Severity.WARNING, f"the page labels have an unknown style {name_of(style)}", hint)


def _walk(first: Any, seen: set[ObjectId]) -> Iterator[Any]:
    """Every item of the outline, in reading order, each once."""
    pending = [first]
    while pending:
        item = pending.pop()
        if item is not None and is_new(item, seen):
            yield item
            pending += [entry(item, "/Next"), entry(item, "/First")]


def _item(item: Any, targets: Targets) -> Iterator[Finding]:
    title = text_of(entry(item, "/Title"))
    if not title:
        hint = "give every bookmark a title"
        yield Finding("HP426", Severity.WARNING, "an entry of the outline has no title", hint)
    destination, action = entry(item, "/Dest"), entry(item, "/A")
    if destination is not None:
        fault = targets.fault(destination)
    elif action is not None:
        fault = targets.action_fault(action)
    else:
        fault = "" if entry(item, "/First") is not None else "it has no target"
    if fault:
        message = f"“{title}” in the outline leads nowhere: {fault}"
        yield Finding("HP425", Severity.ERROR, message, "let it lead to a page of the file")
