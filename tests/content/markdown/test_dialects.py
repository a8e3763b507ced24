"""What other dialects write: each construct is set or named where it stands, and plain copy is no false alarm."""

from __future__ import annotations

import time

import pytest

from content.markdown.reader import Reader, faults
from hemaprint.content.blocks import Box, Crosshead, List, Paragraph
from hemaprint.content.markdown.dialects import CONSTRUCTS, Construct, construct_at
from markup import block_html, html_of, text_html

SURE = (
    '{{< figure src="a.png" >}}', "{{% note %}}", "{% include x.html %}", "{% raw", "{{ site.url }}", "{# c #}",
    "{/* c */}",
    "{: .class}", "{:toc}", "{::comment}", "{++in++}", "{--out--}", "{>>why<<}", "{!file.md!}", "`x`{=html}",
    "{ref}`x`", "{cite:p}`x`", ":ref:`x`", "<%= x %>", "<!-- x", "%%c%%", "%%", "[b]x[/b]", '[gallery ids="1,2"]',
    "![[x.png]]", "[[x]]", "[[x|y]]", "x ^abc", r"\cite{x}", r"\emph{x}", r"\begin{y}",
    "==x y==", "10^*n*^", "x~`i`~", "x^[1](https://a.org)^", "x^[4]^",
    "[a](https://a.org/b c)",
)  # fmt: skip
SURE_LINES = (
    "[toc]", "[[_TOC_]]", "[!NOTE] x", "(x)=", "*[HTML]: x", "!!! note x", '=== "x"', "--8<-- x",
    "=TEXTBOX_START=Box=", "+++",
    "+---+---+", "| a | b |", "(@) x", "(@x) y", "#. x", ".. note:: x",
)  # fmt: skip
DOUBTFUL = (
    "![x]", "[y] (https://a.org)", "#tag", "so #tag", "@key", "see @key", r"\newpage", r"\(x\)", "++x++", "++ctrl+c++",
    "~x y~", "~gone~", "a &foo; b",
    "x^2 y", "x^{n}", ":smile:", ":+1:",
)  # fmt: skip
DOUBTFUL_LINES = ("% x", "#Head", "##Head", "[/] x", r"\[x = y\]", "== x", "| x", ": x")
PLAIN = (
    "a &amp; b &mdash; c &nbsp; R&D; x&y",
    "$5 and $6", "US$4 or A$5 ($3)", "C# and F#", "a_b", "2 * 3 * 4", "x == y and y == z", "~ 5 mg",
    "~5 mg to ~10 mg", "[sic]",
    "@ home", "#1 of 2", "a@b.org", "a ^ b", "10:30:20", "a:b:c", r"C:\Users\name", "AT&T;", "p<q", "100% of 50%%",
    "no! [1] yes",
    "a|b", "C++ or C++", "a++; b", "1 + 1", "T~max~ and ~14~C", "10^6^ and ^14^C", "*d*~i~", "#ff0011",
    "[[1]](https://a.org)", "[a](https://a.org ) <https://a.org> (b c)", "p^*^ q^**^", r"p^\*a\*^",
    "`$x$ {{ y }} [[z]] @k #t ==m== :s:`", r"\$x\$ \==a== \{{ x }} \[[w]] \@me \#t \:s: a\^b \~~x~~ \^[n]",
    "f(x) = y", "{a, b}",
    "ratio 1:2", "[x](https://a.org/#tag)", "<https://a.org/@me>", "*Why?*", "[@ash]",
)  # fmt: skip


@pytest.mark.parametrize("source", [*SURE, *(f"a {source} b" for source in SURE if "^" not in source)])
def test_what_can_mean_nothing_else_is_an_error(reader: Reader, source: str) -> None:
    (fault, *_) = reader.read(source).problems
    assert (fault.code, fault.severity, bool(fault.hint)) == ("HP186", "error", True)


@pytest.mark.parametrize("source", SURE_LINES)
def test_lines_that_can_mean_nothing_else_are_errors(reader: Reader, source: str) -> None:
    assert [(one.code, one.severity, one.location.column) for one in reader.read(source).problems][:1] == [
        ("HP186", "error", 1)
    ]


