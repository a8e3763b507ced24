import pytest

from content.markdown.reader import Reader
from hemaprint.content.markdown import finish_text, render_inline

NB, THIN = "\u00a0", "\u202f"


_ADDRESS = '<span class="address">{}</span>'
_URL, _MAIL = _ADDRESS.format("https://<wbr>a.<wbr>org/<wbr>b"), _ADDRESS.format("a@<wbr>b.<wbr>org")
_FULL = '<span lang="zh-Hans">{}</span>'


@pytest.mark.parametrize(
    ("typed", "language", "finished"),
    [
        ("\"It's 'so',\" he said", "en-US", "“It’s ‘so’,” he said"),
        ("the '90s, rock 'n' roll", "en-US", "the ’90s, rock ’n’ roll"),
        ('("yes")---"no"', "en-GB", "(“yes”)—“no”"),
        ("\"Das ist 'gut'.\"", "de", "„Das ist ‚gut‘.“"),
        ('"Oui" !', "fr", f"«{THIN}Oui{THIN}»{THIN}!"),
        ('他说"你好"吗', "zh-Hans", "他说“你好”吗"),
        ("5' 10\"", "en", "5′ 10″"),
        ("wait...", "en", "wait…"),
        ("one -- two", "en", f"one{NB}– two"),
    ],
)
def test_quotation_marks_and_dashes(typed: str, language: str, finished: str) -> None:
    assert finish_text(typed, language) == finished


@pytest.mark.parametrize(
    ("typed", "finished"),
    [
        ("3-5 days", "3–5 days"),
        ("pages 983-92", f"pages{NB}983–92"),
        ("0.5-1.5 mg", f"0.5–1.5{NB}mg"),
        ("2025-01-03 and 2025-01", "2025-01-03 and 2025-01"),
        ("10.1038/s41591-024-03282-2", "10.1038/s41591-024-03282-2"),
        ("https://a.org/3-5", "https://a.org/3-5"),
        ("call 555-1234, CA 19-9", "call 555-1234, CA 19-9"),
        ("1 × 10 and 1 x 10", f"1{THIN}×{THIN}10 and 1{THIN}×{THIN}10"),
        ("5 mg of 10 %", f"5{NB}mg of 10{NB}%"),
        ("5 minutes", "5 minutes"),
        ("Dr. Pan, Fig. 2, phase 1", f"Dr.{NB}Pan, Fig.{NB}2, phase{NB}1"),
        ("page 8, day 30, grade 3", f"page{NB}8, day{NB}30, grade{NB}3"),
        ("On this page. A group A, issue A", f"On this page. A group{NB}A, issue A"),
        ("P < .05", f"P{NB}<{NB}.05"),
    ],
)
def test_ranges_and_spaces(typed: str, finished: str) -> None:
    assert finish_text(typed, "en-US") == finished


def test_lines_of_a_headline_are_kept() -> None:
    assert finish_text("Borrowed\n'cells'", "en") == "Borrowed\n‘cells’"


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("The FDA and IITs", "The <abbr>FDA</abbr> and <abbr>IIT</abbr>s"),
        ("CD19, BMT, COVID-19, BCR-ABL1, VIII", "CD19, BMT, COVID-19, BCR-ABL1, VIII"),
        ("CAR-T", '<span class="nb"><abbr>CAR</abbr>-T</span>'),
        ("T-ALL", '<span class="nb">T-<abbr>ALL</abbr></span>'),
        ("B-cell", '<span class="nb">B-cell</span>'),
        ("r/r and and/or", '<span class="nb">r/r</span> and and/or'),
        ("潘静 came", '<span lang="zh-Hans">潘静</span> came'),
        ("[潘静]{lang=zh-Hant}", '<span lang="zh-Hant">潘静</span>'),
        ("[ABC]{.sc} [KMT2A]{.gene}", '<span class="sc">ABC</span> <i class="gene">KMT2A</i>'),
        ("H~2~O", '<span class="nb">H<sub>2</sub>O</span>'),
        ("10^-6^ cells", '<span class="nb">10<sup>−6</sup></span> cells'),
        ('"*word*"', "“<em>word</em>”"),
        (r"\"x\" `\"y\"`", '"x" <code class="nb">\\"y\\"</code>'),
        ("`a  b` ``x ` y``", '<code class="nb">a  b</code> <code class="nb">x ` y</code>'),
        ("`run --dry-run some_path/a.py`", "<code>run --dry-<wbr>run some_<wbr>path/<wbr>a.<wbr>py</code>"),
        (
            'See "www.a-b.org/c--d?e=3-5".',
            f"See “{_ADDRESS.format('www.<wbr>a-<wbr>b.<wbr>org/<wbr>c--<wbr>d?<wbr>e=<wbr>3-<wbr>5')}”.",
        ),
        ("<https://a.org>", f'<a class="ext" href="https://a.org">{_ADDRESS.format("https://<wbr>a.<wbr>org")}</a>'),
        (
            "<mailto:a-b@c.org>",
            f'<a class="ext" href="mailto:a-b@c.org">{_ADDRESS.format("a-<wbr>b@<wbr>c.<wbr>org")}</a>',
        ),
        ("https://a.org/b，a@b.org。", f"{_URL}{_FULL.format('，')}{_MAIL}{_FULL.format('。')}"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("one  \ntwo", "one<br>two"),
        ("one\\\ntwo\nthree", "one<br>two three"),
        ("[x](https://a.org/?a=1&b)", '<a class="ext" href="https://a.org/?a=1&amp;b">x</a>'),
        ("5\nmg", f"5{NB}mg"),
    ],
)
def test_inline(reader: Reader, typed: str, html: str) -> None:
    assert reader.html(typed) == html


def test_chinese_needs_no_span_and_no_space_at_line_ends(reader: Reader) -> None:
    assert reader.html("潘静\n来自北京", language="zh-Hans") == "潘静来自北京"


def test_acronyms_stay_capitals_in_titles(reader: Reader) -> None:
    body = reader.read("## The FDA\n\n:::{pull}\nThe FDA\n:::\n")
    assert [block.html for block in body.blocks if hasattr(block, "html")] == ["The FDA", "The FDA"]
    assert render_inline("The FDA", language="en", acronyms=False) == "The FDA"
    assert render_inline("The FDA", language="en", keep_acronyms=frozenset({"FDA"})) == "The FDA"
