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
    options = ':type: stacked\n:title: The "outcome"\n:unit: patients\n:counts: yes\n:height: 12\n'
    options += ":colors: accent-2, accent-mid\n"
    assert spec(reader, options) == ChartSpec(
        kind="stacked",
        categories=("Transplanted", "Not"),
        notes=("n\u00a0=\u00a04", ""),
        series=(
            ChartSeries(name="Remission", values=(3.0, 2.0), color="accent-2"),
            ChartSeries(name="Relapse", values=(1.0, 3.0), color="accent-mid"),
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
        ("bar", "a,b\nx,\ny,\n", "HP182", 1, 1),
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
        (":::{chart} data/outcome.csv\n:alt: x\n:type: bar\n:colors: accent-2\n:::", ("HP118", 4, 10)),
        (":::{chart} data/outcome.csv\n:type: bar\n:x: a\n:y: b\n:::", ("HP118", 4, 5)),
        (":::{chart} data/outcome.csv\n:type: bar\n:decorative: yes\n:::", ("HP115", 3, 2)),
    ],
)
def test_faults_of_directives(reader: Reader, source: str, expected: tuple[str, int, int]) -> None:
    assert reader.faults(source) == [expected]


def chart_of(reader: Reader, data: bytes, kind: str = "bar") -> tuple[ChartSpec | None, list[tuple[str, int, int]]]:
    reader.write("data/sheet.csv", "").write_bytes(data)
    body = reader.read(f":::{{chart}} data/sheet.csv\n:alt: x\n:type: {kind}\n:::\n")
    (chart,) = body.blocks or (None,)
    spec = chart.spec if isinstance(chart, Chart) else None
    return spec, [(fault.code, fault.location.line, fault.location.column) for fault in body.problems]


@pytest.mark.parametrize(
    "data",
    [
        b"Quarter;Cats;Dogs\nQ1;1,5;1234,5\n",
        b"\xef\xbb\xbfQuarter;Cats;Dogs\r\nQ1;1,5;1.234,5\r\n;;\r\n",
        b"sep=;\r\nQuarter;Cats;Dogs\r\nQ1;1,5;1.234,5\r\n",
        "Quarter\tCats\tDogs\nQ1\t1,5\t1\u202f234,5\n".encode("utf-16"),
        b"Quarter;Cats;Dogs;;\nQ1;1.5;1'234.5;;\n",
        b'Quarter,Cats,Dogs\nQ1,1.5,"1,234.5"\n',
        b'Quarter,Cats,Dogs\nQ1,"1,5","1234,5"\n',
        b'"Quarter";"Cats";"Dogs"\n"Q1";"1,5";"1234,5"\n',
        "Quarter;Cats;Dogs\nQ1;1,5;1\u00a0234,50\n".encode("cp1252"),
    ],
)
def test_data_as_spreadsheets_write_it(reader: Reader, data: bytes) -> None:
    spec, faults_found = chart_of(reader, data)
    assert spec is not None
    assert (spec.categories, [(one.name, one.values) for one in spec.series]) == (
        ("Q1",),
        [("Cats", (1.5,)), ("Dogs", (1234.5,))],
    )
    assert {code for code, *_ in faults_found} <= {"HP188"}


def test_per_cent_is_the_unit(reader: Reader) -> None:
    spec, found = chart_of(reader, b"a;b\nx;12,5 %\ny;3%\n")
    assert found == []
    assert spec is not None
    assert (spec.series[0].values, spec.unit) == ((12.5, 3.0), "%")
    spec, found = chart_of(reader, b"group;time;survival\nA;0;100%\nA;2,5;80,5 %\n", "km")
    assert found == []
    assert spec is not None
    assert (spec.series[0].values, spec.times) == ((1.0, 0.805), ((0.0, 2.5),))


@pytest.mark.parametrize(
    ("data", "faults_expected"),
    [
        (b"a;b;c\nx;1,5;2\ny;n.a.;3\n", [("HP183", 3, 3)]),
        (b"a;b\nx;12,5\ny;3%\nz;4\n", [("HP183", 3, 3)]),
        (b"a;b\nx;1,234\n", [("HP183", 2, 3)]),
        (b"a;b\nx;1,234\ny;0,5\n", []),
        (b"a;b, n;c, n\nx;1,5;2,5\n", []),
        (b"a\tb\nx\t1\t2\n", [("HP184", 2, 5)]),
        (b"a;b\nB\xf6hm;1\n", [("HP188", 2, 1)]),
        (b"a;b\nB\x81hm;1\n", [("HP002", 2, 2)]),
    ],
)
def test_a_fault_names_its_row_and_cell(
    reader: Reader, data: bytes, faults_expected: list[tuple[str, int, int]]
) -> None:
    assert chart_of(reader, data)[1] == faults_expected


def test_places_on_a_line_have_decimal_commas(reader: Reader) -> None:
    spec, found = chart_of(reader, b"Day;Cells\n0;1,5\n0,5;2,25\n", "line")
    assert found == []
    assert spec is not None
    assert spec.categories == ("0", "0.5")
