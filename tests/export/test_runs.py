"""Copy cut into the runs that every form of export writes."""

from __future__ import annotations

from hemaprint.content.spans import CrossReference, Link, Note, PageNumber, Text, plain
from hemaprint.export.pieces import Run, characters_of, runs_of
from markup import copy_of


def test_faces_and_languages() -> None:
    assert runs_of(copy_of("a **b *c*** 天津~~d~~")) == (
        Run("a "),
        Run("b ", frozenset({"strong"})),
        Run("c", frozenset({"strong", "emphasis"})),
        Run(" "),
        Run("天津", language="zh-Hans"),
        Run("d", frozenset({"struck"})),
    )


def test_what_only_the_layout_needs_is_no_run() -> None:
    assert runs_of(copy_of("CAR-T and FDA")) == (Run("CAR-T and FDA"),)


def test_a_note_is_a_run_without_text() -> None:
    note = Note("it", 12, copy_of("a *note*"))
    assert runs_of((Text("claim"), note, Text("."))) == (Run("claim"), Run("", note=note), Run("."))


def test_links_keep_addresses_and_places() -> None:
    outside, inside, elsewhere = runs_of(
        (
            Link("https://example.org/?a=1&b=2", plain("x")),
            CrossReference("it", "fig-one", plain("y"), within=True),
            CrossReference("other", "head", plain("z"), within=False),
        )
    )
    assert (outside.href, inside.target) == ("https://example.org/?a=1&b=2", "fig-one")
    assert (elsewhere.href, elsewhere.target, elsewhere.text) == ("", "", "z")


def test_page_numbers_that_only_the_plan_knows_are_left_out() -> None:
    copy = (Text("See page\u00a0"), PageNumber("report#fig-one"), Text(", please."))
    assert characters_of(copy) == "See page, please."


def test_a_line_break_is_a_newline() -> None:
    assert characters_of(copy_of("a\\\nb")) == "a\nb"


def test_characters_of_markup_are_characters() -> None:
    assert characters_of(plain("a <b> ]]> &amp; \f x")) == "a <b> ]]> &amp;   x"
