# SPDX-License-Identifier: MIT
"""Say in words and as JSON what a flat plan shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hemaprint.copydesk.flatplan.plan import Entry, FlatPlan, Page, Signature, signatures_of
from hemaprint.errors import Problem

Told = Callable[[Problem], dict[str, object]]
"""Writes a problem as JSON."""
_KINDS = {"page": "", "article": "", "continued": "continued", "advertisement": "advertisement", "blank": ""}


def summary(plan: FlatPlan, size: int) -> str:
    """``36 pages, 3 signatures of 16, the last with 4, 3 late``."""
    count, short = len(signatures_of(plan, size)), -len(plan.pages) % size
    folded = f"{_counted(count, 'signature')} of {size}"
    if short:
        folded += f" with {size - short}" if count == 1 else f", the last with {size - short}"
    parts = [_counted(len(plan.pages), "page"), folded]
    late = sum(bool(entry.late) for entry in plan.entries)
    parts.append(f"{late} late" if late else "nothing late")
    return ", ".join(parts)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def folios(pages: Sequence[Page]) -> str:
    """``8–11``, ``2``; a page without a number is told by its place in brackets; "–" for blank pages without one."""
    if not pages or (pages[0].entry.kind == "blank" and not pages[0].label):
        return "–"
    first, last = (page.label or f"[{page.number + 1}]" for page in (pages[0], pages[-1]))
    return first if first == last else f"{first}–{last}"


def kind_of(entry: Entry) -> str:
    """The department of an entry, or what kind of entry it is; "" where its name says that."""
    return " · ".join(part for part in (entry.department, _KINDS[entry.kind]) if part)


def length_of(entry: Entry) -> str:
    """``4``, ``4 of 5`` where its budget is another, ``4?`` where it is not set."""
    pages = f"{entry.pages}" if entry.is_set else f"{entry.pages}?"
    return pages if entry.budget in (None, entry.pages) else f"{pages} of {entry.budget}"


def page_text(page: Page) -> str:
    """A page in words: ``page 5, The curve``."""
    return f"page {page.label or f'[{page.number + 1}]'}, {page.entry.title}"


def signature_text(plan: FlatPlan, signature: Signature) -> str:
    """``Signature 1, pages 1–16``."""
    noun = "page" if len(signature.pages) == 1 else "pages"
    return f"Signature {signature.number}, {noun} {folios([plan.pages[at] for at in signature.pages])}"


def data(plan: FlatPlan, size: int, told: Told) -> dict[str, object]:
    """The flat plan as JSON."""
    signatures = signatures_of(plan, size)
    return {
        "issue": plan.name,
        "heading": plan.heading,
        "turned": plan.turned,
        "signature": size,
        "signatures": [
            {"number": one.number, "first": one.pages.start + 1, "last": one.pages.stop} for one in signatures
        ],
        "pages": [_page(page, page.number // size + 1) for page in plan.pages],
        "entries": [_entry(plan, entry, told) for entry in plan.entries],
        "problems": [told(problem) for problem in (*plan.late, *plan.stopped, *plan.notes)],
    }


def _page(page: Page, signature: int) -> dict[str, object]:
    return {
        "number": page.number + 1,
        "label": page.label,
        "side": "left" if page.left else "right",
        "signature": signature,
        "kind": page.entry.kind,
        "name": page.entry.name,
        "title": page.entry.title,
        "department": page.entry.department,
        "set": page.picture is not None,
        "plates": None if page.plates is None else list(page.plates),
        "halves": list(page.halves),
    }


def _entry(plan: FlatPlan, entry: Entry, told: Told) -> dict[str, object]:
    return {
        "kind": entry.kind,
        "name": entry.name,
        "title": entry.title,
        "department": entry.department,
        "first": entry.first + 1 if entry.pages else None,
        "folios": folios(plan.pages_of(entry)) if entry.pages else "",
        "pages": entry.pages,
        "budget": entry.budget,
        "starts": entry.starts,
        "set": entry.is_set,
        "late": [told(problem) for problem in entry.late],
    }
