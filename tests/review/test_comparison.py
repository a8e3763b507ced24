"""Pages are matched by what is on them; words, pictures and rendering are told apart."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from hemaprint.errors import ContentError
from hemaprint.review import versions
from hemaprint.review.comparison import Comparison, Kind, compare
from hemaprint.review.versions import open_version

from .papers import STORY, paper, version

FIRST, SECOND, THIRD = STORY
RED = "0.8 0.1 0.1 rg 200 20 60 60 re f 0 g"


def found(old: bytes, new: bytes, **options: float) -> Comparison:
    return compare(version(old, "old"), version(new, "new"), **options)  # type: ignore[arg-type]


def kinds(comparison: Comparison) -> list[str]:
    return [page.kind.value + (" moved" if page.match.moved else "") for page in comparison.pages]


def texts(comparison: Comparison) -> list[tuple[str, str]]:
    return [(one.old.text if one.old else "", one.new.text if one.new else "") for one in comparison.changes]


def scanned(data: bytes, *, draw: tuple[int, int, int, int] | None = None) -> bytes:
    """The file as a printer's proof can be: grey pictures of its pages, with something drawn on them."""
    with pypdfium2.PdfDocument(data) as document:
        pictures: list[Image.Image] = [page.render(scale=150 / 72).to_pil().convert("L") for page in document]
    if draw:
        ImageDraw.Draw(pictures[0]).rectangle(draw, fill=0)
    target = BytesIO()
    pictures[0].save(target, "PDF", save_all=True, append_images=pictures[1:], resolution=150)
    return target.getvalue()


def test_a_file_is_like_itself() -> None:
    comparison = found(paper(STORY, more=RED), paper(STORY, more=RED))
    assert comparison.is_same
    assert kinds(comparison) == ["same"] * 3


def test_a_word_has_its_place() -> None:
    comparison = found(paper(STORY), paper((FIRST, SECOND.replace("doctor", "nurse"), THIRD)))
    assert texts(comparison) == [("doctor", "nurse")]
    assert kinds(comparison) == ["same", "changed", "same"]
    new = comparison.changes[0].new
    assert new is not None
    ((page, box),) = new.boxes
    assert (page, [round(edge) for edge in box[:1]]) == (1, [20])
    assert 40 < box[1] < 50 < box[3] < 55
    assert comparison.pages[1].regions


def test_added_removed_and_moved_pages_are_told_as_such() -> None:
    new = "An advertisement for shoes, of which nobody had ever heard before."
    assert kinds(found(paper(STORY), paper((FIRST, new, SECOND, THIRD)))) == ["same", "added", "same", "same"]
    assert kinds(found(paper(STORY), paper((FIRST, THIRD)))) == ["same", "removed", "same"]
    moved = found(paper(STORY), paper((SECOND, THIRD, FIRST)))
    assert kinds(moved) == ["same", "same", "same moved"]
    assert not moved.is_same
    assert texts(moved) == []


def test_words_that_went_over_to_the_next_page_are_no_change() -> None:
    words = " ".join(STORY).split()
    old = [" ".join(words[:20]), " ".join(words[20:])]
    new = [" ".join(words[:18]), " ".join(words[18:])]
    comparison = found(paper(old), paper(new))
    assert texts(comparison) == []
    assert kinds(comparison) == ["changed", "changed"]


def test_a_picture_differs_where_it_was_changed() -> None:
    (page,) = found(paper([FIRST], more=RED), paper([FIRST], more=RED.replace("60 60", "60 90"))).pages
    (region,) = page.regions
    assert page.kind is Kind.CHANGED
    assert [round(edge) for edge in region] == pytest.approx([200, 90, 260, 120], abs=7)


def test_a_colour_within_the_tolerance_is_the_same() -> None:
    old, new = paper([FIRST], more=RED), paper([FIRST], more=RED.replace("0.8", "0.6"))
    assert kinds(found(old, new)) == ["changed"]
    assert kinds(found(old, new, tolerance=30)) == ["rendering"]
    assert kinds(found(old, new, pictures=False)) == ["same"]


def test_a_grey_scan_of_a_page_differs_by_rendering_only() -> None:
    data = paper(STORY, more=RED)
    comparison = found(data, scanned(data))
    assert comparison.is_same
    assert comparison.pages[0].rendering == ("colours converted to grey", "words as a picture")


def test_what_a_scan_adds_is_found() -> None:
    data = paper(STORY, more=RED)
    comparison = found(data, scanned(data, draw=(40, 300, 160, 340)))
    assert kinds(comparison) == ["changed", "rendering", "rendering"]
    (region,) = comparison.pages[0].regions
    assert [round(edge) for edge in region] == pytest.approx([19, 144, 77, 163], abs=13)


def test_a_sheet_with_marks_around_the_page_is_the_same_page() -> None:
    data = paper(STORY, more=RED)
    with pikepdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.mediabox = pikepdf.Array([-30, -30, 330, 230])
            page.Contents = pdf.make_stream(page.Contents.read_bytes() + b"\n-30 0 20 1 re 310 0 20 1 re f")
        target = BytesIO()
        pdf.save(target)
    comparison = found(data, target.getvalue())
    assert comparison.is_same
    assert comparison.pages[0].rendering == ("moved by 10.6 × 10.6 mm",)


def test_a_scaled_page_is_the_same_page() -> None:
    data = paper(STORY, more=RED)
    with pikepdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.mediabox = pikepdf.Array([0, 0, 270, 180])
            page.Contents = pdf.make_stream(b"0.9 0 0 0.9 0 0 cm\n" + page.Contents.read_bytes())
        pdf.docinfo["/Producer"] = "a printer"
        target = BytesIO()
        pdf.save(target)
    comparison = found(data, target.getvalue())
    assert comparison.is_same
    assert comparison.pages[0].rendering[0] == "scaled to 90.0%"


def locked() -> bytes:
    with pikepdf.open(BytesIO(paper([FIRST]))) as pdf:
        target = BytesIO()
        pdf.save(target, encryption=pikepdf.Encryption(user="secret", owner="more"))
    return target.getvalue()


@pytest.mark.parametrize(("data", "code"), [(b"no PDF", "HP790"), (b"", "HP790"), (locked(), "HP791")])
def test_what_cannot_be_read_is_told(data: bytes, code: str) -> None:
    with pytest.raises(ContentError) as caught:
        open_version("one", Path("one.pdf"), data)
    assert [(one.code, bool(one.hint)) for one in caught.value.problems] == [(code, True)]


def test_too_many_pages_or_bytes_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in (("MOST_PAGES", 2), ("LARGEST", 10)):
        monkeypatch.setattr(versions, name, most)
        with pytest.raises(ContentError) as caught:
            version(paper(STORY))
        assert [one.code for one in caught.value.problems] == ["HP792"]
