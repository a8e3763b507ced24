"""What WeasyPrint does wrong, or over and over, without each of our changes: the fault as an amount.

A test lays out with all changes, and with all but one: the amount must be smaller with it. Once it is not, WeasyPrint
has mended the fault, and the change can go. Of work, what is counted lies below what the change replaces, so that a
WeasyPrint that spares it by itself is seen, too.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from pypdfium2 import raw

from hemaprint.theme.faces import bundled_faces
from hemaprint.typeset.engine.boxes import walk
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.tags import Tags
from samples import sentence
from trees import spelled
from typeset.laying import NOWHERE, lay_out, lines

COLUMNS = "main { columns: 3; font: 9pt/12pt 'HF Serif'; text-align: justify; hyphens: auto } @page { size: A5 }"
PARAGRAPHS = "".join(f"<p>{sentence(number, 40)} <b>Bold.</b></p>" for number in range(16))
COPY = f'<main data-flow="columns">{PARAGRAPHS}</main>'
NAMED = "<p>A letter from {} came.<br>The next line.</p><p>And a third.</p>"
FACES = "<p style=\"font-family:'HF Serif'\">Two words, <em>and two in italics</em></p>"


def pushed_lines(warm: Engine, _: Path) -> int:
    """Lines that stand elsewhere because a name in the first is written in another face."""

    def baselines(name: str) -> list[float]:
        return [
            round(baseline, 3)
            for _, baseline in lines(lay_out(NAMED.format(name), warm, "p { text-overflow: ellipsis }"))
        ]

    return sum(one != other for one, other in zip(baselines("潘静"), baselines("Jing Pan"), strict=True))


def widths_kept(warm: Engine, _: Path) -> int:
    """Documents whose words are as wide in a face that has come since as they were without it."""

    def width(rule: str) -> float:
        document = lay_out("<p><span>Immunoglobulin</span></p>", warm, f"{rule} p {{ font-family: 'Came Later' }}")
        return next(float(box.width) for box in walk(document.pages[0]._page_box) if box.element_tag == "span")

    before = width("")
    face = next(face for face in bundled_faces() if face.family == "HF Mono")
    return int(width(f"@font-face {{ font-family: 'Came Later'; src: url({face.url}) }}") == before)


def moments_told(warm: Engine, _: Path) -> int:
    """Files that two moments make of one document, whose face a style sheet holds."""
    data = b64encode(bundled_faces()[-1].path.read_bytes() + b"\0").decode()
    rule = f"@font-face{{font-family:Held;src:url(data:font/ttf;base64,{data})}}"
    held = "<p style='font-family:Held;font-variation-settings:normal'>AB</p>"

    def at(second: str) -> bytes:
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(os.environ, "SOURCE_DATE_EPOCH", second)
            return warm.write(lay_out(held, warm, rule), NOWHERE, tags=None)[0]

    return len({at("0"), at("1000000000")})


def programs_written(warm: Engine, _: Path) -> int:
    """Bytes of font programs in the PDF of a document."""
    with pikepdf.open(BytesIO(written(FACES, warm))) as opened:
        fonts = opened.pages[0].resources.Font.values()
        return sum(len(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()) for font in fonts)


def last_words_alone(warm: Engine, _: Path) -> int:
    """Last lines of one word, of twenty paragraphs."""
    body = "".join(f"<p>{sentence(number, 40)}</p>" for number in range(20))
    broken = lines(lay_out(body, warm, "p { width: 150pt; hyphens: auto; font: 9pt/12pt 'HF Serif' }"))
    return sum(" " not in text.strip() for text, _ in broken)


def samples_added(warm: Engine, root: Path) -> int:
    """Samples for each pixel of a picture that has one."""
    target = BytesIO()
    Image.linear_gradient("L").quantize(4).save(target, "PNG")
    (root / "picture.png").write_bytes(target.getvalue())
    pdf = written('<img src="hemaprint-project:///picture.png" alt="A ramp" style="width: 100pt">', warm)
    with pikepdf.open(BytesIO(pdf)) as opened:
        (image,) = opened.pages[0].get_images().values()
        return 3 if image.ColorSpace == pikepdf.Name.DeviceRGB else 1


def tags_astray(warm: Engine, root: Path) -> int:
    """Annotations beyond one for a link, and figures that decoration was made."""
    (root / "wedge.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h40v20z"/></svg>', "utf-8")
    link = '<p><a href="https://example.org">A <em>link</em></a></p>'
    document = lay_out(f'{link}<img src="hemaprint-project:///wedge.svg" alt="">', warm)
    pdf, _ = warm.write(document, NOWHERE, Tags.UA1)
    with pikepdf.open(BytesIO(pdf)) as opened:
        annotations = len(list(opened.pages[0].obj.Annots))
    return annotations - 1 + spelled(pdf).count("Figure")


def work(module: str, *names: str) -> Callable[[Engine, Path], int]:
    """How often a function of WeasyPrint is called while copy is laid out in columns."""

    def calls(warm: Engine, _: Path) -> int:
        holder: Any = pytest.importorskip(f"weasyprint.{module}")
        for name in names[:-1]:
            holder = getattr(holder, name)
        with counted(holder, names[-1]) as count:
            lay_out(COPY, warm, COLUMNS)
        return count[0]

    return calls


def grids_from_the_left(warm: Engine, _: Path) -> int:
    """Grids whose first column stands left of the second, although text runs from right to left."""
    rules = "section { direction: rtl; display: grid; grid-template-columns: 2fr 1fr }"
    document = lay_out("<section><p>One</p><p>Two</p></section>", warm, rules)
    first, *others = (box for box in walk(document.pages[0]._page_box) if box.element_tag == "p")
    return int(first.position_x < others[-1].position_x)


def rules_beside_columns(warm: Engine, _: Path) -> int:
    """Rules that stand on the outer side of the last column, where columns run from right to left."""
    columns = "main { columns: 2; column-rule: 2pt solid; direction: rtl }"
    pdf = written(f"<style>@page {{ size: A5; margin: 2cm }} {columns}</style><main>{PARAGRAPHS[:2000]}</main>", warm)
    with pypdfium2.PdfDocument(pdf) as opened:
        middle = opened[0].get_width() / 4
        drawn = (thing for thing in opened[0].get_objects() if thing.type == raw.FPDF_PAGEOBJ_PATH)
        return sum(thing.get_bounds()[2] < middle for thing in drawn)


def drawings_in_black(warm: Engine, _: Path) -> int:
    """Drawings that are black where the text around them is red."""
    path = "<path fill='currentColor' d='M0 0h9v9z'/>"
    body = f"<p style='color: red'><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{path}</svg></p>"
    with pikepdf.open(BytesIO(written(body, warm))) as opened:
        return int(b"1 0 0 rg" not in opened.pages[0].Contents.read_bytes())


def letters_apart(warm: Engine, _: Path) -> int:
    """Texts of drawings whose letters are shown one by one."""
    svg = "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='9'><text y='9'>हिन्दी</text></svg>"
    with pikepdf.open(BytesIO(written(svg, warm))) as opened:
        return opened.pages[0].Contents.read_bytes().count(b" Tm") - 1


def values_computed(warm: Engine, _: Path) -> int:
    """Values of styles that are computed for a document whose styles are those of one before."""
    lay_out(FACES, warm)
    with counted(pytest.importorskip("weasyprint.css"), "check_math") as count:
        lay_out(FACES, warm)
    return count[0]


def keys_written(warm: Engine, _: Path) -> int:
    """Times that all properties of a font are written out while copy is laid out that was laid out before."""
    lay_out(COPY, warm, COLUMNS)
    with counted(pytest.importorskip("weasyprint.text.line_break"), "_font_style_cache_key") as count:
        lay_out(COPY, warm, COLUMNS)
    return count[0]


def letters_misread(warm: Engine, _: Path) -> int:
    """Raised figures and small capitals that are read as others."""
    document = lay_out("<p>10<sup>66</sup> a<abbr>AA</abbr><span class=sc>aa</span></p>", warm)
    pdf = warm.write(document, NOWHERE, None)[0]
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[0].get_textpage().get_text_range()
    return sum(text.count(one) != count for one, count in {"6": 0, "A": 2, "a": 3}.items())


def points_cut_off(warm: Engine, _: Path) -> int:
    """Points that are cut off the text of a path one by one."""
    svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0l9 9 0-9z'/></svg>"
    with counted(pytest.importorskip("weasyprint.svg.path"), "point") as count:
        written(svg, warm)
    return count[0]


NEEDED: dict[str, Callable[[Engine, Path], int]] = {
    "one-strut": pushed_lines,
    "untimed-faces": moments_told,
    "named-faces": programs_written,
    "passed-png": samples_added,
    "tags": tags_astray,
    "other-faces": widths_kept,
    "struts-once": keys_written,
    "styles-once": values_computed,
    "galley-columns": work("layout.block", "block_container_layout"),
    "whole-paragraphs": last_words_alone,
    "grids-from-the-right": grids_from_the_left,
    "rules-between-columns": rules_beside_columns,
    "texts-as-typed": letters_misread,
    "colored-drawings": drawings_in_black,
    "shaped-drawings": letters_apart,
    "paths-in-one-go": points_cut_off,
}
"""By the name of the change."""


def written(body: str, warm: Engine) -> bytes:
    """The PDF of a document, without tags."""
    return warm.write(lay_out(body, warm), NOWHERE, tags=None)[0]


@contextmanager
def counted(holder: Any, name: str) -> Iterator[list[int]]:
    """How often a function is called inside."""
    count, original = [0], getattr(holder, name)

    def counting(*values: Any, **options: Any) -> Any:
        count[0] += 1
        return original(*values, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(holder, name, counting)
        yield count
