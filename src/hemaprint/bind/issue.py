# SPDX-License-Identifier: MIT
"""Bind a typeset issue, or an offprint of one article, with outline, page labels, imprint and attachments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2

from hemaprint.bind.binder import bind
from hemaprint.bind.editions import STANDARDS, Conformance
from hemaprint.bind.foundry import Foundry
from hemaprint.bind.images import for_screen
from hemaprint.bind.parts import Attachment, Bound, Imprint, OutlineItem, PageLabel, Part
from hemaprint.content.blocks import Crosshead, NewsItem
from hemaprint.content.markdown import finish_text, read_headline
from hemaprint.content.models import Article
from hemaprint.content.spans import words_of
from hemaprint.errors import Location, Problem
from hemaprint.galley.entries import page_title
from hemaprint.project.config import Config
from hemaprint.system.environment import source_date
from hemaprint.typeset.engine.registry import may_claim
from hemaprint.typeset.pages import Sheet, prove_printed
from hemaprint.typeset.plan import PagePlan, SetIssue, SetOffprint, SetRun

# ---------------------------------------------------------------- the issue


def bind_issue(
    done: SetIssue, config: Config, conformance: Conformance = Conformance.UA1, foundry: Foundry | None = None
) -> Bound:
    """The bound PDF of a typeset issue, tagged and fit for an archive; ``foundry`` makes the fonts."""
    department = ""
    parts = []
    for run in done.runs:
        article = done.setting.issue.articles.get(run.piece.name) if run.piece.kind == "article" else None
        outline = tuple(_outline(run, article, department, _title(run, done)))
        parts.append(part_of(run, done, run.piece.first - done.plan.start, outline))
        department = article.department.name if article else department if run.piece.kind == "advertisement" else ""
    return bind(
        parts,
        folios=done.folios or None,
        labels=tuple(_labels(done.plan)),
        imprint=issue_imprint(done, config),
        trimmed=True,
        opens_spread=done.plan.start % 2 == 1,
        turned=done.setting.turned,
        standards=STANDARDS[conformance] if may_claim() else None,
        attachments=_sources(done.setting.issue.articles.values(), config),
        foundry=foundry,
    )


def part_of(run: SetRun, done: SetIssue, first_page: int, outline: tuple[OutlineItem, ...]) -> Part:
    """A typeset run of pages as a part that begins on page ``first_page`` (from 0) of the file."""
    return Part(
        name=f"{run.piece.kind}-{run.piece.name}",
        pdf=run.pages.pdf,
        title=_title(run, done),
        sheets=run.sheets,
        first_page=first_page,
        outline=outline,
        source=source_of(run, done),
    )


def _title(run: SetRun, done: SetIssue) -> str:
    """The title of a part in the structure tree."""
    issue, name = done.setting.issue, run.piece.name
    if run.piece.kind == "advertisement":
        ad = next(ad for ad in issue.manifest.advertisements if ad.id == name)
        return f"{ad.label}: {read_headline(ad.headline, done.setting.language).text or ad.advertiser}"
    title = page_title(name, done.setting) if run.piece.kind == "page" else ""
    return issue.articles[name].title if name in issue.articles else read_headline(title, done.setting.language).text


def source_of(run: SetRun, done: SetIssue) -> Path:
    """The file of a part: a manuscript, or the manifest for pages that the magazine makes itself."""
    owner = done.setting.issue.articles.get(run.piece.name)
    return owner.path if owner else done.setting.issue.path / "issue.yaml"


def issue_imprint(done: SetIssue, config: Config) -> Imprint:
    """The imprint of an issue; a build of one article has the article's title."""
    setting, magazine = done.setting, config.magazine
    articles = tuple(setting.issue.articles.values())
    day = setting.issue_date
    dated = datetime(day.year, day.month, day.day, tzinfo=UTC)
    modified = source_date() or dated  # SOURCE_DATE_EPOCH, or the issue's own date (law 8)
    return Imprint(
        title=setting.issue_text if done.plan.whole else articles[0].title,
        language=magazine.language,
        created=min(dated, modified),
        modified=modified,
        authors=(magazine.publisher,),
        subject=read_headline(setting.issue.manifest.title, magazine.language).text or magazine.description,
        keywords=tuple(dict.fromkeys(keyword for article in articles for keyword in article.meta.keywords)),
        publisher=magazine.publisher,
        publication=magazine.title,
        issn=magazine.issn,
        volume=str(setting.issue.manifest.volume or ""),
        number=str(setting.issue.manifest.number),
    )


def _sources(articles: Iterable[Article], config: Config) -> tuple[Attachment, ...]:
    """The manuscripts to attach, if the magazine attaches them."""
    if not config.digital.attach_sources:
        return ()
    return tuple(
        Attachment(f"{article.slug}.md", article.path.read_bytes(), "text/markdown", f"Manuscript of “{article.title}”")
        for article in articles
    )


