"""An issue's folder read into an Issue, with every problem of every file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hemaprint.content.article import has_errors
from hemaprint.content.copy import check_copy
from hemaprint.content.crossrefs import check_cross_references
from hemaprint.content.folder import article_path, check_unused, manuscripts, missing_article
from hemaprint.content.frontchecks import Setting
from hemaprint.content.images import resolve_inside
from hemaprint.content.kept import Reader
from hemaprint.content.manifest import check_manifest, last_day
from hemaprint.content.models import Issue, IssueManifest
from hemaprint.content.order import ordered_slugs
from hemaprint.errors import Location, Problem
from hemaprint.project.project import MANIFEST_NAME, Project, issue_folder
from hemaprint.project.text import Located, read_text
from hemaprint.project.validate import Validated, validate
from hemaprint.project.yaml import read_yaml
from hemaprint.system.store import MemoryStore, Store


@dataclass(frozen=True, slots=True)
class Loaded:
    """An issue and what is wrong with it, sorted by file and line; with any error ``issue`` is None."""

    issue: Issue | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Manifest:
    """``issue.yaml`` as far as it can be read; ``slugs`` are the articles to read."""

    problems: tuple[Problem, ...]
    value: IssueManifest | None
    located: Located | None
    setting: Setting
    slugs: tuple[str, ...]


def load_issue(project: Project, name: str, store: Store | MemoryStore | None = None) -> Loaded:
    """Reads ``content/<name>``; raises UsageError where there is no such issue, and never for what its files say.

    Articles that ``store`` keeps are not read again.
    """
    issue_dir = issue_folder(project, name)
    manifest = _read_manifest(project, issue_dir)
    reader = Reader(project, manifest.setting, store or MemoryStore())
    paths = [article_path(issue_dir, slug) for slug in manifest.slugs]
    drafts = [reader.read(path) for path in paths if _readable(path, project.root)]
    problems = [*manifest.problems, *(problem for draft in drafts for problem in draft.problems)]
    problems += check_cross_references(drafts, manifest.slugs)
    found = tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.sort_key))
    if manifest.value is None or manifest.located is None or has_errors(found):
        return Loaded(None, found)
    articles = {draft.slug: draft.article for draft in drafts if draft.article is not None}
    return Loaded(Issue(name, issue_dir, manifest.located, manifest.value, articles), found)


def _read_manifest(project: Project, issue_dir: Path) -> _Manifest:
    path = issue_dir / MANIFEST_NAME
    located, problems = _read_located(path, project.root)
    nothing: Validated[IssueManifest] = Validated(None, (), frozenset())
    validated = validate(IssueManifest, located) if located else nothing
    problems += validated.problems
    value, broken = validated.value, validated.broken
    issue_day = last_day(value.date) if value and "date" not in broken else None
    setting = Setting(project.config.departments, issue_dir, project.root, project.article_templates, issue_day)
    if value is None or located is None:
        return _Manifest(problems, None, None, setting, manuscripts(issue_dir))
    problems += tuple(check_manifest(value, located, broken, issue_dir, project.root))
    problems += tuple(check_copy(value, located))
    if "order" in broken:
        return _Manifest(problems, value, located, setting, manuscripts(issue_dir))
    problems += tuple(_check_files(value, located, setting))
    return _Manifest(problems, value, located, setting, ordered_slugs(value))


def _read_located(path: Path, root: Path) -> tuple[Located | None, tuple[Problem, ...]]:
    if not _readable(path, root):
        hint = "put the file itself there, not a link"
        return None, (Problem("HP040", f"{path.name} leaves the project", Location(path), hint),)
    text, problems = read_text(path)
    if text is None:
        return None, problems
    located, more = read_yaml(text, path)
    return located, problems + more


def _check_files(manifest: IssueManifest, located: Located, setting: Setting) -> Iterator[Problem]:
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
