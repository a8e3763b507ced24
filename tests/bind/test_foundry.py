"""Programs have the outlines and widths of their face, at one place of its design space, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from fontTools.varLib import instancer

from hemaprint.bind import foundry
from hemaprint.bind.foundry import Foundry, LostFaceError, SubsetError, make_program
from hemaprint.system.store import MemoryStore
from hemaprint.theme.faces import bundled_faces
from hemaprint.typeset.pages import Face

SERIF = bundled_faces()[0]
LINE: list[object] = [0, 0, "rmoveto", 10, 20, "rlineto", "endchar"]


def face_of(data: bytes, location: dict[str, float] | None = None, path: Path | None = None) -> Face:
    with TTFont(BytesIO(data)) as font:
        place = tuple(sorted((location or {}).items()))
        return Face(sha256(data).hexdigest(), 0, place, "CFF " in font, font["maxp"].numGlyphs, path)


def ids(font: TTFont, text: str) -> list[int]:
    return [font.getGlyphID(font.getBestCmap()[ord(character)]) for character in text]


def drawing(font: TTFont, gid: int) -> Any:
    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[font.getGlyphName(gid)].draw(pen)
    return pen.value


# ---------------------------------------------------------------- TrueType


def test_a_face_of_the_theme_is_drawn_as_fonttools_draws_it() -> None:
    data = SERIF.path.read_bytes()
    location = {"opsz": 9.0, "wght": 617.0}
    text = "Ångström fi 1½ \u2010"
    some = Subsetter(Options(retain_gids=True))  # all its glyphs take fontTools ten seconds
    some.populate(text=text)
    some.subset(font := TTFont(BytesIO(data)))
    whole = TTFont(BytesIO(saved(instancer.instantiateVariableFont(font, dict(location), static=True))))
    glyphs = ids(whole, text)
    program = TTFont(BytesIO(Foundry().program(face_of(data, location), glyphs, notdef=False)))
    assert [drawing(program, gid) for gid in glyphs] == [drawing(whole, gid) for gid in glyphs]
    for gid in glyphs:
        assert program["hmtx"][program.getGlyphName(gid)] == whole["hmtx"][whole.getGlyphName(gid)]


def test_a_program_has_the_tables_that_pdf_wants() -> None:
    data = SERIF.path.read_bytes()
    program = TTFont(BytesIO(Foundry().program(face_of(data, {"wght": 400.0}), [40], notdef=False)))
    assert sorted(program.reader.keys()) == ["glyf", "head", "hhea", "hmtx", "loca", "maxp"]


def test_what_is_missing_is_drawn_where_it_is_shown() -> None:
    face = face_of(SERIF.path.read_bytes(), {"wght": 400.0})
    shown, hidden = (TTFont(BytesIO(Foundry().program(face, [40], notdef=notdef))) for notdef in (True, False))
    assert drawing(shown, 0)
    assert not drawing(hidden, 0)


def test_a_still_face_stays_as_it_is() -> None:
    font = variable(plain)
    data = saved(instancer.instantiateVariableFont(TTFont(BytesIO(font)), {"wght": 617.0, "opsz": 33.0}, static=True))
    program = TTFont(BytesIO(make_program(data, face_of(data), (0, 2, 5), notdef=False)))
    whole = TTFont(BytesIO(data))
    assert [drawing(program, gid) for gid in (2, 5)] == [drawing(whole, gid) for gid in (2, 5)]


# ---------------------------------------------------------------- faces made for the purpose

Change = Callable[[FontBuilder], None]


def fixed(font: FontBuilder) -> None:
    font.setupHorizontalMetrics(dict.fromkeys(font.font.getGlyphOrder(), (500, 0)))


def odd(font: FontBuilder) -> None:
    """Bearings that are not where the outlines begin."""
    font.font["hmtx"].metrics["A"] = (500, 7)


def bent(font: FontBuilder) -> None:
    """Values for axes that do not follow the axes evenly."""
    avar = font.font["avar"] = newTable("avar")
    avar.segments = {"opsz": {}, "wght": {-1.0: -1.0, 0.0: 0.0, 0.5: 0.25, 1.0: 1.0}}


def plain(_: FontBuilder) -> None:
    pass


def variable(*changes: Change) -> bytes:
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
    builder.setupFvar([("opsz", 8, 14, 60, "Size"), ("wght", 200, 400, 900, "Weight")], [])
    builder.setupGvar({name: deltas(builder.font["glyf"], name) for name in names})
    for change in changes:
        change(builder)
    return saved(builder.font)


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


LOCATIONS = [{"wght": 617.0, "opsz": 33.0}, {"wght": 200.0, "opsz": 37.0}, {"wght": 900.0}, {"opsz": 60.0}, {}]


@pytest.mark.parametrize("location", LOCATIONS, ids=str)
@pytest.mark.parametrize("change", [plain, odd, fixed, bent])
def test_a_variable_face_is_stilled_as_fonttools_stills_it(change: Change, location: dict[str, float]) -> None:
    data = variable(change)
    axes: dict[str, float | None] = dict.fromkeys(("opsz", "wght")) | location
    theirs = instancer.instantiateVariableFont(TTFont(BytesIO(data)), axes, static=True)
    theirs = TTFont(BytesIO(saved(theirs)))
    glyphs = tuple(range(theirs["maxp"].numGlyphs))
    ours = TTFont(BytesIO(make_program(data, face_of(data, location), glyphs, notdef=True)))
    assert [drawing(ours, gid) for gid in glyphs] == [drawing(theirs, gid) for gid in glyphs]
    assert list(ours["hmtx"].metrics.values()) == list(theirs["hmtx"].metrics.values())


# ---------------------------------------------------------------- CFF


def named_cff(**charstrings: list[object]) -> bytes:
    """An OpenType font with a name-keyed CFF program, as static faces are."""
    order = [".notdef", *charstrings]
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({})
    programs = {name: T2CharString(program=charstrings.get(name, ["endchar"])) for name in order}
    builder.setupCFF("Test", {"FullName": "Test"}, programs, {"defaultWidthX": 500})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (500, 0)))
    builder.setupHorizontalHeader()
    builder.setupMaxp()
    return saved(builder.font)


def cff_program(data: bytes, *glyphs: int) -> Any:
    """The face of a bare CFF program with ``glyphs`` of ``data``, read by fontTools."""
    fonts = CFFFontSet()
    fonts.decompile(BytesIO(make_program(data, face_of(data), (0, *glyphs), notdef=False)), None)
    return fonts[0]


def steps(face: Any, name: str) -> list[object]:
    string = face.CharStrings[name]
    string.decompile()
    return list(string.program)


def test_a_name_keyed_program_becomes_cid_keyed() -> None:
    face = cff_program(named_cff(a=LINE, b=["endchar"], c=[5, *LINE]), 1, 3)
    assert face.charset == [".notdef", "cid00001", "cid00003"]
    assert face.ROS == ("Adobe", "Identity", 0)
    assert face.CIDCount == 4
    assert steps(face, "cid00001") == LINE
    assert steps(face, "cid00003") == [5, *LINE]
    assert face.FDArray[0].Private.defaultWidthX == 500


def test_a_glyph_composed_by_names_gets_outlines_of_its_own() -> None:
    accent: list[object] = [50, 60, "rmoveto", 10, 20, "rlineto", "endchar"]
    face = cff_program(named_cff(A=LINE, acute=accent, Aacute=[100, 200, 65, 194, "endchar"]), 3)
    assert face.charset == [".notdef", "cid00003"]
    composed = steps(face, "cid00003")
    assert composed.count("rlineto") == 2
    assert composed[-3:] == [10, "rlineto", "endchar"] or composed[-1] == "endchar"


def test_a_cid_keyed_program_names_its_glyphs_by_their_places() -> None:
    """The CIDs of a face need not be its glyph ids; pages have these."""
    data = renamed(named_cff(a=LINE, b=[7, *LINE], c=["endchar"]))
    face = cff_program(data, 2)
    assert face.charset == [".notdef", "cid00002"]
    assert steps(face, "cid00002") == [7, *LINE]


def renamed(data: bytes) -> bytes:
    """A face whose program is CID-keyed, with CIDs that are ten times its glyph ids."""
    from hemaprint.bind.programs import by_cid  # noqa: PLC0415

    font = TTFont(BytesIO(data), recalcBBoxes=False)
    count = font["maxp"].numGlyphs
    cids = [10 * gid for gid in range(count)]
    fonts = CFFFontSet()
    fonts.decompile(BytesIO(by_cid(data, cids, cids)), font)
    font["CFF "].cff = fonts
    font.setGlyphOrder(fonts[0].charset)
    font["hmtx"].metrics = dict.fromkeys(fonts[0].charset, (500, 0))
    return saved(font)


# ---------------------------------------------------------------- files and the store


def test_a_file_with_other_bytes_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "face.otf"
    path.write_bytes(named_cff(a=LINE))
    face = face_of(path.read_bytes(), path=path)
    assert Foundry().program(face, [1], notdef=False)
    path.write_bytes(named_cff(a=[7, *LINE]))
    with pytest.raises(LostFaceError, match=path.name):
        Foundry().program(face, [1], notdef=False)
    path.unlink()
    with pytest.raises(LostFaceError, match=path.name):
        Foundry().program(face, [1], notdef=False)
    with pytest.raises(LostFaceError, match=face.digest):
        Foundry().program(replace(face, path=None), [1], notdef=False)


def test_what_was_made_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    store, face = MemoryStore(), face_of(SERIF.path.read_bytes(), {"wght": 400.0})
    made = Foundry(store).program(face, [40, 41], notdef=False)
    monkeypatch.setattr(foundry, "make_program", None)
    assert Foundry(store).program(face, (41, 40, 0), notdef=False) == made
    for other in (replace(face, location=(("wght", 500.0),)), replace(face, index=1), replace(face, digest="0")):
        with pytest.raises((TypeError, LostFaceError)):
            Foundry(store).program(other, [40, 41], notdef=False)
    with pytest.raises(TypeError):
        Foundry(store).program(face, [40], notdef=False)
    with pytest.raises(TypeError):
        Foundry(store).program(face, [40, 41], notdef=True)


def test_the_same_glyphs_give_the_same_bytes() -> None:
    face = face_of(SERIF.path.read_bytes(), {"wght": 400.0})
    assert Foundry().program(face, [70, 40], notdef=False) == Foundry().program(face, {40, 70}, notdef=False)


def test_what_is_no_font_is_refused() -> None:
    with pytest.raises(SubsetError):
        make_program(b"no font", Face("", 0, (), cff=False, glyphs=9), (0, 1), notdef=False)
