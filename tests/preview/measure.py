"""How long it takes from the file event to the picture: ``python tests/preview/measure.py PROJECT ISSUE``.

``--generated 64`` measures generated articles on about so many pages instead. A copy is served by the program itself
and looked at with chromium. Each row is a kind of change: medians and the least, in ms, of the picture in view and of
the end of the build; the processor time of all the processes of the preview; when each stage began. Where a machine has
other work, only processor time can be compared.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter, time

from PIL import Image, ImageOps
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from measured.issues import ISSUE, random_articles, write_issue

_SETTLED = "!hemaprint.store.state.busy"
_LIMIT = 300_000
"""ms before a wait is given up."""
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGES_OF_ONE = 6.2
"""Pages that a generated article takes, more or less."""
_TOKEN = "--accent"
_COLORS = ("#7A1F2B", "#1F4B7A", "#2B6333", "#5A3A7A", "#6B4B16")


@dataclass
class Row:
    """What was measured of one kind of change, in ms."""

    name: str
    shown: list[float] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    stages: str = ""

    def __str__(self) -> str:
        def pair(times: list[float]) -> str:
            return f"{median(times):6.0f} {min(times):6.0f}" if times else f"{'-':>6} {'-':>6}"

        return f"{self.name:34} {pair(self.shown)} {pair(self.ended)} {median(self.cpu or [0.0]):6.0f}  {self.stages}"


class Watched:
    """A preview, and a browser that looks at it."""

    def __init__(self, root: Path, issue: str, page: Page, process: subprocess.Popen[str]) -> None:
        self.folder, self.page = root / "content" / issue, page
        self.root, self._process = root, process

    def row(self, name: str, rounds: int, change: Callable[[int], None], restore: Callable[[], None]) -> None:
        """Make a change several times, and print what it took."""
        row = Row(name)
        for number in range(rounds):
            self.build(lambda number=number: change(number), row)  # type: ignore[misc]
        self.build(restore, Row(""))
        print(row, flush=True)

    def build(self, change: Callable[[], None], row: Row) -> None:
        """Make a change, and wait for the end of its build and for the pictures in view."""
        page = self.page
        builds, before = page.evaluate("[hemaprint.store.state.build, hemaprint.arrivals.length]")
        cpu, start = self.cpu(), time() * 1000
        change()
        until(page, f"hemaprint.store.state.build > {builds} && {_SETTLED}")
        row.ended.append(time() * 1000 - start)
        page.wait_for_timeout(400)  # ms, for pictures that are still on their way
        row.cpu.append(self.cpu() - cpu)
        arrivals = page.evaluate(f"hemaprint.arrivals.slice({before}, {before} + 1).map((one) => one.at)")
        row.shown += [at - start for at in arrivals]
        stages = page.evaluate("hemaprint.store.state.stages")
        row.stages = " ".join(f"{name} {ms}" for name, ms in stages)

    def look_at(self, slug: str) -> None:
        """Bring an article into view, and wait for its pictures: only a change of one that is shown counts."""
        self.page.evaluate(f"location.hash = '#{slug}/1'")
        self.page.wait_for_timeout(1500)

    def cpu(self) -> float:
        """The processor time of all the processes of the preview so far, in ms."""
        return sum(_ticks(pid) for pid in _family(self._process.pid)) * 1000 / _TICKS


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*"):
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def until(page: Page, condition: str) -> None:
    """Wait for a condition in JavaScript; the page's own policy forbids to evaluate text inside it."""
    page.evaluate(
        f"""() => new Promise((done, fail) => {{
            const look = () => {{ if ({condition}) done(); else setTimeout(look, 10); }};
            setTimeout(() => fail(new Error({condition!r})), {_LIMIT});
            look();
        }})"""
    )


# ---------------------------------------------------------------- what is measured


def edits(watched: Watched, rounds: int, only: str) -> None:
    """A word of every article, with its first page in view."""
    for path in sorted((watched.folder / "articles").glob("*.md")):
        if only not in path.stem:
            continue
        text = path.read_text("utf-8")
        start = text.index("\n---", 4) + 4
        if " the " not in text[start:]:
            continue
        watched.look_at(path.stem)

        def change(number: int, path: Path = path, text: str = text, start: int = start) -> None:
            word = f" th{'aeiou'[number % 5]}{number // 5 or ''}e "
            path.write_text(text[:start] + text[start:].replace(" the ", word, 1), "utf-8")

        def restore(path: Path = path, text: str = text) -> None:
            path.write_text(text, "utf-8")

        watched.row(f"a word of {path.stem}", rounds, change, restore)


