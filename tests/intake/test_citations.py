"""Papers in Markdown keep their authors, citations and figures."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from hemaprint.intake.intake import Intake

from .reading import as_article, doubts, imported_text

pytest.importorskip("pypandoc")

BIBTEX = """
@article{poe2020, author = {Poe, Ann and Berg, Tomas and Wen, Li}, title = {Counting twice}, journal = {J Small Meas},
  year = 2020, volume = 3, pages = {11--19}}
@article{berg:2021, author = {Berg, Tomas}, title = {Counting once}, journal = {J Small Meas}, year = 2021}
@book{2019wen, author = {Wen, Li}, title = {Scales}, publisher = {Sea Press}, year = 2019, edition = {2nd}}
"""
FRONT = """---
title: Two counts are better
subtitle: A note on scales
tags: [counting, scales]
authors:
  - name: Ann Poe
    orcid: https://orcid.org/0000-0002-1825-0097
    affiliation: "1, 2"
  - given-names: Tomas
    surname: Berg
    affiliation: 2
affiliations:
  - {name: Institute by the Sea, index: 1}
  - {name: House of Scales, index: 2}
bibliography: paper.bib
---

# Summary

"""


def imported(folder: Path, body: str, front: str = FRONT, name: str = "paper.md") -> Intake:
    (folder / "paper.bib").write_text(BIBTEX, "utf-8")
    Image.new("RGB", (40, 30), "red").save(folder / "a.png")
    return imported_text(folder, front + body, name=name)


def test_front_matter_names_the_article_and_its_authors(tmp_path: Path) -> None:
    intake = imported(tmp_path, "One paragraph.\n")
    article = as_article(tmp_path, intake)
    assert (article.meta.headline, article.meta.standfirst) == ("Two counts are better", "A note on scales")
    people = [(one.name, one.affiliation, one.orcid) for one in article.meta.contributors]
    assert people == [
        ("Ann Poe", "Institute by the Sea; House of Scales", "0000-0002-1825-0097"),
        ("Tomas Berg", "House of Scales", ""),
    ]
    assert article.meta.keywords == ("counting", "scales")
    assert "## Summary" in intake.text
    assert intake.account.agrees
    assert doubts(intake) == set()


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Seen [@poe2020].", "Seen [@poe2020]."),
        ("Seen [@poe2020; @berg:2021, p. 4].", "Seen [@poe2020; @berg:2021, p. 4]."),
        ("Seen [see @poe2020, pp. 1-2; also @berg:2021].", "Seen (see [@poe2020, pp. 1-2]; also [@berg:2021])."),
        ("Poe says so [-@poe2020].", "Poe says so [@poe2020]."),
        ("Seen [@{2019wen}] and [@poe2020;@poe2020].", "Seen [@ref-2019wen] and [@poe2020]."),
        ("Seen [@poe2020, @berg:2021].", "Seen [@poe2020; @berg:2021]."),
        ("As @poe2020 [p. 5] says.", "As Poe et al[@poe2020, p. 5] says."),
        ("Seen.[^n]\n\n[^n]: As in [@poe2020].", "[^1]: As in [@poe2020]."),
        ("As @poe2020 says.", "As Poe et al[@poe2020] says."),
        ("Write to ann@x.example or [ann@x.example].", "Write to ann@x.example or [ann@x.example]."),
    ],
)
def test_citations_are_cited_and_what_only_looks_so_is_kept(typed: str, written: str, tmp_path: Path) -> None:
    intake = imported(tmp_path, f"{typed}\n\nThe end.\n")
    assert written in intake.text.replace("[ann@x.example](mailto:ann@x.example)", "ann@x.example")
    assert intake.account.agrees, intake.account


def test_only_works_that_are_cited_become_references_and_the_article_has_no_errors(tmp_path: Path) -> None:
    intake = imported(tmp_path, "First [@berg:2021], then [@2019wen] and [@berg:2021].\n")
    article = as_article(tmp_path, intake)
    assert [(one.id, one.type, one.title) for one in article.meta.references] == [
        ("berg:2021", "article-journal", "Counting once"),
        ("ref-2019wen", "book", "Scales"),
    ]
    assert article.meta.references[0].author[0].family == "Berg"
    assert doubts(intake) == {"HP572"}  # the edition is not printed


def test_a_key_that_nothing_is_known_of_is_told_and_cannot_be_printed(tmp_path: Path) -> None:
    assert {"HP570", "HP544"} <= doubts(imported(tmp_path, "Seen [@nobody1999].\n"))


def test_in_a_text_file_an_at_sign_cites_only_what_is_known(tmp_path: Path) -> None:
    intake = imported(tmp_path, "A talk\n\nSeen [@poe2020] by [@handle].\n\nThe end.\n", front="", name="talk.txt")
    assert "[@poe2020]" in intake.text
    assert r"\[@handle]" in intake.text
    assert intake.account.agrees


def test_a_figure_keeps_its_caption_and_is_referred_to_by_its_number(tmp_path: Path) -> None:
    figure = "![The *caption*. \\label{fig:a}](a.png){ height=50% }"
    intake = imported(tmp_path, f"As Figure \\ref{{fig:a}} shows, so does \\autoref{{fig:a}}.\n\n{figure}\n")
    assert "As [Figure #](#fig-a) shows, so does [Fig. #](#fig-a)." in intake.text
    assert ":::{figure} images/talk-a.png\n:label: fig-a\n:alt: The caption.\n\nThe *caption*.\n:::" in intake.text
    assert intake.account.agrees, intake.account


def test_a_label_of_something_else_is_told(tmp_path: Path) -> None:
    assert "HP543" in doubts(imported(tmp_path, "See \\ref{eq:a}.\n"))


def test_fields_without_a_place_are_told_and_those_of_programs_are_not(tmp_path: Path) -> None:
    front = "---\ntitle: A note\nfunding: The Sea Fund\noutput: pdf_document\n---\n\n"
    intake = imported(tmp_path, "One paragraph.\n", front=front)
    assert [doubt.message.rpartition(": ")[2] for doubt in intake.doubts if doubt.code == "HP573"] == ["funding"]


def test_references_of_the_front_matter_itself_are_cited(tmp_path: Path) -> None:
    front = "---\ntitle: A note\nreferences:\n- id: doe\n  title: On *counts*\n  type: book\n  issued: 2018\n---\n\n"
    article = as_article(tmp_path, imported(tmp_path, "Seen [@doe].\n", front=front))
    assert [(one.id, one.title, one.issued) for one in article.meta.references] == [("doe", "On *counts*", "2018")]


def test_a_reference_to_a_section_or_to_no_figure_is_told(tmp_path: Path) -> None:
    intake = imported(tmp_path, "See @fig-none and @sec-intro, write to @desk.\n")
    assert [one.code for one in intake.doubts] == ["HP186", "HP543", "HP543"]  # the first is of the desk


def test_front_matter_of_ours_and_of_quarto(tmp_path: Path) -> None:
    front = """---
headline: Two counts
contributors: [{name: Ann Poe, affiliation: House of Scales}]
references: [{id: wen, type: book, title: Scales, issued: {year: 2019, month: 4}}]
execute: {echo: false}
---

"""
    intake = imported(tmp_path, "Seen [@wen].\n", front, "paper.qmd")
    article = as_article(tmp_path, intake)
    assert (article.meta.headline, article.meta.contributors[0].affiliation) == ("Two counts", "House of Scales")
    assert 'issued: "2019-04"' in intake.text
    assert doubts(intake) == set()
