"""Faces reach the PDF as WeasyPrint writes them, glyph for glyph, but for the time; and with less work."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from fontTools.varLib import instancer

from hemaprint.typeset import outlines
from hemaprint.typeset.engine import faces
from hemaprint.typeset.engine.engine import Engine
from typeset.laying import NOWHERE, engine, engine_without, lay_out

COPY = (
    "<p style=\"font-family:'HF Serif'\">A réstless naïve Ångström: fifty per cent"
    "<em>of it is set in</em> <strong>other faces</strong>"
    "<span style=\"font-variation-settings:'opsz' 60\">as <em>large</em> as heads</span>"
    "<span style=\"font-variation-settings:'opsz' 8;font-variant-caps:small-caps\">and notes</span>"
    "<span style=\"font-family:'HF Sans';font-weight:600;font-variation-settings:normal\">Sans Ü 12</span></p>"
)
CHINESE = "<p style=\"font-family:'HF Serif','Noto Serif CJK SC'\">潘静 of 北京</p>"
MISSING = "<p style=\"font-family:'HF Serif'\">What no face has: \U0010fffd</p>"


@pytest.fixture
def warm(tmp_path: Path) -> Engine:
    return engine(tmp_path)


@pytest.fixture
def plain(tmp_path: Path) -> Engine:
    """An engine that leaves faces to WeasyPrint and fontTools."""
    return engine_without("typed-arrays", "untimed-faces", "still-faces", root=tmp_path)


def written(warm: Engine, body: str) -> bytes:
    return warm.write(lay_out(body, warm), NOWHERE, tags=None)[0]


def programs(pdf: bytes) -> dict[str, bytes]:
    """The font programs of a PDF by the name of the face, without the time that is in some."""
    found = {}
    with pikepdf.open(BytesIO(pdf)) as opened:
        for font in opened.pages[0].resources.Font.values():
            descriptor = font.DescendantFonts[0].FontDescriptor
            key = "/FontFile2" if "/FontFile2" in descriptor else "/FontFile3"
            found[str(font.BaseFont)] = timeless(descriptor[key].read_bytes())
    return found


def timeless(program: bytes) -> bytes:
    """A program whose head says neither when it was written nor what that adds to its checksum."""
    font = TTFont(BytesIO(program))
    at, entry = font.reader.tables["head"].offset, program.index(b"head")
    blank = bytearray(program)
    for start, length in ((entry + 4, 4), (at + 8, 4), (at + 28, 8)):
        blank[start : start + length] = bytes(length)
    return bytes(blank)


@pytest.mark.parametrize("body", [COPY, CHINESE, MISSING], ids=["variable", "CFF", "missing glyph"])
def test_they_are_those_of_weasyprint(warm: Engine, plain: Engine, body: str) -> None:
    ours = programs(written(warm, body))
    assert ours == programs(written(plain, body))
    assert ours


def test_no_glyph_is_worked_out_twice(warm: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    written(warm, COPY)
    monkeypatch.setattr(outlines, "instantiateTupleVariationStore", None)
    assert programs(written(warm, COPY + "<p>A</p>"))


# ---------------------------------------------------------------- faces made for the purpose

Change = Callable[[FontBuilder], None]


def upright(font: FontBuilder) -> None:
    font.setupVerticalHeader(ascent=800, descent=-200)
    font.setupVerticalMetrics(dict.fromkeys(font.font.getGlyphOrder(), (1000, 10)))


def fixed(font: FontBuilder) -> None:
    font.setupHorizontalMetrics(dict.fromkeys(font.font.getGlyphOrder(), (500, 0)))


def odd(font: FontBuilder) -> None:
    """Bearings that are not where the outlines begin."""
    font.font["hmtx"].metrics["A"] = (500, 7)


def unchanged(_: FontBuilder) -> None:
    pass


def variable(change: Change) -> bytes:
    """A face of two axes: outlines, composites of composites, an empty glyph whose width varies, and empty ones."""
    builder = FontBuilder(1000, isTTF=True)
    names = [".notdef", "space", "A", "acute", "Aacute", "Atwice", "fixed", *(f"empty{number}" for number in range(9))]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({32: "space", 65: "A", 0xC1: "Aacute"})
    builder.setupGlyf({name: drawn(name) for name in names})
    builder.setupHorizontalMetrics({name: (300 + 50 * at, 0) for at, name in enumerate(names)})
    for name, (advance, _) in builder.font["hmtx"].metrics.items():
        builder.font["hmtx"].metrics[name] = advance, getattr(builder.font["glyf"][name], "xMin", 0)
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Two", "styleName": "Axes"})
    builder.setupOS2()
    builder.setupPost(keepGlyphNames=False)
    change(builder)
    builder.setupFvar([("opsz", 8, 14, 60, "Size"), ("wght", 200, 400, 900, "Weight")], [])
    builder.setupGvar({name: deltas(builder.font["glyf"], name) for name in names})
    target = BytesIO()
    builder.save(target)
    return target.getvalue()


def drawn(name: str) -> Any:
    pen = TTGlyphPen(dict.fromkeys(("A", "Aacute", "acute")))
    if name in ("Aacute", "Atwice"):
        pen.addComponent("A" if name == "Aacute" else "Aacute", (1, 0, 0, 1, 0, 0))
        pen.addComponent("acute", (0.5, 0, 0, 0.5, 31, 150))
    elif name in ("A", "acute", "fixed"):
        pen.moveTo((13, 3))
        pen.qCurveTo((90, 180), (171, 331), (280, 13))
        pen.lineTo((171, 40))
        pen.closePath()
    return pen.glyph()


def deltas(glyf: Any, name: str) -> list[TupleVariation]:
    if name.startswith("empty") or name == "fixed":
        return []
    glyph = glyf[name]
    points = (len(glyph.components) if glyph.isComposite() else len(getattr(glyph, "coordinates", ()))) + 4
    moves: list[Any] = [(3 * at + 1, -at) if at % 2 else None for at in range(points - 4)]
    moves += [(0, 0), (37, 0), (0, 0), (0, 0)]
    whole = [(at, 5) for at in range(points - 4)] + [(-3, 0), (11, 0), (0, 0), (0, 0)]
    return [
        TupleVariation({"wght": (0, 1, 1)}, moves),
        TupleVariation({"opsz": (0, 0.5, 1), "wght": (-1, -1, 0)}, whole),
        TupleVariation({"opsz": (0, 1, 1)}, list(whole)),
    ]


def saved(font: TTFont) -> bytes:
    target = BytesIO()
    font.save(target)
    return target.getvalue()


STILL = faces.still_faces(instancer.instantiateVariableFont)
LOCATIONS = [{"wght": 617.0, "opsz": 33.0}, {"wght": 200.0, "opsz": 37.0}, {"wght": 900.0}, {"opsz": 99.0}, {}]


@pytest.mark.parametrize("location", LOCATIONS, ids=str)
@pytest.mark.parametrize("change", [unchanged, odd, fixed, upright])
def test_every_table_is_that_of_fonttools(change: Change, location: dict[str, float | None]) -> None:
    data = variable(change)
    opened = partial(TTFont, recalcTimestamp=False)
    ours, theirs = dict(location), dict(location)
    still = saved(STILL(opened(BytesIO(data)), ours, static=True))
    assert still == saved(instancer.instantiateVariableFont(opened(BytesIO(data)), theirs, static=True))
    assert ours == theirs


def test_a_location_off_every_axis_is_refused_as_before() -> None:
    with pytest.raises(KeyError, match="slnt"):
        STILL(TTFont(BytesIO(variable(unchanged))), {"slnt": 3.0}, static=True)
