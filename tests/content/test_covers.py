"""What issue.yaml says of the outside of an issue, and front matter of what follows an article."""

from __future__ import annotations

import pytest

from content.magazine import CONFIG, Magazine, codes, found

ISSN = CONFIG.replace("[magazine]\n", '[magazine]\nissn = "2049-3630"\n')
BACK = "back: {headline: Still, barcode: %s}\n"
ORDER = "\n  - page: cover\n  - article: borrowed-cells\n  - article: circulation\n  - page: back\n"


@pytest.mark.parametrize("barcode", ["yes", "true", "{size: 80}", "{addon: 0}", "{addon: 5, variant: 3}"])
def test_a_barcode_needs_an_issn(magazine: Magazine, barcode: str) -> None:
    assert codes(magazine.manifest(BACK % barcode, order=ORDER)) == ["HP198"]
    magazine.write("../../hemaprint.toml", ISSN)
    loaded = magazine.load()
    assert loaded.problems == ()
    assert loaded.issue is not None
    assert loaded.issue.manifest.back is not None
    assert loaded.issue.manifest.back.barcode is not None


def test_no_barcode(magazine: Magazine) -> None:
    assert magazine.manifest(BACK % "no", order=ORDER).problems == ()


@pytest.mark.parametrize(
    ("barcode", "expected"),
    [
        ("{addon: 2}", ["HP198"]),
        ("{addon: 5}", []),
        ("{size: 60, addon: 5}", ["HP016"]),
        ("{addon: 3}", ["HP198", "HP016"]),
    ],
)
def test_what_a_barcode_can_hold(magazine: Magazine, barcode: str, expected: list[str]) -> None:
    magazine.write("../../hemaprint.toml", ISSN)
    assert codes(magazine.manifest(BACK % barcode, order=ORDER, number="120")) == expected


CME = "cme: {credit: 0.5 hours, expires: %s, objectives: [To read], questions: [%s]}\n"


@pytest.mark.parametrize(
    ("expires", "question", "expected"),
    [
        ("2026-02-01", "{question: How?, options: [So, Not so], answer: 2}", []),
        ("2026-02-01", "{question: How?, options: [So, Not so]}", []),
        ("2026-02-01", "{question: How?, options: [So, Not so], answer: 3}", ["HP016"]),
        ("2026-02-01", "{question: How?, options: [So, Not so], explanation: Because}", ["HP016"]),
        ("2026-02-01", "{question: How?, options: [So]}", ["HP016"]),
        ("2025-01-31", "{question: How?, options: [So, Not so]}", ["HP016"]),
    ],
)
def test_questions_for_credit(magazine: Magazine, expires: str, question: str, expected: list[str]) -> None:
    assert codes(magazine.article(CME % (expires, question))) == expected


def test_portraits(magazine: Magazine) -> None:
    person = "contributors:\n  - name: Ana\n    about: She walks.\n    portrait: art/ana.png\n"
    assert [code for code, *_ in found(magazine.article(person))] == ["HP044", "HP041"]
    magazine.picture("art/ana.png")
    assert codes(magazine.article(f"{person}    alt: A woman\n")) == []
