"""Whoever follows a page of the documentation gets what it promises."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Dictionary, Name
from PIL import Image
from zxingcpp import read_barcodes

from hemaprint.newsletter import oauth, smtp
from hemaprint.newsletter.smtp import SmtpTransport
from hemaprint.project.themes import FaceSource
from hemaprint.system.environment import find_printing_profile
from hemaprint.theme.faces import faces_of
from newsletter.conftest import authority, microsoft
from newsletter.identity import Service, open_token_office
from newsletter.plain import stand_in
from newsletter.post import open_office
from samples import paragraphs
from scripts import needs_faces

from .manual import HOW_TO, ROOT, Reader, fences

__all__ = ["authority", "microsoft"]  # fixtures

pytestmark = pytest.mark.slow

COLOPHON = re.compile(r"^  - page: colophon\n|^colophon:\n(?: .*\n|\n)+", re.MULTILINE)
LETTER = 2
"""Index of its page."""


def pdf(magazine: Path) -> pypdfium2.PdfDocument:
    """What was built last."""
    newest = max(magazine.glob("dist/*/*.pdf"), key=lambda path: path.stat().st_mtime_ns)
    return pypdfium2.PdfDocument(newest)


def texts(magazine: Path) -> list[str]:
    """The text of every page of what was built last."""
    return [page.get_textpage().get_text_range() for page in pdf(magazine)]


def edition(magazine: Path, name: str) -> Path:
    """The file of an edition."""
    return magazine / "dist" / "2025-01" / f"my-magazine-2025-01-{name}.pdf"


def advertisement(path: Path) -> None:
    """As they come: no bleed, red in RGB, white in Helvetica that is not embedded."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595.276, 841.89))
        page.TrimBox = page.BleedBox = page.MediaBox
        page.Resources.Font = Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        words = b"BT /F 40 Tf 1 g 90 600 Td (Paper since this morning) Tj ET"
        page.Contents = pdf.make_stream(b"0.8 0.1 0.1 rg 0 0 595.276 841.89 re f " + words)
        pdf.save(path)


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
    reader.follow(HOW_TO / "change-the-accent-colour.md")
    with pypdfium2.PdfDocument(edition(magazine, "digital")) as document:
        picture = document[LETTER].render(scale=3).to_pil().convert("RGB")
    colors = {color for _, color in picture.getcolors(maxcolors=picture.width * picture.height) or ()}
    assert (30, 91, 70) in colors
    with pikepdf.open(edition(magazine, "print")) as printed:
        instructions = pikepdf.parse_content_stream(printed.pages[LETTER])
        inks = {tuple(map(float, one.operands)) for one in instructions if str(one.operator) == "k"}
    assert (0.8, 0, 0.68, 0.6) in inks


def fonts(path: Path) -> set[str]:
    """The names of all fonts of a file."""
    with pikepdf.open(path) as opened:
        found = [one for one in opened.objects if isinstance(one, Dictionary) and "/BaseFont" in one]
        return {str(font["/BaseFont"]).partition("+")[2] for font in found}


def test_use_your_own_typeface(reader: Reader, magazine: Path) -> None:
    (sans,) = (face for face in faces_of([FaceSource(family="Any", package="hanken_grotesk", styles=("normal",))]))
    (magazine / "fonts").mkdir()
    shutil.copy(sans.path, magazine / "fonts" / "MySans.ttf")
    reader.follow(HOW_TO / "use-your-own-typeface.md")
    used = fonts(edition(magazine, "digital"))
    assert {"My-Serif", "My-Sans"} <= {name.removesuffix("-Italic") for name in used}
    assert not any(name.startswith(("HF-Serif", "HF-Sans")) for name in used)


def test_make_a_theme(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "make-a-theme.md")
    with pypdfium2.PdfDocument(edition(magazine, "digital")) as document:
        picture = document[LETTER].render(scale=3).to_pil().convert("RGB")
    colors = {color for _, color in picture.getcolors(maxcolors=picture.width * picture.height) or ()}
    assert (30, 91, 70) in colors, "the accent of the theme that the package brings"


def test_write_a_template(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "write-a-template.md")
    (article,) = magazine.glob("dist/2025-01/*-begin-anywhere.pdf")
    with pypdfium2.PdfDocument(article) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
        ground = document[1].render(scale=1).to_pil().convert("RGB").getpixel((4, 4))
    assert len(pages) == 2
    assert "Drawn by hemaprint".casefold() in pages[0].casefold()
    assert pages[1].index("The editors") < pages[1].index("The middle of a story")
    assert ground == (244, 243, 239), "the tint, by a page name of its own"


def test_choose_a_template(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "choose-a-template.md")
    assert "38.4" in texts(magazine)[0]


def test_change_a_layout(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "change-a-layout.md")


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


def test_open_a_feature(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "open-a-feature.md")
    plate, text = texts(magazine)
    assert "as tall as you are" in plate.replace("\r\n", " ")
    assert "Draw a line" not in plate
    assert "as tall as you are" not in text.replace("\r\n", " ")


