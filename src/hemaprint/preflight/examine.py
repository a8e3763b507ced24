# SPDX-License-Identifier: MIT
"""Open a PDF in a child process, ask every question about it, and collect the findings.

The questions are entry points of the group ``hemaprint.checks``, hemaprint's own among them. An entry point is a
function that takes a :class:`Subject` and yields findings, or one that takes a page (:func:`page_check`).
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from hemaprint.bind.editions import Edition
from hemaprint.errors import HemaprintError, Severity, UsageError
from hemaprint.preflight.file import sizes_of
from hemaprint.preflight.metadata import purpose_of
from hemaprint.preflight.page import PageView, views_of
from hemaprint.preflight.report import AnyCheck, Check, Finding, Origin, Purpose, Report, Subject
from hemaprint.system.plugins import FOREIGN_CODE, Plugin, registered, remedy
from hemaprint.system.process import Answers, Bounds, ChildDiedError, answers_of

GROUP = "hemaprint.checks"
LARGEST = 512 * 1024**2
"""Bytes of the largest file that is examined; it is held in memory as a whole."""

_HEADER_WITHIN = 1024
"""Readers accept a header within the first 1024 bytes (PDF 1.7, implementation note 13)."""
_PAGES_WAITED_FOR = 2000
"""A child may work a second longer for each page, up to so many."""

OriginOf = Callable[[bytes], Origin | None]
"""Finds the origin of a file by its bytes."""


# questions


@dataclass(frozen=True, slots=True)
class Question:
    """A check with its name; ``package`` is the distribution that brings it, "" for hemaprint."""

    name: str
    package: str
    check: AnyCheck

    @property
    def title(self) -> str:
        """The name in messages."""
        return f"“{self.name}”" + (f" of the package {self.package}" if self.package else "")

    def ask(self, subject: Subject, view: PageView | None = None) -> Iterator[Finding]:
        """The findings about a file, or about one of its pages; a check that fails is also a finding.

        The PanicException of pyo3 (page-validation) is not an Exception, so this catches everything except what ends
        the program.
        """
        try:
            for finding in self.check(view or subject):
                yield self._accepted(finding, len(subject.pdf.pages))
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except MemoryError:
            yield _endless(self.title, ChildDiedError("takes too much memory"))
        except BaseException as error:
            page = None if view is None else view.index
            yield self._failed(f"could not be examined: {type(error).__name__}: {plain(error)}", page)

    def _accepted(self, finding: Any, pages: int) -> Finding:
        """A finding of another package has a code of its form, so that nobody takes it for ours."""
        if not self.package:
            return finding  # type: ignore[no-any-return]
        if not isinstance(finding, Finding) or {type(finding.message), type(finding.hint)} != {str}:
            return self._failed(f"returned {type(finding).__name__} instead of a Finding with texts")
        if finding.page is not None and finding.page not in range(pages):
            return self._failed(f"returned a finding about page {finding.page}; pages count from 0 to {pages - 1}")
        if not FOREIGN_CODE.fullmatch(finding.code):
            message = f"returned the code “{finding.code}”; a code is 2 to 8 letters other than HP, and a number"
            return self._failed(message, finding.page)
        return finding

    def _failed(self, message: str, page: int | None = None) -> Finding:
        hint = "fix the other findings and try again; if this one remains, report it with the file"
        if self.package:
            hint = remedy(self.package)
        return Finding("HP449", Severity.ERROR, f"{self.title} {message}", hint, page)


def questions() -> tuple[Question, ...]:
    """Every registered question. Raises MissingEnvironmentError when hemaprint's own are not registered."""
    return tuple(_question(plugin) for plugin in registered(GROUP, "preflight checks").values())


def _question(plugin: Plugin) -> Question:
    try:
        return Question(plugin.title, plugin.foreign, plugin.load())
    except HemaprintError as error:
        finding = Finding("HP449", Severity.ERROR, error.message, error.hint)
        return Question(plugin.title, package="", check=lambda _: [finding])


def united(asked: Iterable[Question]) -> tuple[Question, ...]:
    """Questions about the file; those about pages are united into one, which reads every page once."""
    asked = tuple(asked)
    of_pages = [one for one in asked if getattr(one.check, "of_pages", False)]

    def check_pages(subject: Subject) -> Iterator[Finding]:
        for view in views_of(subject):
            for one in of_pages:
                yield from one.ask(subject, view)

    return (Question("pages", "", check_pages), *(one for one in asked if one not in of_pages))


# the examination


def examine(
    path: Path,
    *,
    purpose: Purpose | None = None,
    origin_of: OriginOf | None = None,
    edition: Edition | None = None,
    largest: int | None = None,
    more: Iterable[Check] = (),
) -> Report:
    """Every finding about one PDF; never raises for its contents. A child opens the file, within limits.

    ``purpose`` defaults to a guess from the file; ``more`` are checks besides the registered ones. Raises UsageError
    where ``path`` is not a file, OSError where it cannot be read.
    """
    if not path.is_file():
        there = "is a folder" if path.is_dir() else "is not a file" if path.exists() else "does not exist"
        raise UsageError(f"{path} {there}", "name a PDF, or an issue of the project")
    named = (Question(check.__name__.removeprefix("check_").replace("_", " "), "", check) for check in more)
    asked = (*united(questions()), *named)
    findings: list[Finding] = []
    report: Report | None = None
    first = 0
    while first <= len(asked):
        child = _Child(path, purpose, origin_of, edition, largest, asked, first)
        try:
            for answer in answers_of(child.run, Bounds.of(path.stat().st_size)):
                if isinstance(answer, Report):
                    report = report or answer
                else:
                    first, found = answer
                    findings += found
            break
        except ChildDiedError as error:
            if report is None:
                return Report(path, purpose or Purpose.SCREEN, 0, (), (_endless("the file", error),))
            findings.append(_endless(asked[first].title if first < len(asked) else "the file", error))
            first += 1
    assert report is not None
    return replace(report, findings=tuple(sorted(dict.fromkeys(findings), key=_place)))


