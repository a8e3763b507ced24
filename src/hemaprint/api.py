# SPDX-License-Identifier: MIT
"""Use hemaprint from Python: the public interface for editors' scripts, CI jobs and web services.

Nothing here prints, reads the command line or ends the process. Warnings and notes are values beside a result; errors
are exceptions, and a :class:`ContentError` carries all its problems as values.

    >>> from datetime import date
    >>> from hemaprint import api
    >>> project = api.init("field-notes", title="Field Notes", today=date(2025, 2, 1))
    >>> [problem.message for problem in api.check(project)]
    []
    >>> result = api.build(project)
    >>> result.pdf.name, result.pages
    ('field-notes-2025-01-digital.pdf', 8)

**Stability.** The names in ``__all__`` are the public interface, with their documented parameters and attributes. From
version 1.0 they follow semantic versioning: nothing is removed or changes its meaning within a major version. Until
then, CHANGELOG lists every change under "API". Everything else in the package can change at any time; other packages
extend it by entry points (docs/how-to/write-a-plugin.md).

**Types.** What functions take and return is immutable:

    >>> isinstance(project, api.Project), project.config.magazine.title
    (True, 'Field Notes')
    >>> isinstance(result, api.BuildResult), result.problems
    (True, ())
    >>> edition = result.editions[0]
    >>> isinstance(edition, api.EditionResult), edition.name == api.Edition.DIGITAL, edition.pages
    (True, True, 8)
    >>> article = result.articles[0]
    >>> isinstance(article, api.ArticleResult), article.slug, article.pages
    (True, 'begin-anywhere', 1)
    >>> place = api.Location(project.root / "content/2025-01/issue.yaml", line=3)
    >>> problem = api.Problem("HP013", "number is missing", place, severity=api.Severity.WARNING)
    >>> problem.is_error, problem.location.line, api.meanings()[problem.code]
    (False, 3, 'A required key is missing or has no value.')

**Errors.** All are :class:`HemaprintError` with a ``message``, a ``hint`` that says what to do, and the ``exit_code``
of the command line:

    >>> try:
    ...     api.build(project, "2031-12")
    ... except api.UsageError as error:
    ...     error.message, int(error.exit_code)
    ('there is no issue "2031-12"', 2)
    >>> all(issubclass(kind, api.HemaprintError) for kind in (api.ContentError, api.MissingEnvironmentError))
    True
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from datetime import date
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hemaprint.errors import (
    ContentError,
    HemaprintError,
    Location,
    MissingEnvironmentError,
    Problem,
    Severity,
    UsageError,
    meanings,
)

if TYPE_CHECKING:
    from hemaprint.bind.editions import Conformance, Edition
    from hemaprint.build.backend import Step
    from hemaprint.build.results import ArticleResult, BuildResult, EditionResult
    from hemaprint.content.models import Issue
    from hemaprint.export.articles import Exported as ExportResult
    from hemaprint.preflight.report import Finding, Purpose, Report
    from hemaprint.project.project import Project

__all__ = [
    "ArticleResult",
    "BuildResult",
    "Conformance",
    "ContentError",
    "Edition",
    "EditionResult",
    "ExportResult",
    "Finding",
    "HemaprintError",
    "Issue",
    "Location",
    "MissingEnvironmentError",
    "Problem",
    "Project",
    "Purpose",
    "Report",
    "Severity",
    "Step",
    "UsageError",
    "build",
    "build_offprints",
    "check",
    "export",
    "init",
    "issue_names",
    "load_issue",
    "load_project",
    "meanings",
    "preflight",
    "preflight_file",
]

M = TypeVar("M", bound=StrEnum)

_PLACES = {
    "ArticleResult": "hemaprint.build.results:ArticleResult",
    "BuildResult": "hemaprint.build.results:BuildResult",
    "Conformance": "hemaprint.bind.editions:Conformance",
    "Edition": "hemaprint.bind.editions:Edition",
    "EditionResult": "hemaprint.build.results:EditionResult",
    "ExportResult": "hemaprint.export.articles:Exported",
    "Finding": "hemaprint.preflight.report:Finding",
    "Issue": "hemaprint.content.models:Issue",
    "Project": "hemaprint.project.project:Project",
    "Purpose": "hemaprint.preflight.report:Purpose",
    "Report": "hemaprint.preflight.report:Report",
    "Step": "hemaprint.build.backend:Step",
}
"""Where the types are that load slowly; functions import what they need when they are called."""


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, original = _PLACES[name].partition(":")
    return getattr(import_module(module), original)


def _member(choices: type[M], value: str) -> M:
    """The member of an enumeration; raises UsageError for any other value."""
    try:
        return choices(value)
    except ValueError as error:
        hint = f"one of: {', '.join(choices)}"
        raise UsageError(f'"{value}" is not a value of {choices.__name__}', hint) from error


# ---------------------------------------------------------------- projects and issues


def init(
    folder: str | Path,
    *,
    title: str = "",
    size: str = "",
    language: str = "",
    theme: str = "",
    today: date | None = None,
) -> Project:
    """Write a small magazine that builds into a new or empty folder; ``title`` defaults to the folder's name.

    ``size`` is the trim size ("A5", "210mm 210mm"), ``language`` a BCP 47 tag, ``theme`` an installed theme; ``today``
    dates its first issue. Raises UsageError when the folder is not empty, or when one of them is not known.

    >>> from hemaprint import api
    >>> project = api.init("blood-letters")
    >>> project.config.magazine.title, project.root.name
    ('Blood Letters', 'blood-letters')
    """
    from hemaprint.scaffold.create import Wishes, create

    create(Path(folder), Wishes(title, size, language, theme), today=today or date.today())
    return load_project(folder)


def load_project(folder: str | Path = ".") -> Project:
    """The project in ``folder`` or the nearest folder above it.

    Raises UsageError when there is none, and ContentError with every problem of its ``hemaprint.toml``.

    >>> from hemaprint import api
    >>> api.load_project("field-notes/content/2025-01").root.name
    'field-notes'
    """
    from hemaprint.project import project

    return project.load_project(project.find_root(Path(folder)))


def issue_names(project: Project) -> tuple[str, ...]:
    """The names of the project's issues, sorted.

    >>> from hemaprint import api
    >>> api.issue_names(api.load_project("field-notes"))
    ('2025-01',)
    """
    from hemaprint.project import project as projects

    return projects.issue_names(project)


def load_issue(project: Project, issue: str | None = None) -> Issue:
    """An issue with all its articles, by default the newest; raises ContentError with every problem of its files.

    >>> from hemaprint import api
    >>> issue = api.load_issue(api.load_project("field-notes"))
    >>> isinstance(issue, api.Issue), issue.name, len(issue.articles)
    (True, '2025-01', 3)
    """
    from hemaprint.build.reading import read_issue

    return read_issue(project, project.pick_issue(issue))[0]


def check(project: Project, issue: str | None = None) -> tuple[Problem, ...]:
    """Every problem of an issue, by default the newest, and of the project's layouts and styles; renders nothing.

    Problems in files are returned, not raised, sorted by file, line and column.

    >>> from hemaprint import api
    >>> project = api.load_project("field-notes")
    >>> manifest = project.content / "2025-01" / "issue.yaml"
    >>> text = manifest.read_text("utf-8")
    >>> _ = manifest.write_text(text.replace("number:", "nummer:"), "utf-8")
    >>> for problem in api.check(project):
    ...     print(problem.code, problem.location.path.name, problem.severity, problem.hint, sep="; ")
    HP011; issue.yaml; error; did you mean "number"?
    >>> _ = manifest.write_text(text, "utf-8")
    """
    from hemaprint.build.reading import check_issue

    return check_issue(project, project.pick_issue(issue))


# ---------------------------------------------------------------- what is typeset


def build(
    project: Project,
    issue: str | None = None,
    *,
    editions: Iterable[str] = ("digital",),
    article: str | None = None,
    conformance: str = "ua1",
    profile: Path | None = None,
    spreads: bool = False,
    max_mb: float | None = None,
    html: bool = False,
    output: Path | None = None,
    jobs: int | None = 1,
    cache: bool = True,
    progress: Callable[[Step], object] | None = None,
) -> BuildResult:
    """Build editions of an issue, by default the newest, or one ``article`` alone; unchanged editions are not rebuilt.

    ``editions`` are values of :class:`Edition`, ``conformance`` one of :class:`Conformance`. Print takes an ICC
    ``profile`` and ``spreads``, e-mail ``max_mb`` million bytes at most. ``html`` also writes the articles as HTML.
    Files go to ``output``, by default ``dist/ISSUE``. ``jobs`` processes typeset, None for one on each core; start more
    than one before any thread, because they are forked. ``cache`` False neither uses nor keeps typeset pages.
    ``progress`` is called with each :class:`Step`.

    Raises ContentError with every problem, UsageError, and MissingEnvironmentError, for example without fonts or, for
    print, without a colour profile; then nothing was written.

    >>> from hemaprint import api
    >>> project, steps = api.load_project("field-notes"), []
    >>> result = api.build(project, conformance=api.Conformance.UA2, progress=steps.append)
    >>> [path.name for path in result.files if path.suffix == ".pdf"]
    ['field-notes-2025-01-digital.pdf']
    >>> steps[0] == api.Step("reading")
    True
    """
    from hemaprint.bind.editions import Conformance, Edition
    from hemaprint.build.backend import BackendOptions, Progress
    from hemaprint.build.results import BuildOptions
    from hemaprint.build.run import build_all

    options = BuildOptions(
        issue=project.pick_issue(issue),
        editions=tuple(_member(Edition, edition) for edition in editions),
        article=article,
        conformance=_member(Conformance, conformance),
        profile=profile,
        spreads=spreads,
        max_mb=max_mb,
        html=html,
        output=output,
    )
    backend = BackendOptions(jobs, no_cache=not cache)
    (result,) = build_all(project, [options], backend, lambda: nullcontext(Progress(progress)))
    if isinstance(result, ContentError):
        raise result
    return result


def build_offprints(
    project: Project,
    issue: str | None = None,
    *,
    article: str | None = None,
    cover: bool = False,
    conformance: str = "ua1",
    output: Path | None = None,
    jobs: int | None = 1,
    cache: bool = True,
    progress: Callable[[Step], object] | None = None,
) -> BuildResult:
    """Build an offprint of every article of an issue, or of one, with the issue's page numbers.

    ``editions`` of the result are the offprints, named by their articles. ``cover`` puts a page with the citation
    before the article. Files go to ``output``, by default ``dist/ISSUE/offprints``; the rest is as in :func:`build`.

    >>> from hemaprint import api
    >>> result = api.build_offprints(api.load_project("field-notes"), article="begin-anywhere")
    >>> [(offprint.name, offprint.path.name) for offprint in result.editions]
    [('begin-anywhere', 'field-notes-2025-01-begin-anywhere.pdf')]
    """
    from hemaprint.bind.editions import Conformance
    from hemaprint.build.backend import BackendOptions, Progress, open_backend
    from hemaprint.system.environment import require_engine

    name, standard = project.pick_issue(issue), _member(Conformance, conformance)
    require_engine()
    with open_backend(project, BackendOptions(jobs, no_cache=not cache), standard) as backend:
        from hemaprint.build import issue as builder

        return builder.build_offprints(
            project,
            name,
            article=article,
            cover=cover,
            conformance=standard,
            output=output,
            backend=backend,
            progress=Progress(progress),
        )


# ---------------------------------------------------------------- finished files


def preflight(project: Project, issue: str | None = None, *, purpose: Purpose | None = None) -> tuple[Report, ...]:
    """Examine every finished file of an issue, by default the newest; ``purpose`` defaults to that of each edition.

    Raises UsageError when nothing of the issue has been built.

    >>> from hemaprint import api
    >>> reports = api.preflight(api.load_project("field-notes"))
    >>> isinstance(reports[0], api.Report), reports[0].path.name, reports[0].purpose == api.Purpose.SCREEN
    (True, 'field-notes-2025-01-digital.pdf', True)
    >>> all(isinstance(finding, api.Finding) for finding in reports[0].findings)
    True
    """
    from hemaprint.preflight.issue import examine_issue

    return examine_issue(project, project.pick_issue(issue), purpose=purpose)


def preflight_file(path: str | Path, *, purpose: Purpose | None = None, project: Project | None = None) -> Report:
    """Examine one PDF; ``purpose`` is guessed from the file if it is not given.

    With the ``project`` that made it, findings also have their places in the manuscripts.

    >>> from hemaprint import api
    >>> report = api.preflight_file("field-notes/dist/2025-01/field-notes-2025-01-digital.pdf")
    >>> report.pages, [finding.code for finding in report.findings if finding.severity is api.Severity.ERROR]
    (8, [])
    """
    from hemaprint.preflight.examine import examine
    from hemaprint.preflight.issue import origin_in

    path = Path(path)
    return examine(path, purpose=purpose, origin_of=origin_in(project, path) if project else None)


def export(
    project: Project,
    issue: str | None = None,
    *,
    formats: Iterable[str] = ("html",),
    article: str | None = None,
    output: Path | None = None,
) -> ExportResult:
    """Write the articles of an issue, or one, in ``formats``; nothing is typeset.

    A format is "text", "html", "docx", "jats", or the name of one that an installed package adds.

    Files go to ``output``, by default ``dist/ISSUE/export``. Raises ContentError when the issue has errors.

    >>> from hemaprint import api
    >>> project = api.load_project("field-notes")
    >>> exported = api.export(project, formats=["text"], article="begin-anywhere")
    >>> isinstance(exported, api.ExportResult), [path.name for path in exported.paths], exported.problems
    (True, ['begin-anywhere.txt'], ())
    """
    from hemaprint.export.articles import export_articles

    return export_articles(project, project.pick_issue(issue), list(formats), article=article, output=output)
