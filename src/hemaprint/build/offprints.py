"""Build offprints: single articles as they ran in their issue."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from hemaprint.bind.editions import OFFPRINTS, Conformance
from hemaprint.bind.foundry import Foundry
from hemaprint.bind.issue import bind_offprint, prove_bound, source_of
from hemaprint.bind.sourcemap import map_pages, map_path, write_map
from hemaprint.build.results import EditionResult
from hemaprint.build.stages import Means, Progress, accepted, issue_setter, known_article, read_issue
from hemaprint.errors import Problem
from hemaprint.project.project import Project
from hemaprint.system.files import keep_files, write_files
from hemaprint.typeset.offprint import set_offprints


@dataclass(frozen=True, slots=True)
class OffprintsResult:
    """The offprints that were written, and what there was to say."""

    issue: str
    offprints: tuple[EditionResult, ...]
    problems: tuple[Problem, ...]
    seconds: float


def build_offprints(
    project: Project,
    name: str,
    *,
    article: str | None = None,
    cover: bool = False,
    conformance: Conformance = Conformance.UA1,
    output: Path | None = None,
    means: Means | None = None,
    progress: Progress,
) -> OffprintsResult:
    """Build an offprint of every article of an issue, or of one.

    The whole issue is typeset, so that every page is as it ran. Writes to ``output`` (default
    ``dist/<issue>/offprints``); raises as :func:`build` does.
    """
    started, means = perf_counter(), means or Means()
    progress.stage("reading")
    issue, problems = read_issue(project, name, means.store)
    slugs = tuple(issue.articles) if article is None else (known_article(issue, article),)
    setter = issue_setter(project, issue, means, progress, conformance)

    progress.stage("typesetting")
    done = setter.set()
    problems += accepted(done.problems)
    offprints, more = set_offprints(done, slugs, setter.schedule, covers=cover)
    problems += accepted(more)

    progress.stage("binding")
    folder = output or project.dist / name / OFFPRINTS
    foundry = Foundry(means.store)
    files: dict[Path, bytes] = {}
    maps: dict[Path, bytes] = {}
    written = []
    for one in offprints:
        bound = bind_offprint(one, done, project.config, conformance, foundry)
        problems += accepted((*bound.problems, *prove_bound(bound.pdf, one.sheets, done)))
        path = folder / f"{project.stem(name)}-{one.article.slug}.pdf"
        files[path] = bound.pdf
        sources = [(source_of(run, done), sheet.blocks) for run, sheet in one.sheets]
        maps[map_path(project.cache, path)] = write_map(bound.pdf, map_pages(bound.pdf, sources, project.root))
        written.append(EditionResult(one.article.slug, path, bound.pages, len(bound.pdf)))

    progress.stage("writing")
    write_files(files, project.root, folder)
    problems += keep_files(maps, project.cache, project.root)
    seconds = perf_counter() - started
    return OffprintsResult(name, tuple(written), tuple(dict.fromkeys(problems)), seconds)
