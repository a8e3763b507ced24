"""Build an issue: the stages in order, nothing else. Read this first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from hemaprint.bind.finish import Finished, finish_edition, press_profile
from hemaprint.bind.issue import bind_issue
from hemaprint.editions import Edition, Wishes, file_name
from hemaprint.errors import UsageError
from hemaprint.galley.browser import page_files
from hemaprint.output import write_files
from hemaprint.project import Project
from hemaprint.results import ArticleResult, BuildResult, EditionResult, PictureStep
from hemaprint.sourcemap import map_path, write_map
from hemaprint.stages import Means, Progress, Stopwatch, accepted, counts_name, issue_setter, read_issue
from hemaprint.typeset.issue import SetIssue, write_last


def build(
    project: Project,
    name: str,
    *,
    editions: Sequence[Edition] = (Edition.DIGITAL,),
    wishes: Wishes | None = None,
    output: Path | None = None,
    article: str | None = None,
    html: bool = False,
    means: Means | None = None,
    progress: Progress,
) -> BuildResult:
    """Build the editions of one issue, or one ``article`` of it by itself as a digital edition.

    Writes to ``output`` (default ``dist/<issue>``). Raises ContentError with every problem, UsageError for an unknown
    article, MissingEnvironmentError without fonts or, for print, without a colour profile; then nothing was written.
    """
    started = perf_counter()
    watch, wishes = Stopwatch(progress), wishes or Wishes()
    if article is not None and tuple(editions) != (Edition.DIGITAL,):
        raise UsageError("an article alone has no other edition than the digital one", "leave out --edition")
    watch.stage("reading")
    issue, problems = read_issue(project, name)
    setter = issue_setter(project, issue, means or Means(), progress, wishes.conformance, article=article)
    if Edition.PRINT in editions:
        press_profile(project, wishes)  # to miss it now, not after the typesetting

    watch.stage("typesetting")
    done = setter.set()
    problems += accepted(done.problems)

    watch.stage("binding")
    bound = bind_issue(done, project.config, wishes.conformance)
    problems += accepted(bound.problems)
    finished = []
    for edition in editions:
        watch.stage(f"{edition} edition")
        finished.append(finish_edition(edition, bound, done, project, wishes))
        problems += accepted(finished[-1].problems)

    watch.stage("writing")
    folder = output or project.dist / name
    paths = [folder / _file_name(project.stem(name), one.edition, article) for one in finished]
    files = {path: one.pdf for path, one in zip(paths, finished, strict=True)}
    if html:
        files |= page_files(done.galleys, done.setting, folder / "html")
    if article is None:
        files[project.cache / counts_name(name)] = write_last(setter.remembered)
    for path, one in zip(paths, finished, strict=True):
        files[map_path(project.cache, path)] = write_map(one.pdf, one.map)
    write_files(files, project.root, folder)
    watch.stage("")
    return BuildResult(
        name,
        tuple(_written(path, one) for path, one in zip(paths, finished, strict=True)),
        tuple(path for path in files if path.suffix == ".html"),
        _articles(done),
        tuple(dict.fromkeys(problems)),
        perf_counter() - started,
        tuple(path for path in files if path.name != counts_name(name)),
        watch.stages,
        sum(effort.seconds for name, effort in done.efforts.items() if name not in issue.articles),
    )


def _file_name(stem: str, edition: Edition, article: str | None) -> str:
    return f"{stem}-{article}.pdf" if article else file_name(stem, edition)


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
