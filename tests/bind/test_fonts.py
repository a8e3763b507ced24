from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pytest
from pikepdf import Object

from hemaprint.bind.binder import bind
from hemaprint.bind.fonts import complete, read_to_unicode, to_unicode, widths_array, widths_of
from hemaprint.bind.foundry import Foundry
from hemaprint.bind.parts import Part
from hemaprint.typeset.pages import Face

from .press import BORROWED, IMPRINT, LETTERS, LOOP, folios, issue, part, three_parts, typeset
from .reading import changeable, difference, font_programs, opened, pixels, saved, text

BODIES = (BORROWED, LOOP, LETTERS)
CJK_TOLERANCE = 16
"""PDFium hints OpenType programs but not bare CFF ones: greys of edges differ a little."""


def programs(pdf: bytes) -> Iterator[tuple[str, Object]]:
    """The name and the stream of every font program of a file."""
    for descriptor in font_programs(opened(pdf)):
        for key in ("/FontFile2", "/FontFile3"):
            if key in descriptor:
                yield str(descriptor.FontName), descriptor[key]


def one_sheet(*bodies: str) -> bytes:
    """Each of ``bodies`` on a sheet of its own, bound."""
    parts = [Part(str(at), typeset(body, part=True), "", (0,), at) for at, body in enumerate(bodies)]
    return bind(parts, imprint=IMPRINT).pdf


def test_parts_have_no_outlines_of_the_faces_that_are_found_again() -> None:
    for one in three_parts():
        told = [Face.read(program.read_bytes()) for _, program in programs(one.pdf)]
        assert told
        assert None not in told


def test_a_bound_file_has_no_names_in_the_place_of_faces() -> None:
    bound = bind(three_parts(), folios=folios(*"123456"), imprint=IMPRINT).pdf
    found = [program.read_bytes() for _, program in programs(bound)]
    assert found
    assert [Face.read(program) for program in found] == [None] * len(found)


def test_every_face_is_embedded_once_also_that_of_the_folios() -> None:
    bound = bind(three_parts(), folios=folios(*"123456"), imprint=IMPRINT)
    before = Counter(name for one in three_parts() for name, _ in programs(one.pdf))
    assert max(before.values()) == 3
    after = list(programs(bound.pdf))
    assert set(Counter(name for name, _ in after).values()) == {1}
    assert set(before) <= {name for name, _ in after}
    assert len({program.objgen for _, program in after}) == len({program.read_bytes() for _, program in after})


def test_the_issue_is_no_larger_than_one_render_of_all() -> None:
    assert len(issue().pdf) <= 1.1 * len(typeset(BORROWED + LOOP + LETTERS))


