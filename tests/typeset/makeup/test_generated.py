"""Generated articles: what is hard holds for each of them, and what a reader would see is rare."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import inf
from random import Random

import pytest

from fuzzing import examples
from hemaprint.typeset.makeup.interface import Band, Copy, Setting, Sheets, Text
from hemaprint.typeset.makeup.make_up import NARROW, WIDE, Beam, Found, Search, make_up
from hemaprint.typeset.makeup.matter import matter_of
from typeset.makeup.articles import generated
from typeset.makeup.brute import Brute
from typeset.makeup.proofs import flaws, prove


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(examples(20)))
def test_everything_hard_holds(seed: int) -> None:
    copy, sheets = generated(seed)
    prove(copy, sheets, make_up(copy, sheets))


@pytest.mark.fuzz
def test_articles_of_text_and_floats_have_no_holes_and_even_feet() -> None:
    counts: Counter[str] = Counter()
    for seed in range(1000, 1000 + examples(12)):
        copy, sheets = generated(seed, plain=True)
        made = make_up(copy, sheets)
        prove(copy, sheets, made)
        counts.update(flaws(made))
    assert counts["HOLE"] == counts["UNEVEN"] == counts["HYPHEN"] == 0


def tiny(seed: int) -> tuple[Copy, Sheets]:
    """An article of one to four paragraphs on sheets of five to eight lines."""
    random = Random(seed)
    texts = []
    for _ in range(random.randrange(1, 5)):
        lines = random.randrange(1, 8)
        settings = [Setting(lines, hyphens=frozenset(line for line in range(lines - 1) if random.random() < 0.2))]
        if random.random() < 0.7:
            settings.append(Setting(lines + 1, random.choice((0.5, 1, 2, 4))))
        if lines > 3 and random.random() < 0.2:
            settings.append(Setting(lines - 1, random.choice((1, 3))))
        texts.append(Text(tuple(settings)))
    sheets = Sheets(random.randrange(5, 9), head=random.choice((0, 1, 2)), first=random.choice(("left", "right")))
    return Copy((Band(tuple(texts), random.choice((1, 2))),)), sheets


def searched(copy: Copy, sheets: Sheets, beam: Beam) -> float:
    return Search(copy, sheets, matter_of(copy, sheets), beam, Found()).run().best(None).cost


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(examples(30)))
def test_nothing_better_is_found_by_trying_everything(seed: int) -> None:
    copy, sheets = tiny(seed)
    cheapest = Brute(copy, sheets).cost()
    if cheapest < inf:
        assert searched(copy, sheets, WIDE) == pytest.approx(cheapest)


def test_the_depth_of_notes_is_found_where_no_uneven_column_could_be_paid() -> None:
    copy, sheets = generated(82)
    matter = matter_of(copy, sheets)
    best = Search(copy, sheets, matter, NARROW, Found()).run().best(None)
    known = Found({best.made.number: replace(best, cost=best.cost + 0.01)})
    assert Search(copy, sheets, matter, NARROW, known).run().best(None).cost == pytest.approx(best.cost, abs=0.001)


def test_the_narrow_search_seldom_misses_the_best() -> None:
    articles = [tiny(seed) for seed in range(40)]
    worse = sum(searched(*article, NARROW) > searched(*article, WIDE) + 0.001 for article in articles)
    assert worse <= 2


def test_the_same_article_is_made_up_alike() -> None:
    copy, sheets = generated(7)
    assert make_up(copy, sheets) == make_up(copy, sheets)
