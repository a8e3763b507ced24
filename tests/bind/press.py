"""Small real articles, typeset by WeasyPrint with the theme's variable faces, for the tests of binding."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import path2url

from hemaprint.bind.binder import bind
from hemaprint.bind.parts import Bound, Imprint, OutlineItem, Part
from hemaprint.theme.faces import bundled_faces
from hemaprint.typeset.engine.registry import CHANGES, Replacements

_PART = Replacements(change for change in CHANGES if change.name != "whole-paragraphs")
_WHOLE = Replacements(change for change in CHANGES if change.name not in ("whole-paragraphs", "named-faces"))
"""The same lines; the faces named, or embedded."""
MOMENT = datetime(2025, 2, 14, 9, 30, tzinfo=UTC)
IMPRINT = Imprint(title="Hematology Frontier", language="en-US", created=MOMENT, modified=MOMENT)

_FACES = "".join(
    f"@font-face{{font-family:'{face.family}';src:url('{path2url(str(face.path))}');font-style:{face.style}}}"
    for face in bundled_faces()
)
_STYLE = """
@page { size: 105mm 148mm; margin: 12mm }
body { font: 9pt/12pt 'HF Serif'; font-variation-settings: 'opsz' 9; hyphens: auto; text-align: justify }
h1 { font-size: 24pt; line-height: 24pt; font-variation-settings: 'opsz' 60 }
h2, th, td { font: 600 9pt/12pt 'HF Sans'; font-variation-settings: normal }
h2 { break-before: page }
.footnote { float: footnote; font-size: 7pt; line-height: 9pt }
[lang|=zh] { font-family: 'Noto Serif CJK SC'; font-variation-settings: normal }
img { width: 10mm; image-rendering: crisp-edges }
"""


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def typeset(
    body: str,
    *,
    tags: bool = False,
    style: str = "",
    variant: str | None = None,
    version: str | None = None,
    lang: str = "en-US",
    part: bool = False,
) -> bytes:
    """A typeset article with its faces as WeasyPrint embeds them; as a ``part`` it names them, as ours do.

    The dates are given: WeasyPrint would otherwise stamp the clock.
    """
    dates = '<meta name="dcterms.created" content="2025-02-14"><meta name="dcterms.modified" content="2025-02-14">'
    html = HTML(string=f'<html lang="{lang}"><head><title>Article</title>{dates}</head><body>{body}</body></html>')
    sheet = CSS(string=_FACES + _STYLE + style, font_config=_fonts())
    options: dict[str, Any] = {"pdf_tags": tags, "pdf_variant": variant, "pdf_version": version}
    with _PART.in_place() if part else _WHOLE.in_place():
        written = html.write_pdf(stylesheets=[sheet], font_config=_fonts(), **options)
    assert isinstance(written, bytes)
    return written


def article(slug: str, headline: str, first: str, second: str, footnote: str = "Seen in adults only.") -> str:
    """An article of two sheets: the headline and a footnote, then a crosshead, a table and a list."""
    return (
        f'<article id="{slug}"><h1>{headline}</h1>'
        f'<p>{first}<span class="footnote" role="doc-footnote" id="{slug}--fn_1">{footnote}</span></p>'
        f'<h2 id="{slug}--more">More of it</h2><p id="{slug}--end">{second}</p>'
        "<table><tr><th>Measure<th>Patients<tr><td>Infused<td>16</table><ul><li>One</ul></article>"
    )


BORROWED = article(
    "borrowed",
    "Borrowed cells",
    "Donor T cells, edited so that they leave one another alone; see "
    '<a href="x-issue:#loop--more">the loop</a> and <a href="#borrowed--end">below</a>.',
    "Nothing is <em>borrowed</em> for ever, said the <strong>haematologist</strong>.",
)
LOOP = article(
    "loop",
    "The closing loop",
    'From ward to laboratory and back <span lang="zh-Hans">潘静</span>, as '
    '<a href="x-issue:#borrowed">an earlier article</a> said.',
    "Quick jackdaws vex my <em>sphinx</em> of <strong>quartz</strong>: 1984, 57 \u00bd.",
)
LETTERS = article("letters", "Letters", "Why not <em>everybody</em>? (K. W.)", "Yours, <strong>Zoë</strong> & friends.")


def part(slug: str, body: str, first_page: int, *, sheets: tuple[int, ...] = (0, 1), **options: Any) -> Part:
    """An article as a part, with the outline that the build would give it."""
    outline = (
        OutlineItem(f"Department of {slug}", 0, ""),
        OutlineItem(slug.title(), 1, slug),
        OutlineItem("More of it", 2, f"{slug}--more"),
    )
    return Part(slug, typeset(body, part=True, **options), slug.title(), sheets, first_page, outline)


def three_parts(*, tags: bool = False) -> list[Part]:
    """Three articles of two sheets each."""
    bodies = {"borrowed": BORROWED, "loop": LOOP, "letters": LETTERS}
    return [part(slug, body, 2 * number, tags=tags) for number, (slug, body) in enumerate(bodies.items())]


@cache
def issue(*, tags: bool = False) -> Bound:
    """The three articles bound."""
    return bind(three_parts(tags=tags), imprint=IMPRINT)


def folios(*texts: str, style: str = "") -> bytes:
    """A folio PDF with one page for each text."""
    pages = "".join(f'<div style="break-after: page; height: 100mm">{text}</div>' for text in texts)
    return typeset(pages, style=style + "div:last-child { break-after: auto !important }", part=True)


def picture() -> str:
    """A small picture with a soft mask, as a data URI."""
    target = BytesIO()
    image = Image.linear_gradient("L").resize((16, 16))
    Image.merge("RGBA", (image, image, image, image)).save(target, "PNG")
    return f"data:image/png;base64,{base64.b64encode(target.getvalue()).decode()}"
