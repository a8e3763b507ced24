"""Each rule finds what it says is wrong, at its place, and leaves alone what it says is right."""

from __future__ import annotations

import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from copydesk.desk import Desk
from hemaprint.copydesk.lint import rules
from hemaprint.copydesk.lint.findings import SET
from hemaprint.copydesk.lint.rules import About, rules_told
from hemaprint.errors import meanings

TOLD = rules_told()
ELSEWHERE = {
    *("HP700", "HP701", "HP702", "HP703"),  # test_pages.py
    *("HP704", "HP722", "HP723", "HP724", "HP725", "HP726", "HP743"),  # test_articles.py
    *("HP770", "HP771", "HP777", "HP778", "HP779"),  # test_findings.py
}
"""Rules about more than a paragraph; their tests are there."""
ASKED = [code for code in TOLD if code not in ELSEWHERE]
WRONG = [(code, text) for code in ASKED for text in TOLD[code].wrong]
RIGHT = [(code, text) for code in ASKED for text in TOLD[code].right]
PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


@pytest.mark.parametrize(("code", "text"), WRONG)
def test_what_is_wrong_is_told(one_desk: Desk, code: str, text: str) -> None:
    assert code in one_desk.codes(f"{text}\n")


@pytest.mark.parametrize(("code", "text"), RIGHT)
def test_what_is_right_is_not(one_desk: Desk, code: str, text: str) -> None:
    assert code not in one_desk.codes(f"{text}\n")


def test_each_rule_has_three_examples_of_both() -> None:
    assert [code for code in ASKED if min(len(TOLD[code].wrong), len(TOLD[code].right)) < 3] == []


def test_each_rule_has_a_meaning_a_reason_and_a_source() -> None:
    assert TOLD.keys() | SET <= meanings().keys()
    assert {code for code in meanings() if "HP700" <= code < "HP780"} == TOLD.keys()
    assert all(one.title and one.reason.endswith(".") and one.source for one in TOLD.values())
    assert [code for code, one in TOLD.items() if not (one.wrong and one.right)] == []


def test_pyproject_declares_every_rule() -> None:
    declared = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]["entry-points"][rules.GROUP]
    chapters = {value.partition(":")[0] for value in declared.values()}
    written = {
        name.removeprefix("check_").replace("_", "-"): f"{chapter}:{name}"
        for chapter in chapters
        for name in vars(import_module(chapter))
        if name.startswith("check_")
    }
    assert declared == written


@pytest.mark.parametrize("about", sorted(set(About) - {About.NOTHING}))
def test_rules_are_found_by_what_they_are_about(about: About) -> None:
    assert len(rules.lints(about)) >= 1
    assert all(one.rule.about is about and not one.package for one in rules.lints(about))
