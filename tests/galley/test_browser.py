"""Galleys as documents for a browser."""

from __future__ import annotations

import re

from hemaprint.galley.compose import Composer
from hemaprint.galley.galley import Galley, page_files, served_html
from hemaprint.galley.setting import Setting
from hemaprint.theme.faces import bundled_faces
from hemaprint.typeset.fitting import set_article
from samples import Sample


def galley_of(sample: Sample) -> tuple[Galley, Setting]:
    sample.article("letter", "Letter", ":::{figure} images/low.svg\n:alt: Plain\n\nA caption.\n:::\n\nA few words.\n")
    setter = sample.setter()
    composer = Composer(setter.issue.articles["letter"], setter.setting)
    return setter.schedule.alone(set_article(composer, "left")).galley, setter.setting


def pages_of(sample: Sample) -> dict[str, bytes]:
    """The files of a galley by their names below the folder for HTML."""
    galley, setting = galley_of(sample)
    folder = sample.root / "dist" / "2025-01" / "html"
    return {path.relative_to(folder).as_posix(): data for path, data in page_files([galley], setting, folder).items()}


def test_the_styles_are_styles(sample: Sample) -> None:
    html = pages_of(sample)["letter.html"].decode()
    head = html.partition("</head>")[0]
    assert head.count("<style>") == head.count("</style>") == 2
    assert "&lt;style" not in html
    assert "@font-face{font-family:'HF Serif'" in head


def test_a_file_has_everything_beside_it_and_does_not_tell_where_it_was_made(sample: Sample) -> None:
    pages = pages_of(sample)
    html = pages["letter.html"].decode()
    assert 'src="../../../content/2025-01/images/low.svg"' in html
    assert all(f"url('fonts/{face.name}')" in html and f"fonts/{face.name}" in pages for face in bundled_faces())
    assert "hemaprint-" not in re.sub(r'content="hemaprint[^"]*"', "", html)
    assert "file:" not in html
    assert str(sample.root) not in html


def test_a_server_is_asked_for_everything(sample: Sample) -> None:
    html = served_html(*galley_of(sample), files="/files", fonts="/fonts").decode()
    assert 'src="/files/content/2025-01/images/low.svg"' in html
    assert all(f"url('/fonts/{face.name}')" in html for face in bundled_faces())
    assert "file:" not in html
