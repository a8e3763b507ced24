"""A page or a spread of the preview is taken away as a file."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from PIL import Image, ImageChops
from playwright.sync_api import expect

from hemaprint.bind.foundry import Foundry
from hemaprint.preview.desk import WarmSetter
from hemaprint.preview.prints import bound, picture
from hemaprint.preview.showing import Exhibitor
from hemaprint.typeset.crew.workers import Alone
from samples import NAME, Sample
from scripts import needs_faces

from .conftest import Look, Served, Unheard


def test_a_page_and_a_spread_are_pdfs_with_fonts_and_words(standing: Served) -> None:
    client = standing.client()
    for address, pages in (("/prints/1/1/pdf", 1), ("/prints/1/2/pdf", 2)):
        answer = client.get(address)
        assert answer.headers["content-type"] == "application/pdf"
        with pikepdf.open(BytesIO(answer.content)) as pdf:
            assert len(pdf.pages) == pages
            assert "/StructTreeRoot" in pdf.Root
            fonts = [
                one
                for one in pdf.objects
                if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
            ]
            assert fonts
            assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
            assert "/HpFolio" in pdf.pages[0].Resources.XObject
    assert 'filename="plain-cells-2025-01-2-3.pdf"' in answer.headers["content-disposition"]


@pytest.mark.parametrize(("count", "dpi"), [(1, 72), (2, 150)])
def test_a_picture_has_the_size_of_its_pages_and_knows_it(standing: Served, count: int, dpi: int) -> None:
    width, height = standing.settled().showing.measures.width, standing.settled().showing.measures.height  # type: ignore[union-attr]
    with Image.open(BytesIO(standing.client().get(f"/prints/1/{count}/png?dpi={dpi}").content)) as drawn:
        assert drawn.size == pytest.approx((count * width * dpi / 72, height * dpi / 72), abs=count)
        assert drawn.info["dpi"] == pytest.approx((dpi, dpi), abs=0.1)
        assert len(drawn.getcolors(1_000_000) or ()) > 10


@pytest.mark.parametrize(
    ("address", "status"),
    [("/prints/1/3/pdf", 404), ("/prints/1/1/svg", 404), ("/prints/1/1/png?dpi=9999", 404), ("/prints/99/1/pdf", 400)],
)
def test_what_cannot_be_had_is_refused(standing: Served, address: str, status: int) -> None:
    assert standing.client().get(address).status_code == status


def test_the_panel_saves_what_is_in_view(standing: Served, look: Look) -> None:
    page = look(standing, "#letter/1")
    page.keyboard.press("i")
    panel = page.get_by_role("tabpanel", name="Export")
    expect(panel).to_contain_text("page 2.")
    panel.get_by_label("Pages").select_option(label="Both pages of the spread")
    expect(panel).to_contain_text("page 2 and page 3.")
    panel.get_by_label("Format").select_option("pdf")
    with page.expect_download() as saved:
        panel.get_by_role("button", name="Download").click()
    assert saved.value.suggested_filename == "plain-cells-2025-01-2-3.pdf"
    with pikepdf.open(saved.value.path()) as pdf:
        assert len(pdf.pages) == 2


@needs_faces("ש")
def test_a_spread_that_is_read_from_the_right_has_its_first_page_there(sample: Sample) -> None:
    settings = sample.root / "hemaprint.toml"
    settings.write_text(settings.read_text("utf-8").replace("[page]", 'language = "he"\n[page]', 1), "utf-8")
    sample.article("first", "Letter", "שלום עולם. " * 40, headline="ראשון")
    sample.article("second", "Letter", "דם וחלב. " * 400, headline="שני")
    showing = Exhibitor().show(WarmSetter(sample.project.root, NAME, Alone()).set(None, Unheard()))
    assert showing.done.setting.turned
    pair = list(showing.faces[1:3])
    assert [face.left for face in pair] == [False, True]
    pdf = bound(showing, pair, Foundry())
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert opened.Root.ViewerPreferences.Direction == "/R2L"
    with Image.open(BytesIO(picture(pdf, 72, turned=True))) as spread:
        width = spread.width // 2
        halves = [spread.crop((left, 0, left + width, spread.height)).convert("RGB") for left in (width, 0)]
    for face, half in zip(pair, halves, strict=True):
        with Image.open(BytesIO(picture(bound(showing, [face], Foundry()), 72, turned=True))) as alone:
            assert alone.size == half.size
            assert ImageChops.difference(alone.convert("RGB"), half).getbbox() is None
