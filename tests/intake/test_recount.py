"""The second count names what is lost, and nothing else."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hemaprint.intake.intake import take_in
from hemaprint.intake.passages import Raw, text_of
from hemaprint.intake.readers import read_source
from hemaprint.intake.recount import Unit, recount, units_of
from hemaprint.intake.spans import inlines
from hemaprint.intake.wishes import Wishes

from .ooxml import paragraph, text, write_docx
from .reading import doubts, imported_text, magazine

COPY = ("The cells were counted twice.", "The second count found the same.", "Nobody had moved a cell.")


def units(*texts: str) -> list[Unit]:
    return [Unit(number, text) for number, text in enumerate(texts, 1)]


def lost(sources: list[Unit], *texts: str) -> list[tuple[int, int, str]]:
    return [(one.place, one.count, one.first) for one in recount(sources, texts).unaccounted]


def test_copy_in_other_paragraphs_and_marks_is_accounted_for() -> None:
    assert (
        lost(units(*COPY), "nobody had moved a cell; the cells were counted twice", "The second count found the same")
        == []
    )


def test_a_lost_paragraph_is_told_with_its_place_and_first_words_although_its_words_stand_elsewhere() -> None:
    sources = units(COPY[0], "The same cell moved twice.", COPY[1], COPY[2])
    assert lost(sources, f"{COPY[0]} {COPY[1]}", COPY[2]) == [(2, 5, "The same cell moved twice.")]


def test_one_of_two_equal_paragraphs_is_missed() -> None:
    assert lost(units(COPY[0], COPY[0]), COPY[0]) == [(2, 5, COPY[0])]


def test_paragraphs_lost_in_a_row_are_told_once() -> None:
    assert [(place, count) for place, count, _ in lost(units(*COPY), "Something else.")] == [(1, 16)]


def test_single_words_are_told_as_they_are() -> None:
    assert lost(units("Growth was 14 per cent in week 3."), "Growth was per cent in week.") == [(1, 2, "14 3")]


@pytest.mark.parametrize("parted", ["the 10 9 cells", "the 1 09 cells"])
def test_a_word_that_a_change_of_face_parts_is_no_loss(parted: str) -> None:
    assert lost(units("The 109 cells"), parted) == []


def test_a_lost_word_without_end_is_told_at_once() -> None:
    assert [count for _, count, _ in lost(units("x" * 1_000_000), "other " * 1000)] == [1]


def test_words_respelled_on_purpose_are_accounted_for() -> None:
    sources = units("The thera", "py helped.")
    assert recount(sources, ["The therapy helped."], [("thera py", "therapy")]).unaccounted == ()


def test_what_is_counted_is_every_word() -> None:
    assert recount(units(*COPY), COPY).total == 16


# ---------------------------------------------------------------- the plainest means


def texts(data: bytes, kind: str) -> list[str]:
    return [" ".join(unit.text.split()) for unit in units_of(data, kind, data.decode("utf-8", "replace"))]


def container(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def test_a_page_gives_all_text_of_its_body_shown_or_hidden() -> None:
    page = b"""<html><head><title>T</title><style>p{}</style></head><body><nav>Home</nav>
      <p>un<b>happy</b> cells<br>twice</p><div hidden>kept back</div><noscript>plain</noscript>
      <script>x = 1</script></body></html>"""
    assert texts(page, "html") == ["Home", "unhappy cells", "twice", "kept back", "plain"]


def test_calls_of_notes_are_no_words_of_a_page() -> None:
    page = b"""<p>twice<sup><a href="#n1" id="c1">1</a></sup> and<a href="x.html#n2">[2]</a> in <a href="#t">Table 3</a>
      of <a href="/y">9</a></p><p><a href="#c1">1</a> A note. <a href="#c1">&#8617;</a></p>"""
    assert texts(page, "html") == ["twice and in Table 3 of 9", "A note."]


def test_a_fragment_of_a_page_needs_no_body() -> None:
    assert texts(b"<title>T</title><p>One</p>two", "html") == ["One", "two"]


def test_a_word_document_gives_its_runs_and_notes_and_neither_instructions_nor_older_forms() -> None:
    space = 'xmlns:w="urn:w" xmlns:mc="urn:mc"'
    document = f"""<w:document {space}><w:p><w:r><w:t>un</w:t></w:r><w:r><w:t>happy</w:t><w:tab/><w:t>cells</w:t></w:r>
      <w:r><w:instrText>PAGE</w:instrText></w:r></w:p><mc:AlternateContent><mc:Choice><w:p><w:r><w:t>new</w:t></w:r>
      </w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>old</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>
      </w:document>"""
    notes = f"<w:footnotes {space}><w:footnote><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    data = container({"word/document.xml": document, "word/footnotes.xml": notes, "word/styles.xml": "<s>x</s>"})
    assert texts(data, "docx") == ["unhappy", "cells", "new", "A note."]


