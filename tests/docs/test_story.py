"""An issue is made as the story tells it: by mail, cut, proved, mended, compared and bound."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from review.proof.readers import Pen

from .manual import ROOT, Fence, Reader

pytestmark = pytest.mark.slow


class _Story(Reader):
    """Follows the page; when the proofs are out, two readers write on them."""

    def run(self, fence: Fence) -> None:
        if fence.text.startswith("hemaprint proof collect returned"):
            _read_proofs(Path("dist/2025-02/proofs"))
        super().run(fence)


def _read_proofs(proofs: Path) -> None:
    ana, tom = (Pen(proofs / f"2025-02-proof-1-{name}.pdf") for name in ("ana-reyes", "tom-berg"))
    ana.replace("cardiologist", "surgeon")
    ana.strike("as a rule, ")
    ana.save(Path("returned/ana.pdf"))
    tom.replace("as a rule", "always")
    tom.insert("the theatres are in the new one", ", of course")
    tom.on("Highlight", tom.find("Eleven kilometres"), Contents="Who has measured it?")
    tom.save(Path("returned/tom.pdf"))


def test_the_story(reader: Reader, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    _Story(capsys, monkeypatch).follow(ROOT / "docs" / "story.md")
    porter = Path("content/2025-02/articles/porter.md").read_text("utf-8")
    assert "the theatres are in the new one, of course, and" in porter
    assert "a surgeon who believes" in porter
    with pypdfium2.PdfDocument(Path("dist/2025-02/my-magazine-2025-02-print-booklet.pdf")) as booklet:
        assert len(booklet) == 2  # the sides of a sheet of four pages
        assert "surgeon" in booklet[1].get_textpage().get_text_range()
