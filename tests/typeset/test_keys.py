"""A galley's name changes with everything that its pages depend on, and with nothing else (law 2)."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from hemaprint.galley.galley import Galley
from hemaprint.system import fingerprint
from hemaprint.system.store import MemoryStore
from hemaprint.theme.faces import bundled_faces
from hemaprint.theme.geometry import MM, Geometry
from hemaprint.typeset.colorless import css_without_colors
from hemaprint.typeset.crew import schedule
from hemaprint.typeset.crew.jobs import Form, Spec, style_faults
from hemaprint.typeset.crew.schedule import Effort, Keys, Schedule, kept_rules, rules_of, urls_in
from hemaprint.typeset.crew.workers import Alone
from hemaprint.typeset.engine import registry
from hemaprint.typeset.pages import Resources
from hemaprint.typeset.tags import Tags

CSS = "p{margin:0} .note{color:red} .box .head, #lead{color:blue} @page{margin:1cm} p:not(.plain){top:0}"
HTML = '<p class="note">Cells</p><img src="hemaprint-project:///a.png">'
SPEC = Spec(CSS, Geometry(210 * MM, 297 * MM), faces=bundled_faces())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "a.png").write_bytes(b"picture")
    return tmp_path


def key(root: Path, *, html: str = HTML, spec: Spec = SPEC, form: Form = Form.PAGES) -> str:
    return Keys(spec, Resources(root), MemoryStore()).key(form, html)


def test_the_same_twice_and_in_another_folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "a.png").write_bytes(b"picture")
    assert key(root) == key(root) == key(other)


def test_an_engine_with_other_functions_sets_other_pages(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = key(root)
    monkeypatch.setattr(registry, "state", lambda: registry.EngineState(registry.VERSION, "0" * 16))
    assert key(root) != before


@pytest.mark.parametrize(
    "spec",
    [
        replace(SPEC, css=CSS.replace("red", "green")),
        replace(SPEC, css=CSS.replace("1cm", "2cm")),
        replace(SPEC, css=CSS.replace("top:0", "top:1px")),
        replace(SPEC, geometry=Geometry(100, 100)),
        replace(SPEC, tags=Tags.UA2),
    ],
)
def test_what_it_is_set_with_counts(root: Path, spec: Spec) -> None:
    assert key(root, spec=spec) != key(root)


@pytest.mark.parametrize(
    "css",
    [
        CSS.replace("blue", "green"),
        CSS + ".other{color:red}",
        "/* a remark */" + CSS,
        CSS + ".note.other{color:red}",
    ],
)
def test_rules_that_cannot_apply_do_not_count(root: Path, css: str) -> None:
    assert key(root, spec=replace(SPEC, css=css)) == key(root)


def test_words_that_the_house_divides_count_where_they_occur(root: Path) -> None:
    assert key(root, spec=replace(SPEC, exceptions=(("en", "Ce-lls"),))) != key(root)
    assert key(root, spec=replace(SPEC, exceptions=(("en", "mar-row"),))) == key(root)


def test_the_forms_have_names_of_their_own(root: Path) -> None:
    assert len({key(root, form=form) for form in Form}) == len(Form)


def test_a_style_has_the_name_of_all_its_rules(root: Path) -> None:
    other = replace(SPEC, css=CSS.replace("blue", "green"))
    assert key(root, spec=other, form=Form.STYLE) != key(root, form=Form.STYLE)


def test_colors_count_for_pages_and_not_for_measures(root: Path) -> None:
    plain, other = (
        replace(SPEC, css=css, colorless=css_without_colors(css)) for css in (CSS, CSS.replace("red", "tan"))
    )
    assert key(root, spec=plain, form=Form.LAYOUT) == key(root, spec=other, form=Form.LAYOUT)
    assert key(root, spec=plain, form=Form.PAGES) != key(root, spec=other, form=Form.PAGES)
    wider = replace(plain, css=CSS.replace("1cm", "2cm"), colorless=css_without_colors(CSS.replace("1cm", "2cm")))
    assert key(root, spec=plain, form=Form.LAYOUT) != key(root, spec=wider, form=Form.LAYOUT)


def test_a_style_without_faults_has_none_in_other_colors(root: Path) -> None:
    store, made = MemoryStore(), []
    for css in ("p{color:red}", "p{color:tan}", "p{color:red;colour:1}", "p{color:tan;colour:1}"):
        spec = Spec(css, SPEC.geometry, colorless=css_without_colors(css))
        galley = Galley("style", "", SPEC.geometry.frame("text"))
        efforts: list[Effort] = []
        work = Schedule(root, spec, store, Alone())
        work.run({"style": style_faults(galley, root)}, ended=lambda *ended, told=efforts: told.append(ended[2]))
        made.append(efforts[0].made)
    assert made == [1, 0, 1, 1]


def test_pictures_count_by_their_bytes(root: Path) -> None:
    before = key(root)
    os.utime(root / "a.png", (1, 1))
    assert key(root) == before
    (root / "a.png").write_bytes(b"Picture")
    assert key(root) != before
    (root / "a.png").unlink()
    assert key(root) != before


def test_the_program_counts(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = key(root)
    monkeypatch.setattr(fingerprint, "engine", lambda: "another version")
    assert key(root) != before


@pytest.mark.parametrize(
    ("text", "counts"), [("Cells, naïve;\u2002“α” – β\u00ad", False), ("天津", True), ("a smile \U0001f600", True)]
)
def test_installed_fonts_count_where_the_faces_lack_a_character(
    root: Path, text: str, counts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = key(root, html=text)
    monkeypatch.setattr(fingerprint, "installed_fonts", lambda: "other fonts")
    assert (key(root, html=text) != before) == counts


def test_installed_fonts_count_where_a_drawing_has_lettering(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "plain.svg").write_text("<svg><path/></svg>")
    (root / "lettered.svg").write_text("<svg><text>A</text></svg>")
    plain, lettered = (f'<img src="hemaprint-project:///{name}.svg">' for name in ("plain", "lettered"))
    before = key(root, html=plain), key(root, html=lettered)
    monkeypatch.setattr(fingerprint, "installed_fonts", lambda: "other fonts")
    assert key(root, html=plain) == before[0]
    assert key(root, html=lettered) != before[1]


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ('<img src="hemaprint-project:///a b (1).png">', "a b (1).png"),
        ("<img src='hemaprint-project:///it&apos;s.png'>", "it's.png"),
        ('<img src="hemaprint-project:///a&amp;b.png">', "a&b.png"),
        ("<style>p{background:url(hemaprint-project:///c.png)}</style>", "c.png"),
        ("<p style=\"background:url('hemaprint-project:///d.png')\">", "d.png"),
    ],
)
def test_urls_are_found_however_they_are_written(html: str, name: str) -> None:
    assert f"hemaprint-project:///{name}" in set(urls_in(html))


def test_what_a_selector_asks_for() -> None:
    (first, second, third) = rules_of("a.x > b:hover .y, i {} @media print{.z{}} .u:is(.v) .w{}")
    assert first.asked == (frozenset({"x", "y"}), frozenset())
    assert second.asked == (frozenset(),)
    assert third.asked == (frozenset({"u", "w"}),)


@pytest.mark.parametrize("spoilt", [b"", b"{}", b"[]", b'{"rules": 3}', b'{"rules": [["a"]]}', b'{"rules": [[1, 2]]}'])
def test_rules_come_from_the_store_as_they_were_read(spoilt: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    css, store = "a.x > b:hover .y, i {} @media print{.z{}} .u:is(.v) .w{}", MemoryStore()
    assert kept_rules(css, store) == rules_of(css)
    with monkeypatch.context() as patched:
        patched.setattr(schedule, "rules_of", lambda _: pytest.fail("it was read again"))
        assert kept_rules(css, store) == rules_of(css)
    assert kept_rules(f"{css} p{{}}", store) == rules_of(f"{css} p{{}}")
    monkeypatch.setattr(store, "get", lambda _: spoilt)
    assert kept_rules(css, store) == rules_of(css)
