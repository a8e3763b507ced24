import sys
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from hemaprint.content.blocks import Equation
from hemaprint.errors import ContentError, MissingEnvironmentError
from hemaprint.intake import Options
from hemaprint.intake.pandoc import find_pandoc, read_pandoc
from hemaprint.intake.passages import Author, Grid, Heading, Listing, Prose, text_of
from intake.counting import codes, plain, words, words_handed_over

from .reading import as_article, imported_text

MARKDOWN = """\
---
title: Iron
author: [Ada Bell, Ben Cole]
date: 2025-02-14
---

# Stores

Ferritin is *low*[^1] in [children](https://example.org/a).

- one
- two

| a | b |
|---|---|
| 1 | 2 |

[^1]: Below 30.
"""


@pytest.fixture
def convert(tmp_path: Path) -> Callable[[str], Path]:
    """A Markdown text as another kind of document, made by pandoc."""
    pypandoc = pytest.importorskip("pypandoc")

    def run(ending: str) -> Path:
        path = tmp_path / f"a.{ending}"
        pypandoc.convert_text(
            MARKDOWN, ending, format="gfm+yaml_metadata_block", outputfile=str(path), extra_args=["-s"]
        )
        return path

    return run


def test_markdown(tmp_path: Path) -> None:
    pytest.importorskip("pypandoc")
    (tmp_path / "a.md").write_text(MARKDOWN)
    raw = read_pandoc(tmp_path / "a.md", Options())
    assert [type(passage) for passage in raw.passages] == [Heading, Prose, Listing, Grid]
    assert [passage.line for passage in raw.passages[:3]] == [7, 9, 11]
    assert [text_of(note.inline) for note in raw.notes.values()] == ["Below 30."]
    assert (raw.metadata.title, raw.metadata.authors) == ("Iron", (Author("Ada Bell"), Author("Ben Cole")))
    assert raw.metadata.published == "2025-02-14"
    assert words(raw.words_of) == words_handed_over(raw) + words(raw.metadata.title)


@pytest.mark.parametrize("ending", ["odt", "rtf", "docx"])
def test_documents(ending: str, convert: Callable[[str], Path]) -> None:
    raw = read_pandoc(convert(ending), Options())
    assert "Ferritin is low in children." in plain(raw)
    assert any(isinstance(passage, Grid) for passage in raw.passages)
    assert [text_of(note.inline) for note in raw.notes.values()] == ["Below 30."]
    assert raw.unit == "paragraph"
    assert words(raw.words_of) == words_handed_over(raw)


@pytest.mark.parametrize(("name", "data"), [("a.md", b"---\na: [\n---\nx"), ("a.rtf", b"{\\rtf1 {{{")])
def test_what_pandoc_cannot_read(name: str, data: bytes, tmp_path: Path) -> None:
    pytest.importorskip("pypandoc")
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ContentError) as caught:
        read_pandoc(tmp_path / name, Options())
    assert caught.value.problems[0].code == "HP520"


def test_pandoc_reads_nothing_else(tmp_path: Path) -> None:
    pytest.importorskip("pypandoc")
    (tmp_path / "a.md").write_text("x ![alt](/etc/hostname) ![b](../x.png)")
    raw = read_pandoc(tmp_path / "a.md", Options())
    assert codes(raw) == ["HP525", "HP525"]


def test_without_pandoc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    with pytest.raises(MissingEnvironmentError) as caught:
        find_pandoc()
    assert "hemaprint[pandoc]" in caught.value.hint


def test_word_through_pandoc_is_counted_by_its_xml(tmp_path: Path) -> None:
    pytest.importorskip("pypandoc")
    document = docx.Document()
    document.add_paragraph("Only this")
    document.save(str(tmp_path / "a.docx"))
    raw = read_pandoc(tmp_path / "a.docx", Options(pandoc=True))
    assert plain(raw) == ["Only this"]
    assert words(raw.words_of) == words_handed_over(raw)


def test_tags_of_the_author_keep_their_text(tmp_path: Path) -> None:
    pytest.importorskip("pypandoc")
    path = tmp_path / "a.md"
    path.write_text("At 10<sup>9</sup> and H<sub>2</sub>O, <b>twice</b>.\n")
    raw = read_pandoc(path, Options())
    [prose] = raw.passages
    assert isinstance(prose, Prose)
    marked = [(span.text, *span.marks) for span in prose.inline if span.marks]
    assert marked == [("9", "sup"), ("2", "sub"), ("twice", "strong")]


FORMULAS = r"""# Cells

With $a^2 + b_i$ cells, at*last*.

$$
E = \frac{m_1}{c} \text{ if}
$$

It cost $5, then $6. `$x^2$`

A $\foo_1$ b.
"""


def test_formulas_come_in_and_what_cannot_be_set_is_told(tmp_path: Path) -> None:
    pytest.importorskip("pypandoc")
    intake = imported_text(tmp_path, FORMULAS, name="formulas.md")
    assert [doubt.line for doubt in intake.doubts if doubt.code == "HP523"] == [11]
    assert "With $a^2 + b_i$ cells" in intake.text
    assert "\n$$E = \\frac{m_1}{c} \\text{ if}$$\n" in intake.text
    assert [block for block in as_article(tmp_path, intake).body if isinstance(block, Equation)]


def test_signs_of_other_dialects_stay_signs_and_are_told(tmp_path: Path) -> None:
    pytest.importorskip("pypandoc")
    body = "A ==b== and [[c]] and ~~d~~.\n\n{{< e >}}\n\n- [x] f\n- g\n\nCosts $5 and $6, see C#.\n"
    intake = imported_text(tmp_path, f"---\ntitle: Signs\n---\n\n{body}", name="signs.md")
    told = [(one.code, one.line) for one in intake.doubts if one.code in ("HP186", "HP528")]
    assert told == [("HP186", 5), ("HP186", 5), ("HP528", 5), ("HP186", 7)]
    assert "\\==b== and \\[[c]] and ~~d~~" in intake.text
    assert "- [x] f" in intake.text
    assert as_article(tmp_path, intake).meta.headline == "Signs"


def test_inline_notes_are_notes(tmp_path: Path) -> None:
    pytest.importorskip("pypandoc")
    path = tmp_path / "a.md"
    path.write_text("Twice.^[By *two* people, see [there](https://example.org).] Then once.[^a]\n\n[^a]: Alone.\n")
    raw = read_pandoc(path, Options())
    assert {text_of(note.inline).strip() for note in raw.notes.values()} == {"By two people, see there.", "Alone."}


def test_notes_that_call_each_other_come_to_an_end(tmp_path: Path) -> None:
    pytest.importorskip("pypandoc")
    path = tmp_path / "a.md"
    path.write_text("Twice[^a] and[^b].\n\n[^a]: See [^a] and [^b].\n\n[^b]: See [^a].\n")
    assert {text_of(note.inline).strip() for note in read_pandoc(path, Options()).notes.values()} >= {"See [^a]."}
