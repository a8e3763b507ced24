"""An article in each of the templates for special pages, set for real, on two sizes of paper and from the right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from hemaprint.copydesk.measures.book import Book, Box
from hemaprint.copydesk.measures.reading import read
from hemaprint.errors import ContentError
from hemaprint.preflight.issue import examine_issue
from measured import shown
from samples import NAME, Sample, codes, paragraphs, sentence
from scripts import needs_faces

pytestmark = pytest.mark.slow

OPENER = {"image": "images/wide.png", "alt": "A plain colour", "caption": "In the house.", "credit": "Nobody"}
ABSTRACT = [{"label": name, "text": sentence(800 + number)} for number, name in enumerate(("Aim", "Methods", "Result"))]
BOOKS = [
    {"title": "On water", "author": "Mara Lind", "publisher": "Heron", "year": 2024, "isbn": "978-3-16-148410-0",
     "pages": 312, "price": "€32", "cover": "images/upright.png", "alt": "A plain jacket"},
    {"title": "On air", "year": 2023},
]  # fmt: skip
FRONTS: dict[str, dict[str, Any]] = {
    "photo-essay": {"opener": OPENER},
    "gallery": {"byline": "Photographs by nobody"},
    "book-review": {"books": BOOKS},
    "obituary": {"life": {"born": "1934-05-02", "born_in": "Leith", "died": "2025-01"}, "opener": OPENER},
    "research-letter": {"abstract": ABSTRACT, "keywords": ["clocks"], "funding": "None."},
    "case-report": {"abstract": ABSTRACT, "consent": "Given in writing."},
}


WORDS = "قالت الطبيبة هذه بداية في المدينة مع بعض الخلايا بنسبة كبيرة. "


def figure(name: str, size: str, words: str = "What it shows, in a line.") -> str:
    asked = f":size: {size}\n" if size else ""
    return f":::{{figure}} images/{name}.png\n:alt: A plain colour\n{asked}\n{words}\n:::\n\n"


def gallery(count: int, words: str = "One of several.") -> str:
    names = ("wide", "upright", "square")
    return f"::::{{gallery}}\n{''.join(figure(names[number % 3], '', words) for number in range(count))}::::\n\n"


TIMELINE = ":::{timeline} Course\n:width: side\n\n3 September: Delivered.\n17 September: Found warm.\n:::\n\n"
BODIES = {
    "photo-essay": "".join(
        [paragraphs(2), figure("upright", "plate"), paragraphs(2, start=30), figure("wide", "half"),
         figure("wide", "half"), paragraphs(2, start=60), figure("wide", "two-thirds")]
    ),
    "gallery": paragraphs(1) + gallery(7),
    "case-report": f"## Findings\n\n{paragraphs(1)}{TIMELINE}{paragraphs(1, start=20)}",
}  # fmt: skip


def sample_of(root: Path, size: str = "A4", templates: Sequence[str] = tuple(FRONTS)) -> Sample:
    sample = Sample(root, size=size)
    for name, size_of in {"wide": (2700, 1800), "upright": (1800, 2700), "square": (1800, 1800)}.items():
        picture = sample.write(f"content/{NAME}/images/{name}.png", "")
        Image.linear_gradient("L").resize(size_of).save(picture)
    for template in templates:
        body = BODIES.get(template) or paragraphs(4, start=100)
        sample.article(template, "Report", body, template=template, standfirst=sentence(7), **FRONTS[template])
    return sample


def sound(sample: Sample) -> Book:
    """The pages of the issue, on which nothing stands where something else does, or reaches out of its place."""
    book = read(sample.build().pdf)
    assert shown.text_on_text(book) == []
    assert shown.text_on_pictures(book) == []
    assert shown.outside(book) == []
    return book


@pytest.mark.parametrize("size", ["A4", "A5"])
def test_each_is_set_without_a_fault(tmp_path: Path, size: str) -> None:
    sample = sample_of(tmp_path, size)
    told = sample.build().problems
    assert set(codes(told)) <= {"HP208", "HP222", "HP226"}  # the copy is made of any words, and ends where it ends
    sound(sample)
    for report in examine_issue(sample.project, NAME):
        assert set(codes(report.findings)) <= {"HP415"}


@needs_faces("ع")
def test_each_is_set_from_the_right(tmp_path: Path) -> None:
    sample = sample_of(tmp_path, templates=())
    config = tmp_path / "hemaprint.toml"
    config.write_text(config.read_text("utf-8").replace("[page]", 'language = "ar"\n[page]'), "utf-8")
    for template, front in FRONTS.items():
        body = f"{WORDS * 9}\n\n"
        body += gallery(4, WORDS) if template == "gallery" else figure("wide", "two-thirds", WORDS)
        told = front | {key: [{"label": "الهدف", "text": WORDS}] for key in front.keys() & {"abstract"}}
        told = {key: value for key, value in told.items() if key not in ("opener", "byline", "keywords", "books")}
        told |= {"books": [{"title": WORDS, "cover": "images/upright.png", "alt": WORDS}]} if "books" in front else {}
        sample.article(template, "Report", body, template=template, headline="خلايا مستعارة", **told)
    book = read(sample.build().pdf)
    assert shown.text_on_text(book) == []
    assert shown.text_on_pictures(book) == []
    width = book.sizes[1][0]
    (essay,) = [box for box in book.pictures if box.page == 1]
    assert width - essay.right < essay.left  # the picture is on the right, its caption left of it


def test_a_plate_has_a_page_and_two_halves_fill_one(tmp_path: Path) -> None:
    sample = sample_of(tmp_path, templates=("photo-essay",))
    book = sound(sample)
    pages = [[box for box in book.pictures if box.page == page] for page in range(2, len(book.sizes))]
    alone = [boxes for boxes in pages if len(boxes) == 1 and _is_plate(boxes[0], book)]
    pairs = [boxes for boxes in pages if len(boxes) == 2]
    assert len(alone) == len(pairs) == 1
    for box in (*alone[0], *pairs[0]):
        area = book.type_area(box.page)
        assert (box.left, box.right) == pytest.approx((area.left, area.right), abs=0.5)


NO_TEXT = {
    "a heading": "## Only a heading\n",
    "a figure": figure("wide", ""),
    "a figure across": figure("wide", "", "After one work.[@one]").replace(":alt", ":width: page\n:alt"),
    "a plate": figure("upright", "plate"),
    "a figure beside": figure("square", "").replace(":alt", ":width: side\n:alt"),
    "a gallery": gallery(3),
    "a box": f":::{{note}} A box\n{sentence(3)}\n:::\n",
    "a quotation": f":::{{pull}}\n{sentence(4)}\n:::\n",
    "a person": f":::{{about}} A person\n{sentence(5)}\n:::\n",
    "a table": ":::{table} Many rows\n:width: page\n\n| A | B |\n|---|---|\n" + "| 1 | 2 |\n" * 90 + ":::\n",
}
PLAIN = ("editorial", "feature", "news", "explainer", "calendar", "poster", "puzzle")


def test_articles_without_running_text_are_set(tmp_path: Path) -> None:
    sample = sample_of(tmp_path, templates=())
    references = [{"id": "one", "author": [{"family": "Lee", "given": "A"}], "title": "One work"}]
    for template, body in zip((*PLAIN, *FRONTS), cycle(NO_TEXT.values())):
        front = FRONTS.get(template, {}) | ({"references": references} if "@one" in body else {})
        sample.article(template, "Report", body, template=template, **front)
    assert set(codes(sample.build().problems)) <= {"HP207", "HP208", "HP220", "HP226"}


def _is_plate(box: Box, book: Book) -> bool:
    area = book.type_area(box.page)
    return box.top - box.bottom > 0.85 * (area.top - area.bottom)


def test_a_long_caption_takes_its_room_from_the_picture(tmp_path: Path) -> None:
    sample = sample_of(tmp_path, templates=())
    long = " ".join(sentence(number) for number in range(50, 60))
    plates = figure("upright", "plate") + figure("upright", "plate", long)
    sample.article("it", "Report", paragraphs(3) + plates, template="photo-essay")
    short, reduced = (box.top - box.bottom for box in sound(sample).pictures if box.page > 1)
    assert reduced < short - 60


@pytest.mark.parametrize("key", ["books", "life", "abstract", "keywords"])
def test_a_template_that_does_not_print_a_fact_is_told_of_it(tmp_path: Path, key: str) -> None:
    fronts = {**FRONTS["book-review"], **FRONTS["obituary"], **FRONTS["research-letter"]}
    sample = Sample(tmp_path)
    front = {name: fronts[name] for name in ({"keywords", "abstract"} if key == "keywords" else {key})}
    front |= {"books": BOOKS[1:]} if key == "books" else {}
    sample.article("it", "Report", paragraphs(3), **front)
    with pytest.raises(ContentError) as error:
        sample.build()
    assert set(codes(error.value.problems)) == {"HP208", "HP255"}
