import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.magazine import ARTICLE, MANIFEST, Magazine, codes, found
from fuzzing import examples
from hemaprint.content.load import load_issue
from hemaprint.errors import ContentError, Severity, UsageError


def test_a_sound_issue_loads_in_the_order_of_its_manifest(magazine: Magazine) -> None:
    loaded = magazine.load()
    assert loaded.problems == ()
    assert loaded.issue is not None
    assert list(loaded.issue.articles) == ["borrowed-cells", "circulation"]
    article = loaded.issue.articles["borrowed-cells"]
    assert (article.template, article.language, article.department.name) == ("feature", "en-US", "Feature")


def test_an_unknown_issue_is_an_error_of_use(magazine: Magazine) -> None:
    with pytest.raises(UsageError) as caught:
        load_issue(magazine.project, "2025-10")
    assert "2025-01" in caught.value.hint


def test_byte_order_mark_and_foreign_line_ends_are_tolerated(magazine: Magazine) -> None:
    magazine.write("articles/circulation.md", b"\xef\xbb\xbf" + ARTICLE.replace("\n", "\r\n").encode())
    assert magazine.load().problems == ()


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "HP003", 1),
        (b"\xff\xfea", "HP002", 1),
        (b"---\nheadline: M\xfcller\n---\nx", "HP002", 2),
        (b"Some copy.", "HP020", 1),
        (b"---\nheadline: x\ndepartment: Feature\n\nSome copy.", "HP021", 5),
        (b"---\nheadline: x\ndepartment: Feature\n---\n\n \n", "HP022", 4),
        (b"---\nheadline: x\ndepartment: Feature\nhead: : 1\n---\nx", "HP004", 4),
        (b"---\nheadline: x\nheadline: y\ndepartment: Feature\n---\nx", "HP005", 3),
        (b"---\nheadline: x\ndepartment: Featur\n---\nx", "HP012", 3),
    ],
)
def test_faults_of_one_article_name_its_line(magazine: Magazine, data: bytes, code: str, line: int) -> None:
    magazine.write("articles/circulation.md", data)
    loaded = magazine.load()
    assert loaded.issue is None
    assert found(loaded) == [(code, "circulation.md", line)]


def test_faults_of_front_matter_and_body_come_in_one_run(magazine: Magazine) -> None:
    loaded = magazine.article("doi: 11.1/x\n", "See [it, page #](article:circulatoin).\n")
    assert codes(loaded) == ["HP050", "HP063"]


FAULTY = "# One\n\nSee [it](#it).[@pan] **HF:** x\n"


@pytest.mark.parametrize(
    ("front", "code", "line"),
    [
        ("", "HP020", 1),
        ("+++\ntitle = 'x'\n+++\n", "HP020", 1),
        ("---\nheadline: x\ndepartment: Feature\n", "HP021", 4),
        ("---\nheadline: [\n---\n", "HP004", 3),
        ("---\n- x\n---\n", "HP014", 2),
        ("---\nheadline: x\ndepartment: Featur\nreferences: 1\n---\n", "HP012", 3),
        ("---\nheadline: x\ndepartment: Feature\ntemplate: featur\nreferences: 1\n---\n", "HP015", 4),
        ("---\nheadline: x\ndepartment: Feature\nspeakers: x\nreferences: {}\n---\n", "HP014", 4),
    ],
)
def test_front_matter_hides_no_fault_of_the_body(magazine: Magazine, front: str, code: str, line: int) -> None:
    magazine.write("articles/circulation.md", front + FAULTY)
    faults = found(magazine.load())
    assert (code, "circulation.md", line) in faults
    first = front.count("\n") + 1
    assert [fault for fault in faults if fault[0].startswith("HP1")] == [
        ("HP102", "circulation.md", first),
        ("HP132", "circulation.md", first + 2),
    ]


def test_a_character_hides_no_other_fault(magazine: Magazine) -> None:
    loaded = magazine.article("doi: x\n", "a\x02b\n\n# c\n")
    assert codes(loaded) == ["HP050", "HP008", "HP102"]


def test_faults_of_all_files_come_in_one_run(magazine: Magazine) -> None:
    magazine.write("articles/borrowed-cells.md", "")
    magazine.write("articles/circulation.md", "x")
    magazine.write("issue.yaml", MANIFEST.replace("number: 1", "number: one") + "extra: x\n")
    assert codes(magazine.load()) == ["HP003", "HP020", "HP014", "HP011"]


