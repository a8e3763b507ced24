# SPDX-License-Identifier: MIT
"""What every answer needs: the pages shown, the folder they come from, and threads that draw."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from hemaprint.bind.foundry import Foundry
from hemaprint.preview.desk import Desk
from hemaprint.preview.documents import inside
from hemaprint.preview.drawing import PageDrawer
from hemaprint.preview.showing import PageFace, Showing

_DRAWERS = 2
"""Threads: one draws while another waits for it or encodes."""
_Work = ParamSpec("_Work")
_Made = TypeVar("_Made")


class Stand:
    """The pages of one preview of an ``issue``, as its routes look at them; ``root`` is the project's folder."""

    def __init__(self, desk: Desk, root: Path, issue: str, foundry: Foundry) -> None:
        self.desk, self.root, self.issue = desk, root, issue
        self.pictures = PageDrawer(foundry)
        self._drawers = ThreadPoolExecutor(_DRAWERS, thread_name_prefix="drawer")
        self._newest: Showing | None = None
        self._older: Showing | None = None

    @property
    def showing(self) -> Showing | None:
        """The newest pages that could be set."""
        return self.desk.state.showing

    def noticed(self, showing: Showing | None) -> None:
        """Note that browsers have been told of ``showing``."""
        if showing is not self._newest:
            self._older, self._newest = self._newest, showing

    def shown(self) -> Iterator[Showing]:
        """The pages shown now or before, which a browser may still request, the newest first."""
        for showing in (self.showing, self._newest, self._older):
            if showing is not None:
                yield showing

    def page(self, index: int) -> tuple[Showing, PageFace]:
        """The page at ``index`` in the list of pages; raises ValueError where there is none."""
        showing = self.showing
        if showing is None or not 0 <= index < len(showing.faces):
            raise ValueError("there is no such page")
        if not showing.faces[index].key:
            raise ValueError("the page has not been set yet")
        return showing, showing.faces[index]

    def file(self, name: str) -> Path:
        """The file of the project with this path from its folder; raises ValueError where there is none."""
        path = inside(self.root, name)
        if path is None:
            raise ValueError("this is not a file of the project")
        return path

    async def in_thread(self, work: Callable[_Work, _Made], *arguments: _Work.args, **named: _Work.kwargs) -> _Made:
        """What ``work`` makes, while other requests are answered."""
        return await asyncio.get_running_loop().run_in_executor(self._drawers, lambda: work(*arguments, **named))

    def close(self) -> None:
        """Release threads and documents."""
        self._drawers.shutdown(cancel_futures=True)
        self.pictures.close()
