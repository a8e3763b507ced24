"""Preflight of press sheets: each page on them is examined in its place, and sheets are not taken for pages."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array

from bind.impose.numbered import numbered
from hemaprint.bind.impose.impose import impose
from hemaprint.bind.impose.options import Imposition, Scheme
from hemaprint.preflight.examine import examine
from hemaprint.preflight.report import Purpose

GEOMETRY = {"HP410", "HP411", "HP412", "HP413", "HP414", "HP415", "HP450", "HP461", "HP465"}
"""What sheets could be blamed for that are as they should be."""


def found(pdf: bytes, path: Path) -> Counter[str]:
    path.write_bytes(pdf)
    report = examine(path, purpose=Purpose.PRINT)
    return Counter(finding.code for finding in report.findings)


@pytest.mark.parametrize(
    "options",
    [
        {"scheme": Scheme.BOOKLET},
        {"scheme": Scheme.TWO_UP},
        {"scheme": Scheme.SADDLE, "thickness": 2.0},
        {"scheme": Scheme.SADDLE, "signature": 8, "thickness": 2.0},
        {"scheme": Scheme.PERFECT, "thickness": 2.0},
        {"scheme": Scheme.PERFECT, "signature": 4, "cover": True, "spine": 12.0},
    ],
)
def test_sheets_are_as_they_should_be(options: dict[str, Any], tmp_path: Path) -> None:
    done = impose(numbered(16), Imposition(**options), tmp_path / "magazine.pdf")
    for number, pdf in enumerate(filter(None, (done.pdf, done.cover))):
        assert not found(pdf, tmp_path / f"{number}.pdf").keys() & GEOMETRY


def test_a_page_that_does_not_bleed_is_found_among_others(tmp_path: Path) -> None:
    with pikepdf.open(BytesIO(numbered(16))) as file:
        page = file.pages[5].obj
        page.Contents = file.make_stream(b"0 1 0 0 k 20 20 120 180 re f BT /F 24 Tf 60 160 Td (6) Tj ET")
        target = BytesIO()
        file.save(target)
    done = impose(target.getvalue(), Imposition(scheme=Scheme.PERFECT), tmp_path / "magazine.pdf")
    assert found(done.pdf, tmp_path / "sheets.pdf")["HP450"] == 1


def test_text_at_the_edge_of_a_page_is_found_inside_a_sheet(tmp_path: Path) -> None:
    with pikepdf.open(BytesIO(numbered(16))) as file:
        page = file.pages[5].obj
        page.Contents = file.make_stream(b"BT /F 12 Tf 60 192 Td (6) Tj ET")
        target = BytesIO()
        file.save(target)
    done = impose(target.getvalue(), Imposition(scheme=Scheme.PERFECT), tmp_path / "magazine.pdf")
    assert found(done.pdf, tmp_path / "sheets.pdf")["HP465"] == 1


def test_a_sheet_without_its_back(tmp_path: Path) -> None:
    done = impose(numbered(8), Imposition(scheme=Scheme.SADDLE), tmp_path / "magazine.pdf")
    with pikepdf.open(BytesIO(done.pdf)) as file:
        del file.pages[3]
        target = BytesIO()
        file.save(target)
    assert found(target.getvalue(), tmp_path / "sheets.pdf")["HP415"] == 1


@pytest.mark.parametrize("broken", [{"Scheme": 3}, {"Pages": 7}, {"Pages": Array([1, Array([2])])}])
def test_a_record_that_nobody_can_read_is_none(broken: dict[str, Any], tmp_path: Path) -> None:
    done = impose(numbered(4), Imposition(scheme=Scheme.SADDLE), tmp_path / "magazine.pdf")
    with pikepdf.open(BytesIO(done.pdf)) as file:
        for key, value in broken.items():
            file.pages[0].obj.PieceInfo.Hemaprint.Private[f"/{key}"] = value
        target = BytesIO()
        file.save(target)
    assert "HP449" not in found(target.getvalue(), tmp_path / "sheets.pdf")
