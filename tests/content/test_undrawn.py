"""What a drawing asks for and the layout engine does not draw is named, at its line."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from weasyprint import HTML

from content.magazine import Magazine
from hemaprint.content.images import inspect_image, undrawn
from hemaprint.errors import Location, Severity

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 60" width="60" height="60">\n{}</svg>'
RED = '<rect width="60" height="60" fill="red"/>'
# what is named, the drawing, and what the engine makes of it
UNDRAWN = {
    "<feGaussianBlur>": (
        '<filter id="f"><feGaussianBlur stdDeviation="9"/></filter><rect width="30" height="60" filter="url(#f)"/>',
        '<rect width="30" height="60"/>',
    ),
    "filter: blur(9px)": ('<rect width="30" height="60" style="filter:blur(9px)"/>', '<rect width="30" height="60"/>'),
    "mix-blend-mode: multiply": (
        f'{RED}<rect width="30" height="60" fill="lime" style="mix-blend-mode:multiply"/>',
        f'{RED}<rect width="30" height="60" fill="lime"/>',
    ),
    "clip-path: circle(9px)": (f'<g clip-path="circle(9px)">{RED}</g>', RED),
    "clip-rule: evenodd": (
        f'<clipPath id="c"><path clip-rule="evenodd" d="M0 0h60v60H0zM20 20h9v9h-9z"/></clipPath>'
        f'<g clip-path="url(#c)">{RED}</g>',
        RED,
    ),
    "the mask of a <g>": (
        f'<mask id="m" maskUnits="userSpaceOnUse" x="0" y="0" width="60" height="60">'
        f'<path fill="white" d="M0 0h9v9"/></mask>'
        f'<g mask="url(#m)">{RED}</g>',
        RED,
    ),
    "<switch>": (f"<switch><g/>{RED}</switch>", RED),
    "systemLanguage": ('<rect systemLanguage="xx" width="60" height="60" fill="red"/>', RED),
    "<animate>": ('<rect width="60" height="60" fill="red"><animate attributeName="x" to="9"/></rect>', RED),
    "@media": (f"<style>@media all {{ rect {{ fill: blue }} }}</style>{RED}", RED),
    "var()": ('<rect width="30" height="60" style="--c:red;fill:var(--c)"/>', '<rect width="30" height="60"/>'),
    "vector-effect": (
        '<path transform="scale(6)" stroke="red" stroke-width="2" d="M5 0v10" vector-effect="non-scaling-stroke"/>',
        '<path transform="scale(6)" stroke="red" stroke-width="2" d="M5 0v10"/>',
    ),
    "paint-order": (
        '<path d="M0 30h60" stroke="red" stroke-width="9" paint-order="stroke"/>',
        '<path d="M0 30h60" stroke="red" stroke-width="9"/>',
    ),
    "text-decoration": ('<text y="40" text-decoration="underline">Hi</text>', '<text y="40">Hi</text>'),
    "<flowRoot>": ("<flowRoot><flowPara>Hi</flowPara></flowRoot>", ""),
    "font: bold": ('<text y="40" style="font:bold 20px serif">Hi</text>', ""),
}
DRAWN = (
    RED,
    '<mask id="m"><path fill="white" d="M0 0h9v9"/></mask><rect width="9" height="9" mask="url(#m)"/>',
    '<clipPath id="c"><path d="M0 0h9v9"/></clipPath><g clip-path="url(#c)"/>',
    '<path fill-rule="evenodd" clip-rule="evenodd" style="mix-blend-mode:normal;filter:none" d="M0 0h9v9"/>',
    '<style>.a{fill:red;font:9px serif}</style><text class="a" style="font-variant:normal;word-spacing:0">Hi</text>',
    '<rect width="9" height="9" fill="var(--accent, #971720)" style="stroke:var(--ink, #000)"/>',
    '<filter id="f"><feOffset dx="3"/></filter><rect width="9" height="9" filter="url(#f)"/>',
)


def names(drawing: str) -> list[str]:
    return [problem.message for problem in undrawn(Path("a.svg"), SVG.format(drawing).encode())]


@pytest.mark.parametrize("name", UNDRAWN)
def test_what_is_not_drawn_is_named_once(name: str) -> None:
    drawing, _ = UNDRAWN[name]
    (message,) = names(drawing * 2)
    assert name in message


@pytest.mark.parametrize("drawing", DRAWN)
def test_what_is_drawn_is_not(drawing: str) -> None:
    assert names(drawing) == []


def test_it_is_a_warning_at_its_line(magazine: Magazine) -> None:
    path = magazine.write("art/blurred.svg", SVG.format("<g>\n<text><textPath>Round</textPath></text></g>"))
    here = Location(Path("pan.md"), 7, 3)
    picture, (problem,) = inspect_image("art/blurred.svg", base=magazine.issue, root=magazine.root, location=here)
    assert picture is not None
    assert (problem.code, problem.severity) == ("HP218", Severity.WARNING)
    assert (problem.location.path, problem.location.line) == (path, 3)


def test_the_engine_still_leaves_it_out() -> None:
    """Each drawing looks as the other one does: where this fails, WeasyPrint has learnt to draw it."""
    pairs = [drawing for pair in UNDRAWN.values() for drawing in pair]
    encoded = (b64encode(SVG.format(drawing).encode()).decode() for drawing in pairs)
    pictures = "".join(f'<img src="data:image/svg+xml;base64,{data}">' for data in encoded)
    style = "<style>@page{size:60px 60px;margin:0}body{margin:0}img{display:block;break-after:page}</style>"
    pdf = HTML(string=style + pictures).write_pdf()
    with pypdfium2.PdfDocument(BytesIO(pdf)) as document:
        seen = [page.render(scale=4 / 3).to_pil().tobytes() for page in document][: len(pairs)]
    assert [name for name, one, other in zip(UNDRAWN, seen[::2], seen[1::2], strict=True) if one != other] == []
