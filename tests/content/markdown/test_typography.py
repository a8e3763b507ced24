import re

import pytest

from content.markdown.reader import Reader
from hemaprint.content.markdown import finish_text, read_inline
from hemaprint.content.markdown.typography import ADDRESS, finish
from hemaprint.content.spans import text_of
from hemaprint.galley.markup import href_of
from hemaprint.project.config import Acronyms
from markup import block_html, html_of

NB, THIN = "\u00a0", "\u202f"


_ADDRESS = '<span class="address">{}</span>'
_LINKED = '<a class="address" href="{}">{}</a>'
_URL = _LINKED.format("https://a.org/b", "https://<wbr>a.<wbr>org/<wbr>b")
_WWW = _LINKED.format(
    "https://www.a-b.org/c--d?e=3-5", "www.<wbr>a-<wbr>b.<wbr>org/<wbr>c--<wbr>d?<wbr>e=<wbr>3-<wbr>5"
)
_MAIL = _LINKED.format("mailto:a@b.org", "a@<wbr>b.<wbr>org")
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
        ("010-12345678 and 021-1234567", "010-12345678 and 021-1234567"),
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


_SICI = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"


@pytest.mark.parametrize(
    ("typed", "address", "href"),
    [
        ("(https://a.org/b)", "https://a.org/b", "https://a.org/b"),
        ("(see https://a.org/b_(c)).", "https://a.org/b_(c)", "https://a.org/b_(c)"),
        ("(doi:10.1000/182).", "doi:10.1000/182", "https://doi.org/10.1000/182"),
        (f"doi:{_SICI}.", f"doi:{_SICI}", f"https://doi.org/{_SICI}"),
        ("(doi.org/10.1000/182)", "doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        ("at www.a.org/@b", "www.a.org/@b", "https://www.a.org/@b"),
        ("mailto:a@b.org?", "mailto:a@b.org", "mailto:a@b.org"),
    ],
)
def test_addresses_end_where_they_end(typed: str, address: str, href: str) -> None:
    assert [match[0] for match in ADDRESS.finditer(typed)] == [address]
    assert href_of(address) == href
    assert address in finish(typed, "en")


def test_lines_of_a_headline_are_kept() -> None:
    assert finish_text("Borrowed\n'cells'", "en") == "Borrowed\n‘cells’"


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("The FDA and IITs", "The <abbr>FDA</abbr> and <abbr>IIT</abbr>s"),
        ("BMT, VIII", "BMT, VIII"),
        ("CAR-T", '<span class="nb"><abbr>CAR</abbr>-T</span>'),
        ("T-ALL", '<span class="nb">T-<abbr>ALL</abbr></span>'),
        ("B-cell", '<span class="nb">B-cell</span>'),
        ("r/r and and/or", '<span class="nb">r/r</span> and and/or'),
        ("潘静 came", '<span lang="zh-Hans">潘静</span> came'),
        ("[潘静]{lang=zh-Hant}", '<span lang="zh-Hant">潘静</span>'),
        (
            "[ABC]{.sc} [KMT2A]{.gene}",
            '<span class="sc">ABC</span> <i class="gene"><span class="symbol">KMT2A</span></i>',
        ),
        ("H~2~O", '<span class="nb">H<sub class="figures">2</sub>O</span>'),
        ("10^-6^ cells", '<span class="nb"><span class="lining">10</span><sup>−6</sup></span> cells'),
        ('"*word*"', "“<em>word</em>”"),
        (r"\"x\" `\"y\"`", '"x" <code class="nb">\\"y\\"</code>'),
        ("`a  b` ``x ` y``", '<code class="nb">a  b</code> <code class="nb">x ` y</code>'),
        ("`run --dry-run some_path/a.py`", "<code>run --dry-<wbr>run some_<wbr>path/<wbr>a.<wbr>py</code>"),
        (
            'See "www.a-b.org/c--d?e=3-5".',
            f"See “{_WWW}”.",
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


def test_chinese_has_full_width_marks_and_dots_for_emphasis(reader: Reader) -> None:
    dot, full = '<span class="dot">{}</span>', '<span class="fullwidth">{}</span>'
    html = reader.html("*强，调*，\"好\"与 it's 'x'……", language="zh-Hans")
    assert html == (
        f"<em>{dot.format('强')}，{dot.format('调')}</em>，{full.format('“')}好{full.format('”')}与 it’s "
        f"{full.format('‘')}x{full.format('’')}{full.format('……')}"
    )
    assert reader.html('"好"', language="ja") == "「好」"
    assert reader.html("*Escherichia coli* “all”", language="zh-Hans") == "<em>Escherichia coli</em> “all”"


def test_acronyms_stay_capitals_in_titles(reader: Reader) -> None:
    body = reader.read("## The FDA\n\n:::{pull}\nThe FDA\n:::\n")
    assert [block_html(block) for block in body.blocks] == ["The FDA", "The FDA"]
    assert html_of(read_inline("The FDA", language="en", acronyms=False)) == "The FDA"
    assert html_of(read_inline("The FDA", language="en", listed=Acronyms(keep=("FDA",)))) == "The FDA"


def marked(text: str, language: str = "en") -> dict[str, str]:
    """What is marked in ``text``, and as what."""
    return {name: kind for kind, name in re.findall(r'<span class="([a-z]+)">([^<]+)', render(text, language))}


def render(text: str, language: str = "en") -> str:
    return html_of(read_inline(text, language=language)).replace("<wbr>", "")


NAMES = """
    CD5 CD34+ C5 H1N1 NCT05032599 COVID-19 IL-2 PD-L1 Ki-67 HbA1c BCR-ABL1 HLA-DRB1*04:01 SARS-CoV-2 4-1BB 3D KMT2A
"""


@pytest.mark.parametrize("name", NAMES.split())
def test_names_of_capitals_and_figures_are_kept_whole(name: str) -> None:
    assert marked(f"Of {name}, in 1998") == {name: "symbol"}


@pytest.mark.parametrize(
    "text",
    ["In 1998", "24 patients", "a 24-hour day", "the 1990s", "Mid-2024", "Covid-19", "5 mg", "page 8", "ISO 8601"],
)
def test_figures_of_running_text_are_text_figures(text: str) -> None:
    assert marked(text) == {}


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("a phase 1 trial", ["1"]),
        ("grade 3-4 events, or grades 2 or 3", ["3–4", "2 or 3"]),
        ("type 2 diabetes, stage 3b", ["2", "3b"]),
        ("n = 16, P < .05", ["16", ".05"]),
        ("2 x 10^6^ cells", ["2", "10"]),
        ("grade 3.5 and phase 12%", []),
    ],
)
def test_figures_of_designations_and_formulas_are_lining_figures(text: str, figures: list[str]) -> None:
    assert list(marked(text)) == figures
    assert set(marked(text).values()) <= {"lining"}


