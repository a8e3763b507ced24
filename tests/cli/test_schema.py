"""``hemaprint schema`` writes JSON Schemas or prints one."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Call


def test_all_are_written(hemaprint: Call, magazine: Path) -> None:
    written = hemaprint("schema", "-o", "schemas").out.split()
    assert "schemas/issue.schema.json" in written
    assert all(json.loads(Path(path).read_text("utf-8")) for path in written)


def test_one_is_printed(hemaprint: Call, magazine: Path) -> None:
    assert "order" in json.loads(hemaprint("schema", "issue").out)["properties"]


def test_an_unknown_name(hemaprint: Call, magazine: Path) -> None:
    outcome = hemaprint("schema", "isue")
    assert outcome.code == 2
    assert '"issue"' in outcome.err
