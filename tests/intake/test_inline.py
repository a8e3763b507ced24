"""Characters that are markup in our Markdown come out as characters, and faces as faces."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from hemaprint.content.blocks import Paragraph
from hemaprint.content.markdown import BodyContext, OwnStyle, parse_body
from hemaprint.content.models import FrontMatter
from hemaprint.intake.inline import InlineWriter
from hemaprint.intake.passages import Note, TextRun
from markup import html_of

MARKUP = "*_`[](){}<>&\\^~|#-+.:!=@$%?/123 \nabéx中“"


def read(markdown: str) -> tuple[str, list[str]]:
    """The HTML of one paragraph as ``check`` reads it, and the codes of what is wrong with it, bold heads aside."""
    context = BodyContext(
        slug="a",
        meta=FrontMatter(headline="-", department="-"),
        template="feature",
        language="en",
        style=OwnStyle("ama", "en"),
        issue_dir=Path(),
        project_root=Path(),
        keep_acronyms=frozenset(),
    )
    body = parse_body(markdown, first_line=1, path=Path("a.md"), context=context)
    paragraphs = [html_of(block.copy) for block in body.blocks if isinstance(block, Paragraph)]
    assert len(body.blocks) == len(paragraphs) <= 1
    return "".join(paragraphs), [problem.code for problem in body.problems if problem.code != "HP187"]


def visible(html: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    for line_break in soup.find_all("br"):
        line_break.replace_with("\n")
    return soup.get_text()


def letters(text: str) -> str:
    """Without what the typographic finish changes: spaces, dashes, quotation marks, the sign of multiplication."""
    return re.sub(r"[\s\u00a0\u202f\u2009“”‘’\"'–—…−-]|\.{3}", "", text).replace("×", "x")


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet=st.sampled_from(MARKUP), min_size=1, max_size=24))
def test_characters_stay_characters(text: str) -> None:
    if not text.strip():
        return
    html, codes = read(InlineWriter({}).write((TextRun(text),), 1))
    assert codes == []
    assert letters(visible(html)) == letters(text)
    assert not BeautifulSoup(html, "html.parser").find_all(["em", "strong", "s", "a", "sup", "sub", "code"])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.builds(
            TextRun,
            st.text(alphabet=st.sampled_from(MARKUP), min_size=1, max_size=8),
            st.frozensets(st.sampled_from(["strong", "emphasis", "struck", "sup", "sub"]), max_size=2),
            st.sampled_from(["", "", "https://example.org/a_(b)?c=*", "javascript:alert(1)", "mailto:a@example.org"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_spans_lose_no_character(spans: list[TextRun]) -> None:
    text = "".join(span.text for span in spans)
    if not text.strip():
        return
    html, codes = read(InlineWriter({}).write(tuple(spans), 1))
    assert codes == []
    assert letters(visible(html)) == letters(text)
    assert "javascript" not in html


@pytest.mark.parametrize(
    ("span", "html"),
    [
        (TextRun("bold", frozenset({"strong"})), "<strong>bold</strong>"),
        (TextRun("slanted", frozenset({"emphasis"})), "<em>slanted</em>"),
        (TextRun("out", frozenset({"struck", "strong"})), "<s>out</s>"),
        (TextRun("2", frozenset({"sub"})), '<sub class="figures">2</sub>'),
        (TextRun("(both)", frozenset({"strong", "emphasis"})), "(<em><strong>both</strong></em>)"),
        (TextRun("here", href="https://example.org/a b"), 'href="https://example.org/a%20b"'),
    ],
)
def test_faces_stay_faces(span: TextRun, html: str) -> None:
    assert html in read(InlineWriter({}).write((TextRun("before "), span, TextRun(" after")), 1))[0]


def test_a_note_is_called_once_and_stands_in_brackets_where_it_cannot_be() -> None:
    writer = InlineWriter({"a": Note(3, (TextRun("aside"),)), "b": Note(4, (TextRun("more"),))})
    assert writer.write((TextRun("word"), TextRun("", note="a")), 1) == "word[^1]"
    assert writer.line((TextRun("head"), TextRun("", note="b")), 2) == "head [more]"
    assert list(writer.definitions()) == ["[^1]: aside"]
    assert writer.moved
    assert writer.placed == {"a", "b"}
