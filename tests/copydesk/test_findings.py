"""Where findings are, what is silenced, and what is said of what was not read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from copydesk.desk import SLUG, Desk
from hemaprint.copydesk.lint import findings as module
from hemaprint.copydesk.lint.findings import SET, Built, findings
from hemaprint.copydesk.lint.rules import GROUP, Copydesk, Pages, issue_rule, lints
from hemaprint.copydesk.lint.rules import Desk as Around
from hemaprint.errors import Location, Problem, Severity
from hemaprint.system.plugins import plugins

BODY = 6
"""The line of the file that the body begins in."""


def places(desk: Desk, body: str, front: str = "") -> list[tuple[str, int, int]]:
    return [(one.code, one.location.line, one.location.column) for one in desk.told(body, front)]


# ---------------------------------------------------------------- places


@pytest.mark.parametrize(
    ("body", "line", "column"),
    [
        ("A dose of 10mg.\n", 6, 11),
        ("A *dose* of [10mg](https://example.org/5mg).\n", 6, 14),
        ("Cells from\na donor, 10mg.\n", 7, 10),
        ("- one\n- a dose of 10mg\n", 7, 13),
        ("> Said and\n> done: 10mg.\n", 7, 9),
        ("Cells.[^n]\n\n[^n]: A dose of 10mg.\n", 8, 17),
        (":::{sidebar} Title\nA dose of 10mg.\n:::\n\nCells.\n", 7, 11),
        ("| A | B |\n|---|---|\n| 5 | 10mg |\n", 8, 7),
        ("A\\*B and `10mg` and $x=10mg$, then 10mg.\n", 6, 36),
    ],
)
def test_a_finding_has_its_place(one_desk: Desk, body: str, line: int, column: int) -> None:
    assert places(one_desk, body) == [("HP727", line, column)]


@pytest.mark.parametrize(
    ("front", "line", "column"),
    [
        ("standfirst: A dose of 10mg\n", 4, 23),
        ("standfirst: |\n  Two lines,\n  and 10mg\n", 6, 7),
        ('standfirst: "Quoted, 10mg"\n', 4, 22),
    ],
)
def test_a_finding_in_front_matter_has_its_place(one_desk: Desk, front: str, line: int, column: int) -> None:
    assert places(one_desk, "Cells.\n", front) == [("HP727", line, column)]


def test_the_manifest_is_read(desk: Desk) -> None:
    loaded = desk.manifest("colophon:\n  text: A dose of 10mg.\n", order="[{page: cover}, {article: borrowed-cells}]")
    assert loaded.issue is not None
    told = [one for one in findings(loaded.issue, desk.project) if one.code == "HP727"]
    assert [(one.location.path.name, one.location.column) for one in told] == [("issue.yaml", 19)]


# ---------------------------------------------------------------- silences


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("A dose of 10mg. <!-- lint: HP727 as on the label -->\n", []),
        ("<!-- lint: HP727 as on the label -->\nA dose of 10mg.\n", []),
        ("<!-- lint: HP727 as on the label -->\nA dose\nof 10mg.\n", []),
        ("<!-- lint: HP727, HP714 as on the label -->\nA dose of 10mg (Ultra®).\n", []),
        ("<!-- lint: HP727 as on the label -->\nA dose.\n\nOf 10mg.\n", ["HP779", "HP727"]),
        ("A dose of 10mg. <!-- lint: HP727 -->\n", ["HP727", "HP778"]),
        ("A dose of 10mg. <!-- lint: as on the label -->\n", ["HP727", "HP778"]),
        ("A dose of 10mg. <!-- lint: HP7277 as on the label -->\n", ["HP727", "HP778"]),
        ("A dose of 10 mg. <!-- lint: HP727 as on the label -->\n", ["HP779"]),
        ("A dose. <!-- lint: HP222 the last word is the point -->\n", []),
        ("```\nA dose of 10mg. <!-- lint: HP727 -->\n```\n\nCells.\n", []),
    ],
)
def test_a_rule_is_silenced_at_a_line(one_desk: Desk, body: str, codes: list[str]) -> None:
    assert one_desk.codes(body) == codes


def test_what_was_not_asked_is_not_said_to_be_silenced_in_vain(one_desk: Desk) -> None:
    body = "A dose. <!-- lint: HP724 two people -->\n"
    assert one_desk.codes(body) == []
    assert one_desk.codes(body, whole=True) == ["HP779"]


@pytest.mark.parametrize(
    ("front", "codes"),
    [
        ("standfirst: A dose of 10mg # lint: HP727 as on the label\n", []),
        ("# lint: HP727 as on the label\nstandfirst: A dose of 10mg\n", []),
        ("standfirst: A dose of 10mg # lint: HP727\n", ["HP727", "HP778"]),
    ],
)
def test_a_rule_is_silenced_in_front_matter(one_desk: Desk, front: str, codes: list[str]) -> None:
    assert one_desk.codes(front=front) == codes


def test_a_remark_is_not_copy(one_desk: Desk) -> None:
    loaded = one_desk.article(
        body="Cells <!-- lint: HP727 a reason --> divide.\n\n<!-- lint: HP727 a reason -->\n\nTwice.\n"
    )
    assert loaded.problems == ()
    assert loaded.issue is not None
    assert [repr(block.copy) for block in loaded.issue.articles[SLUG].body] == [  # type: ignore[union-attr]
        "(Text(text='Cells divide.', breaks=False),)",
        "(Text(text='Twice.', breaks=False),)",
    ]


def test_other_comments_are_refused_as_ever(one_desk: Desk) -> None:
    assert [one.code for one in one_desk.article(body="Cells <!-- a note --> divide.\n").problems] == ["HP100"]


# ---------------------------------------------------------------- what was not read


def test_other_languages_are_said_not_to_be_read(one_desk: Desk) -> None:
    told = one_desk.told("Patienten mit GVHD bekamen Gleevec, 10mg.\n", "language: de\n")
    assert [(one.code, one.severity) for one in told if one.code == "HP770"] == [("HP770", Severity.NOTE)]
    assert {one.code for one in told} == {"HP770", "HP727", "HP731"}


def test_british_articles_are_british(one_desk: Desk) -> None:
    body = "The hemoglobin of the tumor was analyzed, and the program was organized in 5 ml of saline at the center.\n"
    words = {one.message.partition("”")[0] for one in one_desk.told(body, "language: en-GB\n") if one.code == "HP720"}
    assert words == {"“hemoglobin", "“tumor", "“analyzed", "“center"}
    assert "HP735" not in one_desk.codes(body, "language: en-GB\n")
    assert one_desk.codes("The haemoglobin of the tumour was analysed.\n", "language: en-GB\n") == []


def test_pages_that_were_not_built_are_named(one_desk: Desk) -> None:
    loaded = one_desk.article()
    assert loaded.issue is not None
    (note,) = findings(loaded.issue, one_desk.project)
    assert (note.code, note.severity, note.location.path.name) == ("HP771", Severity.NOTE, "issue.yaml")


def test_what_a_build_tells_of_its_pages_is_told(one_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_asked_about", lambda *_: ())
    loaded = one_desk.article(body="Cells from a donor. <!-- lint: HP222 its last word -->\n")
    assert loaded.issue is not None
    path = loaded.issue.articles[SLUG].path
    problems = tuple(
        Problem(code, "", Location(path, line, 1)) for code, line in (("HP222", 6), ("HP228", 6), ("HP208", 1))
    )
    assert "HP222" in SET
    built = Built(problems, Pages(None, None, path))  # type: ignore[arg-type]
    assert [one.code for one in findings(loaded.issue, one_desk.project, built=built)] == ["HP228"]


# ---------------------------------------------------------------- rules of others


@issue_rule
def check_nothing(_copydesk: Copydesk, _desk: Around) -> Iterator[Problem]:
    raise ZeroDivisionError("no articles")
    yield


@pytest.fixture
def foreign(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], None]]:
    """Install a package with a rule, by the place of its function."""
    folder = tmp_path_factory.mktemp("package")

    def install(place: str) -> None:
        meta = folder / "others-1.dist-info"
        meta.mkdir()
        (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: others\nVersion: 1\n")
        (meta / "entry_points.txt").write_text(f"[{GROUP}]\nnothing = {place}\n")
        monkeypatch.syspath_prepend(str(folder))
        plugins.cache_clear()
        lints.cache_clear()

    yield install
    plugins.cache_clear()
    lints.cache_clear()


def test_a_rule_of_another_package_that_fails_is_told(desk: Desk, foreign: Callable[[str], None]) -> None:
    foreign(f"{__name__}:check_nothing")
    (problem,) = [one for one in desk.told(whole=True) if one.code == "HP777"]
    assert "others" in problem.message
    assert "ZeroDivisionError" in problem.message


@pytest.mark.parametrize("whole", [True, False])
def test_a_rule_that_is_not_there_is_told_of_each_issue_and_article(
    desk: Desk, foreign: Callable[[str], None], *, whole: bool
) -> None:
    foreign("no.such.module:rule")
    assert [one.code for one in desk.told(whole=whole)].count("HP777") == 1


def test_an_article_is_read_once(desk: Desk) -> None:
    module._of_article.cache_clear()
    desk.told()
    before = module._of_article.cache_info()
    desk.told()
    assert module._of_article.cache_info().hits == before.hits + 1
    desk.told("Other cells.\n")
    assert module._of_article.cache_info().misses == before.misses + 1
