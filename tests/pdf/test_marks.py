from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from bind import press
from bind.reading import opened
from hemaprint.pdf.colors import Paint
from hemaprint.pdf.interpreter import marks_of
from hemaprint.pdf.marks import ImageMark, Mark, PathMark, ShadingMark, TextMark

from .pages import form, helvetica, image, marks, one_page, rounded


def only(content: str, **resources: Any) -> Mark:
    (mark,) = marks(one_page(content, **resources))
    return mark


def text(content: str, **resources: Any) -> TextMark:
    mark = only(content, **resources)
    assert isinstance(mark, TextMark)
    return mark


def path(content: str, **resources: Any) -> PathMark:
    mark = only(content, **resources)
    assert isinstance(mark, PathMark)
    return mark


def test_a_rectangle_stands_where_the_matrices_put_it() -> None:
    mark = path("q 2 0 0 2 10 20 cm 1 0 0 rg 0 0 5 6 re f Q")
    assert mark.box == (10, 20, 20, 32)
    assert mark.fill == Paint("DeviceRGB", (1, 0, 0))
    assert mark.rectangle
    assert mark.stroke is None


def test_a_subpath_that_is_only_begun_covers_nothing() -> None:
    mark = path("0 0 m 1 1 m 9 1 l 9 5 l 1 5 l h f")
    assert mark.box == (1, 1, 9, 5)
    assert mark.rectangle
    assert path("0 0 m 1 1 8 4 re f").box == (1, 1, 9, 5)


def test_a_stroke_is_as_wide_as_it_is_seen() -> None:
    mark = path(".5 0 0 .5 0 0 cm .2 w 0 0 0 1 K 10 10 m 30 10 l S")
    assert mark.line_width == pytest.approx(0.1)
    assert mark.stroke == Paint("DeviceCMYK", (0, 0, 0, 1))
    assert mark.box == pytest.approx((4.95, 4.95, 15.05, 5.05))
    assert not mark.rectangle


def test_lines_that_make_a_rectangle_are_one() -> None:
    assert path("1 1 m 9 1 l 9 5 l 1 5 l h f").rectangle
    assert not path("1 1 m 9 2 l 9 5 l 1 5 l h f").rectangle
    assert not path("0 0 5 5 re 2 2 1 1 re f*").rectangle


def test_the_clip_cuts_boxes_and_ends_with_its_state() -> None:
    inside, outside, after = marks(one_page("q 0 0 10 10 re W n 5 5 20 20 re f 50 50 5 5 re f Q 50 50 5 5 re f"))
    assert inside.box == (5, 5, 10, 10)
    assert outside.clipped_away
    assert after.box == (50, 50, 55, 55)


def test_graphics_state_parameters() -> None:
    states = {"/S": Dictionary(ca=0.5, CA=0.25, BM=Name.Multiply, OP=True, op=False, LW=3)}
    fill, stroke = marks(one_page("/S gs 0 0 5 5 re f 0 0 m 9 0 l S", ExtGState=states))
    assert (fill.alpha, fill.blend, fill.overprint) == (0.5, "Multiply", False)
    assert (stroke.alpha, stroke.overprint) == (0.25, True)
    assert isinstance(stroke, PathMark)
    assert stroke.line_width == 3


@pytest.mark.parametrize(
    ("space", "values", "name"),
    [
        (Name.DeviceCMYK, "0 0 0 1", "DeviceCMYK"),
        (Array([Name.Separation, Name.Gold, Name.DeviceGray, Dictionary()]), "1", "Separation/Gold"),
        (
            Array([Name.DeviceN, Array([Name.Cyan, Name.Gold]), Name.DeviceCMYK, Dictionary()]),
            "1 1",
            "DeviceN/Cyan+Gold",
        ),
        (Array([Name.Indexed, Name.DeviceRGB, 1, b"aaabbb"]), "1", "Indexed/DeviceRGB"),
        (Array([Name.Lab, Dictionary(WhitePoint=[1, 1, 1])]), "50 0 0", "Lab"),
        (Array([Name.CalRGB, Dictionary(WhitePoint=[1, 1, 1])]), "1 0 0", "CalRGB"),
    ],
)
def test_colour_spaces_by_name(space: pikepdf.Object, values: str, name: str) -> None:
    mark = path(f"/C cs {values} scn 0 0 5 5 re f", ColorSpace={"/C": space})
    assert mark.fill == Paint(name, tuple(float(value) for value in values.split()))


