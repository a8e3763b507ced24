"""Transcripts in the shapes in which they arrive: turns, boxes and heads are found, and every word is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.intake import Options
from hemaprint.intake.intake import take_in

from .reading import TRANSCRIPTS, Outline, doubts, imported, imported_text, magazine, outline

EXPECTED = {
    "article.txt": Outline((), (), ("Background", "Three things to ask")),
    "chinese-house.txt": Outline(("田野笔记", "陈静") * 2, ("note 编者按", "about 专家简介"), ()),
    "chinese-questions.txt": Outline(("FN", "Guest") * 2, (), ()),
    "french.txt": Outline(("NDT", "Vasseur") * 2, (), ()),
    "german.txt": Outline(("FN", "Reuter") * 2, ("about Zur Person: Karl Reuter",), ()),
    "italian.txt": Outline(("FN", "Belli", "FN", "Belli", "Reni", "FN", "Reni"), (), ()),
    "italian-bold.html": Outline(("Q", "A") * 3, (), ()),
    "japanese.txt": Outline(("FN", "山田さん") * 3, (), ()),
    "japanese-dashes.txt": Outline(("Q", "A") * 3, (), ()),
    "mail.txt": Outline(("FN", "Amsel") * 2, (), ()),
    "names-alone.txt": Outline(("FN", "Oyelaran") * 2, (), ()),
    "numbered.txt": Outline(("FN", "Lindqvist") * 3, ("note",), ()),
    "one-line.txt": Outline(("FN", "Haddad") * 2, ("about About Dr. Omar Haddad",), ()),
    "pages.txt": Outline(("FN", "Abara") * 2, (), ()),
    "portuguese.txt": Outline(("FN", "Guest") * 3, (), ()),
    "portuguese-radio.txt": Outline(("LP", "João") * 2, (), ()),
    "questions.txt": Outline(("FN", "Guest") * 2, (), ()),
    "round-table.txt": Outline(("FN", "Solano", "Aas", "FN", "Solano", "Aas", "FN"), (), ()),
    "spanish.txt": Outline(("IC", "Guest") * 3, (), ()),
    "spanish-dashes.txt": Outline(("Q", "A") * 3, (), ()),
    "speakers-of-a-machine.txt": Outline(("FN", "S2") * 2, (), ()),
    "time-codes.txt": Outline(("FN", "Brandt") * 2, (), ()),
    "wrapped.txt": Outline(("FN", "Maron") * 2, ("note Editors' note",), ()),
}


def test_no_transcript_is_forgotten() -> None:
    assert {path.name for path in TRANSCRIPTS.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_its_parts_are_found_and_its_words_agree(name: str) -> None:
    intake = imported(name)
    assert outline(intake) == EXPECTED[name]
    assert intake.account.agrees
    assert "HP544" not in doubts(intake)  # nothing that check would refuse


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_make_no_difference(name: str, end: str, tmp_path: Path) -> None:
    text = (TRANSCRIPTS / name).read_text("utf-8")
    assert imported_text(tmp_path, text.replace("\n", end)).text == imported(name).text


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("french.txt", "cp1252"), ("german.txt", "cp1252"), ("wrapped.txt", "utf-16"), ("chinese-house.txt", "gb18030")],
)
def test_encodings_are_found_out_or_told(name: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_bytes((TRANSCRIPTS / name).read_text("utf-8").encode(encoding))
    for told in ("", encoding):
        intake = take_in(magazine(tmp_path), path, "talk", Options(encoding=told))
        assert intake.text == imported(name).text
        assert ("HP501" in doubts(intake)) == (not told and encoding != "utf-16")


def test_a_language_is_written_down_where_it_is_not_the_magazines() -> None:
    assert "language: zh-Hans" in imported("chinese-house.txt").text
    assert "language: de" in imported("german.txt").text
    assert "language:" not in imported("wrapped.txt").text


def test_what_is_left_out_is_said_with_its_line() -> None:
    left_out = {(one.line, one.why) for one in imported("mail.txt").left_out}
    assert {
        (1, "a mail header"),
        (2, "a mail header"),
        (3, "a mail header"),
        (14, "added by a mail program"),
    } <= left_out
    pages = [one.line for one in imported("pages.txt").left_out if one.why == "a page number"]
    assert pages == [6, 15, 20]


def test_words_are_joined_over_lines_where_a_dictionary_agrees() -> None:
    text = imported("wrapped.txt").text
    assert "shortened by a third" in text
    assert "long-term course" in text
    joined = {doubt.line for doubt in imported("wrapped.txt").doubts if doubt.code == "HP502"}
    assert joined == {13, 22}  # cytometry and immunophenotyping stand in no dictionary


def test_front_matter_takes_headline_standfirst_byline_and_fields() -> None:
    wrapped, article = imported("wrapped.txt").text, imported("article.txt").text
    assert 'headline: "What a marrow remembers"\n' in wrapped
    assert 'standfirst: "An afternoon with a morphologist"\n' in wrapped
    assert '  - name: "Ruth Calder"\n    credentials: "MD"\n' in wrapped
    assert 'doi: "10.1000/quiet.2025"' in article
    assert "nct: [NCT01234567]" in article
    assert 'keywords: ["iron", "fatigue", "primary care"]' in article


def test_references_that_are_cited_in_order_become_citations() -> None:
    text = imported("article.txt").text
    assert "Two recent reports[@ref1; @ref2] suggest" in text
    assert 'raw: "Solano M. One in five. Field Notes. 2024;5:40-44."' in text


def test_references_that_are_not_cited_stay_a_list(tmp_path: Path) -> None:
    text = (TRANSCRIPTS / "article.txt").read_text("utf-8").replace("[3]", "")
    intake = imported_text(tmp_path, text)
    assert "HP540" in doubts(intake)
    assert outline(intake).heads[-1] == "References"
    assert "reports[1,2] suggest" in intake.text


def test_a_table_a_list_and_a_quotation() -> None:
    text = imported("article.txt").text
    assert "| Ferritin, ng/mL | 14 | 61 |" in text
    assert "1. How long has it lasted?\n2. What has changed at home?\n" in text
    assert "> Tired is a word that patients use" in text


def test_the_affiliation_is_the_place_in_the_first_post() -> None:
    assert 'affiliation: "Abteilung für Hämatologie, Klinikum am See"' in imported("german.txt").text


def test_a_label_that_stands_once_is_a_speaker_if_it_was_given(tmp_path: Path) -> None:
    text = "Weather Station: What is rain?\n\nDr. Ann Poe: Water.\n\nTomorrow: it will rain.\n"
    refused = imported_text(tmp_path, text)
    assert outline(refused).turns == ()
    assert "HP530" in doubts(refused)
    given = imported_text(tmp_path, text, Options(speakers=("Weather Station",)))
    assert outline(given).turns == ("WS", "Poe")
    assert "Tomorrow: it will rain." in given.text


def test_labels_that_introduce_something_are_no_speakers(tmp_path: Path) -> None:
    text = "Note: one.\n\nNote: two.\n\nConclusion: three.\n\nConclusion: four.\n"
    intake = imported_text(tmp_path, text)
    assert outline(intake).turns == ()
    assert "Conclusion: four." in intake.text


def test_titles_are_set_in_italic_type_where_the_text_says_so(tmp_path: Path) -> None:
    text = (
        "Opening line here.\n\nThe study, titled A First for Donor Cells, was published in Nature Medicine, in May.\n"
    )
    assert (
        "titled *A First for Donor Cells*, was published in *Nature Medicine*, in May"
        in imported_text(tmp_path, text).text
    )


def test_a_footnote_of_the_text_is_a_footnote(tmp_path: Path) -> None:
    text = "The dose was fixed.[^dose] It stayed so.\n\n[^dose]: Ten had it.\n"
    intake = imported_text(tmp_path, text)
    assert "fixed.[^1] It" in intake.text
    assert "[^1]: Ten had it." in intake.text
    assert intake.account.agrees


def test_template_news_makes_items_of_heads(tmp_path: Path) -> None:
    text = "# First item\n\nSomething.\n\n# Second item\n\nMore.\n\nAnd more.\n"
    intake = imported_text(tmp_path, text, Options(template="news"))
    assert outline(intake).boxes == ("item Second item",)
    assert intake.department == "News"
