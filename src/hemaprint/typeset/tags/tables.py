# SPDX-License-Identifier: MIT
"""Name the heads of every cell of a table whose heads span cells or head groups of rows (ISO 32000-1, table 349).

PDF has no scope for a group of rows: without ``Headers`` such a head would be read with its own row, which has no
other cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pydyf

from hemaprint.typeset.tags.nodes import Node

_SECTIONS = frozenset({"THead", "TBody", "TFoot"})


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell, the section and the row that it begins in, and the columns and rows that it covers."""

    node: Node
    section: Node
    columns: range
    rows: range

    @property
    def scope(self) -> str:
        """What it heads, as HTML says it; "" for data."""
        return (self.node.attribute("scope") or "col") if self.node.role == "TH" else ""

    @property
    def is_complex(self) -> bool:
        """Whether a scope cannot say what it heads."""
        is_low = self.scope.startswith("col") and self.rows.start > 0
        return bool(self.scope) and (self.scope == "rowgroup" or len(self.columns) * len(self.rows) > 1 or is_low)


def name_heads(table: Node, number: int) -> None:
    """Give every head of a complex table an ID, and every cell the IDs of its heads; ``number`` is the table's own."""
    cells = list(_placed(table))
    if not any(cell.is_complex for cell in cells):
        return
    above: dict[int, list[tuple[int, str]]] = {}
    beside: dict[int, list[str]] = {}
    group, section = "", table
    for index, cell in enumerate(cells):
        if cell.section is not section:
            group, section = "", cell.section
        name = f"table-{number}.{index}"
        if cell.scope == "rowgroup":
            group = name
        else:
            heads = [group] * bool(group)
            heads += [head for column in cell.columns for _, head in above.get(column, ())]
            heads += [head for row in cell.rows for head in beside.get(row, ())]
            _write(cell.node, list(dict.fromkeys(heads)))
        if cell.scope:
            cell.node.properties["ID"] = name
        if cell.scope == "row":
            for row in cell.rows:
                beside.setdefault(row, []).append(name)
        elif cell.scope.startswith("col"):
            for column in cell.columns:
                higher = above.get(column, [])
                is_next = bool(higher) and higher[-1][0] == cell.rows.start
                above[column] = [*(higher if is_next else ()), (cell.rows.stop, name)]


def _write(node: Node, heads: list[str]) -> None:
    if heads:
        node.attributes |= {"O": "/Table", "Headers": pydyf.Array(pydyf.String(head) for head in heads)}


def _placed(table: Node) -> Iterator[_Cell]:
    """The cells in order, each in the first columns of its row that no cell above covers."""
    covered: dict[int, int] = {}
    for row, (section, line) in enumerate(_rows(table)):
        column = 0
        for cell in line.kids:
            if not isinstance(cell, Node):
                continue
            while covered.get(column, 0) > row:
                column += 1
            columns = range(column, column + int(cell.attributes.get("ColSpan", 1)))
            rows = range(row, row + int(cell.attributes.get("RowSpan", 1)))
            covered |= dict.fromkeys(columns, rows.stop)
            yield _Cell(cell, section, columns, rows)
            column = columns.stop


def _rows(table: Node) -> Iterator[tuple[Node, Node]]:
    """Every row, and the section that it is in."""
    for kid in table.kids:
        if isinstance(kid, Node) and kid.role in _SECTIONS:
            yield from ((kid, row) for row in kid.kids if isinstance(row, Node))
        elif isinstance(kid, Node) and kid.role == "TR":
            yield table, kid
