"""Our changes to WeasyPrint: each is needed, and all of them come and go with our engine."""

from __future__ import annotations

import threading
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import weasyprint
from weasyprint.layout import block

from hemaprint.typeset.engine import registry
from hemaprint.typeset.engine.registry import CHANGES, FILES, Change, EngineState, replacements
from hemaprint.typeset.tags import Tags
from typeset.laying import NOWHERE, engine, engine_without, lay_out

from .needed import NEEDED

INVOICE = (
    '<html lang=en><title>Invoice</title><p>Total <b>42</b> for 王芳</p><a href="https://example.org">A <b>link</b></a>'
)
FUNCTIONS = {name: digest for change in CHANGES for name, digest in change.sources.items()}


def in_place() -> dict[str, Any]:
    """What stands in every place that we replace something in."""
    found = {}
    for target in (target for change in CHANGES for target in change.replaces):
        module, _, path = target.partition(":")
        thing: Any = import_module(f"weasyprint.{module}")
        for name in path.split("."):
            thing = vars(thing)[name]
        found[target] = thing
    return found


# ---------------------------------------------------------------- each is needed


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_it_is_needed(change: Change, tmp_path: Path) -> None:
    fault = NEEDED[change.name]
    assert fault(engine(tmp_path), tmp_path) < fault(engine_without(change.name, root=tmp_path), tmp_path)


def test_every_proof_is_of_a_change() -> None:
    assert NEEDED.keys() == {change.name for change in CHANGES}
    assert len(CHANGES) == len({change.name for change in CHANGES})


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_it_says_why_and_what_it_relies_on(change: Change) -> None:
    assert change.why.endswith(".")
    assert change.upstream.endswith(".")
    assert change.sources


# ---------------------------------------------------------------- they come and go


def test_an_engine_changes_nothing_but_while_it_works(tmp_path: Path) -> None:
    before = in_place()
    warm = engine(tmp_path)
    document = lay_out("<p>王芳 <em>wrote</em></p>", warm, "p { columns: 2 }")
    warm.write(document, NOWHERE, Tags.UA1)
    warm.place_backgrounds(document.pages[0]._page_box, document.pages[0]._page_box.children[0])
    assert in_place() == before
    assert not any("hemaprint" in str(getattr(one, "__module__", "")) for one in before.values())


def test_another_user_of_weasyprint_keeps_its_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")

    def invoice() -> bytes:
        pdf: bytes = weasyprint.HTML(string=INVOICE).write_pdf(pdf_variant="pdf/ua-1")
        return pdf

    before = invoice()
    warm = engine(tmp_path)
    document = lay_out("<p>Another page</p>", warm)
    between = invoice()
    warm.write(document, NOWHERE, Tags.UA1)
    assert before == between == invoice()


def test_they_are_all_in_place_inside() -> None:
    outside = in_place()
    with replacements().in_place():
        inside = in_place()
    assert all(inside[target] is not outside[target] for target in outside)


def test_they_go_when_the_work_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = in_place()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("weasyprint.layout.layout_document", interrupt)
    monkeypatch.setattr("weasyprint.document.layout_document", interrupt)
    with pytest.raises(KeyboardInterrupt):
        lay_out("<p>One</p>", engine(tmp_path))
    assert in_place() == before


def test_one_engine_may_work_inside_another(tmp_path: Path) -> None:
    outside = in_place()
    with replacements().in_place():
        inside = in_place()
        lay_out("<p>One</p>", engine_without("tags", root=tmp_path))
        assert in_place() == inside
    assert in_place() == outside


def test_what_others_have_replaced_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = object()
    monkeypatch.setattr(block, "columns_layout", theirs)
    with replacements().in_place():
        assert block.columns_layout is not theirs
    assert block.columns_layout is theirs


def test_engines_of_two_threads_take_turns() -> None:
    order = []

    def second() -> None:
        with replacements().in_place():
            order.append("second")

    with replacements().in_place():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.05)
        order.append("first")
    thread.join(30)
    assert order == ["first", "second"]


def test_no_two_changes_replace_the_same() -> None:
    targets = [target for change in CHANGES for target in change.replaces]
    assert len(targets) == len(set(targets))


# ---------------------------------------------------------------- which WeasyPrint it is


def test_this_is_the_known_one() -> None:
    assert registry.state() == EngineState(registry.VERSION)
    assert registry.state().fault == ""
    assert registry.version() == weasyprint.__version__


def test_the_files_are_known_as_one() -> None:
    assert registry.digest_of_files(name.partition(":")[0] for name in FUNCTIONS) == FILES


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_is_known(name: str) -> None:
    assert registry.digest_of_function(name) == FUNCTIONS[name]
    assert registry.others({name: "0" * 16}) == {name}


def test_what_is_replaced_is_relied_on() -> None:
    """A replaced class or function is known by its hash, wherever the module that calls it has it from."""
    for change in CHANGES:
        known_names = {name.rpartition(":")[2].partition(".")[0] for name in change.sources}
        for target in change.replaces:
            name = target.rpartition(":")[2].partition(".")[0]
            assert name in known_names or target.startswith(("pdf.fonts:", "svg:TAGS")), target


def test_a_function_that_is_not_there_is_another() -> None:
    assert registry.others({"layout.inline:no_such": "0" * 16}) == {"layout.inline:no_such"}
    assert registry.others({"no.such:module": "0" * 16}) == {"no.such:module"}


def test_only_what_relies_on_another_function_is_left_out() -> None:
    state = EngineState(registry.VERSION, others=frozenset({"layout.column:columns_layout"}))
    assert [change.name for change in state.left_out] == ["galley-columns"]
    assert "layout.column:columns_layout" in state.fault


def test_another_version_is_a_fault() -> None:
    assert "71.0" in EngineState("71.0").fault
    assert not EngineState("71.0").left_out
