"""Prose: paragraphs, lists, crossheads and what is refused."""

from pathlib import Path

import pytest

from content.markdown.reader import FIRST_LINE, Reader
from hemaprint.content.blocks import CodeBlock, Crosshead, Definitions, List, Paragraph, Quotation
from hemaprint.content.markdown import check_inline, render_blocks
from hemaprint.content.spans import plain
from hemaprint.errors import ContentError, Location
from hemaprint.project.config import NO_ACRONYMS
from markup import copy_of, text_html

_LISTING = '<pre class="listing"><code{}>{}</code></pre>'


def test_paragraphs_and_crossheads(reader: Reader) -> None:
    assert reader.read("One.\n\n## Two *more*\n\nThree\nfour.  \n").blocks == (
        Paragraph(line=FIRST_LINE, copy=plain("One.")),
        Crosshead(line=FIRST_LINE + 2, copy=copy_of("Two *more*"), level=2, anchor="pan--two-more"),
        Paragraph(line=FIRST_LINE + 4, copy=plain("Three four.")),
    )


@pytest.mark.parametrize(
    ("source", "html", "kind"),
    [
        ("- a\n- b *c*\n", "<ul><li>a</li><li>b <em>c</em></li></ul>", List),
        ("3. a\n\n4. b\n", '<ol start="3"><li data-number="3.">a</li><li data-number="4.">b</li></ol>', List),
        ("1) a\n1) b\n", '<ol><li data-number="1)">a</li><li data-number="2)">b</li></ol>', List),
        ("- a\n\n  b\n  - c\n", "<ul><li>a<p>b</p><ul><li>c</li></ul></li></ul>", List),
        ("- a\n\n  > b\n", "<ul><li>a<blockquote><p>b</p></blockquote></li></ul>", List),
        (
            "```py\nif a < b:\n\n    c\n```\n",
            _LISTING.format(' class="language-py"', "if a &lt; b:\n\n    c"),
            CodeBlock,
        ),
        ("~~~ {.r}\n:::{x}\n~~~\n", _LISTING.format(' class="language-r"', ":::{x}"), CodeBlock),
        ("    a  b\n\n    'c' -- d\n", _LISTING.format("", "a  b\n\n'c' -- d"), CodeBlock),
        ("- a\n\n  ```\n  b\n    c\n  ```\n", f"<ul><li>a{_LISTING.format('', 'b' + chr(10) + '  c')}</li></ul>", List),
        ("> a\n>\n> b\n", "<blockquote><p>a</p><p>b</p></blockquote>", Quotation),
        ("CR\n: complete\n", "<dl><dt>CR</dt><dd>complete</dd></dl>", Definitions),
    ],
)
def test_lists(reader: Reader, source: str, html: str, kind: type) -> None:
    (block,) = reader.read(source).blocks
    assert isinstance(block, kind)
    assert text_html(block) == html


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("a <b>bold</b>", [("HP100", 1, 3)]),
        ("a\n<!-- b -->", [("HP100", 2, 1)]),
        ("a ![b](c.png)", [("HP101", 1, 3)]),
        ("# a", [("HP102", 1, 1)]),
        ("a\n---", [("HP103", 1, 1)]),
        ("## a\n\n#### b", [("HP104", 3, 1)]),
        ("### a", [("HP104", 1, 1)]),
        ("##", [("HP105", 1, 1)]),
        ("```\n\n```", [("HP121", 1, 1)]),
        ("a\n\n```\nb", [("HP174", 3, 1)]),
        ("- a\n\n  ```\n  b\n\nc", [("HP174", 3, 3)]),
        ("> ```\n> b\n> ```\n\n```py title=x\nb\n```", [("HP175", 5, 7)]),
        ("a\n\n***", [("HP107", 3, 1)]),
        ("a\x02b", [("HP008", 1, 2)]),
        (">" * 40 + " a", [("HP109", 1, 1)]),
        ("&nbsp;", [("HP121", 1, 1)]),
        ("- a\n-", [("HP121", 2, 1)]),
        ("- ## a", [("HP122", 1, 1)]),
        ("A\n: b\nC\n: d", [("HP122", 3, 1)]),
        ("a [b]{.bold} c{.sc}", [("HP153", 1, 7), ("HP153", 1, 15)]),
        ("a [b]{lang=en_US} [c]{lang=}", [("HP055", 1, 7), ("HP055", 1, 23)]),
        ("[^1]: a", [("HP022", 1, 1), ("HP141", 1, 1)]),
    ],
)
def test_what_is_refused(reader: Reader, source: str, faults: list[tuple[str, int, int]]) -> None:
    assert reader.faults(source)[: len(faults)] == faults


def test_all_faults_come_at_once(reader: Reader) -> None:
    assert [code for code, *_ in reader.faults("# a\n\nb[^1] <i>c</i>\n\n:::{figur} x\n:::\n")] == [
        "HP102",
        "HP140",
        "HP100",
        "HP110",
    ]


def test_words_of_running_copy_are_counted(reader: Reader) -> None:
    source = "It's CAR-T.[^1]\n\n- two words\n\n:::{note}\nNot counted.\n:::\n\n潘静\n\n[^1]: Nor this.\n"
    assert reader.read(source).word_count == 6


def test_copy_of_a_colophon() -> None:
    def render(text: str) -> object:
        return render_blocks(text, language="en", listed=NO_ACRONYMS, path=Path("issue.yaml"), first_line=40)

    assert render("Set in *Serif*.\n\n- a\n") == (
        Paragraph(line=40, copy=copy_of("Set in *Serif*.")),
        List(line=42, items=((Paragraph(line=42, copy=plain("a")),),)),
    )
    with pytest.raises(ContentError) as caught:
        render("## Head\n\n:::{pull}\na\n:::\n\n[x](article:y)\n")
    assert [(fault.code, fault.location.line) for fault in caught.value.problems] == [
        ("HP122", 40),
        ("HP114", 42),
        ("HP137", 46),
    ]


def test_a_standfirst_is_checked() -> None:
    (fault,) = check_inline("Words[^1]", location=Location(Path("a.md"), 3, 13))
    assert (fault.code, fault.location.column) == ("HP145", 18)
