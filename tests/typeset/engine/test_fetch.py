"""The fetcher serves the project and the theme, and nothing else (law 6)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hemaprint.errors import MissingEnvironmentError
from hemaprint.theme import faces
from hemaprint.typeset.engine.engine import ProjectFetcher
from hemaprint.typeset.pages import ForbiddenResourceError, Resources
from typeset.laying import NOWHERE, engine


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "a picture.svg").write_text("<svg/>")
    (tmp_path / "secret.svg").write_text("<svg/>")
    (folder / "link.svg").symlink_to(tmp_path / "secret.svg")
    (folder / "inside.svg").symlink_to(folder / "a picture.svg")
    return folder.resolve()


def test_files_of_the_project(root: Path) -> None:
    resources = Resources(root)
    assert resources.resolve("hemaprint-project:///a%20picture.svg") == root / "a picture.svg"
    assert resources.resolve("hemaprint-project:///inside.svg") == root / "a picture.svg"
    response = ProjectFetcher(resources).fetch("hemaprint-project:///a%20picture.svg")
    assert response.read() == b"<svg/>"
    assert response.content_type == "image/svg+xml"


def test_what_a_drawing_holds_itself(root: Path) -> None:
    assert ProjectFetcher(Resources(root)).fetch("data:text/plain;base64,Y2VsbHM=").read() == b"cells"


def test_faces_of_the_theme(root: Path) -> None:
    face = faces.bundled_faces()[0]
    assert Resources(root).resolve(face.url) == face.path


@pytest.mark.parametrize(
    "url",
    [
        "hemaprint-project:///../secret.svg",
        "hemaprint-project:///%2e%2e/secret.svg",
        "hemaprint-project:///a/../../secret.svg",
        "hemaprint-project:////etc/passwd",
        "hemaprint-project:///link.svg",
        "hemaprint-font:///../project/link.svg",
        "hemaprint-font:///unknown.ttf",
        "file:///etc/passwd",
        "http://localhost/x.png",
        "https://example.org/x.css",
        "ftp://example.org/x",
        "/etc/passwd",
        "secret.svg",
    ],
)
def test_everything_else_is_refused(root: Path, url: str) -> None:
    resources = Resources(root)
    if url == "hemaprint-project:////etc/passwd":  # an absolute path is one inside the project, which is not there
        assert resources.resolve(url) == root / "etc/passwd"
        return
    with pytest.raises(ForbiddenResourceError):
        resources.resolve(url)


@pytest.mark.parametrize("url", ["file:///etc/hostname", "https://example.org/x.svg", "hemaprint-project:///link.svg"])
def test_a_document_that_asks_for_more_is_an_error(root: Path, url: str) -> None:
    html = f'<html lang=en><title>x</title><body><img src="{url}" alt="x"></body></html>'
    _, problems = engine(root).lay_out(html, NOWHERE)
    assert [problem.code for problem in problems] == ["HP202"]


@pytest.fixture
def no_font_packages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    faces.bundled_faces.cache_clear()
    monkeypatch.setattr(faces, "entry_points", lambda group: [])
    yield
    faces.bundled_faces.cache_clear()


@pytest.mark.usefixtures("no_font_packages")
def test_a_missing_font_package_names_its_remedy() -> None:
    with pytest.raises(MissingEnvironmentError) as caught:
        faces.bundled_faces()
    assert caught.value.hint == "pip install fontpkg-source-serif-4"
