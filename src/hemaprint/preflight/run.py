"""Ask every question of a PDF, and collect what is found."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf

from hemaprint.bind.editions import Edition
from hemaprint.errors import Severity, UsageError
from hemaprint.preflight.conformance import PRESS_CHECKS, check_claim, check_kept
from hemaprint.preflight.fonts import check_fonts
from hemaprint.preflight.metadata import check_encryption, check_language, check_records, check_title, purpose_of
from hemaprint.preflight.navigation import (
    check_actions,
    check_attachments,
    check_labels,
    check_links,
    check_media,
    check_outline,
)
from hemaprint.preflight.opening import Opened, damage, open_pdf, plain
from hemaprint.preflight.pages import PAGE_CHECKS
from hemaprint.preflight.paper import (
    check_blank,
    check_boxes,
    check_count,
    check_size,
    check_sizes,
    check_turned,
    sizes_of,
)
from hemaprint.preflight.report import Check, Finding, Origin, Purpose, Report, Subject
from hemaprint.preflight.streams import check_streams
from hemaprint.preflight.tags import check_tags
from hemaprint.system.child import Answers, Bounds, ChildDiedError, answers_of

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

_PAGES_WAITED_FOR = 2000
"""For each page a child may work a second longer."""


def examine(
    path: Path,
    *,
    purpose: Purpose | None = None,
    origin_of: OriginOf | None = None,
    edition: Edition | None = None,
    largest: int | None = None,
    more: Iterable[Check] = (),
) -> Report:
    """Every finding about one PDF; never raises for what it holds. The file is opened in a child, within limits.

    ``purpose`` is guessed from the file unless given; ``more`` are checks besides those for all files. Raises
    UsageError where ``path`` is no file, OSError where it cannot be read.
    """
    if not path.is_file():
        there = "is a folder" if path.is_dir() else "is not a file" if path.exists() else "does not exist"
        raise UsageError(f"{path} {there}", "name a PDF, or an issue of the project")
    checks = (*FILE_CHECKS, *PAGE_CHECKS, *more)
    findings: list[Finding] = []
    report: Report | None = None
    first = 0
    while first <= len(checks):
        examination = _Examination(path, purpose, origin_of, edition, largest, checks, first)
        try:
            for answer in answers_of(examination.run, Bounds.of(path.stat().st_size)):
                if isinstance(answer, Report):
                    report = report or answer
                else:
                    first, found = answer
                    findings += found
            break
        except ChildDiedError as error:
            if report is None:
                return Report(path, purpose or Purpose.SCREEN, 0, (), (_endless("the file", error),))
            findings.append(_endless(_subject_of(checks[first]), error))
            first += 1
    assert report is not None
    ordered = sorted(dict.fromkeys(findings), key=lambda finding: -1 if finding.page is None else finding.page)
    return replace(report, findings=tuple(ordered))


@dataclass(frozen=True, slots=True)
class _Examination:
    """What a child is to do: open a file, and ask the questions from the one at ``first``.

    It sends a report without findings, then pairs of the place of the next check and what was found until then.
    """

    path: Path
    purpose: Purpose | None
    origin_of: OriginOf | None
    edition: Edition | None
    largest: int | None
    checks: tuple[Check, ...]
    first: int

    def run(self, answers: Answers) -> None:
        with _silence():
            opened = open_pdf(self.path)
            if opened.pdf is None:
                answers.send(Report(self.path, self.purpose or Purpose.SCREEN, 0, (), ()))
                answers.send((len(self.checks), opened.findings))
                return
            with opened.pdf as pdf:
                self._ask(answers, opened, pdf)

    def _ask(self, answers: Answers, opened: Opened, pdf: pikepdf.Pdf) -> None:
        meant = self.purpose or _guessed(pdf)
        count = len(pdf.pages)
        answers.allow(min(count, _PAGES_WAITED_FOR))
        answers.send(Report(self.path, meant, count, _labels(pdf, count), (), sizes_of(pdf)))
        origin = self.origin_of(opened.data) if self.origin_of else None
        subject = Subject(self.path, opened.data, pdf, meant, origin, self.edition, self.largest)
        answers.send((self.first, [*opened.findings, *damage(pdf, meant)]))
        for place in range(self.first, len(self.checks)):
            answers.send((place + 1, list(_guarded(self.checks[place], subject))))
        answers.send((len(self.checks), list(damage(pdf, meant))))


def _endless(what: str, error: ChildDiedError) -> Finding:
    message = f"{what} could not be examined: it {error}"
    hint = "it holds more than its size tells, or draws itself without end: make it anew, and do not hand it on"
    return Finding("HP469", Severity.ERROR, message, hint)


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
    except MemoryError:
        yield _endless(_subject_of(check), ChildDiedError("takes too much memory"))
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
