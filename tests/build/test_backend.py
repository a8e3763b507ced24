"""By whatever means an issue is set, its bytes are the same; and what is known is not set again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from everything import fill
from hemaprint.bind.editions import Edition
from hemaprint.build.backend import Backend
from hemaprint.build.results import BuildResult
from hemaprint.system.store import MemoryStore, Store
from hemaprint.typeset.crew.jobs import Crew, Done, Failed, Form, Job
from hemaprint.typeset.crew.schedule import Schedule
from hemaprint.typeset.crew.workers import Alone, Workers
from samples import NAME, Sample, paragraphs, sentence

REPOSITORY = Path(__file__).resolve().parents[2]
FIGURE = "\n:::{figure} images/low.svg\n:label: fig-low\n:alt: A plain colour\n\nA caption.\n:::\n"
TABLE = ":::{table} Numbers\n:place: here\n\n| Head | Count |\n|---|---|\n| Cells | 1 |\n:::\n"


@dataclass
class Watched(Alone):
    """A crew that remembers what it was given."""

    jobs: list[Job] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def next(self) -> Done | Failed:
        done = super().next()
        self.jobs.append(done.job)
        return done

    @property
    def written(self) -> list[str]:
        """What was written since this was last asked, by name."""
        names = [job.galley.name for job in self.jobs if job.form in (Form.PAGES, Form.BARE)]
        self.jobs.clear()
        return sorted(names)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return fill(Sample(tmp_path_factory.mktemp("everything")))


@pytest.fixture(scope="module")
def alone(everything: Sample) -> list[bytes]:
    return built(everything, Backend())


@pytest.fixture(scope="module")
def kept(everything: Sample, alone: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of a build."""
    folder, crew = tmp_path_factory.mktemp("kept") / "cache", Watched()
    assert built(everything, Backend(Store(folder), crew)) == alone
    assert crew.written
    return folder


@pytest.fixture
def cache(kept: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(kept, tmp_path / "cache"))


def built(sample: Sample, backend: Backend) -> list[bytes]:
    """The bytes of the digital edition and of two offprints."""
    result = sample.build(backend=backend)
    return [result.pdf.read_bytes()]


# ---------------------------------------------------------------- the same bytes


@pytest.fixture
def workers() -> Iterator[Crew]:
    with Workers(2) as crew:
        yield crew


def test_several_processes_write_the_same_bytes(everything: Sample, alone: list[bytes], workers: Crew) -> None:
    assert built(everything, Backend(crew=workers)) == alone


def test_the_cache_gives_the_same_bytes(everything: Sample, alone: list[bytes], cache: Path) -> None:
    crew = Watched()
    assert built(everything, Backend(Store(cache), crew)) == alone
    assert crew.written == []


