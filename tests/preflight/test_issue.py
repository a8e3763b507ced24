"""An issue is examined as a whole: every finished file, against the manuscripts it was made from."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from hemaprint.bind.editions import Edition
from hemaprint.errors import Severity, UsageError
from hemaprint.preflight.examine import examine
from hemaprint.preflight.issue import examine_issue, origin_in
from hemaprint.preflight.report import Finding, Purpose
from hemaprint.project.project import Project
from samples import NAME

from .conftest import Magazine
from .seeds import alt_taken_out, changed


@pytest.fixture
def copy(magazine: Magazine, tmp_path: Path) -> Project:
    """The built magazine, to be changed."""
    root = tmp_path / "copy"
    shutil.copytree(magazine.project.root, root)
    return replace(magazine.project, root=root)


def found(project: Project, code: str) -> dict[str, list[Finding]]:
    """The findings of that code by file name."""
    return {
        report.path.name: findings
        for report in examine_issue(project, NAME)
        if (findings := [finding for finding in report.findings if finding.code == code])
    }


def test_editions_come_first_and_say_what_they_are_for(magazine: Magazine) -> None:
    reports = examine_issue(magazine.project, NAME)
    names = [report.path.name.removeprefix(f"plain-cells-{NAME}-") for report in reports]
    assert names == ["digital.pdf", "print.pdf", "email.pdf", "letter.pdf", "report.pdf"]
    assert [report.purpose for report in reports].index(Purpose.PRINT) == 1
    assert reports[0].pages == len(reports[0].labels) == 8
    assert [size.pages for size in reports[0].sizes] == [8]


def test_lost_copy_is_located_in_the_manuscript(copy: Project) -> None:
    path = copy.content / NAME / "articles" / "letter.md"
    path.write_text(path.read_text("utf-8") + "\nWords that were never set.\n", "utf-8")
    line = len(path.read_text("utf-8").splitlines())
    lost = found(copy, "HP442")
    assert len(lost) == len(Edition) + 1, "the offprint of the other article is complete"
    assert {
        (finding.location.path, finding.location.line) for one in lost.values() for finding in one if finding.location
    } == {(path, line)}


def test_a_manuscript_that_is_newer_is_a_note(copy: Project) -> None:
    path = copy.content / NAME / "articles" / "report.md"
    later = max(file.stat().st_mtime for file in copy.dist.rglob("*.pdf")) + 60
    for other in (copy.content / NAME / "articles").iterdir():
        os.utime(other, (later - 3600, later - 3600))
    os.utime(path, (later, later))
    newer = found(copy, "HP444")
    assert {finding.severity for one in newer.values() for finding in one} == {Severity.NOTE}
    assert {finding.location.path for one in newer.values() for finding in one if finding.location} == {path}


def test_an_offprint_of_nothing(copy: Project) -> None:
    folder = copy.dist / NAME / "offprints"
    shutil.copy(next(folder.glob("*.pdf")), folder / f"{copy.stem(NAME)}-gone.pdf")
    assert list(found(copy, "HP445")) == [f"{copy.stem(NAME)}-gone.pdf"]


def test_manuscripts_with_errors_leave_the_question_open(copy: Project) -> None:
    (copy.content / NAME / "articles" / "letter.md").write_text("no front matter\n", "utf-8")
    assert len(found(copy, "HP446")) == len(Edition) + 2


def test_a_heavy_email_edition(copy: Project) -> None:
    email = copy.config.email.model_copy(update={"max_mb": 0.01})
    small = replace(copy, config=copy.config.model_copy(update={"email": email}))
    assert list(found(small, "HP417")) == [f"{copy.stem(NAME)}-email.pdf"]


def test_nothing_built(copy: Project) -> None:
    shutil.rmtree(copy.dist)
    with pytest.raises(UsageError) as error:
        examine_issue(copy, NAME)
    assert "hemaprint build" in error.value.hint


def test_a_finding_on_a_page_names_its_manuscript(magazine: Magazine) -> None:
    """A file that the project has built is traced to its manuscripts; a changed one is nobody's."""
    path = magazine.edition(Edition.DIGITAL)
    origin = origin_in(magazine.project, path)(path.read_bytes())
    assert origin is not None
    location = origin.locate(1, None)
    assert location is not None
    assert location.path.suffix in (".md", ".yaml")
    assert origin_in(magazine.project, path)(changed(alt_taken_out)(path.read_bytes())) is None


def test_findings_pass_through_the_origin(magazine: Magazine, tmp_path: Path) -> None:
    path = magazine.edition(Edition.DIGITAL)
    bad = tmp_path / path.name
    bad.write_bytes(changed(alt_taken_out)(path.read_bytes()))
    good = origin_in(magazine.project, path)(path.read_bytes())
    report = examine(bad, origin_of=lambda _data: good)
    pictures = [finding for finding in report.findings if finding.code == "HP431"]
    assert pictures
    assert all(finding.location is not None and finding.location.path.exists() for finding in pictures)
