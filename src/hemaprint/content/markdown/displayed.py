# SPDX-License-Identifier: MIT
"""Build figures, charts and tables from their directives."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import get_args

from hemaprint.content.blocks import Cell, Chart, ChartKind, ChartSeries, ChartSpec, Figure, Gallery, Row, Size, Table
from hemaprint.content.images import inspect_file, inspect_image
from hemaprint.content.markdown.chartdata import CsvTable, read_csv, read_series, read_survival
from hemaprint.content.markdown.directives import Directive, Prose
from hemaprint.content.markdown.draft import Draft, displayed_options, groups
from hemaprint.content.markdown.inline import DISPLAY
from hemaprint.content.markdown.lists import NAMES
from hemaprint.content.markdown.source import Fragment
from hemaprint.content.markdown.typography import finish_text
from hemaprint.content.spans import Copy
from hemaprint.errors import did_you_mean

PLATES: tuple[Size, ...] = ("plate", "half", "two-thirds")
"""How large a picture may be asked for anywhere on a page, and inside a gallery."""
IN_GALLERY: tuple[Size, ...] = ("large",)


def build_figure(draft: Draft, directive: Directive, sizes: tuple[Size, ...] = PLATES) -> Figure | None:
    """The block of a figure directive; None when its picture cannot be set."""
    alt = alternative_text(draft, directive)
    size = directive.choice("size", sizes, "")
    if size and directive.text("width"):
        hint = "a size says how wide a picture is: remove :width:"
        draft.problems.error("HP191", "both :size: and :width:", directive.where("width"), hint)
    credit, text = draft.display(directive.fragment("credit")), caption(draft, directive)
    options = displayed_options(draft, directive)
    if not directive.argument.text:
        return None
    picture, problems = inspect_image(
        directive.argument.text,
        base=draft.context.issue_dir,
        root=draft.context.project_root,
        location=directive.argument.locate(0),
    )
    draft.problems.found += problems
    if picture is None:
        return None
    return Figure(
        **options,
        source=picture.path,
        alt=alt,
        caption=text,
        credit=credit,
        number=draft.index.numbers.get(directive.index),
        natural_width=picture.width,
        natural_height=picture.height,
        size=size,
        trim=directive.yes("trim", default=True),
    )


def build_gallery(draft: Draft, directive: Directive) -> Gallery | None:
    """The block of a gallery directive, which holds figures and nothing else; None without any."""
    figures: list[Figure] = []
    for part in directive.parts:
        if isinstance(part, Directive) and part.name == "figure":
            figure = build_figure(draft, part, IN_GALLERY)
            figures += [figure] if figure else []
        else:
            what = part.name if isinstance(part, Directive) else "text"
            first = part.tokens[0].map if isinstance(part, Prose) else None
            place = part.location if isinstance(part, Directive) else draft.source.start_of(first[0] if first else 0)
            draft.refuse(what, "a gallery", place, "a gallery holds figures: write the text of each into it")
    height = directive.integer("height", 8, 200) or 0
    options = displayed_options(draft, directive)
    return Gallery(**options, figures=tuple(figures), height=height) if figures else None


def alternative_text(draft: Draft, directive: Directive) -> str:
    """What a picture says, as plain text: required unless it says nothing (``:decorative: yes``)."""
    alt, decorative = _said(draft, directive), directive.yes("decorative")
    if decorative and alt:
        hint = "a decorative picture has no text: keep one of the two"
        draft.problems.error("HP123", "both :alt: and :decorative:", directive.where("decorative"), hint)
    if not decorative and not alt:
        hint = "write :alt: what it shows, or :decorative: yes"
        draft.problems.error("HP044", f"{directive.name} has no alternative text", directive.location, hint)
    return alt


def _said(draft: Draft, directive: Directive) -> str:
    directive.yes("number", default=True)
    return finish_text(" ".join(directive.text("alt").split()), draft.context.language)


def caption(draft: Draft, directive: Directive) -> Copy:
    """The one paragraph under a picture, if there is one."""
    return one_paragraph(draft, directive, "a caption")


def one_paragraph(draft: Draft, directive: Directive, where: str) -> Copy:
    """The body of a directive that holds a single paragraph."""
    written: list[Copy] = []
    for part in directive.parts:
        if not isinstance(part, Prose):
            draft.refuse(part.name, where, part.location, f"close {directive.name} with ::: before it")
            continue
        for group in groups(part.tokens):
            first = group[0]
            place = draft.source.start_of(first.map[0] if first.map else directive.index)
            if first.type != "paragraph_open":
                draft.refuse(NAMES.get(first.type, "this"), where, place, "write one paragraph")
            elif written:
                draft.refuse("a second paragraph", where, place, "join the paragraphs into one")
            else:
                written.append(draft.write(draft.paragraph(group[1]), DISPLAY))
    return written[0] if written else ()


# ---------------------------------------------------------------- charts

KINDS: tuple[ChartKind, ...] = get_args(ChartKind)
_COLOR = re.compile(r"[a-z]+(?:-[a-z0-9]+)*")


def build_chart(draft: Draft, directive: Directive) -> Chart | None:
    """The block of a chart directive, without ``:alt:`` one that is summed up; None if its data cannot be read."""
    alt = _said(draft, directive)
    credit, text = draft.display(directive.fragment("credit")), caption(draft, directive)
    options = displayed_options(draft, directive)
    spec = _spec(draft, directive)
    if spec is None:
        return None
    return Chart(
        **options,
        spec=spec,
        alt=alt,
        caption=text,
        credit=credit,
        number=draft.index.numbers.get(directive.index),
    )


def _spec(draft: Draft, directive: Directive) -> ChartSpec | None:
    kind = _kind(directive)
    height = directive.integer("height", 4, 60) or 0
    counts = directive.yes("counts")
    table = _table(draft, directive)
    if kind is None or table is None:
        return None
    if kind in ("bar", "stacked") and directive.text("x") and directive.text("y"):
        directive.wrong("y", "bars have one axis of numbers: write :x: or :y:")
    language, problems = draft.context.language, draft.problems
    data = read_survival(table, language, problems) if kind == "km" else read_series(table, kind, language, problems)
    if data is None:
        return None
    return replace(
        data,
        series=_colored(directive, data.series),
        x_label=finish_text(directive.text("x"), language),
        y_label=finish_text(directive.text("y"), language),
        unit=finish_text(directive.text("unit"), language) or data.unit,
        title=finish_text(directive.text("title"), language),
        counts=counts,
        height=height,
    )


def _kind(directive: Directive) -> ChartKind | None:
    value = directive.text("type")
    if not value:
        directive.problems.error("HP119", "the chart lacks :type:", directive.location, f"types: {', '.join(KINDS)}")
    elif value not in KINDS:
        directive.wrong("type", did_you_mean(value, KINDS, noun="types"))
    return next((kind for kind in KINDS if kind == value), None)


def _table(draft: Draft, directive: Directive) -> CsvTable | None:
    if not directive.argument.text:
        return None
    context, location = draft.context, directive.argument.locate(0)
    path, problems = inspect_file(
        directive.argument.text, base=context.issue_dir, root=context.project_root, location=location
    )
    draft.problems.found += problems
    return read_csv(path, draft.problems) if path is not None else None


def _colored(directive: Directive, series: tuple[ChartSeries, ...]) -> tuple[ChartSeries, ...]:
    """The series with the colours of ``:colors:``, one for each."""
    items = directive.items("colors")
    for item in items:
        if not _COLOR.fullmatch(item.text):
            hint = "use colours of the theme: accent-2, accent-mid, accent"
            directive.problems.error("HP118", f'"{item.text}" is not a colour', item.locate(0), hint)
    if not items:
        return series
    if len(items) != len(series):
        directive.wrong("colors", f"it names {len(items)} colours, the data has {len(series)} series")
        return series
    named = zip(series, items, strict=True)
    return tuple(replace(one, color=item.text, place=item.locate(0)) for one, item in named)


# ---------------------------------------------------------------- tables

_CELL_END = re.compile(r"(?<!\\)\|")
_STRONG = re.compile(r"(\*\*|__)(?P<text>\S.*)\1")


@dataclass(frozen=True, slots=True)
class Format:
    """How to read the rows of a table."""

    numeric: tuple[bool, ...]
    row_headers: bool = True
    totals: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as written: its rows of cells, the alignments of its delimiter row, and its first line (from 0)."""

    index: int
    head: list[Fragment]
    marks: list[str]
    rows: list[tuple[int, list[Fragment]]]


