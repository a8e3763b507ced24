"""Thirty lines of settings and CSS change margins, faces, columns, folios and colours: read back from the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from hemaprint.copydesk.measures.book import Line
from hemaprint.copydesk.measures.reading import read
from hemaprint.theme.geometry import MM
from samples import Sample, paragraphs

SETTINGS = """\
margins = {inside = "32mm", outside = "20mm", top = "28mm", bottom = "24mm"}

[page.frames.feature]
columns = 2
gutter = "7mm"

[page.folio]
place = "center"
form = "Page {page}"

[[theme.faces]]
family = "Our Serif"
package = "newsreader"

[[theme.faces]]
family = "Our Sans"
package = "libre-franklin"

"""
TOKENS = """\
:root {
  --serif: "Our Serif", var(--other-serif);
  --sans: "Our Sans", var(--other-sans);
  --accent: #1E5B46;
}
"""
INKS = """\
:root {
  --accent: device-cmyk(.8 0 .68 .6);
}
"""
GREEN = (0x1E / 255, 0x5B / 255, 0x46 / 255)
TRIM = (210 * MM, 297 * MM)
WIDTH = TRIM[0] - 52 * MM


@pytest.fixture(scope="module")
def issue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sample = Sample(tmp_path_factory.mktemp("thirty"))
    config = sample.root / "hemaprint.toml"
    sample.write("hemaprint.toml", config.read_text("utf-8").replace('size = "A4"\n', f'size = "A4"\n{SETTINGS}'))
    sample.write("styles/tokens.css", TOKENS)
    sample.write("styles/editions/print.css", INKS)
    body = f"Ten had 10^6^ cells.\n\n{paragraphs(9)}\n## The target is the tool\n\n{paragraphs(16, start=40)}"
    sample.article("loan", "Report", body, kicker="A loan")
    return sample.build().pdf


def test_there_are_thirty_lines_at_most() -> None:
    assert len([line for text in (SETTINGS, TOKENS, INKS) for line in text.splitlines() if line]) <= 30


def columns(lines: list[Line], page: int) -> list[float]:
    """Where columns of running text begin on a page, in pt from its left edge."""
    begins = [line.box.left for line in lines if line.page == page]
    often = {round(left) for left in begins if sum(abs(left - other) < 1 for other in begins) > 8}
    return [left for left in sorted(often) if left - 1 not in often]


def test_margins_and_columns(issue: Path) -> None:
    book = read(issue)
    lines = [line for block in book.copy for line in block.lines]
    for page in sorted({line.page for line in lines}):
        inside, outside = 32 * MM, 20 * MM
        left = inside if page % 2 == 0 else outside  # the first page is on the right
        step = (WIDTH - 7 * MM) / 2 + 7 * MM
        assert columns(lines, page) == pytest.approx([left, left + step], abs=1.5)
        of_page = [line for line in lines if line.page == page]
        assert max(line.box.right for line in of_page) <= left + WIDTH + 1
        assert min(line.baseline for line in of_page) >= 24 * MM
        assert max(line.baseline for line in of_page) <= TRIM[1] - 28 * MM
    second = [line.baseline for line in lines if line.page == 2]
    assert max(second) == pytest.approx(TRIM[1] - 28 * MM - 9, abs=3), "the first line is at the head"


def boxes_of(page: pypdfium2.PdfPage, words: str) -> list[tuple[float, float, float, float]]:
    """The boxes of the characters of words that a page has: left, bottom, right and top, in pt within the trim."""
    left, bottom, _, _ = page.get_trimbox()
    text = page.get_textpage()
    found = text.search(words).get_next()
    assert found is not None, words
    boxes = [text.get_charbox(found[0] + place) for place in range(found[1])]
    return [(box[0] - left, box[1] - bottom, box[2] - left, box[3] - bottom) for box in boxes]


def test_folios(issue: Path) -> None:
    with pypdfium2.PdfDocument(issue) as pdf:
        for number, page in enumerate(pdf, start=1):
            if number == 1:
                continue
            boxes = boxes_of(page, f"Page {number}")
            middle = (32 * MM if number % 2 else 20 * MM) + WIDTH / 2
            assert (boxes[0][0] + boxes[-1][2]) / 2 == pytest.approx(middle, abs=1)
            assert max(box[3] for box in boxes) < 24 * MM


def test_faces_and_colours(issue: Path) -> None:
    with pikepdf.open(issue) as pdf:
        names = {str(one["/BaseFont"]).partition("+")[2] for one in pdf.objects if _is_font(one)}
        painted = {tuple(map(float, one.operands)) for page in pdf.pages for one in _painting(page)}
    assert {"Our-Serif", "Our-Sans"} <= names
    assert not any(name.startswith(("HF-Serif", "HF-Sans")) for name in names)
    assert any(color == pytest.approx(GREEN, abs=0.003) for color in painted if len(color) == 3)


def _is_font(one: object) -> bool:
    return isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one


def _painting(page: pikepdf.Page) -> list[Any]:
    return [one for one in pikepdf.parse_content_stream(page) if str(one.operator) in ("rg", "RG")]


def test_a_raised_figure_is_raised(issue: Path) -> None:
    """The serif has few raised figures of its own, and 10⁶ is not 106."""
    with pypdfium2.PdfDocument(issue) as pdf:
        one, nought, six = boxes_of(pdf[1], "10⁶")
    assert six[1] > one[1] + (one[3] - one[1]) / 3
    assert six[3] - six[1] < 0.9 * (one[3] - one[1])
    assert nought[1] == pytest.approx(one[1], abs=0.5)
