"""Make the print edition, PDF/X-4, from the bound issue: the order of the steps."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf

from hemaprint.bind.editions import SIGNATURE
from hemaprint.bind.press.colors import Inks
from hemaprint.bind.press.converter import Converter
from hemaprint.bind.press.faults import Faults
from hemaprint.bind.press.job import Pressed, PressJob
from hemaprint.bind.press.metadata import VERSION, clear_catalog, write_output_intent, write_press_metadata
from hemaprint.bind.press.sheets import Sheet, SheetMaker, made, padded
from hemaprint.errors import Location, Problem, Severity
from hemaprint.pdf.objects import Rectangle
from hemaprint.theme.inks import PRINT_STYLE


def to_press(pdf: bytes, job: PressJob) -> Pressed:
    """The print edition of a bound issue; equal input gives equal bytes. Pages need a trim box (or their media box)."""
    faults = Faults(job.file, job.sources)
    with pikepdf.open(BytesIO(pdf)) as issue:
        sheets = _converted(issue, job, faults)
        problems = [*_too_much_ink(job), *faults.problems]
        if len(sheets) % SIGNATURE and job.pad_before is not None:
            sheets = padded(sheets, job.pad_before)
        elif len(sheets) % SIGNATURE:
            problems.append(_odd_count(len(sheets), job))
        _replace_pages(issue, sheets, job)
        clear_catalog(issue)
        write_press_metadata(issue, job, pdf)
        write_output_intent(issue, job.profile)
        return Pressed(_serialize(issue), len(sheets), tuple(problems))


def _converted(issue: pikepdf.Pdf, job: PressJob, faults: Faults) -> list[Sheet]:
    converter = Converter(issue, Inks(job.profile, job.inks), faults)
    sheets = []
    for number, page in enumerate(issue.pages):
        faults.page = number
        sheets.append(Sheet(converter.leaf(page), _trim(page)))
    return sheets


def _trim(page: pikepdf.Page) -> Rectangle:
    left, bottom, right, top = (round(float(edge), 4) for edge in page.trimbox.as_list())
    return (left, bottom, right, top)


def _replace_pages(issue: pikepdf.Pdf, sheets: list[Sheet], job: PressJob) -> None:
    """New pages instead of the old ones: nothing that hangs on those (links, tags, actions) comes along."""
    del issue.pages[:]
    maker = SheetMaker(issue, job.bleed, marks=job.marks)
    for page in made(maker, sheets, spreads=job.spreads):
        issue.pages.append(pikepdf.Page(issue.make_indirect(page)))


def _serialize(issue: pikepdf.Pdf) -> bytes:
    """Without object streams: they are allowed, but old raster processors stumble over them."""
    target = BytesIO()
    issue.save(
        target,
        force_version=VERSION,
        deterministic_id=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )
    return target.getvalue()


def _odd_count(pages: int, job: PressJob) -> Problem:
    missing = -pages % SIGNATURE
    return Problem(
        "HP350",
        f"{pages} pages cannot be folded: a printed issue has a multiple of four",
        Location(job.file),
        hint=f"add {missing} or remove {pages % SIGNATURE}, or allow blank pages (blank_pages: yes in issue.yaml)",
    )


def _too_much_ink(job: PressJob) -> Iterator[Problem]:
    limit = job.profile.condition.limit
    for color, ink in job.inks.items():
        if sum(ink) > limit + 1e-9:
            yield Problem(
                "HP356",
                f"the ink of {color} adds up to {sum(ink):.0%}; {job.profile.name} takes {limit:.0%}",
                Location(Path("styles") / PRINT_STYLE),
                hint="take back cyan, magenta and yellow and raise black",
                severity=Severity.WARNING,
            )
