"""New issues and articles for a magazine that exists: what ``hemaprint new`` writes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path, PurePosixPath

from hemaprint.errors import UsageError, did_you_mean
from hemaprint.project.config import Department
from hemaprint.project.project import MANIFEST_NAME, Project, issue_names
from hemaprint.scaffold.art import picture
from hemaprint.scaffold.files import fill, put, quoted, template
from hemaprint.scaffold.order import add_to_order, order_line

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBER = re.compile(r"^number:\s*(\d+)", re.MULTILINE)
_FIRST_ARTICLE = "letter"
_ISSUE_PICTURES = ("cover.svg", "contents.svg", "back.svg")


class Kind(StrEnum):
    """What an article starts as; the names of the files in ``starters/``."""

    ARTICLE = "article"
    INTERVIEW = "interview"
    NEWS = "news"


# The page templates that suit a kind, the likeliest first.
_TEMPLATES = {
    Kind.ARTICLE: ("feature", "explainer", "editorial"),
    Kind.INTERVIEW: ("interview",),
    Kind.NEWS: ("news",),
}


@dataclass(frozen=True, slots=True)
class Addition:
    """What was written; ``line`` is for the editor to add to ``manifest`` by hand, or "" when that is done."""

    paths: tuple[Path, ...]
    manifest: Path
    line: str = ""


def add_article(
    project: Project, issue: str, kind: Kind, slug: str, *, department: str = "", headline: str = ""
) -> Addition:
    """Write ``articles/<slug>.md`` into an issue and name it in the order of issue.yaml.

    ``department`` defaults to the first with a fitting template, ``headline`` to the slug in words. Raises UsageError
    for a slug that is none or is taken, and for an unknown department.
    """
    _must_be_slug(slug, "an article")
    folder = project.content / issue
    path = folder / "articles" / f"{slug}.md"
    if path.exists():
        raise UsageError(f"{path} exists", hint="choose another name; nothing is ever overwritten")
    chosen = _department(project, kind, department)
    values = {"headline": quoted(headline or _in_words(slug)), "department": _department_lines(chosen, kind)}
    contents = {PurePosixPath("articles", path.name): fill(template(f"{kind}.md"), values)}
    manifest = folder / MANIFEST_NAME
    with_entry = add_to_order(manifest.read_text("utf-8"), slug)
    if with_entry is None:
        return Addition(put(folder, contents, project.root), manifest, order_line(slug))
    put(folder, contents | {PurePosixPath(MANIFEST_NAME): with_entry}, project.root)
    return Addition((path,), manifest)


def add_issue(project: Project, name: str, *, dated: date, number: int | None = None) -> Addition:
    """Write a new issue of four pages: cover, contents, a letter, back.

    ``number`` defaults to the one after the newest issue's. Raises UsageError for a name that is none or is taken.
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
    if not _SLUG.fullmatch(name):
        better = _slug_from(name)
        advice = "use small letters, digits and hyphens"
        raise UsageError(f'"{name}" cannot name {noun}', hint=f"{advice}: {better}" if better else advice)


def _slug_from(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def _in_words(slug: str) -> str:
    words = slug.replace("-", " ")
    return words[:1].upper() + words[1:]


def _department(project: Project, kind: Kind, name: str) -> Department:
    if not name:
        return department_for(project, _TEMPLATES[kind])
    departments = {department.name: department for department in project.config.departments}
    if name not in departments:
        raise UsageError(f'there is no department "{name}"', hint=did_you_mean(name, departments, noun="departments"))
    return departments[name]


def department_for(project: Project, templates: tuple[str, ...]) -> Department:
    """The first department with the first of these page templates that any has; else the first department."""
    departments = project.config.departments
    by_template = {department.template: department for department in reversed(departments)}
    return next((by_template[name] for name in templates if name in by_template), departments[0])


def _department_lines(department: Department, kind: Kind) -> str:
    """The department, and the template where the department's own does not fit the kind."""
    fitting = _TEMPLATES[kind]
    if department.template in fitting or kind is Kind.ARTICLE:
        return quoted(department.name)
    return f"{quoted(department.name)}\ntemplate: {fitting[0]}"


def _next_number(project: Project) -> int:
    """Also right while an older issue has mistakes: only the line of the number is read."""
    manifests = (project.content / name / MANIFEST_NAME for name in issue_names(project))
    numbers = (_NUMBER.search(manifest.read_text("utf-8")) for manifest in manifests)
    return max((int(number[1]) for number in numbers if number), default=0) + 1
