"""The proof for an author is one valid file that refers to the lines of the manuscript."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import tinyhtml5.parser
from bs4 import BeautifulSoup
from PIL import Image

from hemaprint.export.script import LARGEST
from samples import Sample

from .forms import Magazine


def soup_of(magazine: Magazine, slug: str = "it") -> BeautifulSoup:
    return BeautifulSoup(magazine.html(magazine.issue.articles[slug]), "html.parser")


@pytest.mark.parametrize("slug", ["letter", "news", "report", "talk", "questions"])
def test_it_is_valid(everything: Magazine, slug: str) -> None:
    parser = tinyhtml5.parser.HTMLParser()
    parser.parse(everything.html(everything.issue.articles[slug]))
    assert parser.errors == []


def test_ids_are_unique_and_links_lead_to_them(everything: Magazine) -> None:
    soup = soup_of(everything, "report")
    ids = [str(tag["id"]) for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    targets = {str(tag["href"])[1:] for tag in soup.find_all("a") if str(tag["href"]).startswith("#")}
    assert {"fig-zone", "tab-long", "ref_1", "ref_2", "fn_1", "call_1"} <= targets <= set(ids)


def test_blocks_name_their_lines(magazine_of: Callable[..., Magazine]) -> None:
    magazine = magazine_of("One.\n\n## Two\n\n- Three\n- Four\n")
    lines = magazine.only.path.read_text("utf-8").splitlines()
    marked = [lines[int(str(tag["data-line"])) - 1] for tag in soup_of(magazine).select("[data-line]")]
    assert marked == ["One.", "## Two", "- Three"]


def test_lists_and_code_are_as_typed(magazine_of: Callable[..., Magazine]) -> None:
    magazine = magazine_of("3) A  \n   line\n\n   More.\n4) B\n\n```py\na  <\n  b\n```\n")
    soup = BeautifulSoup(magazine.html(magazine.only), "html.parser")
    (listed,) = soup.find_all("ol")
    assert (listed["start"], listed["class"]) == ("3", ["bracketed"])
    assert [[str(one) for one in item("p")] for item in listed("li")] == [
        ["<p>A<br/>line</p>", "<p>More.</p>"],
        ["<p>B</p>"],
    ]
    (code,) = soup.select("pre > code.language-py")
    assert code.get_text() == "a  <\n  b"


def test_nothing_is_fetched(everything: Magazine) -> None:
    soup = soup_of(everything, "report")
    assert {str(tag["src"]).partition(",")[0] for tag in soup.find_all("img")} == {"data:image/svg+xml;base64"}
    assert not soup.find_all(["script", "link"])
    assert soup.find("svg") is not None


def test_large_pictures_are_made_smaller(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    noise = Image.effect_noise((2400, 1200), 40)
    picture = Image.merge("RGB", (noise, noise.rotate(180), noise.transpose(Image.Transpose.FLIP_TOP_BOTTOM)))
    picture.save(sample.root / "content/2025-01/images/large.png")
    sample.article("it", "Letter", ":::{figure} images/large.png\n:alt: Noise\n:::\n")
    tag = soup_of(Magazine(sample.project, sample.issue())).find("img")
    assert tag is not None
    kind, _, data = str(tag["src"]).partition(",")
    with Image.open(BytesIO(b64decode(data))) as image:
        assert (kind, image.size, tag["alt"]) == ("data:image/jpeg;base64", (LARGEST, LARGEST // 2), "Noise")


def test_heads_of_a_table_have_scopes(everything: Magazine) -> None:
    soup = soup_of(everything, "report")
    assert [tag["scope"] for tag in soup.select("table")[-1].select("thead th")] == ["col"] * 3
    group = soup.select("table")[-1].select("tbody th")[0]
    assert (group["scope"], group["colspan"]) == ("colgroup", "3")


def test_hostile_copy_is_text(magazine_of: Callable[..., Magazine]) -> None:
    magazine = magazine_of("Ends ]]\\> with &amp; \\<script\\>.\n", headline='"\\</title>\\<b> & more')
    soup = soup_of(magazine)
    assert (soup.find("script"), soup.find("b")) == (None, None)
    assert soup.title is not None
    assert "</title><b> & more" in soup.title.get_text()
