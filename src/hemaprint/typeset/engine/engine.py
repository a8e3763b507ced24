"""Lay documents out with WeasyPrint: one font configuration, one parsed style sheet and one image cache per process."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from weasyprint import CSS, DEFAULT_OPTIONS, HTML
from weasyprint.document import Document
from weasyprint.images import get_image_from_uri
from weasyprint.layout.background import layout_box_backgrounds
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from hemaprint.errors import Location, Problem, Severity
from hemaprint.project.text import describe_character
from hemaprint.system.collector import collector_waiting
from hemaprint.typeset.engine import patterns, shared_styles
from hemaprint.typeset.engine.fetch import ProjectFetcher
from hemaprint.typeset.engine.registry import replacements
from hemaprint.typeset.engine.remarks import captured
from hemaprint.typeset.pages import PageProblem
from hemaprint.typeset.resources import Resources

_HARMLESS = "has no required alt description"
"""WeasyPrint 70 says so of every ``alt=""``, too; the content room has made sure that only decoration has none."""
_NOTDEF = re.compile(r"\.notdef glyph rendered for Unicode string unsupported by fonts: \"(.)\"", re.DOTALL)
_FATAL = ("Failed to load image", "Unable to load", "Failed to load stylesheet", "Font-face", "Failed to get")


class Vocabulary(Protocol):
    """A vocabulary of tags."""

    @property
    def pdf_version(self) -> str:
        """The version of PDF that it belongs to, by which the tagger knows it."""


class Engine:
    """WeasyPrint, warm: lays out any number of documents of one project in one style.

    Our changes to WeasyPrint are in place while it is at work, and at no other time: whoever else uses WeasyPrint in
    this process has the original.
    """

    def __init__(self, css: str, resources: Resources) -> None:
        self.changes = replacements()
        self.fetcher = ProjectFetcher(resources)
        self._fonts = FontConfiguration()
        self._images: dict[str, Any] = {}
        patterns.keep()
        shared_styles.keep(self._fonts, css)
        with captured():  # what it says of rules, typeset/styles.py has asked it before
            self._style = CSS(string=css, font_config=self._fonts, url_fetcher=self.fetcher)

    def forget_pictures(self) -> None:
        """Drop the decoded pictures: a file was saved."""
        self._images.clear()

    def lay_out(self, html: str, source: Path) -> tuple[Document, tuple[Problem, ...]]:
        """Lay ``html`` out; what WeasyPrint complains about comes back as problems located in ``source``."""
        with self.changes.in_place(), captured() as records, collector_waiting():
            try:
                document = HTML(string=html, url_fetcher=self.fetcher).render(
                    font_config=self._fonts, stylesheets=[self._style], cache=self._images
                )
            except FatalURLFetchingError as error:  # a BaseException in WeasyPrint 70
                raise RuntimeError(str(error)) from error
        return document, _problems(records, source)

    def place_backgrounds(self, page_box: Any, box: Any) -> None:
        """Place the backgrounds of a box and of what stands in it, after it was moved."""
        options = {"cache": self._images, "url_fetcher": self.fetcher, "options": DEFAULT_OPTIONS}
        with self.changes.in_place():
            layout_box_backgrounds(page_box, box, partial(get_image_from_uri, **options))

    def write(self, document: Document, source: Path, tags: Vocabulary | None) -> tuple[bytes, tuple[Problem, ...]]:
        """The PDF of a laid-out document, with ``tags`` of this kind or none."""
        with self.changes.in_place(), captured() as records:
            pdf = document.write_pdf(pdf_tags=tags is not None, pdf_version=tags.pdf_version if tags else None)
        return pdf, tuple(_at_line(problem, document) for problem in _problems(records, source))


def _problems(records: list[logging.LogRecord], source: Path) -> tuple[Problem, ...]:
    messages = dict.fromkeys((record.getMessage(), record.levelno) for record in records)
    return tuple(_problem(message, level, source) for message, level in messages if not message.endswith(_HARMLESS))


def _problem(message: str, level: int, source: Path) -> Problem:
    missing = _NOTDEF.match(message)
    if missing:
        return PageProblem(
            "HP213",
            f"no font has the character “{missing[1]}”, {describe_character(missing[1])}",
            Location(source),
            hint="write it in words, or install a font that has it: apt-get install fonts-noto-cjk for Chinese and "
            "Japanese, fonts-noto-color-emoji for emoji",
            words=missing[1],
        )
    fatal = level >= logging.ERROR or message.startswith(_FATAL)
    return Problem(
        "HP202" if fatal else "HP203",
        message,
        Location(source),
        hint="the layout engine could not use this; check the file it names" if fatal else "",
        severity=Severity.ERROR if fatal else Severity.WARNING,
    )


def _at_line(problem: Problem, document: Document) -> Problem:
    """A character that no font has, at the block of the copy that it stands in."""
    if not isinstance(problem, PageProblem):
        return problem
    line = 0
    for element in document._html.etree_element.iter():
        line = int(element.get("data-line") or line)
        if problem.words in (element.text or "") or problem.words in (element.tail or ""):
            return replace(problem, location=Location(problem.location.path, line, 1 if line else 0))
    return problem
