"""The tags of single documents: what is read, in which order, and what is passed over."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Object

from hemaprint.bind.fonts import complete
from hemaprint.bind.foundry import Foundry
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.tags import Tags
from trees import elements, spelled, texts_of, words_of

from .laying import NOWHERE, engine, lay_out

PICTURE = "hemaprint-project:///wedge.svg"
WEDGE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><path d="M0 0h40v20z"/></svg>'
PAGE = "@page{size:300pt 200pt;margin:20pt;bleed:0;@top-left{content:none}@top-right{content:none}}"
LONG = " ".join(f"Word {number} of many words." for number in range(120))


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    root = tmp_path_factory.mktemp("project")
    (root / "wedge.svg").write_text(WEDGE, "utf-8")
    return engine(root)


def tagged(body: str, warm: Engine, rules: str = "", tags: Tags = Tags.UA1) -> bytes:
    pdf, _ = warm.write(lay_out(body, warm, PAGE + rules), NOWHERE, tags)
    return pdf


@cache
def opened(pdf: bytes) -> pikepdf.Pdf:
    """The file, which stays open as long as the tests run."""
    return pikepdf.open(BytesIO(pdf))


def the(role: str, pdf: bytes) -> Object:
    """The only element of a type."""
    (found,) = [one for one in elements(opened(pdf)) if str(one.S) == f"/{role}"]
    return found


def artifacts(pdf: bytes, kind: str) -> int:
    """How many marked sequences of all pages are artifacts of a kind."""
    return sum(
        str(one.operator) == "BDC" and one.operands[0] == "/Artifact" and one.operands[1].Type == f"/{kind}"
        for page in opened(pdf).pages
        for one in pikepdf.parse_content_stream(page)
    )


# ---------------------------------------------------------------- text


def test_columns_and_pages_do_not_split_a_paragraph(warm: Engine) -> None:
    pdf = tagged(f"<div class=two><p>{LONG}</p></div>", warm, ".two{columns:2}")
    assert len(opened(pdf).pages) > 1
    assert spelled(pdf) == f"P({LONG})"


def test_text_in_a_div_is_a_paragraph(warm: Engine) -> None:
    body = "<div>A <em>kicker</em></div><div><div>One</div>two<p>Three</p></div>"
    assert spelled(tagged(body, warm)) == "P(A kicker) P(One) P(two) P(Three)"


def test_headings_are_whole(warm: Engine) -> None:
    body = "<h1><span class=line>One </span><span class=line>two</span></h1><h2>Three</h2>"
    assert spelled(tagged(body, warm, ".line{display:block}")) == "H1(One two) H2(Three)"


def test_a_drop_cap_is_read_with_its_word(warm: Engine) -> None:
    body = "<p><span class=dropcap>C</span><span class=lead-in>AR-T cells</span> are edited. And edited again.</p>"
    pdf = tagged(body, warm)
    assert spelled(pdf) == "P(Span(\u200b CAR-T cells) are edited. And edited again.)"
    assert str(the("Span", pdf).ActualText) == "CAR-T cells"


def test_small_capitals_keep_their_letters(warm: Engine) -> None:
    pdf = tagged("<p><abbr>FDA</abbr> and <span class=sc>fda</span>, <abbr>mRNA</abbr></p>", warm)
    assert spelled(pdf) == "P(FDA and fda , mRNA)"


def test_language_and_abbreviations(warm: Engine) -> None:
    pdf = tagged("<p lang=de>Blut <abbr title='Rotes Blut'>RB</abbr> <span lang=zh-Hans>潘静</span></p>", warm)
    assert spelled(pdf) == "P(Blut Span(RB)  Span(潘静))"
    assert [str(one.get("/Lang", "")) for one in elements(opened(pdf))] == ["", "de", "", "zh-Hans"]
    assert [str(one.E) for one in elements(opened(pdf)) if "/E" in one] == ["Rotes Blut"]


def test_the_language_of_what_has_no_type_is_that_of_its_kids_and_is_said_once(warm: Engine) -> None:
    pdf = tagged("<div lang=de><p>Blut</p><p lang=fr>Sang</p></div><div lang=de><p lang=de>Zelle</p></div>", warm)
    assert [str(one.get("/Lang", "")) for one in elements(opened(pdf))] == ["", "de", "fr", "de"]


@pytest.mark.parametrize(("tags", "words"), [(Tags.UA1, "P(So it is.)"), (Tags.UA2, "P(So Em(it) is.)")])
def test_emphasis_is_known_to_pdf_2(warm: Engine, tags: Tags, words: str) -> None:
    assert spelled(tagged("<p>So <em>it</em> is.</p>", warm, tags=tags)) == words


def test_struck_text_is_known_to_be_struck(warm: Engine) -> None:
    pdf = tagged("<p>So <s>it</s> is.</p>", warm)
    assert spelled(pdf) == "P(So Span(it) is.)"
    assert str(the("Span", pdf).A.TextDecorationType) == "/LineThrough"


# ---------------------------------------------------------------- artifacts


def test_running_heads_and_leaders_are_artifacts(warm: Engine) -> None:
    rules = "@page{@top-center{content:'Running head'}} p::after{content:leader('.') '7'}"
    pdf = tagged("<p>Chapter</p>", warm, rules)
    assert spelled(pdf) == "P(Chapter 7)"
    assert artifacts(pdf, "Pagination") == 1
    assert artifacts(pdf, "Layout") > 0


def test_decoration_and_repetition_are_artifacts(warm: Engine) -> None:
    again = '<div aria-hidden=true><p>One <a href="#two">again</a></p></div>'
    pdf = tagged(f'<p>One</p><img src="{PICTURE}" alt="">{again}<p id=two>Two</p>', warm)
    assert spelled(pdf) == "P(One) P(Two)"
    assert "/Annots" not in opened(pdf).pages[0].obj or not list(opened(pdf).pages[0].obj.Annots)


# ---------------------------------------------------------------- pictures, tables, lists


def test_a_figure_has_words_a_place_and_its_caption_beside_it(warm: Engine) -> None:
    body = f'<figure><img src="{PICTURE}" alt="A wedge"><figcaption>The caption</figcaption></figure>'
    pdf = tagged(body, warm, "img{display:block;width:40pt;height:20pt}")
    assert spelled(pdf) == "Sect(Figure() Caption(The caption))"
    assert str(the("Figure", pdf).Alt) == "A wedge"
    assert [float(edge) for edge in the("Figure", pdf).A.BBox] == pytest.approx([20, 160, 60, 180])


def test_a_figure_without_caption_stands_alone(warm: Engine) -> None:
    assert spelled(tagged(f'<figure><img src="{PICTURE}" alt="A wedge"></figure>', warm)) == "Figure()"


def test_a_caption_apart_joins_the_picture_before_it(warm: Engine) -> None:
    body = f'<div><img src="{PICTURE}" alt="A wedge"><p>Title</p><p data-tag=Caption>Its caption</p></div>'
    assert spelled(tagged(body, warm)) == "Sect(Figure() Caption(Its caption)) P(Title)"


def test_a_drawing_in_the_text_says_its_title(warm: Engine) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>A dot</title><path d="M0 0h9v9z"/></svg>'
    assert str(the("Figure", tagged(f"<figure>{svg}</figure>", warm)).Alt) == "A dot"


def test_tables_have_heads_with_scope_and_their_caption(warm: Engine) -> None:
    rows = "<tr><th colspan=2 scope=row>Group</th></tr><tr><th scope=row>One</th><td></td></tr>"
    head = "<thead><tr><th scope=col>Measure</th><th scope=col>Count</th></tr></thead>"
    pdf = tagged(f"<div><div data-tag=Caption>Title</div><table>{head}<tbody>{rows}</tbody></table></div>", warm)
    assert spelled(pdf) == (
        "Table(Caption(Title) THead(TR(TH(Measure) TH(Count))) TBody(TR(TH(Group)) TR(TH(One) TD())))"
    )
    heads = [one.A for one in elements(opened(pdf)) if one.S == "/TH"]
    assert [str(one.Scope) for one in heads] == ["/Column", "/Column", "/Row", "/Row"]
    assert [int(one.get("/ColSpan", 1)) for one in heads] == [1, 1, 2, 1]


def headed(pdf: bytes) -> dict[str, str]:
    """The heads of every cell of the tables of a file, by its words."""
    words = {one.objgen: words_of(one, opened(pdf), texts_of(pdf)) for one in elements(opened(pdf))}
    named = {str(one.ID): words[one.objgen] for one in elements(opened(pdf)) if "/ID" in one}
    found = {}
    for cell in (one for one in elements(opened(pdf)) if one.S in ("/TH", "/TD")):
        heads = cell.A.get("/Headers", Array()) if "/A" in cell else Array()
        found[words[cell.objgen]] = ", ".join(named[str(head)] for head in heads)
    return found


def test_heads_of_groups_and_over_several_columns_are_named_by_their_cells(warm: Engine) -> None:
    head = "<thead><tr><th rowspan=2>Measure<th colspan=2 scope=colgroup>Cohort<th rowspan=2>All<tr><th>A<th>B</thead>"
    rows = (
        "<tr><th colspan=4 scope=rowgroup>Safety<tr><th scope=row>Fever<td>1<td>2<td>3"
        "<tr><th colspan=4 scope=rowgroup>Effect<tr><th scope=row>CR<td>4<td>5<td>9"
    )
    assert headed(tagged(f"<table>{head}<tbody>{rows}</tbody></table>", warm)) == {
        "Measure": "",
        "Cohort": "",
        "All": "",
        "A": "Cohort",
        "B": "Cohort",
        "Safety": "",
        "Fever": "Safety, Measure",
        "1": "Safety, Cohort, A, Fever",
        "2": "Safety, Cohort, B, Fever",
        "3": "Safety, All, Fever",
        "Effect": "",
        "CR": "Effect, Measure",
        "4": "Effect, Cohort, A, CR",
        "5": "Effect, Cohort, B, CR",
        "9": "Effect, All, CR",
    }


def test_a_plain_table_needs_no_names_of_heads(warm: Engine) -> None:
    pdf = tagged("<table><tr><th>A<th>B<tr><th scope=row>One<td>1</table>", warm)
    assert set(headed(pdf).values()) == {""}


def test_a_head_repeated_after_a_break_is_an_artifact(warm: Engine) -> None:
    rows = "".join(f"<tr><td>{number}</td></tr>" for number in range(30))
    pdf = tagged(f"<table><thead><tr><th>No.</th></tr></thead><tbody>{rows}</tbody></table>", warm)
    pages = len(opened(pdf).pages)
    assert pages > 1
    assert [str(one.S) for one in elements(opened(pdf))].count("/TH") == 1
    assert [str(one.S) for one in elements(opened(pdf))].count("/Table") == 1
    assert artifacts(pdf, "Pagination") == pages - 1


def test_lists_have_labels_and_bodies(warm: Engine) -> None:
    body = (
        "<div class=copy><ul><li>One<p>More</p><ol start=4><li data-number='4)'>Two</li></ol></li></ul></div>"
        "<div class=about><ul><li>Bare</li></ul></div>"
    )
    pdf = tagged(body, warm)
    assert spelled(pdf) == "L(LI(Lbl(–) LBody(P(One) P(More) L(LI(Lbl(4)) LBody(Two)))))) L(LI(LBody(Bare)))"
    lists = [one for one in elements(opened(pdf)) if one.S == "/L"]
    assert [str(one.A.ListNumbering) if "/A" in one else "" for one in lists] == ["/Disc", "/Decimal", ""]


def test_code_is_code_line_by_line(warm: Engine) -> None:
    body = '<div class=copy><pre class="listing"><code>a b\n<span class="turnover"></span>c</code></pre></div>'
    assert spelled(tagged(body, warm)) == "P(Code(a b c))"


def test_lists_of_terms(warm: Engine) -> None:
    body = "<dl><dt>CR</dt><dd>complete</dd><dd>or nearly</dd><dt>PR</dt><dd>partial</dd></dl>"
    assert spelled(tagged(body, warm)) == ("L(LI(Lbl(CR) LBody(P(complete) P(or nearly))) LI(Lbl(PR) LBody(partial)))")


# ---------------------------------------------------------------- conversations and contents

ASKED = (
    "<div data-turn=1 data-tag=LI><span data-tag=Lbl>HF</span>"
    "<span data-tag=P>Why?</span> <span data-tag=P>How?</span></div>"
)
ANSWERED = (
    "<p data-turn=2><span data-tag=Lbl>Pan</span> So.</p><figure><img src={} alt=x></figure><p data-turn=2>And so.</p>"
)
ALONE = "<p data-turn=3><b data-tag=Lbl>Pan</b></p><p data-turn=3>Last.</p>"


def test_a_conversation_is_a_list_of_turns_with_their_speakers(warm: Engine) -> None:
    body = f"<h2>One</h2>{ASKED}{ANSWERED.format(PICTURE)}<h2>Two</h2>{ALONE}"
    pdf = tagged(body, warm, "[data-tag=P]{display:block}", Tags.UA2)
    assert spelled(pdf) == (
        "H2(One) L(LI(Lbl(HF) LBody(P(Why?) P(How?))) LI(Lbl(Pan) LBody(P(So.) Figure() P(And so.))))"
        " H2(Two) L(LI(Lbl(Pan) LBody(P(Last.))))"
    )
    assert [str(one.A.ListNumbering) for one in elements(opened(pdf)) if one.S == "/L"] == ["/Description"] * 2


def test_contents_are_entries_some_of_them_under_their_department(warm: Engine) -> None:
    def entry(title: str, section: str = "") -> str:
        inside = f"<b data-tag=Lbl>4</b><h3 data-tag=Reference>{title}</h3>"
        return f"<div data-tag=TOCI data-section='{section}'>{inside}</div>"

    def label(section: str) -> str:
        return f"<p data-section={section}>{section}</p>"

    left = entry("One") + label("News") + entry("Two", "News")
    right = entry("Three") + label("Lab") + entry("Four", "Lab") + entry("Five", "Lab")
    assert spelled(tagged(f"<h1>Contents</h1><div><div>{left}</div><div>{right}</div></div>", warm)) == (
        "H1(Contents) TOC(TOCI(Lbl(4) Reference(One)) TOCI(Lbl(4) P(News) Reference(Two)) TOCI(Lbl(4) Reference(Three))"
        " TOCI(P(Lab) TOC(TOCI(Lbl(4) Reference(Four)) TOCI(Lbl(4) Reference(Five)))))"
    )


# ---------------------------------------------------------------- links and notes


def test_a_link_has_one_annotation_whatever_stands_in_it(warm: Engine) -> None:
    pdf = tagged('<p><a href="https://example.org">An <em>odd</em>, old link</a></p>', warm)
    (annotation,) = opened(pdf).pages[0].obj.Annots
    assert spelled(pdf) == "P(Link(@ An odd , old link))"
    assert str(annotation.Contents) == "An odd, old link"
    assert int(annotation.F) == 4


def test_a_link_over_two_lines_has_an_annotation_for_each(warm: Engine) -> None:
    pdf = tagged(f'<p>{LONG[:200]} <a href="https://example.org">{LONG[:60]}</a></p>', warm)
    annotations = list(opened(pdf).pages[0].obj.Annots)
    link = the("Link", pdf)
    assert len(annotations) == 2
    assert [kid.Obj.objgen for kid in link.K if isinstance(kid, pikepdf.Dictionary)] == [
        one.objgen for one in annotations
    ]


NOTED = "<p>A claim<span class=footnote role=doc-footnote id=fn>Its proof</span> goes on.</p><p>Next.</p>"


@pytest.mark.parametrize("written", ["a.org/<wbr>one/<wbr>two", "doi:10.1000/<wbr>&#8203;one.<wbr>two"])
def test_a_link_of_one_word_over_two_lines_is_read_as_one_word(written: str, warm: Engine) -> None:
    body = f"<p style='width: 40pt'><a href='https://a.org/one'>{written}</a></p>"
    assert str(the("Link", tagged(body, warm)).ActualText) == written.replace("<wbr>", "").replace("&#8203;", "")


def test_a_link_of_several_words_over_two_lines_is_read_from_the_page(warm: Engine) -> None:
    body = "<p style='width: 40pt'><a href='https://a.org/one'>several words that go on</a></p>"
    assert "/ActualText" not in the("Link", tagged(body, warm))


def test_footnotes_are_read_behind_their_reference(warm: Engine) -> None:
    pdf = complete(tagged(NOTED, warm), Foundry())
    assert spelled(pdf) == "P(A claim Reference(ᵃ) Note(Lbl(a) Its proof) goes on.) P(Next.)"
    assert str(the("Note", pdf).ID) == "note-1"


def test_in_pdf_2_notes_and_references_name_each_other(warm: Engine) -> None:
    pdf = opened(tagged(NOTED, warm, tags=Tags.UA2))
    (note,) = [one for one in elements(pdf) if one.S == "/FENote"]
    assert note.Ref[0].S == "/Reference"
    assert note.Ref[0].Ref[0].objgen == note.objgen
    assert str(note.NS.NS) == "http://iso.org/pdf2/ssn"


# ---------------------------------------------------------------- the file


def test_in_pdf_2_destinations_lead_to_elements(warm: Engine) -> None:
    pdf = opened(tagged('<h1 id=a>One</h1><div id=b><p>Two</p></div><a href="#b">b</a>', warm, tags=Tags.UA2))
    names = pikepdf.NameTree(pdf.Root.Names.Dests)
    assert [str(names[name].SD[0].S) for name in ("a", "b")] == ["/H1", "/P"]
    assert names["a"].D[0].objgen == pdf.pages[0].obj.objgen


def test_nothing_is_tagged_unless_asked_for(warm: Engine) -> None:
    pdf, _ = warm.write(lay_out("<p>One</p>", warm, PAGE), NOWHERE, None)
    assert "/StructTreeRoot" not in opened(pdf).Root


def test_the_same_bytes_twice(warm: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1738368000")  # fonts carry the time of their subsetting
    body = f'{NOTED}<table><tr><th>A</th></tr></table><figure><img src="{PICTURE}" alt=x></figure>'
    (tmp_path / "wedge.svg").write_text(WEDGE, "utf-8")
    assert tagged(body, warm) == tagged(body, engine(tmp_path))
