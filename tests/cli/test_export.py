"""``hemaprint export`` prints the paths of what it writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from waiting import LONG

from .conftest import Call


def test_html_unless_told_otherwise(hemaprint: Call, magazine: Path) -> None:
    outcome = hemaprint("export")
    assert outcome.code == 0
    assert outcome.out.splitlines() == [
        f"dist/2025-01/export/{slug}.html" for slug in ("begin-anywhere", "measure-for-measure", "small-rules")
    ]


def test_several_formats_of_one_article(hemaprint: Call, magazine: Path) -> None:
    outcome = hemaprint("export", "2025-01", "-f", "text", "-f", "docx", "--article", "small-rules", "-o", "proofs")
    assert outcome.out.splitlines() == ["proofs/small-rules.txt", "proofs/small-rules.docx"]
    assert all((magazine / path).stat().st_size for path in outcome.out.splitlines())


def test_unknown_article(hemaprint: Call, magazine: Path) -> None:
    outcome = hemaprint("export", "--article", "small-rulers")
    assert (outcome.code, outcome.out) == (2, "")
    assert "small-rules" in outcome.err


def test_problems_are_those_of_check(hemaprint: Call, magazine: Path) -> None:
    article = magazine / "content" / "2025-01" / "articles" / "begin-anywhere.md"
    article.write_text(article.read_text("utf-8").replace("department: Letter", "department: Lettre"), "utf-8")
    outcome = hemaprint("export")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("content/2025-01/articles/begin-anywhere.md:5:13: error[HP012]")


def test_the_engine_is_not_loaded(magazine: Path) -> None:
    program = (
        "import sys; from hemaprint.cli.main import main; main(['export', '-f', 'text']);"
        "sys.exit(bool({'weasyprint', 'pikepdf'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=magazine, check=False, timeout=LONG).returncode == 0
