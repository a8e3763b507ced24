"""Reads a body in a small project: what the tests of this room start from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hemaprint.content.markdown import Body, BodyContext, OwnStyle, parse_body
from hemaprint.content.models import FrontMatter
from hemaprint.project.config import Acronyms
from markup import block_html

FIRST_LINE = 10
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100"><path d="M0 0"/></svg>'
)
SPEAKERS = {
    "HF": {"name": "Hematology Frontier", "role": "question"},
    "Pan": {"name": "Dr. Jing Pan", "role": "answer"},
}
LISTED = Acronyms(keep=("BMT",), expand={"MDS": "myelodysplastic syndrome"})
REFERENCES = [{"id": name, "title": f"On {name}"} for name in ("ash", "birch", "cedar", "dogwood", "elm")]


@dataclass(frozen=True)
class Reader:
    """A project in ``root`` with one issue."""

    root: Path

    @property
    def issue(self) -> Path:
        return self.root / "content" / "2025-01"

    def write(self, name: str, text: str) -> Path:
        path = self.issue / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def read(self, source: str, *, template: Any = "feature", style: Any = "ama", **meta: Any) -> Body:
        meta = {"headline": "Borrowed cells", "department": "Feature", "references": REFERENCES, **meta}
        language = meta.get("language", "en-US")
        front = FrontMatter.model_validate(meta)
        context = BodyContext(
            "pan", front, template, language, OwnStyle(style, language), self.issue, self.root, LISTED
        )
        return parse_body(source, first_line=FIRST_LINE, path=Path("pan.md"), context=context)

    def html(self, source: str, **meta: Any) -> str:
        """The HTML of the only paragraph of a body without problems."""
        body = self.read(source, **meta)
        assert faults(body) == []
        (paragraph,) = body.blocks
        return block_html(paragraph)

    def faults(self, source: str, **meta: Any) -> list[tuple[str, int, int]]:
        return faults(self.read(source, **meta))


def faults(body: Body) -> list[tuple[str, int, int]]:
    """Code, line of ``source`` (from 1) and column of every problem."""
    return [(fault.code, fault.location.line - FIRST_LINE + 1, fault.location.column) for fault in body.problems]