def build_table(draft: Draft, directive: Directive) -> Table | None:
    """The block of a table directive; None with a problem when no table is in it."""
    grid: Grid | None = None
    notes: list[Copy] = []
    for part in directive.parts:
        if not isinstance(part, Prose):
            draft.refuse(f"{part.name}", "a table", part.location, "close the table with ::: before it")
            continue
        for group in groups(part.tokens):
            first = group[0]
            index = first.map[0] if first.map else directive.index
            if first.type == "table_open" and first.map and grid is None:
                grid = read_grid(draft, *first.map)
            elif first.type == "paragraph_open" and grid is not None:
                notes.append(draft.display(draft.paragraph(group[1])))
            else:
                hint = "a table directive holds one table, then its notes as paragraphs"
                draft.refuse(NAMES.get(first.type, "this"), "a table", draft.source.start_of(index), hint)
    if grid is None:
        hint = "write a head row, |---|---| with as many columns, rows, and an empty line before any notes"
        draft.problems.error("HP171", "the directive holds no table", directive.location, hint)
        return None
    return Table(
        **displayed_options(draft, directive),
        title=draft.display(directive.argument),
        number=draft.index.numbers.get(directive.index),
        notes=tuple(note for note in notes if note),
        widths=_widths(directive, len(grid.head)),
        head=_head(draft, grid, numeric := _numeric(draft, directive, grid)),
        rows=_rows(
            draft, grid, Format(numeric, directive.yes("row-headers", True), _totals(directive, len(grid.rows)))
        ),
    )


