"""The two faults of WeasyPrint that ``line_fix`` mends; each test fails once it is not needed any more."""

from __future__ import annotations

from pathlib import Path

import pytest
from weasyprint.layout import block, inline

from hemaprint.typeset.engine import line_fix
from hemaprint.typeset.engine.engine import Engine

from .laying import engine, lay_out, lines

CUT = "<p>Cite the paper. A <abbr>DOI</abbr> is enough, as it stands on the page.</p>"
NAMED = "<p>A letter from {} came.<br>The next line.</p><p>And a third.</p>"


@pytest.fixture(autouse=True)
def broken_by_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What ``line_fix`` mends are the lines that are not planned (``paragraphs``)."""
    monkeypatch.setattr(block, "iter_line_boxes", inline.iter_line_boxes)


@pytest.fixture
def warm(tmp_path: Path) -> Engine:
    return engine(tmp_path)


def without_the_fix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inline, "split_first_line", line_fix._original)


def test_a_line_is_not_cut_after_its_first_word(warm: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def first_lines() -> list[str]:
        rules = "p{{width:{}pt;hyphens:none}}"
        return [lines(lay_out(CUT, warm, rules.format(width)))[0][0] for width in range(70, 80)]

    mended = first_lines()
    assert "Cite" not in mended
    without_the_fix(monkeypatch)
    assert "Cite" in [line.strip() for line in first_lines()]


def test_another_face_does_not_move_the_line(warm: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def baselines(name: str) -> list[float]:
        return [round(baseline, 3) for _, baseline in lines(lay_out(NAMED.format(name), warm))]

    assert baselines("潘静") == baselines("Jing Pan")
    without_the_fix(monkeypatch)
    assert baselines("潘静") != baselines("Jing Pan")


def test_another_release_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inline, "split_first_line", line_fix._original)
    monkeypatch.setattr("weasyprint.__version__", "71.0")
    line_fix.install()
    assert inline.split_first_line is line_fix._original
