"""The style sheets that come with hemaprint can be read: one declaration a line, short lines, and what each is for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hemaprint.project.themes import bundled

SHEETS = sorted(bundled("styles").rglob("*.css"))
WIDTH = 120
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.relative_to(bundled("styles")).as_posix())
def test_a_sheet_can_be_read(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith(f"/* {path.name}"), "it begins with a comment that says what it is for"
    assert [number for number, line in enumerate(text.split("\n"), 1) if len(line) > WIDTH] == []
    lines = _COMMENT.sub("", text).split("\n")
    assert [line for line in lines if line.count(";") > 1 or ("{" in line and ";" in line)] == []
