"""Engines that are warm already: to parse a style sheet and load its faces takes longer than to lay out a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from weasyprint.document import Document

from hemaprint.errors import Problem
from hemaprint.typeset.crew.compositor import WARMING
from hemaprint.typeset.engine.engine import Engine, ProjectFetcher
from hemaprint.typeset.engine.registry import CHANGES, Replacements
from hemaprint.typeset.lines.hyphenation import Exceptions
from hemaprint.typeset.pages import Resources


class SharedEngine(Engine):
    """An engine whose style sheet was parsed, and whose faces were loaded, for another test of this process.

    It makes all our changes to WeasyPrint, or all ``without`` some; what is found out with others is not shared.
    """

    _known: ClassVar[dict[tuple[str, Exceptions, tuple[str, ...]], Engine]] = {}

    def __init__(
        self, css: str, resources: Resources, exceptions: Exceptions = (), *, without: Sequence[str] = ()
    ) -> None:
        key = css, exceptions, tuple(without)
        known = self._known.get(key)
        if known is None:
            super().__init__(css, resources, exceptions)
            self._warmed: list[tuple[Document, tuple[Problem, ...]]] = []
            if without:
                self.changes = Replacements(change for change in CHANGES if change.name not in without)
            self._known[key] = self
        else:
            self.__dict__ |= known.__dict__ | {"fetcher": ProjectFetcher(resources), "_images": {}}

    def lay_out(self, html: str, source: Path) -> tuple[Document, tuple[Problem, ...]]:
        """Lay ``html`` out; what only warms an engine, once."""
        if html != WARMING:
            return super().lay_out(html, source)
        if not self._warmed:
            self._warmed.append(super().lay_out(html, source))
        return self._warmed[0]
