# SPDX-License-Identifier: MIT
"""Give the style sheets of a theme one by one, as a browser links them: every rule at its line and column.

The typesetter reads all sheets as one text. A browser gets each under its own name, so that its developer tools name
the file and the line; what an ``@import`` brings has a link of its own before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, TypeAlias

import tinycss2

from hemaprint.theme.faces import FontFace, browser_face_css
from hemaprint.theme.stylesheets import COMMENT, JoinedSheets, SourceSpan
from hemaprint.theme.theme import LayerName, Theme

Origin: TypeAlias = LayerName | Literal["generated"]
BROWSER_EDITION = "preview"
"""The edition whose styles come last in a browser, and are the only ones that mean its screen."""
FACES, MEASURES = "faces.css", "measures.css"
"""What is generated before all sheets, and after them."""
_MEDIA = {"print": "all  ", "screen": "print "}
"""What a medium is called in a browser that shows print; of the same length, so that no column moves."""


@dataclass(frozen=True, slots=True)
class LinkedSheet:
    """A style sheet as it is linked: where it is from, its name there, and its text; ``path`` is None for ours.

    A sheet that imports another between its rules comes in several parts (from 1).
    """

    origin: Origin
    name: str
    text: str
    path: Path | None = None
    part: int = 1

    @property
    def address(self) -> str:
        """Its address below that of all sheets: ``bundled/typography.css``."""
        return f"{self.origin}/{self.name}" + (f"?part={self.part}" if self.part > 1 else "")

    @property
    def version(self) -> str:
        """Changes when the text does."""
        return sha256(self.text.encode()).hexdigest()[:12]


def linked_sheets(theme: Theme, urls: Mapping[FontFace, str]) -> tuple[LinkedSheet, ...]:
    """The sheets that pages are set with, in the order of the cascade, for a browser that shows print.

    ``urls`` are the addresses of the faces. The sheets of the browser itself are :func:`browser_sheets`.
    """
    generated = iter((LinkedSheet("generated", FACES, _in_lines(browser_face_css(urls))), *_measures(theme)))
    sheets = [next(generated) if one is None else one for one in _separate(theme.sheets, theme)]
    return tuple(_numbered(sheets))


def browser_sheets(theme: Theme) -> tuple[LinkedSheet, ...]:
    """The sheets that only a browser gets: how paper is shown on a screen."""
    return tuple(one for one in _separate(theme.edition(BROWSER_EDITION), theme) if one is not None)


def _measures(theme: Theme) -> Iterator[LinkedSheet]:
    texts = [text for span, text in _pieces(theme.sheets) if span.path is None]
    yield from (LinkedSheet("generated", MEASURES, _in_lines(text)) for text in texts[1:])


def _numbered(sheets: Sequence[LinkedSheet]) -> Iterator[LinkedSheet]:
    met: Counter[tuple[str, str]] = Counter()
    for one in sheets:
        met[one.origin, one.name] += 1
        yield LinkedSheet(one.origin, one.name, one.text, one.path, met[one.origin, one.name])


def _in_lines(text: str) -> str:
    """Generated rules, a declaration a line."""
    return text.replace("{", " {\n  ").replace(";", ";\n  ").replace("}", "\n}\n")


# ---------------------------------------------------------------- parts of a joined text


def _pieces(joined: JoinedSheets) -> Iterator[tuple[SourceSpan, str]]:
    ends = [*(span.start for span in joined.spans[1:]), len(joined.text)]
    for span, end in zip(joined.spans, ends, strict=True):
        yield span, joined.text[span.start : end]


def _separate(joined: JoinedSheets, theme: Theme) -> Iterator[LinkedSheet | None]:
    """Each sheet, or part of one; None where a generated text is. What has no rules waits for the next part."""
    waiting: dict[Path, list[tuple[SourceSpan, str]]] = {}
    for span, text in _pieces(joined):
        if span.path is None:
            yield None
            continue
        pieces = waiting.setdefault(span.path, [])
        pieces.append((span, text))
        if COMMENT.sub("", text).strip():
            yield _sheet(span.path, _at_its_place(waiting.pop(span.path)), theme)


def _at_its_place(pieces: Sequence[tuple[SourceSpan, str]]) -> str:
    """Pieces of one file, with blanks for what is missing between them."""
    made = ""
    for span, text in pieces:
        line, column = 1 + made.count("\n"), len(made) - made.rfind("\n")
        made += "\n" * (span.line - line) + " " * (span.column - (column if span.line == line else 1)) + text
    return made


def _sheet(path: Path, text: str, theme: Theme) -> LinkedSheet:
    for layer in theme.layers:
        if layer.styles is not None and path.is_relative_to(layer.styles):
            name = path.relative_to(layer.styles).as_posix()
            return LinkedSheet(layer.name, name, _as_printed(text, name), path)
    return LinkedSheet("project", path.name, _as_printed(text, path.name), path)


def _as_printed(text: str, name: str) -> str:
    """A sheet in whose media a screen is print; that of the browser's own edition stays as it is."""
    if "@media" not in text.lower() or name == f"editions/{BROWSER_EDITION}.css":
        return text
    lines = [0]
    lines += [start + 1 for start, sign in enumerate(text) if sign == "\n"]
    for token in _media(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)):
        start = lines[token.source_line - 1] + token.source_column - 1
        text = text[:start] + _MEDIA[token.lower_value] + text[start + len(_MEDIA[token.lower_value]) :]
    return text


def _media(rules: Sequence[Any]) -> Iterator[Any]:
    """The names of media in the rules that ask for one, also inside others."""
    for rule in rules:
        if rule.type != "at-rule" or rule.content is None:
            continue
        if rule.lower_at_keyword == "media":
            yield from (one for one in rule.prelude if one.type == "ident" and one.lower_value in _MEDIA)
        yield from _media(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))