def test_an_open_document_gives_its_paragraphs_and_not_its_comments() -> None:
    content = """<o:body xmlns:o="urn:o" xmlns:t="urn:t"><t:h>Head</t:h><t:p>un<t:span>happy</t:span>
      <o:annotation><t:p>why?</t:p></o:annotation></t:p></o:body>"""
    assert texts(container({"content.xml": content}), "odt") == ["Head", "unhappy"]


@pytest.mark.parametrize("encoding", ["gb18030", "shift_jis", "windows-1252", "utf-16"])
def test_a_paper_is_counted_in_the_encoding_that_it_declares(encoding: str) -> None:
    paper = f'<?xml version="1.0" encoding="{encoding}"?><article><p>Two cells</p></article>'
    assert [unit.text for unit in units_of(paper.encode(encoding), "jats", "")] == ["Two cells"]


@pytest.mark.parametrize("content", ["<broken", "<?xml version='1.0' encoding='klingon'?><a/>", b"\0"])
def test_a_damaged_part_that_no_reader_looks_at_is_told(tmp_path: Path, content: str | bytes) -> None:
    document = write_docx(tmp_path / "talk.docx", paragraph(text(COPY[0])), parts={"header9.xml": content})
    intake = take_in(magazine(tmp_path), document, "talk", Wishes())
    assert COPY[0] in intake.text
    assert "HP574" in doubts(intake)


def test_a_page_that_pythons_parser_gives_up_is_counted(tmp_path: Path) -> None:
    page = f"<h1>A count</h1><p>{COPY[0]}</p><p>{COPY[1]} <![maybe[ {COPY[2]}</p>"
    intake = imported_text(tmp_path, page, name="page.html")
    assert COPY[2] in intake.text
    assert "HP574" not in doubts(intake)


@pytest.mark.parametrize("opening", ["<a ", "<!-- ", "<!--", "<![", "<"])
def test_openings_that_nothing_closes_take_no_time(opening: str) -> None:
    assert units_of(b"", "html", f"<p>{opening * 40_000}")  # 240 s is the limit of every test


def test_markdown_gives_values_of_front_matter_and_text_of_links() -> None:
    data = b"---\ntitle: A count\nauthors:\n  - name: Ann Poe\n---\nSee [the table](https://example.org/x) (twice)."
    assert texts(data, "markdown") == ["A count", "Ann Poe", "See [the table (twice)."]


def test_markdown_has_no_words_in_its_marks() -> None:
    marks = """---
title: A count
corresponding: true
---
1. One[^n] of them
1. Two [shown][table] &eacute;t&eacute; ![](a.png "Tide") <!-- not
yet --> here

```python
count()
```

[^n]: A note.

[table]: https://example.org/x "A title"
"""
    assert texts(marks.encode(), "markdown") == [
        "A count", "One of them", "Two [shown] été ![", "here", "count()", ": A note.",
    ]  # fmt: skip


def test_subtitles_give_what_is_shown() -> None:
    cue = b"1\n00:00:01,000 --> 00:00:03,000\n{\\an8}<i>Salt &amp; tide</i>\n"
    assert texts(cue, "subtitles") == ["Salt & tide"]


# ---------------------------------------------------------------- what a reader loses


def test_what_a_reader_loses_with_its_count_is_told_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(*arguments: Any) -> Raw:
        raw = read_source(*arguments)
        rest = tuple(passage for passage in raw.passages if passage.line != 5)
        return replace(raw, passages=rest, words_of="\n".join(text_of(inline) for inline, _ in inlines(rest)))

    monkeypatch.setattr("hemaprint.intake.intake.read_source", careless)
    intake = imported_text(tmp_path, f"A count\n\n{COPY[0]}\n\n{COPY[1]}\n\n{COPY[2]}\n")
    assert intake.account.agrees
    assert [(doubt.code, doubt.line) for doubt in intake.doubts if doubt.code == "HP574"] == [("HP574", 5)]


def test_numbers_of_lists_are_not_words_of_markdown(tmp_path: Path) -> None:
    pytest.importorskip("pypandoc")
    intake = imported_text(tmp_path, f"# A count\n\n{COPY[0]}\n\n1. {COPY[1]}\n2. {COPY[2]}\n", name="talk.md")
    assert f"2. {COPY[2]}" in intake.text
    assert intake.second.unaccounted == ()


def test_nothing_is_told_of_a_manuscript_that_is_all_there(tmp_path: Path) -> None:
    assert "HP574" not in doubts(imported_text(tmp_path, f"A count\n\n{COPY[0]}\n\n{COPY[1]}\n"))
