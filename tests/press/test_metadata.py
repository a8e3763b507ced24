"""What a print file says of itself."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from bind.press import IMPRINT
from hemaprint.bind.press import Condition, Pressed, Profile

from .making import Drawing, opened, pressed, profile

ISSUE = Drawing().page(b"0 g 0 0 9 9 re f").data
NAMES = {
    "x": "http://www.npes.org/pdfx/ns/id/",
    "mm": "http://ns.adobe.com/xap/1.0/mm/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
}


@pytest.fixture(scope="module")
def printed() -> Pressed:
    return pressed(ISSUE)


def said(result: Pressed, name: str) -> str | None:
    found = ElementTree.fromstring(opened(result).Root.Metadata.read_bytes()).find(f".//{name}", NAMES)
    return None if found is None else "".join(found.itertext()).strip()


def test_it_says_that_it_is_pdf_x_4(printed: Pressed) -> None:
    assert printed.pdf.startswith(b"%PDF-1.6")
    assert said(printed, "x:GTS_PDFXVersion") == "PDF/X-4"


def test_metadata_and_information_agree(printed: Pressed) -> None:
    information = opened(printed).docinfo
    assert (str(information["/Trapped"]), said(printed, "pdf:Trapped")) == ("/False", "False")
    assert str(information["/Title"]) == said(printed, "dc:title") == IMPRINT.title
    assert str(information["/CreationDate"]) == "D:20250214093000+00'00"
    assert said(printed, "xmp:CreateDate") == said(printed, "xmp:ModifyDate") == "2025-02-14T09:30:00+00:00"


def test_metadata_can_be_read_without_unpacking(printed: Pressed) -> None:
    assert "/Filter" not in opened(printed).Root.Metadata


def test_its_identity_follows_from_its_content(printed: Pressed) -> None:
    other = pressed(Drawing().page(b"1 g 0 0 9 9 re f").data)
    for name in ("mm:DocumentID", "mm:InstanceID"):
        assert said(printed, name) == said(pressed(ISSUE), name) != said(other, name)
    assert said(printed, "mm:VersionID")
    assert said(printed, "mm:RenditionClass") == "default"
    assert list(opened(printed).trailer.ID) == list(opened(pressed(ISSUE)).trailer.ID)


def test_the_printing_condition_is_named_and_embedded(printed: Pressed) -> None:
    (intent,) = opened(printed).Root.OutputIntents
    assert intent.S == "/GTS_PDFX"
    assert str(intent.OutputConditionIdentifier) == profile().condition.identifier
    assert str(intent.RegistryName) == "http://www.color.org"
    assert intent.DestOutputProfile.read_bytes() == profile().data
    assert int(intent.DestOutputProfile.N) == 4


def test_an_unknown_condition_is_described() -> None:
    known = profile()
    own = Profile("house.icc", known.data, "Our press", Condition("", "Our press", 3.0))
    (intent,) = opened(pressed(ISSUE, profile=own)).Root.OutputIntents
    assert str(intent.OutputConditionIdentifier) == "Custom"
    assert str(intent.Info) == "Our press"
    assert "/RegistryName" not in intent


def test_a_token_with_too_much_ink_is_reported() -> None:
    result = pressed(ISSUE, inks={"#123456": (1.0, 1.0, 0.9, 0.9)})
    assert [(problem.code, problem.severity) for problem in result.problems] == [("HP356", "warning")]
