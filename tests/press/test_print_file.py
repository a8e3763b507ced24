"""The print edition of a bound issue: nothing but inks, black text, true boxes, and the look of the screen edition."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Name
from PIL import Image, ImageChops, ImageStat

from waiting import LONG

from .inventory import Inventory, foreign_names, inventory
from .making import bound_issue, opened, pressed


@pytest.fixture(scope="module")
def printed() -> pikepdf.Pdf:
    return opened(pressed(bound_issue()))


@pytest.fixture(scope="module")
def found(printed: pikepdf.Pdf) -> Inventory:
    return inventory(printed)


def test_the_oracle_sees_what_the_screen_edition_has() -> None:
    with pikepdf.open(BytesIO(bound_issue())) as screen:
        for page in screen.pages:
            page.obj.Group = pikepdf.Dictionary(CS=Name.DeviceRGB)
        seen = inventory(screen)
    assert {"DeviceRGB", "Lab", "DeviceGray"} <= seen.inks
    assert "DeviceRGB" in seen.groups
    assert seen.masks == {"DeviceGray"}


def test_nothing_is_refused() -> None:
    result = pressed(bound_issue())
    assert result.problems == ()
    assert result.pages == 4


def test_everything_is_painted_with_the_four_inks(printed: pikepdf.Pdf, found: Inventory) -> None:
    assert found.inks == {"DeviceCMYK", "Indexed/DeviceCMYK", "Separation/All", "Pattern"}
    assert found.groups == {"DeviceCMYK"}
    assert foreign_names(printed) == set()
    assert found.images >= 7


def test_soft_masks_stay_grey(found: Inventory) -> None:
    assert found.masks == {"DeviceGray"}


def test_only_text_of_black_alone_overprints(found: Inventory) -> None:
    assert any(shown.overprint for shown in found.shown)
    assert all(shown.fill == (0, 0, 0, 1) for shown in found.shown if shown.overprint)


def test_nothing_but_text_overprints(found: Inventory) -> None:
    assert found.overprinted_marks == 0


def test_grey_text_is_black_alone(found: Inventory) -> None:
    tints = {shown.fill[3] for shown in found.shown if shown.fill[:3] == (0, 0, 0)}
    assert any(0.5 < tint < 0.7 for tint in tints)


def test_a_token_is_printed_with_its_ink(found: Inventory) -> None:
    assert (0.12, 1, 0.86, 0.28) in {shown.fill for shown in found.shown}


def test_nothing_that_reacts_is_left(printed: pikepdf.Pdf) -> None:
    root = printed.Root
    assert set(root.keys()) == {"/Type", "/Pages", "/Lang", "/Metadata", "/OutputIntents"}
    for page in printed.pages:
        assert set(page.obj.keys()) == {
            *("/Type", "/Parent", "/Contents", "/Resources", "/Group"),
            *("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox"),
        }
    assert not any(
        isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") in ("/StructElem", "/Annot", "/Filespec")
        for thing in printed.objects
    )


def test_marked_content_is_gone(printed: pikepdf.Pdf) -> None:
    streams = [
        thing.read_bytes() for thing in printed.objects if isinstance(thing, pikepdf.Stream) and "/BBox" in thing
    ]
    streams += [page.Contents.read_bytes() for page in printed.pages]
    assert not any(b" BDC" in data or b"EMC" in data for data in streams)


def test_fonts_are_embedded(printed: pikepdf.Pdf) -> None:
    descriptors = [thing for thing in printed.objects if isinstance(thing, pikepdf.Dictionary) and "/FontName" in thing]
    assert descriptors
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor.keys()) for descriptor in descriptors)


def test_it_looks_like_the_screen_edition() -> None:
    """pdfium shows inks without a profile: colours shift a little, but nothing may be lost, gained or turned over."""
    screen, paper = (
        pypdfium2.PdfDocument(data) for data in (bound_issue(), pressed(bound_issue(), marks=False, pad_before=2).pdf)
    )
    for seen, printed in zip(screen, paper, strict=False):
        one, other = (page.render(scale=1.5).to_pil().convert("RGB") for page in (seen, printed))
        difference = ImageChops.difference(one, other.resize(one.size))
        assert max(ImageStat.Stat(difference).mean) < 12
        assert _far_apart(difference) < 0.02


def _far_apart(difference: Image.Image) -> float:
    """The share of pixels of which a channel differs by more than a quarter."""
    worst = ImageChops.lighter(ImageChops.lighter(*difference.split()[:2]), difference.getchannel(2))
    return sum(worst.histogram()[80:]) / (worst.width * worst.height)


def test_it_is_sound(tmp_path: Path) -> None:
    qpdf = shutil.which("qpdf")
    assert qpdf, "make test installs qpdf"
    path = tmp_path / "print.pdf"
    path.write_bytes(pressed(bound_issue()).pdf)
    assert subprocess.run([qpdf, "--check", path], capture_output=True, check=False, timeout=LONG).returncode == 0


def test_same_bytes_twice() -> None:
    assert pressed(bound_issue()).pdf == pressed(bound_issue()).pdf