@pytest.mark.slow
def test_a_cache_that_is_damaged_all_over_gives_the_same_bytes(
    everything: Sample, alone: list[bytes], cache: Path
) -> None:
    for number, path in enumerate(sorted(path for path in cache.rglob("*") if path.is_file())):
        data = path.read_bytes()
        path.write_bytes((data[: len(data) // 2], data[:-1] + bytes([data[-1] ^ 1]), b"")[number % 3])
    crew = Watched()
    assert built(everything, Backend(Store(cache), crew)) == alone
    assert crew.written


# ---------------------------------------------------------------- what is set again


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sample, list[str]]:
    """Four articles; the letter cites the page of the report, the last one follows it. Built once: what was set."""
    sample, crew = Sample(tmp_path_factory.mktemp("first") / "magazine"), Watched()
    sample.page("contents")
    sample.page("masthead")
    sample.article("letter", "Letter", "See [the report, page #](article:report).\n")
    sample.article("long", "Letter", paragraphs(6))
    sample.article("report", "Report", paragraphs(12, start=100))
    sample.article("last", "Letter", paragraphs(2, start=200))
    build(sample, crew)
    return sample, crew.written


@pytest.fixture
def issue(first: tuple[Sample, list[str]], tmp_path: Path) -> Sample:
    """A copy of it, with its cache."""
    sample, _ = first
    return sample.copied(tmp_path / "magazine")


@pytest.fixture
def crew() -> Watched:
    return Watched()


def build(sample: Sample, crew: Watched, *editions: Edition) -> BuildResult:
    return sample.build(*editions, backend=Backend(sample.project.store(), crew))


def change(sample: Sample, slug: str, old: str, new: str) -> None:
    path = sample.root / "content" / NAME / "articles" / f"{slug}.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_everything_is_set_once(first: tuple[Sample, list[str]], issue: Sample, crew: Watched) -> None:
    assert {"letter", "long", "report", "last", "page-contents", "folios"} <= set(first[1])
    build(issue, crew)
    assert crew.jobs == []


def test_an_edited_article_is_set_again_and_nothing_else(issue: Sample, crew: Watched) -> None:
    change(issue, "long", sentence(3), "Another sentence.")
    build(issue, crew)
    assert crew.written == ["long"]


def test_where_the_plan_holds_folios_are_set_beside_the_articles(
    issue: Sample, crew: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for them when all else is done."""
    runs, run = [], Schedule.run

    def watching(self: Schedule, works: Mapping[str, Any], **options: Any) -> Any:
        runs.append(set(works))
        return run(self, works, **options)

    monkeypatch.setattr(Schedule, "run", watching)
    issue.build(backend=Backend(MemoryStore(), crew))
    assert any({"letter", "last", "folios"} <= works for works in runs)
    assert crew.written.count("folios") == 1


def test_an_article_that_moves_by_two_pages_is_not_set_again(issue: Sample, crew: Watched) -> None:
    """What cites it is, and the contents page, and the folios."""
    first = build(issue, crew)
    crew.jobs.clear()
    path = issue.root / "content" / NAME / "articles" / "long.md"
    path.write_text(path.read_text("utf-8") + "\n" + paragraphs(40, start=500), "utf-8")
    second = build(issue, crew)
    grown = {a.slug: a.pages for a in second.articles}["long"] - {a.slug: a.pages for a in first.articles}["long"]
    set_again = set(crew.written)
    assert {"letter", "long", "page-contents", "folios"} <= set_again
    if grown % 2 == 0:
        assert not {"report", "last"} & set_again
    else:
        assert {"report", "last"} <= set_again


def test_a_style_sets_those_again_that_have_what_it_styles(issue: Sample, crew: Watched) -> None:
    bundled = (REPOSITORY / "styles" / "components" / "table.css").read_text("utf-8")
    issue.article("tables", "Report", f"{sentence(1)}\n\n{TABLE}")
    build(issue, crew)
    crew.jobs.clear()
    issue.write("styles/components/table.css", f"{bundled}\n.slot table td{{color:#333}}")
    build(issue, crew)
    assert crew.written == ["tables"]


def test_a_layout_sets_those_again_that_use_it(issue: Sample, crew: Watched) -> None:
    build(issue, crew)
    crew.jobs.clear()
    bundled = REPOSITORY / "layouts" / "pages" / "feature.html"
    issue.write("layouts/pages/feature.html", bundled.read_text("utf-8") + "<!-- another -->")
    build(issue, crew)
    assert "letter" not in crew.written


def test_a_picture_sets_those_again_that_show_it(issue: Sample, crew: Watched) -> None:
    issue.article("shown", "Report", paragraphs(3, start=300) + FIGURE)
    build(issue, crew)
    crew.jobs.clear()
    path = issue.root / "content" / NAME / "images" / "low.svg"
    path.write_text(path.read_text("utf-8").replace("#D9E6EC", "#D9E6ED"), "utf-8")
    build(issue, crew)
    assert crew.written == ["shown"]


def test_another_edition_sets_nothing(issue: Sample, crew: Watched) -> None:
    build(issue, crew)
    crew.jobs.clear()
    build(issue, crew, Edition.EMAIL)
    assert crew.written == []


def test_a_time_alone_sets_nothing_again(issue: Sample, crew: Watched) -> None:
    build(issue, crew)
    crew.jobs.clear()
    for path in (issue.root / "content").rglob("*.*"):
        os.utime(path, (1, 1))
    build(issue, crew)
    assert crew.jobs == []


def test_a_picture_saved_while_it_is_set_is_not_kept_under_the_old_name(issue: Sample) -> None:
    """The compositor sees the new picture: its pages must not be found under the hash of the old one."""
    issue.article("shown", "Report", paragraphs(3, start=300) + FIGURE)
    path = issue.root / "content" / NAME / "images" / "low.svg"
    old = path.read_text("utf-8")
    new = old.replace("#D9E6EC", "#112233")

    class Saving(Watched):
        def next(self) -> Done | Failed:
            path.write_text(new, "utf-8")
            return super().next()

    store = MemoryStore()
    during = issue.build(backend=Backend(store, Saving())).pdf.read_bytes()
    after = issue.build(backend=Backend(store)).pdf.read_bytes()
    path.write_text(old, "utf-8")
    before = issue.build(backend=Backend(store)).pdf.read_bytes()
    assert during == after != before
    assert before == issue.build().pdf.read_bytes()
