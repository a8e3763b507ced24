"""With a WeasyPrint that nobody has examined, issues are built, but no file claims to keep a standard."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from hemaprint.bind.editions import Edition
from hemaprint.errors import MissingEnvironmentError
from hemaprint.typeset.engine import registry
from hemaprint.typeset.engine.registry import EngineState
from samples import NAME, Sample, codes, paragraphs
from waiting import LONG

NEWER = {"__init__.py": ("__version__ = '70.0'", "__version__ = '71.0'")}
FUNCTION = "layout.grid:grid_layout"
PATCHED = {"layout/grid.py": ("\ndef grid_layout(", "\n@(lambda function: function)\ndef grid_layout(")}


@pytest.fixture
def filled(sample: Sample) -> Sample:
    sample.article("one", "Report", paragraphs(3))
    sample.project  # noqa: B018 - writes issue.yaml
    return sample


def other_engine(folder: Path, edits: Mapping[str, tuple[str, str]]) -> Path:
    """A folder of packages with a WeasyPrint that is another."""
    original = registry.folder()
    assert original is not None
    shutil.copytree(original, folder / "weasyprint")
    for name, (old, new) in edits.items():
        path = folder / "weasyprint" / name
        text = path.read_text("utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), "utf-8")
    return folder


def hemaprint(packages: Path, root: Path, *arguments: str) -> Any:
    """What a command says as JSON, in a process that finds ``packages`` first."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(packages), *filter(None, sys.path)])}
    command = [sys.executable, "-m", "hemaprint", *arguments, "--json"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, check=False, timeout=LONG)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def claims(path: Path) -> set[str]:
    """The standards that a file claims."""
    with pikepdf.open(path) as pdf:
        packet = pdf.Root.Metadata.read_bytes()
        found = {name for name in ("pdfuaid:part", "pdfaid:part", "GTS_PDFXVersion") if name.encode() in packet}
        intents = pdf.Root.get("/OutputIntents", pikepdf.Array())
        return found | {str(intent.S) for intent in intents if intent.S == "/GTS_PDFA1"}


def claimed(sample: Sample) -> set[str]:
    """What the files of a build claim."""
    return {one for path in (sample.root / "dist" / NAME).glob("*.pdf") for one in claims(path)}


def test_with_the_known_one_everything_is_claimed(filled: Sample) -> None:
    assert "HP240" not in codes(filled.build(*Edition).problems)
    assert claimed(filled) == {"pdfuaid:part", "pdfaid:part", "GTS_PDFXVersion", "/GTS_PDFA1"}


def test_another_version_claims_nothing_and_says_so(filled: Sample, tmp_path: Path) -> None:
    wanted = ("build", NAME, "--edition", "all", "--no-cache")
    result = hemaprint(other_engine(tmp_path / "packages", NEWER), filled.root, *wanted)
    problems = [problem["code"] for problem in result["problems"]]
    assert problems.count("HP240") == 1
    assert "HP241" not in problems  # its functions are the known ones
    assert claimed(filled) == set()


def test_nor_does_the_known_version_with_another_function(filled: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "state", lambda: EngineState(registry.VERSION, "", frozenset({FUNCTION})))
    problems = codes(filled.build(*Edition).problems)
    assert (problems.count("HP240"), problems.count("HP241")) == (1, 1)
    assert claimed(filled) == set()


def examined(folder: Path, edits: Mapping[str, tuple[str, str]]) -> Any:
    """What the doctor finds of another WeasyPrint."""
    findings = hemaprint(other_engine(folder / "packages", edits), folder, "doctor")["findings"]
    (finding,) = (one for one in findings if one["name"] == "changes to WeasyPrint")
    return finding


def test_the_doctor_tells_a_version(tmp_path: Path) -> None:
    finding = examined(tmp_path, NEWER)
    assert finding["state"] == "recommended"
    assert "71.0" in finding["detail"]
    assert finding["detail"].endswith("left out: none")
    assert finding["remedy"] == "pip install weasyprint==70.0"


def test_the_doctor_tells_a_function(tmp_path: Path) -> None:
    finding = examined(tmp_path, PATCHED)
    (change,) = EngineState(registry.VERSION, "", frozenset({FUNCTION})).left_out
    assert finding["detail"].startswith(f"weasyprint.{FUNCTION} is not the one of WeasyPrint {registry.VERSION}")
    assert finding["detail"].endswith(f"left out: {change.name}")


def test_an_offprint_claims_nothing_either(filled: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "state", lambda: EngineState("71.0", ""))
    offprints = filled.offprints()
    assert codes(offprints.problems).count("HP240") == 1
    assert claims(offprints.editions[0].path) == set()


def test_where_a_vital_change_cannot_be_made_nothing_is_built(filled: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    vital = replace(registry.CHANGES[0], vital=True)
    monkeypatch.setattr(registry, "CHANGES", (vital, *registry.CHANGES[1:]))
    monkeypatch.setattr(registry, "state", lambda: EngineState("71.0", "", frozenset(vital.sources)))
    with pytest.raises(MissingEnvironmentError, match=vital.name):
        filled.build()
    assert not (filled.root / "dist").exists()
