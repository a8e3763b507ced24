"""Typeset what an offprint adds to its article: folios with a citation below them, and a cover if one is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hemaprint.content.models import Article
from hemaprint.errors import Problem
from hemaprint.galley.pages import Folio, compose_folios, compose_offprint_cover
from hemaprint.galley.setting import Setting
from hemaprint.project.config import Side
from hemaprint.typeset.issue import Run, SetIssue
from hemaprint.typeset.pages import Pages, Sheet
from hemaprint.typeset.schedule import Schedule
from hemaprint.typeset.wanted import Form, written


@dataclass(frozen=True, slots=True)
class SetOffprint:
    """An offprint ready to be bound: its folios begin on the sheet ``first_folio`` of ``folios``.

    ``labels`` are the page numbers of its article as printed in the issue.
    """

    article: Article
    runs: tuple[Run, ...]
    labels: tuple[str, ...]
    citation: str
    folios: bytes
    first_folio: int
    cover: Pages | None

    @property
    def sheets(self) -> list[tuple[Run, Sheet]]:
        """Every page of its file, with the run that it belongs to; the cover belongs to the first."""
        cover = [(self.runs[0], self.cover.sheets[0])] if self.cover else []
        return cover + [(run, run.sheet(offset)) for run in self.runs for offset in range(run.piece.pages)]


def set_offprints(
    done: SetIssue, slugs: Sequence[str], schedule: Schedule, *, covers: bool
) -> tuple[tuple[SetOffprint, ...], tuple[Problem, ...]]:
    """The offprints of ``slugs``; the folios of all of them are typeset as one document."""
    source = done.setting.issue.path / "issue.yaml"
    drafts = [_Draft.of(done, slug) for slug in slugs]
    folios = [folio for draft in drafts for folio in draft.folios(cover=covers)]
    overlay = schedule.alone(written(compose_folios(folios, done.setting), source, Form.BARE))
    found, first, finished = list(overlay.problems), 0, []
    for draft in drafts:
        cover = _cover(draft, done.setting, schedule) if covers else None
        found += cover.problems if cover else ()
        finished.append(SetOffprint(draft.article, draft.runs, draft.labels, draft.citation, overlay.pdf, first, cover))
        first += len(draft.labels) + (1 if covers else 0)
    return tuple(finished), tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Draft:
    """An article's runs in the issue, and how its offprint is cited."""

    article: Article
    runs: tuple[Run, ...]
    labels: tuple[str, ...]
    citation: str

    @classmethod
    def of(cls, done: SetIssue, slug: str) -> _Draft:
        article = done.setting.issue.articles[slug]
        runs = tuple(run for run in done.runs if run.piece.name == slug and run.piece.kind in ("article", "continued"))
        labels = tuple(done.plan.label(run.piece.first + offset) for run in runs for offset in range(run.piece.pages))
        return cls(article, runs, labels, done.setting.citation(article, span_of(labels)))

    def folios(self, *, cover: bool) -> list[Folio]:
        """The folio of every page; the cover and pages without a folio have none."""
        sheets = [(run, offset) for run in self.runs for offset in range(run.piece.pages)]
        folios = [Folio("right", "")] if cover else []
        for (run, offset), label in zip(sheets, self.labels, strict=True):
            side: Side = "left" if (run.piece.first + offset) % 2 else "right"
            numbered = run.sheet(offset).numbered
            folios.append(Folio(side, label, self.citation) if numbered else Folio(side, ""))
        return folios


def span_of(labels: Sequence[str]) -> str:
    """Page numbers as cited: ``5–7``, ``5–6, 20``; pages without a number do not count."""
    spans: list[tuple[int, int]] = []
    for number in (int(label) for label in labels if label.isdecimal()):
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)


def _cover(draft: _Draft, setting: Setting, schedule: Schedule) -> Pages:
    galley = compose_offprint_cover(draft.article, draft.citation, setting)
    return schedule.alone(written(galley, draft.article.path))
