"""Rules about more than a paragraph: the house style, lengths, names, figures, declarations."""

from __future__ import annotations

import pytest

from copydesk.desk import Desk
from hemaprint.errors import ContentError

HOUSE = """
[words]
prefer = {utilize = "use", "bone-marrow" = "bone marrow", FDA = "the agency"}
forbid = {breakthrough = "say what is new"}
keep = ["Haemonetics", "Gleevec"]

[limits]
headline = 12
standfirst = 20

[abbreviations]
known = ["GVHD"]
"""
LEUKEMIA = "standfirst: What we know\n"


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("We utilize it.", ["HP722"]),
        ("Utilize it.", ["HP722"]),
        ("a bone-marrow sample", ["HP722"]),
        ("FDA said so, and fda.gov did not.", ["HP722", "HP730"]),
        ("We use it; they utilized it.", []),
        ("It is a breakthrough.", ["HP723"]),
        ("Breakthroughs are rare.", []),
        ("A breakthrough! Another breakthrough!", ["HP723", "HP723"]),
        ("Gleevec was given for GVHD.", []),
        ("Some had MDS.", ["HP730"]),
    ],
)
def test_the_words_of_the_house(one_desk: Desk, body: str, codes: list[str]) -> None:
    one_desk.house(HOUSE.replace("headline = 12", "headline = 20"))
    assert one_desk.codes(f"{body}\n") == codes
    one_desk.house("[words]\n")


def test_lengths(desk: Desk) -> None:
    assert desk.codes() == []
    desk.house(HOUSE)
    assert desk.codes(front="standfirst: Twenty letters, here\n") == ["HP725"]
    assert desk.codes(front="standfirst: Twenty-one letters now\n") == ["HP725", "HP726"]
    desk.house("[limits]\nheadline = 0\nstandfirst = 0\n")
    assert desk.codes(front=f"standfirst: {'long ' * 80}\n") == []


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("[words]\nprefers = {a = 'b'}\n", "HP011", 2),
        ("[limits]\nheadline = -1\n", "HP016", 2),
        ("[silence]\nHP7000 = 'no'\n", "HP011", 2),
        ("[silence]\nHP714 = ''\n", "HP013", 2),
        ("[words\n", "HP018", 1),
    ],
)
def test_faults_of_the_house_file(desk: Desk, text: str, code: str, line: int) -> None:
    desk.house(text)
    with pytest.raises(ContentError) as caught:
        desk.told()
    (problem,) = caught.value.problems
    assert (problem.code, problem.location.path.name, problem.location.line) == (code, "house.toml", line)


def test_the_house_silences_a_rule(desk: Desk) -> None:
    body = "The kit (Ultra®) is a breakthrough.\n"
    desk.house('[silence]\nHP714 = "lawyers want them"\n')
    assert desk.codes(body) == []


# ---------------------------------------------------------------- names

PEOPLE = """contributors:
  - {name: Marta Lindqvist, family: Lindqvist, role: interviewee}
  - {name: Jürgen Müller, family: Müller}
references:
  - {id: one, author: [{family: Camaschella, given: C}], title: Iron, container_title: Blood, issued: "2015"}
"""


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("We spoke to Dr. Lindquist.", "Lindqvist"),
        ("Camaschela and colleagues wrote it.[@one]", "Camaschella"),
        ("Marta Lindqivst said so.", "Lindqvist"),
        ("Jurgen Muller agreed.", "Müller"),
        ("Mr. Mueller agreed.", "Müller"),
        ("Dr. Lindqvist agreed, as did Lindqvist’s team.", ""),
        ("Camaschella and colleagues wrote it.[@one]", ""),
        ("They met in Lindkvistgatan.", ""),
        ("A. Miller agreed.", ""),
        ("Prof. Millen agreed.", ""),
    ],
)
def test_names_spelt_two_ways(one_desk: Desk, body: str, told: str) -> None:
    front = PEOPLE if "@one" in body else PEOPLE.partition("references")[0]
    said = [one for one in one_desk.told(f"{body}\n", front, whole=True) if one.code == "HP724"]
    assert [f"spelt “{told}”" in one.message for one in said] == ([True] if told else [])


# ---------------------------------------------------------------- figures

FIGURE = """
:::{figure} art/cover.png
:label: fig-one
:alt: Cells
:width: page

**Cells.** From a donor.
:::
"""
TABLE = """
:::{table} Counts
:label: tab-one

| A | B |
|---|---|
| 1 | 2 |
:::
"""


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        (f"A cell.\n{FIGURE}", ["HP704"]),
        (f"A cell ([Fig. #](#fig-one)).\n{FIGURE}", []),
        (f"A cell (Figure 1).\n{FIGURE}", []),
        (f"A cell (Figure 2).\n{FIGURE}", ["HP704", "HP705"]),
        (f"A cell.\n{FIGURE.replace(':width: page', ':number: no')}", []),
        (f"Cells.\n{TABLE}", ["HP704"]),
        (f"Cells ([Table #](#tab-one)).\n{TABLE}", []),
        (f"A cell (Table 1).\n{FIGURE}", ["HP704", "HP705"]),
    ],
)
def test_figures_that_nobody_mentions(one_desk: Desk, body: str, codes: list[str]) -> None:
    assert sorted(one_desk.codes(body)) == codes


# ---------------------------------------------------------------- declarations

PERSON = "contributors:\n  - name: Ines Harder\n    affiliation: A hospital\n"
WORK = (
    'references: [{id: one, author: [{family: Ganz, given: T}], title: Iron, container_title: Blood, issued: "2015"}]\n'
)
INTERESTS = f"{PERSON}    disclosure: None.\n"


@pytest.mark.parametrize(
    ("front", "body", "missing"),
    [
        (f"template: research-letter\n{INTERESTS}", "Cells.", 2),
        (f"template: research-letter\n{INTERESTS}funding: None.\n", "Cells.", 1),
        (f"template: research-letter\n{INTERESTS}funding: None.\n", "The ethics committee approved it.", 0),
        (f"template: research-letter\n{PERSON}funding: None.\n", "Approved by the institutional review board.", 1),
        (f"template: feature\n{PERSON}{WORK}", "Cells.[@one]", 1),
        (f"template: feature\n{PERSON}", "Cells.", 0),
        (f"template: feature\n{PERSON}{WORK}", "## Disclosures\n\nNone.[@one]", 0),
        (f"template: feature\n{INTERESTS}{WORK}", "Cells.[@one]", 0),
        (f"template: feature\ncontributors: [{{name: The Editors}}]\n{WORK}", "Cells.[@one]", 0),
        (f"template: editorial\n{PERSON}", "Cells.", 0),
        (f"template: case-report\nconsent: Given.\n{PERSON}", "Cells.", 2),
    ],
)
def test_declarations(one_desk: Desk, front: str, body: str, missing: int) -> None:
    assert one_desk.codes(f"{body}\n", front).count("HP743") == missing


def test_a_declaration_is_missed_where_its_absence_can_be_explained(one_desk: Desk) -> None:
    remark = " # lint: HP743 asked twice, no answer"
    front = f"template: feature\n{PERSON.replace('Harder', f'Harder{remark}', 1)}{WORK}"
    assert one_desk.codes("Cells.[@one]\n", front) == []
