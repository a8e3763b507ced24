"""A page for the press or the screen, painted by hand, and what preflight says of what stands on it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from hemaprint.errors import Severity
from hemaprint.preflight.examine import questions, united
from hemaprint.preflight.report import Finding, Purpose, Subject
from pdf.pages import helvetica

MM = 72 / 25.4
BLEED = 3 * MM
WIDTH, HEIGHT = 300.0, 400.0
"""The trim in pt; it starts at 0, 0."""

Prepare = Callable[[pikepdf.Pdf], object]


def sheet(content: str, prepare: Prepare | None = None) -> pikepdf.Pdf:
    """A page of 300 × 400 pt with 3 mm of bleed; ``prepare`` may add to its resources."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
    page = pdf.pages[0]
    page.TrimBox = Array([0, 0, WIDTH, HEIGHT])
    page.BleedBox = page.MediaBox = Array([-BLEED, -BLEED, WIDTH + BLEED, HEIGHT + BLEED])
    page.Resources = Dictionary(Font=Dictionary(F1=helvetica(), F2=helvetica(BaseFont=Name("/Helvetica-Bold"))))
    page.Contents = pdf.make_stream(content.encode("latin-1"))
    if prepare is not None:
        prepare(pdf)
    return pdf


def examined(pdf: pikepdf.Pdf, purpose: Purpose) -> list[Finding]:
    """Every finding of the page checks."""
    target = BytesIO()
    pdf.save(target)
    with pikepdf.open(BytesIO(target.getvalue())) as opened:
        subject = Subject(Path("page.pdf"), target.getvalue(), opened, purpose)
        return findings_of_pages(subject)


def findings_of_pages(subject: Subject) -> list[Finding]:
    """The findings of every question about pages, and of the one about their ink."""
    asked = [one for one in united(questions()) if one.name in ("pages", "ink")]
    return [finding for question in asked for finding in question.ask(subject)]


def in_print(content: str, prepare: Prepare | None = None) -> list[tuple[str, Severity]]:
    """Codes and severities for a page that goes to a press."""
    return told(examined(sheet(content, prepare), Purpose.PRINT))


def on_screen(content: str, prepare: Prepare | None = None) -> list[tuple[str, Severity]]:
    """Codes and severities for a page that is read on screens."""
    return told(examined(sheet(content, prepare), Purpose.SCREEN))


def told(findings: list[Finding]) -> list[tuple[str, Severity]]:
    """Code and severity of each finding."""
    return [(finding.code, finding.severity) for finding in findings]


def text(words: str, size: float = 10, *, at: tuple[float, float] = (50, 200), font: str = "F1") -> str:
    """Operators that show words."""
    return f"BT /{font} {size} Tf {at[0]} {at[1]} Td ({words}) Tj ET "


def picture(
    size: tuple[int, int], space: Any = Name.DeviceCMYK, *, flat: bool = False, bits: int = 8, **entries: Any
) -> Prepare:
    """A picture /Im; its pixels differ unless ``flat``."""

    def prepare(pdf: pikepdf.Pdf) -> None:
        components = 4 if space == Name.DeviceCMYK else 3 if space == Name.DeviceRGB else 1
        length = (size[0] * components * bits + 7) // 8 * size[1]
        data = bytes(length) if flat else bytes(place % 97 for place in range(length))
        image = pdf.make_stream(data)
        parts = {"Type": Name.XObject, "Subtype": Name.Image, "Width": size[0], "Height": size[1]}
        for key, value in (parts | {"ColorSpace": space, "BitsPerComponent": bits} | entries).items():
            image[f"/{key}"] = value
        pdf.pages[0].Resources.XObject = Dictionary(Im=image)

    return prepare


def placed(left: float, bottom: float, right: float, top: float) -> str:
    """Operators that place /Im."""
    return f"q {right - left} 0 0 {top - bottom} {left} {bottom} cm /Im Do Q "


def resources(category: str, **things: Any) -> Prepare:
    """Resources of a category."""

    def prepare(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Resources[f"/{category}"] = Dictionary({f"/{name}": thing for name, thing in things.items()})

    return prepare
