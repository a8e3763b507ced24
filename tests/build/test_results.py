"""A build is found to be up to date only if every byte that it was made from, and that it made, is as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hemaprint.bind.editions import Edition
from hemaprint.build.results import BuildOptions, BuildResult, recall, recipe_of, remember
from hemaprint.system import fingerprint
from hemaprint.system.store import MemoryStore
from samples import NAME, Sample

ORDER = BuildOptions(issue=NAME)


@pytest.fixture
def built(sample: Sample) -> tuple[Sample, BuildResult, MemoryStore, str]:
    sample.article("letter", "Letter", "A line.\n")
    result = sample.build()
    store, recipe = MemoryStore(), recipe_of(sample.project, ORDER)
    remember(store, recipe, result)
    return sample, result, store, recipe


Built = tuple[Sample, BuildResult, MemoryStore, str]


def test_nothing_has_changed(built: Built) -> None:
    sample, result, store, recipe = built
    assert recipe_of(sample.project, ORDER) == recipe
    recalled = recall(store, recipe)
    assert recalled is not None
    assert recalled.editions == result.editions
    assert recalled.problems == result.problems
    assert [article.pages for article in recalled.articles] == [1]
    assert recalled.stages == ()


CHANGES: dict[str, Callable[[Sample], object]] = {
    "an article": lambda sample: sample.write(f"content/{NAME}/articles/letter.md", "---\nheadline: New\n---\n"),
    "a picture": lambda sample: sample.write(f"content/{NAME}/images/cover.svg", "<svg/>"),
    "a new file": lambda sample: sample.write("styles/issue.css", "p{}"),
    "a layout": lambda sample: sample.write("layouts/pages/feature.html", "x"),
    "the configuration": lambda sample: sample.write(
        "hemaprint.toml", (sample.root / "hemaprint.toml").read_text() + "\n"
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_a_build_is_made_from_counts(built: Built, change: Callable[[Sample], object]) -> None:
    sample, _, _, recipe = built
    project = sample.project
    change(sample)
    assert recipe_of(project, ORDER) != recipe


@pytest.mark.parametrize(
    "order",
    [
        replace(ORDER, editions=(Edition.DIGITAL, Edition.PRINT)),
        replace(ORDER, spreads=True),
        replace(ORDER, output=Path("elsewhere")),
        replace(ORDER, html=True),
    ],
)
def test_the_options_count(built: Built, order: BuildOptions) -> None:
    assert recipe_of(built[0].project, order) != built[3]


def test_the_machine_counts(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    sample, _, _, recipe = built
    with monkeypatch.context() as patch:
        patch.setattr(fingerprint, "engine", lambda: "another version")
        assert recipe_of(sample.project, ORDER) != recipe
    with monkeypatch.context() as patch:
        patch.setattr(fingerprint, "installed_fonts", lambda: "other fonts")
        assert recipe_of(sample.project, ORDER) != recipe
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert recipe_of(sample.project, ORDER) != recipe


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"another")])
def test_what_it_wrote_counts(built: Built, damage: Callable[[Path], object]) -> None:
    _, result, store, recipe = built
    damage(result.pdf)
    assert recall(store, recipe) is None


@pytest.mark.parametrize(
    "entry", [b"", b"[]", b"{}", b'{"digests": {}, "result": {}}', b'{"digests": [], "result": 1}']
)
def test_a_record_that_is_not_ours(built: Built, entry: bytes) -> None:
    store = MemoryStore()
    store.put("x", entry)
    assert recall(store, "x") is None
