"""Chart directives -> charts with their data."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

from hemaprint.content.blocks import Chart, ChartKind, ChartSeries, ChartSpec
from hemaprint.content.images import inspect_file
from hemaprint.content.markdown.chartdata import ChartData, read_series, read_survival
from hemaprint.content.markdown.csvdata import CsvTable, read_csv
from hemaprint.content.markdown.directives import Directive
from hemaprint.content.markdown.draft import Draft, displayed_place, displayed_sheet, displayed_width
from hemaprint.content.markdown.figures import alternative_text, caption
from hemaprint.content.markdown.typography import finish_text
from hemaprint.errors import did_you_mean

KINDS: tuple[ChartKind, ...] = get_args(ChartKind)
_COLOR = re.compile(r"[a-z]+(?:-[a-z0-9]+)*")


def build_chart(draft: Draft, directive: Directive) -> Chart | None:
    """The block of a chart directive; None when its data cannot be read."""
    alt = alternative_text(draft, directive)
    credit, text = draft.display(directive.fragment("credit")), caption(draft, directive)
    width, place, sheet = displayed_width(directive), displayed_place(directive), displayed_sheet(directive)
    spec = _spec(draft, directive)
    if spec is None:
        return None
    return Chart(
        line=draft.line(directive.index),
        anchor=draft.anchor(directive.index),
        width=width,
        place=place,
        sheet=sheet,
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
    language, problems = draft.context.language, draft.problems
    data = read_survival(table, language, problems) if kind == "km" else read_series(table, kind, language, problems)
    if data is None:
        return None
    return ChartSpec(
        kind=kind,
        categories=data.categories,
        notes=data.notes,
        series=_colored(directive, data),
        times=data.times,
        censored=data.censored,
        at_risk=data.at_risk,
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
        directive.problems.error("HP119", "chart lacks :type:", directive.location, f"types: {', '.join(KINDS)}")
        return None
    for kind in KINDS:
        if value == kind:
            return kind
    directive.wrong("type", did_you_mean(value, KINDS, noun="types"))
    return None


def _table(draft: Draft, directive: Directive) -> CsvTable | None:
    if not directive.argument.text:
        return None
    context, location = draft.context, directive.argument.locate(0)
    path, problems = inspect_file(
        directive.argument.text, base=context.issue_dir, root=context.project_root, location=location
    )
    draft.problems.found += problems
    return read_csv(path, draft.problems) if path is not None else None


def _colored(directive: Directive, data: ChartData) -> tuple[ChartSeries, ...]:
    """The series with the colours of ``:colors:``, one for each."""
    items = directive.items("colors")
    for item in items:
        if not _COLOR.fullmatch(item.text):
            hint = "name colours of the theme: azure, eosin-mid, eosin"
            directive.problems.error("HP118", f'"{item.text}" is not a colour', item.locate(0), hint)
    if not items:
        return data.series
    if len(items) != len(data.series):
        directive.wrong("colors", f"it names {len(items)} colours, the data has {len(data.series)} series")
        return data.series
    return tuple(replace(series, color=item.text) for series, item in zip(data.series, items, strict=True))
