"""Ask every question of a PDF, and collect what is found."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf

from hemaprint.editions import Edition
from hemaprint.errors import Severity, UsageError
from hemaprint.preflight.boxes import check_boxes, check_sizes, check_turned, sizes_of
from hemaprint.preflight.claims import purpose_of
from hemaprint.preflight.conformance import check_claim, check_kept
from hemaprint.preflight.document import check_encryption, check_language, check_records, check_title
from hemaprint.preflight.extras import check_actions, check_attachments, check_media
from hemaprint.preflight.fonts import check_fonts
from hemaprint.preflight.links import check_links
from hemaprint.preflight.models import Check, Finding, Origin, Purpose, Report, Subject
from hemaprint.preflight.opening import Opened, damage, open_pdf, plain
from hemaprint.preflight.outline import check_labels, check_outline
from hemaprint.preflight.pages import PAGE_CHECKS
from hemaprint.preflight.paper import check_blank, check_count
from hemaprint.preflight.press import PRESS_CHECKS
from hemaprint.preflight.size import check_size
from hemaprint.preflight.streams import check_streams
from hemaprint.preflight.tags import check_tags

FILE_CHECKS: tuple[Check, ...] = (
    check_streams,
    check_encryption,
    check_claim,
    check_kept,
    check_title,
    check_language,
    check_records,
    check_actions,
    check_media,
    check_attachments,
    check_boxes,
    check_sizes,
    check_turned,
    check_count,
    check_blank,
    check_size,
    check_fonts,
    check_links,
    check_outline,
    check_labels,
    check_tags,
    *PRESS_CHECKS,
)
"""The questions about the file as a whole; those about what stands on its pages are ``PAGE_CHECKS``."""

OriginOf = Callable[[bytes], Origin | None]
"""Finds where the pages of a file come from, by its bytes."""


def examine(
    path: Path,
    *,
    purpose: Purpose | None = None,
    origin_of: OriginOf | None = None,
    edition: Edition | None = None,
    largest: int | None = None,
    more: Iterable[Check] = (),
) -> Report:
    """Every finding about one PDF; never raises for what it holds.

    ``purpose`` is guessed from the file unless given; ``more`` are checks besides those for all files. Raises
    UsageError where ``path`` is no file, OSError where it cannot be read.
    """
    if not path.is_file():
        there = "is a folder" if path.is_dir() else "is not a file" if path.exists() else "does not exist"
        raise UsageError(f"{path} {there}", "name a PDF, or an issue of the project")
    with _silence():
        opened = open_pdf(path)
        if opened.pdf is None:
            return Report(path, purpose or Purpose.SCREEN, 0, (), opened.findings)
        with opened.pdf as pdf:
            meant = purpose or _guessed(pdf)
            origin = origin_of(opened.data) if origin_of else None
            subject = Subject(path, opened.data, pdf, meant, origin, edition, largest)
            return _examined(subject, opened, (*FILE_CHECKS, *PAGE_CHECKS, *more))


def _examined(subject: Subject, opened: Opened, checks: Iterable[Check]) -> Report:
    findings = [*opened.findings, *damage(subject.pdf, subject.purpose)]
    for check in checks:
        findings += _guarded(check, subject)
    findings += damage(subject.pdf, subject.purpose)
    count = len(subject.pdf.pages)
    ordered = sorted(dict.fromkeys(findings), key=lambda finding: -1 if finding.page is None else finding.page)
    return Report(
        subject.path, subject.purpose, count, _labels(subject.pdf, count), tuple(ordered), sizes_of(subject.pdf)
    )


@contextmanager
def _silence() -> Iterator[None]:
    """What pikepdf logs or warns of while it reads is either a finding already or nobody's business."""
    logger = logging.getLogger("pikepdf")
    handler, propagated = logging.NullHandler(), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagated


def _guarded(check: Check, subject: Subject) -> Iterator[Finding]:
    """What a check finds; where it fails, that is a finding too.

    pyo3's PanicException (page-validation) is no Exception, so that everything is caught but what ends the program.
    """
    try:
        yield from check(subject)
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        message = f"{_subject_of(check)} could not be examined: {type(error).__name__}: {plain(error)}"
        hint = "mend what else is reported and try again; if it stays, report it with the file"
        yield Finding("HP449", Severity.ERROR, message, hint)


def _subject_of(check: Check) -> str:
    """``check_fonts`` examines "fonts"."""
    name = getattr(check, "__name__", type(check).__name__)
    return f"“{name.removeprefix('check_').replace('_', ' ')}”"


def _guessed(pdf: pikepdf.Pdf) -> Purpose:
    try:
        return purpose_of(pdf)
    except Exception:
        return Purpose.SCREEN


def _labels(pdf: pikepdf.Pdf, count: int) -> tuple[str, ...]:
    """The printed labels of the pages; their place in the file where they have none."""
    labels = []
    for index in range(count):
        try:
            labels.append(pdf.pages[index].label.strip() or str(index + 1))
        except Exception:
            labels.append(str(index + 1))
    return tuple(labels)
