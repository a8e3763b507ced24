from pathlib import Path

import pytest

from content.markdown.reader import DRAWING, Reader


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    reader = Reader(tmp_path.resolve())
    reader.write("images/loop.svg", DRAWING)
    reader.write("data/outcome.csv", "Patients,note,Remission,Relapse\nTransplanted,n = 4,3,1\nNot,,2,3\n")
    reader.write("data/survival.csv", "group,time,survival,censored,at_risk\nA,0,1,0,16\nA,3,0.8,0,\nA,5,0.8,1,9\n")
    return reader
