# SPDX-License-Identifier: MIT
"""Lay documents out with WeasyPrint, warm: one font configuration, one parsed style sheet, one image cache.

WeasyPrint reads what belongs to the project and the theme, and nothing else (law 6); what it logs becomes data (law 5);
and what it would do again for every document is done once: patterns of the HTML parser, and the values of styles.
"""

from __future__ import annotations

import logging
import mimetypes
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from cssselect2 import ElementWrapper
from fontTools import unicodedata
from tinycss2 import serialize
from tinyhtml5 import inputstream
from weasyprint import CSS, DEFAULT_OPTIONS, HTML
from weasyprint.document import Document
from weasyprint.images import SVGImage, get_image_from_uri
from weasyprint.layout.background import layout_box_backgrounds
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from hemaprint.errors import Location, Problem, Severity
from hemaprint.project.text import describe_character
from hemaprint.system.environment import install
from hemaprint.system.faces import face_of
from hemaprint.system.process import collector_waiting
from hemaprint.typeset.colorless import recolor
from hemaprint.typeset.engine.boxes import box_of, walk
from hemaprint.typeset.engine.readings import prepare
from hemaprint.typeset.engine.registry import replacements
from hemaprint.typeset.engine.repaint import UnpaintableError, once_more, repaint
from hemaprint.typeset.engine.runs import divide_by
from hemaprint.typeset.engine.verdicts import captured
from hemaprint.typeset.lines.hyphenation import Exceptions
from hemaprint.typeset.pages import PageProblem, Resources

_HARMLESS = "has no required alt description"
"""WeasyPrint 70 also says so of every ``alt=""``; the content room has ensured that only decoration has none."""
_NOTDEF = re.compile(r"\.notdef glyph rendered for Unicode string unsupported by fonts: \"(.)\"", re.DOTALL)
_FATAL = ("Failed to load image", "Unable to load", "Failed to load stylesheet", "Font-face", "Failed to get")


class Vocabulary(Protocol):
    """A vocabulary of tags."""

    @property
    def pdf_version(self) -> str:
        """Its version of PDF, by which the tagger knows it."""


class Engine:
    """WeasyPrint, warm: lays out any number of documents of one project in one style.

    Our changes to WeasyPrint are in place only while it works: other users of WeasyPrint in this process have the
    original.
    """

    def __init__(self, css: str, resources: Resources, exceptions: Exceptions = ()) -> None:
        self.changes = replacements()
        self.fetcher = ProjectFetcher(resources)
        self._fonts = FontConfiguration()
        self._images: dict[str, Any] = {}
        keep_patterns()
        keep_siblings()
        share_styles(self._fonts, css)
        divide_by(exceptions, self._fonts)
        with captured():  # typeset/styles.py has already collected the remarks on rules
            self._style = CSS(string=css, font_config=self._fonts, url_fetcher=self.fetcher)

    def forget_pictures(self) -> None:
        """Drop the decoded pictures: a file was saved."""
        self._images.clear()

    def lay_out(self, html: str, source: Path) -> tuple[Document, tuple[Problem, ...]]:
        """Lay ``html`` out; complaints of WeasyPrint come back as problems located in ``source``."""
        with self.changes.in_place(), captured() as records, collector_waiting():
            try:
                document = HTML(string=html, url_fetcher=self.fetcher).render(
                    font_config=self._fonts, stylesheets=[self._style], cache=self._images
                )
            except FatalURLFetchingError as error:  # a BaseException in WeasyPrint 70
                raise RuntimeError(str(error)) from error
        return document, _problems(records, source)

    def restyle(self, css: str) -> None:
        """Set by another sheet from now on, which differs from the one before in colours only."""
        share_styles(self._fonts, css)
        self._images.update({url: once_more(one) for url, one in self._images.items() if isinstance(one, SVGImage)})
        with captured():
            self._style = CSS(string=css, url_fetcher=self.fetcher)  # its faces are known

    def repaint(self, document: Document, html: str) -> bool:
        """Give a laid-out document the colours of the sheet and of ``html``, where it differs in nothing else.

        Where it does, or a colour cannot be changed, the result is False, and the document must not be written again.
        """
        with self.changes.in_place(), captured(), collector_waiting():
            tree = HTML(string=html, url_fetcher=self.fetcher).etree_element
            if not recolor(document._html.etree_element, tree):
                return False
            try:
                repaint(document, self._style, self._image_of)
            except UnpaintableError:
                return False
        document.fonts.clear()
        return True

    @property
    def _image_of(self) -> Any:
        options = {"cache": self._images, "url_fetcher": self.fetcher, "options": DEFAULT_OPTIONS}
        return partial(get_image_from_uri, **options)

    def place_backgrounds(self, page_box: Any, box: Any) -> None:
        """Place the backgrounds of a box and of its content, after it was moved."""
        with self.changes.in_place():
            layout_box_backgrounds(page_box, box, self._image_of)

    def write(self, document: Document, source: Path, tags: Vocabulary | None) -> tuple[bytes, tuple[Problem, ...]]:
        """The PDF of a laid-out document, with ``tags`` of this kind or none."""
        prepare(document)
        with self.changes.in_place(), captured() as records:
            pdf = document.write_pdf(pdf_tags=tags is not None, pdf_version=tags.pdf_version if tags else None)
        return pdf, tuple(_at_place(problem, document) for problem in _problems(records, source))


