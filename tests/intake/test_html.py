from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from hemaprint.errors import ContentError
from hemaprint.intake import Options
from hemaprint.intake.markup import soup
from hemaprint.intake.passages import Author, Grid, Heading, Listing, Picture, Prose, Quotation, Raw, text_of
from hemaprint.intake.web import read_html
from intake.counting import codes, plain, words, words_handed_over
from intake.reading import imported_text


def read(folder: Path, html: str | bytes, options: Options | None = None) -> Raw:
    path = folder / "page.html"
    path.write_bytes(html.encode() if isinstance(html, str) else html)
    return read_html(path, options or Options())


def code_of(folder: Path, html: str | bytes, options: Options | None = None) -> str:
    with pytest.raises(ContentError) as caught:
        read(folder, html, options)
    (problem,) = caught.value.problems
    return problem.code


def test_structure_with_the_end_tags_left_out(tmp_path: Path) -> None:
    raw = read(
        tmp_path,
        "<h2>Stores</h2><p>One<br>line<p>Two <b>bold </b>words"
        "<ol start=3><li>a<li>b<ul><li>c</ul></ol><dl><dt>Term<dd>Meaning</dl><blockquote>Said</blockquote>"
        "<table><tr><th>H<th>K<tr><td>1<td>2</table><pre>x\n y</pre><custom>kept</custom>",
    )
    kinds = [type(passage) for passage in raw.passages]
    assert kinds == [Heading, Prose, Prose, Listing, Listing, Quotation, Grid, Prose, Prose]
    listing, grid = raw.passages[3], raw.passages[6]
    assert isinstance(listing, Listing)
    assert (listing.ordered, listing.start, len(listing.items)) == (True, 3, 2)
    assert isinstance(grid, Grid)
    assert [text_of(cell) for cell in grid.head] == ["H", "K"]
    assert plain(raw)[1:3] == ["One\nline", "Two bold words"]


def test_faces_and_links(tmp_path: Path) -> None:
    html = (
        "<p>H<sub>2</sub>O <i>in <b>vivo</b></i> <a href='mailto:a@b.c'>mail</a> <a href='javascript:x'>no</a> "
        "<span style='font-weight:700'>s</span>"
    )
    (prose,) = read(tmp_path, html).passages
    assert isinstance(prose, Prose)
    faces = {span.text: (set(span.marks), span.href) for span in prose.inline}
    assert faces["2"] == ({"sub"}, "")
    assert faces["vivo"] == ({"emphasis", "strong"}, "")
    assert faces["mail"] == (set(), "mailto:a@b.c")
    assert faces["s"] == ({"strong"}, "")
    assert "javascript" not in str(prose)


def test_spans_of_cells_are_spread(tmp_path: Path) -> None:
    html = (
        "<table><thead><tr><th colspan=2>A<th>B<tr><th>x<th>y<th>z</thead>"
        "<tr><td rowspan=2>1<td>2<td>3<tr><td>4<td>5</table>"
    )
    raw = read(tmp_path, html)
    (grid,) = raw.passages
    assert isinstance(grid, Grid)
    assert [text_of(cell) for cell in grid.head] == ["A x", "y", "B z"]
    assert [[text_of(cell) for cell in row] for row in grid.rows] == [["1", "2", "3"], ["", "4", "5"]]


def test_notes_are_told_from_references(tmp_path: Path) -> None:
    raw = read(
        tmp_path,
        "<p>One<sup><a href='#fn1' id='r1'>[1]</a></sup> two<sup><a href='#ref-1'>7</a></sup></p>"
        "<ol class='footnotes'><li id='fn1'>The note <a href='#r1'>↩</a></ol>"
        "<ol class='references'><li id='ref-1'>Bell 2020</ol>",
    )
    assert {key: text_of(note.inline) for key, note in raw.notes.items()} == {"1": "The note"}
    assert plain(raw) == ["One two7", "Bell 2020"]
    assert words(raw.words_of) == words_handed_over(raw)