def build_bare_table(draft: Draft, start: int, end: int) -> Table:
    """A table in the text without a directive: no title, no number, no notes."""
    grid = read_grid(draft, start, end)
    numeric = _marked_numeric(draft, grid)
    rows = _rows(draft, grid, Format(numeric))
    return Table(line=draft.line(start), title=(), head=_head(draft, grid, numeric), rows=rows, notes=(), number=None)


def read_grid(draft: Draft, start: int, end: int) -> Grid:
    """The cells of the lines from ``start`` to ``end``; rows that are too short or too long are reported."""
    head = _cells(draft, start)
    marks = [cell.text for cell in _cells(draft, start + 1)][: len(head)]
    marks += [""] * (len(head) - len(marks))
    rows: list[tuple[int, list[Fragment]]] = []
    for index in range(start + 2, end):
        cells = _cells(draft, index)
        place = draft.source.start_of(index)
        if "|" not in draft.source.lines[index]:
            hint = "leave an empty line between the table and its notes"
            draft.problems.error("HP170", "a row of the table has no |", place, hint)
            continue
        if len(cells) != len(head):
            message = f"this row has {len(cells)} cells, the head has {len(head)}"
            draft.problems.error("HP170", message, place, r"write \| where the sign itself is meant")
        cells += [Fragment.at("", place)] * (len(head) - len(cells))
        rows.append((index, cells[: len(head)]))
    if not rows:
        draft.problems.error("HP173", "the table has no rows", draft.source.start_of(start), "write at least one")
    return Grid(start, head, marks, rows)


