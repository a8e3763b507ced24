"""No input loses a word, and a transcript survives import, export and import."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzzing import examples
from hemaprint.errors import ContentError
from hemaprint.export.script import script_of
from hemaprint.export.text import article_text
from hemaprint.intake import Options

from .reading import TRANSCRIPTS, as_article, imported_text

# fmt: off
PIECES = (
    "Dr. Jing Pan: ", "Field Notes: ", "Q: ", "A: ", "Editor's Note: ", "About Dr. Jing Pan", "References",
    "Note: ", "1. ", "2. ", "- ", "• ", "* ", "+ ", "o  item", "(1) ", "①", "[1] ", "[^1]: ", "[^1]", "[1,2]",
    "> ", "# ", "### ", "thera-\npy", "e-", "**bold**", "__x__", "_a_", "`code`", "[a](b)", "[a][b]", "[a]{.sc}",
    "{.x}", "[@x]", "![x](y)", ":::", "\n:::{note} X\n", ":key: v", "~x~", "^2^", "~", "^", "|",
    "a | b\n---|---\n", "\n---\n", "\n===\n", "<br>", "<b>", "&amp;", "&lt;", "\\", "!", "#",
    "http://x.org/a_b(c)", "10.1000/abc", "NCT01234567", "By Jane Doe", "ﬁ", "½", "ŉ", "ß", "İ", "Ａ", "e\u0301",
    "\u200b", "\xad", "\u202e", "ʼ", "“", "”", "\"", "'", "--", "...", "5 x 10", "你好", "世界。", "问：",
    "答：", "编者按：", "潘静教授：", "Page 1 of 2\n", "\n1\n", "From: a\nTo: b\n", "\n-- \n", "00:01:02 ",
    "titled The Great Trial of Blood, ", "published in Nature Medicine,", "Keywords: a; b", "    ", "\t",
    "word ",
)
# fmt: on
ANYTHING = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text(max_size=6), st.sampled_from([" ", "\n", "\n\n"])), max_size=40
).map("".join)
COPY = "the cells were counted twice CAR-T CD5 (r/r T-ALL) 14.3 p<0.05 “quoted” don’t à 3–5 50% A&B"
WORDS = st.lists(st.sampled_from(COPY.split(" ")), min_size=4, max_size=25).map(" ".join)
SENTENCE = st.builds(lambda words, end: f"It is said that {words}{end}", WORDS, st.sampled_from([".", "?", "!"]))
LIST = st.lists(SENTENCE, min_size=2, max_size=4).map(lambda items: "\n".join(f"• {item}" for item in items))
ANSWER = st.lists(st.one_of(SENTENCE, LIST), max_size=4)
TALK = st.lists(st.tuples(SENTENCE, SENTENCE, ANSWER), min_size=2, max_size=5)

relaxed = settings(
    max_examples=examples(50),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.fuzz
@relaxed
@given(text=ANYTHING, template=st.sampled_from(["", "interview", "news", "feature"]))
def test_no_input_loses_a_word(text: str, template: str, tmp_path: Path) -> None:
    try:
        text.encode("utf-8")
        intake = imported_text(tmp_path, text, Options(template=template))
    except (ContentError, UnicodeEncodeError):
        return  # no text at all, or none that a file can hold
    assert intake.account.agrees, intake.text


@pytest.mark.parametrize("path", sorted(TRANSCRIPTS.iterdir()), ids=lambda path: path.name)
def test_a_transcript_survives_export_and_import(path: Path, tmp_path: Path) -> None:
    _survives(path.read_text("utf-8"), tmp_path)


@pytest.mark.fuzz
@relaxed
@given(talk=TALK, note=st.lists(SENTENCE, max_size=2), about=st.lists(SENTENCE, max_size=3))
def test_any_talk_survives_export_and_import(
    talk: list[tuple[str, str, list[str]]], note: list[str], about: list[str], tmp_path: Path
) -> None:
    paragraphs = ["A talk about cells"]
    paragraphs += [f"Editor's Note: {note[0]}", *note[1:]] if note else []
    for question, answer, more in talk:
        paragraphs += [f"Field Notes: {question}", f"Dr. Jing Pan: {answer}", *more]
    paragraphs += ["About Dr. Jing Pan", "\n".join(f"• {item}" for item in about)] if about else []
    _survives("\n\n".join(paragraphs) + "\n", tmp_path)


def _survives(text: str, folder: Path) -> None:
    first = imported_text(folder, text)
    exported = article_text(script_of(as_article(folder, first)))
    second = imported_text(folder, exported, Options(template=first.template))
    assert second.account.agrees
    assert article_text(script_of(as_article(folder, second))) == exported
