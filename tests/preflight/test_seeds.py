"""Preflight is clean on good files, and names every seeded defect."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.bind.editions import Edition
from hemaprint.content.load import load_issue
from hemaprint.errors import Severity
from hemaprint.preflight import examine
from hemaprint.preflight.completeness import completeness
from hemaprint.preflight.issue import examine_issue
from hemaprint.preflight.report import Purpose, Report
from samples import NAME

from .conftest import Magazine
from .seeds import SEEDS, Seed


def codes(report: Report, *severities: Severity) -> set[str]:
    wanted = severities or tuple(Severity)
    return {finding.code for finding in report.findings if finding.severity in wanted}


def test_good_files_are_clean(magazine: Magazine) -> None:
    reports = examine_issue(magazine.project, NAME)
    assert len(reports) == len(Edition) + 2
    assert {report.path.name: codes(report, Severity.ERROR, Severity.WARNING) for report in reports} == {
        report.path.name: set() for report in reports
    }


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{seed.edition}: {seed.name}")
def test_a_defect_is_named(seed: Seed, magazine: Magazine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None is a matter of ink, which takes longer than everything else; tests/preflight/pages covers it."""
    asked = tuple(one for one in examine.questions() if one.name != "ink")
    monkeypatch.setattr(examine, "questions", lambda: asked)
    good = magazine.edition(seed.edition)
    bad = tmp_path / good.name
    bad.write_bytes(seed.make(good.read_bytes()))
    purpose = Purpose.PRINT if seed.edition is Edition.PRINT else Purpose.SCREEN
    issue = load_issue(magazine.project, NAME).issue
    assert issue is not None
    more = (completeness(issue.articles.values()),)
    report = examine.examine(bad, purpose=purpose, edition=seed.edition, more=more)
    assert seed.code in codes(report)
    assert "HP449" not in codes(report)
