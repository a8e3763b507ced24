# SPDX-License-Identifier: MIT
"""Add articles to an issue: ``hemaprint new article``, ``new interview`` and ``new news``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from hemaprint.errors import UsageError, did_you_mean
from hemaprint.project.config import Department
from hemaprint.project.project import MANIFEST_NAME, Project
from hemaprint.project.text import slug_of
from hemaprint.scaffold.files import add_to_order, fill, is_in_order, order_line, put, quoted, template


class Kind(StrEnum):
    """The kind of a new article: the name of its file in ``starters/``."""

    ARTICLE = "article"
    INTERVIEW = "interview"
    NEWS = "news"


_TEMPLATES = {
    Kind.ARTICLE: ("feature", "explainer", "editorial"),
    Kind.INTERVIEW: ("interview",),
    Kind.NEWS: ("news",),
}
"""The page templates that suit a kind, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Addition:
    """The files written, and the ``lines`` that the editor still has to add to the order in ``manifest``."""

    paths: tuple[Path, ...]
    manifest: Path
    lines: tuple[str, ...] = ()


def add_article(
    project: Project, issue: str, kind: Kind, slug: str, *, department: str = "", headline: str = ""
) -> Addition:
    """Write ``articles/<slug>.md`` into an issue and name it in the order of issue.yaml.

    ``department`` defaults to the first with a suitable template, ``headline`` to the slug in words. Raises UsageError
    for a slug that is malformed or taken, and for an unknown department.
    """
    must_be_slug(slug, "an article")
    folder = project.content / issue
    path = folder / "articles" / f"{slug}.md"
    if path.exists():
        raise UsageError(f"{path} exists", hint="choose another name; nothing is ever overwritten")
    chosen = department_named(project, department) if department else department_for(project, _TEMPLATES[kind])
    values = {"headline": quoted(headline or in_words(slug)), "department": _department_lines(chosen, kind)}
    contents = {PurePosixPath("articles", path.name): fill(template(f"{kind}.md"), values)}
    manifest = folder / MANIFEST_NAME
    order = manifest.read_text("utf-8")
    if is_in_order(order, slug):  # it was planned
        return Addition(put(folder, contents, project.root), manifest)
    with_entry = add_to_order(order, slug)
    if with_entry is None:
        return Addition(put(folder, contents, project.root), manifest, (order_line(slug),))
    put(folder, contents | {PurePosixPath(MANIFEST_NAME): with_entry}, project.root)
    return Addition((path,), manifest)


def must_be_slug(name: str, noun: str) -> None:
    """Raise UsageError unless a name is made of small letters, digits and single hyphens."""
    better = slug_of(name)
    if not name or name != better:
        advice = "use lower-case letters, digits and hyphens"
        raise UsageError(f'"{name}" cannot name {noun}', hint=f"{advice}: {better}" if better else advice)


def in_words(slug: str) -> str:
    """A slug as a headline: "Five years on"."""
    words = slug.replace("-", " ")
    return words[:1].upper() + words[1:]


def department_named(project: Project, name: str) -> Department:
    """The department ``name``. Raises UsageError for an unknown one."""
    departments = {department.name: department for department in project.config.departments}
    if name not in departments:
        raise UsageError(f'there is no department "{name}"', hint=did_you_mean(name, departments, noun="departments"))
    return departments[name]


def department_for(project: Project, templates: tuple[str, ...]) -> Department:
    """The first department with the first of these page templates that any has; otherwise the first department."""
    departments = project.config.departments
    by_template = {department.template: department for department in reversed(departments)}
    return next((by_template[name] for name in templates if name in by_template), departments[0])


def _department_lines(department: Department, kind: Kind) -> str:
    """The department, and the template where the department's template does not suit the kind."""
    fitting = _TEMPLATES[kind]
    if department.template in fitting or kind is Kind.ARTICLE:
        return quoted(department.name)
    return f"{quoted(department.name)}\ntemplate: {fitting[0]}"