@pytest.mark.parametrize("source", [*DOUBTFUL, *DOUBTFUL_LINES])
def test_what_may_be_copy_is_a_warning_and_is_printed(reader: Reader, source: str) -> None:
    body = reader.read(source)
    assert [(one.code, one.severity) for one in body.problems] == [("HP186", "warning")]
    assert body.blocks


@pytest.mark.parametrize("source", PLAIN)
def test_plain_copy_is_no_false_alarm(reader: Reader, source: str) -> None:
    assert reader.faults(f"So {source} it is.") == []
    assert reader.faults(f"- {source}\n- a\n\n> So {source}\n") == []


def test_about_is_no_mark_of_a_definition(reader: Reader) -> None:
    assert [block_html(block) for block in reader.read("a\n\n~ 5 mg b\n\nc\n~ d\n").blocks] == [
        "a",
        "~ 5\u00a0mg b",
        "c ~ d",
    ]


def test_a_place_is_that_of_the_sign(reader: Reader) -> None:
    assert reader.faults("a\n\n- b\n  c ==d== e\n\n| x | y |\n|---|---|\n| z | [[w]] |\n") == [
        ("HP186", 4, 5),
        ("HP186", 8, 7),
    ]


def test_cells_and_titles_have_no_lines(reader: Reader) -> None:
    assert reader.faults("| % of | (@) | #. |\n|---|---|---|\n| = 3 | : x | [!a] |\n\n## % of\n") == []


def test_a_paragraph_in_bold_may_be_a_heading(reader: Reader) -> None:
    assert reader.faults("**A head**\n\n**A sentence.**\n\n**A question?**\n\n**Bold** copy\n") == [("HP187", 1, 1)]


# ---------------------------------------------------------------- what is set


def test_struck_text_tasks_and_inline_notes(reader: Reader) -> None:
    assert reader.html("a ~~b *c*~~ d") == "a <s>b <em>c</em></s> d"
    assert reader.html("[~~b~~](https://a.org)c~2~") != ""
    (block,) = reader.read("- [ ] a\n- [x] b\n- [X] c\n").blocks
    assert isinstance(block, List)
    assert (
        text_html(block)
        == "<ul>"
        + "".join(f'<li><span class="task">{box}</span> {text}</li>' for box, text in ("☐a", "☑b", "☑c"))
        + "</ul>"
    )
    note = '<span class="footnote" role="doc-footnote" id="pan--fn_{}">{}</span>'
    assert reader.html("a^[b *c* [d](https://a.org)].") == (
        "a" + note.format(1, 'b <em>c</em> <a class="ext" href="https://a.org">d</a>') + "."
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("## a^[b]", ("HP145", 1, 5)),
        ("a[^1]\n\n[^1]: b^[c]", ("HP144", 3, 8)),
        ("a^[ ]", ("HP146", 1, 2)),
        ("a^[b [@ahs]]", ("HP150", 1, 7)),
    ],
)
def test_faults_of_inline_notes(reader: Reader, source: str, expected: tuple[str, int, int]) -> None:
    assert reader.faults(source) == [expected]


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("> [!NOTE]\n> a\n>\n> - b\n", "Note"),
        ("> [!tip]- A *title*\n> a\n>\n> - b\n", "A <em>title</em>"),
        ("!!! note\n    a\n\n    - b\n", "Note"),
        ('??? warning "A *title*"\n\n    a\n\n    - b\n', "A <em>title</em>"),
        (":::{warning}\na\n\n- b\n:::\n", "Warning"),
        (":::{admonition} A *title*\na\n\n- b\n:::\n", "A <em>title</em>"),
    ],
)
def test_boxes_of_other_dialects_are_sidebars_in_their_place(reader: Reader, source: str, title: str) -> None:
    body = reader.read(f"Before.\n\n{source}\nAfter.\n")
    assert faults(body) == []
    _, box, _ = body.blocks
    assert isinstance(box, Box)
    assert (box.kind, box.place, html_of(box.title)) == ("sidebar", "here", title)
    paragraph, listing = box.blocks
    assert isinstance(paragraph, Paragraph)
    assert isinstance(listing, List)
    assert (html_of(paragraph.copy), text_html(listing)) == ("a", "<ul><li>b</li></ul>")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("!!! note\n\na", ("HP186", 1, 1)),
        ("> [!NOTE]\n", ("HP121", 1, 1)),
        ("> [!NOTE]\n> b\n>\n> | a |\n> |---|\n> | b |\n", ("HP122", 1, 1)),
        ("- > [!NOTE]\n  > a\n", ("HP186", 1, 5)),
        ("!!! note\n    a[^1]\n\n[^1]: b", ("HP145", 2, 6)),
        ("!!! note\n    a [[b]]\n", ("HP186", 2, 7)),
        ("::: {.note}\na [[b]]\n:::\n", ("HP113", 1, 1)),
        (":::note\na\n:::\n", ("HP113", 1, 1)),
        (":::{image} a.png\n:::\n", ("HP110", 1, 4)),
    ],
)
def test_faults_of_boxes(reader: Reader, source: str, expected: tuple[str, int, int]) -> None:
    found = reader.faults(source)
    assert found[0] == expected
    assert len(found) == 1 + ("[[" in source and ":::" in source)


