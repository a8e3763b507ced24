"""What the pages read: the words of the copy in their order, with their tags and places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from hemaprint.preview.showing import Exhibitor, Showing
from hemaprint.preview.texts import Part, place_of
from samples import DRAWING, Sample, paragraphs, sentence

from .conftest import Served

BODY = f"""\
{paragraphs(2)}
## A heading in the way

The [registry](https://example.org/registry) counts, and [the other letter](article:other) answers.[^n]

- {sentence(60, 4)}
- {sentence(61, 4)}

:::{{figure}} images/cells.svg
:alt: Two cells, side by side
Two cells.
:::

[^n]: A note at the foot of the page.
"""


@pytest.fixture(scope="module")
def showing(tmp_path_factory: pytest.TempPathFactory) -> Showing:
    sample = Sample(tmp_path_factory.mktemp("texts") / "magazine")
    sample.write("content/2025-01/images/cells.svg", DRAWING.format(height=100))
    sample.article("first", "Letter", BODY)
    sample.article("other", "Letter", paragraphs(3, start=80))
    return Exhibitor().show(sample.setter().set())


def elements(node: Any) -> Iterator[dict[str, Any]]:
    """Every element of a layer, in reading order."""
    for kid in node["kids"]:
        if isinstance(kid, dict):
            yield kid
            yield from elements(kid)


def runs(node: Any) -> Iterator[list[Any]]:
    """Every run of a layer, in reading order."""
    for kid in node["kids"]:
        yield from runs(kid) if isinstance(kid, dict) else [kid]


def said(node: Any) -> str:
    return "".join(run[0] for run in runs(node))


def layers(showing: Showing, name: str) -> list[dict[str, Any]]:
    return [Part(face.run.pages.pdf).layer(face.sheet) for face in showing.faces if face.run.piece.name == name]


def all_of(showing: Showing, name: str, role: str) -> list[dict[str, Any]]:
    return [one for layer in layers(showing, name) for one in elements(layer) if one["role"] == role]


def test_every_sentence_is_read_whole_though_lines_break_in_it(showing: Showing) -> None:
    text = " ".join(said(one) for one in all_of(showing, "first", "P"))
    for number in range(6):
        assert sentence(number) in text


def test_headings_lists_and_pictures_keep_their_types(showing: Showing) -> None:
    assert [said(one) for one in all_of(showing, "first", "H2")] == ["A heading in the way"]
    assert [said(one).strip() for one in all_of(showing, "first", "LBody")] == [sentence(60, 4), sentence(61, 4)]
    assert [one["label"] for one in all_of(showing, "first", "Figure")] == ["Two cells, side by side"]


def test_links_say_where_they_lead(showing: Showing) -> None:
    found = {said(one): one["link"] for one in all_of(showing, "first", "Link") if "link" in one}
    assert found["registry"] == "https://example.org/registry"
    other = next(link for words, link in found.items() if words.startswith("the other letter"))
    pages = [index for index, face in enumerate(showing.faces) if face.run.piece.name == "other"]
    assert place_of(other.removeprefix("#"), showing) == pages[0]
    assert place_of("nowhere", showing) is None


def test_runs_are_where_the_page_shows_them(showing: Showing) -> None:
    width, height = showing.measures.width, showing.measures.height
    for layer in layers(showing, "first"):
        for _, x, y, across, down in runs(layer):
            assert 0 <= x < x + across <= width
            assert 0 <= y < y + down <= height
    first = next(face for face in showing.faces if face.run.piece.name == "first")
    headline = next(one for one in elements(layers(showing, "first")[0]) if one["role"] == "H1")
    tops = [box[1] for _, box in first.run.sheet(first.offset).blocks]
    assert next(runs(headline))[2] < min(tops, default=height)


def test_the_preview_gives_what_a_page_reads(standing: Served) -> None:
    client = standing.client()
    page = next(index for index, face in enumerate(standing.settled().showing.faces) if face.run.piece.name == "letter")  # type: ignore[union-attr]
    answer = client.get(f"/texts/{page}")
    assert sentence(0) in said(answer.json())
    assert answer.headers["cache-control"] == "no-store"
    assert client.get("/texts/99").status_code == 400
    assert client.get("/anchors/letter").json() == {"page": page}
    assert client.get("/anchors/nowhere").json() == {"page": None}
