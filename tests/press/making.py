"""Files that go to the press: drawn by hand with pikepdf, or a small bound issue set by WeasyPrint."""

from __future__ import annotations

import base64
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from bind import reading
from bind.press import IMPRINT, typeset
from hemaprint.bind.binder import bind
from hemaprint.bind.parts import Part
from hemaprint.bind.press import Pressed, PressJob, Profile, find_profile, to_press

MM = 72 / 25.4
TRIM = (0.0, 0.0, 200.0, 300.0)
EOSIN, INK, MIST = "#971720", "#1C191A", "#D9E6EC"
INKS = {
    EOSIN: (0.12, 1.0, 0.86, 0.28),
    MIST: (0.13, 0.04, 0.04, 0.0),
    INK: (0.0, 0.0, 0.0, 1.0),
    "#FFFFFF": (0.0, 0.0, 0.0, 0.0),
}


@cache
def profile() -> Profile:
    """The profile that is installed."""
    return find_profile(None)


def pressed(pdf: bytes, **options: Any) -> Pressed:
    """The print edition, with the inks above and a bleed of 3 mm."""
    job: dict[str, Any] = {"profile": profile(), "inks": INKS, "imprint": IMPRINT, "bleed": 3 * MM, "pad_before": 99}
    return to_press(pdf, PressJob(**job | options))


class Drawing:
    """A PDF under construction, one page at a time."""

    def __init__(self) -> None:
        self.pdf = pikepdf.new()

    def page(self, content: bytes, resources: Dictionary | None = None, trim: tuple[float, ...] = TRIM) -> Drawing:
        """Put a page at the end."""
        self.pdf.add_blank_page(page_size=(trim[2], trim[3]))
        page = self.pdf.pages[-1]
        page.obj.TrimBox = Array(trim)
        page.obj.Contents = self.pdf.make_stream(content)
        page.obj.Resources = resources or Dictionary()
        return self

    def picture(self, image: Image.Image, space: Any, *, jpeg: bool = False, **further: Any) -> pikepdf.Stream:
        """An image XObject."""
        stream = self.pdf.make_stream(image.tobytes(), Type=Name.XObject, Subtype=Name.Image, ColorSpace=space)
        if jpeg:
            target = BytesIO()
            image.save(target, "JPEG", quality=100, subsampling=0)
            stream.write(target.getvalue(), filter=Name.DCTDecode)
        stream.Width, stream.Height = image.size
        stream.BitsPerComponent = 8
        for key, value in further.items():
            stream[f"/{key}"] = value
        return stream

    def with_picture(self, picture: pikepdf.Stream) -> Drawing:
        """Put a page with one picture at the end."""
        return self.page(b"q 100 0 0 100 0 0 cm /Im Do Q", Dictionary(XObject=Dictionary(Im=picture)))

    @property
    def data(self) -> bytes:
        """The file."""
        target = BytesIO()
        self.pdf.save(target)
        return target.getvalue()


def opened(result: Pressed) -> pikepdf.Pdf:
    """A print file for pikepdf, to look at."""
    return reading.opened(result.pdf)


def content(result: Pressed, page: int = 0) -> str:
    """The content of a page of a print file; what comes before and after its own (clip, marks) included."""
    return opened(result).pages[page].Contents.read_bytes().decode("latin-1")


def many_colors(size: int = 32) -> Image.Image:
    """More colours than a palette holds, none of them beyond what a press can print."""
    across = Image.linear_gradient("L").resize((size, size)).point([90 + level // 3 for level in range(256)])
    return Image.merge("RGB", (across, across.rotate(90), across.rotate(180)))


def _uri(image: Image.Image, kind: str, **options: Any) -> str:
    target = BytesIO()
    image.save(target, kind, **options)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(target.getvalue()).decode()}"


_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 60" width="100" height="60"><defs>
<linearGradient id="g"><stop offset="0" stop-color="#971720"/><stop offset=".5" stop-color="#1F4F73"/>
<stop offset="1" stop-color="#D9E6EC" stop-opacity=".3"/></linearGradient>
<radialGradient id="r"><stop offset="0" stop-color="#FFFFFF"/><stop offset="1" stop-color="#12334C"/></radialGradient>
<pattern id="p" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="3" height="3" fill="#C4786C"/></pattern>
<mask id="m"><rect width="100" height="30" fill="white"/></mask></defs>
<rect width="48" height="28" fill="url(#g)"/><circle cx="75" cy="15" r="14" fill="url(#r)"/>
<rect y="30" width="48" height="28" fill="url(#p)" stroke="#5B5657"/>
<rect x="52" y="30" width="40" height="28" fill="#7FA0B5" opacity=".5"/></svg>
"""
_STYLE = """
@page { size: 105mm 148mm; margin: 12mm; bleed: 3mm; background: linear-gradient(#F5F0E7, #F1D6C9) }
body { color: #1C191A; text-align: left }
h1 { color: #971720 }
.lab { color: lab(40% 30 -20) }
.gray { color: #808080 }
.faint { opacity: .5 }
.plate { background: #971720; color: white; margin: 0 -15mm; padding: 3mm 15mm }
.fade { height: 6mm; background: linear-gradient(to right, rgba(151, 23, 32, 1), rgba(151, 23, 32, 0)) }
.rings { height: 10mm; background: radial-gradient(#12334C, #D9E6EC) }
.next { break-before: page }
img { width: 20mm }
"""


@cache
def bound_issue() -> bytes:
    """A bound issue of two sheets with all that has a colour: text, drawings, gradients, pictures of every kind."""
    gradient = Image.linear_gradient("L").resize((24, 24))
    alpha = many_colors().copy()
    alpha.putalpha(Image.radial_gradient("L").resize(alpha.size))
    plate = Image.new("RGB", (24, 24), EOSIN)
    plate.paste(MIST, (6, 6, 18, 18))
    pictures = [
        _uri(many_colors(), "PNG"),
        _uri(many_colors(), "JPEG", quality=95),
        _uri(gradient, "PNG"),
        _uri(gradient, "JPEG", quality=95),
        _uri(alpha, "PNG"),
        _uri(plate.quantize(4), "PNG"),
        _uri(plate.convert("CMYK"), "JPEG"),
    ]
    body = (
        '<h1 id="a">Inks</h1><p>Text in <a href="#b">ink</a>, <span class="lab">lab</span> and '
        '<span class="gray">grey</span>.</p><p class="faint">Half of it.</p><div class="plate">White on eosin</div>'
        f'{"".join(f"""<img src="{picture}" alt="A picture">""" for picture in pictures)}'
        f'<div class="next" id="b">{_SVG}</div><div class="fade"></div><div class="rings"></div>'
    )
    part = Part("inks", typeset(body, part=True, tags=True, style=_STYLE), "Inks", (0, 1), 0)
    return bind([part], imprint=IMPRINT).pdf
