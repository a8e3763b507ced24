# SPDX-License-Identifier: MIT
"""Set an article as it would be after a change of its manuscript, which is written nowhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hemaprint.content.article import read_article
from hemaprint.content.load import around_of
from hemaprint.content.models import Article
from hemaprint.copydesk.copyfit.extent import Extent, extent_of
from hemaprint.errors import ContentError
from hemaprint.galley.compose import Composer
from hemaprint.project.project import Project
from hemaprint.project.text import read_text
from hemaprint.typeset.crew.jobs import Steps
from hemaprint.typeset.crew.schedule import Schedule, nothing
from hemaprint.typeset.fitting import SetGalley, set_article
from hemaprint.typeset.plan import SetIssue


@dataclass(slots=True)
class Trials:
    """Sets changed manuscripts of an issue that was set, at most ``left`` of them, as a build of them would.

    ``rest`` is called before each few: it may raise where something else is to be done first.
    """

    project: Project
    done: SetIssue
    schedule: Schedule
    left: int
    rest: Callable[[], object] = nothing
    made: int = field(default=0, init=False)

    def manuscript(self, extent: Extent) -> str:
        """The manuscript of an article; "" where it is gone."""
        return read_text(extent.path, lenient=True)[0] or ""

    def set(self, extent: Extent, texts: Sequence[str]) -> list[Extent | None]:
        """How long an article is with each of these texts; None where it cannot be set so, or no trial is left."""
        chosen = texts[: self.left]
        self.left -= len(chosen)
        self.made += len(chosen)
        self.rest()
        works = {str(number): self._steps(article) for number, article in enumerate(map(self._read(extent), chosen))}
        results, _ = self.schedule.run(works)
        found = [results.get(str(number)) for number in range(len(texts))]
        return [None if one is None else self._extent(extent, *one) for one in found]

    def _read(self, extent: Extent) -> Callable[[str], Article | None]:
        around = around_of(self.project, self.done.setting.issue)

        def read(text: str) -> Article | None:
            draft = read_article(self.project, extent.path, around, text)
            return None if any(problem.is_error for problem in draft.problems) else draft.article

        return read

    def _steps(self, article: Article | None) -> Steps[tuple[Article, SetGalley] | None]:
        if article is None:
            return None
        side = self.done.plan.piece("article", article.slug).side
        try:
            made = yield from set_article(Composer(article, self.done.setting), side)
        except ContentError:
            return None
        return None if any(problem.is_error for problem in made.pages.problems) else (article, made)

    def _extent(self, extent: Extent, article: Article, made: SetGalley) -> Extent:
        return extent_of(article, made.pages, extent.budget, self.done)
