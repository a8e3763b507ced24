"""The corpus of generated pages, and what is copy and what is furniture where names and looks disagree."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fuzzing import examples
from hemaprint.intake.passages import Grid, Heading, Picture, Prose, Raw, text_of
from hemaprint.intake.web import read_html
from hemaprint.intake.web.furniture import REPEATS
from hemaprint.intake.wishes import Wishes
from intake.counting import codes, plain, words, words_handed_over
from intake.reading import imported_text
from intake.webpages.corpus import PAGES, pages, scores

PROSE = "The keeper of the light counts ropes in winter, and nobody believes him when he reads the sum aloud."
LONG = (
    "Nine ladders lead down from the quay, and seven of them end above the water. The eighth was measured twice, by two"
    " men who did not speak to each other. The ninth belongs to a cat, as the rope on it shows. Since then the harbour"
    " pays for planks, but for no more paint."
)
EXAMPLES = examples(60)
LINKS = "".join(f'<a href="/{n}">More of it {n}</a> ' for n in range(4))


def read(folder: Path, html: str | bytes) -> Raw:
    path = folder / "page.html"
    path.write_bytes(html.encode() if isinstance(html, str) else html)
    raw = read_html(path, Wishes())
    assert words(raw.words_of) == words_handed_over(raw)
    return raw


def left(raw: Raw) -> list[str]:
    return [" ".join(one.text.split()) for one in raw.left_out]


def test_nine_tenths_of_the_corpus_are_read_whole_and_alone(tmp_path: Path) -> None:
    found = list(scores(tmp_path, pages()))
    poor = [(one.page.form, one.page.number, one.recall, one.precision) for one in found if not one.is_good]
    assert len(poor) <= PAGES - 120, poor
    for one in found:
        assert words(one.raw.words_of) == words_handed_over(one.raw), one.page.form


@pytest.mark.parametrize(
    "name", ["related-work", "social", "informed-consent", "comments", "ads", "share", "sidebar", "newsletter", "promo"]
)
@pytest.mark.parametrize(
    "form",
    [
        "<h2 id='{0}'>A heading</h2><p>Ropes hold.</p>",
        "<section class='{0} level2'><h2>A heading</h2><p>Ropes hold.</p></section>",
        "<div id='{0}'><h3 class='{0}'>A heading</h3><p>Ropes hold.</p><ul><li>One rope</li></ul></div>",
    ],
)
def test_prose_stays_whatever_it_is_called(form: str, name: str, tmp_path: Path) -> None:
    raw = read(tmp_path, f"<body><h1>Title</h1><p>{PROSE}</p>{form.format(name)}<p>{PROSE}</p>")
    assert {"A heading", "Ropes hold."} <= set(plain(raw))
    assert not raw.left_out


@pytest.mark.parametrize(
    "furniture",
    [
        f"<div class='share-buttons'>Share: {LINKS}</div>",
        f"<section class='related-posts'><h3>Related</h3>{LINKS}</section>",
        f"<div class='css-1x2y'><h3>More stories</h3><ul><li>{LINKS}</li></ul></div>",
        f"<h3>Related articles</h3><ul><li>{LINKS}</li></ul>",
        "<div class='newsletter'><h3>Our letter</h3><p>One mail a week.</p><form><input type=email></form></div>",
        "<div id='cookie-banner'><p>We use cookies to count.</p><button>Fine</button></div>",
        "<div class='ad-slot'>Advertisement</div>",
        f"<div class='tags'>Tags: {LINKS}</div>",
        "<ol itemscope itemtype='https://schema.org/BreadcrumbList'><li><a href='/'>Home</a></li></ol>",
        "<p><strong>Read more:</strong> <a href='/x'>Another article</a></p>",
        "<a href='#main' class='skip'>Skip to content</a>",
        "<dialog><p>Please sign in to go on.</p></dialog>",
        "<template><p>A card that scripts fill.</p></template>",
        "<noscript><p>This page needs scripts.</p></noscript>",
        "<p hidden>A hidden sentence stands here.</p>",
        "<span class='sr-only'>opens in a new window</span>",
        "<style>.gone{display:none}</style><div class='gone'>A draft of it.</div>",
        f"<div class='comments'><h3>Comments</h3><ul><li class=comment><a href='/u'>Bo</a> {PROSE}</li>"
        f"<li class=comment>{PROSE}</li></ul><textarea></textarea></div>",
    ],
)
def test_furniture_is_left_out_and_listed(furniture: str, tmp_path: Path) -> None:
    raw = read(tmp_path, f"<body><article><h1>Title</h1><p>{LONG}</p>{furniture}<p>{LONG}</p></article>")
    assert plain(raw) == ["Title", LONG, LONG]
    assert raw.left_out


@pytest.mark.parametrize(
    "copy",
    [
        f"<aside><p>{PROSE}</p></aside>",
        f"<details><summary>More</summary><p>{PROSE}</p></details>",
        f"<footer><p>{PROSE}</p></footer>",
        f"<form><input type=hidden><p>{LONG} {LONG}</p></form>",
        f"<div role=tabpanel id=t hidden><p>{PROSE}</p></div>",
        f"<button aria-controls=p>More</button><div id=p style='display:none'><p>{PROSE}</p></div>",
        f"<nav><p>{LONG}</p></nav>",
        f"<x-box><template shadowrootmode=open><p>{PROSE}</p></template></x-box>",
        f"<div class=cards><div><h3><a href='/a'>Rope</a></h3><p>{PROSE}</p></div><div><h3><a href='/b'>Oar</a></h3>"
        f"<p>{PROSE}</p></div></div>",
        "<p><span aria-hidden=true>T</span>he rope holds on.</p>",
    ],
)
def test_copy_in_unlikely_places_stays(copy: str, tmp_path: Path) -> None:
    raw = read(tmp_path, f"<body><article><h1>Title</h1><p>{LONG}</p>{copy}<p>{LONG}</p></article>")
    assert left(raw) == []
    assert any(PROSE in text or "rope" in text for text in plain(raw)[2:-1])


def test_long_furniture_is_a_doubt(tmp_path: Path) -> None:
    page = "<body><nav>{}</nav><article><h1>Title</h1>" + f"<p>{LONG}</p>" * 12 + "</article>"
    assert "HP575" not in codes(read(tmp_path, page.format("<a href='/'>Home</a> <a href='/n'>News</a>")))
    assert "HP575" in codes(read(tmp_path, page.format(LINKS * 3)))
    short = f"<body><article><h1>Title</h1><p>{LONG}</p></article><div class=box>{PROSE}</div>"
    assert "HP575" in codes(read(tmp_path, short))


def test_what_the_copy_says_as_well_is_left_out_without_a_doubt(tmp_path: Path) -> None:
    quote = "<blockquote class=pullquote>“The ninth belongs to a cat”</blockquote>"
    html = f"<article><h1>Title</h1><p>{LONG}</p>{quote}</article>"
    raw = read(tmp_path, html)
    assert [one.why for one in raw.left_out] == [REPEATS]
    assert codes(raw) == []


def test_two_copies_for_two_screens_are_one(tmp_path: Path) -> None:
    raw = read(
        tmp_path,
        f"<article><h1>Title</h1><div class='mobile-only'><p>{PROSE}</p></div>"
        f"<div class='desktop-only'><p>{PROSE}</p></div>"
        f"<p>{LONG}</p></article>",
    )
    assert plain(raw) == ["Title", PROSE, LONG]


def test_what_stands_between_the_title_and_the_article_belongs_to_it(tmp_path: Path) -> None:
    raw = read(
        tmp_path,
        f"<body><header><a href='/'>Site</a></header><div><h1>Title</h1><p>By Ann Bell</p></div>"
        f"<div class=share>{LINKS}</div><p>{PROSE}</p><article><p>{LONG}</p><p>{LONG}</p></article>"
        "<footer>Imprint</footer>",
    )
    assert plain(raw) == ["Title", "By Ann Bell", PROSE, LONG, LONG]


def test_parts_of_an_article_and_several_articles(tmp_path: Path) -> None:
    parts = f"<h1>Title</h1><article><p>{LONG}</p></article><article><h2>Part</h2><p>{PROSE}</p></article>"
    raw = read(tmp_path, f"<body>{parts}")
    assert plain(raw) == ["Title", LONG, "Part", PROSE]
    assert codes(raw) == ["HP529"]
    several = f"<article><h1>One</h1><p>{LONG}</p></article><article><h1>Two</h1><p>{PROSE}</p></article>"
    raw = read(tmp_path, f"<body>{several}")
    assert plain(raw) == ["One", LONG]
    assert set(codes(raw)) == {"HP575", "HP529"}


def test_hidden_copy_is_taken_where_it_is_most_of_the_page(tmp_path: Path) -> None:
    raw = read(tmp_path, f"<body><div id=app>Loading</div><article style='display:none'><p>{LONG}</p></article>")
    assert plain(raw) == [LONG]
    assert "HP529" in codes(raw)


@pytest.mark.parametrize(
    "lifted", ["<span class='credit'>{}</span>", "<small>{}</small>", "<div class='photoCredit'>{}</div>"]
)
@pytest.mark.parametrize("source", ["https://x.example/a.jpg", ""])
def test_a_credit_is_under_its_picture_once(lifted: str, source: str, tmp_path: Path) -> None:
    credit = lifted.format("Photo: Ann Bell/Harbour Office")
    image = f"<img src='{source}' alt='A gauge'>" if source else ""
    figure = f"<figure>{image}<figcaption><span>A gauge.</span>{credit}</figcaption></figure>"
    html = f"<html lang=en><article><h1>Title</h1><p>{LONG}</p>{figure}</article>"
    taken = imported_text(tmp_path, html, name="page.html")
    assert taken.account.agrees
    assert "A gauge. Photo: Ann Bell/Harbour Office" in taken.text


def test_the_same_credit_twice_is_told(tmp_path: Path) -> None:
    html = (
        f"<article><p>{LONG}</p><figure><img src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs='>"
        "<img src='https://x.example/big.jpg'><figcaption>A gauge. <i class=credit>Ann Bell</i></figcaption>"
        "<div class=credit>Ann Bell</div></figure></article>"
    )
    assert left(read(tmp_path, html)) == ["Ann Bell"]


def test_a_caption_without_figure(tmp_path: Path) -> None:
    raw = read(
        tmp_path,
        f"<article><p>{LONG}</p><div class='wp-caption'><img src='https://x.example/a.jpg'>"
        "<p class='wp-caption-text'>A gauge</p></div>"
        "<p><img src='https://x.example/b.jpg'></p><p class=caption>A rope</p></article>",
    )
    assert [text_of(one.caption) for one in raw.passages if isinstance(one, Picture)] == ["A gauge", "A rope"]


@pytest.mark.parametrize(
    ("image", "address"),
    [
        ("<img data-src='https://x.example/a.jpg' src='/img/placeholder.gif'>", "a.jpg"),
        (
            "<picture><source srcset='https://x.example/s.jpg 100w, https://x.example/l.jpg 900w'><img></picture>",
            "l.jpg",
        ),
        ("<img src='data:image/gif;base64,R0lG'><noscript><img src='https://x.example/n.jpg'></noscript>", "n.jpg"),
        ("<img data-src='https://x.example/a.jpg'><noscript><img src='https://x.example/a.jpg'></noscript>", "a.jpg"),
        ("<noscript><img src='https://x.example/n.jpg'></noscript>", "n.jpg"),
    ],
)
def test_lazy_pictures(image: str, address: str, tmp_path: Path) -> None:
    raw = read(tmp_path, f"<article><p>{LONG}</p><figure>{image}</figure></article>")
    assert [one.remote.rpartition("/")[2] for one in raw.passages if isinstance(one, Picture)] == [address]


def test_tables_that_arrange_and_tables_that_tell(tmp_path: Path) -> None:
    arranged = f"<table><tr><td><a href='/'>Home</a></td><td><p>{LONG}</p><p>{LONG}</p><p>{PROSE}</p></td></tr></table>"
    raw = read(tmp_path, f"<body><table><tr><td>One</td><td>Two</td></tr></table>{arranged}")
    assert all(isinstance(one, Prose) for one in raw.passages[-3:])
    told = read(tmp_path, "<p>x</p><table><tr><td>One<td>Two<tr><td>3<td>4</table>")
    assert isinstance(told.passages[1], Grid)


def test_a_tab_heads_its_panel(tmp_path: Path) -> None:
    tabs = "<div role=tablist><button role=tab aria-controls=a>Ropes</button><a role=tab aria-controls=b>Oars</a></div>"
    panels = f"<div role=tabpanel id=a><p>{PROSE}</p></div><div role=tabpanel id=b hidden><p>{LONG}</p></div>"
    raw = read(tmp_path, f"<article><h1>Title</h1><p>{LONG}</p>{tabs}{panels}</article>")
    assert [text_of(one.inline) for one in raw.passages if isinstance(one, Heading)] == ["Title", "Ropes", "Oars"]


UMLAUTS = "Größe, Käse „so“ – façade"


@pytest.mark.parametrize(
    ("data", "doubtful"),
    [
        (b"<meta charset=iso-8859-1><p>" + UMLAUTS.encode("cp1252"), False),
        (b"<meta charset=iso-8859-1><p>" + UMLAUTS.encode(), True),
        (b"<meta charset=utf-8><html lang=de><p>" + UMLAUTS.encode("cp1252"), True),
        (b"<!-- <meta charset=koi8-r> --><meta http-equiv=Content-Type content='text/html; charset=windows-1252'><p>"
         + UMLAUTS.encode("cp1252"), False),
        (b"<script charset=koi8-r></script><meta charset='utf-8'><p>" + UMLAUTS.encode(), False),
        (b"<?xml version='1.0' encoding='windows-1252'?><html><p>" + UMLAUTS.encode("cp1252"), False),
        (b"<meta charset=utf-16><p>" + UMLAUTS.encode(), False),
        (b"\xef\xbb\xbf<meta charset=iso-8859-1><p>" + UMLAUTS.encode(), False),
        (b"<meta charset=utf-8><p>" + UMLAUTS.encode() + UMLAUTS.encode() * 8 + b" \x80", True),
    ],
)  # fmt: skip
def test_what_a_page_says_of_its_encoding(data: bytes, doubtful: bool, tmp_path: Path) -> None:
    raw = read(tmp_path, data)
    assert UMLAUTS in "\n".join(plain(raw))
    assert ("HP501" in codes(raw)) == doubtful


def test_gb2312_means_gbk(tmp_path: Path) -> None:
    text = "朱镕基在港口修理绳索。"  # its second letter is not in GB 2312
    assert plain(read(tmp_path, b"<meta charset=gb2312><p>" + text.encode("gbk"))) == [text]


OPENINGS = (
    "<p>", "<p hidden>", "<div>", "<div class='share'>", "<div class='related card'>", "<section id=comments>",
    "<aside>", "<aside class=pullquote>", "<nav>", "<header>", "<footer>", "<form>", "<button>",
    "<button aria-controls=t>", "<div id=t role=tabpanel hidden>", "<div class=mobile-only>",
    "<div class=desktop-only>", "<noscript>", "<template>", "<template shadowrootmode=open>", "<x-card>", "<span>",
    "<span aria-hidden=true>", "<span class=sr-only>", "<a href=/x>", "<a href='#t'>", "<figure>", "<figcaption>",
    "<span class=credit>", "<small>", "<p class=caption>", "<h1>", "<h2>", "<li>", "<ul>", "<ol>", "<table>",
    "<tr>", "<td>", "<article>", "<main>", "<dialog>", "<details>", "<summary>", "<label>", "<select>", "<option>",
    "<textarea>", "<blockquote>", "<img src=a.png>", "<br>", "<input>", "<svg>",
    "<title>", "<datalist>", "<iframe>", "<picture>", "<sup>", "<b>",
)  # fmt: skip
TEXTS = (
    "Rope holds. ",
    "Oar",
    "Photo: Ann",
    "Read more: ",
    "Comments",
    "x",
    " ",
    "The old quay keeps a ledger of salt. ",
)


def tangles() -> st.SearchStrategy[str]:
    """Elements in each other, some of them not closed."""
    inner = st.deferred(tangles)
    closed = st.builds(
        lambda opening, parts: f"{opening}{''.join(parts)}</{opening[1:-1].split()[0]}>",
        st.sampled_from(OPENINGS),
        st.lists(inner, max_size=4),
    )
    return st.one_of(st.sampled_from(TEXTS), closed, closed, st.sampled_from(OPENINGS))


@pytest.mark.fuzz
@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(tangles(), max_size=8))
@example(["Oar", "<title><p></p></title>", "Rope holds."])
@example(["Oar", "<span>Oar<article>Rope holds. Rope holds. </article></span>"])
def test_no_word_of_a_tangled_page_is_lost(tmp_path_factory: pytest.TempPathFactory, parts: list[str]) -> None:
    read(tmp_path_factory.getbasetemp(), "<p>The first rope holds.</p>" + "".join(parts))
