"""The store gives back what was put into it, or nothing."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import pytest

from hemaprint.system.fingerprint import digest_of
from hemaprint.system.store import Emptied, Store

KEY, OTHER = digest_of("one"), digest_of("another")
CONTENT = b"pages\nof bytes \x00\xff"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache")


def file_of(store: Store, key: str) -> Path:
    return store.folder / key[:2] / key[2:]


def test_what_was_put_is_there(store: Store) -> None:
    assert store.get(KEY) is None
    store.put(KEY, CONTENT)
    assert store.get(KEY) == CONTENT
    assert Store(store.folder).get(KEY) == CONTENT


DAMAGES: tuple[Callable[[bytes], bytes], ...] = (
    lambda data: data[:-1],
    lambda data: data[:20],
    lambda data: b"",
    lambda data: b"x" + data[1:],
    lambda data: data[:-1] + b"?",
)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_entry_is_none_and_is_removed(store: Store, damage: Callable[[bytes], bytes]) -> None:
    store.put(KEY, CONTENT)
    path = file_of(store, KEY)
    path.write_bytes(damage(path.read_bytes()))
    assert store.get(KEY) is None
    assert not path.exists()


def test_an_entry_under_another_name_is_none(store: Store) -> None:
    store.put(KEY, CONTENT)
    file_of(store, OTHER).parent.mkdir(exist_ok=True)
    file_of(store, KEY).rename(file_of(store, OTHER))
    assert store.get(OTHER) is None


def test_a_folder_where_an_entry_should_be(store: Store) -> None:
    file_of(store, KEY).mkdir(parents=True)
    assert store.get(KEY) is None
    store.put(KEY, CONTENT)


def test_a_disk_that_refuses_is_no_fault(tmp_path: Path) -> None:
    blocked = tmp_path / "cache"
    blocked.write_text("a file where the folder should be")
    store = Store(blocked)
    store.put(KEY, CONTENT)
    assert store.get(KEY) is None
    assert store.clear() == Emptied(0, 0)


def test_a_full_disk_leaves_nothing_behind(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        store.put(KEY, CONTENT)
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


def test_over_its_limit_the_entries_go_that_were_not_used_for_longest(store: Store) -> None:
    keys = [digest_of(str(number)) for number in range(10)]
    for age, key in enumerate(reversed(keys)):
        store.put(key, bytes(1000))
        os.utime(file_of(store, key), (age, age))
    store.get(keys[-1])
    crowded = Store(store.folder, limit=6000)
    crowded.get(keys[-1])  # the oldest, but in use
    removed = crowded.tidy()
    assert removed.entries >= 5
    left = [key for key in keys if file_of(store, key).exists()]
    assert keys[-1] in left
    assert left[:-1] == keys[: len(left) - 1]
    assert crowded.tidy() == Emptied(0, 0)


def test_what_interrupted_builds_left_is_removed_in_time(store: Store) -> None:
    store.put(KEY, CONTENT)
    old, young = (file_of(store, KEY).with_suffix(f".{process}.part") for process in (1, 2))
    old.write_bytes(b"half")
    young.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    store.tidy()
    assert not old.exists()
    assert young.exists()


def test_clear_removes_entries_and_nothing_else(store: Store) -> None:
    store.put(KEY, CONTENT)
    store.put(OTHER, CONTENT)
    note = store.folder / "note.txt"
    note.write_text("not an entry")
    assert store.clear().entries == 2
    assert store.get(KEY) is None
    assert note.exists()


def test_only_what_a_store_can_have_made_is_removed(store: Store) -> None:
    store.put(KEY, CONTENT)
    notes = [store.folder / "note.txt", store.folder / "zz" / "note.txt", file_of(store, KEY).with_name("mine.1.part")]
    for note in notes:
        note.parent.mkdir(exist_ok=True)
        note.write_text("mine")
        os.utime(note, (1, 1))
    store.tidy()
    store.clear()
    assert [note.read_text() for note in notes] == ["mine"] * 3


@pytest.mark.parametrize("linked", ["entry", "folder of entries", "store", "folder above"])
def test_nothing_is_touched_through_a_link(linked: str, tmp_path: Path) -> None:
    store = Store(tmp_path / "project" / ".hemaprint" / "cache", limit=0)
    abroad = tmp_path / "abroad"
    place = {"folder of entries": store.folder / KEY[:2], "store": store.folder, "folder above": store.folder.parent}
    kept = [
        abroad / KEY[2:],
        abroad / f"{KEY[2:]}.1.part",
        abroad / KEY[:2] / KEY[2:],
        abroad / "cache" / KEY[:2] / KEY[2:],
    ]
    for path in kept:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine")
        os.utime(path, (1, 1))
    link = place.get(linked, file_of(store, KEY).with_suffix(".7.part"))
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(abroad / KEY[2:] if linked == "entry" else abroad)
    store.put(OTHER, CONTENT)
    store.get(KEY)
    store.tidy()
    store.clear()
    assert [path.read_text() for path in kept] == ["mine"] * 4
    assert {path for path in abroad.rglob("*") if path.is_file()} == set(kept)


def _put_many(folder: Path) -> None:
    for _ in range(200):
        Store(folder).put(KEY, CONTENT * 1000)


def test_two_writers_and_a_reader(store: Store) -> None:
    """Whatever happens at the same time, an entry is whole or not there."""
    writers = [get_context("spawn").Process(target=_put_many, args=(store.folder,)) for _ in range(2)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert store.get(KEY) in (None, CONTENT * 1000)
    assert store.get(KEY) == CONTENT * 1000
    assert list(store.folder.rglob("*.part")) == []
