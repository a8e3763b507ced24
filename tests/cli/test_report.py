"""Problems as text, JSON and annotations."""

from __future__ import annotations

from pathlib import Path

from hemaprint.cli.report import github_annotation, problem_text, shown_path, summary
from hemaprint.errors import Location, Problem, Severity

FILE = Location(Path("/elsewhere/a,b.md"))
WARNING = Problem("HP900", "100 % sure\nor not", FILE, severity=Severity.WARNING)
ERROR = Problem("HP001", "no", Location(Path("a.md"), 3))


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    assert problem_text(WARNING).plain.startswith("/elsewhere/a,b.md: warning[HP900]: ")


def test_annotations_escape_what_would_end_them() -> None:
    assert github_annotation(WARNING) == "::warning file=/elsewhere/a%2Cb.md,title=HP900::100 %25 sure%0Aor not"
    assert github_annotation(ERROR) == "::error file=a.md,line=3,col=1,title=HP001::no"


def test_paths_are_shown_from_the_working_directory() -> None:
    assert shown_path(Path.cwd() / "a" / "b.md") == "a/b.md"
    assert shown_path(Path("/elsewhere/b.md")) == "/elsewhere/b.md"


def test_the_summary_counts_by_severity() -> None:
    assert summary([ERROR, WARNING, ERROR]) == "2 errors, 1 warning"
    assert summary([]) == "no problems"
