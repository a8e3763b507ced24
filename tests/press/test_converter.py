"""Content streams: colours, overprinting, what is dropped, and what is only reached through resources."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import ImageCms

from .inventory import inventory
from .making import TRIM, Drawing, content, opened, pressed, profile

STATES = ("/HpOverprint gs", "/HpKnockout gs")


def printed(drawn: bytes, **resources: Any) -> str:
    """A page after the press, from its first own operator to its last."""
    result = pressed(Drawing().page(drawn, Dictionary(**resources)).data)
    assert result.problems == ()
    return content(result).split("0 0 0 1 K\n", 1)[1].rpartition("\nQ\n")[0].strip()


# ---------------------------------------------------------------- colours


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        (b"0.592157 0.090196 0.12549 rg", "0.12 1 0.86 0.28 k"),
        (b"0.592157 0.090196 0.12549 RG", "0.12 1 0.86 0.28 K"),
        (b"0 g", "0 0 0 1 k"),
        (b"1 G", "0 0 0 0 K"),
        (b"0 0 0 rg", "0 0 0 1 k"),
        (b".1 .2 .3 .4 k", ".1 .2 .3 .4 k"),
        (b"/DeviceRGB cs 1 1 1 sc", "0 0 0 1 k\n0 0 0 0 k"),
        (b"/DeviceGray CS 0 SCN", "0 0 0 1 K\n0 0 0 1 K"),
    ],
)
def test_colours_become_inks(drawn: bytes, expected: str) -> None:
    assert [float(x) if x[-1].isdigit() else x for x in printed(drawn).split()] == [
        float(x) if x[-1].isdigit() else x for x in expected.split()
    ]


def test_a_colour_space_holds_until_the_state_is_restored() -> None:
    drawn = printed(b"/DeviceRGB cs q /DeviceCMYK cs 0 0 0 1 sc Q 1 1 1 sc 0 0 9 9 re f")
    assert drawn.splitlines()[-3:] == ["0 0 0 0 k", "0 0 9 9 re", "f"]


def test_spaces_with_profiles_are_read() -> None:
    drawing = Drawing()
    icc = drawing.pdf.make_stream(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), N=3)
    lab = Array([Name.Lab, Dictionary(WhitePoint=Array([0.9642, 1, 0.8249]), Range=Array([-128, 127, -128, 127]))])
    spaces = Dictionary(Screen=Array([Name.ICCBased, icc]), Lab=lab, Ink=Array([Name.ICCBased, _cmyk(drawing.pdf)]))
    drawing.page(
        b"/Screen cs 0 0 0 scn 0 0 9 9 re f /Lab cs 40 50 30 scn 0 0 9 9 re f /Ink cs .1 .2 .3 .4 scn 0 0 9 9 re f",
        Dictionary(ColorSpace=spaces),
    )
    result = pressed(drawing.data)
    assert result.problems == ()
    assert inventory(opened(result)).inks == {"DeviceCMYK", "Separation/All"}
    assert "0.1 0.2 0.3 0.4 k" in content(result)


def _cmyk(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    return pdf.make_stream(profile().data, N=4)


def test_indexed_colours_keep_their_numbers() -> None:
    space = Array([Name.Indexed, Name.DeviceRGB, 1, pikepdf.String(bytes((0x97, 0x17, 0x20, 255, 255, 255)))])
    result = pressed(Drawing().page(b"/I cs 0 sc 0 0 9 9 re f", Dictionary(ColorSpace=Dictionary(I=space))).data)
    made = opened(result).pages[0].Resources.ColorSpace.I
    assert made[1] == Name.DeviceCMYK
    assert bytes(made[3]) == bytes((31, 255, 219, 71, 0, 0, 0, 0))


def test_a_spot_colour_that_the_press_can_mix_stays() -> None:
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0] * 4), C1=Array([0, 1, 0, 0]), N=1)
    space = Array([Name.Separation, Name("/Gold"), Name.DeviceCMYK, tint])
    assert "/Spot cs\n.5 scn" in printed(b"/Spot cs .5 scn 0 0 9 9 re f", ColorSpace=Dictionary(Spot=space))


@pytest.mark.parametrize("space", ["CalRGB", "Separation"])
def test_a_space_that_cannot_be_printed_is_refused_on_its_page(space: str) -> None:
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1] * 3), C1=Array([0, 1, 0]), N=1)
    spaces = {
        "CalRGB": Array([Name.CalRGB, Dictionary(WhitePoint=Array([0.95, 1, 1.09]))]),
        "Separation": Array([Name.Separation, Name("/Gold"), Name.DeviceRGB, tint]),
    }
    drawing = Drawing().page(b"").page(b"/X cs 1 scn", Dictionary(ColorSpace=Dictionary(X=spaces[space])))
    problems = pressed(drawing.data).problems
    assert [problem.code for problem in problems] == ["HP351"]
    assert "sheet 2" in problems[0].message


def test_resources_that_nothing_uses_are_left_behind() -> None:
    unused = Array([Name.CalRGB, Dictionary(WhitePoint=Array([0.95, 1, 1.09]))])
    result = pressed(Drawing().page(b"0 g", Dictionary(ColorSpace=Dictionary(X=unused))).data)
    assert result.problems == ()
    assert "/ColorSpace" not in opened(result).pages[0].Resources


# ---------------------------------------------------------------- overprint and marked content


@pytest.mark.parametrize(
    ("drawn", "overprints"),
    [
        (b"0 g BT /F 9 Tf (a) Tj ET", True),
        (b"BT /F 9 Tf (a) Tj ET", True),
        (b"1 g BT /F 9 Tf (a) Tj ET", False),
        (b".5 g BT /F 9 Tf (a) Tj ET", False),
        (b"0.592157 0.090196 0.12549 rg BT /F 9 Tf (a) Tj ET", False),
        (b"0 g 1 0 0 RG BT 2 Tr /F 9 Tf (a) Tj ET", False),
        (b"0 g 0 G BT 2 Tr /F 9 Tf (a) Tj ET", True),
        (b"0 g BT 7 Tr /F 9 Tf (a) Tj ET", False),
        (b"0 g BT /F 12 Tf (a) Tj ET", False),
        (b"0 g BT /F 12 Tf .9 0 0 -.9 0 0 Tm (a) Tj ET", True),
        (b"0 g q .5 0 0 .5 0 0 cm BT /F 20 Tf (a) Tj ET Q", True),
        (b"0 g q 3 0 0 3 0 0 cm Q BT 2 0 0 2 0 0 Tm ET BT /F 9 Tf (a) Tj ET", True),
        (b"0 g 2 0 0 2 0 0 cm BT /F 9 Tf (a) Tj ET", False),
        (b"0 g 0 0 9 9 re f", False),
        (b"0 0 0 1 k 0 0 9 9 re B", False),
    ],
)
def test_only_small_text_in_solid_black_overprints(drawn: bytes, overprints: bool) -> None:
    assert (STATES[0] in printed(drawn)) == overprints


def test_overprinting_ends_with_the_text_and_with_the_black() -> None:
    drawn = printed(b"0 g BT /F 9 Tf (a) Tj 1 g (b) Tj 0 g (c) Tj ET 0 0 9 9 re f").splitlines()
    switches = [line for line in drawn if line in STATES]
    assert switches == [*STATES, *STATES]
    assert drawn.index("(b) Tj") > drawn.index(STATES[1])
    assert drawn.index("ET") == drawn.index("(c) Tj") + 2


def test_a_restored_state_restores_overprinting() -> None:
    """Saving inside of text is malformed, but met; after Q the state is that before q, whatever was set between."""
    drawn = printed(b"0 g BT /F 9 Tf (a) Tj q 1 g (b) Tj Q (c) Tj ET").splitlines()
    assert [line for line in drawn if line in STATES] == [*STATES, STATES[1]]
    assert STATES[0] not in drawn[drawn.index("Q") :]


def test_states_of_the_screen_lose_their_own_overprint() -> None:
    state = Dictionary(op=True, OP=True, OPM=1, ca=0.5, TR=Name.Identity)
    result = pressed(Drawing().page(b"/G gs 0 0 9 9 re f", Dictionary(ExtGState=Dictionary(G=state))).data)
    assert set(opened(result).pages[0].Resources.ExtGState.G.keys()) == {"/ca"}


def test_marked_content_goes_and_what_it_marks_stays() -> None:
    drawn = printed(b"/P <</MCID 0>> BDC /Artifact BMC 0 0 9 9 re f EMC EMC /Q MP")
    assert drawn.split() == ["0", "0", "9", "9", "re", "f"]


# ---------------------------------------------------------------- forms, patterns, glyphs, masks


def test_a_form_in_a_mask_stays_grey_and_elsewhere_is_printed() -> None:
    drawing = Drawing()
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    form = drawing.pdf.make_stream(b"0 1 0 rg 0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array(TRIM))
    form.Group = group
    mask = Dictionary(S=Name.Luminosity, G=form, BC=Array([0, 1, 0]))
    resources = Dictionary(ExtGState=Dictionary(M=Dictionary(SMask=mask)), XObject=Dictionary(F=form))
    file = opened(pressed(drawing.page(b"/M gs /F Do", resources).data))
    made = file.pages[0].Resources
    masked, shown = made.ExtGState.M.SMask.G, made.XObject.F
    assert str(masked.Group.CS) == "/DeviceGray"
    assert masked.read_bytes().startswith(b"0.587 g")
    assert [float(value) for value in made.ExtGState.M.SMask.BC] == [0.587]
    assert str(shown.Group.CS) == "/DeviceCMYK"
    assert b" k\n" in shown.read_bytes()


def test_patterns_are_printed_with_and_without_colours_of_their_own() -> None:
    drawing = Drawing()
    tile = Dictionary(PatternType=1, TilingType=1, BBox=Array([0, 0, 4, 4]), XStep=4, YStep=4, Resources=Dictionary())
    colored = drawing.pdf.make_stream(b"1 0 0 rg 0 0 2 2 re f", {**dict(tile.items()), "/PaintType": 1})
    stencil = drawing.pdf.make_stream(b"0 0 2 2 re f", {**dict(tile.items()), "/PaintType": 2})
    resources = Dictionary(
        Pattern=Dictionary(C=colored, S=stencil), ColorSpace=Dictionary(P=Array([Name.Pattern, Name.DeviceRGB]))
    )
    result = pressed(drawing.page(b"/Pattern cs /C scn 0 0 9 9 re f /P cs 1 1 1 /S scn 0 0 9 9 re f", resources).data)
    assert result.problems == ()
    assert inventory(opened(result)).inks == {"DeviceCMYK", "Pattern", "Pattern/DeviceCMYK", "Separation/All"}
    assert "0 0 0 0 /S scn" in content(result)


def test_glyphs_that_are_drawings_are_printed_too() -> None:
    drawing = Drawing()
    glyph = drawing.pdf.make_stream(b"9 0 d0 1 0 0 rg 0 0 9 9 re f")
    font = Dictionary(Type=Name.Font, Subtype=Name.Type3, CharProcs=Dictionary(a=glyph), Resources=Dictionary())
    font.FontBBox, font.FontMatrix = Array([0, 0, 9, 9]), Array([0.1, 0, 0, 0.1, 0, 0])
    result = pressed(drawing.page(b"BT /F 9 Tf (a) Tj ET", Dictionary(Font=Dictionary(F=font))).data)
    assert inventory(opened(result)).inks == {"DeviceCMYK", "Separation/All"}


def test_an_inline_picture_becomes_one_of_its_own() -> None:
    drawing = Drawing().page(b"q 9 0 0 9 0 0 cm BI /W 1 /H 1 /CS /RGB /BPC 8 ID \x97\x17\x20 EI Q")
    result = pressed(drawing.data)
    assert result.problems == ()
    made = opened(result).pages[0].Resources.XObject["/HpInline1"]
    assert bytes(made.ColorSpace[3]) == bytes((31, 255, 219, 71))


def test_a_stencil_stays_in_its_stream() -> None:
    assert "ID" in printed(b"q 9 0 0 9 0 0 cm BI /W 1 /H 1 /IM true /BPC 1 ID \x00 EI Q")