def test_furniture_is_left_out_whole(tmp_path: Path) -> None:
    raw = read(
        tmp_path,
        "<body><nav>Home</nav><article><header><h1>Title</h1></header><p>Copy of the article, and more of it.</p>"
        "<div class='share-buttons'>Tweet</div><aside>See also</aside><p hidden>Secret</p></article>"
        "<footer>Imprint</footer>",
    )
    assert plain(raw) == ["Title", "Copy of the article, and more of it."]
    assert sorted(left.text for left in raw.left_out) == ["Home", "Imprint", "Secret", "See also", "Tweet"]
    assert words(raw.words_of) == words_handed_over(raw)


def test_a_selector_wins(tmp_path: Path) -> None:
    html = "<article>Not this</article><div id='text'><p>This</p></div>"
    assert plain(read(tmp_path, html, Options(selector="#text"))) == ["This"]
    assert code_of(tmp_path, html, Options(selector="#nothing")) == "HP519"
    assert code_of(tmp_path, html, Options(selector="div[[")) == "HP519"


def test_metadata(tmp_path: Path) -> None:
    raw = read(
        tmp_path,
        "<html lang=en><head><meta property='og:title' content='OG'><meta name=citation_author content='Bell, Ada'>"
        "<meta name=citation_doi content='doi:10.1000/x1'><script type='application/ld+json'>"
        '{"@graph": [{"@type": "NewsArticle", "headline": "Iron", "datePublished": "2025-02-14T10:00",'
        '"keywords": "iron, blood"}]}'
        "</script></head><p>x",
    )
    meta = raw.metadata
    assert (meta.title, meta.authors, meta.published, meta.language) == (
        "Iron",
        (Author("Ada Bell"),),
        "2025-02-14",
        "en",
    )
    assert (meta.keywords, meta.doi) == (("iron", "blood"), "10.1000/x1")


@pytest.mark.parametrize(
    ("typed", "headline"),
    [
        ("On <i>E. coli</i> &amp; us", 'headline: "On *E. coli* & us"'),
        ("<i>On <b>iron</b></i>", 'headline: "On iron"'),
        ("Of 10<sup>9</sup> cells", 'headline: "Of 10^9^ cells"'),
        ("A *star* &lt;b&gt;", r'headline: "A \\*star\\* \\<b>"'),
    ],
)
def test_emphasis_in_a_headline_is_kept_and_a_sign_stays_a_sign(typed: str, headline: str, tmp_path: Path) -> None:
    taken = imported_text(tmp_path, f"<html lang=en><h1>{typed}</h1><p>Copy of it.</p><p>More.", name="page.html")
    assert headline in taken.text
    assert taken.account.agrees


def test_where_a_page_was_published_is_told_and_not_claimed(tmp_path: Path) -> None:
    """Its day and its DOI may be those of another magazine."""
    head = "<meta name=citation_doi content='10.1000/x1'><meta name=date content='2025-02-14'>"
    taken = imported_text(tmp_path, f"<html lang=en><head>{head}</head><h1>Iron</h1><p>x", name="page.html")
    assert (0, "the DOI 10.1000/x1 of the file") in taken.found
    assert (0, "the publication date 2025-02-14 of the file") in taken.found
    assert "10.1000/x1" not in taken.text


