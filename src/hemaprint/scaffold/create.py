# SPDX-License-Identifier: MIT
"""Create magazines (``hemaprint init``), and issues and articles of a magazine (``hemaprint new``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path, PurePosixPath

from hemaprint.errors import UsageError, did_you_mean
from hemaprint.project.config import Department
from hemaprint.project.project import MANIFEST_NAME, Project, issue_names
from hemaprint.project.text import slug_of
from hemaprint.scaffold.art import PICTURES, picture
from hemaprint.scaffold.files import add_to_order, fill, order_line, put, quoted, schema_files, template, tree

_NUMBER = re.compile(r"^number:\s*(\d+)", re.MULTILINE)
_FIRST_ARTICLE = "letter"
_ISSUE_PICTURES = ("cover.svg", "contents.svg", "back.svg")
_RENAMED = {"gitignore": ".gitignore"}
"""Files that have another name inside the package, because a repository or a build tool would use them."""


def create(directory: Path, *, title: str = "", today: date, force: bool = False) -> tuple[Path, ...]:
    """Write a small magazine that builds into ``directory``; returns the files, ``hemaprint.toml`` first.

    ``title`` defaults to the folder's name, ``today`` dates the issue. Raises UsageError when the folder is not empty
    and ``force`` is false; with ``force`` files of the same names are replaced and others stay.
    """
    directory = directory.absolute()
    _must_be_free(directory, force)
    title = " ".join(title.split()) or _title_from(directory.resolve().name)
    issue = f"{today.year}-01"
    values = {
        "title": title,
        "title_quoted": quoted(title),
        "nameplate": _nameplate(title),
        "issue": issue,
        "date": f"{today:%Y-%m}",
        "year": str(today.year),
    }
    contents = {_place(path, issue): fill(text, values) for path, text in tree("magazine").items()}
    contents |= {PurePosixPath("content", issue, "images", name): picture(name) for name in PICTURES}
    contents |= {PurePosixPath(".hemaprint") / path: text for path, text in schema_files().items()}
    return put(directory, dict(sorted(contents.items(), key=lambda item: (len(item[0].parts), item[0]))))


def _must_be_free(directory: Path, force: bool) -> None:
    if directory.exists() and not directory.is_dir():
        raise UsageError(f"{directory} is a file", hint="name a folder")
    if not force and directory.is_dir() and any(directory.iterdir()):
        raise UsageError(f"{directory} is not empty", hint="name another folder, or write into this one with --force")


def _title_from(name: str) -> str:
    words = name.replace("_", "-").split("-")
    return " ".join(word[:1].upper() + word[1:] for word in words if word) or "Magazine"


def _nameplate(title: str) -> str:
    """The line of hemaprint.toml that sets the last word in italics; "" for a title of one word."""
    first, _, last = title.rpartition(" ")
    return f"nameplate = [{quoted(first)}, {quoted(last)}]\n" if first else ""


def _place(path: PurePosixPath, issue: str) -> PurePosixPath:
    parts = [issue if part == "issue" else _RENAMED.get(part, part) for part in path.parts]
    return PurePosixPath(*parts)


# ---------------------------------------------------------------- issues and articles


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
    _must_be_slug(slug, "an article")
    folder = project.content / issue
    path = folder / "articles" / f"{slug}.md"
    if path.exists():
        raise UsageError(f"{path} exists", hint="choose another name; nothing is ever overwritten")
    chosen = department_named(project, department) if department else department_for(project, _TEMPLATES[kind])
    values = {"headline": quoted(headline or _in_words(slug)), "department": _department_lines(chosen, kind)}
    contents = {PurePosixPath("articles", path.name): fill(template(f"{kind}.md"), values)}
    manifest = folder / MANIFEST_NAME
    with_entry = add_to_order(manifest.read_text("utf-8"), slug)
    if with_entry is None:
        return Addition(put(folder, contents, project.root), manifest, (order_line(slug),))
    put(folder, contents | {PurePosixPath(MANIFEST_NAME): with_entry}, project.root)
    return Addition((path,), manifest)


def add_issue(project: Project, name: str, *, dated: date, number: int | None = None) -> Addition:
    """Write a new issue of four pages: cover, contents, a letter, back.

    ``number`` defaults to the next one. Raises UsageError for a name that is malformed or taken.
    """
    _must_be_slug(name, "an issue")
    folder = project.content / name
    if folder.exists():
        raise UsageError(f"{folder} exists", hint="choose another name; nothing is ever overwritten")
    values = {
        "number": str(number or _next_number(project)),
        "date": f"{dated:%Y-%m}",
        "slug": _FIRST_ARTICLE,
        "headline": quoted(_in_words(_FIRST_ARTICLE)),
        "department": quoted(department_for(project, ("editorial",)).name),
    }
    contents = {
        PurePosixPath(MANIFEST_NAME): fill(template("issue.yaml"), values),
        PurePosixPath("articles", f"{_FIRST_ARTICLE}.md"): fill(template("letter.md"), values),
    }
    contents |= {PurePosixPath("images", file): picture(file) for file in _ISSUE_PICTURES}
    return Addition(put(folder, contents, project.root), folder / MANIFEST_NAME)


def _must_be_slug(name: str, noun: str) -> None:
    better = slug_of(name)
    if not name or name != better:
        advice = "use lower-case letters, digits and hyphens"
        raise UsageError(f'"{name}" cannot name {noun}', hint=f"{advice}: {better}" if better else advice)


def _in_words(slug: str) -> str:
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


def _next_number(project: Project) -> int:
    """The number after the highest; reads only its line, so that mistakes in older issues do not matter."""
    manifests = (project.content / name / MANIFEST_NAME for name in issue_names(project))
    numbers = (_NUMBER.search(manifest.read_text("utf-8")) for manifest in manifests)
    return max((int(number[1]) for number in numbers if number), default=0) + 1
