"""From the file event to the picture in the browser: ``python tests/preview/measure.py PROJECT ISSUE``.

Edits a word of every article of a copy, several times, with the page in view; prints ms for each article.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from statistics import median
from threading import Thread

from playwright.sync_api import Page, sync_playwright

from hemaprint.preview.server import Preview, Wishes
from hemaprint.preview.warm import WarmSetter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from preview.conftest import until

ROUNDS = 5


@contextmanager
def served(project: Path, issue: str) -> Iterator[tuple[str, Path]]:
    """The address of a preview of a copy of the project, and where its articles are."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "magazine"
        shutil.copytree(project / "content" / issue, root / "content" / issue)
        shutil.copy(project / "hemaprint.toml", root)
        preview = Preview(WarmSetter(root, issue), root, issue, Wishes())
        opened: Queue[str] = Queue()
        thread = Thread(target=preview.run, args=(opened.put,))
        thread.start()
        try:
            yield opened.get(), root / "content" / issue / "articles"
        finally:
            preview.stop()
            thread.join()


def main(project: Path, issue: str) -> None:
    """Serve a copy of the project and measure."""
    with served(project, issue) as (url, articles), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(url)
        page.wait_for_selector(".sheet img", timeout=300_000)
        until(page, "!hemaprint.store.state.busy")
        count = page.evaluate("hemaprint.store.state.pages.length")
        print(f"{count} pages, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        for path in sorted(articles.glob("*.md")):
            times = measured(page, path)
            print(f"{path.stem:28} {median(times):6.0f} ms  ({', '.join(str(time) for time in times)})", flush=True)
        browser.close()


def measured(page: Page, path: Path) -> list[int]:
    """ms of several edits of one article."""
    text = path.read_text("utf-8")
    start = text.index("\n---", 4) + 4
    slug = path.stem
    place = f"hemaprint.store.state.pages.findIndex(page => page.name == '{slug}')"
    page.evaluate(f"document.querySelector('#article').value = String({place})")
    page.evaluate("document.querySelector('#article').dispatchEvent(new Event('change'))")
    until(page, f"hemaprint.store.state.pages[hemaprint.store.current].name == '{slug}' || true")
    times = []
    for number in range(ROUNDS):
        until(page, "!hemaprint.store.state.busy")
        before = page.evaluate("hemaprint.arrivals.length")
        path.write_text(text[:start] + text[start:].replace(" the ", f" th{'aeiou'[number]}e ", 1), "utf-8")
        until(page, f"hemaprint.arrivals.length > {before}")
        times.append(page.evaluate(f"hemaprint.arrivals[{before}].ms"))
    path.write_text(text, "utf-8")
    until(page, "hemaprint.store.state.busy")
    until(page, "!hemaprint.store.state.busy")
    return times


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
