# SPDX-License-Identifier: MIT
"""Make the print file of a spine: one page, to be printed between the back and the front of the cover."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pikepdf
from pikepdf import Array

from hemaprint.bind.binder import bind
from hemaprint.bind.editions import SPINE, STANDARDS, Conformance, EditionOptions
from hemaprint.bind.finish import press_profile
from hemaprint.bind.foundry import Foundry
from hemaprint.bind.issue import issue_imprint
from hemaprint.bind.parts import Part
from hemaprint.bind.press import PressJob, to_press
from hemaprint.errors import Problem
from hemaprint.project.project import Project
from hemaprint.typeset.engine.registry import may_claim
from hemaprint.typeset.pages import Pages
from hemaprint.typeset.plan import SetIssue


def press_spine(
    pages: Pages, done: SetIssue, project: Project, options: EditionOptions, foundry: Foundry
) -> tuple[bytes, tuple[Problem, ...]]:
    """The spine as PDF/X-4, with the bleed and the marks of the print edition, and what is wrong with it."""
    imprint = issue_imprint(done, project.config)
    imprint = replace(imprint, title=f"{imprint.title} ({SPINE})")
    source = done.setting.issue.path / "issue.yaml"
    part = Part(SPINE, pages.pdf, imprint.title, (0,), 0, source=source)
    standards = STANDARDS[Conformance.UA1] if may_claim() else None
    bound = bind([part], imprint=imprint, trimmed=True, standards=standards, alone=True, foundry=foundry)
    job = PressJob(
        profile=press_profile(project, options),
        inks=done.setting.theme.inks.inks,
        imprint=imprint,
        bleed=project.bleed,
        marks=project.config.print.marks,
        folded=False,
        file=source,
        sources=(source,),
        claimed=may_claim(),
    )
    pressed = to_press(_turned(bound.pdf), job)
    return pressed.pdf, (*bound.problems, *pressed.problems)


def _turned(pdf: bytes) -> bytes:
    """The file with its page turned by 90 degrees clockwise: a spine is read from head to foot (ISO 6357)."""
    target = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as file:
        page = file.pages[0]
        left, _, right, _ = (float(edge) for edge in page.mediabox)
        page.contents_add(f"q 0 -1 1 0 0 {left + right:.4f} cm\n".encode(), prepend=True)
        page.contents_add(b"\nQ")
        for name in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox"):
            if name in page:
                x, y, x2, y2 = (float(edge) for edge in page[name])
                page[name] = Array([y, left + right - x2, y2, left + right - x])
        file.save(target, deterministic_id=True)
    return target.getvalue()
