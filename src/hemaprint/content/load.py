# SPDX-License-Identifier: MIT
"""Read the folder of an issue, with every problem of every file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hemaprint.content.article import Around, Draft, check_copy, has_errors
from hemaprint.content.images import resolve_inside
from hemaprint.content.kept import Reader
from hemaprint.content.manifest import check_barcodes, check_manifest, check_page_one, last_day, ordered_slugs
from hemaprint.content.models import Article, Issue, IssueManifest, PageReference
from hemaprint.errors import Location, Problem, Severity, did_you_mean
from hemaprint.project.project import MANIFEST_NAME, Project, issue_folder
from hemaprint.project.text import Located, read_text
from hemaprint.project.validate import Validated, validate
from hemaprint.project.yaml import read_yaml
from hemaprint.system.store import MemoryStore, Store

ARTICLES = "articles"
SUFFIX = ".md"
REPORT_SUFFIX = ".intake.json"

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


def article_path(issue_dir: Path, slug: str) -> Path:
    """Where the article of a slug is."""
    return issue_dir / ARTICLES / f"{slug}{SUFFIX}"


def manuscripts(issue_dir: Path) -> tuple[str, ...]:
    """The slugs that have a file, sorted."""
    return tuple(path.stem for path in _files(issue_dir) if path.suffix == SUFFIX and path.parent.name == ARTICLES)


def missing_article(issue_dir: Path, project_root: Path, slug: str, place: Location) -> Problem | None:
    """Why the file of an article of the order, named at ``place``, cannot be read; None when it can."""
    path = article_path(issue_dir, slug)
    if resolve_inside(f"{ARTICLES}/{slug}{SUFFIX}", issue_dir, project_root) is None:
        return Problem("HP040", f"{ARTICLES}/{path.name} leaves the project", place, "replace the link with the file")
    if path.is_file():
        return None
    hint = did_you_mean(slug, manuscripts(issue_dir)) or f"hemaprint new article writes {ARTICLES}/{path.name}"
    return Problem("HP023", f"there is no file {ARTICLES}/{path.name}", place, hint)


def check_unused(issue_dir: Path, slugs: Collection[str]) -> Iterator[Problem]:
    """A warning for every file of the folder that the order does not use; an error where its name is not a slug."""
    for path in _files(issue_dir):
        name = path.relative_to(issue_dir).as_posix()
        if path.suffix.lower() == SUFFIX and not (_SLUG.fullmatch(path.stem) and path.suffix == SUFFIX):
            hint = f"rename it to {_slug(path.stem)}{SUFFIX}: small letters, digits and hyphens"
            yield Problem("HP025", f"the name {path.name} is not a slug", Location(path), hint)
        elif name not in {f"{ARTICLES}/{slug}{SUFFIX}" for slug in slugs}:
            hint = f"add - article: {path.stem} to the order in issue.yaml, or move the file elsewhere"
            yield Problem("HP024", f"{name} is not in the order", Location(path), hint, Severity.WARNING)


def _files(issue_dir: Path) -> list[Path]:
    """Visible files of the folder and of its folders, except the reports of imports."""
    found = (path for path in (issue_dir / ARTICLES).rglob("*") if not path.name.startswith("."))
    return sorted(path for path in found if path.is_file() and not path.name.endswith(("~", REPORT_SUFFIX)))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "article"


# ---------------------------------------------------------------- cross-references


def check_cross_references(drafts: Sequence[Draft], slugs: Sequence[str]) -> Iterator[Problem]:
    """Every reference to an article that ``slugs`` do not have, to a place that its article lacks, or to itself.

    Articles that could not be read are taken to have every place: their own faults are reported.
    """
    anchors = {draft.slug: draft.article.anchors for draft in drafts if draft.article is not None}
    for draft in drafts:
        known = {problem.location for problem in draft.problems}
        for reference in sorted(set(draft.links), key=lambda reference: reference.location):
            if reference.location not in known:
                yield from _dangling(reference, slugs, anchors)
        for reference in draft.page_references:
            if reference.target == draft.slug:
                hint = "name the heading or the figure: article:...#label"
                yield Problem("HP065", "the article cites its own first page", reference.location, hint)


def _dangling(
    reference: PageReference, slugs: Sequence[str], anchors: Mapping[str, frozenset[str]]
) -> Iterator[Problem]:
    if reference.slug not in slugs:
        hint = did_you_mean(reference.slug, slugs, noun="articles of the issue")
        yield Problem("HP063", f'there is no article "{reference.slug}"', reference.location, hint)
    elif reference.anchor and reference.anchor not in anchors.get(reference.slug, {reference.anchor}):
        message = f'the article "{reference.slug}" has no label "{reference.anchor}"'
        hint = did_you_mean(reference.anchor, anchors[reference.slug], noun="it has")
        yield Problem("HP064", message, reference.location, hint)


# ---------------------------------------------------------------- the issue


@dataclass(frozen=True, slots=True)
class Loaded:
    """An issue and what is wrong with it, sorted by file and line; with any error ``issue`` is None."""

    issue: Issue | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """What can be read of an issue that may not be whole, and what is wrong with it, sorted by file and line.

    ``articles`` are those whose manuscripts could be read; what is wrong in them may be replaced by stand-ins.
    """

    manifest: IssueManifest | None
    located: Located | None
    articles: Mapping[str, Article]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Manifest:
    """What can be read of ``issue.yaml``; ``slugs`` are the articles to read."""

    problems: tuple[Problem, ...]
    value: IssueManifest | None
    located: Located | None
    setting: Around
    slugs: tuple[str, ...]
    is_ordered: bool = False
    """Whether its order could be read."""


def load_issue(project: Project, name: str, store: Store | MemoryStore | None = None) -> Loaded:
    """Read ``content/<name>``. Raises UsageError where there is no such issue, and nothing for what its files say.

    Articles that ``store`` keeps are not read again.
    """
    parts = read_parts(project, name, store)
    if parts.manifest is None or parts.located is None or has_errors(parts.problems):
        return Loaded(None, parts.problems)
    issue_dir = issue_folder(project, name)
    return Loaded(Issue(name, issue_dir, parts.located, parts.manifest, dict(parts.articles)), parts.problems)


def read_parts(project: Project, name: str, store: Store | MemoryStore | None = None) -> Parts:
    """What there is of ``content/<name>``, also where an article is missing; raises and reads as :func:`load_issue`."""
    issue_dir = issue_folder(project, name)
    manifest = _read_manifest(project, issue_dir)
    reader = Reader(project, manifest.setting, store or MemoryStore())
    paths = [article_path(issue_dir, slug) for slug in manifest.slugs]
    drafts = [reader.read(path) for path in paths if _readable(path, project.root)]
    problems = [*project.remarks(), *manifest.problems, *(problem for draft in drafts for problem in draft.problems)]
    problems += check_cross_references(drafts, manifest.slugs)
    if manifest.value is not None and manifest.located is not None and manifest.is_ordered:
        templates = {draft.slug: draft.article.template for draft in drafts if draft.article is not None}
        problems += check_page_one(manifest.value, manifest.located, templates)
    found = tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.sort_key))
    articles = {draft.slug: draft.article for draft in drafts if draft.article is not None}
    return Parts(manifest.value, manifest.located, articles, found)


def _read_manifest(project: Project, issue_dir: Path) -> _Manifest:
    path = issue_dir / MANIFEST_NAME
    located, problems = _read_located(path, project.root)
    nothing: Validated[IssueManifest] = Validated(None, (), frozenset())
    validated = validate(IssueManifest, located) if located else nothing
    problems += validated.problems
    value, broken = validated.value, validated.broken
    issue_day = last_day(value.date) if value and "date" not in broken else None
    setting = _around(project, issue_dir, issue_day)
    if value is None or located is None:
        return _Manifest(problems, None, None, setting, manuscripts(issue_dir))
    problems += tuple(check_manifest(value, located, broken, issue_dir, project.root))
    problems += tuple(check_copy(value, located))
    problems += tuple(check_barcodes(value, located, project.config.magazine.issn))
    if "order" in broken:
        return _Manifest(problems, value, located, setting, manuscripts(issue_dir))
    problems += tuple(_check_files(value, located, setting))
    return _Manifest(problems, value, located, setting, ordered_slugs(value), is_ordered=True)


def _around(project: Project, issue_dir: Path, issue_day: date | None) -> Around:
    return Around(project.config.departments, issue_dir, project.root, project.article_templates, issue_day)


def around_of(project: Project, issue: Issue) -> Around:
    """What an article of an issue that was read must fit."""
    return _around(project, issue.path, last_day(issue.manifest.date))


def _read_located(path: Path, root: Path) -> tuple[Located | None, tuple[Problem, ...]]:
    if not _readable(path, root):
        hint = "replace the link with the file"
        return None, (Problem("HP040", f"{path.name} leaves the project", Location(path), hint),)
    text, problems = read_text(path)
    if text is None:
        return None, problems
    located, more = read_yaml(text, path)
    return located, problems + more


def _check_files(manifest: IssueManifest, located: Located, setting: Around) -> Iterator[Problem]:
    """Whether every article of the order has its file, and every file its place in the order."""
    seen: set[str] = set()
    for index, entry in enumerate(manifest.order):
        if entry.article and entry.article not in seen:
            seen.add(entry.article)
            place = located.at("order", index, "article")
            problem = missing_article(setting.issue_dir, setting.project_root, entry.article, place)
            if problem:
                yield problem
    yield from check_unused(setting.issue_dir, seen)


def _readable(path: Path, root: Path) -> bool:
    """Whether the file is there and, symbolic links resolved, inside the project."""
    return path.is_file() and resolve_inside(path.name, path.parent, root) is not None
