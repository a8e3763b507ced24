from __future__ import annotations

from pikepdf import Array, Dictionary, Name

from hemaprint.pdf.fonts import UNKNOWN, Font, read_cmap

from .pages import helvetica


def test_characters_ranges_and_lists_of_a_unicode_map() -> None:
    cmap = read_cmap(
        b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange "
        b"2 beginbfchar <01> <0041> <02> <D83DDE00> endbfchar "
        b"2 beginbfrange <10> <12> <0061> <20> <21> [<0078> <00660066>] endbfrange endcmap"
    )
    assert cmap.texts == {
        (1, 0x01): "A",
        (1, 0x02): "\U0001f600",
        (1, 0x10): "a",
        (1, 0x11): "b",
        (1, 0x12): "c",
        (1, 0x20): "x",
        (1, 0x21): "ff",
    }


def test_codes_are_as_long_as_the_space_they_fall_in() -> None:
    cmap = read_cmap(b"2 begincodespacerange <00> <80> <8140> <fefe> endcodespacerange 1 begincidrange <8140> <8142> 7")
    assert [cmap.length_at(b"\x41\x81\x40", at) for at in (0, 1)] == [1, 2]
    assert cmap.cids == {}  # the section does not end
    cmap = read_cmap(b"2 begincidrange <8140> <8142> 7 <8150> <8150> 20 endcidrange 1 begincidchar <41> 3 endcidchar")
    assert cmap.cids == {(2, 0x8140): 7, (2, 0x8141): 8, (2, 0x8142): 9, (2, 0x8150): 20, (1, 0x41): 3}


def test_what_cannot_be_read_is_left_out() -> None:
    assert read_cmap(b"1 beginbfchar <01> endbfchar 1 beginbfrange <00> <ffffffff> <0041> endbfrange \xff(").texts
    assert read_cmap(b"1 beginbfrange 3 [ ] <01> endbfrange").texts == {}


def test_widths_of_either_form() -> None:
    widths = Array([1, Array([300, 400]), 10, 12, 250])
    inner = Dictionary(Subtype=Name.CIDFontType0, W=widths, DW=900)
    font = Font(Dictionary(Subtype=Name.Type0, Encoding=Name("/Identity-H"), DescendantFonts=Array([inner])))
    assert [glyph.advance for glyph in font.glyphs(b"\0\1\0\2\0\3\0\x0b")] == [0.3, 0.4, 0.9, 0.25]


def test_encodings_of_simple_fonts() -> None:
    assert [glyph.text for glyph in Font(helvetica()).glyphs(b"A\x85\xe9")] == ["A", "…", "é"]
    mac = helvetica(Encoding=Name.MacRomanEncoding)
    assert [glyph.text for glyph in Font(mac).glyphs(b"A\x8e")] == ["A", "é"]
    symbolic = helvetica(FontDescriptor=Dictionary(Flags=4))
    del symbolic["/Encoding"]
    assert [glyph.text for glyph in Font(symbolic).glyphs(b"A")] == [UNKNOWN]


def test_predefined_unicode_encodings_are_texts() -> None:
    font = Font(Dictionary(Subtype=Name.Type0, Encoding=Name("/UniGB-UCS2-H"), DescendantFonts=Array([Dictionary()])))
    assert "".join(glyph.text for glyph in font.glyphs("潘静".encode("utf-16-be"))) == "潘静"


def test_ascenders_that_cannot_be_are_replaced() -> None:
    usual = Font(Dictionary())
    for descriptor in (Dictionary(Ascent=99999, Descent=-200), Dictionary(Ascent=0, Descent=0)):
        font = Font(helvetica(FontDescriptor=descriptor))
        assert (font.ascent, font.descent) == (usual.ascent, usual.descent)
    boxed = Font(helvetica(FontDescriptor=Dictionary(FontBBox=[0, -210, 1000, 800])))
    assert (boxed.ascent, boxed.descent) == (0.8, -0.21)
