# SPDX-License-Identifier: MIT
"""Write the specimen: an issue with one of everything, in three languages, by which a theme is proved; parts of it."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from PIL import Image, ImageDraw

from hemaprint.errors import UsageError, did_you_mean
from hemaprint.project.config import Department
from hemaprint.project.languages import subtag_of
from hemaprint.project.page import Page
from hemaprint.project.project import Project
from hemaprint.scaffold.files import fill, put, quoted, tree

ISSUE = "specimen"
OWN = "own"
"""The article that is written for each page template that the specimen has none for."""
OTHERS = ("notes",)
"""Articles of the specimen that are not named after a template: what is printed after an article."""
_ISSN = "2049-3630"
_PHOTOGRAPH = PurePosixPath("images", "night.jpg")
"""A photograph, as themes see it: the colours under words can be measured, which those of a drawing cannot."""
_NIGHT, _DUSK, _MOON = (20, 24, 28), (40, 46, 52), (62, 68, 74)
_PIXELS = (1320, 1860)
_PARAGRAPHS = {"p1": (1, 2, 3), "p2": (5, 7, 9), "p3": (6, 8, 11), "p4": (3, 12, 4)}
"""The sentences of each paragraph."""
_OTHER = re.compile(r"\]\(article:[\w-]+\)")
"""A link to another article; in an article that is shown alone it leads back to that one."""


class Trim(NamedTuple):
    """A trim size: what it is called, and how ``hemaprint.toml`` writes it."""

    name: str
    size: str


TRIMS = (
    Trim("A4", "A4"),
    Trim("Letter", "letter"),
    Trim("B5", "B5"),
    Trim("square", "210mm 210mm"),
    Trim("A5", "A5"),
    Trim("pocket", "105mm 148mm"),
)
LANGUAGES = {"en-US": "English", "de": "German", "ar": "Arabic"}


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(_files()[PurePosixPath("words.toml")])


@cache
def _files() -> Mapping[PurePosixPath, str]:
    return tree("specimen")


def _articles() -> list[PurePosixPath]:
    return [path for path in _files() if path.parts[0] == "articles"]


def sentences(language: str) -> str:
    """All copy of a language, by which it is known whether a face has its letters."""
    return " ".join(_words()[language].values())


def specimen_of(look: Project, root: Path, trim: Trim, language: str) -> Project:
    """The specimen in the look of a project, written into the empty folder ``root``.

    ``look`` gives the theme, its settings, and layouts and styles of its own, which are copied; its measures count at
    its own trim size only. The theme itself stays where it is.
    """
    words = _words()[language]
    named = look.article_templates
    chosen = {path.stem: path for path in _articles() if path.stem in (*named, *OTHERS)}
    more = [name for name in named if name not in chosen]
    put(root, _own_files(look) | _issue(chosen, more, words))
    config = look.config
    page = config.page if config.page.size == trim.size else Page(size=trim.size)
    magazine = config.magazine.model_copy(
        update={"title": words["magazine"], "nameplate": None, "language": language, "issn": _ISSN, "url": ""}
    )
    departments = (Department(name=words["department"], template="editorial", lead=True),)
    changed = config.model_copy(update={"page": page, "magazine": magazine, "departments": departments})
    return Project(root.resolve(), changed, look.theme)


# ---------------------------------------------------------------- one template


def sample_of(look: Project, root: Path, template: str) -> Project:
    """One article of a page template with sample copy, as the issue :data:`ISSUE` of a project in the folder ``root``.

    The copy is in the language of the project where the specimen speaks it, otherwise English. Layouts, styles, fonts
    and cache are those of ``look``, by symbolic links: what is saved there counts here. Raises UsageError where no
    article can have the template.
    """
    if template not in look.article_templates:
        hint = did_you_mean(template, look.article_templates) or f"there are {', '.join(look.article_templates)}"
        raise UsageError(f'there is no page template "{template}" for articles', hint)
    spoken = {subtag_of(one): one for one in LANGUAGES}
    language = spoken.get(subtag_of(look.config.magazine.language), "en-US")
    words = _words()[language]
    if not (root / "content" / ISSUE / "issue.yaml").exists():
        put(root, _sample(template, words))
    _link(look, root)
    magazine = look.config.magazine.model_copy(update={"language": language})
    departments = (Department(name=words["department"], template=template, lead=True),)
    changed = look.config.model_copy(update={"magazine": magazine, "departments": departments})
    return Project(root.resolve(), changed, look.theme, look.root)


def _link(look: Project, root: Path) -> None:
    """Link what an issue is set with; a folder that does not exist yet is found once it does."""
    look.cache.mkdir(exist_ok=True)
    places = (look.layouts, look.styles, look.fonts, look.cache)
    sheets = (_around(PurePosixPath(name)) for name in look.config.theme.extra_css)
    for name in dict.fromkeys((*(PurePosixPath(place.name) for place in places), *sheets)):
        if not os.path.lexists(link := root / name):
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(look.root / name)


def _around(sheet: PurePosixPath) -> PurePosixPath:
    """The folder of a sheet with what it imports, or the sheet alone where the sample has a folder of that name."""
    parts = sheet.parts
    if parts[0] != "content":
        return PurePosixPath(parts[0])
    return PurePosixPath(*parts[:2]) if parts[1] != ISSUE else sheet


def _sample(template: str, words: Mapping[str, str]) -> dict[PurePosixPath, str | bytes]:
    folder, files = PurePosixPath("content", ISSUE), _files()
    path = PurePosixPath("articles", f"{template}.md")
    copy = files.get(path) or files[path.with_stem(OWN)]
    values = _values(words) | {"template": template}
    return _pictures(folder) | {
        folder / path: _OTHER.sub(f"](article:{template})", fill(copy, values)),
        folder / "issue.yaml": fill(files[PurePosixPath("sample.yaml")], values),
    }


# ---------------------------------------------------------------- its files


def _own_files(look: Project) -> dict[PurePosixPath, str | bytes]:
    """The layouts, styles and fonts of a project; what is reached by a link out of it is not its own."""
    folders = [look.layouts, look.styles, look.fonts]
    sheets = [look.root / name for name in look.config.theme.extra_css]
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()] + sheets
    own = [path for path in dict.fromkeys(found) if path.resolve().is_relative_to(look.root.resolve())]
    return {PurePosixPath(path.relative_to(look.root).as_posix()): path.read_bytes() for path in own}


def _issue(
    chosen: Mapping[str, PurePosixPath], more: Iterable[str], words: Mapping[str, str]
) -> dict[PurePosixPath, str | bytes]:
    folder, values = PurePosixPath("content", ISSUE), _values(words)
    own = {f"{OWN}-{name}": name for name in more}
    order = "".join(f"  - article: {slug}\n" for slug in (*chosen, *own))
    files = _files()
    articles = {slug: fill(files[path], values) for slug, path in chosen.items()}
    own_copy = files[PurePosixPath("articles", f"{OWN}.md")]
    articles |= {slug: fill(own_copy, values | {"template": name}) for slug, name in own.items()}
    written = _pictures(folder) | {folder / "articles" / f"{slug}.md": text for slug, text in articles.items()}
    written[folder / "issue.yaml"] = fill(files[PurePosixPath("issue.yaml")], values | {"order": order})
    return written


def _pictures(folder: PurePosixPath) -> dict[PurePosixPath, str | bytes]:
    """The drawings, the photograph and the data of an issue in ``folder``."""
    kept = {folder / path: text for path, text in _files().items() if path.parts[0] in ("data", "images")}
    return {**kept, folder / _PHOTOGRAPH: _photograph()}


@cache
def _photograph() -> bytes:
    """A moon in a night sky, as JPEG: 155 dpi where it covers an A4 page."""
    width, height = _PIXELS
    sky = Image.linear_gradient("L").resize(_PIXELS)
    picture = Image.composite(Image.new("RGB", _PIXELS, _DUSK), Image.new("RGB", _PIXELS, _NIGHT), sky)
    radius, across, down = width // 6, round(0.7 * width), round(0.4 * height)
    ImageDraw.Draw(picture).ellipse((across - radius, down - radius, across + radius, down + radius), fill=_MOON)
    target = BytesIO()
    picture.save(target, "JPEG", quality=90)
    return target.getvalue()


def _values(words: Mapping[str, str]) -> dict[str, str]:
    """The blanks of the files: each text as it is, and in quotation marks."""
    texts = dict(words)
    texts |= {name: " ".join(words[f"s{number}"] for number in several) for name, several in _PARAGRAPHS.items()}
    return texts | {f"{name}_q": quoted(text) for name, text in texts.items()}


def template_of(path: Path) -> str:
    """The page template of an article of the specimen, by its file; "" for ``issue.yaml`` and other files."""
    if path.suffix != ".md":
        return ""
    return "editorial" if path.stem in OTHERS else path.stem.removeprefix(f"{OWN}-")