@pytest.mark.parametrize(
    "name", ["ACGTTGCA", "acgttgca", "ATG GCC TTA", "SIINFEKLAAGG", "sample_01.fastq.gz", "README.md", "run_all"]
)
def test_sequences_and_names_of_files_are_no_acronyms(name: str) -> None:
    html = render(f"Of {name}.")
    assert marked(f"Of {name}.") == {name: "identifier"}
    assert "<abbr>" not in html


@pytest.mark.parametrize("text", ["e.g. this, i.e. that", "a Ph.D. of the U.S.A.", "the end.", "GCA and ATG"])
def test_abbreviations_are_no_names_of_files(text: str) -> None:
    assert marked(text) == {}


def test_small_capitals_keep_text_figures() -> None:
    assert render("[KMT2A]{.sc}") == '<span class="sc"><span class="nb">KMT2A</span></span>'


def test_marked_figures_are_plain_text_elsewhere() -> None:
    assert text_of(read_inline("CD5 in a phase 1 trial, n = 16", language="en")) == "CD5 in a phase 1 trial, n = 16"


@pytest.mark.parametrize(
    ("typed", "language", "finished"),
    [
        ('"Он сказал: "да"" - и ушёл в 2024 г.', "ru", f"«Он сказал: „да“»{NB}— и ушёл в 2024{NB}г."),
        ("см. рис. 5, А. С. Ивановой, т. е. 5 марта", "ru", None),
        ("\"To 'tak'\", na s. 8, 5 maja", "pl", f"„To «tak»”, na s.{NB}8, 5{NB}maja"),
        ("\"Να το 'ναι'\" στη σελ. 8, 5 Μαρτίου", "el", f"«Να το “ναι”» στη σελ.{NB}8, 5{NB}Μαρτίου"),
        ("\"Que 'sí'\", p. ej. el 5 de marzo, pág. 8", "es", f"«Que “sí”», p.{THIN}ej. el 5{NB}de marzo, pág.{NB}8"),
        ("\"C'è un po' di 'più'\", dice il Dott. Rossi", "it", f"«C’è un po’ di “più”», dice il Dott.{NB}Rossi"),
        ("\"Diz 'sim'\", 5 milhões", "pt-BR", f"“Diz ‘sim’”, 5{NB}milhões"),
        ('"Diz"', "pt-PT", "«Diz»"),
        ("\"Ankara'da 'evet'\" dedi, 5 Mart", "tr", f"“Ankara’da ‘evet’” dedi, 5{NB}Mart"),
        ('"Hình 2, ngày 5"', "vi", f"“Hình{NB}2, ngày{NB}5”"),
        ('"यह चित्र 2 है", 5 मार्च', "hi", f"“यह चित्र{NB}2 है”, 5{NB}मार्च"),
        ('\'s Avonds zegt ze: "ja"', "nl", "’s Avonds zegt ze: “ja”"),
        ("5. März, z. B. 3 Mio. Euro", "de", f"5.{NB}März, z.{THIN}B. 3{NB}Mio. Euro"),
    ],
)
def test_languages_have_their_marks_and_their_binding(typed: str, language: str, finished: str | None) -> None:
    assert finish_text(typed, language) == (finished or f"см. рис.{NB}5, А.{NB}С.{NB}Ивановой, т.{THIN}е. 5{NB}марта")


