import pytest

from content.magazine import Magazine, codes, found

SPEAKERS = """\
speakers:
  HF: {name: Hematology Frontier, role: question}
  JP: {name: Jing Pan, role: answer}
"""


def test_an_embargo_is_compared_with_the_issue_and_not_with_the_clock(magazine: Magazine) -> None:
    assert codes(magazine.article("embargo: 2025-02-28\n")) == []
    loaded = magazine.article("embargo: 2025-03-01\n")
    assert codes(loaded) == ["HP034"]
    assert loaded.issue is not None


def test_an_article_can_use_a_page_template_of_the_project(magazine: Magazine) -> None:
    loaded = magazine.article("template: esay\n", "No # head\n=========\n")
    assert found(loaded) == [
        ("HP015", "borrowed-cells.md", 4),
        ("HP102", "borrowed-cells.md", 7),
        ("HP103", "borrowed-cells.md", 7),
    ]
    magazine.write("../../layouts/pages/essay.html", '{% extends "article.html" %}\n')
    assert 'did you mean "essay"?' in magazine.article("template: esay\n").problems[0].hint
    loaded = magazine.article("template: essay\n")
    assert loaded.issue is not None
    assert loaded.issue.articles["borrowed-cells"].template == "essay"


def test_an_article_cannot_be_received_after_it_was_published(magazine: Magazine) -> None:
    assert found(magazine.article("published: 2025-01-01\nreceived: 2025-01-02\n")) == [
        ("HP035", "borrowed-cells.md", 5)
    ]


@pytest.mark.parametrize(
    ("speakers", "line"),
    [
        ("speakers:\n  HF: {name: A, role: question}\n", 4),
        ("speakers:\n  'H:F': {name: A, role: question}\n  B: {name: B, role: answer}\n", 5),
    ],
)
def test_a_conversation_has_both_roles_and_names_that_can_be_found(
    magazine: Magazine, speakers: str, line: int
) -> None:
    loaded = magazine.article(speakers, "**HF:** Why?\n\n**B:** So.\n")
    assert ("HP036", "borrowed-cells.md", line) in found(loaded)


def test_a_contributor_has_a_name(magazine: Magazine) -> None:
    assert found(magazine.article("contributors:\n  - family: Pan\n")) == [("HP013", "borrowed-cells.md", 5)]


def test_references_have_different_ids_and_something_to_print(magazine: Magazine) -> None:
    front = """\
references:
  - {id: a, raw: A book.}
  - {id: a, title: B}
  - {id: c}
  - {id: d, title: D, author: [{given: E}]}
"""
    loaded = magazine.article(front, "Cells [@a; @c; @d].\n")
    assert [item for item in found(loaded) if item[0] < "HP099"] == [
        ("HP060", "borrowed-cells.md", 6),
        ("HP061", "borrowed-cells.md", 7),
        ("HP061", "borrowed-cells.md", 8),
    ]


def test_a_reference_that_is_not_cited_is_a_warning(magazine: Magazine) -> None:
    loaded = magazine.article("references:\n  - {id: a, raw: A book.}\n")
    assert found(loaded) == [("HP062", "borrowed-cells.md", 5)]
    assert loaded.issue is not None


def test_the_opener_is_a_picture_with_alternative_text(magazine: Magazine) -> None:
    assert found(magazine.article("opener:\n  image: art/covr.png\n  alt: x\n")) == [("HP041", "borrowed-cells.md", 5)]
    assert found(magazine.article("opener:\n  image: art/cover.png\n")) == [("HP044", "borrowed-cells.md", 4)]
    assert codes(magazine.article("opener: {image: ../../../x.png, alt: x}\n")) == ["HP040"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("See [it, page #](article:circulation).", []),
        ("See [it, page #](article:circulatoin).", ["HP063"]),
        ("See [it](article:circulatoin).", ["HP063"]),
        ("See [it, page #](article:circulation#nowhere).", ["HP064"]),
        ("See [this, page #](article:borrowed-cells).", ["HP065"]),
    ],
)
def test_cross_references_have_a_target_that_is_not_themselves(
    magazine: Magazine, body: str, expected: list[str]
) -> None:
    assert codes(magazine.article(body=body + "\n")) == expected