def test_pictures_come_from_the_folder_only(tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    (folder / "page_files").mkdir(parents=True)
    Image.new("RGB", (2, 2)).save(folder / "page_files" / "Cell A.png")
    (tmp_path / "secret.png").write_bytes((folder / "page_files" / "Cell A.png").read_bytes())
    (folder / "notes.txt").write_text("private")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    raw = read(
        folder,
        "<figure><img src='page_files/Cell%20A.png' alt='A cell'>"
        "<figcaption>Cells <span class=credit>Ada</span></figcaption></figure>"
        "<img src='../secret.png'><img src='link.png'><img src='notes.txt'><img src='https://example.org/x.png'>"
        "<img src='x' width=1 height=1>",
    )
    first, *others = [passage for passage in raw.passages if isinstance(passage, Picture)]
    assert (first.name, first.alt, text_of(first.caption), first.credit) == ("cell-a.png", "A cell", "Cells", "Ada")
    assert first.data is not None
    assert [picture.data for picture in others] == [None] * 4
    assert others[-1].remote == "https://example.org/x.png"
    assert codes(raw) == ["HP525"] * 4


@pytest.mark.parametrize(
    "data",
    [
        "<p>naïve café".encode("utf-8-sig"),
        "<p>naïve café".encode("utf-16"),
        "<meta charset=iso-8859-1><p>naïve café".encode("cp1252"),
        "<p>naïve café".encode(),
    ],
)
def test_encodings(data: bytes, tmp_path: Path) -> None:
    assert plain(read(tmp_path, data)) == ["naïve café"]


def test_an_encoding_that_is_asked_for(tmp_path: Path) -> None:
    assert plain(read(tmp_path, "<p>é".encode("cp850"), Options(encoding="cp850"))) == ["é"]
    assert code_of(tmp_path, b"<p>\xff", Options(encoding="utf-8")) == "HP500"
    assert code_of(tmp_path, b"<p>x", Options(encoding="klingon")) == "HP500"


def test_a_page_of_a_word_processor_keeps_what_its_classes_say(tmp_path: Path) -> None:
    styles = "<style>.c1{font-weight:700}.c2{color:#000;vertical-align:super}.c3{font-style:italic}</style>"
    body = (
        '<p class="title"><span>Snow</span></p><p class="subtitle"><span>How it falls</span></p>'
        '<p><span class="c1">Ten</span><span> is 10</span><span class="c2">1</span><span class="c3"> here</span></p>'
    )
    title, subtitle, prose = read(tmp_path, f"<html><head>{styles}</head><body>{body}</body></html>").passages
    assert isinstance(title, Heading)
    assert isinstance(subtitle, Prose)
    assert subtitle.subtitle
    assert isinstance(prose, Prose)
    marked = [(span.text.strip(), *span.marks) for span in prose.inline if span.marks]
    assert marked == [("Ten", "strong"), ("1", "sup"), ("here", "emphasis")]


def test_a_page_saved_as_one_file(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(
        b"Content-Type: multipart/related; boundary=x\n\n"
        b"--x\nContent-Type: text/html; charset=utf-8\n\n<p>Copy<img src='cid:a'>\n"
        b"--x\nContent-Type: image/gif\nContent-ID: <a>\nContent-Transfer-Encoding: base64\n\n"
        b"R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=\n--x--\n"
    )
    prose, picture = read_html(tmp_path / "page.html", Options()).passages
    assert isinstance(prose, Prose)
    assert isinstance(picture, Picture)
    assert picture.name.endswith(".gif")


@pytest.mark.parametrize("html", ["<div>" * 100_000, "<b>" * 100_000 + "x"])
def test_too_deep(html: str, tmp_path: Path) -> None:
    assert code_of(tmp_path, html) == "HP517"


def test_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soup, "ELEMENTS_AT_MOST", 1000)
    assert code_of(tmp_path, "<p>x</p>" * 1001) == "HP517"


@pytest.mark.parametrize(
    "html", ["<!--" * 50_000, "<a " * 50_000, "<![" * 50_000, "&#0;\0<p>x<![if !x]>y", "<table>" * 60, "</p>" * 9]
)
def test_broken_markup_is_read_in_bounded_time(html: str, tmp_path: Path) -> None:
    raw = read(tmp_path, "<p>first " + html)
    assert "first" in raw.words_of


def trees() -> st.SearchStrategy[str]:
    texts = st.text("ab cé<&>漢\n", max_size=8).map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;"))

    def element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        names = st.sampled_from(
            [
                "p",
                "div",
                "b",
                "i",
                "span",
                "ul",
                "ol",
                "li",
                "table",
                "tr",
                "td",
                "th",
                "dl",
                "dt",
                "dd",
                "blockquote",
                "h2",
                "h3",
                "figure",
                "figcaption",
                "pre",
                "section",
                "sup",
                "a",
                "br",
            ]
        )
        return st.builds(lambda name, parts: f"<{name}>{''.join(parts)}</{name}>", names, st.lists(inner, max_size=4))

    return st.recursive(texts, element, max_leaves=20)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@example(["<figure><figcaption><figcaption>a</figcaption></figcaption></figure>"])
@given(st.lists(trees(), max_size=5))
def test_no_word_of_a_page_is_lost(tmp_path_factory: pytest.TempPathFactory, parts: list[str]) -> None:
    raw = read(tmp_path_factory.getbasetemp(), "<p>start</p>" + "".join(parts))
    assert words(raw.words_of) == words_handed_over(raw)