def test_a_space_starts_with_its_first_colour() -> None:
    assert path("/DeviceCMYK cs 0 0 5 5 re f").fill == Paint("DeviceCMYK", (0, 0, 0, 1))


def test_profiles_are_named_after_their_components() -> None:
    pdf = one_page("/C cs 1 0 0 scn 0 0 5 5 re f")
    profile = pdf.make_stream(b"")
    profile.N = 3
    pdf.pages[0].Resources.ColorSpace = Dictionary(C=Array([Name.ICCBased, profile]))
    (mark,) = marks(pdf)
    assert isinstance(mark, PathMark)
    assert mark.fill == Paint("ICCBased3", (1, 0, 0))


def test_text_is_measured_and_read() -> None:
    mark = text("BT /F1 10 Tf 2 0 0 2 30 40 Tm (Cells) Tj ET")
    assert (mark.text, mark.size) == ("Cells", 20)
    assert rounded(mark.box) == (30, 35, 80, 55)
    assert mark.font.BaseFont == Name.Helvetica


def test_spaces_at_the_ends_of_a_line_cover_nothing() -> None:
    assert rounded(text("BT /F1 10 Tf 10 20 Td (  Cell  ) Tj ET").box) == (20, 17.5, 40, 27.5)


def test_spacing_and_shifts_move_the_text_on() -> None:
    first, second = marks(one_page("BT /F1 10 Tf 1 Tc 2 Tw 50 Tz 0 20 Td [(a b) -1000 (c)] TJ (d) Tj ET"))
    # four glyphs of 5, four letter spaces, one word space, one em; half as wide
    assert second.box[0] - 0 == pytest.approx((4 * 5 + 4 + 2 + 10) / 2)
    assert isinstance(first, TextMark)
    assert first.text == "a bc"


def test_every_way_to_start_a_line() -> None:
    found = marks(one_page("BT /F1 10 Tf 0 90 TD (a) Tj 0 -12 TD (b) Tj T* (c) Tj (d) ' 1 2 (e) \" ET"))
    assert [round(mark.box[1] + 2.5) for mark in found] == [90, 78, 66, 54, 42]


def test_the_colour_of_text_follows_its_mode() -> None:
    filled, stroked, hidden = marks(one_page("0 1 0 rg 1 0 0 RG BT /F1 9 Tf (a) Tj 1 Tr (b) Tj 3 Tr (c) Tj ET"))
    assert isinstance(filled, TextMark)
    assert isinstance(stroked, TextMark)
    assert isinstance(hidden, TextMark)
    assert filled.paint.values == (0, 1, 0)
    assert stroked.paint.values == (1, 0, 0)
    assert hidden.mode == 3


def test_composite_fonts_are_read_through_their_maps() -> None:
    pdf = one_page("BT /F2 10 Tf 0 20 Td <00050006000A0000> Tj ET")
    unicode = b"1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0005> <0006> <0061> endbfrange"
    unicode += b" 1 beginbfchar <000a> <00660069> endbfchar"
    inner = Dictionary(Subtype=Name.CIDFontType2, DW=1000, W=Array([5, Array([500, 250]), 10, 11, 400]))
    pdf.pages[0].Resources.Font.F2 = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([inner]),
        ToUnicode=pdf.make_stream(unicode),
    )
    (mark,) = marks(pdf)
    assert isinstance(mark, TextMark)
    assert mark.text == "abfi\ufffd"
    assert mark.missing == 1
    assert mark.box[2] == pytest.approx(5 + 2.5 + 4 + 10)


def test_names_of_simple_fonts_are_read() -> None:
    differences = Dictionary(Type=Name.Encoding, Differences=Array([65, Name.alpha, Name("/.notdef"), Name.fi]))
    mark = text("BT /F2 9 Tf (ABC) Tj ET", Font={"/F2": helvetica(Encoding=differences)})
    assert mark.text == "α\ufffdﬁ"
    assert mark.missing == 1


