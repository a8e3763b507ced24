"""A magazine of one article for the rules of lint to read."""

from __future__ import annotations

from pathlib import Path

from content.magazine import Magazine
from hemaprint.copydesk.lint.findings import findings
from hemaprint.errors import Problem

SLUG = "borrowed-cells"


class Desk(Magazine):
    """Writes the article or the house style, and asks lint."""

    def told(self, body: str = "Cells from a donor.\n", front: str = "", *, whole: bool = False) -> tuple[Problem, ...]:
        """What lint says of an article, or of the ``whole`` issue; that pages were not built is left out."""
        loaded = self.article(front, body)
        assert loaded.issue is not None, loaded.problems
        said = findings(loaded.issue, self.project, articles=None if whole else (SLUG,))
        return tuple(one for one in said if one.code != "HP771")

    def codes(self, body: str = "Cells from a donor.\n", front: str = "", *, whole: bool = False) -> list[str]:
        """The codes of that."""
        return [one.code for one in self.told(body, front, whole=whole)]

    def house(self, text: str) -> Path:
        """Writes house.toml."""
        return self.write("../../house.toml", text)
