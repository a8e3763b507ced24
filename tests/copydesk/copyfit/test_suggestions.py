"""Every suggestion that is made is accepted, and the issue set anew shows what it promised."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from fuzzing import examples
from hemaprint.bind.editions import Conformance
from hemaprint.build.backend import Backend, Progress
from hemaprint.build.issue import issue_setter
from hemaprint.copydesk.copyfit.cuts import without
from hemaprint.copydesk.copyfit.extent import Extent, extents_of
from hemaprint.copydesk.copyfit.fit import Fit, fit_issue
from hemaprint.copydesk.copyfit.suggestions import CutSuggestion
from samples import Sample, paragraphs

SLUG = "long-talk"


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    made = Backend()
    yield made
    made.crew.close()


def fitted(sample: Sample, backend: Backend, *, save: int = 0, most: int = 60) -> Fit:
    setter = issue_setter(sample.project, sample.issue(), backend, Progress(), Conformance.UA1)
    return fit_issue(sample.project, setter.set(), setter.schedule, most=most, save=save)


def extent(sample: Sample, backend: Backend, slug: str = SLUG) -> Extent:
    return extents_of(issue_setter(sample.project, sample.issue(), backend, Progress(), Conformance.UA1).set())[slug]


def ragged(seed: int, count: int) -> str:
    """Paragraphs of two to five sentences; no two seeds give the same."""
    random = Random(seed)
    return "\n".join(
        paragraphs(1, sentences=random.randint(2, 5), start=seed * 1000 + number * 10) for number in range(count)
    )


def magazine(root: Path, body: str, department: str, budget: int | None = None) -> Sample:
    sample = Sample(root)
    sample.article(SLUG, department, body, budget=budget)
    return sample


def shows(sample: Sample, backend: Backend, one: CutSuggestion, path: Path) -> None:
    """Accept a cut, set the issue, and take the cut back."""
    before, manuscript = extent(sample, backend), path.read_text("utf-8")
    path.write_text(without(manuscript, [one.cut]), "utf-8")
    try:
        after = extent(sample, backend)
    finally:
        path.write_text(manuscript, "utf-8")
    assert (after.pages, after.over, after.free) == (one.after.pages, one.after.over, one.after.free)
    assert after.paragraphs == one.after.paragraphs
    lost = [place for place, was in before.paragraphs.items() if after.paragraphs[place].last != was.last]
    assert any(before.paragraphs[at].lines - after.paragraphs[at].lines >= one.lines for at in lost)


@pytest.mark.fuzz
def test_accepted_suggestions_do_what_they_promise(tmp_path: Path, backend: Backend) -> None:
    accepted, seed = 0, 0
    while accepted < examples(8):
        department = ("Report", "Letter", "News")[seed % 3]
        sample = magazine(tmp_path / str(seed), ragged(seed, 14), department)
        told = fitted(sample, backend, save=6).advice[SLUG]
        assert told.cuts, "every article has paragraphs that end in a short line"
        for one in told.cuts:
            shows(sample, backend, one, told.extent.path)
        accepted += len(told.cuts)
        seed += 1


def test_an_article_that_is_too_long_fits_with_the_needed_cuts(tmp_path: Path, backend: Backend) -> None:
    sample = magazine(tmp_path, ragged(3, 30), "Letter")
    pages = extent(sample, backend).pages
    sample = magazine(tmp_path / "over", ragged(3, 30), "Letter", budget=pages - 1)
    told = fitted(sample, backend, most=200).advice[SLUG]
    assert told.extent.over > 0
    assert told.extent.pages == pages
    if told.fitted is None:
        assert not any(one.needed for one in told.cuts)
        return
    path = told.extent.path
    path.write_text(without(path.read_text("utf-8"), [one.cut for one in told.cuts if one.needed]), "utf-8")
    after = extent(sample, backend)
    assert (after.pages, after.over, after.free) == (pages - 1, 0, told.fitted.free)


def test_what_is_added_fills_the_last_page(tmp_path: Path, backend: Backend) -> None:
    sample = magazine(tmp_path, ragged(5, 11), "Report")
    told = fitted(sample, backend).advice[SLUG]
    assert told.extent.free > 10, "the sample has room on its last page"
    (copy,) = (one for one in told.additions if not one.pull)
    path = told.extent.path
    manuscript = path.read_text("utf-8")
    path.write_text(manuscript[: copy.start] + copy.text + manuscript[copy.start :], "utf-8")
    after = extent(sample, backend)
    assert (after.pages, after.free) == (told.extent.pages, copy.after.free)
    assert after.free < told.extent.free
