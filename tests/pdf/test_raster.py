"""Pages and spreads as pictures: their size, their place, and what is cut off."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from hemaprint.pdf.raster import page_labels, render_page, render_spread, spreads_of

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def flat(*colors: tuple[int, int, int], labels: pikepdf.Object | None = None) -> bytes:
    """Pages of 100 x 150 pt in one colour each, which a bleed of 10 pt in black surrounds."""
    pdf = pikepdf.new()
    for color in colors:
        pdf.add_blank_page(page_size=(120, 170))
        page = pdf.pages[-1]
        page.TrimBox = Array([10, 10, 110, 160])
        ink = " ".join(str(value // 255) for value in color)
        page.Contents = pdf.make_stream(f"0 g 0 0 120 170 re f {ink} rg 10 10 100 150 re f".encode())
    if labels is not None:
        pdf.Root.PageLabels = labels
    target = BytesIO()
    pdf.save(target)
    return target.getvalue()


def colors_of(picture: Image.Image) -> set[object]:
    return {color for _, color in picture.getcolors(256) or []}


def test_a_page_as_viewers_show_it() -> None:
    with pdfium.PdfDocument(flat(RED)) as document:
        picture = render_page(document, 0, 144)
    assert (picture.size, picture.mode) == ((240, 340), "RGB")
    assert colors_of(picture) == {RED, (0, 0, 0)}


def test_a_page_cut_to_its_trim() -> None:
    with pdfium.PdfDocument(flat(RED)) as document:
        picture = render_page(document, 0, 144, trimmed=True)
    assert picture.size == (200, 300)
    assert colors_of(picture) == {RED}


def test_a_page_that_shows_its_trim_only() -> None:
    pdf = pikepdf.open(BytesIO(flat(RED)))
    pdf.pages[0].CropBox = pdf.pages[0].TrimBox
    target = BytesIO()
    pdf.save(target)
    with pdfium.PdfDocument(target.getvalue()) as document:
        assert [render_page(document, 0, 144, trimmed=cut).size for cut in (False, True)] == [(200, 300)] * 2


def test_a_spread_is_joined_at_the_spine() -> None:
    with pdfium.PdfDocument(flat(WHITE, RED, BLUE)) as document:
        picture = render_spread(document, (1, 2), 72)
    assert picture.size == (200, 150)
    assert [picture.getpixel((x, 75)) for x in (0, 99, 100, 199)] == [RED, RED, BLUE, BLUE]


@pytest.mark.parametrize("alone", [(None, 1), (1, None)])
def test_a_page_without_another_is_a_page(alone: tuple[int | None, int | None]) -> None:
    with pdfium.PdfDocument(flat(WHITE, GREEN)) as document:
        picture = render_spread(document, alone, 72)
    assert picture.size == (100, 150)
    assert colors_of(picture) == {GREEN}


def test_the_cover_stands_on_the_right() -> None:
    assert spreads_of(4) == ((None, 0), (1, 2), (3, None))
    assert spreads_of(5) == ((None, 0), (1, 2), (3, 4))
    assert spreads_of(1) == ((None, 0),)
    assert spreads_of(4, turned=True) == ((0, None), (2, 1), (None, 3))


def test_labels_are_the_printed_numbers() -> None:
    labels = Dictionary(Nums=Array([0, Dictionary(P="Cover"), 1, Dictionary(S=Name.D, St=3)]))
    with pdfium.PdfDocument(flat(RED, GREEN, BLUE, labels=labels)) as document:
        assert page_labels(document) == ("Cover", "3", "4")


@pytest.mark.parametrize("twice", [None, Dictionary(Nums=Array([0, Dictionary(P="A")]))])
def test_labels_that_tell_no_page_apart_are_replaced(twice: pikepdf.Object | None) -> None:
    with pdfium.PdfDocument(flat(RED, GREEN, labels=twice)) as document:
        assert page_labels(document) == ("1", "2")


def test_what_is_no_pdf() -> None:
    with pytest.raises(pdfium.PdfiumError), pdfium.PdfDocument(b"no PDF"):
        pass
