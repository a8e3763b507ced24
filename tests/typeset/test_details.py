"""Small rules of the page as it is laid out: figures, lists, columns, tall pictures, Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from weasyprint.document import Document

from geometries import A4
from hemaprint.theme.geometry import MM
from hemaprint.typeset.engine.boxes import copy_boxes
from hemaprint.typeset.pages import PX_TO_PT
from hemaprint.typeset.strays import off_grid
from samples import Sample, paragraphs, sentence

TALL = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 200"><rect width="40" height="200"/></svg>'
CHINESE = """
"直引号里的文字"，以及*强调，文字*和**加粗**，it's fine，他说：“好吧……”——卡尔·马克思。

## 标题

甲、乙、丙、丁、戊、己、庚、辛、壬、癸，子、丑、寅、卯、辰、巳、午、未、申、酉、戌、亥。

> 引用的一段话。
"""


def set_body(sample: Sample, body: str, **front: str) -> Document:
    sample.article("report", "Report", body, budget=None, **front)
    return sample.lay_out("report").document


def lines(document: Document) -> Iterator[tuple[str, float, float]]:
    """The text, the left edge and the top of every line of running text, in pt."""
    for box in copy_boxes(document.pages[0]):
        yield box.text, box.position_x * PX_TO_PT, box.position_y * PX_TO_PT


def place(document: Document, word: str) -> tuple[float, float]:
    return next((x, y) for text, x, y in lines(document) if word in text)


def style_of(document: Document, word: str, name: str) -> object:
    return next(box.style[name] for box in copy_boxes(document.pages[0]) if word in box.text)


def test_capitals_have_lining_figures_and_running_text_has_text_figures(sample: Sample) -> None:
    document = set_body(sample, f"{sentence(1)} In 1998 there was CD34+, and a phase 1 trial.\n")
    assert ("lnum", 1) in style_of(document, "CD34", "font_feature_settings")  # type: ignore[operator]
    assert ("onum", 1) in style_of(document, "1998", "font_feature_settings")  # type: ignore[operator]


def set_in_columns(sample: Sample, columns: int) -> None:
    sample.write(
        "layouts/pages/feature.html",
        f'{{% set frame_name = "feature" %}}{{% set columns = {columns} %}}{{% extends "bundled/article.html" %}}'
        '{% block head %}{% include "partials/kicker.html" %}{% include "partials/title.html" %}{% endblock %}',
    )


@pytest.mark.parametrize("block", ["- One\n- Two", "1. One\n2. Two", "> One\n>\n> Two", "Term\n: One Two"])
def test_a_list_has_a_line_of_white_before_it_and_behind_it(sample: Sample, block: str) -> None:
    set_in_columns(sample, 1)
    document = set_body(sample, f"Before.\n\n{block}\n\nBehind.\n")
    tops = sorted(y for text, _, y in lines(document) if text.strip())
    first = place(document, "Before")[1]
    steps = [round((after - before) / A4.baseline) for before, after in pairwise(tops)]
    own = [step for step, top in zip(steps, tops, strict=False) if top >= first and step]
    assert (own[0], own[-1]) == (2, 2)


@pytest.mark.parametrize("columns", [1, 2, 3, 4])
def test_a_template_sets_as_many_columns_as_it_asks_for(sample: Sample, columns: int) -> None:
    set_in_columns(sample, columns)
    document = set_body(sample, paragraphs(40))
    frame = A4.frame("feature", columns)
    edges = {round(x) for text, x, _ in lines(document) if len(text) > 20}
    start = min(edges)
    wanted = {round(start + index * (frame.width + 5 * MM) / columns) for index in range(columns)}
    assert all(min(abs(edge - one) for edge in edges) <= 1 for one in wanted)
    assert max(edges) < start + frame.width - frame.column + 24


@pytest.mark.parametrize(("said", "alignment"), [("justified", "justify-all"), ("ragged", "start"), (None, "start")])
def test_an_article_is_justified_where_it_says_so(sample: Sample, said: str | None, alignment: str) -> None:
    document = set_body(sample, paragraphs(3), **({"text": said} if said else {}))
    assert style_of(document, sentence(0).split()[-1].strip("."), "text_align_all") in (alignment, alignment[:7])


def test_an_article_can_be_ragged_where_its_template_is_justified(sample: Sample) -> None:
    sample.write("layouts/pages/feature.html", '{% set text = "justified" %}{% extends "bundled/pages/feature.html" %}')
    sample.article("one", "Report", paragraphs(2))
    sample.article("two", "Report", paragraphs(2), text="ragged")
    bodies = [sample.lay_out(slug).galley.html.partition("<body")[2].partition(">")[0] for slug in ("one", "two")]
    assert ["is-justified" in body for body in bodies] == [True, False]


@pytest.mark.parametrize("width", ["column", "page"])
def test_a_tall_picture_is_reduced_until_it_stands_on_a_sheet_with_its_caption(sample: Sample, width: str) -> None:
    folder = next(sample.root.glob("content/*/"))
    (folder / "images").mkdir(exist_ok=True)
    (folder / "images/tall.svg").write_text(TALL)
    figure = f":::{{figure}} images/tall.svg\n:width: {width}\n:alt: A bar\n\nA bar of some height.\n:::\n"
    sample.article("report", "Report", f"{paragraphs(2)}\n\n{figure}\n{paragraphs(4)}")
    laid = sample.lay_out("report")
    captions = [
        box for page in laid.document.pages for box in page._page_box.descendants() if box.element_tag == "figcaption"
    ]
    assert captions
    for box in captions:
        bottom = (box.position_y + box.margin_height()) * PX_TO_PT
        assert bottom <= A4.foot + 0.01


@pytest.mark.parametrize(
    ("below", "first"),
    [("## Crosshead\n\nBelow.", "Crosshead"), ("- Listed\n- Twice", "Listed"), ("> Quoted", "Quoted")],
)
def test_what_stood_behind_a_figure_keeps_its_white_where_the_figure_is_moved(
    sample: Sample, below: str, first: str
) -> None:
    folder = next(sample.root.glob("content/*/"))
    (folder / "images").mkdir(exist_ok=True)
    (folder / "images/tall.svg").write_text(TALL)
    figure = ":::{figure} images/tall.svg\n:label: fig-bar\n:alt: A bar\n\nA bar.\n:::\n"
    body = f"It is [Fig. #](#fig-bar).\n\n{paragraphs(2)}\n\nThe last words.\n\n{figure}\n{below}\n\n{paragraphs(9)}"
    document = set_body(sample, body)
    above, head = place(document, "last"), place(document, first)
    assert head[0] - above[0] < 24  # in the same column: the figure has gone
    assert head[1] - above[1] >= 2 * A4.baseline - 0.5


def test_chinese_is_indented_by_two_characters_behind_headings_too(sample: Sample) -> None:
    document = set_body(sample, CHINESE, language="zh-Hans")
    head, text = place(document, "标题"), place(document, "甲")
    assert text[0] - head[0] == pytest.approx(18, abs=0.5)
    assert off_grid(document, A4) == ()


def test_chinese_has_dots_in_the_place_of_italics_and_marks_of_its_own_face(sample: Sample) -> None:
    document = set_body(sample, CHINESE, language="zh-Hans")
    html = sample.lay_out("report").galley.html
    assert html.count('<span class="dot">') == len("强调文字")
    assert '<span class="fullwidth">“</span>直引号' in html
    assert "it’s" in html
    assert {style_of(document, word, "font_style") for word in ("强", "引用")} == {"normal"}
    assert style_of(document, "加粗", "font_weight") == 700
    assert "dropcap" not in html


def test_the_words_of_a_band_stand_below_it_on_the_left_page(sample: Sample) -> None:
    """The right page begins with the byline, on the line of the kicker, and has no standfirst of its own."""
    band = {"image": "images/cover.svg", "second": "images/cover.svg", "alt": "A plain colour", "shape": "band"}
    sample.article("report", "Report", paragraphs(9), opener=band, standfirst="What stands first.", byline="Jo Bloggs")
    pages = sample.lay_out("report").document.pages
    plate, right = (list(copy_boxes(page)) for page in pages[:2])
    assert [box.text for box in plate if "stands first" in box.text]
    assert not [box.text for box in right if "stands first" in box.text]
    kicker = next(box for box in plate if box.text == "REPORT")
    byline = next(box for box in right if "Bloggs" in box.text)
    assert kicker.position_y == pytest.approx(byline.position_y, abs=4)
    assert kicker.position_y * PX_TO_PT > 297 * MM / 2