@pytest.mark.parametrize(
    ("typed", "language", "finished"),
    [
        ("Mar 30-Apr 2", "en", f"Mar{NB}30–Apr{NB}2"),
        ("Dec 30, 2025-Jan 2, 2026", "en", f"Dec{NB}30, 2025–Jan{NB}2, 2026"),
        ("30. März-2. April", "de", f"30.{NB}März–2. April"),
        ("12.-15. Juni", "de", "12.–15. Juni"),
        ("30 de marzo-2 de abril", "es", f"30{NB}de marzo–2 de abril"),
        ("Mon-Fri, 9:00-17:00 and 9 am-5 pm", "en", "Mon–Fri, 9:00–17:00 and 9 am–5 pm"),
        ("10:00 - 11:30, 12 - 15 June", "en", "10:00–11:30, 12–15 June"),
        ("2025-02-12, 2-March-2025, version 9:30-beta", "en", "2025-02-12, 2-March-2025, version 9:30-beta"),
    ],
)
def test_ranges_of_dates_and_times_have_en_dashes(typed: str, language: str, finished: str) -> None:
    assert finish_text(typed, language) == finished


@pytest.mark.parametrize(
    ("typed", "language"), [("los EE. UU. y", "es"), ("44 a. C.", "es"), ("una S. p. A.", "it"), ("50 av. J.-C.", "fr")]
)
def test_abbreviations_of_several_words_stay_together(typed: str, language: str) -> None:
    phrase = finish_text(typed, language)
    assert NB in phrase
    assert finish_text(typed, "en").count(NB) < phrase.count(NB)