def _place(finding: Finding) -> tuple[int, str]:
    return (-1 if finding.page is None else finding.page, finding.code)


@dataclass(frozen=True, slots=True)
class _Child:
    """The work of a child: open a file, and ask the questions from the one at ``first``.

    It sends a report without findings, then pairs of the place of the next question and the findings until then.
    """

    path: Path
    purpose: Purpose | None
    origin_of: OriginOf | None
    edition: Edition | None
    largest: int | None
    asked: tuple[Question, ...]
    first: int

    def run(self, answers: Answers) -> None:
        """Examine the file, and send what is found."""
        with _silence():
            data, opened = open_pdf(self.path)
            if isinstance(opened, Finding):
                answers.send(Report(self.path, self.purpose or Purpose.SCREEN, 0, (), ()))
                answers.send((len(self.asked), [opened]))
                return
            with opened as pdf:
                self._ask(answers, data, pdf)

    def _ask(self, answers: Answers, data: bytes, pdf: pikepdf.Pdf) -> None:
        purpose = self.purpose or _guessed(pdf)
        count = len(pdf.pages)
        labels = tuple(_label(pdf, index) for index in range(count))
        answers.allow(min(count, _PAGES_WAITED_FOR))
        answers.send(Report(self.path, purpose, count, labels, (), sizes_of(pdf)))
        origin = self.origin_of(data) if self.origin_of else None
        subject = Subject(self.path, data, pdf, purpose, origin, self.edition, self.largest)
        answers.send((self.first, damage(subject)))
        for place in range(self.first, len(self.asked)):
            answers.send((place + 1, list(self.asked[place].ask(subject))))
        answers.send((len(self.asked), damage(subject)))


def _endless(what: str, error: ChildDiedError) -> Finding:
    message = f"{what} could not be examined: it {error}"
    hint = "it contains more than its size suggests, or draws itself without end: make it again, and do not pass it on"
    return Finding("HP469", Severity.ERROR, message, hint)


@contextmanager
def _silence() -> Iterator[None]:
    """Hide what pikepdf logs and warns of while it reads: it is already a finding, or does not matter."""
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


# opening


def open_pdf(path: Path) -> tuple[bytes, pikepdf.Pdf | Finding]:
    """The bytes of a file, and the open PDF or the finding that says why it does not open; raises OSError."""
    size = path.stat().st_size
    if size > LARGEST:
        message = f"the file has {size / 1e6:.0f} MB, and the limit is {LARGEST / 1e6:.0f} MB"
        return b"", _refused("HP404", message, "examine it in parts, or lower the resolution of its pictures")
    data = path.read_bytes()
    if not data:
        return data, _refused("HP400", "the file is empty", "make it again: the copy or the download was cut off")
    if b"%PDF-" not in data[:_HEADER_WITHIN]:
        return data, _refused("HP400", "the file is not a PDF", "name a file that begins with %PDF-")
    return data, _opened(data)


def _opened(data: bytes) -> pikepdf.Pdf | Finding:
    try:
        pdf = pikepdf.open(BytesIO(data))
    except pikepdf.PasswordError:
        return _refused("HP402", "the file does not open without a password", "save it without a password")
    except Exception as error:
        message = f"the file is damaged beyond repair: {plain(error)}"
        return _refused("HP400", message, "make it again, or get another copy")
    try:
        if len(pdf.pages):
            return pdf
    except Exception as error:
        return _refused("HP405", f"its pages cannot be counted: {plain(error)}", "make the file again")
    return _refused("HP405", "the file has no pages", "make the file again")


def _refused(code: str, message: str, hint: str) -> Finding:
    return Finding(code, Severity.ERROR, message, hint)


def damage(subject: Subject) -> list[Finding]:
    """What qpdf had to guess since the last call."""
    faults = list(dict.fromkeys(plain(warning) for warning in subject.pdf.get_warnings()))
    if not faults:
        return []
    more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    hint = "make it again; other programs may guess otherwise, or refuse it"
    return [Finding("HP401", subject.severity(), f"the file is damaged: {faults[0]}{more}", hint)]


def plain(error: object) -> str:
    """A message of qpdf without the name that it gives to the data."""
    said = re.sub(r"^stream <[^>]*>[,:]?\s*|^<stdin>[,:]?\s*", "", str(error)).strip()
    return said or type(error).__name__


def _guessed(pdf: pikepdf.Pdf) -> Purpose:
    try:
        return purpose_of(pdf)
    except Exception:
        return Purpose.SCREEN


def _label(pdf: pikepdf.Pdf, index: int) -> str:
    """The printed label of a page; its place in the file if it has none."""
    try:
        return pdf.pages[index].label.strip() or str(index + 1)
    except Exception:
        return str(index + 1)