# ---------------------------------------------------------------- names and ids


def anchors(reader: Reader, source: str) -> list[str]:
    body = reader.read(source)
    assert faults(body) == []
    return [block.anchor.removeprefix("pan--") for block in body.blocks if isinstance(block, Crosshead)]


def test_ids_are_free_whatever_the_words(reader: Reader) -> None:
    heads = ("Ref", "Ref", "Ref 2", "Fn 1", "Fn", "Fn", "???", "!!!")
    assert anchors(reader, "".join(f"## {head}\n\na[@ash]\n\n" for head in heads)) == [
        *("ref", "ref-2", "ref-2-2", "fn-1", "fn", "fn-2", "section", "section-2"),
    ]


def test_a_heading_names_itself(reader: Reader) -> None:
    source = "## Why now? {#target}\n\na [b](#target)\n\n## Target\n\nc\n"
    assert anchors(reader, source) == ["target", "target-2"]
    assert block_html(reader.read(source).blocks[0]) == "Why now?"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("## a {#x}\n\nb\n\n## c {#x}\n\nd\n", ("HP131", 5, 8)),
        ("## a {#X_y}\n\nb\n", ("HP130", 1, 8)),
        (":::{sidebar} S\n:label: x\na\n:::\n\n## b {#x}\n\nc\n", ("HP131", 6, 8)),
    ],
)
def test_faults_of_names(reader: Reader, source: str, expected: tuple[str, int, int]) -> None:
    assert reader.faults(source) == [expected]


def seconds(reader: Reader, source: str) -> float:
    start = time.process_time()
    reader.read(source)
    return time.process_time() - start


def test_equal_headings_take_linear_time(reader: Reader) -> None:
    few, many = (min(seconds(reader, "## Ref\n\n" * number) for _ in range(3)) for number in (500, 4000))
    assert many < 8 * few * 3


# ---------------------------------------------------------------- the patterns


def test_every_construct_is_tried_here() -> None:
    examples = [*SURE, *SURE_LINES, *DOUBTFUL, *DOUBTFUL_LINES]
    found = {_hit(text, at) for text in examples for at in range(len(text))}
    assert [one.pattern for one in CONSTRUCTS if one not in found] == []


def _hit(text: str, at: int) -> Construct | None:
    found = construct_at(text, at, len(text), is_block=True)
    return found[0] if found else None


@pytest.mark.parametrize("example", [*SURE, *SURE_LINES, *DOUBTFUL])
def test_no_pattern_is_slow_on_what_nearly_fits(example: str) -> None:
    for cut in {1, 2, len(example) // 2, len(example) - 1}:
        text = (example[:cut] * 4000)[:4000]
        start = time.process_time()
        for at in range(len(text)):
            _hit(text, at)
        assert time.process_time() - start < 1
