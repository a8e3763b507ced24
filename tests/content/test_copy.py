import pytest

from content.magazine import Magazine, found


def test_markdown_of_front_matter_is_checked_where_it_stands(magazine: Magazine) -> None:
    assert found(magazine.article("standfirst: Cells [@pan2024]\n")) == [("HP137", "borrowed-cells.md", 4)]


@pytest.mark.parametrize(
    "more",
    [
        "masthead:\n  entries:\n    - {role: Editor, names: ['[A]{.x}']}\n",
        "back:\n  notes:\n    - {head: A, text: '[A]{.x}'}\n",
        "advertisements:\n  - {id: a, advertiser: Us, size: full, slot: {filler: yes}, text: '[A]{.x}'}\n",
    ],
)
def test_markdown_of_the_manifest_is_checked_where_it_stands(magazine: Magazine, more: str) -> None:
    assert ("HP153", "issue.yaml", 11 + more.count("\n") - 1) in found(magazine.manifest(more))


def test_paragraphs_of_the_colophon_are_checked_line_by_line(magazine: Magazine) -> None:
    loaded = magazine.manifest("colophon:\n  text: |\n    Set in serif.\n\n    With [care]{.x}.\n")
    assert ("HP153", "issue.yaml", 15) in found(loaded)


@pytest.mark.parametrize("link", ["[it](https://example.org)", "<https://example.org>", "[it](article:circulation)"])
def test_a_headline_leads_nowhere(link: str, magazine: Magazine) -> None:
    front = f"headline: See {link}\ndepartment: Feature\n"
    magazine.write("articles/borrowed-cells.md", f"---\n{front}---\n\nCells.\n")
    assert ("HP137", "borrowed-cells.md", 2) in found(magazine.load())
