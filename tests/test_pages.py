"""Pages of a finished edition become pictures: which ones, how large, under which names."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from hemaprint.bind.editions import Edition, file_name
from hemaprint.errors import UsageError
from hemaprint.pages import Kind, picture_pages, select_pages
from hemaprint.project.project import Project
from samples import NAME, Sample

LABELS = ("Cover", *(str(number) for number in range(2, 13)))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("2", [1]),
        ("cover", [0]),
        ("Cover, 4-5", [0, 3, 4]),
        ("5-8", [4, 5, 6, 7]),
        ("11-", [10, 11]),
        ("8,5-6,5", [4, 5, 7]),
        ("12-12", [11]),
    ],
)
def test_pages_are_named_by_their_printed_numbers(wanted: str, found: list[int]) -> None:
    assert list(select_pages(wanted, LABELS)) == found


def test_the_cover_is_the_first_page_whatever_its_number() -> None:
    assert select_pages("cover-8", ("7", "8", "9")) == (0, 1)


def test_a_number_may_hold_a_hyphen() -> None:
    assert select_pages("A-1-", ("A", "A-1", "1", "A-1-")) == (3,)


@pytest.mark.parametrize("wanted", ["", " ", "2,", "0", "13", "-5", "8-5", "5-13", "two", "2-4-6", "1"])
def test_pages_that_there_are_not(wanted: str) -> None:
    with pytest.raises(UsageError) as raised:
        select_pages(wanted, LABELS)
    assert raised.value.hint


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A magazine whose digital edition has five pages of 100 x 150 pt, the cover without a number."""
    project = Sample(tmp_path).project
    pdf = pikepdf.new()
    for _ in range(5):
        pdf.add_blank_page(page_size=(100, 150))
        pdf.pages[-1].Contents = pdf.make_stream(b"1 0 0 rg 0 0 100 150 re f")
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P="Cover"), 1, Dictionary(S=Name.D, St=2)]))
    target = BytesIO()
    pdf.save(target)
    path = project.dist / NAME / file_name(project.stem(NAME), Edition.DIGITAL)
    path.parent.mkdir(parents=True)
    path.write_bytes(target.getvalue())
    return project


def sizes(paths: tuple[Path, ...]) -> dict[str, tuple[int, int]]:
    return {path.name: Image.open(path).size for path in paths}


def test_a_picture_for_every_page(project: Project) -> None:
    written = picture_pages(project, NAME)
    assert {path.parent for path in written} == {project.dist / NAME / "pages"}
    assert list(sizes(written)) == [
        f"plain-cells-2025-01-{end}.png" for end in ("cover", "p002", "p003", "p004", "p005")
    ]
    assert set(sizes(written).values()) == {(209, 313)}


def test_a_resolution_and_some_pages(project: Project, tmp_path: Path) -> None:
    written = picture_pages(project, NAME, pages="4-", dpi=72, output=tmp_path / "pictures")
    assert sizes(written) == {"plain-cells-2025-01-p004.png": (100, 150), "plain-cells-2025-01-p005.png": (100, 150)}
    assert written[0].parent == tmp_path / "pictures"
    assert Image.open(written[0]).info["dpi"] == pytest.approx((72, 72), abs=0.1)


def test_spreads(project: Project) -> None:
    written = picture_pages(project, NAME, kind=Kind.SPREAD, pages="cover,3", dpi=72)
    assert sizes(written) == {
        "plain-cells-2025-01-cover.png": (100, 150),
        "plain-cells-2025-01-p002-003.png": (200, 150),
    }


def test_the_flat_plan_shows_every_page_once(project: Project) -> None:
    (path,) = picture_pages(project, NAME, kind=Kind.CONTACT_SHEET, dpi=72)
    assert path.name == "plain-cells-2025-01-contact-sheet.png"
    red = Image.open(path).convert("RGB")
    count = sum(times for times, color in red.getcolors(1 << 20) or [] if color == (255, 0, 0))
    frames = 2 * 150  # in the middle of a spread the frame of the right page lies over the left one
    assert count == 5 * 100 * 150 - frames


def test_the_same_bytes_twice(project: Project) -> None:
    once, again = (picture_pages(project, NAME, kind=Kind.CONTACT_SHEET)[0].read_bytes() for _ in range(2))
    assert once == again


@pytest.mark.parametrize("dpi", [0, 11, 1201])
def test_a_resolution_that_cannot_be_drawn(project: Project, dpi: int) -> None:
    with pytest.raises(UsageError):
        picture_pages(project, NAME, dpi=dpi)


def test_an_edition_that_was_not_built(project: Project) -> None:
    with pytest.raises(UsageError) as raised:
        picture_pages(project, NAME, edition=Edition.PRINT)
    assert raised.value.hint == "hemaprint build 2025-01 --edition print"


def test_a_file_that_is_no_pdf_any_more(project: Project) -> None:
    (project.dist / NAME / file_name(project.stem(NAME), Edition.DIGITAL)).write_bytes(b"%PDF-1.7 cut o")
    with pytest.raises(UsageError):
        picture_pages(project, NAME)


def test_other_editions_have_names_of_their_own(project: Project) -> None:
    folder = project.dist / NAME
    digital, light = (folder / file_name(project.stem(NAME), one) for one in (Edition.DIGITAL, Edition.EMAIL))
    light.write_bytes(digital.read_bytes())
    (path,) = picture_pages(project, NAME, edition=Edition.EMAIL, pages="2")
    assert path.name == "plain-cells-2025-01-email-p002.png"
