"""The rectangle of a link holds the glyphs of its text, raised ones as well, and lies over no other link."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from hemaprint.bind.fonts import complete
from hemaprint.bind.foundry import Foundry
from hemaprint.galley.addresses import modules
from hemaprint.theme.geometry import MM
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.tags import Tags
from samples import Sample, paragraphs

from .laying import NOWHERE, engine, lay_out, lines

SCALE = 4  # pixels for one pt
LINKS = (
    'Word<sup class="cite"><a href="#x">7</a></sup>',
    '10<sup><a href="#x">7</a></sup>',
    'H<sub><a href="#x">7</a></sub>',
    '<a href="#x">7</a>',
)


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine(tmp_path_factory.mktemp("links"))


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("where", ["copy", "caption", "standfirst"])
def test_a_link_is_as_high_as_its_glyphs(link: str, where: str, warm: Engine) -> None:
    body = '<div class="{}"><p id="x">A line.</p><p>{}.</p><p>A line.</p></div>'
    document = lay_out(body.format(where, link), warm)
    pdf = complete(warm.write(document, NOWHERE, Tags.UA1)[0], Foundry())
    with pikepdf.open(BytesIO(pdf)) as opened:
        (annotation,) = opened.pages[0].Annots
        left, one, right, other = (float(number) for number in annotation.Rect)
        low, high = sorted((one, other))
    with pypdfium2.PdfDocument(pdf) as opened:
        text = opened[0].get_textpage()
        written = text.get_text_range()
        glyph = text.get_charbox(next(at for at, one in enumerate(written) if one in "7⁷₇"))
    assert left <= glyph[0] < glyph[2] <= right
    assert low <= glyph[1] < glyph[3] <= high
    plain = lay_out(body.format(where, "7"), warm)
    assert [at for _, at in lines(document)] == pytest.approx([at for _, at in lines(plain)])


def rectangles(body: str, warm: Engine) -> list[tuple[float, ...]]:
    """The rectangles of all links on the first page, in pt."""
    pdf, _ = warm.write(lay_out(body, warm), NOWHERE, Tags.UA1)
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [tuple(float(number) for number in one.Rect) for one in opened.pages[0].Annots]


def test_raised_figures_are_wide_enough_to_be_touched_and_share_what_is_between_them(warm: Engine) -> None:
    body = '<p>Word<sup class="cite"><a href="#x">7</a>,<a href="#x">8</a></sup> and <span id="x">more</span>.</p>'
    (left, bottom, middle, top), (also, *_, right, _) = rectangles(body, warm)
    assert middle == pytest.approx(also, abs=0.01)
    assert min(middle - left, right - also) > 6
    assert top - bottom >= 12


def test_links_of_two_close_lines_do_not_overlap(warm: Engine) -> None:
    words = '<a href="#x">one</a><br><a href="#y">two</a>'
    upper, lower = rectangles(f'<p id="x" style="font-size:30pt;line-height:20pt">{words}</p><p id="y">.</p>', warm)
    assert lower[3] == pytest.approx(upper[1], abs=0.01)


# ---------------------------------------------------------------- there and back


@pytest.fixture(scope="module")
def issue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small issue with notes, citations, addresses, and an article in two parts."""
    sample = Sample(tmp_path_factory.mktemp("leads"))
    notes = "A claim.[^n] Another.^[Inline.]\n\n[^n]: A note.\n\nOf mud[@a] and clay[@b; @a].\n\n"
    notes += f"[Data](https://example.org/data){{.paper}}, [all](https://www.example.org/{'a' * 150}){{.paper}}.\n\n"
    works = [{"id": "a", "raw": "On mud."}, {"id": "b", "raw": "On clay. doi:10.1000/182"}]
    sample.page("contents")
    sample.article("mud", "Report", notes + paragraphs(40), references=works, doi="10.1000/hf.1")
    sample.manifest["order"][-1] |= {"split": 1}  # type: ignore[index]
    sample.page("masthead", entries=[{"role": "Editor", "names": ["A. Reader, reader@example.org"]}])
    sample.enter({"continued": "mud"})
    return sample.build().pdf


@pytest.fixture(scope="module")
def leads(issue: Path) -> dict[str, set[str]]:
    """Where the links of the issue lead, by what is said of them."""
    found: dict[str, set[str]] = {}
    with pikepdf.open(issue) as opened:
        names = {bytes(name) for name, _ in opened_names(opened)}
        for page in opened.pages:
            for link in page.get("/Annots", ()):
                target = str(link.Dest) if "/Dest" in link else str(link.A.URI)
                assert "/Dest" not in link or bytes(link.Dest) in names
                found.setdefault(str(link.Contents), set()).add(target)
    return found


def opened_names(pdf: pikepdf.Pdf) -> list[tuple[pikepdf.Object, pikepdf.Object]]:
    flat = list(pdf.Root.Names.Dests.Names)
    return list(zip(flat[::2], flat[1::2], strict=True))


@pytest.mark.parametrize(
    ("said", "targets"),
    [
        ("a", {"mud--fn_1", "mud--fn_1--call"}),
        ("b", {"mud--fn_2", "mud--fn_2--call"}),
        ("1", {"mud--ref_1"}),
        ("1.", {"mud--cite_1"}),
        ("2.", {"mud--cite_2"}),
        ("reader@example.org", {"mailto:reader@example.org"}),
        ("Mud", {"mud"}),
        ("Continued on page 5", {"mud--jump_from"}),
        ("Continued from page 3", {"mud--jump_to"}),
        ("QR code: example.org/data", {"https://example.org/data"}),
        ("example.org/data", {"https://example.org/data"}),
    ],
)
def test_links_lead_there_and_back(said: str, targets: set[str], leads: dict[str, set[str]]) -> None:
    assert leads[said] == targets


def test_what_is_drawn_is_the_code_large_enough_and_black_on_white(issue: Path) -> None:
    with pikepdf.open(issue) as opened:
        found = [
            (number, [float(value) for value in link.Rect], str(link.A.URI))
            for number, page in enumerate(opened.pages)
            for link in page.get("/Annots", ())
            if str(link.Contents).startswith("QR code")
        ]
    assert len(found) == 1  # the other address is too long for one
    with pypdfium2.PdfDocument(issue) as opened:
        for number, (left, bottom, right, top), address in found:
            assert (right - left, top - bottom) == pytest.approx((48, 48))
            assert right - left > 15 * MM
            picture = opened[number].render(scale=SCALE).to_pil().convert("L")
            corner, height = opened[number].get_bbox()[0], opened[number].get_bbox()[3]
            wanted = modules(address)
            step = (right - left) / len(wanted)
            for y in range(-4, len(wanted) + 4):
                for x in range(-4, len(wanted) + 4):
                    place = (left - corner + (x + 0.5) * step, height - top + (y + 0.5) * step)
                    dark = 0 <= y < len(wanted) and 0 <= x < len(wanted) and wanted[y][x]
                    shade = picture.getpixel((int(place[0] * SCALE), int(place[1] * SCALE)))
                    assert shade < 60 if dark else shade > 250, (x, y)
