"""Layout with its shortcuts is plain layout, to the last bit; and the shortcuts are taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from weasyprint.css import AnonymousStyle
from weasyprint.document import Document
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.fonts import FontConfiguration

from everything import fill
from fuzzing import examples
from hemaprint.galley.compose import Composer
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.engine.registry import CHANGES
from hemaprint.typeset.engine.replace import replacements
from hemaprint.typeset.engine.speed import text
from hemaprint.typeset.issue import IssueSetter
from hemaprint.typeset.resources import Resources
from hemaprint.typeset.typesetter import set_article
from samples import Sample, sentence
from typeset.laying import NOWHERE, engine, engine_without, lay_out

from .needed import COLUMNS, COPY
from .scraps import facts, scrap


@pytest.fixture(autouse=True)
def still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, Engine]:
    """A plain engine and a fast one."""
    root = tmp_path_factory.mktemp("speed")
    return engine(root, fast=False), engine(root)


def outcome(body: str, rules: str, warm: Engine) -> Any:
    """The facts of a layout, or the fault that stops it: WeasyPrint does not get through everything."""
    try:
        return list(facts(lay_out(body, warm, rules)))
    except Exception as fault:
        return type(fault), str(fault)


def same_pages(galleys: dict[str, str], plain: Engine, fast: Engine) -> None:
    """Every galley has the same layout with both engines, and the same PDF."""
    for name, html in galleys.items():
        with_, without = (warm.lay_out(html, Path(name))[0] for warm in (fast, plain))
        assert list(facts(with_)) == list(facts(without)), name
        assert fast.write(with_, NOWHERE, None) == plain.write(without, NOWHERE, None), name


@pytest.mark.fuzz
@pytest.mark.parametrize("number", [*range(6, 6 + examples(3)), 130, 178])
def test_any_document_is_laid_out_the_same(number: int, pair: tuple[Engine, Engine]) -> None:
    """130 and 178 have floats in flex boxes, which answer for themselves whether they float."""
    body, rules = scrap(number)
    plain, fast = pair
    assert outcome(body, rules, fast) == outcome(body, rules, plain)


def test_a_document_has_the_same_bytes(pair: tuple[Engine, Engine]) -> None:
    body, rules = scrap(900)
    without, with_ = (warm.write(lay_out(body, warm, rules), NOWHERE, None) for warm in pair)
    assert with_ == without


@pytest.mark.slow
def test_everything_has_the_same_bytes(tmp_path: Path) -> None:
    setter = fill(Sample(tmp_path)).setter()
    same_pages(galleys_of(setter), *engines(setter))


def galleys_of(setter: IssueSetter) -> dict[str, str]:
    """The final galley of every article."""
    return {
        slug: setter.schedule.alone(set_article(Composer(article, setter.setting), "left")).galley.html
        for slug, article in setter.issue.articles.items()
    }


def engines(setter: IssueSetter) -> tuple[Engine, Engine]:
    """A plain engine and a fast one of the setter's project."""
    css, root = setter.schedule.kit.css, setter.schedule.root
    return Engine(css, Resources(root), fast=False), Engine(css, Resources(root))


def test_the_comparison_sees_a_hair(tmp_path: Path) -> None:
    warm = engine(tmp_path)
    one, other = (
        list(facts(lay_out(COPY, warm, f"{COLUMNS} main {{ width: {width}px }}"))) for width in (300, 300.001)
    )
    assert one != other


def test_drawing_does_not_reach_another_box(pair: tuple[Engine, Engine]) -> None:
    rules = f"{COLUMNS} p {{ line-clamp: 1; hyphens: manual; text-align: left }}"
    body = "<main>{}</main>".format(f"<p>{sentence(1, 40)}</p>" * 20)
    without, with_ = (lay_out(body, warm, rules) for warm in pair)
    plain, fast = pair
    assert fast.write(with_, NOWHERE, None) == plain.write(without, NOWHERE, None)
    layouts = [id(box.pango_layout) for box in _texts(with_)]
    assert len(layouts) == len(set(layouts))


def _texts(document: Document) -> list[Any]:
    return [box for page in document.pages for box in page._page_box.descendants() if hasattr(box, "pango_layout")]


def test_breaking_a_line_reads_only_what_the_key_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: set[str] = set()
    original = line_break.split_first_line

    class Watched(AnonymousStyle):  # type: ignore[misc]  # weasyprint is untyped
        def __getitem__(self, key: str) -> Any:
            read.add(key)
            return super().__getitem__(key)

    def watching(text: str, style: Any, *args: Any, **options: Any) -> Any:
        kind = style.__class__
        if kind is AnonymousStyle:  # as all text has
            style.__class__ = Watched
        try:
            return original(text, style, *args, **options)
        finally:
            style.__class__ = kind

    monkeypatch.setattr(inline, "split_first_line", watching)
    copy = "".join(f"<b>{sentence(number, 30)} co\xadop\terate</b>" for number in range(9))
    rules = f"{COLUMNS} b {{ text-decoration: underline; white-space: pre-wrap }}"
    bare = engine_without(*(change.name for change in CHANGES), root=tmp_path)
    lay_out(f"<main lang=en>{copy}</main>", bare, rules)
    assert len(read) > 20
    assert read <= set(text._READ)


def test_new_fonts_make_it_forget(tmp_path: Path) -> None:
    fonts = FontConfiguration()
    lines = text.lines_of(fonts)
    with replacements(shortcuts=True).in_place():
        fonts.add_font_face({"src": [], "font_family": "Nowhere"}, None)
    assert text.lines_of(fonts) is not lines
