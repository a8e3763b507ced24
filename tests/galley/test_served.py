"""Galleys as documents for a browser."""

from __future__ import annotations

import re

from hemaprint.galley.compose import Composer
from hemaprint.galley.galley import Galley
from hemaprint.galley.served import Served, face_urls, links_of, page_files, places_of
from hemaprint.galley.setting import Setting
from hemaprint.theme.faces import bundled_faces
from hemaprint.theme.linked import linked_sheets
from hemaprint.typeset.fitting import set_article
from samples import Sample, paragraphs

FIGURE = ":::{figure} images/low.svg\n:alt: Plain\n\nA caption.\n:::\n\n"


def galley_of(sample: Sample, body: str = f"{FIGURE}A few words.\n") -> tuple[Galley, Setting]:
    sample.article("letter", "Letter", body)
    setter = sample.setter()
    composer = Composer(setter.issue.articles["letter"], setter.setting)
    return setter.schedule.alone(set_article(composer, "left")).galley, setter.setting


def pages_of(sample: Sample) -> dict[str, bytes]:
    """The files of a galley by their names below the folder for HTML."""
    galley, setting = galley_of(sample)
    folder = sample.root / "dist" / "2025-01" / "html"
    return {path.relative_to(folder).as_posix(): data for path, data in page_files([galley], setting, folder).items()}


def shown(sample: Sample, body: str) -> str:
    """A galley as a server answers with it."""
    galley, setting = galley_of(sample, body)
    urls = face_urls(setting, "/fonts")
    return Served.of(galley).html(links_of(linked_sheets(setting.theme, urls), "/sheets"), places_of("/files", urls))


def test_a_file_has_its_styles_in_it(sample: Sample) -> None:
    html = pages_of(sample)["letter.html"].decode()
    head = html.partition("</head>")[0]
    assert head.count("<style>") == head.count("</style>") == 1
    assert "&lt;style" not in html
    assert "font-family:'HF Serif'" in head
    assert head.index("--frame-width") > head.index("h1,") > head.index("@font-face")


def test_a_file_has_everything_beside_it_and_does_not_tell_where_it_was_made(sample: Sample) -> None:
    pages = pages_of(sample)
    html = pages["letter.html"].decode()
    assert 'src="../../../content/2025-01/images/low.svg"' in html
    assert all(f"url('fonts/{face.name}')" in html and f"fonts/{face.name}" in pages for face in bundled_faces())
    assert "hemaprint-" not in re.sub(r'content="hemaprint[^"]*"', "", html)
    assert "file:" not in html
    assert str(sample.root) not in html


def test_a_server_is_asked_for_everything(sample: Sample) -> None:
    html = shown(sample, f"{FIGURE}A few words.\n")
    assert 'src="/files/content/2025-01/images/low.svg"' in html
    assert 'href="/sheets/bundled/typography.css"' in html
    assert "<style" not in html
    assert "file:" not in html


def test_blocks_are_in_the_order_of_the_manuscript(sample: Sample) -> None:
    html = shown(sample, paragraphs(2) + "\n" + FIGURE + paragraphs(2, start=20))
    places = [html.index(one) for one in ("<h1", "says that", "Sentence 3 ", "A caption", "Sentence 20 ")]
    assert places == sorted(places)
    assert 'data-key="shell"' not in html, "a sheet without text"
    assert html.count("A caption") == 1


def test_what_is_shown_is_an_element_of_what_is_laid_out(sample: Sample) -> None:
    galley, _ = galley_of(sample, paragraphs(2) + "\n" + FIGURE + paragraphs(2, start=20))
    served = Served.of(galley)
    (figure,) = (one for one in served.root.iter() if one.get("data-place"))
    trail = served.trail(figure)
    assert trail[0][0].tag == "body"
    assert served.element(trail[-1][1]) is figure
    assert [served.element(path) for _, path in served.inside(figure)] == list(figure)
