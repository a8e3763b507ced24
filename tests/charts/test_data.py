"""The data of a chart as a file are read as they were written."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.charts import csv_of
from hemaprint.content.blocks import ChartKind, ChartSpec
from hemaprint.content.markdown.chartdata import read_csv, read_series, read_survival
from hemaprint.content.markdown.source import Problems


def read(data: str, kind: ChartKind, folder: Path) -> ChartSpec:
    path, problems = folder / "data.csv", Problems()
    path.write_text(data, "utf-8")
    table = read_csv(path, problems)
    assert table is not None
    spec = read_survival(table, "en", problems) if kind == "km" else read_series(table, kind, "en", problems)
    assert spec is not None
    assert problems.found == []
    return spec


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("bar", 'category,note,"Cats, big",Dogs\nQ1,n = 4,1.5,1234.5\nQ2,,,0.001\n'),
        ("stacked", "category,Share\nblütenweiß,12%\nrot,88%\n"),
        ("line", "category,Cells\n0.05,1e-07\n7,-2\n14,\n"),
        ("km", "group,time,survival,censored,at_risk\nA,0,1,0,16\nA,2.5,0.875,1,\nB,1,0.5,0,3\n"),
    ],
)
def test_data_come_back(kind: ChartKind, data: str, tmp_path: Path) -> None:
    written = csv_of(read(data, kind, tmp_path))
    assert written == data
