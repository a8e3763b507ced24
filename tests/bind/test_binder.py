"""A bound issue as a whole, and the folios over its pages."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from hemaprint.bind.binder import bind
from hemaprint.bind.editions import STANDARDS, Conformance
from hemaprint.bind.parts import Imprint, PageLabel
from waiting import LONG

from .press import BORROWED, IMPRINT, folios, issue, part, picture, three_parts, typeset
from .reading import opened, pixels, text
from .tagging import check_tags


def test_equal_input_gives_equal_bytes() -> None:
    numbers = folios(*"123456")
    one, other = (bind(three_parts(tags=True), folios=numbers, imprint=IMPRINT).pdf for _ in range(2))
    assert one == other


def test_pages_come_in_the_order_of_the_parts() -> None:
    assert issue().pages == 6
    assert [text(issue().pdf, page).split()[0] for page in (0, 2, 4)] == ["Borrowed", "The", "Letters"]


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_nothing_to_complain_of(tmp_path: Path) -> None:
    path = tmp_path / "issue.pdf"
    path.write_bytes(bind(three_parts(tags=True), folios=folios(*"123456"), imprint=IMPRINT).pdf)
    checked = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False, timeout=LONG)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_boxes_of_pages_with_bleed_are_kept() -> None:
    one = part("borrowed", BORROWED, 0, style="@page { bleed: 3mm }")
    page = opened(bind([one], imprint=IMPRINT).pdf).pages[0]
    source = opened(one.pdf).pages[0]
    assert page.mediabox == source.mediabox != page.trimbox
    assert (page.trimbox, page.bleedbox) == (source.trimbox, source.bleedbox)


def test_a_part_that_misses_its_place_is_a_problem() -> None:
    bound = bind([part("borrowed", BORROWED, 1)], imprint=IMPRINT)
    assert [problem.code for problem in bound.problems if problem.code == "HP304"] == ["HP304"]


def test_a_sheet_that_does_not_exist_is_a_problem() -> None:
    bound = bind([part("borrowed", BORROWED, 0, sheets=(0, 1, 2))], imprint=IMPRINT)
    assert "HP304" in [problem.code for problem in bound.problems]
    assert bound.pages == 2


def test_page_labels() -> None:
    labels = [PageLabel(0, "r"), PageLabel(2, "D", start=3), PageLabel(5, "", prefix="back")]
    document = pdfium.PdfDocument(bind(three_parts(), labels=labels, imprint=IMPRINT).pdf)
    assert [document.get_page_label(page) for page in range(6)] == ["i", "ii", "3", "4", "5", "back"]


def test_readers_show_the_title_spreads_and_the_outline() -> None:
    root = opened(issue().pdf).Root
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert (str(root.PageLayout), str(root.PageMode), str(root.Lang)) == ("/TwoPageRight", "/UseOutlines", "en-US")


def test_information_and_xmp_say_the_same() -> None:
    zone = timezone(timedelta(hours=-5))
    imprint = Imprint(
        title="Blood & marrow <1>",
        language="en-US",
        created=datetime(2025, 2, 14, 9, 30, tzinfo=zone),
        modified=datetime(2025, 2, 15, tzinfo=zone),
        authors=("The editors",),
        subject="Cells",
        keywords=("CAR-T", "CD5"),
        publication="Hematology Frontier",
        issn="2049-3630",
        number="1",
    )
    pdf = opened(bind(three_parts(), imprint=imprint).pdf)
    assert str(pdf.docinfo.Title) == "Blood & marrow <1>"
    assert str(pdf.docinfo.CreationDate) == "D:20250214093000-05'00"
    with pdf.open_metadata() as xmp:
        assert xmp["dc:title"] == "Blood & marrow <1>"
        assert xmp["dc:creator"] == ["The editors"]
        assert xmp["dc:subject"] == {"CAR-T", "CD5"}
        assert xmp["dc:language"] == {"en-US"}
        assert xmp["xmp:CreateDate"] == "2025-02-14T09:30:00-05:00"
        assert xmp["pdf:Keywords"] == str(pdf.docinfo.Keywords) == "CAR-T, CD5"
        assert xmp["{http://prismstandard.org/namespaces/basic/2.0/}issn"] == "2049-3630"


def test_a_picture_in_two_articles_is_one_object() -> None:
    body = f'<p><img src="{picture()}" alt="A ramp"></p>'
    first, second = part("one", body + "1", 0, sheets=(0,)), part("two", body + "2", 1, sheets=(0,))
    parts = [replace(one, outline=()) for one in (first, second)]
    images = streams(opened(bind(parts, imprint=IMPRINT).pdf), "/Subtype", "/Image")
    assert len(images) == 2  # the picture and its soft mask


def test_one_output_intent_for_what_claims_a_standard() -> None:
    assert "/OutputIntents" not in opened(bind(three_parts(), imprint=IMPRINT).pdf).Root
    pdf = opened(bind(three_parts(), imprint=IMPRINT, standards=STANDARDS[Conformance.UA1]).pdf)
    (intent,) = pdf.Root.OutputIntents
    profiles = streams(pdf, "/N", 3)
    assert [profile.objgen for profile in profiles] == [intent.DestOutputProfile.objgen]


def test_pdf_2_has_no_document_information() -> None:
    bound = bind(three_parts(), imprint=IMPRINT, standards=STANDARDS[Conformance.UA2])
    assert "/Info" not in opened(bound.pdf).trailer
    assert opened(bound.pdf).pdf_version == "2.0"


def test_links_that_leave_what_stands_alone_become_text() -> None:
    whole, alone = bind([part("borrowed", BORROWED, 0, tags=True)], imprint=IMPRINT), None
    assert [problem.code for problem in whole.problems] == ["HP301"]
    alone = bind([part("borrowed", BORROWED, 0, tags=True)], imprint=IMPRINT, alone=True)
    assert alone.problems == ()
    assert len(opened(alone.pdf).pages[0].Annots) == len(opened(whole.pdf).pages[0].Annots) - 1
    check_tags(opened(alone.pdf))


def test_what_opens_on_the_left_is_shown_on_the_left() -> None:
    assert str(opened(bind(three_parts(), imprint=IMPRINT, opens_left=True).pdf).Root.PageLayout) == "/TwoPageLeft"


def test_pictures_of_sheets_that_are_not_taken_stay_behind() -> None:
    body = f'<p>Text</p><p style="break-before: page"><img src="{picture()}" alt="A ramp"></p>'
    one = replace(part("one", body, 0, sheets=(0,)), outline=())
    assert streams(opened(one.pdf), "/Subtype", "/Image")
    assert not streams(opened(bind([one], imprint=IMPRINT).pdf), "/Subtype", "/Image")


def streams(pdf: pikepdf.Pdf, key: str, value: object) -> list[pikepdf.Stream]:
    return [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and thing.get(key) == value]


def test_typeset_articles_are_not_changed_by_the_clock() -> None:
    assert typeset.__wrapped__(BORROWED, part=True) == part("borrowed", BORROWED, 0).pdf


def operators(page: pikepdf.Page) -> list[str]:
    return [str(one.operator) for one in pikepdf.parse_content_stream(page)]


def test_each_page_gets_its_own_folio_and_an_empty_one_none() -> None:
    bound = bind(three_parts(), folios=folios("f-one", "", "f-three", "", "", "f-six"), imprint=IMPRINT)
    assert bound.problems == ()
    assert ["f-" in text(bound.pdf, page) for page in range(6)] == [True, False, True, False, False, True]
    assert "f-three" in text(bound.pdf, 2)


def test_a_folio_is_an_artifact_outside_the_graphics_state_of_the_page() -> None:
    page = opened(bind(three_parts(), folios=folios(*"123456"), imprint=IMPRINT).pdf).pages[0]
    instructions = list(pikepdf.parse_content_stream(page))
    assert operators(page)[0] == "q"
    assert operators(page)[-6:] == ["Q", "BDC", "q", "Do", "Q", "EMC"]
    assert [str(operand) for operand in instructions[-5].operands[:1]] == ["/Artifact"]
    assert instructions[-5].operands[1].Type == "/Pagination"


def test_tags_hold_under_folios() -> None:
    check_tags(opened(bind(three_parts(tags=True), folios=folios(*"123456"), imprint=IMPRINT).pdf))


def test_a_page_without_a_folio_is_not_touched() -> None:
    plain = bind([part("borrowed", BORROWED, 0)], imprint=IMPRINT)
    stamped = bind([part("borrowed", BORROWED, 0)], folios=folios("1", ""), imprint=IMPRINT)
    assert pixels(plain.pdf, 1) == pixels(stamped.pdf, 1)
    assert pixels(plain.pdf, 0) != pixels(stamped.pdf, 0)


def test_too_few_folios_are_a_problem() -> None:
    bound = bind(three_parts(), folios=folios("1", "2"), imprint=IMPRINT)
    assert [problem.code for problem in bound.problems] == ["HP303"]


def test_folios_of_another_trim_size_are_a_problem() -> None:
    odd = folios(*"123456", style="@page { size: 100mm 148mm }")
    assert {problem.code for problem in bind(three_parts(), folios=odd, imprint=IMPRINT).problems} == {"HP303"}
