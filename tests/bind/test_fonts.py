from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.ttLib import TTFont

from hemaprint.bind import Part, bind
from hemaprint.bind.cff import CffSubset
from hemaprint.bind.cmap import read_to_unicode, to_unicode, widths_array, widths_of
from hemaprint.bind.truetype import TrueTypeSubset
from hemaprint.bind.union import NotMergeableError, Union

from .press import BORROWED, IMPRINT, LETTERS, LOOP, folios, issue, part, three_parts, typeset
from .reading import changeable, difference, font_programs, opened, pixels, saved, text

CJK_TOLERANCE = 16
"""PDFium hints OpenType programs but not bare CFF ones: greys of edges differ a little."""


def programs(pdf: bytes, key: str = "/FontFile2") -> Iterator[tuple[str, bytes, set[int]]]:
    """Name, font program and glyph ids in use of every font of an article."""
    for font in opened(pdf).pages[0].resources.Font.values():
        descriptor = font.DescendantFonts[0].FontDescriptor
        if key in descriptor:
            used = {0, *read_to_unicode(font.ToUnicode.read_bytes())}
            yield str(font.BaseFont), descriptor[key].read_bytes(), used


def test_every_face_is_embedded_once_also_that_of_the_folios() -> None:
    bound = bind(three_parts(), folios=folios(*"123456"), imprint=IMPRINT)
    names = Counter(str(descriptor.FontName) for descriptor in font_programs(opened(bound.pdf)))
    before = Counter(name for one in three_parts() for name, _, _ in programs(one.pdf))
    assert max(before.values()) == 3
    assert set(names.values()) == {1}
    assert set(before) <= set(names)


def test_the_issue_is_no_larger_than_one_render_of_all() -> None:
    alone = typeset(BORROWED + LOOP + LETTERS)
    assert len(issue().pdf) <= 1.1 * len(alone)
    assert len(issue().pdf) < sum(len(one.pdf) for one in three_parts())


