"""What front matter tells before the copy is in every form of export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from .forms import Magazine, docx_text, html_text, jats_text
from .test_jats import dtd

__all__ = ["dtd"]  # a fixture

FRONT = {
    "abstract": [
        {"label": "Methods", "text": "Each clock was *read*."},
        {"label": "Results", "text": "Most were late."},
    ],
    "keywords": ["clocks", "nights"],
    "books": [
        {
            "title": "On water", "author": "Mara Lindqvist", "publisher": "Heron", "year": 2024, "pages": 312,
            "isbn": "978-3-16-148410-0", "price": "€32", "cover": "images/low.svg", "alt": "A plain jacket",
        }
    ],
    "life": {"born": "1934-05", "born_in": "Leith", "died": "2025-01-19"},
    "consent": "Given in writing.",
}  # fmt: skip
SAID = (
    "Abstract", "Methods", "Each clock was read.", "Results", "Keywords: clocks; nights", "On water", "Mara Lindqvist",
    "Heron, 2024", "312 pages", "978-3-16-148410-0", "€32", "A plain jacket", "Born May 1934, Leith",
    "Died January 19, 2025", "Consent: Given in writing.",
)  # fmt: skip


@pytest.mark.parametrize("form", ["text", "html", "docx"])
def test_all_of_it_is_said(magazine_of: Callable[..., Magazine], form: str) -> None:
    magazine = magazine_of("Words.", **FRONT)
    written = getattr(magazine, form)(magazine.only)
    readers: dict[str, Callable[[Any], str]] = {"text": str, "html": html_text, "docx": docx_text}
    text = readers[form](written)
    said = " ".join(text.replace("\u00a0", " ").split())
    assert [part for part in SAID if part not in said] == []


def test_archives_have_elements_for_it(magazine_of: Callable[..., Magazine], dtd: etree.DTD) -> None:
    magazine = magazine_of("Words.", **FRONT)
    root = etree.fromstring(magazine.jats(magazine.only))
    assert dtd.validate(root), dtd.error_log
    assert [title.text for title in root.findall(".//abstract/sec/title")] == ["Methods", "Results"]
    product = root.find(".//product")
    told = {child.tag: "".join(child.itertext()) for child in product}
    assert told["source"] == "On water"
    assert told["person-group"] == "Mara Lindqvist"
    assert (told["year"], told["size"], told["isbn"], told["price"]) == ("2024", "312", "978-3-16-148410-0", "€32")
    assert root.findtext(".//back/notes[@notes-type='consent']/p") == "Given in writing."
    assert "Born May 1934, Leith" in jats_text(etree.tostring(root))
    (cover,) = root.findall(".//body/fig[@fig-type='cover']")
    assert cover.findtext("alt-text") == "A plain jacket"


def test_an_abstract_without_sections_is_a_paragraph(magazine_of: Callable[..., Magazine]) -> None:
    magazine = magazine_of("Words.", abstract=[{"text": "All at once."}])
    root = etree.fromstring(magazine.jats(magazine.only))
    assert [child.tag for child in root.find(".//abstract")] == ["p"]


@pytest.mark.parametrize(
    ("template", "kind"),
    [
        ("book-review", "book-review"),
        ("obituary", "obituary"),
        ("case-report", "case-report"),
        ("research-letter", "brief-report"),
        ("photo-essay", "other"),
    ],
)
def test_each_template_has_its_type(magazine_of: Callable[..., Magazine], template: str, kind: str) -> None:
    magazine = magazine_of("Words.", template=template, **FRONT)
    assert etree.fromstring(magazine.jats(magazine.only)).get("article-type") == kind


def test_the_pictures_of_a_gallery_are_figures_in_their_order(
    magazine_of: Callable[..., Magazine], tmp_path: Path
) -> None:
    figures = "".join(f":::{{figure}} images/{name}.svg\n:alt: {name}\n\nOf {name}.\n:::\n" for name in ("low", "tall"))
    magazine = magazine_of(f"Words.\n\n::::{{gallery}}\n{figures}::::\n")
    root = etree.fromstring(magazine.jats(magazine.only))
    assert [figure.findtext("label") for figure in root.findall(".//fig")] == ["Figure 1", "Figure 2"]
    assert "Figure 2: tall. Of tall." in magazine.text(magazine.only)