def test_images_know_their_resolution() -> None:
    pdf = one_page("q 36 0 0 72 10 20 cm /Im Do Q")
    pdf.pages[0].Resources.XObject = Dictionary(Im=image(pdf, (30, 40)))
    (mark,) = marks(pdf)
    assert isinstance(mark, ImageMark)
    assert mark.box == (10, 20, 46, 92)
    assert (mark.width, mark.height, mark.space, mark.bits, mark.masked) == (30, 40, "DeviceRGB", 8, False)
    assert mark.ppi == 40


def test_inline_images_are_images() -> None:
    mark = only("q 9 0 0 9 0 0 cm BI /W 2 /H 1 /CS /RGB /BPC 8 ID aaaaaa\nEI Q")
    assert isinstance(mark, ImageMark)
    assert (mark.xobject, mark.width, mark.space) == (None, 2, "DeviceRGB")


def test_a_stencil_has_the_colour_that_fills_it() -> None:
    pdf = one_page("0 0 0 1 k 9 0 0 9 0 0 cm /Im Do")
    pdf.pages[0].Resources.XObject = Dictionary(Im=image(pdf, ImageMask=True, BitsPerComponent=1))
    (mark,) = marks(pdf)
    assert isinstance(mark, ImageMark)
    assert (mark.space, mark.bits) == ("DeviceCMYK", 1)


def test_forms_bring_matrix_box_and_resources() -> None:
    pdf = one_page("2 0 0 2 0 0 cm /Fm Do 0 0 1 1 re f")
    inner = form(pdf, "1 0 0 rg 0 0 50 50 re f", Matrix=[1, 0, 0, 1, 5, 5], BBox=[0, 0, 10, 10])
    pdf.pages[0].Resources.XObject = Dictionary(Fm=inner)
    inside, after = marks(pdf)
    assert inside.box == (10, 10, 30, 30)
    assert isinstance(after, PathMark)
    assert after.fill == Paint("DeviceGray", (0,))


def test_groups_multiply_opacity() -> None:
    pdf = one_page("/S gs /Fm Do", ExtGState={"/S": Dictionary(ca=0.5, BM=Name.Multiply)})
    group = Dictionary(S=Name.Transparency)
    states = Dictionary(ExtGState=Dictionary(T=Dictionary(ca=0.5)))
    inner = form(pdf, "/T gs 0 0 5 5 re f", Group=group, Resources=states)
    pdf.pages[0].Resources.XObject = Dictionary(Fm=inner)
    (mark,) = marks(pdf)
    assert (mark.alpha, mark.blend) == (0.25, "Multiply")


def test_forms_that_hold_themselves_end() -> None:
    pdf = one_page("/Fm Do")
    inner = pdf.make_indirect(form(pdf, "0 0 5 5 re f /Fm Do"))
    pdf.pages[0].Resources.XObject = Dictionary(Fm=inner)
    inner.Resources = pdf.pages[0].Resources
    assert len(marks(pdf)) == 1


def test_marked_content_is_inherited_by_forms() -> None:
    pdf = one_page("/Artifact BMC /Fm Do EMC /P <</MCID 4>> BDC /Fm Do EMC EMC /Fm Do")
    pdf.pages[0].Resources.XObject = Dictionary(Fm=form(pdf, "0 0 5 5 re f"))
    assert [mark.artifact for mark in marks(pdf)] == [True, False, False]


def test_tiles_cover_the_path_that_they_fill() -> None:
    pdf = one_page("/Pattern cs /P scn 10 10 100 50 re f")
    cell = form(pdf, "1 0 0 rg 0 0 2 2 re f", PatternType=1, PaintType=1, BBox=[0, 0, 10, 10], XStep=10, YStep=1000)
    pdf.pages[0].Resources.Pattern = Dictionary(P=cell)
    filled, tile = marks(pdf)
    assert isinstance(filled, PathMark)
    assert filled.fill == Paint("Pattern")
    assert isinstance(tile, PathMark)
    assert tile.fill == Paint("DeviceRGB", (1, 0, 0))
    assert tile.clipped_away  # the cells of this row stand below the path
    cell.YStep = 10
    assert rounded(marks(pdf)[1].box) == (10, 10, 102, 52)


