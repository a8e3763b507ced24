"""The corpus: 130 pages, and how much of each article a reader of pages gets, and how much else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hemaprint.intake.passages import Raw
from hemaprint.intake.web import read_html
from hemaprint.intake.wishes import Wishes
from intake.counting import texts_taken, words
from intake.webpages.journals import JOURNALS
from intake.webpages.shapes import SHAPES
from intake.webpages.story import Maker
from intake.webpages.systems import SYSTEMS

FORMS = (*SYSTEMS, *JOURNALS, *SHAPES)
PAGES = 130
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252")
GOOD = 0.9


@dataclass(frozen=True, slots=True)
class Page:
    """A page, and the words of its article."""

    form: str
    number: int
    data: bytes
    article: Counter[str]


@dataclass(frozen=True, slots=True)
class Score:
    """How much of an article was read, and how much of what was read is of the article: shares of words."""

    page: Page
    recall: float
    precision: float
    raw: Raw

    @property
    def is_good(self) -> bool:
        """Whether both are above :data:`GOOD`."""
        return min(self.recall, self.precision) > GOOD


def pages(count: int = PAGES) -> Iterator[Page]:
    """The pages of the corpus; the same at every call."""
    for number in range(count):
        form = FORMS[number % len(FORMS)]
        make = Maker(number)
        html, article = form(make, make.story())
        encoding = ENCODINGS[number % len(ENCODINGS)]
        yield Page(form.__name__, number, html.encode(encoding, "xmlcharrefreplace"), words(article.lower()))


def scores(folder: Path, chosen: Iterable[Page]) -> Iterator[Score]:
    """What the reader makes of pages; ``folder`` is for files that last no longer than this."""
    path = folder / "page.html"
    for page in chosen:
        path.write_bytes(page.data)
        raw = read_html(path, Wishes())
        got = words("\n".join(texts_taken(raw)).lower())
        shared = (got & page.article).total()
        yield Score(page, shared / page.article.total(), shared / max(1, got.total()), raw)


def table(found: Iterable[Score]) -> Iterator[str]:
    """The scores by form: how many pages are good, and the lowest recall and precision among them."""
    by_form: dict[str, list[Score]] = {}
    for score in found:
        by_form.setdefault(score.page.form, []).append(score)
    yield f"{'form':24} good  recall  precision"
    for form, group in sorted(by_form.items()):
        good = sum(score.is_good for score in group)
        recall, precision = min(one.recall for one in group), min(one.precision for one in group)
        yield f"{form:24} {good}/{len(group)}   {recall:6.3f}  {precision:6.3f}"
    everything = [score for group in by_form.values() for score in group]
    yield f"{sum(score.is_good for score in everything)} of {len(everything)} pages are above {GOOD} in both"
