from __future__ import annotations

from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageOps

from charts.picture import LETTERS
from hemaprint.bind.binder import bind
from hemaprint.bind.groups import drop_needless_groups
from hemaprint.charts.lettering import NOTE

from .press import IMPRINT, part
from .reading import opened

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60">{}</svg>'


def bound(drawing: str) -> bytes:
    return bind([replace(part("drawn", SVG.format(drawing), 0, sheets=(0,)), outline=())], imprint=IMPRINT).pdf


def groups(pdf: pikepdf.Pdf) -> int:
    return sum(isinstance(one, pikepdf.Stream) and "/Group" in one for one in pdf.objects)


def text(anchor: str, x: float, more: str = "") -> str:
    return f'<text x="{x}" y="40" font-size="7.25" font-family="HF Sans" text-anchor="{anchor}"{more}>100%</text>'


def drawn(drawing: str, dpi: int) -> Image.Image:
    bitmap = pypdfium2.PdfDocument(bound(drawing))[0].render(scale=dpi / 72)
    return ImageOps.grayscale(bitmap.to_pil())


@pytest.mark.parametrize("dpi", [72, 96, 300])
def test_pdfium_draws_all_of_the_first_letter(dpi: int) -> None:
    start = 100.2 - LETTERS.width(NOTE, "100%")
    difference = ImageChops.difference(drawn(text("end", 100.2), dpi), drawn(text("start", start), dpi))
    assert max(difference.tobytes()) < 16  # in a group it is more than 80


def test_half_transparent_text_is_still_that() -> None:
    pdf = opened(bound(text("middle", 100, ' opacity="0.5"')))
    assert groups(pdf) == 1  # what is transparent as a whole; not the text in it


def page_with(state: Dictionary, inside: Dictionary | None = None, **group: bool) -> pikepdf.Pdf:
    """A page that paints a group under a graphics state, in which another may be set."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(100, 100))
    form = pdf.make_stream(b"/gs gs 0 0 50 50 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 100, 100]))
    form.Resources = Dictionary(ExtGState=Dictionary(gs=inside or Dictionary()))
    form.Group = Dictionary({"/S": Name.Transparency, "/I": True} | group)
    page.Resources = Dictionary(XObject=Dictionary(x=form), ExtGState=Dictionary(gs=state))
    page.Contents = pdf.make_stream(b"q /gs gs Q /x Do q /gs gs q /x Do Q Q")
    return pdf


@pytest.mark.parametrize(
    ("state", "inside", "group", "left"),
    [
        (Dictionary(ca=1, BM=Name.Normal, SMask=Name("/None")), Dictionary(ca=0.5), {}, 0),
        (Dictionary(ca=0.5), Dictionary(), {}, 1),
        (Dictionary(BM=Name.Multiply), Dictionary(), {}, 1),
        (Dictionary(SMask=Dictionary(S=Name.Luminosity)), Dictionary(), {}, 1),
        (Dictionary(), Dictionary(BM=Name.Multiply), {}, 1),
        (Dictionary(), Dictionary(), {"/K": True}, 1),
        (Dictionary(), Dictionary(), {"/I": False}, 1),
    ],
)
def test_a_group_that_changes_something_stays(
    state: Dictionary, inside: Dictionary, group: dict[str, bool], left: int
) -> None:
    pdf = page_with(state, inside, **group)
    drop_needless_groups(pdf)
    assert groups(pdf) == left
