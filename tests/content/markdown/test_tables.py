import pytest

from content.markdown.reader import Reader, faults
from hemaprint.content.blocks import Table
from markup import html_of

TABLE = """:::{table} At a *glance*
:label: tab-a
:align: left, number
:widths: 60, 40
:totals: 1

| Measure | Patients |
|---|---|
| **Group** ||
| a \\| b | 16 |
| All | 19 |

^a^ A note.

Another.
:::
"""


def read(reader: Reader, source: str) -> Table:
    body = reader.read(source)
    assert faults(body) == []
    (table,) = body.blocks
    assert isinstance(table, Table)
    return table


def test_a_table(reader: Reader) -> None:
    table = read(reader, TABLE)
    assert (html_of(table.title), table.number, table.anchor) == ("At a <em>glance</em>", 1, "pan--tab-a")
    assert (table.widths, [*map(html_of, table.notes)]) == ((60.0, 40.0), ["<sup>a</sup> A note.", "Another."])
    assert [(html_of(cell.copy), cell.header, cell.numeric) for cell in table.head] == [
        ("Measure", True, False),
        ("Patients", True, True),
    ]
    assert [
        (row.kind, [(html_of(cell.copy), cell.header, cell.numeric) for cell in row.cells]) for row in table.rows
    ] == [
        ("group", [("Group", True, False)]),
        ("plain", [("a | b", True, False), ("16", False, True)]),
        ("total", [("All", True, False), ("19", False, True)]),
    ]


def test_a_table_without_directive(reader: Reader) -> None:
    table = read(reader, "| a | b |\n|---|--:|\n| c | 1 |\n")
    assert (table.title, table.number) == ((), None)
    assert [cell.numeric for cell in table.rows[0].cells] == [False, True]


def test_row_headers_can_be_left_out(reader: Reader) -> None:
    table = read(reader, ":::{table} T\n:row-headers: no\n| a | b |\n|---|---|\n| c | d |\n:::\n")
    assert [cell.header for cell in table.rows[0].cells] == [False, False]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("| All | 19 |", "| All | 19 | x |", ("HP170", 11, 1)),
        ("| All | 19 |\n", "| All | 19 |\nA note", ("HP170", 12, 1)),
        ("|---|---|\n", "|---|\n", ("HP171", 1, 1)),
        ("|---|---|\n", "|:-:|---|\n", None),
        (":align: left, number\n", ":align: left, centre\n", ("HP118", 3, 15)),
        (":align: left, number\n", ":align: left\n", ("HP118", 3, 9)),
        (":widths: 60, 40\n", ":widths: 60, 50\n", ("HP118", 4, 10)),
        (":widths: 60, 40\n", ":widths: 60, x\n", ("HP118", 4, 10)),
        (":totals: 1\n", ":totals: 9\n", ("HP118", 5, 10)),
        ("| All | 19 |", "| All | <b>19</b> |", ("HP100", 11, 9)),
        ("| All | 19 |", "| All | 19[^1] |", ("HP145", 11, 11)),
    ],
)
def test_faults(reader: Reader, old: str, new: str, expected: tuple[str, int, int] | None) -> None:
    found = reader.faults(TABLE.replace(old, new))
    assert found[0] == expected if expected else not found


def test_centred_columns_and_empty_tables_are_refused(reader: Reader) -> None:
    assert reader.faults("| a |\n|:-:|\n| b |\n") == [("HP172", 1, 3)]
    assert reader.faults("| a |\n|---|\n") == [("HP173", 1, 1)]
