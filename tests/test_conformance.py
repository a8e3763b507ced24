"""A bound issue keeps PDF/UA and PDF/A, as veraPDF sees it, and reads well."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Object

from everything import fill
from hemaprint.bind.editions import Conformance
from hemaprint.bind.issue import bind_issue
from hemaprint.project.config import Config
from hemaprint.typeset.issue import IssueSetter
from hemaprint.typeset.tags import Tags
from samples import Sample, paragraphs, sentence
from trees import elements, kids_of, texts_of, words_of
from verapdf import validate


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    sample = fill(Sample(tmp_path_factory.mktemp("everything")))
    settings = sample.root / "hemaprint.toml"
    settings.write_text(settings.read_text("utf-8") + "[digital]\nattach_sources = true\n", "utf-8")
    return sample


def bound(setter: IssueSetter, config: Config, conformance: Conformance) -> bytes:
    """The bound issue; fails with the problems of binding."""
    issue = bind_issue(setter.set(), config, conformance)
    assert issue.problems == ()
    return issue.pdf


@pytest.fixture(scope="module")
def first(everything: Sample) -> IssueSetter:
    return everything.setter()


@pytest.fixture(scope="module")
def pdf(everything: Sample, first: IssueSetter) -> bytes:
    return bound(first, everything.project.config, Conformance.UA1)


@pytest.mark.slow
def test_one_file_keeps_ua_1_and_a_3a(pdf: bytes) -> None:
    assert validate(pdf, "ua1") == []
    assert validate(pdf, "3a") == []


@pytest.mark.slow
def test_with_the_other_vocabulary_it_keeps_ua_2_and_a_4f(everything: Sample, first: IssueSetter, pdf: bytes) -> None:
    again = everything.setter(first.counts, Tags.UA2)
    modern = bound(again, everything.project.config, Conformance.UA2)
    assert validate(modern, "ua2") == []
    assert validate(modern, "4f") == []


@pytest.mark.slow
def test_a_bound_issue_of_64_pages_conforms(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    for number in range(30):
        note = f"Sentence with a note.[^n]\n\n[^n]: {sentence(number)}\n\n"
        see = f"See [the next one](article:answer-{(number + 1) % 30}).\n\n"
        sample.article(
            f"answer-{number}", "Questions", f"{note}{see}## On it goes\n\n{paragraphs(3, start=number * 9)}"
        )
    for page in ("masthead", "colophon", "back"):
        sample.page(page)
    sample.manifest["advertisements"] = [house_ad(number) for number in range(30)]
    large = bound(sample.setter(), sample.project.config, Conformance.UA1)
    with pikepdf.open(BytesIO(large)) as opened:
        assert len(opened.pages) >= 64
    assert validate(large, "ua1") == []
    assert validate(large, "3a") == []


def house_ad(number: int) -> dict[str, object]:
    """A full page behind an article; it is quickly set."""
    words = {"advertiser": "The mill", "label": "Advertisement", "headline": "Paper.", "text": sentence(number)}
    return {"id": f"ad-{number}", "size": "full", "slot": {"after": f"answer-{number}"}, **words}


# ---------------------------------------------------------------- what is read


@cache
def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf))


def all_of(pdf: bytes, *types: str) -> list[Object]:
    return [one for one in elements(opened(pdf)) if str(one.S)[1:] in types]


def words(pdf: bytes, *types: str) -> list[str]:
    """What is read of every element of some types, in order."""
    texts = cache(texts_of)(pdf)
    return [words_of(one, opened(pdf), texts) for one in all_of(pdf, *types)]


def article(pdf: bytes, title: str) -> list[str]:
    """What is read of an article, block by block."""
    texts = texts_of(pdf)
    (document,) = kids_of(opened(pdf).Root.StructTreeRoot)
    tops = [one for one in kids_of(document) if str(one.get("/T", "")) == title]
    return [words_of(kid, opened(pdf), texts) for top in tops for kid in kids_of(top)]


def test_headings_never_skip_a_level(pdf: bytes) -> None:
    levels = [int(str(one.S)[2:]) for one in all_of(pdf, "H1", "H2", "H3", "H4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert {1, 2, 3} <= set(levels)


def test_every_figure_has_words_and_a_box_on_its_sheet(pdf: bytes) -> None:
    figures = all_of(pdf, "Figure")
    assert len(figures) >= 8
    for figure in figures:
        left, bottom, right, top = (float(edge) for edge in figure.A.BBox)
        media = [float(edge) for edge in figure.Pg.MediaBox]
        assert str(figure.Alt)
        assert media[0] <= left < right <= media[2]
        assert media[1] <= bottom < top <= media[3]


def test_captions_stand_beside_what_they_name(pdf: bytes) -> None:
    captions = words(pdf, "Caption")
    assert any(one.startswith("Figure 1") and "Its caption" in one for one in captions)
    for caption in all_of(pdf, "Caption"):
        (named,) = [one for one in kids_of(caption.P) if str(one.S) in ("/Figure", "/THead")]
        assert named is not None


def test_a_zone_is_read_where_the_editor_put_it(pdf: bytes) -> None:
    blocks = article(pdf, "Report")
    zone = next(index for index, block in enumerate(blocks) if block.startswith("Figure 1"))
    assert blocks[zone - 1].startswith("A claim of")
    assert blocks[zone + 1].startswith("Sentence 200 ")


def test_a_side_column_is_read_where_the_editor_put_it(pdf: bytes) -> None:
    blocks = article(pdf, "Talk")
    starts = [
        next(index for index, block in enumerate(blocks) if start in block)
        for start in ("Talk", "The answers are", "What does", "Sentence 1 ", "On the side", "And then", "Sentence 3 ")
    ]
    assert starts == sorted(starts)


def test_the_halves_of_a_split_article_say_where_they_go_on(pdf: bytes) -> None:
    jumps = [block for block in article(pdf, "Report") if block.startswith("Continued")]
    assert [jump.rstrip("0123456789") for jump in jumps] == ["Continued on page ", "Continued from page "]


def test_notes_stand_behind_their_reference(pdf: bytes) -> None:
    (note,) = all_of(pdf, "Note")
    kids = [kid for kid in kids_of(note.P) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    place = next(index for index, kid in enumerate(kids) if kid.objgen == note.objgen)
    assert kids[place - 1].S == "/Reference"
    assert str(kids_of(note)[0].S) == "/Lbl"
    assert str(note.ID)


def test_table_heads_are_read_once_and_have_scope(pdf: bytes) -> None:
    assert words(pdf, "TH").count("Measure") == 1
    assert {str(one.A.Scope) for one in all_of(pdf, "TH")} == {"/Row", "/Column"}


def test_every_link_annotation_is_in_the_tree_once_with_words(pdf: bytes) -> None:
    annotations = [one for page in opened(pdf).pages for one in page.obj.get("/Annots", Array())]
    held = [kid.Obj for link in all_of(pdf, "Link") for kid in kids_of(link) if _is_reference(kid)]
    assert sorted(one.objgen for one in annotations) == sorted(one.objgen for one in held)
    assert all(str(one.Contents) for one in annotations)
    assert all(page.obj.get("/Tabs") == "/S" for page in opened(pdf).pages if "/Annots" in page.obj)


def test_languages_and_whole_words(pdf: bytes) -> None:
    spans = all_of(pdf, "Span")
    assert {str(one.Lang) for one in spans if "/Lang" in one} == {"zh-Hans"}
    assert "Sentence" in {str(one.ActualText) for one in spans if "/ActualText" in one}


def test_furniture_and_decoration_are_not_read(pdf: bytes) -> None:
    read = " ".join(words(pdf, "P", "H1", "H2", "H3", "LBody", "Caption"))
    assert "Plain Cells · Number 1 · February 2025" in read  # the colophon says it
    assert read.count("Number 1 · February 2025") == 1  # and the foot of every page


def _is_reference(kid: Object) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR"


def test_a_chart_carries_its_data(pdf: bytes) -> None:
    (chart,) = [one for one in all_of(pdf, "Figure") if "/AF" in one]
    (file,) = chart.AF
    names = opened(pdf).Root.Names.EmbeddedFiles.Names
    assert (str(file.UF), str(file.AFRelationship)) == ("report-fig-chart.csv", "/Data")
    assert file.objgen in {one.objgen for one in names if isinstance(one, pikepdf.Dictionary)}
    assert str(file.Desc) == f"Data: {chart.Alt}"
