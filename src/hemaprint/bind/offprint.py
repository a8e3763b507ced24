"""Bind an offprint: one article as it ran, with the issue's own folios and a citation at the foot of every page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hemaprint.bind.binder import bind
from hemaprint.bind.editions import STANDARDS, Conformance
from hemaprint.bind.foundry import Foundry
from hemaprint.bind.issue import article_outline, issue_imprint, part_of, sources_of
from hemaprint.bind.models import Bound, Imprint, OutlineItem, PageLabel, Part
from hemaprint.bind.screen import for_screen
from hemaprint.content.models import Article
from hemaprint.project.config import Config
from hemaprint.typeset.engine.registry import may_claim
from hemaprint.typeset.plan import SetIssue, SetOffprint

COVER_LABEL = "Cover"


def bind_offprint(
    one: SetOffprint, done: SetIssue, config: Config, conformance: Conformance, foundry: Foundry
) -> Bound:
    """The PDF of an offprint; it keeps the same standards as the digital edition."""
    bound = bind(
        tuple(_parts(one, done)),
        folios=one.folios,
        first_folio=one.first_folio,
        labels=tuple(_labels(one)),
        imprint=_imprint(one.article, one, done, config),
        trimmed=True,
        opens_left=one.cover is None and one.runs[0].piece.side == "left",
        standards=STANDARDS[conformance] if may_claim() else None,
        attachments=sources_of((one.article,), config),
        alone=True,
        foundry=foundry,
    )
    return replace(bound, pdf=for_screen(bound.pdf))


def _parts(one: SetOffprint, done: SetIssue) -> Iterator[Part]:
    page = 0
    if one.cover is not None:
        yield Part("offprint-cover", one.cover.pdf, COVER_LABEL, (0,), 0, (OutlineItem(COVER_LABEL, 0, "offprint"),))
        page = 1
    outline = tuple(replace(item, level=item.level - 1) for item in article_outline(one.article))
    for run in one.runs:
        yield part_of(run, done, page, outline)
        page, outline = page + run.piece.pages, ()


def _labels(one: SetOffprint) -> Iterator[PageLabel]:
    """The issue's own page numbers; a new range wherever they do not simply go on."""
    if one.cover is not None:
        yield PageLabel(0, "", prefix=COVER_LABEL)
    for index, label in enumerate(one.labels, start=1 if one.cover else 0):
        number = int(label) if label.isdecimal() else None
        if number is None:
            yield PageLabel(index, "", prefix=label or COVER_LABEL)
        elif not _goes_on(one.labels, index - (1 if one.cover else 0), number):
            yield PageLabel(index, "D", start=number)


def _goes_on(labels: Sequence[str], at: int, number: int) -> bool:
    return at > 0 and labels[at - 1] == str(number - 1)


def _imprint(article: Article, one: SetOffprint, done: SetIssue, config: Config) -> Imprint:
    people = tuple(person.name for person in article.meta.contributors if person.role != "interviewer")
    issue = issue_imprint(done, config)
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