def _cells(draft: Draft, index: int) -> list[Fragment]:
    line = draft.source.lines[index]
    content = line.rstrip()
    start = len(line) - len(line.lstrip())
    start += content[start : start + 1] == "|"
    ends = [match.start() for match in _CELL_END.finditer(content, start)]
    if not ends or ends[-1] != len(content) - 1:
        ends.append(len(content))
    cells: list[Fragment] = []
    for end in ends:
        cells.append(draft.source.piece(index, start, end))
        start = end + 1
    return cells


def _head(draft: Draft, grid: Grid, numeric: tuple[bool, ...]) -> tuple[Cell, ...]:
    pairs = zip(grid.head, numeric, strict=True)
    return tuple(Cell(copy=draft.display(cell), header=True, numeric=is_number) for cell, is_number in pairs)


def _rows(draft: Draft, grid: Grid, form: Format) -> tuple[Row, ...]:
    first_total = len(grid.rows) - form.totals
    return tuple(_row(draft, cells, form, number >= first_total) for number, (_, cells) in enumerate(grid.rows))


def _row(draft: Draft, cells: list[Fragment], form: Format, is_total: bool) -> Row:
    strong = _STRONG.fullmatch(cells[0].text)
    if strong and len(cells) > 1 and not any(cell.text for cell in cells[1:]):
        head = cells[0].part(strong.start("text"), strong.end("text"))
        return Row(cells=(Cell(copy=draft.display(head), header=True),), kind="group")
    written = tuple(
        Cell(copy=draft.display(cell), header=form.row_headers and column == 0, numeric=form.numeric[column])
        for column, cell in enumerate(cells)
    )
    return Row(cells=written, kind="total" if is_total else "plain")


# ---------------------------------------------------------------- options


def _numeric(draft: Draft, directive: Directive, grid: Grid) -> tuple[bool, ...]:
    """Which columns hold numbers, by ``:align:`` or else by the delimiter row."""
    items = directive.items("align")
    if not items:
        return _marked_numeric(draft, grid)
    for item in items:
        if item.text not in ("left", "number"):
            hint = did_you_mean(item.text, ("left", "number")) or "write left or number for each column"
            draft.problems.error("HP118", f'"{item.text}" is not an alignment', item.locate(0), hint)
    if _counted(directive, "align", len(items), len(grid.head)):
        return tuple(item.text == "number" for item in items)
    return (False,) * len(grid.head)


def _marked_numeric(draft: Draft, grid: Grid) -> tuple[bool, ...]:
    for mark, head in zip(grid.marks, grid.head, strict=True):
        if len(mark) > 1 and mark.startswith(":") and mark.endswith(":"):
            draft.problems.error(
                "HP172", "a column cannot be centred", head.locate(0), "write ---: for numbers, --- for text"
            )
    return tuple(mark.endswith(":") and not mark.startswith(":") for mark in grid.marks)


def _widths(directive: Directive, columns: int) -> tuple[float, ...]:
    items = directive.items("widths")
    if not items:
        return ()
    numbers = [float(item.text) for item in items if re.fullmatch(r"\d{1,3}(?:\.\d{1,3})?", item.text)]
    if len(numbers) != len(items) or not all(numbers):
        directive.wrong("widths", "write a number of per cent for each column: 40, 20, 40")
        return ()
    if not _counted(directive, "widths", len(items), columns):
        return ()
    if abs(sum(numbers) - 100) > 1:
        directive.wrong("widths", f"together they are {sum(numbers):g}, not 100 per cent")
    return tuple(numbers)


def _totals(directive: Directive, rows: int) -> int:
    return directive.integer("totals", 0, rows) or 0


def _counted(directive: Directive, key: str, found: int, columns: int) -> bool:
    if found != columns:
        directive.wrong(key, f"it names {found} columns, the table has {columns}")
    return found == columns
