# SPDX-License-Identifier: MIT
"""Impose the print edition of an issue, which knows more than a file: its back page, its spine, its paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from hemaprint.bind.editions import SPINE, Edition, file_name
from hemaprint.bind.impose.impose import Imposed, impose
from hemaprint.bind.impose.options import Imposition, Scheme
from hemaprint.content.load import load_issue
from hemaprint.errors import Problem, UsageError
from hemaprint.pdf.objects import MM
from hemaprint.project.project import Project


@dataclass(frozen=True, slots=True)
class ImposedFiles:
    """The files of an imposition by their paths, the sheets first, how many sides each has, and what was found."""

    files: dict[Path, bytes]
    sides: dict[Path, int]
    problems: tuple[Problem, ...]
    imposed: Imposed | None = None


def impose_pdf(
    pdf: bytes, path: Path, imposition: Imposition, folder: Path, *, spine: bytes | None = None
) -> ImposedFiles:
    """Impose the PDF of ``path``; the files of ``folder`` are named after it and the scheme. Raises as ``impose``."""
    done = impose(pdf, imposition, path, spine=spine)
    sheets, cover = (folder / f"{path.stem}-{imposition.scheme}{end}.pdf" for end in ("", "-cover"))
    files, sides = {sheets: done.pdf}, {sheets: done.sides}
    if done.cover is not None:
        files[cover], sides[cover] = done.cover, 2
    return ImposedFiles(files, sides, done.problems, done)


def impose_print(
    pdf: bytes, path: Path, imposition: Imposition, folder: Path, project: Project, *, back: bool, spine: bytes | None
) -> ImposedFiles:
    """Impose the print edition of ``path``; blank pages come before the back page where there is one (``back``).

    A glued issue with a spine has its cover apart, and the table [print.spine] gives the thickness of the paper.
    """
    table, glued = project.config.print.spine, imposition.scheme is Scheme.PERFECT
    if glued and spine is not None and not imposition.spine:
        imposition = replace(imposition, cover=True)
    else:
        spine = None
    if table is not None and glued and not imposition.thickness:
        imposition = replace(imposition, thickness=table.leaf * MM)
    if back and not imposition.keep_last:
        imposition = replace(imposition, keep_last=1)
    return impose_pdf(pdf, path, imposition, folder, spine=spine)


def impose_issue(project: Project, name: str, imposition: Imposition, folder: Path | None) -> ImposedFiles:
    """Impose the print edition that was built last. Raises UsageError where there is none, and as ``impose``."""
    path = project.dist / name / file_name(project.stem(name), Edition.PRINT)
    if not path.is_file():
        message = f"the print edition of {name} has not been built"
        raise UsageError(message, f"hemaprint build {name} --edition print")
    spine = path.with_name(f"{project.stem(name)}-{SPINE}.pdf")
    issue = load_issue(project, name).issue
    back = issue is not None and issue.manifest.order[-1].page == "back"
    found = spine.read_bytes() if spine.is_file() else None
    return impose_print(path.read_bytes(), path, imposition, folder or path.parent, project, back=back, spine=found)
