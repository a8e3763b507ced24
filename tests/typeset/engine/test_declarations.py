"""WeasyPrint's C declarations are parsed once for a user, not in every process; and nothing else changes by it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from waiting import LONG

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="libraries are found by more than their names")

PROGRAM = """
import hashlib, sys
import hemaprint.typeset.engine
import weasyprint
pdf = weasyprint.HTML(string="<html lang=en><title>x</title><p>Cells and <b>more</b> of them</p>").write_pdf()
print(hashlib.sha256(pdf).hexdigest(), "pycparser" in sys.modules)
"""


def run(caches: Path) -> tuple[str, bool]:
    """The hash of a PDF, and whether C was parsed, in a process that has this cache folder."""
    paths = os.pathsep.join(filter(None, sys.path))
    more = {"XDG_CACHE_HOME": str(caches), "SOURCE_DATE_EPOCH": "1700000000", "PYTHONPATH": paths}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, env=os.environ | more, capture_output=True, text=True, check=True, timeout=LONG)
    digest, parsed = done.stdout.split()
    return digest, parsed == "True"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What a first process gives, and the file that it keeps."""
    caches = tmp_path_factory.mktemp("caches")
    digest, parsed = run(caches)
    assert parsed
    (path,) = (caches / "hemaprint").iterdir()
    return digest, path


def keep(caches: Path, name: str, data: bytes, mode: int = 0o600) -> Path:
    """Put a file where the one of the first process would be."""
    path = caches / "hemaprint" / name
    path.parent.mkdir(mode=0o700)
    path.write_bytes(data)
    path.chmod(mode)
    return path


def test_the_second_process_parses_nothing_and_gives_the_same_bytes(first: tuple[str, Path], tmp_path: Path) -> None:
    keep(tmp_path, first[1].name, first[1].read_bytes())
    assert run(tmp_path) == (first[0], False)


def test_a_damaged_file_is_made_anew(first: tuple[str, Path], tmp_path: Path) -> None:
    path = keep(tmp_path, first[1].name, first[1].read_bytes()[:-40])
    assert run(tmp_path) == (first[0], True)
    assert path.read_bytes() == first[1].read_bytes()


def test_a_file_that_others_may_write_to_is_not_run(first: tuple[str, Path], tmp_path: Path) -> None:
    keep(tmp_path, first[1].name, first[1].read_bytes(), mode=0o666)
    assert run(tmp_path) == (first[0], True)


def test_where_nothing_can_be_kept_it_is_parsed(first: tuple[str, Path], tmp_path: Path) -> None:
    (tmp_path / "hemaprint").write_text("no folder", "utf-8")
    assert run(tmp_path) == (first[0], True)
    assert [path.name for path in tmp_path.iterdir()] == ["hemaprint"]
