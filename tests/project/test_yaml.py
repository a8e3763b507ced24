from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemaprint.errors import Location
from hemaprint.project.yaml import NODES_AT_MOST, read_yaml

PATH = Path("pan.md")

SAMPLE = """\
headline: On the ward
received: 2025-02-14
lead: no
contributors:
  - name: 潘静
    orcid: 0000-0002-1825-0097
  - {name: B, role: author}
standfirst:
"""

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def codes(text: str) -> list[str]:
    return [problem.code for problem in read_yaml(text, PATH)[1]]


def test_every_scalar_stays_the_text_in_the_file() -> None:
    located, problems = read_yaml(SAMPLE, PATH)
    assert located is not None
    assert not problems
    assert located.get("received") == "2025-02-14"
    assert located.get("lead") == "no"
    assert located.get("contributors", 0, "name") == "潘静"


def test_values_and_keys_know_their_place_from_the_first_line_on() -> None:
    located, _ = read_yaml(SAMPLE, PATH, first_line=2)
    assert located is not None
    assert located.at("contributors", 0, "orcid") == Location(PATH, 7, 12)
    assert located.key("contributors", 0, "orcid") == Location(PATH, 7, 5)
    assert located.at("contributors", 1, "role") == Location(PATH, 8, 21)
    assert located.at("contributors", 1, "missing") == located.at("contributors", 1)


def test_a_block_of_text_starts_below_its_mark() -> None:
    located, _ = read_yaml("headline: |\n  On the\n  ward\nhead: 3\n", PATH)
    assert located is not None
    assert located.at("headline") == Location(PATH, 2, 3)
    assert located.get("headline") == "On the\nward\n"


def test_a_key_without_a_value_is_left_out_but_known() -> None:
    located, _ = read_yaml(SAMPLE, PATH)
    assert located is not None
    assert "standfirst" not in located.root.plain()  # type: ignore[operator]
    assert located.has_key("standfirst")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: 1\na: 2", "HP005"),
        ("a: &x [1, *x]", "HP006"),
        ("a: *unknown", "HP006"),
        (BOMB, "HP006"),
        ("a: !!python/object/apply:os.system [ls]", "HP007"),
        ('a: "\\ue000"', "HP008"),
        ("? [a, b]\n: c", "HP009"),
        ("[" * 200, "HP009"),
        ("a: 1\n---\nb: 2", "HP010"),
        ("- a", "HP014"),
        ("some text", "HP014"),
        ("a:\n\t- b", "HP004"),
        ("a: b: c", "HP004"),
        ("a: 'b", "HP004"),
        ("a: @b", "HP004"),
    ],
)
def test_what_is_refused(text: str, code: str) -> None:
    assert codes(text) == [code]


def test_nesting_without_end_is_refused() -> None:
    """By us, or before us by a libyaml that has a limit of its own (since 0.2.6)."""
    assert codes("[" * 5000) in (["HP009"], ["HP004"])


def test_a_quotation_that_does_not_end_is_reported_where_it_starts() -> None:
    _, (problem,) = read_yaml("a: b\nc: 'd\ne: f\n", PATH, first_line=2)
    assert (problem.location.line, problem.location.column) == (3, 4)


def test_aliases_within_bounds_are_values() -> None:
    located, problems = read_yaml("a: &x [1, 2]\nb: *x", PATH)
    assert located is not None
    assert not problems
    assert located.get("b") == ["1", "2"]


def test_a_file_with_comments_only_is_an_empty_mapping() -> None:
    located, problems = read_yaml("# nothing\n", PATH)
    assert located is not None
    assert located.root.plain() == {}
    assert not problems


def test_too_many_values_are_refused_without_expanding_them() -> None:
    assert codes("a: [" + "x, " * (NODES_AT_MOST + 1) + "]") == ["HP006"]


yaml_like = st.lists(
    st.sampled_from(
        [
            "a",
            "b:",
            ": ",
            "- ",
            "\n",
            "  ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "&x ",
            "*x",
            "!!str ",
            "'",
            '"',
            "|\n",
            "? ",
            "#",
            "\t",
            "---\n",
            "é",
        ]
    )
).map("".join)


@given(st.one_of(st.text(), yaml_like))
def test_any_text_gives_a_value_or_problems(text: str) -> None:
    located, problems = read_yaml(text, PATH)
    assert located is not None or problems
    assert all(problem.location.line >= 1 for problem in problems)