def test_set_margins_and_columns(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "set-margins-and-columns.md")
    (words,) = texts(magazine)
    assert "of 8" not in words  # as the issue has it
    assert "Letter" not in words.splitlines()[0]
    with pdf(magazine) as document:
        page, text = document[0], document[0].get_textpage()
        left = min(text.get_rect(index)[0] for index in range(text.count_rects())) - page.get_trimbox()[0]
    assert left == pytest.approx(24 * 72 / 25.4, abs=2)


def test_split_an_article(reader: Reader, magazine: Path) -> None:
    lengthen(magazine)
    manifest = magazine / "content" / "2025-01" / "issue.yaml"
    manifest.write_text(COLOPHON.sub("", manifest.read_text("utf-8")), "utf-8")
    reader.follow(HOW_TO / "split-an-article.md")
    pages = texts(magazine)
    assert "Continued on page 7" in pages[2]
    assert "Continued from page 3" in pages[6]


def test_put_addresses_on_paper(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "put-addresses-on-paper.md")
    assert "old advice\r\nexample.org/sixty-characters" in texts(magazine)[4]


@needs_faces("عש")
def test_set_arabic_and_hebrew(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "set-arabic-and-hebrew.md")
    (page,) = texts(magazine)
    assert "تبدأ الصفحة" in page


def test_set_formulas(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "set-formulas.md")
    (page,) = texts(magazine)
    assert "((140 − a) w)/(72 c)" in page


def test_set_other_languages(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "set-other-languages.md")
    (page,) = texts(magazine)
    assert "Erythropoiese" in page


def test_place_an_advertisement(reader: Reader, magazine: Path) -> None:
    lengthen(magazine)
    reader.follow(HOW_TO / "place-an-advertisement.md")
    pages = texts(magazine)
    assert len(pages) == 12
    assert sum("Stay." in page for page in pages) == 1


def test_covers_of_photographs(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "covers-of-photographs.md")
    with Image.open(magazine / "content/2025-01/images/night.png") as picture:
        assert picture.size == (864, 1212)
    with pypdfium2.PdfDocument(edition(magazine, "spine")) as spine:
        left, _, right, _ = spine[0].get_trimbox()
    assert right - left == pytest.approx(4.2 / 25.4 * 72, abs=0.1)
    cover = pypdfium2.PdfDocument(edition(magazine, "digital"))[0]
    shown = cover.render(scale=2).to_pil().convert("RGB")
    assert (255, 255, 255) in {color for _, color in shown.getcolors(maxcolors=shown.width * shown.height) or ()}
    codes = {one.text for one in read_barcodes(shown)}
    assert {"https://example.org/1", "9772049363002"} <= codes


def test_boxes_after_an_article(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "boxes-after-an-article.md")
    (page,) = texts(magazine)
    for said in (
        "Ana Brandt",
        "Valid until December 31, 2027",
        "Where is a box printed?",
        "Nothing to declare",
        "Correction",
    ):
        assert said.casefold() in " ".join(page.split()).casefold()
    (jats,) = magazine.glob("dist/2025-01/export/begin-anywhere.xml")
    assert 'related-article-type="corrected-article"' in jats.read_text("utf-8")


def test_import_a_manuscript(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "import-a-manuscript.md")
    text = "".join(texts(magazine))
    assert "believe the experiment." in " ".join(text.replace("\ufffe", "").split())


def test_check_in_ci(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "check-in-ci.md")


def test_use_the_api(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "use-the-api.md")


def test_write_a_plugin(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "write-a-plugin.md")
    outline = magazine / "dist" / "2025-01" / "export" / "begin-anywhere.outline.txt"
    assert outline.read_text("utf-8").startswith("Begin anywhere\n")
    assert len(list((magazine / "outbox" / "new").iterdir())) == 1


def test_send_an_issue_to_the_printer(reader: Reader, magazine: Path) -> None:
    profile = find_printing_profile()
    assert profile is not None, "make test installs one"
    (magazine / "profiles").mkdir()
    shutil.copy(profile, magazine / "profiles" / "printer.icc")
    reader.follow(HOW_TO / "send-an-issue-to-the-printer.md")
    with pikepdf.open(edition(magazine, "print")) as printed:
        page = printed.pages[0]
        assert float(page.TrimBox[0]) - float(page.BleedBox[0]) == pytest.approx(5 / 25.4 * 72, abs=0.01)
        (intent,) = printed.Root.OutputIntents
        assert intent.DestOutputProfile.read_bytes() == profile.read_bytes()


def test_impose_for_press(reader: Reader, built: Path) -> None:
    reader.follow(HOW_TO / "impose-for-press.md")
    assert "error[" not in reader.printed
    with pikepdf.open(edition(built, "print-perfect-cover")) as cover:
        outside = cover.pages[0]
        width = float(outside.TrimBox[2]) - float(outside.TrimBox[0])
        assert width == pytest.approx((2 * 210 + 4.2) / 25.4 * 72, abs=0.1)


