"""What lint takes for the words of a manuscript are those that the reader of manuscripts takes for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import everything
from content.magazine import Magazine
from hemaprint.content.markdown.inline import InlineWriter, Mode
from hemaprint.content.markdown.source import Fragment
from hemaprint.content.spans import Copy, Task, Text, leaves
from hemaprint.copydesk.lint.inline import NOTHING, Unmarked

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = r"""
plain *emphasis* and **strong**, ***both***, _too_

snake_case_word and 2*3*4, a * b, *not closed

CO~2~ and 10^6^ and x^2^y

[text](https://example.org/a_(b)), [more *here*](https://example.org){.paper} <https://example.org/>

[KMT2A]{.gene} and [天津]{lang=zh-Hans}, [two *words*]{.sc} and [a [bracket] in it](https://example.org)

`code *here*` and ``more ` code`` and `not closed

$x_1^2$ but $5 and $10

escaped \*stars\* and \[brackets\] and \\ more

a [bracket] alone and a ] and a [

words <!-- lint: HP727 reason --> on

~~struck~~ words ~ 5

an end
of a line, and **strong
over it**
"""
BODIES = (EXAMPLES, everything.REPORT, everything.TALK, everything.NEWS, everything.QUESTIONS, everything.BOXES)


def letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha() and sign != "x")  # 2 x 3 is printed with a cross


def unmarked(source: str) -> Unmarked:
    read = Unmarked(source)
    read.read()
    return read


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Every fragment that is read from now on, with the letters of its copy."""
    found: list[tuple[str, str]] = []
    write = InlineWriter.write

    def recorded(self: InlineWriter, fragment: Fragment, mode: Mode) -> Copy:
        copy = write(self, fragment, mode)
        said: Iterator[str] = (leaf.text for leaf in leaves(copy) if isinstance(leaf, Text | Task))
        found.append((fragment.text, letters("".join(said))))
        return copy

    monkeypatch.setattr(InlineWriter, "write", recorded)
    return found


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.strip()[:12])
def test_the_words_are_those_of_the_reader(written: list[tuple[str, str]], body: str, tmp_path: Path) -> None:
    Magazine(tmp_path).article(body=body)
    assert len(written) > 3
    for source, said in written:
        assert letters(unmarked(source).text) == said, source


def test_the_words_of_the_sample_are_those_of_the_reader(written: list[tuple[str, str]], tmp_path: Path) -> None:
    for path in (ROOT / "content" / "2025-01" / "articles").glob("*.md"):
        Magazine(tmp_path).article(body=path.read_text("utf-8").partition("\n---\n")[2])
    assert len(written) > 300
    for source, said in written:
        assert letters(unmarked(source).text) == said, source


@pytest.mark.parametrize("source", EXAMPLES.strip().split("\n\n"))
def test_every_character_knows_where_it_is_typed(source: str) -> None:
    read = unmarked(source)
    assert len(read.text) == len(read.at)
    assert list(read.at) == sorted(read.at)
    for character, at in zip(read.text, read.at, strict=True):
        assert character in (source[at], NOTHING) or (character == " " and source[at].isspace())


def test_marks_are_where_the_words_are() -> None:
    read = unmarked("A *TP53* [*FLT3* mutation](https://example.org) and [KIT]{.gene}")
    assert [(read.text[one.start : one.end], one.kind) for one in read.marked] == [
        ("TP53", "emphasis"),
        ("FLT3", "emphasis"),
        ("FLT3 mutation", "link"),
        ("KIT", "gene"),
    ]


@pytest.mark.parametrize("source", ["[" * 5000, "*a " * 3000, "`" * 5000, "[a](" * 3000, "$a" * 3000, "^[" * 3000])
def test_work_is_bounded(source: str) -> None:
    assert len(unmarked(source).text) <= len(source)
