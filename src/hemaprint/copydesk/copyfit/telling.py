# SPDX-License-Identifier: MIT
"""Tell how copy fits: a table and problems for people, data for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from hemaprint.copydesk.copyfit.budgets import Proposal, Step
from hemaprint.copydesk.copyfit.extent import Extent
from hemaprint.copydesk.copyfit.fit import Fit
from hemaprint.copydesk.copyfit.suggestions import Addition, Advice, CutSuggestion
from hemaprint.errors import Location, Problem, Severity
from hemaprint.project.project import MANIFEST_NAME

Shown = Callable[[Path], str]
"""How a path is written."""
Json = dict[str, object]
_HEADS = ("article", "pages", "budget", "lines", "words", "columns")


def counted(number: int, one: str) -> str:
    """A number with its noun: 1 line, 1,200 lines."""
    return f"{number:,} {one}{'s' * (number != 1)}"


def amount(lines: int, extent: Extent) -> str:
    """Lines with the words, or characters, and the columns that they are; of a few lines no columns are said."""
    unit = "character" if extent.is_in_letters else "word"
    parts = [counted(extent.words(lines), unit)] if extent.per_line else []
    if 10 * lines >= extent.depth:
        parts.append(f"{extent.columns_of(lines):.1f} columns")
    return f"{counted(lines, 'line')} ({', '.join(parts)})" if parts else counted(lines, "line")


# ---------------------------------------------------------------- a table


def table(fit: Fit) -> list[str]:
    """How every article fits, row by row; lines over its budget have a plus, free ones a minus."""
    rows = [_HEADS, *(_row(one.extent) for one in fit.advice.values())]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADS))]
    return ["  ".join(map(_cell, row, widths, range(len(row)))).rstrip() for row in rows]


def _cell(text: str, width: int, column: int) -> str:
    return text.rjust(width) if column else text.ljust(width)


def _row(extent: Extent) -> tuple[str, ...]:
    lines = extent.over or -extent.free
    words = f"{extent.words(lines):+,}" if extent.per_line else ""
    unit = " characters" if words and extent.is_in_letters else ""
    columns = f"{extent.columns_of(lines):+.1f}"
    return extent.slug, str(extent.pages), str(extent.budget or ""), f"{lines:+,}", f"{words}{unit}", columns


# ---------------------------------------------------------------- problems


def problems_of(fit: Fit, folder: Path) -> tuple[Problem, ...]:
    """What is to be said, article by article in the order of the issue, whose ``folder`` has its manifest."""
    found = [problem for one in fit.advice.values() for problem in _of_article(one)]
    return (*found, *(_proposed(one, Location(folder / MANIFEST_NAME)) for one in fit.proposals))


def _of_article(advice: Advice) -> Iterator[Problem]:
    extent = advice.extent
    place, title = Location(extent.path, 1, 1), f"“{extent.article.title}”"
    if extent.over:
        message = f"{title} is {amount(extent.over, extent)} over its budget of {_pages(extent.budget or 0)}"
        yield Problem("HP780", message, place, "cut copy, or raise the budget in issue.yaml", Severity.WARNING)
    elif extent.is_short:
        message = f"{title} leaves {amount(extent.free, extent)} of its budget of {_pages(extent.budget or 0)} free"
        hint = "add copy or a picture, or lower the budget in issue.yaml"
        yield Problem("HP781", message, place, hint, Severity.WARNING)
    yield from (_cut(one, extent) for one in advice.cuts)
    yield from (_added(one, extent) for one in advice.additions)
    yield from _outcome(advice, place, title)


def _outcome(advice: Advice, place: Location, title: str) -> Iterator[Problem]:
    """What the cuts of an article give together, and how many more there could be."""
    needed, extent = [one for one in advice.cuts if one.needed], advice.extent
    lines = sum(one.lines for one in needed)
    if advice.fitted is not None and needed:
        count = f"the first {counted(len(needed), 'cut')}" if len(needed) < len(advice.cuts) else "these cuts"
        pages, free = _pages(advice.fitted.pages), counted(advice.fitted.free, "free line")
        message = f"with {count} {title} takes {pages}, with {free}"
        yield Problem("HP785", message, place, "", Severity.NOTE)
    elif extent.over and advice.tried:
        found = sum(one.lines for one in advice.cuts)
        message = f"the cuts found save {counted(found, 'line')}, and {title} is still too long with them"
        hint = "cut a paragraph or a picture, or raise the budget in issue.yaml"
        yield Problem("HP786", message, place, hint, Severity.WARNING)
    if advice.untried and lines < extent.over:
        message = f"{counted(advice.untried, 'cut')} of {title} could still be tried"
        yield Problem("HP787", message, place, "--trials allows more of them", Severity.NOTE)


def _cut(one: CutSuggestion, extent: Extent) -> Problem:
    saved = "a line" if one.lines == 1 else counted(one.lines, "line")
    page = " and a page" if one.after.pages < extent.pages else ""
    text = " ".join(one.cut.text.split())
    message = f"cut {counted(one.cut.letters, 'character')} and save {saved}{page}, as without “{text}”"
    hint = "" if one.last.startswith(text) else f"the last line of the paragraph is “{one.last}”"
    return Problem("HP782", message, Location(extent.path, one.cut.line, one.cut.column), hint, Severity.NOTE)


def _added(one: Addition, extent: Extent) -> Problem:
    if one.pull:
        message = f"a pull quote below this paragraph takes {counted(one.lines, 'free line')}"
    else:
        unit = "character" if extent.is_in_letters else "word"
        filled = "the last page" if extent.pages == one.after.pages else f"{_pages(one.after.pages)}"
        message = f"add about {counted(one.lines, 'line')} ({counted(one.words, unit)}) to fill {filled}"
    hint = f"{counted(one.after.free, 'line')} are free then" if one.after.free else ""
    return Problem("HP783", message, Location(extent.path, one.line, 1), hint, Severity.NOTE)


def _proposed(one: Proposal, place: Location) -> Problem:
    message = f"{'; '.join(map(_step, one.steps))}: the issue has {one.total} pages"
    return Problem("HP784", message, place, "change the budgets in the order together", Severity.NOTE)


def _step(step: Step) -> str:
    extent = step.extent
    kept = "keeps" if step.pages == extent.budget else "takes"
    told = f"“{extent.article.title}” {kept} {_pages(step.pages)}"
    if step.pages != extent.budget:
        told += f" instead of {extent.budget}"
    if step.lines:
        told += f" ({'add' if step.lines > 0 else 'cut'} {counted(abs(step.lines), 'line')})"
    return told


def _pages(count: int) -> str:
    return counted(count, "page")


# ---------------------------------------------------------------- data


def data(fit: Fit, shown: Shown) -> Json:
    """All of it for programs; ``shown`` writes a path."""
    return {
        "issue": fit.issue,
        "pages": fit.total,
        "tried": fit.tried,
        "articles": [_article(one, shown) for one in fit.advice.values()],
        "budgets": [_proposal(one) for one in fit.proposals],
    }


def _article(advice: Advice, shown: Shown) -> Json:
    extent = advice.extent
    return {
        "article": extent.slug,
        "title": extent.article.title,
        "path": shown(extent.path),
        "pages": extent.pages,
        "budget": extent.budget,
        "unit": "characters" if extent.is_in_letters else "words",
        "over": _lines(extent.over, extent),
        "free": _lines(extent.free, extent),
        "cuts": [_cut_data(one, extent, shown) for one in advice.cuts],
        "additions": [_addition(one, extent, shown) for one in advice.additions],
        "fitted": _after(advice.fitted) if advice.fitted is not None else None,
        "untried": advice.untried,
    }


def _lines(lines: int, extent: Extent) -> Json:
    return {"lines": lines, "words": extent.words(lines), "columns": round(extent.columns_of(lines), 2)}


def _after(extent: Extent) -> Json:
    return {"pages": extent.pages, "lines_over": extent.over, "lines_free": extent.free}


def _cut_data(one: CutSuggestion, extent: Extent, shown: Shown) -> Json:
    return {
        "path": shown(extent.path),
        "line": one.cut.line,
        "column": one.cut.column,
        "cut": one.cut.text,
        "characters": one.cut.letters,
        "lines": one.lines,
        "last_line": one.last,
        "needed": one.needed,
        "after": _after(one.after),
    }


def _addition(one: Addition, extent: Extent, shown: Shown) -> Json:
    kind = "pull quote" if one.pull else "copy"
    place: Json = {"kind": kind, "path": shown(extent.path), "line": one.line}
    return place | {"lines": one.lines, "words": one.words, "after": _after(one.after)}


def _proposal(one: Proposal) -> Json:
    changes = [
        {"article": step.extent.slug, "budget": step.extent.budget, "pages": step.pages, "lines": step.lines}
        for step in one.steps
    ]
    return {"pages": one.total, "lines": one.lines, "changes": changes}