def test_shadings_alone_and_as_patterns() -> None:
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceCMYK)
    pattern = Dictionary(PatternType=2, Shading=shading)
    pdf = one_page(
        "q 0 0 9 9 re W n /Sh sh Q /Pattern cs /P scn 10 10 5 5 re f",
        Shading={"/Sh": shading},
        Pattern={"/P": pattern},
    )
    alone, _, filling = marks(pdf)
    assert isinstance(alone, ShadingMark)
    assert isinstance(filling, ShadingMark)
    assert (alone.box, alone.space) == ((0, 0, 9, 9), "DeviceCMYK")
    assert filling.box == (10, 10, 15, 15)


def test_glyphs_of_type_3_bring_their_own_colours() -> None:
    pdf = one_page("BT /F3 10 Tf 5 5 Td (ab) Tj ET")
    procedures = Dictionary(
        a=pdf.make_stream(b"1000 0 d0 1 0 0 rg 0 0 500 500 re f"),
        b=pdf.make_stream(b"1000 0 0 0 500 500 d1 0 0 500 500 re f"),
    )
    pdf.pages[0].Resources.Font.F3 = Dictionary(
        Subtype=Name.Type3,
        FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
        FontBBox=[0, 0, 500, 500],
        Widths=[1000, 1000],
        FirstChar=97,
        CharProcs=procedures,
        Encoding=Dictionary(Differences=Array([97, Name.a, Name.b])),
    )
    string, red = marks(pdf)
    assert isinstance(string, TextMark)
    assert isinstance(red, PathMark)
    assert rounded(string.box) == (5, 5, 25, 10)
    assert red.box == pytest.approx((5, 5, 10, 10))


@pytest.mark.parametrize(
    "content",
    [
        b"q 1 0 0 rg [ 1 2 ] ) TJ ET 0 0 5 5 re f",
        b">> 3 rg (abc) cm /Nothing gs 0 0 5 5 re f",
        b"/None Do /None sh /X cs /Y scn BT /F9 9 Tf (abc) Tj ET 0 0 5 5 re f",
        b"Q Q EMC BT (a) Tj T* ET 0 0 5 5 re f",
        b"\xff\xfe 1 m re Tf TJ ' d1x 0 0 5 5 re f",
        b"99999999999999999999999999999999999999 w 1 0 0 0 0 0 cm 0 0 5 5 re f",
    ],
)
def test_malformed_pages_give_what_they_can(content: bytes) -> None:
    assert any(isinstance(mark, PathMark) for mark in marks(one_page(content)))


def test_what_stands_around_broken_content_is_read() -> None:
    lines = [f"0 0 {number} {number} re f" for number in range(1, 41)]
    lines[20] = "[ (a) <</A 1 0 R>> ET ] TJ"
    found = marks(one_page("\n".join(lines)))
    assert len(found) >= 30


@pytest.mark.parametrize("wrong", [Array([1]), Name.Wrong, Dictionary(), 7])
def test_resources_of_wrong_types_are_passed_over(wrong: object) -> None:
    categories = ("XObject", "Font", "ExtGState", "ColorSpace", "Pattern", "Shading", "Properties")
    pdf = one_page("/A gs /A cs /A scn /P /A BDC BT /A 9 Tf (a) Tj ET /A Do /A sh 0 0 5 5 re f")
    page = pdf.pages[0]
    page.Resources = Dictionary({f"/{name}": Dictionary({"/A": wrong}) for name in categories})
    assert any(isinstance(mark, PathMark) for mark in marks(pdf))
    page.Resources = Dictionary({f"/{name}": wrong for name in categories})
    assert any(isinstance(mark, PathMark) for mark in marks(pdf))
    del page.Resources
    assert any(isinstance(mark, PathMark) for mark in marks(pdf))


def test_a_typeset_page_reads_as_it_was_set() -> None:
    pdf = opened(
        press.typeset('<p style="color: #f00">Cells <b>divide</b> at night.</p>', tags=True, style="body { margin: 0 }")
    )
    found = [mark for mark in marks_of(pdf.pages[0]) if isinstance(mark, TextMark)]
    assert "".join(mark.text for mark in found) == "Cells divide at night."
    assert all(mark.size == pytest.approx(9) for mark in found)
    assert found[0].paint == Paint("DeviceRGB", (1, 0, 0))
    assert found[0].box[0] == pytest.approx(12 / 25.4 * 72, abs=0.1)
    assert all(not mark.artifact for mark in found)
