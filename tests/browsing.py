"""A browser for the tests that look at pages as people do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from waiting import LONG


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Chromium: the machine's own, or the one that ``playwright install chromium`` brings; without one, tests skip."""
    with sync_playwright() as playwright:
        program = _installed() or Path(playwright.chromium.executable_path)
        if not program.exists():
            pytest.skip("there is no chromium that sees temporary files: tools/bootstrap.sh test says how to get one")
        # s to ms; a sandbox of its own is what root may not have
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"], timeout=LONG * 1000)
        yield browser
        browser.close()


def _installed() -> Path | None:
    """A snap is none, for what tests write under /tmp is not there for it."""
    found = shutil.which("chromium")
    return Path(found) if found and not found.startswith("/snap/") else None