def test_with_a_broken_order_all_manuscripts_are_read(magazine: Magazine) -> None:
    magazine.write("articles/circulation.md", "x")
    assert codes(magazine.manifest(order="[{page: covr}]")) == ["HP020", "HP015"]


def test_with_an_unreadable_manifest_all_manuscripts_are_read(magazine: Magazine) -> None:
    magazine.write("articles/circulation.md", "x")
    magazine.write("issue.yaml", "a: b: c")
    assert codes(magazine.load()) == ["HP020", "HP004"]


def test_a_missing_file_is_reported_at_the_order(magazine: Magazine) -> None:
    (magazine.issue / "articles/circulation.md").rename(magazine.issue / "articles/circulations.md")
    loaded = magazine.load()
    assert found(loaded) == [("HP024", "circulations.md", 0), ("HP023", "issue.yaml", 10)]
    assert "circulations" in loaded.problems[1].hint


def test_files_beside_the_order(magazine: Magazine) -> None:
    magazine.write("articles/extra.md", ARTICLE)
    magazine.write("articles/old/extra.md", ARTICLE)
    magazine.write("articles/notes.txt", "x")
    magazine.write("articles/.hidden.md", "x")
    loaded = magazine.load()
    assert codes(loaded) == ["HP024", "HP024", "HP024"]
    assert loaded.issue is not None
    assert all(problem.severity is Severity.WARNING for problem in loaded.problems)


def test_a_file_name_that_is_not_a_slug(magazine: Magazine) -> None:
    magazine.write("articles/Jing Pan (final).md", ARTICLE)
    loaded = magazine.load()
    assert codes(loaded) == ["HP025"]
    assert "jing-pan-final.md" in loaded.problems[0].hint


def test_a_link_that_leaves_the_project(magazine: Magazine, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.md"
    outside.write_text(ARTICLE)
    path = magazine.issue / "articles/circulation.md"
    path.unlink()
    path.symlink_to(outside)
    assert found(magazine.load()) == [("HP040", "issue.yaml", 10)]


def test_a_linked_manifest_that_leaves_the_project(
    magazine: Magazine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "issue.yaml"
    outside.write_text(MANIFEST)
    (magazine.issue / "issue.yaml").unlink()
    (magazine.issue / "issue.yaml").symlink_to(outside)
    assert codes(magazine.load()) == ["HP040"]


def test_problems_are_sorted_and_carried_by_one_error(magazine: Magazine) -> None:
    loaded = magazine.article("doi: x\npmid: y\n")
    assert ContentError(loaded.problems).problems == loaded.problems


def test_twelve_articles_load_in_well_under_half_a_second(magazine: Magazine) -> None:
    order = "\n" + "".join(f"  - article: piece-{number}\n" for number in range(12))
    for number in range(12):
        magazine.write(f"articles/piece-{number}.md", ARTICLE + "\nA paragraph of copy about cells.\n" * 60)
    (magazine.issue / "articles/borrowed-cells.md").unlink()
    (magazine.issue / "articles/circulation.md").unlink()
    magazine.manifest(order=order)
    start = time.perf_counter()
    assert magazine.load().issue is not None
    assert time.perf_counter() - start < 1.5  # ten times what it takes, for a loaded machine


hostile = st.lists(
    st.sampled_from(
        [
            "headline: x\n",
            "---\n",
            "speakers:\n",
            "  A: ",
            "{",
            "}",
            "[",
            "references:\n",
            "  - id: a\n",
            "&a ",
            "*a",
            "é",
            ": ",
            "'",
            "\n",
        ]
    )
).map("".join)


@pytest.mark.fuzz
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.one_of(
        st.text().map(lambda text: text.encode()), st.binary(), hostile.map(lambda text: f"---\n{text}---\nx".encode())
    )
)
def test_any_bytes_as_an_article_give_problems_and_never_a_traceback(magazine: Magazine, data: bytes) -> None:
    magazine.write("articles/circulation.md", data)
    loaded = magazine.load()
    assert loaded.issue is not None or loaded.problems


@pytest.mark.fuzz
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.one_of(st.text(), hostile.map(lambda text: MANIFEST + text)))
def test_any_text_as_a_manifest_gives_problems_and_never_a_traceback(magazine: Magazine, text: str) -> None:
    magazine.write("issue.yaml", text)
    loaded = magazine.load()
    assert loaded.issue is not None or loaded.problems
