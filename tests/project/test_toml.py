from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemaprint.errors import Location
from hemaprint.project.toml import read_toml

PATH = Path("hemaprint.toml")

SAMPLE = '''\
title = "x"  # [not a table]
[magazine]
  issn = "0378-5955"
text = """
[departments]
name = "no key"
"""
keep = [ "]", # ]
  "KMT2A" ]
page.size = "A4"

[[departments]]
name = "A"
[[departments]]
"name" = 'B'
[departments.sub]
deep = { inner = 1 }
'''


@pytest.mark.parametrize(
    ("steps", "line", "column"),
    [
        (("title",), 1, 1),
        (("magazine", "issn"), 3, 3),
        (("magazine", "keep"), 8, 1),
        (("magazine", "page", "size"), 10, 1),
        (("departments", 0, "name"), 13, 1),
        (("departments", 1, "name"), 15, 1),
        (("departments", 1, "sub", "deep"), 17, 1),
    ],
)
def test_keys_know_their_place(steps: tuple[str | int, ...], line: int, column: int) -> None:
    located, problems = read_toml(SAMPLE, PATH)
    assert located is not None
    assert not problems
    assert located.key(*steps) == Location(PATH, line, column)


def test_values_keep_the_types_of_toml() -> None:
    located, _ = read_toml("a = 1\nb = true\nc = '1'", PATH)
    assert located is not None
    assert located.root.plain() == {"a": 1, "b": True, "c": "1"}
    assert located.at("b") == Location(PATH, 2, 5)


def test_the_texts_of_a_list_have_places() -> None:
    located, _ = read_toml('a = ["b", # "c"\n  "d, e", [1, 2], {x = "y"},\n  \'f\',\n]\n', PATH)
    assert located is not None
    places = [located.at("a", index) for index in (0, 1, 4)]
    assert [(place.line, place.column) for place in places] == [(1, 6), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a = 1\nb = x", "HP018", 2),
        ("a = 1\na = 2", "HP005", 2),
        ("[a]\n[a]", "HP005", 2),
        ('a = "\\u0000"', "HP008", 1),
        ("a", "HP018", 1),
    ],
)
def test_what_is_refused(text: str, code: str, line: int) -> None:
    _, (problem,) = read_toml(text, PATH)
    assert (problem.code, problem.location.line) == (code, line)


@pytest.mark.parametrize("text", ["a = " + "[" * 20_000, "a = " + "[" * 99 + "]" * 99, "a" + ".a" * 5000 + " = 1"])
def test_deep_nesting_ends_in_a_problem(text: str) -> None:
    assert [problem.code for problem in read_toml(text, PATH)[1]] == ["HP009"]


toml_like = st.lists(
    st.sampled_from(
        [
            "a",
            "b.c",
            " = ",
            "[",
            "]",
            "[[d]]",
            "\n",
            '"',
            "'",
            '"""',
            "'''",
            "1",
            "true",
            "#",
            "{",
            "}",
            ",",
            "\\",
            "[t]\n",
        ]
    )
).map("".join)


@given(st.one_of(st.text(), toml_like))
def test_any_text_gives_a_value_or_problems(text: str) -> None:
    located, problems = read_toml(text, PATH)
    assert located is not None or problems
