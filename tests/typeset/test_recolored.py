"""Pages that are painted anew are those that would be set anew, byte for byte, and nothing else is painted."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from hemaprint.galley.galley import Galley
from hemaprint.theme.geometry import MM, Geometry
from hemaprint.typeset.colorless import css_without_colors
from hemaprint.typeset.crew.compositor import Compositor
from hemaprint.typeset.crew.jobs import Form, Job, Spec
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.pages import Resources
from samples import DRAWING

CSS = """
@page { size: A6; margin: 9mm; @bottom-center { content: "Foot"; color: var(--accent) } }
:root { --accent: #0B5563; --ground: linear-gradient(90deg, var(--accent), #eee) }
body { background: var(--ground); color: #222 }
p { border-left: 2pt solid var(--accent); margin: 3pt 0 }
p::before { content: "* "; color: var(--accent) }
em { text-decoration: underline; text-decoration-color: var(--accent) }
table { border-collapse: collapse } td { border: 1pt solid var(--accent); background: #eef }
ul { columns: 2; column-rule: 1pt solid var(--accent) }
"""
BODY = """
<p data-key="t1">One <em>word</em> and <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9">
<title>Dot</title><path d="M0 0h9v9z" fill="#0B5563"/><path d="M0 0v9h9z" fill="currentColor"/></svg></p>
<table data-key="t2"><thead><tr><th>Head<th>Other</tr></thead>$</table>
<ul data-key="t3"><li>One</li><li>Two</li></ul><img src="hemaprint-project:///dot.svg" alt="A tint">
""".replace(
    "$", "".join(f"<tr><td>Cell {row}<td>{row}</tr>" if row % 7 else "<tr><td colspan=2>Both</tr>" for row in range(40))
)
"""The table is broken: its parts repeat the head, and know the rules of all its rows."""
GREEN = "#2B6333"
URL = "hemaprint-project:///dot.svg"
PICTURE = DRAWING.format(height=20).replace("#D9E6EC", "currentColor")


def spec_of(css: str) -> Spec:
    return Spec(css, Geometry(105 * MM, 148 * MM), colorless=css_without_colors(css))


SPEC = spec_of(CSS)


def job(body: str = BODY) -> Job:
    html = f"<html lang=en><head><title>x</title></head><body>{body}</body></html>"
    pictures = ((URL, sha256(PICTURE.encode()).hexdigest()),)
    return Job(Form.PAGES, Galley("piece", html, SPEC.geometry.frame("text")), pictures=pictures)


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every galley that was laid out, warming left out."""
    found: list[str] = []
    original = Engine.lay_out

    def lay_out(self: Engine, html: str, source: Path) -> object:
        if "Warming" not in html:
            found.append(html)
        return original(self, html, source)

    monkeypatch.setattr(Engine, "lay_out", lay_out)
    return found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "dot.svg").write_text(PICTURE, "utf-8")
    return tmp_path


def test_pages_are_painted_as_they_would_be_set(
    root: Path, laid_out: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    warm = Compositor(Resources(root))
    first = warm.work(job(), SPEC)
    for number, color in enumerate((GREEN, "rgb(120 0 30)", "#0B5563"), start=2):
        spec = spec_of(CSS.replace("#0B5563", color).replace("#222", f"#{number}{number}{number}"))
        other = job(BODY.replace('fill="#0B5563"', f'fill="#{number}0{number}"'))
        laid_out.clear()
        painted = warm.work(other, spec)
        assert laid_out == []
        fresh = Compositor(Resources(root)).work(other, spec)
        assert painted.entry == fresh.entry != first.entry


@pytest.mark.parametrize(
    ("body", "css"),
    [
        (BODY.replace("One", "Two"), CSS),
        (BODY, CSS.replace("3pt", "4pt").replace("#222", "#333")),
        (BODY.replace("fill=", "stroke="), CSS),
    ],
)
def test_what_differs_in_more_is_set_anew(root: Path, laid_out: list[str], body: str, css: str) -> None:
    warm = Compositor(Resources(root))
    warm.work(job(), SPEC)
    warm.work(job(body), spec_of(css))
    assert len(laid_out) == 2


def test_a_picture_that_was_saved_is_set_anew(root: Path, laid_out: list[str]) -> None:
    warm = Compositor(Resources(root))
    warm.work(job(), SPEC)
    (root / "dot.svg").write_text(DRAWING.format(height=40), "utf-8")
    warm.work(job(), spec_of(CSS.replace("#222", "#333")))
    assert len(laid_out) == 2


def test_nothing_is_kept_where_no_colors_will_change(root: Path, laid_out: list[str]) -> None:
    plain = Compositor(Resources(root))
    plain.work(job(), replace(SPEC, colorless=""))
    plain.work(job(), replace(SPEC, colorless="", css=CSS.replace("#222", "#333")))
    assert len(laid_out) == 2
