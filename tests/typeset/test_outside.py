"""The cover and the back: their ground by the picture, words that do not stand out, codes that can be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from hemaprint.bind.editions import Edition
from hemaprint.errors import Problem
from hemaprint.system.environment import find_printing_profile
from samples import NAME, Sample

zxingcpp = pytest.importorskip("zxingcpp")
NIGHT, DAY = (18, 22, 34), (240, 238, 230)


def painted(sample: Sample, color: tuple[int, int, int], *, stripes: tuple[int, int, int] | None = None) -> None:
    """A cover of one colour, with stripes of another."""
    picture = Image.new("RGB", (216, 303), color)
    pen = ImageDraw.Draw(picture)
    for x in range(0, 216, 20) if stripes else ():
        pen.rectangle((x, 0, x + 9, 303), fill=stripes)
    path = sample.root / f"content/{NAME}/images/cover.png"
    picture.save(path)
    cover = sample.manifest["cover"]
    assert isinstance(cover, dict)
    cover["art"] = "images/cover.png"


def built(sample: Sample, **cover: Any) -> tuple[str, list[Problem]]:
    """The class of the cover that says its ground, and what is told of its words."""
    assert isinstance(sample.manifest["cover"], dict)
    sample.manifest["cover"] |= cover
    done = sample.setter().set()
    html = next(galley.html for galley in done.galleys if galley.name == "page-cover")
    ground = "dark" if "ground-dark" in html else "light"
    return ground, [problem for problem in done.problems if problem.code == "HP199"]


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    written = Sample(tmp_path)
    written.article("it", "Report", "Cells.\n")
    return written


@pytest.mark.parametrize(("color", "ground"), [(NIGHT, "dark"), (DAY, "light")])
def test_the_picture_chooses_the_ground(sample: Sample, color: tuple[int, int, int], ground: str) -> None:
    painted(sample, color)
    assert built(sample, deck="All of it.") == (ground, [])


def test_the_editor_chooses_before_the_picture_and_is_told(sample: Sample) -> None:
    painted(sample, NIGHT)
    ground, told = built(sample, ground="light", deck="All of it.")
    assert ground == "light"
    said = [problem.message.partition("”")[0].removeprefix("“") for problem in told]
    assert {"Plain cells", "All of it."} <= set(said)
    lines = sample.root.joinpath(f"content/{NAME}/issue.yaml").read_text("utf-8").splitlines()
    deck = next(problem for problem in told if "All of it" in problem.message)
    assert "deck" in lines[deck.location.line - 1]


def test_words_on_stripes_stand_out_from_neither(sample: Sample) -> None:
    painted(sample, NIGHT, stripes=DAY)
    _, told = built(sample, deck="All of it.")
    assert told


def test_one_hair_behind_a_word_does_not_count(sample: Sample) -> None:
    painted(sample, DAY)
    path = sample.root / f"content/{NAME}/images/cover.png"
    with Image.open(path) as picture:
        ImageDraw.Draw(picture).line((40, 0, 40, 303), fill=NIGHT)
        picture.save(path)
    assert built(sample, deck="All of it.")[1] == []


@pytest.mark.slow
@pytest.mark.parametrize("edition", [Edition.DIGITAL, Edition.PRINT])
def test_codes_can_be_read_off_the_page(sample: Sample, edition: Edition) -> None:
    if edition is Edition.PRINT and find_printing_profile() is None:
        pytest.skip("no printing profile")
    config = sample.root / "hemaprint.toml"
    config.write_text(config.read_text("utf-8").replace("[magazine]\n", '[magazine]\nissn = "2049-3630"\n'), "utf-8")
    painted(sample, NIGHT)
    assert isinstance(sample.manifest["cover"], dict)
    sample.manifest["cover"] |= {"barcode": {"size": 80}, "code": "https://example.org/1"}
    result = sample.build(edition)
    assert not [problem for problem in result.problems if problem.code == "HP199"]
    (file,) = (path for path in (sample.root / "dist").rglob("*.pdf"))
    with pypdfium2.PdfDocument(file) as document:
        page = document[0].render(scale=200 / 72).to_pil()
    found = zxingcpp.read_barcodes(page, ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read)
    texts = {one.text.replace(" ", "") for one in found}
    assert {"https://example.org/1", "977204936300201"} <= texts


def test_a_page_without_codes_has_none(sample: Sample) -> None:
    painted(sample, DAY)
    built(sample)
    html = next(galley.html for galley in sample.setter().set().galleys if galley.name == "page-cover")
    assert 'class="codes"' not in html