def _problems(records: list[logging.LogRecord], source: Path) -> tuple[Problem, ...]:
    messages = dict.fromkeys((record.getMessage(), record.levelno) for record in records)
    return tuple(_problem(message, level, source) for message, level in messages if not message.endswith(_HARMLESS))


def _problem(message: str, level: int, source: Path) -> Problem:
    missing = _NOTDEF.match(message)
    if missing:
        message = f"no font has the character “{missing[1]}”, {describe_character(missing[1])}"
        return PageProblem("HP213", message, Location(source), _remedy(missing[1]), words=missing[1])
    if level >= logging.ERROR or message.startswith(_FATAL):
        hint = "the layout engine could not use this; check the file it names"
        return Problem("HP202", message, Location(source), hint)
    return Problem("HP203", message, Location(source), severity=Severity.WARNING)


def _remedy(character: str) -> str:
    """What brings a character that no font has: a face that is known, the emoji, or the fonts for every script."""
    script = unicodedata.script(character)
    if face := face_of(character):
        use, command = face.languages, install(face.debian, face.brew)
    elif script in ("Zyyy", "Zinh", "Zzzz"):
        use, command = "emoji and signs", install("fonts-noto-color-emoji", "font-noto-color-emoji")
    else:
        use, command = unicodedata.script_name(script), install("fonts-noto-core", "font-noto-sans")
    return f"write it in words, or install a font that has it, for {use}: {command}"


def _at_place(problem: Problem, document: Document) -> Problem:
    """The problem of a character that no font has, at its block of the copy, and where it is first drawn."""
    if not isinstance(problem, PageProblem):
        return problem
    line = 0
    for element in document._html.etree_element.iter():
        line = int(element.get("data-line") or line)
        if problem.words in (element.text or "") or problem.words in (element.tail or ""):
            problem = replace(problem, location=Location(problem.location.path, line, 1 if line else 0))
            break
    for number, page in enumerate(document.pages, start=1):
        for box in walk(page._page_box):
            if problem.words in getattr(box, "text", ""):
                return replace(problem, sheet=number, box=box_of(box))
    return problem


class ProjectFetcher(URLFetcher):  # type: ignore[misc]  # weasyprint is untyped
    """Serves project files and theme fonts by their own schemes; every other URL is refused."""

    def __init__(self, resources: Resources) -> None:
        super().__init__()
        self._resources = resources
        self.fetched: dict[str, str] = {}
        """The hash of every project file that was requested since this was last emptied."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002  # WeasyPrint's signature
        """The bytes at ``url``; raises ForbiddenResourceError or OSError."""
        if url.startswith("data:"):  # a drawing may hold its own pictures
            return super().fetch(url)
        self.fetched[url] = self._resources.digest(url)
        resource = self._resources.read(url)
        kind = mimetypes.guess_type(urlsplit(url).path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, resource.data, {"Content-Type": kind})


# ---------------------------------------------------------------- what is done once


class _Patterns(dict[tuple[Collection[str], bool], re.Pattern[str]]):
    """The pattern of a set of characters, or, without ``True``, of all but these.

    tinyhtml5 2.0 makes a pattern for every set of characters up to which it reads, and means to keep it; but it keeps
    it under the pattern instead of the set, and never finds it again (``HTMLUnicodeInputStream.chars_until``). That is
    nearly half of the time in which a galley is parsed.
    """

    def __missing__(self, key: tuple[Collection[str], bool]) -> re.Pattern[str]:
        characters, opposite = key
        members = "".join(map(re.escape, characters))
        pattern = self[key] = re.compile(f"[{members}]+" if opposite else f"[^{members}]+")
        return pattern


def keep_patterns() -> None:
    """Keep patterns from now on, for all HTML that this process parses; the result is the same."""
    if not isinstance(inputstream.characters_until_regex, _Patterns):
        inputstream.characters_until_regex = _Patterns()


_CHILDREN = "_hemaprint_children"


def keep_siblings() -> None:
    """Find the siblings after an element once for all children of a parent; the result is the same.

    cssselect2 0.10 makes new wrappers of all children for every ``:has(+ p)`` that is tried with one of them.
    """

    def iter_next_siblings(self: ElementWrapper) -> Iterator[ElementWrapper]:
        if self.parent is None:
            return iter(())
        known = self.parent.__dict__
        if _CHILDREN not in known:
            known[_CHILDREN] = tuple(self.parent.iter_children())
        return iter(known[_CHILDREN][self.index + 1 :])

    ElementWrapper.iter_next_siblings = iter_next_siblings


_VIEWPORT = re.compile(r"(?i)\d[dlps]?v(?:w|h|i|b|min|max)\b")
"""A length that depends on the size of a document's first page."""
_MOST = 3000  # styles that are kept; an article has some 1000, most of which the next of its kind shares
_FACE = "_hemaprint_face"  # what ``runs.py`` keeps with a style; it checks whether that is still right
_ANCHOR = "anchor"  # the id of an element, which no other element has, and which its children do not inherit


