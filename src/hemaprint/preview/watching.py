# SPDX-License-Identifier: MIT
"""Watch the files that an issue is made from."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from watchfiles import Change, awatch

from hemaprint.project.house import HOUSE_NAME
from hemaprint.project.project import CONFIG_NAME
from hemaprint.project.themes import FOLDER, bundled

_DEBOUNCE, _STEP = 200, 20
"""ms: files that are saved together count as one change; a file that is saved alone waits for ``_STEP``."""
_PATIENCE = 300
"""ms after which a restarted watch reports that it has begun."""
_IGNORED = (".swp", ".swx", "~", ".tmp", ".bak", ".part")
Changed = Callable[[set[Path]], None]


def folders_of(root: Path, issue: str) -> tuple[Path, ...]:
    """The folders whose files an issue is made from, including hemaprint's own, for those who work on it."""
    own = (root / "content" / issue, *(root / name for name in ("layouts", "styles", "fonts", FOLDER)))
    mine = (*own, bundled("layouts"), bundled("styles"))
    return tuple(dict.fromkeys(folder.resolve() for folder in mine if folder.is_dir()))


def counts(path: Path) -> bool:
    """Whether a file can matter: hidden files, and those that editors write beside the saved one, do not."""
    return not path.name.startswith(".") and not path.name.endswith(_IGNORED) and path.name != "4913"


async def watch(root: Path, issue: str, changed: Changed, stop: asyncio.Event) -> None:
    """Call ``changed`` with files that were written, created, renamed or deleted, until ``stop`` is set."""
    again = False
    while not stop.is_set():
        folders = folders_of(root, issue)
        over = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(_end(stop, over))
            group.create_task(_watch_inside(root, folders, changed, over, again=again))
            group.create_task(_watch_around(root, issue, changed, over))
        again = True


async def _end(stop: asyncio.Event, over: asyncio.Event) -> None:
    """End a round when either event is set: watchfiles accepts only one event to stop at."""
    waiting = [asyncio.ensure_future(event.wait()) for event in (stop, over)]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for one in waiting:
        one.cancel()
    over.set()


async def _watch_inside(
    root: Path, folders: tuple[Path, ...], changed: Changed, over: asyncio.Event, *, again: bool
) -> None:
    """Watch the folders. Nothing was watched before a round ``again``, so it begins with everything changed."""
    if not folders:
        return
    async for found in awatch(
        *folders,
        watch_filter=_filter,
        debounce=_DEBOUNCE,
        step=_STEP,
        rust_timeout=_PATIENCE if again else None,
        yield_on_timeout=again,
        stop_event=over,
    ):
        if found or again:
            changed({Path(path) for _, path in found} or {root})
        again = False


async def _watch_around(root: Path, issue: str, changed: Changed, over: asyncio.Event) -> None:
    """Watch ``hemaprint.toml`` and ``house.toml``, and restart the watch where a folder appears or disappears."""
    before = folders_of(root, issue)
    places = [place for place in (root, root / "content") if place.is_dir()]
    async for found in awatch(
        *places, watch_filter=None, debounce=_DEBOUNCE, step=_STEP, stop_event=over, recursive=False
    ):
        saved = {Path(path) for _, path in found} & {root / CONFIG_NAME, root / HOUSE_NAME}
        if saved:
            changed(saved)
        if folders_of(root, issue) != before:
            over.set()


def _filter(_change: Change, path: str) -> bool:
    return counts(Path(path))