def picture(watched: Watched, rounds: int, only: str) -> None:
    """The first picture that an article shows near its beginning, turned upside down."""
    for path in sorted((watched.folder / "articles").glob("*.md")):
        text = path.read_text("utf-8")
        pictures = sorted((watched.folder / "images").glob("*.*"))
        shown = [one for one in pictures if one.name in text[:3000] and one.suffix in (".png", ".jpg", ".jpeg")]
        if only not in path.stem or not shown:
            continue
        watched.look_at(path.stem)

        def change(_: int = 0, file: Path = shown[0]) -> None:
            with Image.open(file) as image:
                flipped = ImageOps.flip(image)
            flipped.save(file)

        watched.row(f"a picture of {path.stem}", rounds, change, change)
        return


def token(watched: Watched, rounds: int, slug: str) -> None:
    """A colour token, with an article in view."""
    sheet = watched.root / "styles" / "tokens.css"

    def change(number: int) -> None:
        sheet.write_text(f":root {{ {_TOKEN}: {_COLORS[number % len(_COLORS)]} }}\n", "utf-8")

    watched.look_at(slug)
    watched.build(lambda: change(-1), Row(""))  # a project with a sheet of its own has another theme
    watched.row("a colour token", rounds, change, lambda: change(-1))


def counts(watched: Watched, rounds: int, slug: str) -> None:
    """An article that becomes longer and shorter by pages."""
    path = watched.folder / "articles" / f"{slug}.md"
    text = path.read_text("utf-8")
    more = "\n\n".join(f"A paragraph that was added is the number {number}." * 12 for number in range(16))
    watched.look_at(slug)

    def change(number: int = 1) -> None:
        path.write_text(text + ("" if number % 2 else f"\n\n{more}\n"), "utf-8")

    watched.row(f"pages of {slug}", rounds, change, change)


# ---------------------------------------------------------------- serving


@contextmanager
def served(root: Path, issue: str) -> Iterator[Watched]:
    """A preview with nothing in its cache; prints when its first frame, its first picture and all its pages come."""
    program = str(Path(sys.executable).with_name("hemaprint"))
    command = [program, "--project", str(root), "preview", issue, "--no-open"]
    with (
        sync_playwright() as playwright,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process,
    ):
        began = perf_counter()
        assert process.stdout is not None
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(process.stdout.readline().strip())
        watched = Watched(root, issue, page, process)
        times = []
        for condition in ("document.querySelector('.leaf')", "document.querySelector('.sheet img')", _SETTLED):
            until(page, condition)
            times.append(perf_counter() - began)
        page.wait_for_timeout(400)
        total = page.evaluate("hemaprint.store.state.pages.length")
        print(f"{total} pages, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, cpu {watched.cpu():.0f} ms")
        print("first frame {:.2f} s, first picture {:.2f} s, all pages {:.2f} s after the start".format(*times))
        try:
            yield watched
        finally:
            browser.close()
            process.send_signal(signal.SIGINT)


def main() -> None:
    """Serve and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", type=Path, nargs="?")
    parser.add_argument("issue", nargs="?", default=ISSUE)
    parser.add_argument("--generated", type=int, metavar="PAGES")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", default="", help="articles whose names contain this")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp()).resolve()
    root = folder / "magazine"
    if options.generated:
        write_issue(root, random_articles(0, round(options.generated / _PAGES_OF_ONE)))
    else:
        shutil.copytree(options.project / "content" / options.issue, root / "content" / options.issue)
        shutil.copy(options.project / "hemaprint.toml", root)
    (root / "styles").mkdir(exist_ok=True)
    longest = max((root / "content" / options.issue / "articles").glob("*.md"), key=lambda path: path.stat().st_size)
    with served(root, options.issue) as watched:
        print(f"{'':34} {'shown':>6} {'least':>6} {'ended':>6} {'least':>6} {'cpu':>6}  stages began at (ms)")
        edits(watched, options.rounds, options.only)
        picture(watched, options.rounds, options.only)
        token(watched, options.rounds, longest.stem)
        counts(watched, options.rounds, longest.stem)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