@dataclass(slots=True, eq=False)
class Computed:
    """The computed values of a style; ``around`` keeps everything it is known by alive, so that no id is reused."""

    around: tuple[Any, ...]
    values: dict[str, Any] = field(default_factory=dict)
    specified: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)


def share_styles(font_config: Any, css: str) -> None:
    """Let the documents of a font configuration share the values computed by the style sheet ``css``, if possible.

    WeasyPrint 70.0 shares a style among the elements of a document, but computes its values again for every document,
    page and margin box. Styles from the same declarations, with such parents, have the same values.
    """
    if not _VIEWPORT.search(css):
        font_config._hemaprint_styles = {}


def sharing(original: Any) -> Any:
    """``ComputedStyle``, which begins with the values of a style like it.

    It looks for them when a value is first needed, which for most pseudo-elements is never. A copy is about to be
    changed, and computes its own values. What is written into a style is not shared.
    """

    class ComputedStyle(original):  # type: ignore[misc]  # weasyprint is untyped
        _computed: Computed | None = None

        def copy(self) -> Any:
            copy = original(
                *(self.parent_style, self.cascaded, self.pseudo_type, self.root_style),
                *(self.base_url, self.font_config, self.initial_page_sizes),
            )
            copy.update(self)
            copy.specified = self.specified.copy()
            return copy

        def __missing__(self, key: str) -> Any:
            if key == _ANCHOR:  # needed of every style
                return original.__missing__(self, key) if key in self.cascaded else self.setdefault(key)
            computed = self._computed
            if computed is None:
                computed = _join(self)
                if key in self:
                    return self[key]
            value = computed.values[key] = original.__missing__(self, key)
            if key in self.specified:
                computed.specified[key] = self.specified[key]
            return value

    return ComputedStyle


def _join(style: Any) -> Computed:
    """Give a style the values of those like it; the first of its kind keeps its own."""
    known: dict[Any, Computed] | None = style.font_config.__dict__.get("_hemaprint_styles")
    parent: Computed | None = None
    if style.parent_style is not None and known is not None:
        parent = style.parent_style._computed or _join(style.parent_style)
    computed = Computed((parent, style.cascaded), attributes=style.__dict__)
    if known is not None:
        declared = (_known_by(name, *one) for name, one in style.cascaded.items() if name != _ANCHOR)
        key = id(parent), style.pseudo_type, style.base_url, *declared
        if key not in known and len(known) >= _MOST:
            known.clear()
        computed = known.setdefault(key, computed)
    own = dict(style)
    style.update(computed.values)
    style.update(own)
    style.specified.update(computed.specified)
    if _FACE in computed.attributes:
        style.__dict__[_FACE] = computed.attributes[_FACE]
    style._computed = computed
    return computed


def _known_by(name: str, value: Any, weight: Any) -> tuple[Any, ...]:
    """The key of a declaration.

    Its value comes from a style sheet as old as the engine, or is words or numbers of one element, or a custom
    property, which galleys declare for themselves: on the root, so that every style below would have other values.
    """
    *order, specificity = weight
    known: Any = id(value)
    if _is_plain(value):
        known = value
    elif name.startswith("__") and isinstance(value, tuple):
        known = serialize(value)
    return name, type(value), known, *order, *specificity


def _is_plain(value: Any) -> bool:
    """Whether equal values are the same: words, numbers, lengths, and tuples of these."""
    return isinstance(value, str | int | float) or (isinstance(value, tuple) and all(map(_is_plain, value)))
