from pathlib import Path

import pytest

from hemaprint.content.models import FrontMatter, IssueManifest
from hemaprint.errors import Problem
from hemaprint.project.validate import STAND_IN, Validated, validate
from hemaprint.project.yaml import read_yaml

PATH = Path("pan.md")
GOOD = "headline: On the ward\ndepartment: In conversation\n"


def front(text: str) -> Validated[FrontMatter]:
    located, problems = read_yaml(text, PATH, 2)
    assert located is not None
    assert not problems
    return validate(FrontMatter, located)


def only(text: str) -> Problem:
    (problem,) = front(text).problems
    return problem


def place(problem: Problem) -> tuple[str, int, int]:
    return problem.code, problem.location.line, problem.location.column


def test_text_becomes_what_the_model_wants() -> None:
    meta = front(GOOD + "head: 12\nreceived: 2025-02-14\ncontributors:\n  - name: No\n").value
    assert meta is not None
    assert meta.head == 12
    assert str(meta.received) == "2025-02-14"
    assert meta.contributors[0].name == "No"


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("date", "published"),
        ("tags", "keywords"),
        ("categories", "department"),
        ("layout", "template"),
        ("Description", "standfirst"),
        ("featured_image", "opener"),
        ("permalink", "file"),
        ("draft", "issue.yaml"),
        ("mathjax", "another program"),
    ],
)
def test_keys_of_other_systems_are_told_by_ours(key: str, hint: str) -> None:
    text = GOOD.replace("department", key) if hint == "department" else f"{GOOD}{key}: y\n"
    problem = only(text)
    assert problem.code == "HP011"
    assert hint in problem.hint


def test_an_unknown_key_is_shown_at_the_key_with_the_nearest() -> None:
    problem = only(GOOD + "standfrist: x\n")
    assert place(problem) == ("HP011", 4, 1)
    assert "standfirst" in problem.hint


def test_a_key_of_other_systems_is_translated() -> None:
    assert "contributors" in only(GOOD + "authors: x\n").hint


def test_a_misspelt_required_key_is_not_also_missing() -> None:
    problem = only("headlin: x\ndepartment: y\n")
    assert place(problem) == ("HP011", 2, 1)


def test_a_missing_key_is_shown_at_its_mapping() -> None:
    assert place(only(GOOD + "contributors:\n  - family: Pan\n")) == ("HP013", 5, 5)


def test_a_key_without_a_value_is_shown_at_the_key() -> None:
    assert place(only("headline:\ndepartment: y\n")) == ("HP013", 2, 1)


def test_an_enumeration_suggests_its_nearest_value() -> None:
    problem = only(GOOD + "citation_style: vancuver\n")
    assert place(problem) == ("HP015", 4, 17)
    assert "vancouver" in problem.hint


def test_wrong_types_and_limits() -> None:
    assert place(only(GOOD + "head: high\n")) == ("HP014", 4, 7)
    assert place(only(GOOD + "head: 51\n")) == ("HP016", 4, 7)
    assert place(only(GOOD + "keywords: one\n")) == ("HP014", 4, 11)
    assert place(only(GOOD + "opener: a.png\n")) == ("HP014", 4, 9)
    assert place(only(GOOD + "kicker: [a]\n")) == ("HP014", 4, 9)


def test_dates_are_days_of_the_calendar_and_never_timestamps() -> None:
    assert place(only(GOOD + "received: 2025-02-30\n")) == ("HP017", 4, 11)
    assert place(only(GOOD + "received: 20250214\n")) == ("HP017", 4, 11)
    assert place(only(GOOD + "received: 14.2.2025\n")) == ("HP017", 4, 11)


def test_identifiers_are_checked_where_they_stand() -> None:
    assert place(only(GOOD + "contributors:\n  - name: Pan\n    orcid: 0000-0002-1825-0098\n")) == ("HP053", 6, 12)
    assert place(only(GOOD + "nct: [NCT1]\n")) == ("HP052", 4, 7)


def test_all_faults_come_at_once_with_a_stand_in_for_the_rest() -> None:
    validated = front("department:\nhed: 3\ncitation_style: x\nreferences:\n  - id: 3\n    title: T\n  - id: ok\n")
    assert sorted(problem.code for problem in validated.problems) == ["HP011", "HP013", "HP013", "HP015", "HP016"]
    assert validated.broken == {"headline", "department", "hed", "citation_style", "references"}
    assert validated.value is not None
    assert validated.value.headline == STAND_IN
    assert [reference.id for reference in validated.value.references] == [STAND_IN, "ok"]


def test_a_list_is_not_too_short_because_its_items_are_wrong() -> None:
    located, _ = read_yaml(
        "number: 1\ndate: 2025-02\ncover: {art: a, alt: b, headline: c}\norder: [{page: covr}]", PATH
    )
    assert located is not None
    assert [problem.code for problem in validate(IssueManifest, located).problems] == ["HP015"]
