# SPDX-License-Identifier: MIT
"""Start a page template, ``hemaprint new template``: its layout, its styles, and the lines that bring them in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hemaprint.errors import UsageError, did_you_mean
from hemaprint.project.project import MADE_PAGES, Project
from hemaprint.scaffold.articles import in_words, must_be_slug
from hemaprint.scaffold.files import fill, put, quoted, template

PLATES = ("feature", "interview", "photo-essay")
"""Bundled templates that have a plate."""


@dataclass(frozen=True, slots=True)
class NewTemplate:
    """The files of a new template, and the ``lines`` that hemaprint.toml still needs."""

    paths: tuple[Path, ...]
    lines: tuple[str, ...]


def new_template(project: Project, name: str, *, plate: bool = False, base: str = "") -> NewTemplate:
    """Write ``layouts/pages/NAME.html`` and ``styles/NAME.css`` of a page template that works.

    It is complete, with a ``plate`` on request, or extends the template ``base``. Raises UsageError for a name
    that is malformed or taken, for an unknown ``base``, and for a plate besides one.
    """
    must_be_slug(name, "a template")
    layout, style = PurePosixPath("layouts", "pages", f"{name}.html"), PurePosixPath("styles", f"{name}.css")
    if name in (*project.article_templates, *MADE_PAGES):
        raise UsageError(f'there is a template "{name}" already', "choose another name; nothing is ever overwritten")
    if (project.root / style).exists():
        raise UsageError(f"{project.root / style} exists", "choose another name; nothing is ever overwritten")
    if base and base not in project.article_templates:
        hint = did_you_mean(base, project.article_templates) or ", ".join(project.article_templates)
        raise UsageError(f'there is no template "{base}"', hint)
    if base and plate:
        hint = f"leave --plate out; these templates have one: {', '.join(PLATES)}"
        raise UsageError("--plate is for a template that is not made from another", hint)
    written = _from(name, base) if base else _own(name, plate=plate)
    paths = put(project.root, {layout: written[0], style: written[1]})
    return NewTemplate(paths, tuple(_lines(project, name, str(style))))


def _from(name: str, base: str) -> tuple[str, str]:
    values = {"name": name, "base": base}
    return fill(template("template-from.html"), values), fill(template("template-from.css"), values)


def _own(name: str, *, plate: bool) -> tuple[str, str]:
    """A template with a plate shows the opener there; one without shows it beside the standfirst."""
    named = {"name": name}
    parts = ("standfirst", "byline") if plate else ("deck",)
    layout = {
        "spread": str(plate).lower(),
        "plate": fill(template("template-plate.html"), named) if plate else "",
        "head": "".join(f'{{% include "partials/{part}.html" %}}\n' for part in parts),
    }
    style = {"plate": fill(template("template-plate.css"), named) if plate else ""}
    return fill(template("template.html"), named | layout), fill(template("template.css"), named | style)


def _lines(project: Project, name: str, style: str) -> list[str]:
    """What hemaprint.toml needs: the style sheet after those that it has, and a department of the template."""
    sheets = [*project.config.theme.extra_css, style]
    return [
        "[theme]",
        f"extra_css = {json.dumps(sheets, ensure_ascii=False)}",
        "",
        "[[departments]]",
        f"name = {quoted(in_words(name))}",
        f"template = {quoted(name)}",
    ]
