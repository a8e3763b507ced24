"""Pictures show pages in their own faces, whether these were embedded yet or not."""

from __future__ import annotations

from bind import press
from hemaprint.bind.foundry import Foundry
from hemaprint.preview.drawing import Drawing, Layer, PageDrawer


def drawn(pictures: PageDrawer, *layers: Layer) -> bytes:
    return pictures.draw(Drawing(str([(id(layer.pdf), layer.index) for layer in layers]), layers, 600))


def test_a_part_looks_as_it_does_with_its_faces() -> None:
    pictures = PageDrawer(Foundry())
    part, whole = (press.typeset(press.BORROWED, part=part) for part in (True, False))
    folio, whole_folio = (press.typeset("<p>17</p>", part=part) for part in (True, False))
    try:
        assert drawn(pictures, Layer(part, 0), Layer(folio, 0)) == drawn(
            pictures, Layer(whole, 0), Layer(whole_folio, 0)
        )
        assert drawn(pictures, Layer(part, 0)) != drawn(pictures, Layer(part, 1))
    finally:
        pictures.close()


def test_words_are_found_on_a_part() -> None:
    pictures = PageDrawer(Foundry())
    try:
        words = pictures.words_at(Layer(press.typeset(press.BORROWED, part=True), 0), 60, 66)
    finally:
        pictures.close()
    assert "Borrowed" in words
