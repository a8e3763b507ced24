"""The flat plan of an issue: what is on each page, in which signature, with which inks, and what of it is late."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from hemaprint.build.backend import BackendOptions, Progress
from hemaprint.copydesk.flatplan import make
from hemaprint.copydesk.flatplan.make import Drawn, flat_plan
from hemaprint.copydesk.flatplan.plan import SIGNATURES, FlatPlan, signatures_of
from hemaprint.copydesk.flatplan.plates import plates_of_pages
from hemaprint.copydesk.flatplan.telling import data, folios, summary
from hemaprint.errors import ContentError, Location, MissingEnvironmentError, Problem, UsageError
from hemaprint.system.environment import find_printing_profile
from hemaprint.system.store import MemoryStore
from samples import NAME, Sample, codes, paragraphs

HOUSE = {"advertiser": "The house", "headline": "Read more", "text": "One page a day keeps the proofs away."}


def planned(sample: Sample) -> Drawn:
    """The flat plan, set in this process."""
    return flat_plan(sample.project, NAME, BackendOptions(jobs=1), lambda: Quiet())


class Quiet(Progress):
    """Shows nothing."""

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None: ...


@pytest.fixture
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be set."""

    def refuse(*_: object, **__: object) -> None:
        raise ContentError([Problem("HP206", "copy runs off the page", Location(Path("issue.yaml")))])

    monkeypatch.setattr(make, "current_pages", refuse)


def rows(plan: FlatPlan) -> list[tuple[str, str, str]]:
    """The entries: their folios, kind and name."""
    return [(folios(plan.pages_of(one)) if one.pages else "", one.kind, one.name) for one in plan.entries]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sample, Drawn]:
    sample = Sample(tmp_path_factory.mktemp("plan") / "magazine")
    sample.page("contents")
    sample.article("letter", "Letter", paragraphs(3), budget=2)
    sample.article("talk", "News", paragraphs(20, start=60))
    sample.page("back")
    sample.manifest["advertisements"] = [
        {"id": "full", "size": "full", "slot": {"after": "cover"}, **HOUSE},
        {"id": "half", "size": "half", "slot": {"article": "letter"}, **HOUSE},
        {"id": "spare", "size": "full", "slot": {"filler": True}, **HOUSE},
        {"id": "other", "size": "full", "slot": {"filler": True}, **HOUSE},
        {"id": "third", "size": "full", "slot": {"filler": True}, **HOUSE},
        {"id": "fourth", "size": "full", "slot": {"filler": True}, **HOUSE},
    ]
    return sample, planned(sample)


def test_what_is_on_the_pages(built: tuple[Sample, Drawn]) -> None:
    drawn = built[1]
    plan = drawn.plan
    assert (plan.heading, plan.stopped) == ("Plain Cells, Number 1, February 2025", ())
    listed = [row for row in rows(plan) if row[1] != "advertisement" or row[2] == "full"]
    assert listed[:4] == [
        ("1", "page", "cover"),
        ("2", "advertisement", "full"),
        ("3", "page", "contents"),
        ("4", "article", "letter"),
    ]
    assert listed[-1][1:] == ("page", "back")
    assert len(plan.pages) % 4 == 0
    with pikepdf.open(BytesIO(drawn.pdf or b"")) as pdf:
        assert len(pdf.pages) == len([page for page in plan.pages if page.picture is not None])
    assert [page.left for page in plan.pages[:3]] == [False, True, False]
    assert [page.number for page in plan.pages if page.halves == ("half",)] == [3]
    assert any(entry.pages == 0 for entry in plan.entries), "more fillers than pages to fill"


def test_its_inks(built: tuple[Sample, Drawn]) -> None:
    if find_printing_profile() is None:
        pytest.skip("no printing profile is installed")
    plan = built[1].plan
    assert all(page.plates is not None for page in plan.pages)
    assert {page.inks for page in plan.pages} <= {"CMYK", "CMY", "K", "MYK", "no ink"}
    assert plan.pages[3].plates
    assert "K" in plan.pages[3].plates


def test_a_budget_that_is_not_kept_is_late(built: tuple[Sample, Drawn]) -> None:
    (letter,) = [entry for entry in built[1].plan.entries if entry.name == "letter"]
    assert (letter.pages, letter.budget, codes(letter.late)) == (1, 2, ["HP212"])