@pytest.mark.parametrize("page", range(6))
def test_pages_look_as_they_were_set(page: int) -> None:
    alone = three_parts()[page // 2].pdf
    has_cjk = page == 2
    assert difference(pixels(alone, page % 2), pixels(issue().pdf, page)) <= (CJK_TOLERANCE if has_cjk else 0)


@pytest.mark.parametrize("page", range(6))
def test_text_reads_as_it_was_set(page: int) -> None:
    assert text(issue().pdf, page) == text(three_parts()[page // 2].pdf, page % 2)


def test_chinese_is_found() -> None:
    assert "潘静" in text(issue().pdf, 2)


def test_glyphs_that_differ_are_not_united() -> None:
    """The same name with another optical size, as when the size of type chooses it."""
    _, program, used = next(programs(three_parts()[0].pdf))
    subset = TrueTypeSubset.read(program, used)
    gid, glyph = next((gid, glyph) for gid, glyph in subset.glyphs.items() if glyph.data)
    other = replace(subset, glyphs={**subset.glyphs, gid: replace(glyph, advance=glyph.advance + 1)})
    union = Union(subset)
    assert not union.add(other)
    assert union.add(subset)


@pytest.mark.parametrize(
    "damage", [lambda program: program[:-40], lambda program: b"OTTO" + program[4:], lambda _: b""]
)
def test_what_is_no_whole_truetype_program_is_left_alone(damage: Callable[[bytes], bytes]) -> None:
    _, program, used = next(programs(three_parts()[0].pdf))
    with pytest.raises(NotMergeableError):
        TrueTypeSubset.read(damage(program), used)


def test_the_united_program_is_a_font_with_all_glyphs() -> None:
    names = {name for name, _, _ in programs(three_parts()[2].pdf)}
    name, program, used = next(entry for entry in programs(three_parts()[0].pdf) if entry[0] in names)
    other_program, other_used = next(entry[1:] for entry in programs(three_parts()[2].pdf) if entry[0] == name)
    union = Union(TrueTypeSubset.read(program, used))
    assert union.add(TrueTypeSubset.read(other_program, other_used))
    font = TTFont(BytesIO(union.program()))
    original = TTFont(BytesIO(program))
    for gid in used:
        new, old = (one["glyf"][one.getGlyphName(gid)] for one in (font, original))
        assert new.getCoordinates(font["glyf"])[0] == old.getCoordinates(original["glyf"])[0]
        assert font["hmtx"][font.getGlyphName(gid)] == original["hmtx"][original.getGlyphName(gid)]


def test_components_are_found_wherever_a_subset_put_them() -> None:
    """WeasyPrint 70 moves components that stand after the last glyph in use."""
    low, high = typeset("<p>ÄÖ</p>"), typeset("<p>ÄÖ \u2032\u2033 ﬁ ½</p>")
    bound = bind([Part("low", low, "", (0,), 0), Part("high", high, "", (0,), 1)], imprint=IMPRINT)
    assert difference(pixels(low, 0), pixels(bound.pdf, 0)) == 0
    assert difference(pixels(high, 0), pixels(bound.pdf, 1)) == 0
    assert len(font_programs(opened(bound.pdf))) == 1


def test_a_cff_program_is_written_with_the_glyphs_in_use_only() -> None:
    _, program, used = next(programs(three_parts()[1].pdf, "/FontFile3"))
    union = Union(CffSubset.read(program, used))
    united = union.program()
    assert len(united) < 4096 < len(program)
    face = parsed(united)
    assert sorted(cids(face)) == sorted(used)
    assert face.CIDCount == max(used) + 1
    with pytest.raises(NotMergeableError):
        CffSubset.read(united, used)  # its CIDs are no glyph ids: a bound issue is never united again


def named_cff(**charstrings: list[object]) -> bytes:
    """An OpenType font with a name-keyed CFF program, as static faces are."""
    order = [".notdef", *charstrings]
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder(order)
    programs = {name: T2CharString(program=charstrings.get(name, ["endchar"])) for name in order}
    builder.setupCFF("Test", {"FullName": "Test"}, programs, {"defaultWidthX": 500})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (500, 0)))
    builder.setupHorizontalHeader()
    builder.setupMaxp()
    target = BytesIO()
    builder.save(target)
    return target.getvalue()


def parsed(program: bytes) -> Any:
    """The face of a bare CFF program, read by fontTools."""
    fonts = CFFFontSet()
    fonts.decompile(BytesIO(program), None)
    return fonts[0]


def cids(face: Any) -> list[int]:
    return [int(name.removeprefix("cid")) if name != ".notdef" else 0 for name in face.charset]


def test_a_name_keyed_cff_program_becomes_cid_keyed() -> None:
    line = [0, 0, "rmoveto", 10, 20, "rlineto", "endchar"]
    program = named_cff(a=line, b=["endchar"], c=[5, *line])
    union = Union(CffSubset.read(program, {0, 1}))
    assert union.add(CffSubset.read(program, {0, 3}))
    face = parsed(union.program())
    assert cids(face) == [0, 1, 3]
    glyph = face.CharStrings["cid00001"]
    glyph.decompile()
    assert glyph.program == line
    assert face.FDArray[0].Private.defaultWidthX == 500


def test_glyphs_composed_by_name_are_not_united() -> None:
    program = named_cff(a=[0, 0, 65, 193, "endchar"])
    with pytest.raises(NotMergeableError):
        CffSubset.read(program, {0, 1})


def test_characters_that_no_face_has_stay_apart() -> None:
    first, second = typeset("<p>One \U000f0001</p>"), typeset("<p>Two \U000f0002</p>")
    bound = bind([Part("one", first, "", (0,), 0), Part("two", second, "", (0,), 1)], imprint=IMPRINT)
    assert text(bound.pdf, 0) == text(first, 0)
    assert text(bound.pdf, 1) == text(second, 0)
    assert difference(pixels(second, 0), pixels(bound.pdf, 1)) == 0


def test_readings_that_differ_share_the_program_only() -> None:
    """The same small capitals stand for lower case in one article and for capitals in the other."""
    lower = typeset('<p style="font-variant-caps: small-caps">bcr</p>')
    upper = typeset('<p style="font-variant-caps: all-small-caps">BCR</p>')
    bound = bind([Part("lower", lower, "", (0,), 0), Part("upper", upper, "", (0,), 1)], imprint=IMPRINT)
    assert (text(bound.pdf, 0).strip(), text(bound.pdf, 1).strip()) == ("bcr", "BCR")
    assert len(font_programs(opened(bound.pdf))) == 1


def test_a_damaged_font_stays_as_it_is() -> None:
    damaged = changeable(three_parts()[0].pdf)
    for font in damaged.pages[0].resources.Font.values():
        font.DescendantFonts[0].FontDescriptor.FontFile2 = damaged.make_stream(b"not a font")
    bound = bind([replace(three_parts()[0], pdf=saved(damaged)), *three_parts()[1:]], imprint=IMPRINT)
    programs = [one.FontFile2.read_bytes() for one in font_programs(opened(bound.pdf)) if "/FontFile2" in one]
    assert programs.count(b"not a font") == len(damaged.pages[0].resources.Font)


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
