# SPDX-License-Identifier: MIT
"""Read off the files of a project's theme what is wrong with them, each fault once and where it was made.

What the layout engine says of style sheets is asked of the crew (``styles.py``); what a layout says when it is filled,
of ``galley/pages.py``. Here is the rest: files that are named and not there, HTML that is broken, sheets that no page
is set with, pages of no template, names that nothing defines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, nodes
from jinja2.meta import find_undeclared_variables

from hemaprint.content.models import Issue
from hemaprint.errors import ContentError, Location, Problem, Severity, did_you_mean
from hemaprint.galley.completeness import prove_issue
from hemaprint.galley.galley import PROJECT_SCHEME
from hemaprint.galley.names import OfArticle, OfBlock, OfEveryPage, OfSomeBlocks
from hemaprint.galley.pages import tried
from hemaprint.galley.setting import Setting
from hemaprint.project.project import Project
from hemaprint.project.text import place_of, read_text
from hemaprint.theme.elements import FILLED, STATED, Written, elements_of
from hemaprint.theme.faces import FONT_SCHEME, face_named
from hemaprint.theme.inks import PRINT_STYLE
from hemaprint.theme.layouts import place_in, words_in_bundled
from hemaprint.theme.stylesheets import addresses_in, read_style, rules_in
from hemaprint.theme.theme import OWN_PAGES, REFERENCE_EDITION, Theme, theme_of
from hemaprint.typeset.pages import is_reached
from hemaprint.typeset.rules import form_faults, sheet_faults, style_faults
from hemaprint.typeset.styles import style_problems

_EDITIONS = (f"editions/{REFERENCE_EDITION}.css", PRINT_STYLE, "editions/newsletter.css", "editions/preview.css")
_LETTER = "newsletter."
_GIVEN = frozenset(name for one in (OfEveryPage, OfArticle, OfBlock, OfSomeBlocks) for name in one.__annotations__)
_PART = re.compile(r"[^;]+")


def theme_problems(project: Project, issue: Issue | None) -> tuple[Problem, ...]:
    """The faults of the project's own layouts and styles, each once; layouts are filled with ``issue``.

    Copy that a layout leaves out is among them. The bundled ones have been tried before. Raises ContentError where the
    measures of the page do not go together.
    """
    theme = theme_of(project, issue)
    has_styles = bool(theme.own("styles") or theme.extra)
    problems = [*(style_problems(theme) if has_styles else ()), *read_off(theme, project.root)]
    if issue is not None:
        setting = Setting(project.config, issue, theme)
        problems += tried(setting)
        if theme.own("layouts") and not any(problem.is_error for problem in problems):
            problems += prove_issue(setting)
    return told_once(problems)


def told_once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once; a name that nothing defines is not told where a layout has failed over it (HP911)."""
    found = tuple(dict.fromkeys(problems))
    failed = {one.location for one in found if one.code == "HP911"}
    return tuple(one for one in found if one.code != "HP093" or one.location not in failed)


def read_off(theme: Theme, root: Path) -> tuple[Problem, ...]:
    """The faults of the theme's own files, without the engine's remarks on sheets and without filling a layout.

    ``root`` is the folder of the project, to which addresses lead.
    """
    found = [*_layout_faults(theme, root)]
    if theme.own("styles") or theme.extra:
        found += [*theme.inks.problems, *_sheet_faults(theme, root)]
        found += foreign_pages(theme) if not theme.problems else ()
    return tuple(dict.fromkeys(found))


# ---------------------------------------------------------------- style sheets


def _sheet_faults(theme: Theme, root: Path) -> Iterator[Problem]:
    """Pictures that are not there, and what is in sheets that pages are not set with."""
    used = set(theme.sheets.paths)
    for path in sorted(path for path in used if theme.is_own_style(path)):
        for address in addresses_in(read_style(path)[0], path):
            yield from _address_faults(address.url, address.location, root, theme)
    for folder in theme.own("styles"):
        for path in _files(folder, "**/*.css"):
            if path in used or path.relative_to(folder).as_posix().startswith("themes/"):
                continue
            text, problems = read_style(path)
            yield from problems
            if path.relative_to(folder).as_posix() not in _EDITIONS:
                hint = "import it in issue.css, name it in extra_css under [theme], or remove it"
                message = f"no other style sheet imports {path.name}: it does nothing"
                yield Problem("HP092", message, Location(path, 1, 1), hint, Severity.WARNING)
            elif not problems and path.stem != "print":
                yield from _moved(form_faults(text), text, Written(text, 0), path)


def _address_faults(url: str, place: Location, root: Path, theme: Theme) -> Iterator[Problem]:
    """A file that an address names and that is not there, or from which nothing is read."""
    parts = urlsplit(url)
    name = unquote(parts.path).lstrip("/")
    if parts.scheme == "data" or not parts.path or (parts.scheme == FONT_SCHEME and face_named(name) is not None):
        return
    message, hint = f"“{url[:80]}” does not name a file", "a picture is named from the folder of the project: "
    hint += f"{PROJECT_SCHEME}:///styles/picture.svg"
    if parts.scheme == PROJECT_SCHEME:
        path = (root / name).resolve()
        if path.is_file() and is_reached(path, root.resolve(), theme.lender):
            return
        message = f"there is no file {name}"
        hint = did_you_mean(path.name, _names(path.parent)) or "paths start at the folder of hemaprint.toml"
    elif parts.scheme in ("http", "https"):
        message, hint = f"“{url[:80]}” is not fetched: nothing is read from the network", f"save it, and {hint}"
    yield Problem("HP202", message, place, hint)


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def foreign_pages(theme: Theme) -> tuple[Problem, ...]:
    """An error (HP231) at every name of pages that neither a template nor hemaprint itself has."""
    names = sorted({path.stem for folder in theme.layout_dirs for path in folder.glob("pages/*.html")})
    faults = []
    for name, place in _named_pages(theme.sheets.text):
        if name not in (*names, *OWN_PAGES):
            hint = did_you_mean(name, names) or f"the pages of a template are named after it: {names[0]}"
            faults.append(Problem("HP231", f'no page template is called "{name}"', place, hint))
    return theme.placed(faults)


