import pytest

from content.markdown.reader import Reader, faults
from hemaprint.content.blocks import Chart, ChartSeries, ChartSpec


def spec(reader: Reader, options: str, path: str = "data/outcome.csv") -> ChartSpec:
    body = reader.read(f":::{{chart}} {path}\n:alt: x\n{options}:::\n")
    assert faults(body) == []
    (chart,) = body.blocks
    assert isinstance(chart, Chart)
    return chart.spec


def test_bars(reader: Reader) -> None:
    options = (
        ':type: stacked\n:title: The "outcome"\n:unit: patients\n:counts: yes\n:height: 12\n:colors: azure, eosin-mid\n'
    )
    assert spec(reader, options) == ChartSpec(
        kind="stacked",
        categories=("Transplanted", "Not"),
        notes=("n\u00a0=\u00a04", ""),
        series=(
            ChartSeries(name="Remission", values=(3.0, 2.0), color="azure"),
            ChartSeries(name="Relapse", values=(1.0, 3.0), color="eosin-mid"),
        ),
        unit="patients",
        title="The “outcome”",
        counts=True,
        height=12,
    )


def test_lines_keep_gaps(reader: Reader) -> None:
    reader.write("data/line.csv", "\ufeffDay,Cells\n0,1.5\n7,\n14,-2\n")
    chart = spec(reader, ":type: line\n:x: Day\n", "data/line.csv")
    assert (chart.categories, chart.series[0].values, chart.x_label) == (("0", "7", "14"), (1.5, None, -2.0), "Day")


def test_survival(reader: Reader) -> None:
    chart = spec(reader, ":type: km\n", "data/survival.csv")
    assert chart.series == (ChartSeries(name="A", values=(1.0, 0.8, 0.8)),)
    assert chart.times == ((0.0, 3.0, 5.0),)
    assert chart.censored == ((False, False, True),)
    assert chart.at_risk == ((16, None, 9),)


@pytest.mark.parametrize(
    ("kind", "data", "code", "line", "column"),
    [
        ("bar", 'a,b\n"x, y",2\nz,3%\n', "HP183", 3, 3),
        ("bar", "a,b\nx,-2\n", "HP183", 2, 3),
        ("bar", "a,b\nx,1,2\n", "HP184", 2, 5),
        ("bar", "a,b\n\nx\n", "HP184", 3, 1),
        ("bar", "a,b\n", "HP185", 1, 1),
        ("bar", "a\nb\n", "HP182", 1, 1),
        ("bar", "a,b,B\nx,1,2\n", "HP182", 1, 5),
        ("bar", 'a,b\n"x\ny",1\n,2\n', "HP183", 4, 1),
        ("bar", 'a,b\nx "y",1\n', "HP183", 2, 1),
        ("km", "group,tim,survival\nA,0,1\n", "HP182", 1, 1),
        ("km", "group,time,survival\nA,0,1.5\n", "HP183", 2, 5),
        ("km", "group,time,survival\nA,5,1\nA,3,1\n", "HP183", 3, 3),
        ("km", "group,time,survival\nA,0,0.5\nA,3,0.9\n", "HP183", 3, 5),
        ("km", "group,time,survival,censored\nA,0,1,yes\n", "HP183", 2, 7),
    ],
)
def test_faults_of_data(reader: Reader, kind: str, data: str, code: str, line: int, column: int) -> None:
    path = reader.write("data/bad.csv", data)
    body = reader.read(f":::{{chart}} data/bad.csv\n:alt: x\n:type: {kind}\n:::\n")
    fault = body.problems[0]
    assert (fault.code, fault.location.path, fault.location.line, fault.location.column) == (code, path, line, column)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (":::{chart} data/no.csv\n:alt: x\n:type: bar\n:::", ("HP041", 1, 12)),
        (":::{chart} /etc/passwd\n:alt: x\n:type: bar\n:::", ("HP040", 1, 12)),
        (":::{chart} data/outcome.csv\n:alt: x\n:::", ("HP119", 1, 1)),
        (":::{chart} data/outcome.csv\n:alt: x\n:type: bars\n:::", ("HP118", 3, 8)),
        (":::{chart} data/outcome.csv\n:alt: x\n:type: bar\n:colors: azure\n:::", ("HP118", 4, 10)),
        (":::{chart} data/outcome.csv\n:type: bar\n:::", ("HP044", 1, 1)),
    ],
)
def test_faults_of_directives(reader: Reader, source: str, expected: tuple[str, int, int]) -> None:
    assert reader.faults(source) == [expected]


def test_data_that_is_not_utf8(reader: Reader) -> None:
    path = reader.write("data/bad.csv", "a,b\n")
    path.write_bytes(b"a,b\nx\xff,1\n")
    body = reader.read(":::{chart} data/bad.csv\n:alt: x\n:type: bar\n:::\n")
    assert [(fault.code, fault.location.line, fault.location.column) for fault in body.problems] == [("HP002", 2, 2)]
