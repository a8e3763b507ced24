"""``hemaprint newsletter compose`` and ``preview``, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from samples import Sample, paragraphs

from .conftest import Call


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """The working directory: a magazine of one letter."""
    sample = Sample(tmp_path / "cells")
    sample.article("letter", "Letter", paragraphs(1))
    assert sample.project
    monkeypatch.chdir(sample.root)
    return sample


@pytest.mark.usefixtures("sample")
def test_three_files_are_written_and_named(hemaprint: Call) -> None:
    done = hemaprint("newsletter", "compose", "--recipient", "Ana <ana@example.org>")
    assert done.code == 0
    assert done.out.split() == [f"dist/2025-01/newsletter.{suffix}" for suffix in ("html", "txt", "eml")]
    first = Path(done.last_line).read_bytes()
    assert b"To: Ana <ana@example.org>" in first
    assert hemaprint("newsletter", "compose", "--recipient", "Ana <ana@example.org>").code == 0
    assert Path(done.last_line).read_bytes() == first


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("compose", "1999-01"), 2),
        (("compose", "--recipient", "nobody"), 2),
        (("compose", "--attach", "absent.pdf"), 2),
        (("compose", "--attach", "offprint:absent"), 2),
        (("compose", "--max-mb", "0.1"), 1),
        (("preview", "1999-01"), 2),
    ],
)
def test_what_cannot_be_done_writes_nothing(hemaprint: Call, arguments: tuple[str, ...], code: int) -> None:
    assert hemaprint("newsletter", *arguments).code == code
    assert not list(Path().glob("dist/*/newsletter.*"))


def test_a_layout_that_cannot_be_filled_is_named_with_its_line(hemaprint: Call, sample: Sample) -> None:
    sample.write("layouts/newsletter.html", "<p>\n{{ absent }}\n")
    done = hemaprint("newsletter", "compose", "--link", "https://cells.example")
    assert done.code == 1
    assert "layouts/newsletter.html:2" in done.err
    assert "HP911" in done.err
