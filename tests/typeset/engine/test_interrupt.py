"""Ctrl-C in the middle of a drawing ends the run; WeasyPrint 70 would take it for a broken picture and go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from typeset.laying import NOWHERE, engine

PAGE = '<html lang=en><title>x</title><body><img src="hemaprint-project:///disc.svg" alt="A disc"></body></html>'
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><path d="M0 0h9v9z"/></svg>'


def test_an_interrupt_while_a_drawing_is_written_is_not_swallowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "disc.svg").write_text(DRAWING, "utf-8")
    press = engine(tmp_path)
    document, problems = press.lay_out(PAGE, NOWHERE)
    assert problems == ()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("weasyprint.svg.SVG.draw", interrupt)
    with pytest.raises(KeyboardInterrupt):
        press.write(document, NOWHERE, tags=None)
