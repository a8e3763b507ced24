"""An article that is kept is the article that would be read; whatever its reading sees makes it be read anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from content.magazine import ARTICLE, DRAWING, Magazine, found
from hemaprint.content import article, kept
from hemaprint.content.kept import UnreadableError, plain_of, value_of
from hemaprint.content.load import Loaded, load_issue
from hemaprint.project.project import load_project
from hemaprint.system.store import MemoryStore

ROOT = Path(__file__).parents[2]
SHOWING = f"""{ARTICLE}
:::{{figure}} art/cells.svg
:alt: Cells
Cells.
:::

:::{{chart}} art/numbers.csv
:type: bar
:alt: More
More.
:::
"""


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the articles that are really read."""
    names: list[str] = []
    original = article.read_article

    def counted(project: object, path: Path, setting: object) -> object:
        names.append(path.stem)
        return original(project, path, setting)  # type: ignore[arg-type]

    monkeypatch.setattr(kept, "read_article", counted)
    return names


@pytest.fixture
def showing(magazine: Magazine) -> Magazine:
    """A magazine of which one article shows a drawing and a chart."""
    magazine.write("articles/circulation.md", SHOWING)
    magazine.write("art/cells.svg", DRAWING)
    magazine.write("art/numbers.csv", b"year,cells\n2024,3\n2025,4\n")
    return magazine


def loaded_by(magazine: Magazine, store: MemoryStore) -> Loaded:
    return load_issue(load_project(magazine.root), "2025-01", store)


def test_the_articles_of_the_sample_are_the_same_when_they_come_from_the_store(read: list[str]) -> None:
    project, store = load_project(ROOT), MemoryStore()
    first = load_issue(project, "2025-01", store)
    assert len(read) > 5
    assert first.issue is not None
    read.clear()
    assert load_issue(project, "2025-01", store) == first == load_issue(project, "2025-01")
    assert len(read) == len(first.issue.articles), "only the last had no store"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda m: m.write("articles/borrowed-cells.md", f"{ARTICLE}\nMore.\n"), ["borrowed-cells"]),
        (lambda m: m.write("art/cells.svg", DRAWING.replace("200 100", "200 90")), ["circulation"]),
        (lambda m: m.write("art/numbers.csv", b"year,cells\n2024,3\n2025,5\n"), ["circulation"]),
        (lambda m: (m.issue / "art/cells.svg").unlink(), ["circulation"]),
        (lambda m: m.write("art/unused.svg", DRAWING), []),
        (lambda m: (m.root / "layouts/pages").mkdir(parents=True), []),
    ],
)
def test_what_an_article_shows_makes_it_be_read_anew(
    change: Callable[[Magazine], object], expected: list[str], showing: Magazine, read: list[str]
) -> None:
    store = MemoryStore()
    assert found(loaded_by(showing, store)) == found(loaded_by(showing, store))
    read.clear()
    change(showing)
    again = loaded_by(showing, store)
    assert read == expected
    assert again == loaded_by(showing, MemoryStore())


def test_the_settings_of_the_magazine_and_a_new_template_make_all_be_read_anew(
    showing: Magazine, read: list[str]
) -> None:
    store = MemoryStore()
    for change in (
        lambda: None,
        lambda: (showing.root / "hemaprint.toml").open("a").write('\n[acronyms]\nkeep = ["DNA"]\n'),
        lambda: (showing.root / "layouts/pages").mkdir(parents=True),
        lambda: (showing.root / "layouts/pages/own.html").write_text("", "utf-8"),
    ):
        change()
        loaded_by(showing, store)
    assert read == ["borrowed-cells", "circulation"] * 3


def test_an_article_with_an_error_is_read_every_time(magazine: Magazine, read: list[str]) -> None:
    magazine.write("articles/circulation.md", SHOWING)
    store = MemoryStore()
    assert found(loaded_by(magazine, store)) == found(loaded_by(magazine, store)) != []
    assert read == ["borrowed-cells", "circulation", "circulation"]


def test_a_file_saved_while_it_is_read_is_not_kept(showing: Magazine, monkeypatch: pytest.MonkeyPatch) -> None:
    original, store = article.read_article, MemoryStore()

    def saved_meanwhile(*given: object) -> object:
        draft = original(*given)  # type: ignore[arg-type]
        showing.write("art/numbers.csv", b"year,cells\n2024,3\n2025,6\n")
        return draft

    monkeypatch.setattr(kept, "read_article", saved_meanwhile)
    loaded_by(showing, store)
    monkeypatch.setattr(kept, "read_article", original)
    assert loaded_by(showing, store) == loaded_by(showing, MemoryStore())


@pytest.mark.parametrize(
    "data",
    [
        {"os.system": ["true"]},
        {"Popen": {"args": "true"}},
        {"path": "../outside"},
        {"path": "/etc/passwd"},
        {"Department": {"name": "News"}},
        {"Department": {"name": "News", "template": "news", "__class__": "str"}},
        {"Paragraph": {"line": 1}},
        {"day": "tomorrow"},
        {"set": 3},
        {"Location": {"path": {"path": "a.md"}}, "Node": {}},
    ],
)
def test_data_of_a_stranger_make_nothing_else(data: object, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        value_of(data, tmp_path)


@pytest.mark.parametrize("entry", [b"", b"{}", b"[]", b'{"shown": [], "draft": 3}', b'{"shown": [["../x", ""]]}'])
def test_an_entry_that_is_none_of_ours_is_read_anew(entry: bytes, magazine: Magazine, read: list[str]) -> None:
    class Foreign(MemoryStore):
        def get(self, key: str) -> bytes | None:
            return entry

    assert loaded_by(magazine, Foreign()) == magazine.load()
    assert read[:2] == ["borrowed-cells", "circulation"]


def test_a_path_outside_the_project_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        plain_of(Path("/elsewhere/cells.svg"), tmp_path)


def test_entries_hold_no_path_of_this_machine(showing: Magazine) -> None:
    store = MemoryStore()
    issue = loaded_by(showing, store).issue
    assert issue is not None
    data = json.dumps(plain_of(issue.articles["circulation"], showing.root))
    assert "Borrowed cells" in data
    assert str(showing.root) not in data
