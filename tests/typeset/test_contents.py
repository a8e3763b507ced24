"""The contents take as many pages as they need: nothing collides, nothing is divided, everything stands there once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array

from fuzzing import examples
from geometries import geometry_of
from hemaprint.system.store import MemoryStore
from hemaprint.theme.geometry import Geometry
from hemaprint.typeset.crew.jobs import Spec, Steps, written
from hemaprint.typeset.crew.schedule import Schedule
from hemaprint.typeset.crew.workers import Alone
from hemaprint.typeset.fitting import ContentsProof, fit_contents, make_up_contents
from hemaprint.typeset.issue import IssueSetter
from hemaprint.typeset.pages import Pages
from samples import Sample, codes, sentence

TITLES = (
    "Small things {} found in a drawer",
    "Rain {} fell",
    "Was die Blutstammzelltransplantationsnachsorge der Klinik {} kostet",
    "A rather long headline {} that goes on over three lines or four, because nobody has shortened it",
)
TEXTS = (
    "",
    "A line about it",
    "Two lines of text that say what the article is about, and go on a little so that they fill three",
)
SHARED = 0.6
"""Boxes of letters may share as much, in pt."""
DESCENT = 3.0
"""Letters of the last line go as far below the type area, in pt."""


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> IssueSetter:
    """An issue of sixty articles with a picture over its contents."""
    sample = Sample(tmp_path_factory.mktemp("sixty"))
    sample.manifest["contents"] = {"art": "images/low.svg", "alt": "A plain colour"}
    sample.page("contents")
    for number in range(60):
        department = ("Letter", "Report", "News")[number // 5 % 3]
        headline = TITLES[number * 7 % len(TITLES)].format(number)
        text = TEXTS[number % len(TEXTS)]
        sample.article(f"a{number}", department, "A line.\n", headline=headline, contents=text)
    return sample.setter()


def set_contents(setter: IssueSetter, geometry: Geometry) -> Pages:
    """The contents alone at a trim size, as if every article had seven pages."""
    theme = replace(setter.setting.theme, geometry=geometry)
    numbers = {slug: str(10 + 7 * at) for at, slug in enumerate(setter.issue.articles)}
    setting = replace(setter.setting, pages=numbers, theme=theme)

    def steps() -> Steps[Pages]:
        galley = yield from fit_contents(setting, "right")
        return (yield from written(galley, Path("issue.yaml")))

    return Schedule(setter.schedule.root, Spec.of(theme), MemoryStore(), Alone()).alone(steps())


Box = tuple[float, float, float, float]


def glyphs(page: pypdfium2.PdfPage) -> list[Box]:
    """The box of the ink of every letter, in the order of the copy: left, bottom, right, top."""
    text = page.get_textpage()
    boxes = (text.get_charbox(at) for at in range(text.count_chars()))
    return [box for box in boxes if box[0] < box[2] and box[1] < box[3]]


def foot_of_picture(page: pypdfium2.PdfPage) -> float:
    """Where the plain colour at the head of a page ends, beside the type area; the top of the page without one."""
    image = page.render(scale=1).to_pil()
    rows = [row for row in range(image.height) if image.getpixel((12, row)) == (0xD9, 0xE6, 0xEC)]
    return float(page.get_height() - (max(rows) + 1 if rows else 0))


def collisions(boxes: list[Box]) -> list[tuple[Box, Box]]:
    """Letters that stand on others, neighbours in a word apart, which may be kerned."""
    order = sorted(range(len(boxes)), key=lambda at: boxes[at][0])
    found = []
    for place, at in enumerate(order):
        _, low, right, high = boxes[at]
        for other in order[place + 1 :]:
            if boxes[other][0] > right - SHARED:
                break
            if abs(at - other) > 1 and min(high, boxes[other][3]) - max(low, boxes[other][1]) > SHARED:
                found.append((boxes[at], boxes[other]))
    return found


@pytest.mark.parametrize("size", ["A4", "A5", "210mm 210mm"])
def test_sixty_entries_collide_with_nothing(size: str, sixty: IssueSetter) -> None:
    geometry = geometry_of(size)
    pages = set_contents(sixty, geometry)
    assert codes(pages.problems) == []
    assert len(pages.sheets) > 1
    words = ""
    with pypdfium2.PdfDocument(pages.pdf) as document:
        for number, page in enumerate(document):
            low, high = page.get_trimbox()[0], page.get_trimbox()[3]
            left = low + geometry.left(is_left=number % 2 == 1)
            top, foot = high - geometry.margins.top, high - geometry.foot
            inside = [box for box in glyphs(page) if foot - DESCENT < box[1] < top]
            picture = foot_of_picture(page)
            assert (picture < top) == (number == 0)
            for box in inside:
                assert left - 1 < box[0] < box[2] < left + geometry.type_width + 1
                assert box[3] < picture
            assert collisions(inside) == []
            words += page.get_textpage().get_text_range()
    squeezed = "".join(letter for letter in words if letter.isalnum() or letter == ",")
    for article in sixty.issue.articles.values():
        assert squeezed.count(article.title.replace(" ", "")) == 1


def many_lines(root: Path, **contents: object) -> Sample:
    """An issue of three letters, of which the contents say so much that they have two pages."""
    sample = Sample(root, size="A5")
    sample.enter({"page": "contents"} | contents)
    for number in range(3):
        said = " ".join(sentence(number * 20 + at) for at in range(9))
        sample.article(f"letter-{number}", "Letter", "A line.\n", contents=said)
    return sample


def test_the_plan_knows_how_many_pages_the_contents_have(tmp_path: Path) -> None:
    done = many_lines(tmp_path).setter().set()
    assert [(piece.name, piece.first, piece.pages) for piece in done.plan.pieces][1:3] == [
        ("contents", 1, 2),
        ("letter-0", 3, 1),
    ]
    run = next(run for run in done.runs if run.piece.name == "contents")
    assert run.sheets == (0, 1)
    html = next(galley.html for galley in done.galleys if galley.name == "page-contents")
    assert all(f">{number}</a></div>" in html for number in (4, 5, 6))
    assert "In this issue, continued" in html
    assert codes(done.problems) == ["HP208", "HP212"]


def test_contents_of_two_pages_keep_a_budget_of_two(tmp_path: Path) -> None:
    result = many_lines(tmp_path, pages=2).build()
    assert codes(result.problems) == ["HP208"]
    with pikepdf.open(result.editions[0].path) as pdf:
        targets = [str(link.Dest) for page in pdf.pages[1:3] for link in page.get("/Annots", Array())]
    assert targets == [f"letter-{number}" for number in (0, 1, 2) for _ in ("number", "headline")]


# ---------------------------------------------------------------- the arithmetic


def proofs(random: Random) -> ContentsProof:
    """What might be measured."""
    count = random.randrange(90)
    return ContentsProof(
        depth=random.choice((40, 60)) * 12.0,
        line=12.0,
        columns=random.randint(1, 3),
        head=random.choice((48.0, 60.0, 120.0)),
        running_on=36.0,
        rule=11.5,
        leads=tuple(random.uniform(72, 200) for _ in range(random.randrange(5))),
        entries=tuple(random.uniform(20, 90) for _ in range(count)),
        labels=(15.0,) * count,
        departments=tuple(random.choice(("", "News", "Reports")) for _ in range(count)),
    )


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(examples(40)))
def test_every_entry_stands_once_in_order_on_a_sheet_that_holds_it(seed: int) -> None:
    random = Random(seed)
    proof, most_art = proofs(random), random.choice((0.0, 180.0))
    sheets = make_up_contents(proof, most_art)
    assert [at for sheet in sheets for at in sheet.leads] == list(range(len(proof.leads)))
    columns = [column for sheet in sheets for column in sheet.columns]
    assert [at for column in columns for at in column.entries] == list(range(len(proof.entries)))
    for number, sheet in enumerate(sheets):
        above = proof.running_on if number else proof.head + sheet.art + sheet.white
        above += sum(proof.leads[at] for at in sheet.leads) + (proof.rule if sheet.columns else 0)
        for column in sheet.columns:
            labels = sum(proof.labels[at] for at in column.labelled)
            assert above + labels + sum(proof.entries[at] for at in column.entries) <= proof.depth
        assert len(sheet.columns) <= proof.columns
        assert 0 <= sheet.art <= most_art
        if sheet.columns and (first := sheet.columns[0]).entries:
            assert (first.entries[0] in first.labelled) == bool(proof.departments[first.entries[0]])