def test_its_json(built: tuple[Sample, Drawn]) -> None:
    plan = built[1].plan
    told = data(plan, 8, lambda problem: {"code": problem.code})
    json.dumps(told)
    assert isinstance(told["pages"], list)
    assert [page["signature"] for page in told["pages"]] == [at // 8 + 1 for at in range(len(plan.pages))]
    assert summary(plan, 32) == f"{len(plan.pages)} pages, 1 signature of 32 with {len(plan.pages)}, 1 late"


@pytest.mark.usefixtures("unset")
def test_what_is_late_where_nothing_can_be_set(tmp_path: Path) -> None:
    sample = Sample(tmp_path / "magazine")
    path = sample.article("letter", "Letter", "Words. TODO: more words\n\n[TK: a date] and ???\n", budget=3)
    sample.enter({"article": "absent", "pages": 2, "starts": "left"})
    sample.page("back")
    sample.manifest["advertisements"] = [
        {
            "id": "late",
            "size": "full",
            "slot": {"after": "cover"},
            "advertiser": "A",
            "art": "images/none.png",
            "alt": "x",
        }
    ]
    path.with_name("letter.intake.json").write_text(json.dumps({"doubts": [{}, {}]}), "utf-8")
    plan = planned(sample).plan
    assert rows(plan) == [
        ("1", "page", "cover"),
        ("2", "advertisement", "late"),
        ("3–5", "article", "letter"),
        ("6–7", "article", "absent"),
        ("8", "page", "back"),
    ]
    late = {entry.name: codes(entry.late) for entry in plan.entries if entry.late}
    assert late == {"late": ["HP041"], "letter": ["HP800", "HP801"], "absent": ["HP023"]}
    (marked,) = [problem for problem in plan.late if problem.code == "HP800"]
    assert (marked.location.line, "2 more" in marked.message) == (6, True)
    assert not {"HP023", "HP041"} & {problem.code for problem in plan.stopped}, "each is told once"
    assert not any(page.picture is not None for page in plan.pages)


def test_abbreviations_of_medicine_are_not_marks(tmp_path: Path) -> None:
    sample = Sample(tmp_path / "magazine")
    sample.article("letter", "Letter", "A TK inhibitor, TBC, 47,XXX and TBD: *really*? [TKI] says so.\n")
    sample.page("back")
    sample.manifest["order"] = [*sample.manifest["order"], {"article": "gone"}]  # type: ignore[misc]
    plan = planned(sample).plan
    assert "HP800" not in {problem.code for problem in plan.late}


@pytest.mark.usefixtures("unset")
@pytest.mark.parametrize(
    "order",
    [
        [{"page": "cover"}],
        [{"page": "cover"}, {"continued": "letter"}, {"article": "letter"}],
        [{"page": "cover"}, {"article": "letter"}, {"article": "letter"}],
        [{"page": "cover"}, {"pages": 3}, {"article": "letter", "page": "back"}],
        [{"article": "letter", "split": 2, "pages": 4}, {"continued": "letter"}],
    ],
)
def test_any_order_has_a_plan(tmp_path: Path, order: list[dict[str, object]]) -> None:
    sample = Sample(tmp_path / "magazine")
    sample.article("letter", "Letter", "Words.\n")
    sample.manifest["order"] = order
    assert planned(sample).plan.pages


def test_no_order_at_all(tmp_path: Path) -> None:
    sample = Sample(tmp_path / "magazine")
    project = sample.project
    sample.write(f"content/{NAME}/issue.yaml", "order: [")
    with pytest.raises(ContentError):
        flat_plan(project, NAME, BackendOptions(jobs=1), lambda: Quiet())


@pytest.mark.parametrize(
    "error", [MissingEnvironmentError("none is installed", "install one"), UsageError("no profile")]
)
def test_without_a_profile_the_inks_are_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(make, "press_profile", refuse)
    sample = Sample(tmp_path / "magazine")
    plan = planned(sample).plan
    assert (codes(plan.notes), plan.pages[0].plates) == (["HP208", "HP802"], None)
    assert plan.pages[0].picture == 0


@settings(deadline=None)
@given(count=st.integers(1, 130), size=st.sampled_from(SIGNATURES), turned=st.booleans())
def test_signatures_hold_each_page_once(count: int, size: int, turned: bool) -> None:
    plan = FlatPlan("1", "", "en", turned, (1, 1), (None,) * count)  # type: ignore[arg-type]
    signatures = signatures_of(plan, size)
    assert [at for one in signatures for at in one.pages] == list(range(count))
    for one in signatures:
        spreads = [tuple(reversed(pair)) if turned else pair for pair in one.spreads]
        assert spreads[0] == (None, one.pages.start), "the first page of a folded sheet is alone"
        assert [at for pair in spreads for at in pair if at is not None] == list(one.pages)
        assert len(one.pages) == size or one is signatures[-1]


def test_inks_by_page() -> None:
    spot = Array([Name.Separation, Name("/Gold"), Name.DeviceCMYK, Dictionary(FunctionType=2, Domain=[0, 1], N=1)])
    spot[3].C0, spot[3].C1 = Array([0, 0, 0, 0]), Array([0, 0.2, 0.8, 0.1])
    contents = (
        "0 0 0 1 k 20 20 50 50 re f",
        "0 1 0 0 k 20 20 50 50 re f 0 0 1 0 k 20 90 50 2 re f",
        "/S cs 0.5 scn 20 20 50 50 re f 0 0 0 1 k 90 90 9 0.25 re f",
        "0 0 0 0 k 20 20 50 50 re f",
        "0 1 0 0 k 300 20 50 50 re f",  # beyond the trim
    )
    with pikepdf.new() as pdf:
        for content in contents:
            page = pdf.add_blank_page(page_size=(400, 200))
            page.TrimBox = Array([0, 0, 200, 200])
            page.Resources.ColorSpace = Dictionary(S=spot)
            page.Contents = pdf.make_stream(content.encode())
        target = BytesIO()
        pdf.save(target)
    store = MemoryStore()
    inks = plates_of_pages(target.getvalue(), store)
    assert inks == (("K",), ("M", "Y"), ("K", "Gold"), (), ())
    assert plates_of_pages(target.getvalue(), store) == inks
    assert plates_of_pages(b"no PDF", store) == ()
