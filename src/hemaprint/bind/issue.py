"""Bind a typeset issue: its runs as parts, its departments and headlines as outline, its labels and imprint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2

from hemaprint.bind.binder import bind
from hemaprint.bind.editions import STANDARDS, Conformance
from hemaprint.bind.foundry import Foundry
from hemaprint.bind.models import Attachment, Bound, Imprint, OutlineItem, PageLabel, Part
from hemaprint.content.blocks import Block, Crosshead, NewsItem
from hemaprint.content.markdown import finish_text, read_headline
from hemaprint.content.models import Article
from hemaprint.content.spans import words_of
from hemaprint.errors import Location, Problem
from hemaprint.galley.setting import Setting
from hemaprint.project.config import Config
from hemaprint.system.environment import source_date
from hemaprint.typeset.characters import prove_printed
from hemaprint.typeset.engine.registry import may_claim
from hemaprint.typeset.issue import Run, SetIssue
from hemaprint.typeset.pages import Sheet
from hemaprint.typeset.plan import PagePlan

PAGE_TITLES = {
    "cover": "Cover",
    "contents": "Contents",
    "masthead": "Masthead",
    "colophon": "Colophon",
    "back": "Back cover",
}


def bind_issue(
    done: SetIssue, config: Config, conformance: Conformance = Conformance.UA1, foundry: Foundry | None = None
) -> Bound:
    """The bound PDF of a typeset issue, tagged and fit for an archive; its faces come from ``foundry``."""
    department = ""
    parts = []
    for run in done.runs:
        article = done.setting.issue.articles.get(run.piece.name) if run.piece.kind == "article" else None
        outline = tuple(_outline(run, article, department))
        parts.append(part_of(run, done, run.piece.first - done.plan.start, outline))
        department = article.department.name if article else department if run.piece.kind == "advertisement" else ""
    return bind(
        parts,
        folios=done.folios,
        labels=tuple(_labels(done.plan)),
        imprint=issue_imprint(done, config),
        trimmed=True,
        opens_left=done.plan.start % 2 == 1,
        standards=STANDARDS[conformance] if may_claim() else None,
        attachments=sources_of(done.setting.issue.articles.values(), config),
        foundry=foundry,
    )


def prove_bound(
    pdf: bytes, sheets: Iterable[tuple[Run, Sheet]], done: SetIssue, blanks: frozenset[int] = frozenset()
) -> tuple[Problem, ...]:
    """Whether every page of a finished file holds the characters that were set on it (law 7, on the finished PDF).

    ``blanks`` are the indices of pages that were put in between.
    """
    known = list(sheets)
    with pypdfium2.PdfDocument(pdf) as document:
        printed = [
            str(page.get_textpage().get_text_bounded()) for index, page in enumerate(document) if index not in blanks
        ]
    lacking = prove_printed([sheet.characters for _, sheet in known], printed)
    return tuple(_lacking(known[index][0], done) for index in lacking)


def sheets_of_issue(done: SetIssue) -> list[tuple[Run, Sheet]]:
    """Every page of a typeset issue, with the run that it belongs to."""
    return [(run, run.sheet(offset)) for run in done.runs for offset in range(run.piece.pages)]


def part_of(run: Run, done: SetIssue, first_page: int, outline: tuple[OutlineItem, ...]) -> Part:
    """A run as a part that begins on the page ``first_page`` (from 0) of the file."""
    return Part(
        name=f"{run.piece.kind}-{run.piece.name}",
        pdf=run.pages.pdf,
        title=_title(run, done),
        sheets=run.sheets,
        first_page=first_page,
        outline=outline,
        source=source_of(run, done),
    )


def _title(run: Run, done: SetIssue) -> str:
    """What a run is called in the structure tree."""
    issue, name = done.setting.issue, run.piece.name
    if run.piece.kind == "advertisement":
        ad = next(ad for ad in issue.manifest.advertisements if ad.id == name)
        return f"{ad.label}: {read_headline(ad.headline, done.setting.language).text or ad.advertiser}"
    return issue.articles[name].title if name in issue.articles else PAGE_TITLES.get(name, "")


def source_of(run: Run, done: SetIssue) -> Path:
    """The file that a run was set from: a manuscript, or the manifest for pages that the magazine makes itself."""
    owner = done.setting.issue.articles.get(run.piece.name)
    return owner.path if owner else done.setting.issue.path / "issue.yaml"


def article_outline(article: Article) -> Iterator[OutlineItem]:
    """The bookmark of an article and those of its crossheads and items."""
    yield OutlineItem(article.title, 1, article.slug)
    yield from _headings(article.body)


def issue_imprint(done: SetIssue, config: Config) -> Imprint:
    """What the file of an issue says of itself; a build of one article has its title."""
    setting, magazine = done.setting, config.magazine
    articles = tuple(setting.issue.articles.values())
    keywords = tuple(dict.fromkeys(keyword for article in articles for keyword in article.meta.keywords))
    created, modified = moments_of(setting)
    return Imprint(
        title=setting.issue_text if done.plan.whole else articles[0].title,
        language=magazine.language,
        created=created,
        modified=modified,
        authors=(magazine.publisher,),
        subject=read_headline(setting.issue.manifest.title, magazine.language).text or magazine.description,
        keywords=keywords,
        publisher=magazine.publisher,
        publication=magazine.title,
        issn=magazine.issn,
        volume=str(setting.issue.manifest.volume or ""),
        number=str(setting.issue.manifest.number),
    )


def moments_of(setting: Setting) -> tuple[datetime, datetime]:
    """When the issue was made and last changed: its own date, and SOURCE_DATE_EPOCH where that is set (law 8)."""
    day = setting.issue_date
    dated = datetime(day.year, day.month, day.day, tzinfo=UTC)
    changed = source_date() or dated
    return min(dated, changed), changed


def sources_of(articles: Iterable[Article], config: Config) -> tuple[Attachment, ...]:
    """The manuscripts to attach: all of ``articles``, or none unless the magazine wants them."""
    if not config.digital.attach_sources:
        return ()
    return tuple(
        Attachment(f"{article.slug}.md", article.path.read_bytes(), "text/markdown", f"Manuscript of “{article.title}”")
        for article in articles
    )


def _outline(run: Run, article: Article | None, department: str) -> Iterator[OutlineItem]:
    if run.piece.kind == "page" and run.piece.name in PAGE_TITLES:
        yield OutlineItem(PAGE_TITLES[run.piece.name], 0, run.piece.name)
    if article is None:
        return
    if article.department.name != department:
        yield OutlineItem(finish_text(article.department.name, article.language), 0, "")
    yield from article_outline(article)


def _headings(blocks: Iterable[Block]) -> Iterator[OutlineItem]:
    for block in blocks:
        if isinstance(block, Crosshead):
            yield OutlineItem(words_of(block.copy), block.level, block.anchor)
        elif isinstance(block, NewsItem):
            yield OutlineItem(words_of(block.title), 2, block.anchor)


def _labels(plan: PagePlan) -> Iterator[PageLabel]:
    first = plan.start + plan.numbering.first
    if plan.start or plan.numbering.cover == "arabic":
        yield PageLabel(0, "D", start=first)
        return
    yield PageLabel(0, "R") if plan.numbering.cover == "roman" else PageLabel(0, "", prefix="Cover")
    yield PageLabel(1, "D", start=first + 1)


def _lacking(run: Run, done: SetIssue) -> Problem:
    return Problem(
        "HP252",
        f"a page of “{run.piece.name}” lacks characters in the PDF that were set on it",
        Location(source_of(run, done)),
        hint="this is a fault of the engine or of binding; `hemaprint doctor` shows the versions to report",
    )
