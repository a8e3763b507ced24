# SPDX-License-Identifier: MIT
"""Write issues that build: the first of a new magazine, and the skeleton of ``hemaprint new issue``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import PurePosixPath
from typing import NamedTuple

from hemaprint.errors import UsageError
from hemaprint.project.direction import runs_from_the_right
from hemaprint.project.project import MANIFEST_NAME, Project, issue_names
from hemaprint.project.values import POINTS
from hemaprint.scaffold.art import Artist, Inks, Picture, Sheet
from hemaprint.scaffold.articles import Addition, department_for, in_words, must_be_slug
from hemaprint.scaffold.files import fill, put, quoted, template, tree
from hemaprint.theme.theme import theme_of

Contents = dict[PurePosixPath, str]
"""Files by their paths."""

SAMPLE_LANGUAGE = "en-US"
"""What the sample copy is written in."""
_NUMBER = re.compile(r"^number:\s*(\d+)", re.MULTILINE)
_FIRST_ARTICLE = "letter"
_DATA, _HOUSE = PurePosixPath("data/line-length.csv"), PurePosixPath("images/house.svg")
_HEAVY = 700
"""The weight of the letters that are drawn, where a theme has several."""


class _Copy(NamedTuple):
    """How much of the sample copy there is: the height of heads in lines (0: by their content), rules, more words."""

    head: int = 0
    rules: int = 8
    pull: bool = False
    letter: bool = True
    chart: bool = True
    colophon: bool = True
    contents: int = 1


def _copy_for(sheet: Sheet) -> _Copy:
    """As much of the sample copy as fills the pages of a trim size."""
    if sheet.height > 290:
        return _Copy(head=26, rules=6, pull=True)
    if sheet.scale > 0.95:  # letter
        return _Copy(rules=4, pull=True)
    if sheet.scale > 0.75:  # B5, a square of 210 mm
        return _Copy(letter=False, rules=2 if sheet.height > 1.2 * sheet.width else 0, chart=False)
    if sheet.scale > 0.6:  # A5
        return _Copy(pull=True)
    return _Copy(rules=4, colophon=False, contents=2)


def add_issue(project: Project, name: str, *, dated: date, number: int | None = None) -> Addition:
    """Write a new issue: cover, contents, a letter, back, with placeholders instead of copy.

    ``number`` defaults to the next one. Raises UsageError for a name that is malformed or taken.
    """
    must_be_slug(name, "an issue")
    folder = project.content / name
    if folder.exists():
        raise UsageError(f"{folder} exists", hint="choose another name; nothing is ever overwritten")
    contents = skeleton(project, dated, number or _next_number(project))
    return Addition(put(folder, contents, project.root), folder / MANIFEST_NAME)


def skeleton(project: Project, dated: date, number: int) -> Contents:
    """The files of an issue without copy, by their paths in its folder."""
    pictures = _skeleton_pictures(artist_of(project), number)
    values = {
        "number": str(number),
        "date": f"{dated:%Y-%m}",
        "slug": _FIRST_ARTICLE,
        "headline": quoted(in_words(_FIRST_ARTICLE)),
        "department": quoted(department_for(project, ("editorial",)).name),
        **_descriptions(pictures),
    }
    contents = {
        PurePosixPath(MANIFEST_NAME): fill(template("issue.yaml"), values),
        PurePosixPath("articles", f"{_FIRST_ARTICLE}.md"): fill(template("letter.md"), values),
    }
    return contents | _files(pictures)


def first_issue(project: Project, dated: date) -> Contents:
    """The files of the issue that a new magazine begins with, by their paths in its folder."""
    artist = artist_of(project)
    pictures, amount = _first_pictures(artist), _copy_for(artist.sheet)
    language = project.config.magazine.language
    is_ours = language in (SAMPLE_LANGUAGE, "en")
    values = {
        "title": quoted(project.config.magazine.title),
        "date": f"{dated:%Y-%m}",
        "language": "" if is_ours else f"language: {SAMPLE_LANGUAGE}  # of the sample copy: remove this line with it\n",
        "open": "" if is_ours else "[",
        "close": "" if is_ours else f"]{{lang={SAMPLE_LANGUAGE}}}",
        **_descriptions(pictures),
    }
    rules = template("more-rules.md").split("\n\n")
    values |= {
        "head": f"head: {amount.head}\n" if amount.head else "",
        "more_rules": "".join(f"{rule}\n\n" for rule in rules[: amount.rules]),
        "more_pull": template("more-pull.md") if amount.pull else "",
        "more_letter": template("more-letter.md") if amount.letter else "",
        "more_chart": template("more-chart.md") if amount.chart else "",
        "figure": " ([Fig. #](#fig-lines))" if amount.chart else "",
        "more_colophon": fill(template("more-colophon.yaml"), values) if amount.colophon else "",
        "contents_pages": f"    pages: {amount.contents}\n" if amount.contents > 1 else "",
    }
    is_measured = _is_measured(project, artist.sheet)
    values["order"] = fill(template("order-a4.yaml" if is_measured else "order.yaml"), values)
    contents = {path: fill(text, values) for path, text in tree("first").items()} | _files(pictures)
    unused = {_DATA: not amount.chart, _HOUSE: is_measured}
    return {path: text for path, text in contents.items() if not unused.get(path)}


def _is_measured(project: Project, sheet: Sheet) -> bool:
    """Whether the number of pages of the sample copy is known: on A4, in the bundled styles, from left to right."""
    is_a4 = (round(sheet.width), round(sheet.height)) == (210, 297)
    return is_a4 and project.theme is None and not sheet.mirrored


def artist_of(project: Project) -> Artist:
    """Who draws for a magazine: with its title, for its trim size, in the colors and the serif face of its theme."""
    theme, points = theme_of(project), POINTS["mm"]
    mirrored = runs_from_the_right(project.config.magazine.language)
    width, height, bleed = theme.geometry.width, theme.geometry.height, theme.geometry.bleed
    sheet = Sheet(width / points, height / points, bleed / points, mirrored)
    upright = [face for face in theme.faces if face.style == "normal"]
    upright.sort(key=lambda face: (face.family != theme.family("serif"), abs((face.weight or _HEAVY) - _HEAVY)))
    return Artist(project.config.magazine.title, sheet, Inks.of(theme.colors), tuple(face.path for face in upright))


@cache
def _skeleton_pictures(artist: Artist, number: int) -> Mapping[str, Picture]:
    return {"cover": artist.cover(number), "contents": artist.contents(), "back": artist.back()}


@cache
def _first_pictures(artist: Artist) -> Mapping[str, Picture]:
    return {
        "cover": artist.cover(),
        "contents": artist.contents(),
        "vignette": artist.vignette(),
        "measure": artist.plate(),
        "news": artist.field(),
        "colophon": artist.horizon(),
        "house": artist.house(),
        "back": artist.back(),
    }


def _descriptions(pictures: Mapping[str, Picture]) -> dict[str, str]:
    return {f"alt_{name}": quoted(picture.alt) for name, picture in pictures.items()}


def _files(pictures: Mapping[str, Picture]) -> Contents:
    return {PurePosixPath("images", f"{name}.svg"): picture.svg for name, picture in pictures.items()}


def _next_number(project: Project) -> int:
    """The number after the highest; reads only its line, so that mistakes in older issues do not matter."""
    manifests = (project.content / name / MANIFEST_NAME for name in issue_names(project))
    numbers = (_NUMBER.search(manifest.read_text("utf-8")) for manifest in manifests)
    return max((int(number[1]) for number in numbers if number), default=0) + 1
