"""The files of an issue's ``articles/`` folder beside the articles that its order names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from hemaprint.content.images import resolve_inside
from hemaprint.errors import Location, Problem, Severity, did_you_mean

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
        return Problem(
            "HP040", f"{ARTICLES}/{path.name} leaves the project", place, "put the file itself there, not a link"
        )
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
            hint = f"add - article: {path.stem} to the order in issue.yaml, or move the file away"
            yield Problem("HP024", f"{name} is not in the order", Location(path), hint, Severity.WARNING)


def _files(issue_dir: Path) -> list[Path]:
    """Visible files of the folder and of folders in it, but for the reports of imports."""
    found = (path for path in (issue_dir / ARTICLES).rglob("*") if not path.name.startswith("."))
    return sorted(path for path in found if path.is_file() and not path.name.endswith(("~", REPORT_SUFFIX)))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "article"
