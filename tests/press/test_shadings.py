"""Gradients: sampled through the profile, exact at their ends, hard where they were hard."""

from __future__ import annotations

from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name

from hemaprint.bind.press.shadings import value_at

from .inventory import inventory
from .making import EOSIN, INKS, MIST, Drawing, opened, pressed

EOSIN_RGB, MIST_RGB = ([value / 255 for value in bytes.fromhex(color[1:])] for color in (EOSIN, MIST))
WHITE = [1.0, 1.0, 1.0]


def simple(start: list[float], end: list[float], **further: Any) -> Dictionary:
    """A function from one colour to another."""
    return Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array(start), C1=Array(end), N=1, **further)


def stitched(*parts: Dictionary, bounds: list[float]) -> Dictionary:
    """Functions one after the other."""
    encode = Array([0, 1] * len(parts))
    return Dictionary(
        FunctionType=3, Domain=Array([0, 1]), Functions=Array(list(parts)), Bounds=Array(bounds), Encode=encode
    )


def shading(function: Any, space: Any = Name.DeviceRGB, kind: int = 2, **further: Any) -> Dictionary:
    """A gradient across the page."""
    return Dictionary(
        ShadingType=kind,
        ColorSpace=space,
        Coords=Array([0, 0, 200, 0]),
        Function=function,
        Domain=Array([0, 1]),
        **further,
    )


def printed(given: Dictionary) -> Any:
    """The gradient as it goes to the press."""
    result = pressed(Drawing().page(b"/S sh", Dictionary(Shading=Dictionary(S=given))).data)
    assert result.problems == ()
    assert inventory(opened(result)).inks == {"DeviceCMYK", "Separation/All"}
    return opened(result).pages[0].Resources.Shading.S


def test_the_ends_are_the_inks_of_their_tokens() -> None:
    function = printed(shading(simple(EOSIN_RGB, MIST_RGB))).Function
    assert value_at(function, 0) == pytest.approx(INKS[EOSIN], abs=0.003)
    assert value_at(function, 1) == pytest.approx(INKS[MIST], abs=0.003)


def test_between_the_ends_inks_are_those_of_the_colours_there() -> None:
    """Halfway from white to red, inks are not halfway: the profile knows."""
    function = printed(shading(simple(WHITE, [0.9, 0.2, 0.1]))).Function
    halfway = [(a + b) / 2 for a, b in zip(value_at(function, 0), value_at(function, 1), strict=True)]
    assert max(abs(a - b) for a, b in zip(value_at(function, 0.5), halfway, strict=True)) > 0.03


def test_a_hard_stop_stays_hard() -> None:
    function = printed(shading(stitched(simple(EOSIN_RGB, EOSIN_RGB), simple(WHITE, WHITE), bounds=[0.5]))).Function
    assert value_at(function, 0.4999) == pytest.approx(INKS[EOSIN])
    assert value_at(function, 0.5001) == [0, 0, 0, 0]


def test_a_grey_gradient_is_black_alone() -> None:
    function = printed(shading(simple([0], [1]), Name.DeviceGray)).Function
    assert [value_at(function, x / 10)[:3] for x in range(11)] == [[0, 0, 0]] * 11


def test_one_function_for_each_channel_will_do() -> None:
    channels = [simple([start], [end]) for start, end in zip(EOSIN_RGB, MIST_RGB, strict=True)]
    function = printed(shading(Array(channels))).Function
    assert value_at(function, 0) == pytest.approx(INKS[EOSIN], abs=0.003)


@pytest.mark.parametrize("bits", [8, 16, 4])
def test_a_table_of_colours_is_read(bits: int) -> None:
    drawing = Drawing()
    full = (1 << bits) - 1
    samples = (0, 0, 0, full, full, full)
    packed = sum(sample << (bits * (5 - place)) for place, sample in enumerate(samples)).to_bytes(6 * bits // 8)
    table = drawing.pdf.make_stream(packed, FunctionType=0, BitsPerSample=bits, Size=Array([2]), Domain=Array([0, 1]))
    table.Range = Array([0, 1] * 3)
    result = pressed(drawing.page(b"/S sh", Dictionary(Shading=Dictionary(S=shading(table)))).data)
    function = opened(result).pages[0].Resources.Shading.S.Function
    assert value_at(function, 0) == [0, 0, 0, 1]
    assert value_at(function, 1) == [0, 0, 0, 0]
    assert value_at(function, 0.5)[:3] == [0, 0, 0]


def test_a_background_is_printed() -> None:
    made = printed(shading(simple(WHITE, WHITE), Background=Array(EOSIN_RGB)))
    assert [float(value) for value in made.Background] == pytest.approx(INKS[EOSIN])


def test_a_gradient_in_inks_is_left_as_it_is() -> None:
    function = printed(shading(simple([0, 0, 0, 0], [0, 0, 0, 1]), Name.DeviceCMYK)).Function
    assert int(function.FunctionType) == 2


@pytest.mark.parametrize("kind", [1, 4])
def test_other_gradients_are_refused(kind: int) -> None:
    given = shading(simple(WHITE, WHITE), kind=kind)
    drawing = Drawing().page(b"/Pattern cs /P scn 0 0 9 9 re f")
    pattern = Dictionary(PatternType=2, Shading=given)
    drawing.pdf.pages[0].obj.Resources = Dictionary(Pattern=Dictionary(P=pattern))
    assert [problem.code for problem in pressed(drawing.data).problems] == ["HP353"]


def test_a_calculated_gradient_is_refused() -> None:
    drawing = Drawing()
    program = drawing.pdf.make_stream(b"{ dup dup }", FunctionType=4, Domain=Array([0, 1]), Range=Array([0, 1] * 3))
    resources = Dictionary(Shading=Dictionary(S=shading(program)))
    assert [problem.code for problem in pressed(drawing.page(b"/S sh", resources).data).problems] == ["HP353"]


def test_functions_take_no_values_from_outside_their_domain() -> None:
    assert value_at(simple([0], [1]), 7) == [1]
