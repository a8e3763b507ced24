"""A document names its faces, as WeasyPrint would embed them: the same file, the same place of its design space."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables.S_V_G_ import SVGDocument
from weasyprint.pdf import fonts

from hemaprint.theme.faces import bundled_faces as faces_of_theme
from hemaprint.typeset.engine import embedding
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.pages import Face
from typeset.laying import NOWHERE, engine, lay_out

COPY = (
    "<p style=\"font-family:'HF Serif'\">A réstless naïve Ångström: fifty per cent"
    "<em>of it is set in</em> <strong>other faces</strong>"
    "<span style=\"font-variation-settings:'opsz' 60\">as <em>large</em> as heads</span>"
    '<span style="font-variation-settings:normal;font-size:11pt">and sizes</span>'
    "<span style=\"font-variation-settings:'opsz' 1\">and notes</span>"
    "<span style=\"font-family:'HF Sans';font-weight:600;font-variation-settings:normal\">Sans Ü 12</span></p>"
)
CHINESE = "<p style=\"font-family:'HF Serif','Noto Serif CJK SC'\">潘静 of 北京</p>"
MISSING = "<p style=\"font-family:'HF Serif'\">What no face has: \U0010fffd</p>"


@pytest.fixture
def warm(tmp_path: Path) -> Engine:
    return engine(tmp_path)


def written(warm: Engine, body: str, rules: str = "") -> bytes:
    return warm.write(lay_out(body, warm, rules), NOWHERE, tags=None)[0]


def programs(pdf: bytes) -> Iterator[bytes]:
    """What stands where the font programs of a PDF belong."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        for font in opened.pages[0].resources.Font.values():
            descriptor = font.DescendantFonts[0].FontDescriptor
            key = "/FontFile2" if "/FontFile2" in descriptor else "/FontFile3"
            yield descriptor[key].read_bytes()


def named(pdf: bytes) -> list[Face]:
    """The faces that a PDF names; it must have no others."""
    found = [Face.read(program) for program in programs(pdf)]
    assert found
    assert None not in found
    return [face for face in found if face is not None]


def test_a_face_of_the_theme_is_named_by_its_bytes(warm: Engine) -> None:
    known = {sha256(face.path.read_bytes()).hexdigest() for face in faces_of_theme()}
    found = named(written(warm, COPY + MISSING))
    assert {face.digest for face in found} < known
    assert {(face.path, face.cff) for face in found} == {(None, False)}


def test_an_installed_face_is_named_with_its_place(warm: Engine) -> None:
    (chinese,) = (face for face in named(written(warm, CHINESE)) if face.cff)
    assert chinese.path is not None
    assert sha256(chinese.path.read_bytes()).hexdigest() == chinese.digest
    assert chinese.location == ()
    assert chinese.glyphs > 60_000


def test_a_name_says_the_place_that_weasyprint_chooses(warm: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen: list[tuple[tuple[str, float], ...]] = []

    embedded = fonts.Font.clean

    def watch(font: Any, to_unicode: Any, hinting: bool) -> None:
        embedded(font, to_unicode, hinting)
        chosen.append(tuple(sorted(font.variations.items())))

    ours = sorted(face.location for face in named(written(warm, COPY)))
    monkeypatch.setattr(fonts.Font, "clean", watch)
    lay_out(COPY, warm).write_pdf()
    beyond, nearest = (("opsz", 1.0), ("wght", 400.0)), (("opsz", 8.0), ("wght", 400.0))
    assert beyond in chosen
    assert ours == sorted(nearest if place == beyond else place for place in chosen)
    assert len(ours) == 8


def test_a_face_that_is_not_found_again_comes_with_the_document(warm: Engine) -> None:
    """One that a style sheet holds."""
    data = b64encode(faces_of_theme()[-1].path.read_bytes() + b"\0").decode()
    rule = f"@font-face{{font-family:Held;src:url(data:font/ttf;base64,{data})}}"
    (program,) = programs(written(warm, "<p style='font-family:Held;font-variation-settings:normal'>AB</p>", rule))
    assert Face.read(program) is None
    assert program[:4] == b"\0\1\0\0"


def test_a_face_with_pictures_for_glyphs_comes_with_the_document(warm: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    face = TTFont(faces_of_theme()[-1].path)
    gid = face.getGlyphID(face.getBestCmap()[ord("A")])
    face["SVG "] = table = newTable("SVG ")
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><g id="glyph{gid}"><path d="M0 0h500v500z"/></g></svg>'
    table.docList = [SVGDocument(drawing, gid, gid)]
    target = BytesIO()
    face.save(target)
    monkeypatch.setattr(embedding, "face_file", {sha256(target.getvalue()).hexdigest(): Path("x")}.get)
    data = b64encode(target.getvalue()).decode()
    rule = f"@font-face{{font-family:Drawn;src:url(data:font/ttf;base64,{data})}}"
    (program,) = programs(written(warm, "<p style='font-family:Drawn;font-variation-settings:normal'>AA</p>", rule))
    assert Face.read(program) is None


def test_a_name_survives_the_way_there_and_back() -> None:
    face = Face("ab" * 32, 2, (("opsz", 9.5), ("wght", 600.0)), cff=True, glyphs=65535, path=Path("a folder/face.ttc"))
    found = Face.read(face.marker)
    assert found == face
    assert found is not None
    assert found.path == face.path
    assert Face.read(b"OTTO and some program") is None
    assert Face.read(face.marker[:-9]) is None
    assert Face.read(b"") is None
