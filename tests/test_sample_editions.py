"""The sample's editions as validators, a printer and a reader's program see them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest

from hemaprint.editions import Edition
from hemaprint.errors import Severity
from hemaprint.offprints import build_offprints
from hemaprint.preflight.issue import examine_issue
from hemaprint.preflight.models import Report
from hemaprint.stages import SilentProgress
from press.inventory import foreign_names, inventory
from sample_issue import NAME, SMALL, build_sample
from verapdf import validate

pytestmark = pytest.mark.slow

MM = 72 / 25.4
BLACK = (0, 0, 0, 1)
RECTANGLES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox")


@dataclass(frozen=True)
class Made:
    """Every file of the sample, and what preflight says of it."""

    editions: dict[str, Path]
    offprints: dict[str, Path]
    reports: dict[Path, Report]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    sample_build = build_sample(tmp_path_factory.mktemp("sample"), *Edition)
    project = sample_build.project
    offprints = build_offprints(project, NAME, progress=SilentProgress())
    assert (sample_build.result.problems, offprints.problems) == ((), ())
    return Made(
        {one.name: one.path for one in sample_build.result.editions},
        {one.name: one.path for one in offprints.offprints},
        {report.path: report for report in examine_issue(project, NAME)},
    )


@pytest.mark.parametrize("standard", ["ua1", "3a"])
def test_every_tagged_file_keeps_its_standards(made: Made, standard: str) -> None:
    files = [made.editions["digital"], made.editions["email"], *made.offprints.values()]
    assert len(files) == 2 + 8
    assert {path.name: validate(path, standard) for path in files} == {path.name: [] for path in files}


def test_print_is_of_inks_alone(made: Made) -> None:
    with pikepdf.open(made.editions["print"]) as pdf:
        found = inventory(pdf)
        assert found.inks <= {"DeviceCMYK", "Indexed/DeviceCMYK", "Separation/All"}
        assert foreign_names(pdf) == set()
        assert found.images
        assert not any("/Annots" in page.obj for page in pdf.pages)


def test_only_black_text_overprints(made: Made) -> None:
    with pikepdf.open(made.editions["print"]) as pdf:
        found = inventory(pdf)
    assert sum(shown.fill == BLACK for shown in found.shown) > 1000
    assert all(shown.fill == BLACK for shown in found.shown if shown.overprint)


def test_every_print_page_has_its_boxes(made: Made) -> None:
    with pikepdf.open(made.editions["print"]) as pdf:
        assert len(pdf.pages) % 4 == 0
        for page in pdf.pages:
            media, crop, bleed, trim = ([float(value) for value in page.obj[name]] for name in RECTANGLES)
            assert (trim[2] - trim[0], trim[3] - trim[1]) == pytest.approx((210 * MM, 297 * MM), abs=0.01)
            assert [b - t for b, t in zip(bleed, trim, strict=True)] == pytest.approx(
                [-3 * MM, -3 * MM, 3 * MM, 3 * MM], abs=0.01
            )
            assert media == crop
            assert media[0] < bleed[0]
            assert bleed[3] < media[3]


def test_email_is_small_and_whole(made: Made) -> None:
    assert made.editions["email"].stat().st_size <= SMALL * 1e6 < made.editions["digital"].stat().st_size


def test_preflight_finds_nothing_to_mend(made: Made) -> None:
    assert set(made.reports) == {*made.editions.values(), *made.offprints.values()}
    found = {
        f"{path.name} {finding.page}: {finding.code} {finding.message}"
        for path, report in made.reports.items()
        for finding in report.findings
        if finding.severity is not Severity.NOTE
    }
    assert found == set()
