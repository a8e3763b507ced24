"""Bind a typeset issue: its runs as parts, its departments and headlines as outline, its labels and imprint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pypdfium2
from markupsafe import Markup

from hemaprint.bind.binder import bind
from hemaprint.bind.models import Bound, Imprint, OutlineItem, PageLabel, Part
from hemaprint.config import Config
from hemaprint.content.blocks import Block, Crosshead, NewsItem
from hemaprint.content.markdown import finish_text
from hemaprint.content.models import Article
from hemaprint.errors import Location, Problem
from hemaprint.typeset.issue import Run, SetIssue
from hemaprint.typeset.plan import PagePlan
from hemaprint.typeset.proof import prove_printed

PAGE_TITLES = {
    "cover": "Cover",
    "contents": "Contents",
    "masthead": "Masthead",
    "colophon": "Colophon",
    "back": "Back cover",
}


def bind_issue(done: SetIssue, config: Config) -> Bound:
    """The bound PDF of a typeset issue."""
    department = ""
    parts = []
    for run in done.runs:
        article = done.setting.issue.articles.get(run.piece.name) if run.piece.kind == "article" else None
        parts.append(_part(run, done, article, department))
        department = article.department.name if article else department if run.piece.kind == "advertisement" else ""
    labels = tuple(_labels(done.plan))
    return bind(parts, folios=done.folios, labels=labels, imprint=_imprint(done, config), trimmed=True)


def prove_bound(pdf: bytes, done: SetIssue) -> tuple[Problem, ...]:
    """Whether every page of the bound file holds the characters that were set on it (law 7, on the finished PDF)."""
    sheets = [(run, run.sheet(offset)) for run in done.runs for offset in range(run.piece.pages)]
    with pypdfium2.PdfDocument(pdf) as document:
        printed = [str(page.get_textpage().get_text_bounded()) for page in document]
    lacking = prove_printed([sheet.characters for _, sheet in sheets], printed)
    return tuple(_lacking(index, sheets[index][0], done) for index in lacking)


def _part(run: Run, done: SetIssue, article: Article | None, department: str) -> Part:
    issue = done.setting.issue
    owner = issue.articles.get(run.piece.name)
    return Part(
        name=f"{run.piece.kind}-{run.piece.name}",
        pdf=run.pages.pdf,
        title=owner.title if owner else PAGE_TITLES.get(run.piece.name, run.piece.name),
        sheets=run.sheets,
        first_page=run.piece.first - done.plan.start,
        outline=tuple(_outline(run, article, department)),
        source=owner.path if owner else issue.path / "issue.yaml",
    )


def _outline(run: Run, article: Article | None, department: str) -> Iterator[OutlineItem]:
    if run.piece.kind == "page" and run.piece.name in PAGE_TITLES:
        yield OutlineItem(PAGE_TITLES[run.piece.name], 0, run.piece.name)
    if article is None:
        return
    if article.department.name != department:
        yield OutlineItem(finish_text(article.department.name, article.language), 0, "")
    yield OutlineItem(finish_text(article.title, article.language), 1, article.slug)
    yield from _headings(article.body)


def _headings(blocks: Iterable[Block]) -> Iterator[OutlineItem]:
    for block in blocks:
        if isinstance(block, Crosshead):
            yield OutlineItem(block.text, block.level, block.anchor)
        elif isinstance(block, NewsItem):
            yield OutlineItem(Markup(block.title).striptags(), 2, block.anchor)


def _labels(plan: PagePlan) -> Iterator[PageLabel]:
    first = plan.start + plan.numbering.first
    if plan.start or plan.numbering.cover == "arabic":
        yield PageLabel(0, "D", start=first)
        return
    yield PageLabel(0, "R") if plan.numbering.cover == "roman" else PageLabel(0, "", prefix="Cover")
    yield PageLabel(1, "D", start=first + 1)


def _imprint(done: SetIssue, config: Config) -> Imprint:
    setting, manifest, magazine = done.setting, done.setting.issue.manifest, config.magazine
    day = setting.issue_date
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    title = f"{magazine.title}, {setting.number_text}, {setting.date_text}"
    articles = setting.issue.articles.values()
    if not done.plan.whole:
        title = next(iter(articles)).title
    keywords = tuple(dict.fromkeys(keyword for article in articles for keyword in article.meta.keywords))
    return Imprint(
        title=title,
        language=magazine.language,
        created=moment,
        modified=moment,
        author=magazine.publisher,
        subject=manifest.title or magazine.description,
        keywords=keywords,
        publisher=magazine.publisher,
        publication=magazine.title,
        issn=magazine.issn,
        volume=str(manifest.volume or ""),
        number=str(manifest.number),
    )


def _lacking(index: int, run: Run, done: SetIssue) -> Problem:
    owner = done.setting.issue.articles.get(run.piece.name)
    return Problem(
        "HP252",
        f"page {done.plan.label(done.plan.start + index)} of the PDF lacks characters that were set on it",
        Location(owner.path if owner else done.setting.issue.path / "issue.yaml"),
        hint="this is a fault of the engine or of binding; `hemaprint doctor` shows the versions to report",
    )