def _outline(run: SetRun, article: Article | None, department: str, title: str) -> Iterator[OutlineItem]:
    """The bookmarks of a part; an article that begins a department comes under the department's own."""
    if run.piece.kind == "page" and title:
        yield OutlineItem(title, 0, run.piece.name)
    if article is None:
        return
    if article.department.name != department:
        yield OutlineItem(finish_text(article.department.name, article.language), 0, "")
    yield from _article_outline(article)


def _article_outline(article: Article) -> Iterator[OutlineItem]:
    """The bookmarks of an article, its crossheads and its items."""
    yield OutlineItem(article.title, 1, article.slug)
    for block in article.body:
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


# ---------------------------------------------------------------- offprints

COVER_LABEL = "Cover"


def bind_offprint(
    one: SetOffprint, done: SetIssue, config: Config, conformance: Conformance, foundry: Foundry
) -> Bound:
    """The PDF of an offprint: one article as it ran, with the issue's folios and a citation at the foot of every page.

    It keeps the same standards as the digital edition.
    """
    bound = bind(
        tuple(_offprint_parts(one, done)),
        folios=one.folios,
        first_folio=one.first_folio,
        labels=tuple(_offprint_labels(one)),
        imprint=_offprint_imprint(one, done, config),
        trimmed=True,
        opens_spread=one.cover is None and one.runs[0].piece.first % 2 == 1,
        turned=done.setting.turned,
        standards=STANDARDS[conformance] if may_claim() else None,
        attachments=_sources((one.article,), config),
        alone=True,
        foundry=foundry,
    )
    return replace(bound, pdf=for_screen(bound.pdf))


def _offprint_parts(one: SetOffprint, done: SetIssue) -> Iterator[Part]:
    page = 0
    if one.cover is not None:
        yield Part("offprint-cover", one.cover.pdf, COVER_LABEL, (0,), 0, (OutlineItem(COVER_LABEL, 0, "offprint"),))
        page = 1
    outline = tuple(replace(item, level=item.level - 1) for item in _article_outline(one.article))
    for run in one.runs:
        yield part_of(run, done, page, outline)
        page, outline = page + run.piece.pages, ()


def _offprint_labels(one: SetOffprint) -> Iterator[PageLabel]:
    """The issue's page numbers, with a new range wherever they are not consecutive."""
    before = 0
    if one.cover is not None:
        yield PageLabel(0, "", prefix=COVER_LABEL)
        before = 1
    expected = ""
    for index, label in enumerate(one.labels, start=before):
        if not label.isdecimal():
            yield PageLabel(index, "", prefix=label or COVER_LABEL)
        elif label != expected:
            yield PageLabel(index, "D", start=int(label))
        expected = str(int(label) + 1) if label.isdecimal() else ""


def _offprint_imprint(one: SetOffprint, done: SetIssue, config: Config) -> Imprint:
    article, issue = one.article, issue_imprint(done, config)
    people = tuple(person.name for person in article.meta.contributors if person.role != "interviewer")
    return replace(
        issue,
        title=article.title,
        language=article.language,
        authors=people or issue.authors,
        subject=one.citation,
        keywords=article.meta.keywords,
        doi=article.meta.doi,
        pages=(one.labels[0], one.labels[-1]),
    )


# ---------------------------------------------------------------- proof


def sheets_of_issue(done: SetIssue) -> list[tuple[SetRun, Sheet]]:
    """Every page of a typeset issue, with the run that it belongs to."""
    return [(run, run.sheet(offset)) for run in done.runs for offset in range(run.piece.pages)]


def prove_bound(
    pdf: bytes, sheets: Iterable[tuple[SetRun, Sheet]], done: SetIssue, blanks: frozenset[int] = frozenset()
) -> tuple[Problem, ...]:
    """Report every page of a finished file that lacks characters set on it (law 7, on the finished PDF).

    ``blanks`` are the indices of inserted blank pages.
    """
    known = list(sheets)
    with pypdfium2.PdfDocument(pdf) as document:
        printed = [
            str(page.get_textpage().get_text_bounded()) for index, page in enumerate(document) if index not in blanks
        ]
    lacking = prove_printed([sheet.characters for _, sheet in known], printed)
    return tuple(_lacking(known[index][0], done) for index in lacking)


def _lacking(run: SetRun, done: SetIssue) -> Problem:
    return Problem(
        "HP252",
        f"a page of “{run.piece.name}” in the PDF lacks characters that were set on it",
        Location(source_of(run, done)),
        hint="this is an error of the engine or of binding; `hemaprint doctor` lists the versions to report",
    )
