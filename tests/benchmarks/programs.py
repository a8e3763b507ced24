"""The programs that are compared: where they are, how they are called, which version they have."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from json import loads
from pathlib import Path

INSTALL = "tests/benchmarks/anchors.sh"
BIN = Path(sys.executable).parent
DEFAULT_FOLDER = Path.home() / ".cache" / "hemaprint-bench"


@dataclass(frozen=True, slots=True)
class Program:
    """A program that sets the magazine in ``source`` (a folder that magazine.py writes) and writes ``pdf`` there."""

    key: str
    name: str
    source: str
    pdf: str
    command: tuple[str, ...]
    version: str
    missing: str = ""


def anchors(folder: Path) -> tuple[Program, ...]:
    """What hemaprint is compared with; ``folder`` is where anchors.sh installs."""
    return (_weasyprint(), _vivliostyle(folder), _paged(folder), _typst(folder))


def hemaprint(*arguments: str) -> tuple[str, ...]:
    """The command ``hemaprint build`` of this environment."""
    return (str(BIN / "hemaprint"), "build", "--quiet", *arguments)


def knows_jobs() -> bool:
    """Whether ``hemaprint build`` can be told how many processes to use."""
    return bool(re.search(r"(?<!\S)-j\b", _output([str(BIN / "hemaprint"), "build", "--help"])))


def _weasyprint() -> Program:
    command = (str(BIN / "weasyprint"), "--quiet", "magazine.html", "magazine.pdf")
    return Program("weasyprint", "WeasyPrint", "web", "magazine.pdf", command, _version("weasyprint"))


def _vivliostyle(folder: Path) -> Program:
    tool, browser = folder / "node_modules" / ".bin" / "vivliostyle", chromium()
    options = ("--single-doc", "--log-level", "silent", "--executable-browser", browser)
    command = (str(tool), "build", "magazine.html", "--output", "magazine.pdf", *options)
    number = _npm_version(folder, "@vivliostyle/cli")
    missing = _missing(bool(number and browser), "Vivliostyle CLI or Chromium")
    return Program("vivliostyle", "Vivliostyle CLI", "web", "magazine.pdf", command, number, missing)


def _paged(folder: Path) -> Program:
    tool, browser = folder / "node_modules" / ".bin" / "pagedjs-cli", chromium()
    command = (str(tool), "magazine.html", "--output", "magazine.pdf", "--browserArgs=--no-sandbox")
    number = _npm_version(folder, "pagedjs-cli")
    missing = _missing(bool(number and browser), "pagedjs-cli or Chromium")
    return Program("pagedjs", "pagedjs-cli", "web", "magazine.pdf", command, number, missing)


def _typst(folder: Path) -> Program:
    python = folder / "typst" / "bin" / "python"
    script = "import typst; typst.compile('magazine.typ', output='magazine.pdf', font_paths=['fonts'])"
    number = _output([str(python), "-c", "import importlib.metadata as m; print(m.version('typst'))"]).strip()
    command = (str(python), "-c", script)
    return Program("typst", "Typst", "typst", "magazine.pdf", command, number, _missing(bool(number), "Typst"))


def environment() -> dict[str, str]:
    """What every program is told: which browser to use; nothing else differs from the shell."""
    return {**os.environ, "PUPPETEER_EXECUTABLE_PATH": chromium(), "NO_COLOR": "1"}


def chromium() -> str:
    """The path of a Chromium, or nothing."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or ""


def chromium_version() -> str:
    """Its version, or nothing."""
    found = re.search(r"\d+(\.\d+)+", _output([chromium(), "--version"])) if chromium() else None
    return found[0] if found else ""


def page_count(pdf: Path) -> int:
    """How many pages a PDF has; counted elsewhere, because a child's peak of memory is never below its parent's."""
    script = "import sys, pikepdf; print(len(pikepdf.open(sys.argv[1]).pages))"
    return int(_output([sys.executable, "-c", script, str(pdf)]).strip() or 0)


def _missing(there: bool, what: str) -> str:
    return "" if there else f"{what} is not installed: {INSTALL} does that"


def _npm_version(folder: Path, package: str) -> str:
    path = folder / "node_modules" / package / "package.json"
    return str(loads(path.read_text("utf-8"))["version"]) if path.is_file() else ""


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


def _output(command: Sequence[str]) -> str:
    """What a command prints on standard output, or nothing where it cannot be run."""
    environment = os.environ | {"COLUMNS": "200", "NO_COLOR": "1"}
    try:
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""
