"""What is noticed in a Word document on the way."""

from __future__ import annotations

from dataclasses import dataclass, field

from hemaprint.intake.passages import Doubt, LeftOut

QUOTED_CHARACTERS = 300


@dataclass(slots=True)
class Findings:
    """Doubts and text left out, gathered while a document is made ready."""

    doubts: list[Doubt] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def words_left_out(self) -> str:
        """All text that is not taken over."""
        return "\n".join(one.text for one in self.left_out)

    def doubt(self, code: str, line: int, message: str, otherwise: str = "") -> None:
        """Note something doubtful."""
        self.doubts.append(Doubt(code, line, message, otherwise))

    def leave_out(self, line: int, text: str, why: str) -> None:
        """Note text that is not taken over; nothing for blank text."""
        if text.strip():
            self.left_out.append(LeftOut(line, text.strip(), why))


def quoted(text: str) -> str:
    """Text in a message: on one line, its end cut where it is long (the whole stands in the copy)."""
    text = " ".join(text.split())
    return f'"{text}"' if len(text) <= QUOTED_CHARACTERS else f'"{text[:QUOTED_CHARACTERS]}…"'
