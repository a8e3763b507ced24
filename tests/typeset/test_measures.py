"""Issues of other measures than the house's are set whole: on the grid, with their folios and their running heads."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from hemaprint.bind.issue import bind_issue
from hemaprint.theme.geometry import Geometry
from hemaprint.typeset.crew import compositor
from hemaprint.typeset.crew.compositor import LaidOut
from hemaprint.typeset.pages import Pages
from hemaprint.typeset.plan import SetIssue
from hemaprint.typeset.strays import off_grid
from samples import Sample, codes, paragraphs

from .test_trim_sizes import issue


def told(page: pypdfium2.PdfPage, *, at_head: bool) -> str:
    """The words in the upper, or in the lower, margin of a page."""
    width, height = page.get_size()
    edges = (height - 60, height) if at_head else (0, 60)
    return str(page.get_textpage().get_text_bounded(0, edges[0], width, edges[1])).strip()


def small(root: Path, page: dict[str, object], **front: Any) -> Sample:
    """A letter of two pages with these measures."""
    sample = Sample(root)
    sample.article("letter", "Letter", paragraphs(24), **front)
    sample.manifest["page"] = page
    return sample


def bound(sample: Sample) -> pypdfium2.PdfDocument:
    done = sample.setter().set()
    return pypdfium2.PdfDocument(BytesIO(bind_issue(done, sample.project.config).pdf))


@pytest.mark.parametrize(("baseline", "text"), [("14pt", "10.5pt"), ("11pt", "8.5pt")])
def test_running_text_is_on_any_grid(baseline: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stray: list[object] = []
    finish = compositor.finish

    def remembering(laid: LaidOut, geometry: Geometry) -> Pages:
        stray.extend(off_grid(laid.document, geometry))
        return finish(laid, geometry)

    monkeypatch.setattr(compositor, "finish", remembering)
    sample = issue(tmp_path, "A4")
    sample.manifest["page"] = {"baseline": baseline, "text": text}
    done = sample.setter().set()
    assert done.setting.theme.geometry.baseline == float(baseline.removesuffix("pt"))
    assert set(codes(done.problems)) <= {"HP207", "HP208", "HP220", "HP221", "HP226"}
    assert stray == []


@pytest.mark.parametrize("size", ["A6", "210mm 210mm", "ledger"])
def test_an_issue_of_another_size_is_set_whole(size: str, tmp_path: Path) -> None:
    done = issue(tmp_path, size).setter().set()
    assert [problem for problem in done.problems if problem.is_error] == []
    assert all(run.sheets for run in done.runs)


@pytest.mark.parametrize(
    ("folio", "at_head", "says"),
    [
        ({"place": "outside"}, False, "3"),
        ({"place": "center", "form": "{page} of {pages}"}, False, "3 of"),
        ({"place": "center", "edge": "head", "form": "{magazine}, {page}"}, True, ", 3"),
    ],
)
def test_a_folio_has_the_form_and_the_place_that_it_is_given(
    folio: dict[str, str], at_head: bool, says: str, tmp_path: Path
) -> None:
    with bound(small(tmp_path, {"folio": folio})) as document:
        assert says in told(document[2], at_head=at_head)


def test_an_issue_without_folios_has_none_laid_over(tmp_path: Path) -> None:
    sample = small(tmp_path, {"folio": {"place": "none"}})
    done: SetIssue = sample.setter().set()
    assert done.folios == b""
    with pypdfium2.PdfDocument(BytesIO(bind_issue(done, sample.project.config).pdf)) as document:
        assert "3" not in told(document[2], at_head=False)


def test_running_heads_say_what_they_are_told_to(tmp_path: Path) -> None:
    heads = {"head": {"outside": "none", "inside": "magazine"}, "foot": {"inside": "department"}}
    people = [{"name": "Jo Bloggs"}]
    with bound(small(tmp_path, {"heads": heads}, contributors=people, headline="Long")) as document:
        assert "Long" not in told(document[2], at_head=True)
        assert "LETTER" in told(document[2], at_head=False).upper()


def test_sponsored_copy_is_labelled_although_no_running_head_says_its_title(tmp_path: Path) -> None:
    heads = {"head": {"outside": "none", "inside": "none"}, "foot": {"inside": "none"}}
    with bound(small(tmp_path, {"heads": heads}, sponsor="Rope and Sons")) as document:
        assert "Rope and Sons" in told(document[2], at_head=True)


def test_the_binding_decides_the_side_of_the_cover(tmp_path: Path) -> None:
    sample = small(tmp_path, {"binding": "right"})
    done = sample.setter().set()
    assert done.runs[0].piece.side == "left"
    with pikepdf.open(BytesIO(bind_issue(done, sample.project.config).pdf)) as pdf:
        assert pdf.Root.ViewerPreferences.Direction == "/R2L"
