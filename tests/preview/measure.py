"""How long it takes from the file event to the picture: ``python tests/preview/measure.py PROJECT ISSUE``.

Edits a word of every article of a copy, several times, with the page in view; prints ms for each article.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from math import inf
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, Playwright, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from preview.conftest import until

ROUNDS = 5


def main(project: Path, issue: str) -> None:
    """Serve a copy of the project and measure."""
    root = Path(tempfile.mkdtemp()).resolve() / "magazine"
    shutil.copytree(project / "content" / issue, root / "content" / issue)
    shutil.copy(project / "hemaprint.toml", root)
    program = str(Path(sys.executable).with_name("hemaprint"))
    command = [program, "--project", str(root), "preview", issue, "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served, sync_playwright() as playwright:
        try:
            measure(served, playwright, root / "content" / issue / "articles")
        finally:
            served.send_signal(signal.SIGINT)
    shutil.rmtree(root.parent)


def measure(served: subprocess.Popen[str], playwright: Playwright, articles: Path) -> None:
    """Edit every article while its page is in view."""
    assert served.stdout is not None
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(served.stdout.readline().strip())
    until(page, "hemaprint.store.state.build == 1 && !hemaprint.store.state.busy")
    count = page.evaluate("hemaprint.store.state.pages.length")
    print(f"{count} pages, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for path in sorted(articles.glob("*.md")):
        times = measured(page, path)
        print(
            f"{path.stem:28} {median(times or [inf]):6.0f} ms  ({', '.join(str(time) for time in times)})", flush=True
        )
    browser.close()


def measured(page: Page, path: Path) -> list[int]:
    """ms of several edits of one article."""
    text = path.read_text("utf-8")
    start = text.index("\n---", 4) + 4
    slug = path.stem
    place = f"hemaprint.store.state.pages.findIndex(page => page.name == '{slug}')"
    page.evaluate(f"document.querySelector('#article').value = String({place})")
    page.evaluate("document.querySelector('#article').dispatchEvent(new Event('change'))")
    page.wait_for_timeout(1500)  # ms, for the pictures that were scrolled to: only a change of one that is shown counts
    times = []
    for number in range(ROUNDS):
        builds, before = page.evaluate("[hemaprint.store.state.build, hemaprint.arrivals.length]")
        path.write_text(text[:start] + text[start:].replace(" the ", f" th{'aeiou'[number]}e ", 1), "utf-8")
        until(page, f"hemaprint.store.state.build > {builds} && !hemaprint.store.state.busy")
        times += page.evaluate(f"hemaprint.arrivals.slice({before}, {before} + 1).map(one => one.ms)")
    until(page, "!hemaprint.store.state.busy")
    builds = page.evaluate("hemaprint.store.state.build")
    path.write_text(text, "utf-8")
    until(page, f"hemaprint.store.state.build > {builds} && !hemaprint.store.state.busy")
    return times


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
