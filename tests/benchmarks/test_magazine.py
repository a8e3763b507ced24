"""The magazine that is measured: the same every time, without mistakes, and changed by its edits as they say."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.compose import SIZES, make_magazine, plan
from benchmarks.edits import edit_one, grow_one
from benchmarks.model import Magazine, Paragraph
from benchmarks.project import ISSUE, write_project
from benchmarks.typst import source
from benchmarks.web import html, write_web
from hemaprint.build.backend import Backend
from hemaprint.build.issue import build
from hemaprint.build.results import BuildOptions
from hemaprint.content.load import load_issue
from hemaprint.project.project import load_project
from samples import codes

PAGES = 16


@pytest.fixture(scope="module")
def magazine() -> Magazine:
    return make_magazine(PAGES)


@pytest.fixture(scope="module")
def written(magazine: Magazine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    write_project(magazine, folder)
    return folder


@pytest.fixture
def root(written: Path, tmp_path: Path) -> Path:
    """A project, new."""
    return Path(shutil.copytree(written, tmp_path / "magazine"))


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def changed(before: dict[str, bytes], folder: Path) -> set[str]:
    after = files(folder)
    return {Path(name).name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def built(root: Path) -> tuple[int, list[str]]:
    """Pages and problems of the issue; what was set before is not set again."""
    project = load_project(root)
    result = build(project, BuildOptions(issue=ISSUE), backend=Backend(project.store()))
    return result.editions[0].pages, codes(result.problems)


@pytest.mark.parametrize("pages", SIZES)
def test_the_articles_add_up(pages: int) -> None:
    assert sum(article.pages for article in plan(pages)) == pages - 4


def test_a_size_that_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="17"):
        plan(17)


def test_the_same_files_every_time(magazine: Magazine, root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    make_magazine.cache_clear()
    again = tmp_path_factory.mktemp("again")
    write_project(make_magazine(PAGES), again)
    assert files(root) == files(again)
    assert html(magazine) == html(make_magazine(PAGES))
    assert source(magazine) == source(make_magazine(PAGES))


def test_every_sentence_is_different(magazine: Magazine) -> None:
    text = " ".join(
        run.text
        for article in magazine.articles
        for block in article.blocks
        if isinstance(block, Paragraph)
        for run in block.text
    )
    sentences = Counter(one for one in re.split(r"(?<=\.) ", text) if len(one) > 60)
    assert len(sentences) > 50
    assert max(sentences.values()) == 1


@pytest.mark.parametrize("pages", SIZES)
def test_check_finds_nothing(pages: int, tmp_path: Path) -> None:
    write_project(make_magazine(pages), tmp_path)
    assert load_issue(load_project(tmp_path), ISSUE).problems == ()


def test_the_html_has_all_that_it_names(magazine: Magazine, tmp_path: Path) -> None:
    text = write_web(magazine, tmp_path).read_text("utf-8")
    style = (tmp_path / "magazine.css").read_text("utf-8")
    named = re.findall(r'(?:src|href)="([^"#]+)"', text) + re.findall(r"url\('([^']+)'\)", style)
    assert all((tmp_path / name).is_file() for name in named)
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(re.findall(r'id="([^"]+)"', text))


def test_an_edit_changes_one_paragraph_and_no_length(root: Path) -> None:
    before = files(root)
    slug = edit_one(root)
    assert changed(before, root) == {f"{slug}.md"}
    path = f"content/{ISSUE}/articles/{slug}.md"
    old, new = before[path].decode().splitlines(), (root / path).read_text("utf-8").splitlines()
    different = [(one, two) for one, two in zip(old, new, strict=True) if one != two]
    assert [len(one) - len(two) for one, two in different] == [0]


def test_every_turn_edits_otherwise(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    texts = set()
    for turn in range(8):
        edited = Path(shutil.copytree(root, tmp_path_factory.mktemp("turn") / "magazine"))
        texts.add((edited / f"content/{ISSUE}/articles/{edit_one(edited, turn)}.md").read_bytes())
    assert len(texts) == 8


def test_growth_adds_copy_and_plans_for_it(root: Path) -> None:
    before = files(root)
    slug = grow_one(root)
    assert changed(before, root) == {f"{slug}.md", "issue.yaml"}
    path = f"content/{ISSUE}/articles/{slug}.md"
    assert (root / path).read_bytes().startswith(before[path])
    manifest = f"content/{ISSUE}/issue.yaml"
    manifests = [json.loads(text) for text in (before[manifest], (root / manifest).read_bytes())]
    old, new = ({one.get("article"): one.get("pages") for one in data["order"]} for data in manifests)
    assert {name for name in old if old[name] != new[name]} == {slug}
    assert new[slug] == old[slug] + 1


@pytest.mark.slow
def test_pages_are_as_planned_before_and_after(root: Path) -> None:
    edit_one(root)
    pages, found = built(root)
    assert (pages, {code[:4] for code in found} - {"HP22"}) == (PAGES, set())
    grow_one(root)
    pages, found = built(root)
    assert (pages, {code for code in found if code[:4] != "HP22"}) == (PAGES + 2, {"HP208"})
