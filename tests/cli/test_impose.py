"""``hemaprint impose`` and ``build --impose``: what is written where, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bind.impose.numbered import numbered
from hemaprint.bind.editions import Edition
from hemaprint.errors import ExitCode
from samples import NAME, Sample, paragraphs

from .conftest import Call


@pytest.fixture
def magazine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "magazine.pdf"
    path.write_bytes(numbered(20))
    return path


def test_a_file(hemaprint: Call, magazine: Path) -> None:
    outcome = hemaprint("impose", "saddle", "magazine.pdf", "--paper-thickness", "0.1mm")
    assert (outcome.code, outcome.out) == (ExitCode.OK, "magazine-saddle.pdf\n")
    assert outcome.err == "saddle: 5 sheets of 4 pages, creep up to 0.40 mm\n"
    assert magazine.with_name("magazine-saddle.pdf").is_file()


def test_json_and_another_folder(hemaprint: Call, magazine: Path) -> None:
    outcome = hemaprint("impose", "perfect", "magazine.pdf", "--cover", "--spine", "5mm", "--json", "-o", "out")
    told = json.loads(outcome.out)
    assert told["files"] == ["out/magazine-perfect.pdf", "out/magazine-perfect-cover.pdf"]
    assert (told["sheets"], told["signature"], told["creep_mm"], told["problems"]) == (1, 16, 0, [])


def test_strict_writes_nothing(hemaprint: Call, magazine: Path) -> None:
    outcome = hemaprint("impose", "perfect", "magazine.pdf", "--strict")
    assert outcome.code == ExitCode.CONTENT
    assert "warning[HP835]" in outcome.err
    assert [path.name for path in magazine.parent.iterdir()] == ["magazine.pdf"]
    assert hemaprint("impose", "perfect", "magazine.pdf").code == ExitCode.OK


@pytest.mark.parametrize(
    "arguments",
    [
        ("saddle", "missing.pdf"),
        ("saddle", "magazine.pdf", "--signature", "6"),
        ("saddle", "magazine.pdf", "--paper-thickness", "thin"),
        ("saddle", "magazine.pdf", "--sheet", "huge"),
        ("saddle", "magazine.pdf", "--sheet", "80mm 60mm"),
        ("perfect", "magazine.pdf", "--grind", "20mm"),
        ("booklet", "magazine.pdf", "--cover"),
        ("saddle", "2025-01"),
    ],
)
def test_mistakes_are_told(hemaprint: Call, magazine: Path, arguments: tuple[str, ...]) -> None:
    outcome = hemaprint("impose", *arguments)
    assert outcome.code == ExitCode.USAGE
    assert "hint: " in outcome.err


def test_a_broken_file(hemaprint: Call, magazine: Path) -> None:
    magazine.write_bytes(magazine.read_bytes()[:500])
    outcome = hemaprint("impose", "saddle", "magazine.pdf")
    assert outcome.code == ExitCode.CONTENT
    assert "magazine.pdf: error[HP830]" in outcome.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--impose", "saddle"),
        ("--edition", "print", "--signature", "8"),
        ("--edition", "print", "--impose", "saddle", "--spreads"),
        ("--edition", "print", "--impose", "booklet", "--signature", "8"),
    ],
)
def test_a_build_refuses_what_does_nothing(
    hemaprint: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(Sample(tmp_path).project.root)
    assert hemaprint("build", *arguments).code == ExitCode.USAGE


@pytest.mark.slow
def test_an_issue(hemaprint: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build and the command write the same sheets; the spine is on the cover of a glued issue."""
    sample = Sample(tmp_path, size="A5")
    sample.write("hemaprint.toml", (tmp_path / "hemaprint.toml").read_text() + "[print.spine]\nleaf = 0.1\ncover = 5\n")
    sample.article("small-rules", "Report", paragraphs(40))
    sample.page("back")
    monkeypatch.chdir(sample.project.root)
    outcome = hemaprint("build", "--edition", "print", "--impose", "perfect", "--signature", "4", "--quiet")
    assert outcome.code == ExitCode.OK
    stem = f"dist/{NAME}/plain-cells-{NAME}-"
    names = [f"{stem}{end}.pdf" for end in (Edition.PRINT, "spine", "print-perfect", "print-perfect-cover")]
    assert outcome.out.splitlines() == names
    built = [Path(name).read_bytes() for name in names[2:]]
    outcome = hemaprint("impose", "perfect", "--signature", "4", "-q")
    assert outcome.out.splitlines() == names[2:]
    assert [Path(name).read_bytes() for name in names[2:]] == built
    again = hemaprint("build", "--edition", "print", "--impose", "perfect", "--signature", "4")
    assert "nothing has changed" in again.err
