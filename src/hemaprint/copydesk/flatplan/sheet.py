# SPDX-License-Identifier: MIT
"""Write a flat plan as one HTML file without a script, or as a PDF for a wide sheet of paper."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from hemaprint.bind.fonts import embed_faces
from hemaprint.bind.foundry import Foundry
from hemaprint.copydesk.flatplan import telling
from hemaprint.copydesk.flatplan.make import Drawn
from hemaprint.copydesk.flatplan.plan import FlatPlan, signatures_of
from hemaprint.errors import Problem
from hemaprint.pdf.raster import PDFIUM, Spread, render_page
from hemaprint.theme.faces import bundled_faces, font_face_css
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.pages import Resources
from hemaprint.typeset.tags import Tags

_WIDTH = 264
"""px of a thumbnail: 200 dpi where it is printed 33 mm wide."""
_QUALITY = 80
_COLORS = 8
"""Colours of departments; more departments share them."""


class Paper(StrEnum):
    """The sheet of a flat plan, in landscape."""

    A3 = "a3"
    A4 = "a4"


@dataclass(frozen=True, slots=True)
class _Format:
    """How many spreads lie in a row, and how wide a page is there, in mm."""

    across: int
    page: float


_FORMATS = {Paper.A3: _Format(6, 31.0), Paper.A4: _Format(5, 25.5)}


def html(drawn: Drawn, size: int) -> str:
    """The flat plan in signatures of ``size`` pages as an HTML file that needs no other."""
    return _filled(drawn, size, Paper.A3, _sheet("flatplan.css") + _sheet("screen.css"))


def pdf(drawn: Drawn, size: int, paper: Paper, root: Path) -> tuple[bytes, tuple[Problem, ...]]:
    """The same as a PDF, tagged as PDF/UA-1 is, and what the engine says; ``root`` is the project."""
    style = _sheet("flatplan.css") + _sheet("paper.css")
    place = root / "content" / drawn.plan.name / "issue.yaml"
    css = font_face_css(bundled_faces()) + f"@page {{ size: {paper.upper()} landscape }}" + style
    engine = Engine(css, Resources(root))
    document, problems = engine.lay_out(_filled(drawn, size, paper, ""), place)
    written, more = engine.write(document, place, Tags.UA1)
    lost: list[Problem] = []
    target = BytesIO()
    with pikepdf.open(BytesIO(written)) as opened:
        embed_faces(opened, Foundry(), lost)
        opened.save(target, deterministic_id=True)
    return target.getvalue(), (*problems, *more, *lost)


def _sheet(name: str) -> str:
    return (files("hemaprint.copydesk.flatplan") / name).read_text("utf-8")


def _filled(drawn: Drawn, size: int, paper: Paper, css: str) -> str:
    plan, form = drawn.plan, _FORMATS[paper]
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_sheet("flatplan.html"))
    width, height = plan.size
    return template.render(
        plan=plan,
        telling=telling,
        css=Markup(css),
        summary=telling.summary(plan, size),
        signatures=[
            (telling.signature_text(plan, one), _rows(one.spreads, form.across)) for one in signatures_of(plan, size)
        ],
        pictures=dict(_pictures(drawn)),
        colors=_colors(plan),
        sheet=(form.page, round(form.page * height / width, 2)),
    )


def _rows(spreads: Sequence[Spread], across: int) -> list[Sequence[Spread]]:
    return [spreads[first : first + across] for first in range(0, len(spreads), across)]


def _pictures(drawn: Drawn) -> Iterator[tuple[int, str]]:
    """The pages of the digital edition by their index, as addresses that hold them."""
    if drawn.pdf is None:
        return
    dpi = _WIDTH / drawn.plan.size[0] * 72
    with PDFIUM, pdfium.PdfDocument(drawn.pdf) as document:
        for index in range(len(document)):
            target = BytesIO()
            render_page(document, index, dpi, trimmed=True).save(target, "JPEG", quality=_QUALITY, subsampling=0)
            yield index, f"data:image/jpeg;base64,{b64encode(target.getvalue()).decode()}"


def _colors(plan: FlatPlan) -> Mapping[str, int]:
    """The number of each department's colour, in the order of the pages."""
    departments: Sequence[str] = list(dict.fromkeys(entry.department for entry in plan.entries if entry.department))
    return {name: at % _COLORS + 1 for at, name in enumerate(departments)}
