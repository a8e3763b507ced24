"""Whoever follows a page of the documentation gets what it promises."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest

from hemaprint.project import bundled
from samples import paragraphs

from .manual import ROOT, Reader, fences

HOW_TO = ROOT / "docs" / "how-to"
COLOPHON = re.compile(r"^  - page: colophon\n|^colophon:\n(?: .*\n|\n)+", re.MULTILINE)
TOKEN = re.compile(r"(--[a-z0-9-]+)\s*:\s*([^;]+);")


def pdf(magazine: Path) -> pypdfium2.PdfDocument:
    """What was built last."""
    newest = max(magazine.glob("dist/*/*.pdf"), key=lambda path: path.stat().st_mtime_ns)
    return pypdfium2.PdfDocument(newest)


def texts(magazine: Path) -> list[str]:
    """The text of every page of what was built last."""
    return [page.get_textpage().get_text_range() for page in pdf(magazine)]


def lengthen(magazine: Path) -> None:
    """Make the letter run over two pages."""
    article = magazine / "content" / "2025-01" / "articles" / "begin-anywhere.md"
    article.write_text(article.read_text("utf-8") + "\n" + paragraphs(8), "utf-8")


def test_the_tutorial(reader: Reader, tmp_path: Path) -> None:
    reader.follow(ROOT / "docs" / "tutorial.md")
    pages = texts(tmp_path / "my-magazine")
    assert len(pages) == 4
    assert "Fig. 1" in pages[2]


def test_change_the_accent_colour(reader: Reader, magazine: Path) -> None:
    page = HOW_TO / "change-the-accent-colour.md"
    reader.follow(page)
    ours, theirs = (
        dict(TOKEN.findall(path.read_text("utf-8")))
        for path in (magazine / "styles" / "tokens.css", bundled("styles") / "tokens.css")
    )
    assert {name for name in theirs if ours.get(name) != theirs[name]} == {
        "--eosin",
        "--eosin-deep",
        "--eosin-mid",
        "--blush",
    }
    assert ours.keys() == theirs.keys()
    picture = pdf(magazine)[1].render(scale=3).to_pil().convert("RGB")
    colors = {color for _, color in picture.getcolors(maxcolors=picture.width * picture.height) or ()}
    assert (30, 91, 70) in colors


def test_add_a_page_template(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "add-a-page-template.md")
    imports = (bundled("styles") / "issue.css").read_text("utf-8").partition("@import")[2].splitlines()
    ours = (magazine / "styles" / "issue.css").read_text("utf-8").partition("@import")[2].splitlines()
    assert ours == [*imports, '@import "components/essay.css";']
    assert "By The editors" not in texts(magazine)[0]
    assert "The editors" in texts(magazine)[0]


def test_add_a_department(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "add-a-department.md")
    (page,) = texts(magazine)
    assert "workshop" in page.lower()


def test_set_chinese(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "set-chinese.md")
    (page,) = texts(magazine)
    assert "标点不出现在行首" in page.replace("\r\n", "")


def test_use_your_own_trim_size(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "use-your-own-trim-size.md")
    left, bottom, right, top = pdf(magazine)[0].get_trimbox()
    assert (right - left, top - bottom) == pytest.approx((225 / 25.4 * 72, 300 / 25.4 * 72), abs=0.1)


def test_split_an_article(reader: Reader, magazine: Path) -> None:
    lengthen(magazine)
    manifest = magazine / "content" / "2025-01" / "issue.yaml"
    manifest.write_text(COLOPHON.sub("", manifest.read_text("utf-8")), "utf-8")
    reader.follow(HOW_TO / "split-an-article.md")
    pages = texts(magazine)
    assert "Continued on page 7" in pages[2]
    assert "Continued from page 3" in pages[6]


def test_place_an_advertisement(reader: Reader, magazine: Path) -> None:
    lengthen(magazine)
    reader.follow(HOW_TO / "place-an-advertisement.md")
    pages = texts(magazine)
    assert len(pages) == 12
    assert sum("Stay." in page for page in pages) == 1


def test_check_in_ci(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "check-in-ci.md")


def test_every_how_to_has_its_test() -> None:
    tested = {name.removeprefix("test_").replace("_", "-") for name in globals() if name.startswith("test_")}
    assert {path.stem for path in HOW_TO.glob("*.md")} <= tested
    assert all(list(fences(page)) for page in HOW_TO.glob("*.md"))
