"""Styles that documents share have the values that each would have by itself, and are kept within bounds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hemaprint.typeset.engine import engine as warm_engine
from hemaprint.typeset.engine.boxes import walk
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.engine.registry import CHANGES, Replacements
from hemaprint.typeset.pages import Resources
from typeset.laying import NOWHERE, engine, lay_out


def styles_kept(warm: Engine) -> int:
    """How many styles an engine keeps for the next document; -1 where it keeps none."""
    kept: dict[Any, Any] | None = warm._fonts.__dict__.get("_hemaprint_styles")
    return -1 if kept is None else len(kept)


def test_a_style_is_that_of_its_own_element(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents that differ in what styles are known by, and tables, whose styles are written into."""
    bodies = [
        f"<p id={name} lang={lang} style='width: {width}px'>A {name}.<table><tr><td>One<td>Two</table>"
        for name, lang, width in (("a", "en", 90), ("b", "de", 90), ("a", "en", 60), ("a", "en", 90))
    ]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    css = "table { margin: 9px 5px; border: 2px solid; width: 50% } html { overflow: hidden }"
    alone, sharing = (Engine(css, Resources(tmp_path)) for _ in range(2))
    alone.changes = Replacements(change for change in CHANGES if change.name != "styles-once")
    for body in bodies:
        one, other = (warm.write(lay_out(body, warm), NOWHERE, None) for warm in (alone, sharing))
        assert one == other
    assert styles_kept(sharing) > 0


def test_what_depends_on_the_page_is_not_kept(tmp_path: Path) -> None:
    warm = Engine("p { width: 20VW }", Resources(tmp_path))
    lay_out("<p>One", warm)
    assert styles_kept(warm) == -1


def test_styles_are_kept_within_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_engine, "_MOST", 100)
    warm = engine(tmp_path)
    for width in range(9):
        lay_out(f"<p style='width: {width}em'>" + "<i>one</i><b>two</b>" * 9, warm)
    assert 0 < styles_kept(warm) <= 100


def test_galleys_that_declare_the_same_custom_properties_share_their_styles(tmp_path: Path) -> None:
    warm = Engine("p { width: var(--wide); height: calc(2*var(--high)) }", Resources(tmp_path))
    kept = []
    for wide, word in (("20px", "One"), ("20px", "Two"), ("30px", "Three")):
        document = lay_out(f"<p>{word}", warm, rules=f":root {{ --wide: {wide}; --high: 4px }}")
        kept.append(styles_kept(warm))
        boxes = walk(document.pages[0]._page_box)
        assert next(box.width for box in boxes if box.element_tag == "p") == float(wide[:2])
    assert kept[0] == kept[1] < kept[2]
