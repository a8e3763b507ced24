"""An issue whose pages come and go without typesetting: painted sheets, dealt to articles that nobody has written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Event

import pikepdf

from hemaprint.copydesk.copyfit.fit import Fit
from hemaprint.errors import ContentError, Problem
from hemaprint.preview.desk import Arrived
from hemaprint.typeset.pages import Pages, Sheet
from hemaprint.typeset.plan import PageRun, SetIssue, SetRun
from waiting import PATIENCE

Deal = Mapping[str, Sequence[int]]
"""Which sheets of the stock each article has, in the order of the issue."""
SHEETS = 64
_A4 = (595.276, 841.89)


def _painted(content: str, count: int) -> bytes:
    """A PDF of as many pages; ``content`` is what each paints, where $ is its number (from 1)."""
    made = pikepdf.new()
    for number in range(1, count + 1):
        page = made.add_blank_page(page_size=_A4)
        page.Contents = made.make_stream(content.replace("$", str(number)).encode())
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def stock() -> Pages:
    """Sheets that all look different, each with a block as high as its number."""
    pdf = _painted("0.2 0.5 0.7 rg 60 700 300 -$ re f 0 0 0 rg 60 100 $ 3 re f", SHEETS)
    blocks = [((number, (60.0, 140.0, 360.0, 140.0 + number)),) for number in range(1, SHEETS + 1)]
    return Pages("stock", pdf, tuple(Sheet("feature", {}, {}, block) for block in blocks), ())


class Shuffled:
    """A setter that deals; ``problems`` are those of the next issue, and where it ``fails`` they end it."""

    def __init__(self, base: SetIssue, deal: Deal) -> None:
        self._base = replace(base, folios=_painted("0.7 g 60 40 $ 5 re f", SHEETS))
        self._article = next(iter(base.setting.issue.articles.values()))
        self._stock = stock()
        self.deal = deal
        self.problems: tuple[Problem, ...] = ()
        self.fails = False
        self._free = Event()
        self._free.set()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Builds wait until the end of this."""
        self._free.clear()
        try:
            yield
        finally:
            self._free.set()

    def path(self, name: str) -> Path:
        """Where the manuscript of an article would be."""
        return self._article.path.with_name(f"{name}.md")

    def fit(self, done: SetIssue, article: str, rest: Callable[[], object]) -> Fit:
        """Nothing is tried."""
        raise NotImplementedError

    def set(self, first: str | None, arrived: Arrived) -> SetIssue:
        """See :class:`hemaprint.preview.desk.Setter`."""
        assert self._free.wait(PATIENCE)
        if self.fails:
            raise ContentError(self.problems)
        deal = self.deal
        runs: list[SetRun] = []
        page = 0
        for name, sheets in deal.items():
            piece = PageRun("article", name, len(sheets), first=page)
            runs.append(SetRun(piece, self._stock, tuple(sheets)))
            page += len(sheets)
        articles = {name: replace(self._article, slug=name, path=self.path(name)) for name in deal}
        setting = replace(self._base.setting, issue=replace(self._base.setting.issue, articles=articles))
        plan = replace(self._base.plan, pieces=tuple(run.piece for run in runs), total=page)
        return replace(self._base, plan=plan, runs=tuple(runs), setting=setting, problems=self.problems)
