"""The print edition: its profile, what it says of itself, and the files that its faults name."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import ImageCms

from bind.press import IMPRINT
from hemaprint.bind.press import Condition, Pressed, Profile, find_profile
from hemaprint.bind.press.colors import UnprintableError
from hemaprint.bind.press.press import CONDITIONS, Faults
from hemaprint.errors import MissingEnvironmentError, UsageError
from hemaprint.system import environment

from .making import Drawing, opened, pressed, profile


def test_the_installed_profile_says_what_it_is_for() -> None:
    found = find_profile(None)
    assert found.condition.identifier == "FOGRA39"
    assert found.condition.limit in (3.0, 3.3)
    assert found.description


def test_every_name_that_is_looked_for_has_a_condition() -> None:
    assert set(environment.PRINTING_PROFILES) == CONDITIONS.keys()


def test_the_best_profile_wins_wherever_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("own/FOGRA39L_coated.icc", "system/deep/ISOcoated_v2_300_eci.icc", "system/other.icc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(profile().data)
    monkeypatch.setattr(environment, "PROFILE_FOLDERS", (str(tmp_path / "own"), str(tmp_path / "system")))
    assert find_profile(None).name == "ISOcoated_v2_300_eci.icc"


def test_without_a_profile_the_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "PROFILE_FOLDERS", ())
    with pytest.raises(MissingEnvironmentError) as caught:
        find_profile(None)
    assert "--profile" in caught.value.hint


def test_a_given_profile_is_taken(tmp_path: Path) -> None:
    given = tmp_path / "house.icc"
    given.write_bytes(profile().data)
    found = find_profile(given)
    assert found.condition.identifier == ""
    assert found.condition.text == found.description


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a profile" * 20,
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        b"\0" * 12 + b"prtrCMYK" + b"\0" * 16 + b"acsp" + b"\0" * 100,
    ],
)
def test_what_is_no_output_profile_is_refused(tmp_path: Path, data: bytes) -> None:
    given = tmp_path / "given.icc"
    given.write_bytes(data)
    with pytest.raises(UsageError):
        find_profile(given)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        find_profile(tmp_path / "none.icc")


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


MANIFEST, LETTER, REPORT = Path("issue.yaml"), Path("letter.md"), Path("report.md")


def located(faults: Faults, page: int) -> Path:
    faults.page = page
    faults.note(UnprintableError("HP352", f"a picture on page {page}"))
    return faults.problems[-1].location.path


def test_the_manuscript_of_the_page() -> None:
    faults = Faults(MANIFEST, (LETTER, REPORT))
    assert [located(faults, page) for page in (0, 1)] == [LETTER, REPORT]


def test_the_manifest_where_the_manuscript_is_not_known() -> None:
    assert located(Faults(MANIFEST), 0) == MANIFEST
    assert located(Faults(MANIFEST, (LETTER,)), 1) == MANIFEST


def test_the_same_fault_of_a_page_once() -> None:
    faults = Faults(MANIFEST)
    located(faults, 0)
    located(faults, 0)
    assert len(faults.problems) == 1