@pytest.mark.parametrize("page", range(6))
def test_pages_look_as_they_were_set(page: int) -> None:
    alone = typeset(BODIES[page // 2])
    has_cjk = page == 2
    assert difference(pixels(alone, page % 2), pixels(issue().pdf, page)) <= (CJK_TOLERANCE if has_cjk else 0)


@pytest.mark.parametrize("page", range(6))
def test_text_reads_as_it_was_set(page: int) -> None:
    assert text(issue().pdf, page) == text(typeset(BODIES[page // 2]), page % 2)


@pytest.mark.parametrize("at", range(3))
def test_a_part_by_itself_looks_as_it_does_in_the_issue(at: int) -> None:
    alone = complete(three_parts()[at].pdf, Foundry())
    assert difference(pixels(alone, 0), pixels(issue().pdf, 2 * at)) == 0


def test_chinese_is_found() -> None:
    assert "潘静" in text(issue().pdf, 2)


def test_optical_sizes_stay_apart() -> None:
    """They have one name where the size of type chooses them, and other outlines."""
    bodies = [f'<p style="font-variation-settings: normal; font-size: {size}pt">Donor</p>' for size in (8, 60)]
    bound = one_sheet(*bodies)
    assert len(list(programs(bound))) == 2
    for page, body in enumerate(bodies):
        assert difference(pixels(bound, page), pixels(typeset(body), 0)) == 0


def test_components_are_found_wherever_a_subset_puts_them() -> None:
    bodies = ("<p>ÄÖ</p>", "<p>ÄÖ \u2032\u2033 ﬁ ½</p>")
    bound = one_sheet(*bodies)
    for page, body in enumerate(bodies):
        assert difference(pixels(bound, page), pixels(typeset(body), 0)) == 0
    assert len(list(programs(bound))) == 1


def test_chinese_takes_no_more_room_than_its_glyphs() -> None:
    size = {name: len(program.read_bytes()) for name, program in programs(issue().pdf) if "CJK" in name}
    assert max(size.values()) < 4096
    assert max(len(program.read_bytes()) for name, program in programs(typeset(LOOP)) if "CJK" in name) > 65536


def test_characters_that_no_face_has_stay_apart() -> None:
    bodies = ("<p>One \U000f0001</p>", "<p>Two \U000f0002</p>")
    bound = one_sheet(*bodies)
    for page, body in enumerate(bodies):
        assert text(bound, page) == text(typeset(body), 0)
        assert difference(pixels(bound, page), pixels(typeset(body), 0)) == 0


def test_readings_that_differ_share_the_program_only() -> None:
    """The same small capitals stand for lower case in one article and for capitals in the other."""
    lower, upper = (f'<p style="font-variant-caps: {caps}">{copy}</p>' for caps, copy in SMALL_CAPITALS)
    bound = one_sheet(lower, upper)
    assert (text(bound, 0).strip(), text(bound, 1).strip()) == ("bcr", "BCR")
    assert len(font_programs(opened(bound))) == 1


SMALL_CAPITALS = (("small-caps", "bcr"), ("all-small-caps", "BCR"))


def test_a_program_that_a_part_brings_stays_as_it_is() -> None:
    brought = changeable(three_parts()[0].pdf)
    for font in brought.pages[0].resources.Font.values():
        font.DescendantFonts[0].FontDescriptor.FontFile2 = brought.make_stream(b"a program")
    bound = bind([replace(three_parts()[0], pdf=saved(brought)), *three_parts()[1:]], imprint=IMPRINT)
    assert b"a program" in [program.read_bytes() for _, program in programs(bound.pdf)]
    assert bound.problems == ()


def test_a_face_whose_file_is_another_now_is_told() -> None:
    other = changeable(three_parts()[1].pdf)
    (descriptor,) = (one for one in font_programs(other) if "/FontFile3" in one)
    face = Face.read(descriptor.FontFile3.read_bytes())
    assert face is not None
    descriptor.FontFile3 = other.make_stream(replace(face, digest="0" * 64).marker)
    bound = bind([replace(three_parts()[1], pdf=saved(other), first_page=0)], imprint=IMPRINT)
    (problem,) = (one for one in bound.problems if one.code == "HP305")
    assert problem.location.path == face.path
    assert "CJK" in problem.message


def test_hyphens_read_as_hyphens() -> None:
    bound = bind([part("letters", LETTERS.replace("everybody", "every\u2010body"), 0)], imprint=IMPRINT)
    (maps,) = [
        read_to_unicode(font.ToUnicode.read_bytes())
        for font in opened(bound.pdf).pages[0].resources.Font.values()
        if "Italic" in str(font.BaseFont)
    ]
    assert b"002d" in maps.values()
    assert b"2010" not in maps.values()


def test_widths_and_unicode_maps_survive_the_way_there_and_back() -> None:
    widths = {3: 500.0, 4: 250.5, 9: 1000.0}
    assert widths_of(widths_array(widths)) == widths
    assert widths_of(pikepdf.Array([1, 3, 500])) == {1: 500.0, 2: 500.0, 3: 500.0}
    texts = {code: b"%04x" % (code + 29) for code in range(3, 240)}
    assert read_to_unicode(to_unicode(texts)) == texts
