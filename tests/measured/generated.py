"""Build issues of generated articles: ``python -m measured.generated FOLDER --articles 200`` prints what to measure.

An article that the program refuses to set is named on stderr with its errors, and a letter of a few words stands in its
place.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hemaprint.build.backend import Backend
from hemaprint.build.issue import build
from hemaprint.build.results import BuildOptions
from hemaprint.errors import ContentError, Problem, Severity
from hemaprint.project.project import load_project
from measured.articles import Manuscript
from measured.issues import ISSUE, TOGETHER, chinese_articles, random_articles, write_issue


@dataclass(frozen=True, slots=True)
class Built:
    """A finished issue, its folder, what the program said of each article that it refused, and of the others."""

    pdf: Path
    folder: Path
    refused: dict[str, tuple[str, ...]]
    problems: tuple[Problem, ...]


def build_articles(root: Path, articles: Sequence[Manuscript]) -> Built:
    """Write the articles into a project at ``root`` and build it without those that cannot be set."""
    backend = Backend()  # what was set stays in its memory when the issue is built again
    refused: dict[str, tuple[str, ...]] = {}
    while True:
        folder = write_issue(root, [article.stub if article.slug in refused else article for article in articles])
        try:
            result = build(load_project(root), BuildOptions(issue=ISSUE), backend=backend)
        except Exception as error:
            left = [article.slug for article in articles if article.slug not in refused]
            fresh = _by_article(error, left) or _one_by_one(root, left, backend)
            if not fresh:
                raise
            refused |= fresh
        else:
            return Built(result.pdf, folder, refused, result.problems)


def _by_article(error: Exception, slugs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What an error says of each of these articles."""
    found: dict[str, tuple[str, ...]] = {}
    for one in error.problems if isinstance(error, ContentError) else ():
        slug = one.location.path.stem
        if slug in slugs and one.severity is Severity.ERROR:
            found[slug] = (*found.get(slug, ()), f"{one.location.line}: {one.code} {one.message}")
    return found


def _one_by_one(root: Path, slugs: Sequence[str], backend: Backend) -> dict[str, tuple[str, ...]]:
    """Which articles end the program where each is built by itself, and how."""
    found: dict[str, tuple[str, ...]] = {}
    for slug in slugs:
        try:
            build(load_project(root), BuildOptions(issue=ISSUE, article=slug), backend=backend)
        except ContentError as error:
            found |= _by_article(error, [slug])
        except Exception as error:
            found[slug] = (f"ends in {error!r}",)
    return found


def main() -> None:
    """Write and build the issues; print the folder and the PDF of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=200, help="how many in English")
    parser.add_argument("--chinese", type=int, default=0, help="how many in Chinese, in an issue of their own")
    arguments = parser.parse_args()
    issues = {
        f"{first:03d}": random_articles(first, min(TOGETHER, arguments.articles - first))
        for first in range(0, arguments.articles, TOGETHER)
    }
    if arguments.chinese:
        issues["zh"] = chinese_articles(arguments.chinese)
    for name, articles in issues.items():
        built = build_articles(arguments.folder / name, articles)
        for slug, problems in built.refused.items():
            print(f"{slug} cannot be set: {'; '.join(problems)}", file=sys.stderr)
        print(built.folder, built.pdf.rename(arguments.folder / f"{name}.pdf"), sep="\n", flush=True)


if __name__ == "__main__":
    main()
