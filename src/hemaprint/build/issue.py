# SPDX-License-Identifier: MIT
"""Build an issue, or offprints of its articles: the stages in order. Read this first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from hemaprint.bind.editions import IMPOSED, OFFPRINTS, SPINE, Conformance, Edition, file_name
from hemaprint.build.backend import Backend, Progress, Stopwatch
from hemaprint.build.bisect import KEPT, bisected, write_good
from hemaprint.build.reading import accepted, known_article, read_issue
from hemaprint.build.results import ArticleResult, BuildOptions, BuildResult, EditionResult, PictureStep
from hemaprint.content.models import Issue
from hemaprint.errors import Problem, UsageError
from hemaprint.galley.served import page_files
from hemaprint.galley.setting import Setting
from hemaprint.project.config import Spine
from hemaprint.project.project import Project
from hemaprint.system.files import keep_files, refuse_links, write_files
from hemaprint.theme.theme import Theme, theme_of
from hemaprint.typeset.crew.jobs import Spec
from hemaprint.typeset.crew.schedule import Schedule, nothing
from hemaprint.typeset.engine.registry import require_changes
from hemaprint.typeset.issue import IssueSetter
from hemaprint.typeset.outline import Watcher
from hemaprint.typeset.plan import LastSet, SetIssue, read_last, write_last
from hemaprint.typeset.tags import Tags

if TYPE_CHECKING:
    from hemaprint.bind.finish import Finished
    from hemaprint.bind.foundry import Foundry
    from hemaprint.bind.sourcemap import MappedPage
    from hemaprint.build.imposition import ImposedFiles


def build(
    project: Project, options: BuildOptions, *, backend: Backend | None = None, progress: Progress | None = None
) -> BuildResult:
    """Build the editions of one issue, or one article alone.

    Raises ContentError with every problem, UsageError for an unknown article, and MissingEnvironmentError without fonts
    or, for print, without a colour profile; then nothing was written.
    """
    started, backend, watch = perf_counter(), backend or Backend(), Stopwatch(progress or Progress())
    if options.article is not None and options.editions != (Edition.DIGITAL,):
        raise UsageError("an article alone has only a digital edition", "leave out --edition")

    watch.stage("reading")
    issue, warnings = read_issue(project, options.issue, backend.store)
    if Edition.PRINT in options.editions:
        from hemaprint.bind.finish import press_profile  # noqa: PLC0415 - brings pikepdf, which loads slowly

        press_profile(project, options)  # report a missing one now, not after the typesetting

    made = bisected(project, issue, lambda theme, shown: _make(project, issue, options, backend, theme, shown), watch)

    folder = options.output or project.dist / issue.name
    pdfs = {folder / _file_name(project, options, one.edition): one for one in made.finished}
    imposed = _imposed(project, options, made, pdfs, watch)

    watch.stage("writing")
    from hemaprint.bind.sourcemap import map_path, write_map  # noqa: PLC0415 - loaded while the articles were set

    html = page_files(made.done.galleys, made.done.setting, folder / "html") if options.html else {}
    spines = {folder / f"{project.stem(issue.name)}-{SPINE}.pdf": made.spine} if made.spine else {}
    refuse_links(project.cache / KEPT, project.root)
    write_files({path: one.pdf for path, one in pdfs.items()} | spines | imposed.files | html, project.root, folder)
    maps = {map_path(project.cache, path): write_map(one.pdf, one.map) for path, one in pdfs.items()}
    known = {}
    if options.article is None:
        known[project.cache / counts_name(issue.name)] = write_last(made.remembered)
        known[project.cache / KEPT] = write_good(made.done.setting.theme)
    not_kept = keep_files(maps | known, project.cache, project.root)
    return BuildResult(
        issue.name,
        (
            *(_written(path, one) for path, one in pdfs.items()),
            *(EditionResult(SPINE, path, 1, len(pdf)) for path, pdf in spines.items()),
            *(EditionResult(IMPOSED, path, imposed.sides[path], len(pdf)) for path, pdf in imposed.files.items()),
        ),
        tuple(path for path in html if path.suffix == ".html"),
        _articles(made.done),
        tuple(dict.fromkeys((*warnings, *made.problems, *imposed.problems, *not_kept))),
        seconds=perf_counter() - started,
        files=(*pdfs, *spines, *imposed.files, *html, *(() if not_kept else maps)),
        stages=watch.stages,
        others=sum(effort.seconds for name, effort in made.done.efforts.items() if name not in issue.articles),
    )


@dataclass(frozen=True, slots=True)
class Proof:
    """The digital edition of an issue, which is written nowhere, its pages' manuscripts, and what was told of it.

    ``press`` is the print edition, where it was wanted.
    """

    pdf: bytes
    pages: tuple[MappedPage, ...]
    problems: tuple[Problem, ...]
    press: bytes | None = None


def prove(
    project: Project, name: str, backend: Backend, progress: Progress | None = None, *, press: bool = False
) -> Proof:
    """Make the digital edition of an issue, and the print edition where ``press`` is set, for those who only read it.

    Raises as :func:`build` does.
    """
    watch = Stopwatch(progress or Progress())
    watch.stage("reading")
    issue, warnings = read_issue(project, name, backend.store)
    options = BuildOptions(issue=name, editions=(Edition.DIGITAL, Edition.PRINT) if press else (Edition.DIGITAL,))
    made = bisected(project, issue, lambda theme, shown: _make(project, issue, options, backend, theme, shown), watch)
    finished, *printed = made.finished
    problems = tuple(dict.fromkeys((*warnings, *made.problems)))
    return Proof(finished.pdf, tuple(finished.map), problems, printed[0].pdf if printed else None)


@dataclass(frozen=True, slots=True)
class _Made:
    """The editions of an issue, not yet written, and what the next build can use."""

    done: SetIssue
    finished: tuple[Finished, ...]
    problems: tuple[Problem, ...]
    remembered: dict[str, LastSet]
    spine: bytes | None = None


def _make(
    project: Project, issue: Issue, options: BuildOptions, backend: Backend, theme: Theme, progress: Progress
) -> _Made:
    conformance = options.conformance
    setter = issue_setter(
        project, issue, backend, progress, conformance, article=options.article, theme=theme, meanwhile=_load_binders
    )
    progress.stage("typesetting")
    done = setter.set()
    problems = accepted(done.problems)

    progress.stage("binding")
    from hemaprint.bind.finish import finish_edition  # noqa: PLC0415 - loaded while the articles were set
    from hemaprint.bind.foundry import Foundry  # noqa: PLC0415 - as above
    from hemaprint.bind.issue import bind_issue  # noqa: PLC0415 - as above

    foundry = Foundry(backend.store)
    bound = bind_issue(done, project.config, conformance, foundry)
    problems += accepted(bound.problems)
    finished = []
    for edition in options.editions:
        progress.stage(f"{edition} edition")
        finished.append(finish_edition(edition, bound, done, project, options))
        problems += accepted(finished[-1].problems)
    spine = None
    if project.config.print.spine and Edition.PRINT in options.editions:
        spine, more = _spine(project.config.print.spine, done, setter.schedule, project, options, foundry)
        problems += accepted(more)
    return _Made(done, tuple(finished), tuple(problems), setter.remembered, spine)


def _spine(
    spine: Spine, done: SetIssue, schedule: Schedule, project: Project, options: BuildOptions, foundry: Foundry
) -> tuple[bytes, tuple[Problem, ...]]:
    """The print file of the spine."""
    from hemaprint.bind.spine import press_spine  # noqa: PLC0415 - brings pikepdf, which loads slowly
    from hemaprint.typeset.spine import set_spine  # noqa: PLC0415 - only a print edition needs it

    pages = set_spine(done, spine, schedule)
    pdf, problems = press_spine(pages, done, project, options, foundry)
    return pdf, (*pages.problems, *problems)


def _imposed(
    project: Project, options: BuildOptions, made: _Made, pdfs: dict[Path, Finished], progress: Progress
) -> ImposedFiles:
    """The press sheets of the print edition, and of its cover, where they are asked for."""
    from hemaprint.build.imposition import ImposedFiles, impose_print  # noqa: PLC0415 - brings pikepdf, as above

    found = next(((path, one.pdf) for path, one in pdfs.items() if one.edition is Edition.PRINT), None)
    if options.imposition is None or found is None:
        return ImposedFiles({}, {}, ())
    progress.stage("imposing")
    path, pdf = found
    last = made.done.plan.pieces[-1]
    back = (last.kind, last.name) == ("page", "back")
    done = impose_print(pdf, path, options.imposition, path.parent, project, back=back, spine=made.spine)
    return replace(done, problems=tuple(accepted(done.problems)))


def _load_binders() -> None:
    """Load the binding modules, with pikepdf, pdfium and fontTools."""
    for name in ("bind.issue", "bind.finish", "bind.sourcemap"):
        import_module(f"hemaprint.{name}")


def _file_name(project: Project, options: BuildOptions, edition: Edition) -> str:
    stem = project.stem(options.issue)
    return f"{stem}-{options.article}.pdf" if options.article else file_name(stem, edition)


def _written(path: Path, one: Finished) -> EditionResult:
    steps = tuple(PictureStep(str(step), step.bytes_before - step.bytes_after, step.data()) for step in one.steps)
    return EditionResult(one.edition, path, one.pages, len(one.pdf), steps)


def _articles(done: SetIssue) -> tuple[ArticleResult, ...]:
    return tuple(
        ArticleResult(
            slug,
            article.title,
            done.plan.label(done.plan.piece("article", slug).first),
            sum(piece.pages for piece in done.plan.pieces if piece.name == slug),
            effort.seconds,
            effort.made,
            effort.known,
        )
        for slug, article in done.setting.issue.articles.items()
        for effort in [done.efforts[slug]]
    )


# ---------------------------------------------------------------- offprints


def build_offprints(
    project: Project,
    name: str,
    *,
    article: str | None = None,
    cover: bool = False,
    conformance: Conformance = Conformance.UA1,
    output: Path | None = None,
    backend: Backend | None = None,
    progress: Progress | None = None,
) -> BuildResult:
    """Build an offprint of every article of an issue, or of one.

    The whole issue is typeset, so that every page is as it was printed. Writes to ``output`` (default
    ``dist/ISSUE/offprints``); raises as :func:`build` does.
    """
    from hemaprint.bind.foundry import Foundry  # noqa: PLC0415 - pikepdf loads slowly
    from hemaprint.bind.issue import (  # noqa: PLC0415 - as above
        bind_offprint,
        prove_bound,
        source_of,
    )
    from hemaprint.bind.sourcemap import map_pages, map_path, write_map  # noqa: PLC0415 - as above
    from hemaprint.typeset.plan import set_offprints  # noqa: PLC0415 - only offprints need it

    started, backend, watch = perf_counter(), backend or Backend(), Stopwatch(progress or Progress())
    watch.stage("reading")
    issue, problems = read_issue(project, name, backend.store)
    slugs = tuple(issue.articles) if article is None else (known_article(issue, article),)
    setter = issue_setter(project, issue, backend, watch, conformance)

    watch.stage("typesetting")
    done = setter.set()
    problems += accepted(done.problems)
    offprints, more = set_offprints(done, slugs, setter.schedule, covers=cover)
    problems += accepted(more)

    watch.stage("binding")
    folder = output or project.dist / name / OFFPRINTS
    foundry = Foundry(backend.store)
    files, maps, written = {}, {}, []
    for one in offprints:
        bound = bind_offprint(one, done, project.config, conformance, foundry)
        problems += accepted((*bound.problems, *prove_bound(bound.pdf, one.sheets, done)))
        path = folder / f"{project.stem(name)}-{one.article.slug}.pdf"
        files[path] = bound.pdf
        sources = [(source_of(run, done), sheet.blocks) for run, sheet in one.sheets]
        maps[map_path(project.cache, path)] = write_map(bound.pdf, map_pages(bound.pdf, sources, project.root))
        written.append(EditionResult(one.article.slug, path, bound.pages, len(bound.pdf)))

    watch.stage("writing")
    write_files(files, project.root, folder)
    problems += keep_files(maps, project.cache, project.root)
    seconds = perf_counter() - started
    return BuildResult(
        name, tuple(written), (), (), tuple(dict.fromkeys(problems)), seconds, tuple(files), watch.stages
    )


# ---------------------------------------------------------------- what every build begins with


def issue_setter(
    project: Project,
    issue: Issue,
    backend: Backend,
    progress: Watcher,
    conformance: Conformance,
    *,
    article: str | None = None,
    theme: Theme | None = None,
    meanwhile: Callable[[], object] = nothing,
) -> IssueSetter:
    """What sets an issue, or only one ``article``, with the page numbers that it has in the issue.

    ``theme`` defaults to the project's; ``meanwhile`` is called while the crew sets the first articles. Raises
    MissingEnvironmentError when the layout engine cannot be changed as required.
    """
    require_changes()
    theme = theme or theme_of(project, issue)
    setting = Setting(project.config, issue, theme)
    last = read_last(project.cache / counts_name(issue.name))
    schedule = Schedule(project.root, Spec.of(theme, Tags(conformance)), backend.store, backend.crew)
    whole = IssueSetter(issue, setting, schedule, progress, last, meanwhile=meanwhile)
    if article is None:
        return whole
    part = _only(issue, known_article(issue, article))
    setting = Setting(project.config, part, theme, pages=whole.planned_pages())
    first = whole.first_page(article)
    return IssueSetter(part, setting, schedule, progress, last, start=first, meanwhile=meanwhile)


def counts_name(issue: str) -> str:
    """The file that keeps what the last build knows of the articles."""
    return f"pages-{issue}.json"


def _only(issue: Issue, slug: str) -> Issue:
    """The issue cut down to one article."""
    entries = tuple(entry.model_copy(update={"split": None}) for entry in issue.manifest.order if entry.article == slug)
    ads = tuple(ad for ad in issue.manifest.advertisements if ad.slot.article == slug)
    manifest = issue.manifest.model_copy(update={"order": entries, "advertisements": ads})
    return Issue(issue.name, issue.path, issue.located, manifest, {slug: issue.articles[slug]})
