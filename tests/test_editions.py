"""One issue, its editions: the same pages for the screen, the press and the mail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from hemaprint.bind.editions import Edition
from hemaprint.bind.issue import bind_issue
from hemaprint.bind.sourcemap import map_path, read_map
from hemaprint.build.results import BuildResult
from hemaprint.errors import ContentError, Location, Problem, Severity
from hemaprint.preflight.examine import examine
from samples import NAME, Sample, codes, paragraphs
from waiting import LONG

PHOTO = ":::{figure} images/photo.jpg\n:alt: Noise of many colours\n\nA photograph.\n:::\n"


def photograph(path: Path) -> None:
    """A picture that does not compress: 2 million bytes, and far finer than any column needs."""
    noise = Image.effect_noise((1500, 1500), 90)
    Image.merge("RGB", (noise, noise.rotate(90), noise.rotate(180))).save(path, quality=90)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Six pages: a cover, a letter, a report with a photograph, a back cover."""
    sample = Sample(tmp_path_factory.mktemp("editions"))
    sample.article("letter", "Letter", "A line, and [the report](article:report).\n")
    photograph(sample.root / "content" / NAME / "images" / "photo.jpg")
    sample.article("report", "Report", f"{paragraphs(22)}\n{PHOTO}")
    sample.page("back")
    return sample


@pytest.fixture(scope="module")
def built(sample: Sample) -> BuildResult:
    return sample.build(*Edition, max_mb=1)


def words(path: Path) -> list[str]:
    """The letters of every page."""
    with pypdfium2.PdfDocument(path) as document:
        return ["".join(str(page.get_textpage().get_text_bounded()).split()) for page in document]


def test_every_edition_has_its_file(sample: Sample, built: BuildResult) -> None:
    folder = sample.root / "dist" / NAME
    names = ("digital", "print", "email")
    assert [one.path for one in built.editions] == [folder / f"plain-cells-2025-01-{name}.pdf" for name in names]
    assert [one.size for one in built.editions] == [one.path.stat().st_size for one in built.editions]


def test_all_have_the_same_pages(built: BuildResult) -> None:
    digital, printed, email = (words(one.path) for one in built.editions)
    assert digital == email
    # the drop cap, which only tags read with its word, is a letter for the press
    assert [page for page in printed if page] == [page.replace("\u200b", "S") for page in digital if page]


def test_print_is_filled_up_before_the_back_cover(built: BuildResult) -> None:
    digital, printed, _ = built.editions
    blanks = -digital.pages % 4
    assert blanks
    assert printed.pages == digital.pages + blanks
    assert [not page for page in words(printed.path)[-blanks - 1 :]] == [True] * blanks + [False]


def test_print_without_blank_pages_is_refused(sample: Sample, built: BuildResult) -> None:
    before = built.editions[1].path.read_bytes()
    sample.manifest["blank_pages"] = False
    try:
        with pytest.raises(ContentError) as caught:
            sample.build(Edition.PRINT)
    finally:
        del sample.manifest["blank_pages"]
        assert sample.project  # writes the manifest again
    assert "HP350" in codes(caught.value.problems)
    assert built.editions[1].path.read_bytes() == before


def test_email_keeps_within_its_limit(built: BuildResult) -> None:
    digital, _, email = built.editions
    assert email.size <= 1_000_000 < digital.size
    assert email.steps


def test_what_no_resampling_reaches_is_refused(sample: Sample) -> None:
    with pytest.raises(ContentError) as caught:
        sample.build(Edition.EMAIL, max_mb=0.01)
    assert "HP370" in codes(caught.value.problems)


def test_print_leads_back_to_the_manuscripts(sample: Sample, built: BuildResult) -> None:
    digital, printed, _ = built.editions
    path = printed.path
    known = read_map(map_path(sample.project.cache, path), path.read_bytes(), sample.root)
    assert known is not None
    sources = [page.source.rpartition("/")[2] for page in known.pages]
    ends = ["issue.yaml"] * (printed.pages - digital.pages + 1)
    assert sources == ["issue.yaml", "letter.md", *["report.md"] * (digital.pages - 3), *ends]


def test_sources_are_attached_where_the_magazine_wants_them(sample: Sample, built: BuildResult) -> None:
    with pikepdf.open(built.editions[0].path) as pdf:
        assert not pdf.attachments
    config = sample.root / "hemaprint.toml"
    plain = config.read_text()
    config.write_text(plain.replace("[page]", "[digital]\nattach_sources = true\n[page]"))
    try:
        attached = sample.build(output=sample.root / "attached")
    finally:
        config.write_text(plain)
    with pikepdf.open(attached.pdf) as pdf:
        assert set(pdf.attachments) == {"letter.md", "report.md"}
        letter = sample.root / "content" / NAME / "articles" / "letter.md"
        assert pdf.attachments["letter.md"].get_file().read_bytes() == letter.read_bytes()


def test_spreads(sample: Sample) -> None:
    result = sample.build(Edition.PRINT, spreads=True, output=sample.root / "spreads")
    with pikepdf.open(BytesIO(result.pdf.read_bytes())) as pdf:
        widths = [float(page.trimbox[2]) - float(page.trimbox[0]) for page in pdf.pages]
    assert [round(width / widths[0]) for width in widths] == [1, *[2] * (len(widths) - 2), 1]
    report = examine(result.pdf, edition=Edition.PRINT)
    assert not {"HP412", "HP415"} & {finding.code for finding in report.findings}


def test_what_binding_says_is_said_for_every_edition(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    said = Problem("HP302", "a bookmark is lost", Location(Path("letter.md")), severity=Severity.WARNING)
    monkeypatch.setattr("hemaprint.bind.issue.bind_issue", lambda *given: replace(bind_issue(*given), problems=(said,)))
    assert said in sample.build(Edition.PRINT, output=sample.root / "print").problems


def test_the_same_bytes_in_another_folder_and_another_process(
    sample: Sample, built: BuildResult, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "else where"
    shutil.copytree(sample.root / "content", elsewhere / "content")
    shutil.copy(sample.root / "hemaprint.toml", elsewhere)
    command = "from hemaprint.cli.main import run; run()"
    arguments = ["--project", str(elsewhere), "build", "--edition", "all", "--max-mb", "1", "-q"]
    subprocess.run([sys.executable, "-c", command, *arguments], check=True, capture_output=True, timeout=LONG)
    for one in built.editions:
        other = elsewhere / "dist" / NAME / one.path.name
        assert other.read_bytes() == one.path.read_bytes(), one.name