@lru_cache(maxsize=4)
def _named_pages(css: str) -> tuple[tuple[str, Location], ...]:
    """The names of pages in ``@page`` rules, each at its place in ``css``."""
    found = []
    for rule in rules_in(css):
        if rule.type == "at-rule" and rule.lower_at_keyword == "page":
            first = next((one for one in rule.prelude if one.type != "whitespace"), None)
            if first is not None and first.type == "ident":
                found.append((first.value, Location(Path(), first.source_line, first.source_column)))
    return tuple(found)


# ---------------------------------------------------------------- layouts


def _layout_faults(theme: Theme, root: Path) -> Iterator[Problem]:
    """What cannot be read, and what is broken, also in layouts that no page of this issue uses."""
    elements: list[Problem] = []
    for folder in theme.own("layouts"):
        for path in _files(folder, "**/*.html", "**/*.txt"):
            name = path.relative_to(folder).as_posix()
            if name.startswith("themes/"):
                continue
            try:
                if name.startswith("pages/"):
                    theme.declared(path.stem)
                with theme.blamed(name):
                    theme.environment.get_template(name)
            except ContentError as error:
                yield from error.problems
                continue
            text = read_text(path)[0] or ""
            yield from _unknown_names(text, path, theme)
            if path.suffix == ".html":
                elements += elements_of(text, path).problems
                if not name.startswith(_LETTER):
                    yield from _contents_faults(text, path, root, theme)
    yield from _with_strays(elements)


def _with_strays(elements: Sequence[Problem]) -> Iterator[Problem]:
    """Problems of HTML; a tag that closes nothing is an error where no other layout leaves its element open.

    It closes what is around the layout, and takes its copy out of the page.
    """
    for one in elements:
        pair = f"<{one.message[2:].partition('>')[0]}> is not closed"
        is_stray = one.message.endswith("closes nothing") and not any(
            other.message == pair and other.location.path != one.location.path for other in elements
        )
        yield replace(one, severity=Severity.ERROR) if is_stray else one


def _contents_faults(text: str, path: Path, root: Path, theme: Theme) -> Iterator[Problem]:
    """The faults of styles and pictures in a layout."""
    found = elements_of(text, path)
    for style in found.styles:
        for part in _PART.finditer(style.text):
            if FILLED not in part[0] and STATED not in part[0]:
                yield from _moved(style_faults(part[0]), text, Written(part[0], style.start + part.start()), path)
    for sheet in found.sheets:
        if FILLED not in sheet.text and STATED not in sheet.text:
            yield from _moved(sheet_faults(sheet.text), text, sheet, path)
    for picture in found.pictures:
        if FILLED in picture.text or STATED in picture.text:
            continue
        place = place_of(text, picture.start, path)
        if urlsplit(picture.text).scheme:
            yield from _address_faults(picture.text, place, root, theme)
        else:
            hint = f'name it from the issue: src="{{{{ image("{picture.text}") }}}}"'
            yield Problem("HP202", f"“{picture.text[:80]}” does not name a file", place, hint)


def _moved(faults: Iterable[Problem], text: str, part: Written, path: Path) -> Iterator[Problem]:
    """Faults of a part of a file, at their places in the file."""
    for fault in faults:
        lines = part.text.split("\n")[: fault.location.line - 1]
        offset = sum(len(line) + 1 for line in lines) + fault.location.column - 1
        yield replace(fault, location=place_of(text, part.start + offset, path))


def _unknown_names(text: str, path: Path, theme: Theme) -> Iterator[Problem]:
    """Names that no layout defines and no bundled one uses: where they are reached, the layout fails."""
    known = _GIVEN | words_in_bundled()[""] | theme.environment.globals.keys()
    for name, line in _undeclared(theme.environment, text):
        if name not in known and name not in _set(theme):
            hint = did_you_mean(name, sorted(known)) or "docs/reference/layouts.md lists the names"
            message = f"nothing is called {name}: a page that comes to it is not set"
            yield Problem("HP093", message, place_in(path, line, name), hint, Severity.WARNING)


@lru_cache(maxsize=256)
def _undeclared(environment: Environment, text: str) -> tuple[tuple[str, int], ...]:
    """The names that a layout uses and does not define, each with the first of its lines."""
    tree = environment.parse(text)
    names = find_undeclared_variables(tree)
    lines: dict[str, int] = {}
    for node in tree.find_all(nodes.Name):
        if node.ctx == "load" and node.name in names:
            lines[node.name] = min(node.lineno, lines.get(node.name, node.lineno))
    return tuple(lines.items())


def _set(theme: Theme) -> set[str]:
    """The names that the theme's own layouts define."""
    texts = [read_text(path)[0] or "" for folder in theme.own("layouts") for path in _files(folder, "**/*.*")]
    return {name for text in texts for name in _defined(text)}


@lru_cache(maxsize=256)
def _defined(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"{%-?\s*(?:set|macro|block)\s+(\w+)", text))


def _files(folder: Path, *patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in folder.glob(pattern) if path.is_file())