def test_make_an_accessible_pdf(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "make-an-accessible-pdf.md")
    with pikepdf.open(next(magazine.glob("dist/*/*-measure-for-measure.pdf"))) as article:
        assert "<pdfuaid:part>2<" in article.Root.Metadata.read_bytes().decode()


def test_mail_an_issue(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "mail-an-issue.md")
    assert 100_000 < edition(magazine, "email").stat().st_size < 14_000_000


def test_make_offprints(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "make-offprints.md")
    folder = magazine / "dist" / "2025-01" / "offprints"
    names = ("begin-anywhere", "measure-for-measure", "small-rules")
    assert {path.name for path in folder.iterdir()} == {f"my-magazine-2025-01-{name}.pdf" for name in names}
    with pypdfium2.PdfDocument(folder / "my-magazine-2025-01-measure-for-measure.pdf") as offprint:
        assert [offprint.get_page_label(index) for index in range(len(offprint))] == ["Cover", "4", "5"]
        assert "doi:10.1000/182" in offprint[2].get_textpage().get_text_range()


def test_preflight_a_pdf(reader: Reader, built: Path) -> None:
    advertisement(built / "advertisement.pdf")
    reader.follow(HOW_TO / "preflight-a-pdf.md")
    told = json.loads(reader.printed)
    assert (told["errors"], told["warnings"], told["files"][0]["pages"]) == (0, 0, 8)


def test_send_proofs_to_authors(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "send-proofs-to-authors.md")
    names = ("begin-anywhere", "measure-for-measure", "small-rules")
    assert [path.name for path in magazine.glob("dist/2025-01/export/*.html")] == ["measure-for-measure.html"]
    assert {path.name for path in (magazine / "proofs").iterdir()} == {
        f"{name}.{ending}" for name in names for ending in ("docx", "txt")
    }
    assert all((magazine / "dist" / "2025-01" / "export" / f"{name}.xml").stat().st_size for name in names)


def test_look_at_pages(reader: Reader, built: Path) -> None:
    reader.follow(HOW_TO / "look-at-pages.md")
    folder = built / "dist" / "2025-01" / "pages"
    sizes = {path.stem.removeprefix("my-magazine-2025-01-"): Image.open(path).size for path in folder.iterdir()}
    spreads = {"p004-005", "p006-007", "p008"}
    assert sizes.keys() == {"p001", "p003", "p004", "p005", *spreads, "contact-sheet", "print-p001"}
    assert sizes["p003"] == pytest.approx((210 / 25.4 * 100, 297 / 25.4 * 100), abs=1)
    assert sizes["p004-005"] == pytest.approx((2 * 210 / 25.4 * 60, 297 / 25.4 * 60), abs=2)
    assert sizes["print-p001"] == pytest.approx((230 / 25.4 * 60, 317 / 25.4 * 60), abs=1)


def test_write_the_newsletter(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "write-the-newsletter.md")
    message = message_from_bytes((magazine / "dist" / "2025-01" / "newsletter.eml").read_bytes(), policy=SMTP)
    assert not any(part.defects for part in message.walk())
    assert "application/pdf" in [part.get_content_type() for part in message.walk()]


def test_send_the_newsletter(reader: Reader, magazine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    with open_office() as office:
        monkeypatch.setattr(smtp, "smtp_transport", lambda project: SmtpTransport(office.server()))
        reader.follow(HOW_TO / "send-the-newsletter.md")
    assert office.by_address == {f"{name}@example.org": 1 for name in ("you", "ana.reyes", "tomas.berg", "li.wen")}
    assert len(list((magazine / "dist" / "2025-01" / "newsletter").glob("*.eml"))) == 3


def test_sign_in_with_oauth2(
    reader: Reader, magazine: Path, monkeypatch: pytest.MonkeyPatch, microsoft: Service, tmp_path: Path
) -> None:
    """With a directory and a mail server of our own in the place of Microsoft's."""
    stand_in(monkeypatch)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(oauth, "MICROSOFT", microsoft.url)
    monkeypatch.setattr(oauth, "pause", lambda _: None)
    with open_token_office(microsoft) as office:
        server = replace(office.server(), login=None)
        monkeypatch.setattr(smtp, "Server", lambda **table: replace(server, login=table["login"]))
        reader.follow(HOW_TO / "sign-in-with-oauth2.md")
    assert office.received == ["you@example.org"]
    assert not list((tmp_path / "state").rglob("*.json"))


def test_every_how_to_has_its_test() -> None:
    modules = Path(__file__).parent.glob("test_*pages.py")
    tested = [name for module in modules for name in re.findall(r"^def test_(\w+)", module.read_text("utf-8"), re.M)]
    assert {path.stem for path in HOW_TO.glob("*.md")} <= {name.replace("_", "-") for name in tested}
    assert all(list(fences(page)) for page in HOW_TO.glob("*.md"))
