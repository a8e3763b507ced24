"""The forms of an export, apart from what writes them: the command line starts faster so."""

from __future__ import annotations

from enum import StrEnum


class Form(StrEnum):
    """What ``--format`` takes."""

    TEXT = "text"
    HTML = "html"
    DOCX = "docx"
    JATS = "jats"

    @property
    def ending(self) -> str:
        """How the names of its files end."""
        return {Form.TEXT: "txt", Form.JATS: "xml"}.get(self, self.value)
