"""Inline HTML of the content room, read back as spans."""

from __future__ import annotations

from hemaprint.export.inline import Note, Span, read_inline, text_of

from hemaprint.content.blocks import PAGE_CLOSE, PAGE_OPEN


def test_faces_and_languages() -> None:
    assert read_inline('a <strong>b <em>c</em></strong> <span lang="zh-Hans">天津</span><s>d</s>') == (
        Span("a "),
        Span("b ", frozenset({"strong"})),
        Span("c", frozenset({"strong", "emphasis"})),
        Span(" "),
        Span("天津", language="zh-Hans"),
        Span("d", frozenset({"struck"})),
    )


def test_what_only_the_layout_needs_is_no_span() -> None:
    assert read_inline('<span class="nb">CAR-T</span> and <abbr>FDA</abbr>') == (Span("CAR-T and FDA"),)


def test_a_note_is_a_span_without_text() -> None:
    html = 'claim<span class="footnote" role="doc-footnote" id="it--fn_12">a <em>note</em></span>.'
    note = Note(12, (Span("a "), Span("note", frozenset({"emphasis"}))))
    assert read_inline(html) == (Span("claim"), Span("", note=note), Span("."))


def test_links_keep_addresses_and_places() -> None:
    outside, inside, elsewhere = read_inline(
        '<a class="ext" href="https://example.org/?a=1&amp;b=2">x</a>'
        '<a class="xref" href="#it--fig-one">y</a><a class="xref" href="x-issue:#other--head">z</a>'
    )
    assert (outside.href, inside.target) == ("https://example.org/?a=1&b=2", "fig-one")
    assert (elsewhere.href, elsewhere.target, elsewhere.text) == ("", "", "z")


def test_page_numbers_that_only_the_plan_knows_are_left_out() -> None:
    assert text_of(read_inline(f"See page\u00a0{PAGE_OPEN}report#fig-one{PAGE_CLOSE}, please.")) == "See page, please."


def test_a_line_break_is_a_newline() -> None:
    assert text_of(read_inline("a<br>b")) == "a\nb"


def test_characters_of_markup_are_characters() -> None:
    assert (
        text_of(read_inline("a &lt;b&gt; ]]&gt; &amp;amp; https://example.org"))
        == "a <b> ]]> &amp; https://example.org"
    )
