"""What sheets keep of their pages: their look, their boxes, PDF/X-4; and what is said of files that do not fit."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops

from hemaprint.bind.impose.impose import Imposed, impose
from hemaprint.bind.impose.options import Imposition, Scheme, parse_thickness
from hemaprint.bind.press.marks import MARKS
from hemaprint.errors import ContentError, UsageError
from hemaprint.pdf.imposed import read_imposed
from hemaprint.pdf.objects import MM, Rectangle, page_box, size_of, trim_of
from hemaprint.preflight.metadata import press_claim, press_intents, read_metadata
from hemaprint.project.values import PageSize
from press.making import bound_issue, pressed

from .numbered import BLEED, HEIGHT, WIDTH, numbered

FILE = Path("magazine.pdf")
SADDLE = Imposition(scheme=Scheme.SADDLE)
PERFECT = Imposition(scheme=Scheme.PERFECT)


def imposed(pages: int, scheme: Scheme = Scheme.SADDLE, **options: Any) -> Imposed:
    return impose(numbered(pages), Imposition(scheme=scheme, **options), FILE)


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf))


def changed(pdf: bytes, change: Any) -> bytes:
    """A file after ``change`` had its way with it."""
    with opened(pdf) as file:
        change(file)
        target = BytesIO()
        file.save(target)
        return target.getvalue()


def picture(pdf: bytes, page: int, box: Rectangle) -> Image.Image:
    """A part of a page, with two pixels to the pt."""
    with pypdfium2.PdfDocument(pdf) as document:
        paper = document[page].get_mediabox()
        margins = (box[0] - paper[0], box[1] - paper[1], paper[2] - box[2], paper[3] - box[3])
        shown: Image.Image = document[page].render(scale=2, crop=margins).to_pil()
        return shown.convert("RGB")


def _farthest(one: Image.Image, other: Image.Image) -> int:
    """By how much areas of four points differ, of 255."""
    return max(ImageChops.difference(one, other).convert("L").reduce(8).tobytes())


# ---------------------------------------------------------------- what is kept


def test_pages_look_as_before() -> None:
    source = pressed(bound_issue()).pdf
    done = impose(source, SADDLE, FILE)
    with opened(done.pdf) as sheets, opened(source) as file:
        for side, page in enumerate(sheets.pages):
            record = read_imposed(page)
            assert record is not None
            for one in record.pages:
                trim = trim_of(file.pages[one.index])
                before, after = picture(source, one.index, trim), picture(done.pdf, side, one.trim)
                after = after.resize(before.size)
                assert _farthest(before, after) < 40


def test_the_print_edition_stays_pdf_x4() -> None:
    source = pressed(bound_issue()).pdf
    with opened(source) as file, opened(impose(source, SADDLE, FILE).pdf) as sheets:
        assert press_claim(sheets) == press_claim(file) == "PDF/X-4"
        (intent,), (before,) = press_intents(sheets), press_intents(file)
        assert intent.DestOutputProfile.read_bytes() == before.DestOutputProfile.read_bytes()
        assert sheets.pdf_version == file.pdf_version
        identities = [read_metadata(one)["xmpMM:InstanceID"] for one in (file, sheets)]
        assert identities[0] != identities[1]
        assert not any("Image" in str(page.obj.Resources.keys()) for page in sheets.pages)
        assert Name.DeviceCMYK == sheets.pages[0].obj.Group.CS


def test_claims_of_the_screen_are_not_kept() -> None:
    with opened(impose(bound_issue(), SADDLE, FILE).pdf) as sheets:
        metadata = read_metadata(sheets)
        assert not metadata["pdfuaid:part"]
        assert not metadata["pdfaid:part"]
        assert metadata["dc:title"]
        assert "/StructTreeRoot" not in sheets.Root


def test_same_input_same_bytes() -> None:
    source, options = pressed(bound_issue()).pdf, Imposition(scheme=Scheme.PERFECT, thickness=0.3)
    assert impose(source, options, FILE).pdf == impose(source, options, FILE).pdf


def test_boxes() -> None:
    with opened(imposed(8).pdf) as sheets:
        for page in sheets.pages:
            trim, bled, media = (page_box(page, f"/{name}Box") for name in ("Trim", "Bleed", "Media"))
            assert trim is not None
            assert bled is not None
            assert media is not None
            assert size_of(trim) == pytest.approx((2 * WIDTH, HEIGHT))
            assert size_of(bled) == pytest.approx((2 * WIDTH + 2 * BLEED, HEIGHT + 2 * BLEED))
            assert size_of(media) == pytest.approx([side + 2 * MARKS for side in size_of(bled)], abs=0.001)


def test_bleed_ends_at_the_fold_and_is_kept_outside() -> None:
    with opened(imposed(8).pdf) as sheets:
        record = read_imposed(sheets.pages[0])
        assert record is not None
        left, right = record.pages
        assert left.bleed == (-BLEED, -BLEED, WIDTH, HEIGHT + BLEED)
        assert right.bleed == (WIDTH, -BLEED, 2 * WIDTH + BLEED, HEIGHT + BLEED)
        assert (left.spine, right.spine) == ("right", "left")


def test_glued_pages_stand_apart_by_what_is_milled_off() -> None:
    with opened(imposed(16, Scheme.PERFECT, grind=2 * MM).pdf) as sheets:
        record = read_imposed(sheets.pages[0])
        assert record is not None
        last, first = (next(one for one in record.pages if one.index == index) for index in (15, 0))
        assert first.trim[0] - last.trim[2] == pytest.approx(4 * MM, abs=0.001)
        assert last.bleed[2] == first.bleed[0] == pytest.approx(WIDTH + 2 * MM, abs=0.001)


def test_collating_marks_are_a_stair() -> None:
    """Each signature has its block lower than the one before, and none is on what remains of the pages."""
    with pypdfium2.PdfDocument(imposed(64, Scheme.PERFECT).pdf) as document:
        heights = []
        for page in list(document)[::2]:
            shown = page.render(scale=1, grayscale=True).to_pil().convert("L")
            x, foot = round(WIDTH + 3 * MM - page.get_mediabox()[0]), round(shown.height + page.get_mediabox()[1])
            column = shown.crop((x - 1, foot - int(HEIGHT), x + 1, foot))
            box = column.point([255 * (level < 60) for level in range(256)]).getbbox()
            assert box is not None
            heights.append(box[1])
    assert heights == sorted(set(heights))
    assert len(heights) == 4


# ---------------------------------------------------------------- paper and covers


def test_a_booklet_of_a4_is_made_smaller_for_a4() -> None:
    def enlarge(file: pikepdf.Pdf) -> None:
        for page in file.pages:
            page.obj.MediaBox = page.obj.TrimBox = Array([0, 0, 210 * MM, 297 * MM])
            del page.obj.BleedBox

    done = impose(changed(numbered(4), enlarge), Imposition(scheme=Scheme.BOOKLET), FILE)
    with opened(done.pdf) as sheets:
        record = read_imposed(sheets.pages[0])
        assert record is not None
        assert size_of(page_box(sheets.pages[0], "/MediaBox") or (0, 0, 0, 0)) == pytest.approx(
            (297 * MM, 210 * MM), abs=0.01
        )
        assert [round(side / MM) for side in size_of(record.pages[0].trim)] == [148, 210]
    assert done.problems == ()


def test_paper_in_either_direction_or_too_small() -> None:
    lying, standing = (imposed(8, sheet=size).pdf for size in (PageSize(500, 250), PageSize(250, 500)))
    with opened(lying) as one, opened(standing) as two:
        assert page_box(one.pages[0], "/MediaBox") == page_box(two.pages[0], "/MediaBox")
    with pytest.raises(UsageError, match="105 × 84 mm"):
        imposed(8, sheet=PageSize(200, 200))


def test_a_cover_with_its_spine() -> None:
    def narrow(file: pikepdf.Pdf) -> None:
        for page in file.pages:
            page.obj.TrimBox = Array([20, 20, 40, 20 + HEIGHT])
            page.obj.BleedBox = Array([11, 11, 49, 29 + HEIGHT])

    options = Imposition(scheme=Scheme.PERFECT, cover=True, signature=4)
    done = impose(numbered(12), options, FILE, spine=changed(numbered(1), narrow))
    assert done.cover is not None
    with opened(done.cover) as cover, opened(done.pdf) as sheets:
        outside, inside = map(read_imposed, cover.pages)
        assert outside is not None
        assert inside is not None
        assert [(one.index, round(one.trim[0]), round(one.trim[2])) for one in outside.pages] == [
            (11, 0, 120),
            (12, 120, 140),
            (0, 140, 260),
        ]
        assert [one.index for one in inside.pages] == [1, 10]
        on_sheets = {one.index for page in sheets.pages for one in (read_imposed(page) or outside).pages}
        assert on_sheets == set(range(2, 10))
    blank = impose(numbered(14), options, FILE, spine=changed(numbered(1), narrow))
    assert [problem.code for problem in blank.problems] == ["HP835", "HP837"]


def test_a_cover_from_right_to_left() -> None:
    done = impose(numbered(12, right=True), Imposition(scheme=Scheme.PERFECT, cover=True, signature=8), FILE)
    assert done.cover is not None
    with opened(done.cover) as cover:
        sheets = [read_imposed(page) for page in cover.pages]
        assert [[one.index for one in sheet.pages] for sheet in sheets if sheet] == [[0, 11], [10, 1]]


# ---------------------------------------------------------------- what does not fit


def test_blank_pages_are_told_with_what_would_do() -> None:
    (problem,) = imposed(24, Scheme.PERFECT).problems
    assert (problem.code, problem.location.path) == ("HP835", FILE)
    assert "--signature 8" in problem.hint
    assert [one.code for one in imposed(6).problems] == ["HP835"]
    assert imposed(8).problems == ()


def test_a_turned_page_is_set_upright() -> None:
    def turn(file: pikepdf.Pdf) -> None:
        page = file.pages[0].obj
        page.Rotate = 180
        page.Contents = file.make_stream(b"q -1 0 0 -1 160 220 cm\n" + page.Contents.read_bytes() + b"\nQ")

    before, after = (impose(pdf, SADDLE, FILE).pdf for pdf in (numbered(4), changed(numbered(4), turn)))
    area = (WIDTH, 0.0, 2 * WIDTH, HEIGHT)
    assert _farthest(picture(before, 0, area), picture(after, 0, area)) < 40


def test_bleed_that_is_missing_is_told() -> None:
    done = impose(numbered(8, bleed=0.0), SADDLE, FILE)
    assert [problem.code for problem in done.problems] == ["HP834"]
    assert not impose(numbered(8, bleed=0.0), Imposition(scheme=Scheme.BOOKLET), FILE).problems


def test_comments_are_told() -> None:
    def remark(file: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 20, 20]))
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 20, 20]))
        file.pages[2].obj.Annots = Array([link, file.make_indirect(note)])

    (problem,) = impose(changed(numbered(4), remark), SADDLE, FILE).problems
    assert problem.code == "HP836"
    assert "page 3" in problem.message


def _locked() -> bytes:
    with opened(numbered(4)) as file:
        target = BytesIO()
        file.save(target, encryption=pikepdf.Encryption(owner="owner", user="user"))
        return target.getvalue()


def _uneven(file: pikepdf.Pdf) -> None:
    file.pages[1].obj.TrimBox = Array([0, 0, 100, 100])


def _sizeless(file: pikepdf.Pdf) -> None:
    for page in file.pages:
        page.obj.TrimBox = Array([0, 0, 0, 0])


@pytest.mark.parametrize(
    ("pdf", "code"),
    [
        (b"", "HP830"),
        (b"no PDF", "HP830"),
        (numbered(4)[:900], "HP830"),
        (_locked(), "HP831"),
        (changed(numbered(4), _uneven), "HP833"),
        (changed(numbered(4), _sizeless), "HP830"),
    ],
)
def test_files_that_cannot_be_imposed(pdf: bytes, code: str) -> None:
    with pytest.raises(ContentError) as refused:
        impose(pdf, SADDLE, FILE)
    assert [problem.code for problem in refused.value.problems] == [code]


@pytest.mark.parametrize(
    "options",
    [
        {"signature": 6},
        {"signature": 8, "scheme": Scheme.BOOKLET},
        {"cover": True, "scheme": Scheme.TWO_UP},
        {"spine": 10.0},
        {"grind": 3.0},
        {"thickness": 0.3, "scheme": Scheme.TWO_UP},
        {"cover": True},
    ],
)
def test_options_that_contradict(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        imposed(4, **options)


@pytest.mark.parametrize(
    ("text", "thickness"),
    [("0.1mm", 0.1), ("90gsm*1.2", 0.108), ("115 g x 0.8", 0.092), ("1e3mm", None), ("90gsm", None), ("2mm", None)],
)
def test_the_thickness_of_paper(text: str, thickness: float | None) -> None:
    if thickness is None:
        with pytest.raises(UsageError):
            parse_thickness(text)
    else:
        assert parse_thickness(text) == pytest.approx(thickness * MM)
